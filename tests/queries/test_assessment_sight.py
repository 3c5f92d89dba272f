"""Who sees which assessment, criteria and columns; the same number of statements for one body and for many."""

from dataclasses import replace
from decimal import Decimal

import pytest
from assessing import DRAFT, SET, Case, brought, case_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import AT, TODAY, Organisation, found_department
from rights import newcomer, token

from dondoc.actions import assessments, criteria_sets, disputes, rounds, scores
from dondoc.actions.rounds import Body
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, ReasonCode, Stage, State
from dondoc.core.permissions import Grant, Role, Viewer
from dondoc.core.refusals import NotVisible
from dondoc.core.scoring.sheets import CriterionState
from dondoc.core.workflow import WrongState
from dondoc.models import Position, User
from dondoc.queries import appraisals, score_sheets
from dondoc.queries import assessments as found
from dondoc.queries import criteria_sets as sets
from dondoc.queries import disputes as dispute_files
from dondoc.queries.people import viewer_for

DIVISION = frozenset({"1.1", "1.2"})


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return case_of(organisation)


def sees(viewer: Viewer, case: Case) -> frozenset[str] | str | None:
    """The criteria seen; `all`, or None where the assessment is not there."""
    try:
        codes = found.located(viewer, case.assessment_id).codes
    except NotVisible:
        return None
    return "all" if codes is None else codes


def test_sight_follows_the_table(case: Case, elsewhere: Organisation):
    people = case.organisation.people
    auditor = newcomer(case.organisation, Role.AUDITOR)
    assert {
        "coordinator": sees(people.coordinator, case),
        "director": sees(people.director, case),
        "auditor": sees(auditor, case),
        "reporter": sees(people.reporter, case),
        "head": sees(people.head, case),
        "other head": sees(people.other_head, case),
        "administrator": sees(people.administrator, case),
        "appraiser": sees(case.appraiser, case),
        "token": sees(token(people.coordinator), case),
        "elsewhere": sees(elsewhere.people.coordinator, case),
    } == {
        "coordinator": "all",
        "director": "all",
        "auditor": "all",
        "reporter": DIVISION,
        "head": DIVISION,
        "other head": frozenset({"2.1"}),
        "administrator": None,
        "appraiser": None,
        "token": None,
        "elsewhere": None,
    }


def test_unit_without_a_criterion_sees_no_assessment(case: Case):
    owners = dict.fromkeys(("1.1", "1.2"), case.organisation.units.attached.pk)
    assessments.set_owners(case.assessment_id, owners=owners, actor=case.organisation.people.coordinator, at=AT)
    assert sees(case.organisation.people.reporter, case) is None
    assert not found.rounds(case.organisation.people.reporter).exists()


def test_appraiser_knows_of_the_round_from_its_start_and_reads_once_it_is_signed(case: Case):
    [opened] = found.rounds(case.appraiser)
    assert [each.pk for each in found.bodies_of(case.appraiser, opened)] == [case.assessment_id]
    assert not found.visible_to(case.appraiser).exists()
    brought(case, State.SUBMITTED)
    assert sees(case.appraiser, case) == "all"


def test_appraiser_sees_the_bodies_given_from_wherever_they_look(case: Case, elsewhere: Organisation):
    brought(case, State.SUBMITTED)
    away = replace(case.appraiser, department_id=elsewhere.department.pk, grants=frozenset())
    assert sees(away, case) == "all"
    assert found.acting(away, case.assessment).department_id == case.organisation.department.pk


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RELEASED])
def test_units_read_appraised_points_once_they_are_released(case: Case, state: State):
    brought(case, state)
    people, one = case.organisation.people, case.assessment
    own = {Stage.SELF, Stage.CHECK}
    shown = {Stage.APPRAISED, Stage.FINAL} if state is State.RELEASED else set()
    assert found.seen_stages(people.head, one) == own | shown
    assert found.seen_stages(people.coordinator, one) == own | {Stage.APPRAISED, Stage.FINAL}
    assert found.seen_stages(case.appraiser, one) == set(Stage)


def test_set_of_a_round_is_read_by_its_bodies_and_nobody_else(case: Case, elsewhere: Organisation):
    people = case.organisation.people
    readers = [v for v in (*people, case.appraiser, *elsewhere.people) if sets.adopted(v).exists()]
    assert readers == [v for v in (*people, case.appraiser) if v != people.administrator]
    with pytest.raises(NotVisible):
        sets.one(elsewhere.people.coordinator, case.adopted.pk)


def test_set_is_read_once(case: Case):
    again = type(case.adopted).objects.get(pk=case.adopted.pk)
    assert sets.set_of(again) is sets.set_of(case.adopted)


def test_body_does_not_score_itself_by_the_figures_of_others(organisation: Organisation, elsewhere: Organisation):
    case, other = _pair(organisation, elsewhere)
    brought(other, State.SUBMITTED)
    with pytest.raises(NotVisible):
        found.one(organisation.people.coordinator, other.assessment_id)
    assert other.assessment not in found.bodies_of(organisation.people.coordinator, case.assessment.round)


def test_sheet_before_anything_is_entered_is_missing_throughout(case: Case):
    sheet = found.sheet_of(case.assessment, Stage.SELF)
    assert {row.state for row in sheet.criteria} == {CriterionState.MISSING}
    assert found.sheet_of(case.assessment, Stage.FINAL).points == 0


@pytest.mark.parametrize("stage", list(Stage))
def test_sheets_take_as_many_statements_for_three_bodies_as_for_one(organisation: Organisation, stage: Stage):
    everybody = [organisation, *(found_department(f"H99.2{n}") for n in range(2))]
    cases = [brought(case, State.FINAL) for case in _cases(everybody)]
    rows = [case.assessment for case in cases]
    counts = []
    for given in (rows[:1], rows):
        with CaptureQueriesContext(connection) as captured:
            assert len(found.sheets_of(given, stage)) == len(given)
        counts.append(len(captured))
    assert counts in ([1, 1], [2, 2])


def test_list_of_bodies_takes_one_statement(organisation: Organisation, elsewhere: Organisation):
    opened = _pair(organisation, elsewhere)[0].assessment.round
    appraiser = _viewer_of("ca-hai")
    with CaptureQueriesContext(connection) as captured:
        told = [(each.department.name, each.round.adopted_set.title) for each in found.bodies_of(appraiser, opened)]
    assert (len(told), len(captured)) == (2, 1)


def _pair(first: Organisation, second: Organisation) -> list[Case]:
    return _cases([first, second])


def _cases(everybody: list[Organisation]) -> list[Case]:
    """One round of these bodies, all given to one appraiser."""
    user = User.objects.create(username="ca-hai", full_name="Người Mẫu")
    for each in everybody:
        Position.objects.create(user=user, department=each.department, role=Role.APPRAISER, title="Chuyên viên")
    appraiser = _viewer_of("ca-hai")
    adopted = criteria_sets.adopt(SET, actor=appraiser, at=AT)
    bodies = [Body(each.department.pk, "with-procedures") for each in everybody]
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=bodies, actor=appraiser, at=AT)
    ids = dict(opened.assessments.values_list("department_id", "pk"))
    return [Case(each, adopted, ids[each.department.pk], appraiser, appraiser) for each in everybody]


def _viewer_of(username: str) -> Viewer:
    viewer = viewer_for(User.objects.get(username=username), on=TODAY)
    assert viewer is not None
    return viewer


def test_appraiser_who_reports_for_a_unit_sees_that_units_criteria_until_it_is_signed(case: Case):
    both = newcomer(case.organisation, Role.APPRAISER)
    reporter = Grant(Role.REPORTER, case.organisation.units.division.pk)
    both = replace(both, grants=both.grants | {reporter})
    assert sees(both, case) == DIVISION
    assert found.seen_stages(both, case.assessment) == {Stage.SELF, Stage.CHECK}
    brought(case, State.SUBMITTED)
    assert sees(both, case) == "all"


def test_appraiser_reads_a_dispute_once_it_is_sent(case: Case):
    people = case.organisation.people
    brought(case, State.SUBMITTED)
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    made = disputes.write(
        case.assessment_id, "1.1", words="Bản nháp", asked_points=Decimal(40), actor=people.coordinator, at=AT
    )

    def shown(viewer: Viewer) -> list[object]:
        page = score_sheets.page(viewer, case.assessment_id)
        return [row.dispute for row in page.rows if row.dispute]

    def at_bench() -> list[object]:
        page = appraisals.criterion_page(case.appraiser, case.assessment.round_id, "1.1")
        return [each.dispute for each in page.cases if each.dispute]

    assert (shown(people.reporter), shown(case.appraiser), at_bench()) == ([made], [], [])
    with pytest.raises(WrongState):
        dispute_files.file(case.appraiser, case.assessment_id)
    assessments.move(case.assessment_id, move=Move.DISPUTE, actor=people.director, at=AT)
    assert (shown(case.appraiser), at_bench()) == ([made], [made])
    assert dispute_files.file(case.appraiser, case.assessment_id)[1].disputes[0].answer == "Bản nháp"
