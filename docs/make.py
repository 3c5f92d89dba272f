"""Writes the pages of the documentation that are printed from the rules: docs/states.md, docs/rights.md
and docs/security.md.

`make docs` writes them; `make check` fails when they are no longer what the rules say (`--check`).
"""

import sys
from pathlib import Path

from checks import security

from dondoc.core.permissions import CELLS, MATRIX, POLICY, ROLE_TITLES, Act, Reach
from dondoc.core.workflow import COUNTED, MOVE_ACTS, MOVE_TITLES, MOVES, NEEDS_REASON, STATE_TITLES, WRITABLE

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
    """The way of a unit's report, as a diagram and a table."""
    arrows = [
        f"    {start.value} --> {end.value} : {move.value}"
        for move, (starts, end) in MOVES.items()
        for start in sorted(starts)
    ]
    rows = [
        f"| {state.value} | {title} | {'yes' if state in WRITABLE else 'no'} | {'yes' if state in COUNTED else 'no'} |"
        for state, title in STATE_TITLES.items()
    ]
    moves = [
        f"| {move.value} | {title} | {', '.join(role.value for role in POLICY[MOVE_ACTS[move]])} "
        f"| {'yes' if move in NEEDS_REASON else 'no'} |"
        for move, title in MOVE_TITLES.items()
    ]
    return "\n".join(
        [
            "# The way of a unit's report",
            "",
            "Printed from `core/workflow.py` and `core/permissions.py` by `make docs`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> draft",
            *arrows,
            "```",
            "",
            "| state | on the screen | the unit may write | counts |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            "| move | on the screen | who | needs a reason |",
            "| --- | --- | --- | --- |",
            *moves,
            "",
        ]
    )


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
