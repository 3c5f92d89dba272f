"""Check 7 for assessments: every move from every state by every role, in the own department and in another.

Not here: reports (test_moves), what a move asks beside right and state (actions/test_assessments).
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from assessing import DRAFT, SET, Case, brought
from factories import AT, Organisation
from keepsakes import kept
from rights import DEPARTMENT, Place, Rule, actors, newcomer, undone
from tables import written

from dondoc.actions import assessments, criteria_sets, disputes, rounds, scores
from dondoc.actions.rounds import Body
from dondoc.actions.scores import Given
from dondoc.core.assessments import MOVE_ACTS, MOVES, Move, Outcome, ReasonCode, Stage, State
from dondoc.core.permissions import HELD_ROLES, Act, Role, Viewer
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, AssessmentMove, AuditRow

SEES = (Act.SCORE_READ, Act.SCORE_WRITE, Act.CHECK_READ)
UNSIGNED = {State.SELF, State.CHECK, State.SIGN}
# After the last day on which the body can send what it has written to the points told.
AFTER = AT + timedelta(days=200)
DONE = 200
# Round and assessment.
Ids = tuple[int, int]


def opened(organisation: Organisation, state: State, appraiser: Viewer) -> Case:
    """An assessment in a round of its own, criterion 1.1 given to the division."""
    office, units = organisation.people.coordinator, organisation.units
    adopted = criteria_sets.adopt(SET.replace("thu-2026", f"{state}-2026"), actor=office, at=AT)
    body = Body(organisation.department.pk, "with-procedures")
    found = rounds.open_round(adopted.pk, draft=DRAFT, bodies=[body], actor=office, at=AT)
    assessment_id = found.assessments.get().pk
    assessments.set_owners(assessment_id, owners={"1.1": units.division.pk}, actor=office, at=AT)
    return Case(organisation, adopted, assessment_id, appraiser, appraiser)


def released(case: Case, *, until: State) -> None:
    """Points told with 1.1 lowered, a dispute written; for DISPUTED it is sent and answered."""
    people, assessment_id = case.organisation.people, case.assessment_id
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(assessment_id, given=given, actor=case.appraiser, at=AT)
    scores.agree_all(assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    assessments.move(assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    dispute = disputes.write(
        assessment_id, "1.1", words="Đã có ảnh", asked_points=Decimal(30), actor=people.coordinator, at=AT
    )
    if until is State.DISPUTED:
        assessments.move(assessment_id, move=Move.DISPUTE, actor=people.director, at=AT)
        disputes.decide(dispute.pk, outcome=Outcome.UPHELD, answer="Đồng ý", actor=case.appraiser, at=AT)


def in_each_state(organisation: Organisation) -> dict[State, Ids]:
    """An assessment in each state, with all that the moves from there ask for."""
    appraiser = newcomer(organisation, Role.APPRAISER, name=f"tham-dinh@{organisation.department.code.lower()}")
    found = {}
    for state in State:
        case = opened(organisation, state, appraiser)
        round_id = case.assessment.round_id
        match state:
            case State.CHECK:
                brought(case, state)
                scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=organisation.people.coordinator, at=AT)
            case State.SUBMITTED:
                brought(case, state)
                scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=appraiser, at=AT)
            case State.RELEASED | State.DISPUTED:
                released(brought(case, State.SUBMITTED), until=state)
            case State.PUBLISHED:
                brought(case, State.FINAL)
                rounds.publish(round_id, actor=appraiser, at=AT)
            case _:
                brought(case, state)
        found[state] = (round_id, case.assessment_id)
    return found


def expected(move: Move, state: State, role: Role, place: Place) -> int:
    """What the table says, then the way; before it is signed an appraiser knows of the round, not of the assessment."""
    if role is Role.APPRAISER and place is Place.OWN and state in UNSIGNED and move is not Move.PUBLISH:
        return 404
    done = DONE if state in MOVES[move][0] else 409
    return Rule(MOVE_ACTS[move], SEES, DEPARTMENT).refusal(role, place) or done


def outcome(move: Move, ids: Ids, actor: Viewer) -> int:
    try:
        if move is Move.PUBLISH:
            rounds.publish(ids[0], actor=actor, at=AFTER)
        else:
            assessments.move(ids[1], move=move, reason="Thiếu minh chứng", actor=actor, at=AFTER)
    except NotVisible:
        return 404
    except NotAllowed:
        return 403
    except WrongState:
        return 409
    return DONE


def states() -> dict[int, str]:
    return dict(Assessment.objects.values_list("pk", "state"))


def counts() -> tuple[int, int]:
    return AuditRow.objects.count(), AssessmentMove.objects.count()


def test_check_7_only_moves_of_assessments_of_the_way_and_of_the_table_succeed(
    organisation: Organisation, elsewhere: Organisation
) -> None:
    places = {
        Place.OWN: kept("assessments in each state", lambda: in_each_state(organisation)),
        Place.ELSEWHERE: kept("assessments in each state elsewhere", lambda: in_each_state(elsewhere)),
    }
    team, before, wrong, asked = actors(organisation), states(), {}, Counter()
    rows, moves = counts()
    for place, found in places.items():
        assert {state: State(before[ids[1]]) for state, ids in found.items()} == {state: state for state in State}
        for state, ids in found.items():
            for move in Move:
                for role in HELD_ROLES:
                    wanted = expected(move, state, role, place)
                    asked[wanted] += 1
                    with undone(), written() as names:
                        got = outcome(move, ids, team[role])
                        if got == DONE:
                            assert states() == before | {ids[1]: MOVES[move][1].value}
                            assert counts() == (rows + 1, moves + 1)
                    if got != wanted or bool(names) != (wanted == DONE):
                        wrong[f"{move} of {state} by {role} at {place}"] = (got, wanted, sorted(names))
    assert wrong == {}
    assert states() == before
    assert asked.total() == len(Move) * len(State) * len(HELD_ROLES) * len(DEPARTMENT)
    assert asked[DONE] == sum(len(starts) for starts, _end in MOVES.values())
    assert min(asked[403], asked[404], asked[409]) > 20
