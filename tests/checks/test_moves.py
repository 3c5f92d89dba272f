"""Check 7: of all moves from all states by all roles at all places, those of the way and of the table succeed.

Not here: how the pages answer (check 1).
"""

from collections import Counter
from dataclasses import replace

import pytest
from factories import AT, LATER, QUARTERLY, TODAY, Organisation, confirmed, plan_of, write
from rights import ALL, Place, Rule, actors, undone
from tables import written

from dondoc.actions import reports
from dondoc.core.permissions import HELD_ROLES, Act, Role, Viewer
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import MOVE_ACTS, MOVES, READ_ACTS, Move, ReportState, WrongState
from dondoc.models import AuditRow, Unit, UnitReport

WAYS = {
    "2026-01": (ReportState.DRAFT, ()),
    "2026-02": (ReportState.SUBMITTED, (Move.SUBMIT,)),
    "2026-03": (ReportState.APPROVED, (Move.SUBMIT, Move.APPROVE)),
    "2026-04": (ReportState.ACCEPTED, (Move.SUBMIT, Move.APPROVE, Move.ACCEPT)),
    "2026-05": (ReportState.RETURNED, (Move.SUBMIT, Move.SEND_BACK)),
    "2026-06": (None, ()),  # not begun
}
DONE = 200
# Period and unit of a report, and the state that it stands in.
Report = tuple[int, int, ReportState | None]


def reports_in_each_state(organisation: Organisation) -> dict[Place, list[Report]]:
    """Those of the division, and those of the other division."""
    people, units = organisation.people, organisation.units
    plan = confirmed(
        replace(plan_of(3, 0), reporting=(replace(QUARTERLY, frequency="month"),)), actor=people.coordinator
    )

    def of(unit: Unit, reporter: Viewer, head: Viewer) -> list[Report]:
        found = []
        for code, (state, way) in WAYS.items():
            period = plan.periods.get(code=code)
            found.append((period.pk, unit.pk, state))
            if state:
                write(period, unit, actor=reporter)
            for move in way:
                actor = {Move.SUBMIT: reporter, Move.ACCEPT: people.coordinator}.get(move, head)
                reports.move(period.pk, unit.pk, move=move, on=TODAY, reason="Thiếu số", actor=actor, at=AT)
        return found

    return {
        Place.OWN: of(units.division, people.reporter, people.head),
        Place.OTHER: of(units.other_division, people.other_reporter, people.other_head),
    }


@pytest.fixture
def places(organisation: Organisation, elsewhere: Organisation) -> dict[Place, list[Report]]:
    return reports_in_each_state(organisation) | {Place.ELSEWHERE: reports_in_each_state(elsewhere)[Place.OWN]}


def expected(move: Move, state: ReportState | None, role: Role, place: Place) -> int:
    """What the table of rights says, then the way of the report; one that is not begun is drafted."""
    reading = READ_ACTS[state or ReportState.DRAFT]
    rule = Rule(MOVE_ACTS[move], (Act.ANSWER_LOOK, reading, Act.FIGURE_WRITE), ALL)
    return rule.refusal(role, place) or (DONE if state in MOVES[move][0] else 409)


def outcome(move: Move, report: Report, actor: Viewer) -> int:
    try:
        reports.move(*report[:2], move=move, on=TODAY, reason="Thiếu số", actor=actor, at=LATER)
    except NotVisible:
        return 404
    except NotAllowed:
        return 403
    except WrongState:
        return 409
    return DONE


def states() -> dict[tuple[int, int], str]:
    return {(period, unit): state for period, unit, state in UnitReport.objects.values_list("period", "unit", "state")}


def test_check_7_only_moves_of_the_way_and_of_the_table_succeed(places, organisation: Organisation) -> None:
    team, before, wrong, asked = actors(organisation), states(), {}, Counter()
    told = AuditRow.objects.count()
    for place, found in places.items():
        for report in found:
            for move in Move:
                for role in HELD_ROLES:
                    wanted = expected(move, report[2], role, place)
                    asked[wanted] += 1
                    with undone(), written() as names:
                        got = outcome(move, report, team[role])
                        if got == DONE:
                            assert states() == before | {report[:2]: MOVES[move][1].value}
                            assert AuditRow.objects.count() == told + 1
                    if got != wanted or bool(names) != (wanted == DONE):
                        wrong[f"{move} of {report} by {role} at {place}"] = (got, wanted, sorted(names))
    assert wrong == {}
    assert states() == before
    assert asked.total() == len(Move) * len(WAYS) * len(HELD_ROLES) * len(Place)
    assert min(asked[DONE], asked[403], asked[404], asked[409]) > 10
