"""Writes the pages of the documentation that are printed from the rules: docs/states.md, docs/rights.md
and docs/security.md.

`make docs` writes them; `make check` fails when they are no longer what the rules say (`--check`).
"""

import sys
from pathlib import Path
from types import ModuleType

from checks import security

from dondoc.core import assessments, workflow
from dondoc.core.permissions import CELLS, MATRIX, POLICY, ROLE_TITLES, Act, Reach

FOLDER = Path(__file__).parent
REACHES = {
    Reach.UNIT: "own unit",
    Reach.DEPARTMENT: "own department",
    Reach.ASSIGNED: "assigned bodies",
    Reach.PUBLISHED: "published",
    Reach.ASSIGNMENT: "the one assignment of the link",
    Reach.SCOPE: "by token scope",
}


def states() -> str:
    """The ways of a unit's report and of an assessment, each as a diagram and tables."""
    return "\n".join(
        [
            "# The ways of a unit's report and of an assessment",
            "",
            "Printed from `core/workflow.py`, `core/assessments.py` and `core/permissions.py` by `make docs`.",
            "",
            "## A unit's report",
            "",
            *_diagram(workflow),
            "| state | on the screen | the unit may write | counts |",
            "| --- | --- | --- | --- |",
            *(
                f"| {state.value} | {title} | {'yes' if state in workflow.WRITABLE else 'no'} "
                f"| {'yes' if state in workflow.COUNTED else 'no'} |"
                for state, title in workflow.STATE_TITLES.items()
            ),
            "",
            *_moves(workflow),
            "## An assessment",
            "",
            *_diagram(assessments),
            "| state | on the screen | points written | units see appraised points |",
            "| --- | --- | --- | --- |",
            *(
                f"| {state.value} | {title} "
                f"| {', '.join(s.value for s, states in assessments.WRITTEN_IN.items() if state in states) or '–'} "
                f"| {'yes' if state in assessments.SHOWN_TO_UNITS else 'no'} |"
                for state, title in assessments.STATE_TITLES.items()
            ),
            "",
            *_moves(assessments),
        ]
    )


def _diagram(way: ModuleType) -> list[str]:
    """The moves of a way as arrows; the first state is the one it begins in."""
    first = next(iter(way.STATE_TITLES))
    arrows = [
        f"    {start.value} --> {end.value} : {move.value}"
        for move, (starts, end) in way.MOVES.items()
        for start in sorted(starts)
    ]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}", *arrows, "```", ""]


def _moves(way: ModuleType) -> list[str]:
    """Who makes which move, and which need a reason."""
    rows = [
        f"| {move.value} | {title} | {', '.join(role.value for role in POLICY[way.MOVE_ACTS[move]])} "
        f"| {'yes' if move in way.NEEDS_REASON else 'no'} |"
        for move, title in way.MOVE_TITLES.items()
    ]
    return ["| move | on the screen | who | needs a reason |", "| --- | --- | --- | --- |", *rows, ""]


def rights() -> str:
    """Who may do what, and how far: the whole table as it is kept, then the acts that point into it."""
    roles = list(ROLE_TITLES)
    things = [
        f"| {thing.value} | " + " | ".join(cells[role].text for role in roles) + " |" for thing, cells in MATRIX.items()
    ]
    acts = [
        f"| {act.value} | {CELLS[act][0].value}, {CELLS[act][1].value} | " + _roles_of(act) + " |"
        if act in CELLS
        else f"| {act.value} | – | " + _roles_of(act) + " |"
        for act in Act
    ]
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Printed from `core/permissions.py` by `make docs`. Everything stays within one's own department.",
            "",
            "l status only, r read, c create, w change, d withdraw, t transition, e export; "
            + ", ".join(f"{reach.value} {words}" for reach, words in REACHES.items())
            + "; after a colon the condition.",
            "",
            "| thing | " + " | ".join(role.value for role in roles) + " |",
            "| --- |" + " --- |" * len(roles),
            *things,
            "",
            "## The acts",
            "",
            "Each act of the product, the cell behind it (– for one that stands outside the table), and who may do it.",
            "",
            "| act | thing, letter | who |",
            "| --- | --- | --- |",
            *acts,
            "",
        ]
    )


def _roles_of(act: Act) -> str:
    return ", ".join(f"{role.value} {reach.value}" for role, reach in POLICY[act].items())


def main() -> int:
    """Writes the pages, or with --check says which are stale and returns 1."""
    stale = []
    for name, text in (("states.md", states()), ("rights.md", rights()), ("security.md", security())):
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"docs: {', '.join(stale)} no longer say what the rules say; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
