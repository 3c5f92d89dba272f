"""Points of each stage: explained, checked, appraised, read again; reasons where they differ. Rights: test_rights."""

from decimal import Decimal

import pytest
from assessing import SCORED, VALUES, Case, brought, case_of
from factories import AT, LATER, Organisation
from rights import newcomer

from dondoc.actions import assessments, disputes, facts, scores
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, ReasonCode, Stage, State
from dondoc.core.permissions import OwnWork, Role
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, CriterionScore
from dondoc.queries import assessments as found


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return case_of(organisation)


@pytest.fixture
def submitted(case: Case) -> Case:
    return brought(case, State.SUBMITTED)


def rows(case: Case, stage: Stage) -> dict[str, tuple[Decimal | None, str, str, str]]:
    return {
        code: (row.points, row.state, row.reason, row.words)
        for code, row in found.scores_of(case.assessment, stage).items()
    }


def test_check_keeps_agreement_and_difference_side_by_side(case: Case):
    office = brought(case, State.CHECK).organisation.people.coordinator
    given = [Given("1.1", Decimal(40)), Given("2.1", Decimal("7.5"), ReasonCode.FIGURE_DIFFERS, "Một phiên  rưỡi")]
    scores.check(case.assessment_id, given=given, actor=office, at=LATER)
    assert rows(case, Stage.CHECK) == {
        "1.1": (Decimal(40), "scored", "", ""),
        "2.1": (Decimal("7.5"), "scored", "figure_differs", "Một phiên rưỡi"),
    }
    assert rows(case, Stage.SELF)["2.1"][0] == Decimal(15)
    row = AuditRow.objects.latest("id")
    assert (row.act, row.after) == ("check.write", {"stage": "check", "points": {"1.1": "40", "2.1": "7.5"}})


def test_points_must_suit_the_set_and_differences_need_a_reason(case: Case):
    office = brought(case, State.CHECK).organisation.people.coordinator
    given = [
        Given("1.1", Decimal("40.01"), ReasonCode.NO_EVIDENCE),
        Given("1.2", Decimal("19.999"), ReasonCode.NO_EVIDENCE),
        Given("2.1", Decimal(10)),
        Given("2.2", Decimal(-1), ReasonCode.OTHER),
        Given("2.3", Decimal(0)),
    ]
    with pytest.raises(Faulty) as refused:
        scores.check(case.assessment_id, given=given, actor=office, at=AT)
    assert [fault.field for fault in refused.value.faults] == [
        "1.1.points", "1.2.points", "2.1.reason", "2.2.points", "2.2.words", "2.3.points",
    ]  # fmt: skip
    assert rows(case, Stage.CHECK) == {}


def test_same_check_again_adds_no_row(case: Case):
    office = brought(case, State.CHECK).organisation.people.coordinator
    given = [Given("2.1", Decimal(5), ReasonCode.FIGURE_DIFFERS)]
    scores.check(case.assessment_id, given=given, actor=office, at=AT)
    before = (CriterionScore.objects.count(), AuditRow.objects.count())
    scores.check(case.assessment_id, given=given, actor=office, at=LATER)
    assert (CriterionScore.objects.count(), AuditRow.objects.count()) == before


def test_agreement_with_a_missing_criterion_leaves_it_missing(case: Case):
    people = case.organisation.people
    brought(case, State.SELF)
    facts.enter(case.assessment_id, values={"head": None}, as_of=AT.date(), actor=people.coordinator, at=AT)
    scores.explain(case.assessment_id, words={"2.2": "Đang kiện toàn"}, actor=people.coordinator, at=AT)
    assessments.move(case.assessment_id, move=Move.HAND_IN, actor=people.coordinator, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=people.coordinator, at=AT)
    assert rows(case, Stage.CHECK)["2.2"] == (Decimal(0), "missing", "", "")


def test_criterion_may_be_found_not_to_apply(submitted: Case):
    given = [Given("1.2", None, ReasonCode.RULE_MISREAD, "Không có thủ tục")]
    scores.appraise(submitted.assessment_id, given=given, actor=submitted.appraiser, at=AT)
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, actor=submitted.appraiser, at=AT)
    sheet = found.sheet_of(submitted.assessment, Stage.APPRAISED)
    assert (str(sheet.points), str(sheet.max), str(sheet.scaled)) == ("60.00", "70", "85.71")


def test_agreeing_with_all_leaves_what_was_given_already(submitted: Case):
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(submitted.assessment_id, given=given, actor=submitted.appraiser, at=AT)
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, actor=submitted.appraiser, at=LATER)
    assert {code: points for code, (points, *_) in rows(submitted, Stage.APPRAISED).items()} == {
        "1.1": Decimal(10), "1.2": Decimal(20), "2.1": Decimal(15), "2.2": Decimal(5),
    }  # fmt: skip


def test_sheet_of_the_appraiser_lists_what_has_no_points_yet(submitted: Case):
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, codes=["1.1"], actor=submitted.appraiser, at=AT)
    sheet = found.sheet_of(submitted.assessment, Stage.APPRAISED)
    assert [(row.code, row.state.value) for row in sheet.criteria] == [
        ("1.1", "scored"), ("1.2", "missing"), ("2.1", "missing"), ("2.2", "missing"), ("2.3", "informational"),
    ]  # fmt: skip
    assert sheet.points == Decimal(40)


def test_second_reading_is_anothers_and_changes_nothing_of_the_first(submitted: Case):
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, actor=submitted.appraiser, at=AT)
    given = [Given("1.1", Decimal(30))]
    with pytest.raises(OwnWork):
        scores.read_again(submitted.assessment_id, given=given, actor=submitted.appraiser, at=AT)
    scores.read_again(submitted.assessment_id, given=given, actor=submitted.second_appraiser, at=AT)
    assert rows(submitted, Stage.SECOND) == {"1.1": (Decimal(30), "scored", "", "")}
    assert rows(submitted, Stage.APPRAISED)["1.1"][0] == Decimal(40)


def test_whoever_checked_in_the_body_does_not_appraise_it(case: Case):
    both = newcomer(case.organisation, Role.COORDINATOR, Role.APPRAISER)
    facts.enter(case.assessment_id, values=VALUES, as_of=AT.date(), actor=both, at=AT)
    people = case.organisation.people
    assessments.move(case.assessment_id, move=Move.HAND_IN, actor=people.coordinator, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=people.coordinator, at=AT)
    assessments.move(case.assessment_id, move=Move.CHECKED, actor=people.coordinator, at=AT)
    assessments.move(case.assessment_id, move=Move.SIGN, actor=people.director, at=AT)
    with pytest.raises(OwnWork):
        scores.appraise(case.assessment_id, given=[Given("1.1", Decimal(40))], actor=both, at=AT)


@pytest.mark.parametrize(("state", "act"), [(State.SELF, scores.check), (State.SIGN, scores.check)])
def test_check_is_written_only_while_the_office_checks(case: Case, state: State, act):
    office = brought(case, state).organisation.people.coordinator
    with pytest.raises(WrongState):
        act(case.assessment_id, given=[Given("1.1", Decimal(40))], actor=office, at=AT)


def test_criterion_outside_the_profile_is_not_there(submitted: Case):
    with pytest.raises(NotVisible):
        scores.appraise(submitted.assessment_id, given=[Given("9.9", Decimal(1))], actor=submitted.appraiser, at=AT)


def test_explanation_is_kept_and_taken_back(case: Case):
    reporter = case.organisation.people.reporter
    scores.explain(case.assessment_id, words={"1.1": " Chưa  có ", "1.2": ""}, actor=reporter, at=AT)
    assert {code: words for code, (*_, words) in rows(case, Stage.SELF).items() if words} == {"1.1": "Chưa có"}
    scores.explain(case.assessment_id, words={"1.1": ""}, actor=reporter, at=AT)
    assert rows(case, Stage.SELF)["1.1"][3] == ""
    with pytest.raises(Faulty):
        scores.explain(case.assessment_id, words={"1.1": "x" * 4001}, actor=reporter, at=AT)


def test_scored_criteria_are_those_with_points(case: Case):
    brought(case, State.SELF)
    assert tuple(code for code, (points, *_) in rows(case, Stage.SELF).items() if points is not None) == SCORED


def test_whoever_checked_in_the_body_does_not_read_again(case: Case):
    both = newcomer(case.organisation, Role.COORDINATOR, Role.APPRAISER)
    brought(case, State.CHECK)
    scores.check(case.assessment_id, given=[Given("1.1", Decimal(40))], actor=both, at=AT)
    office, director = case.organisation.people.coordinator, case.organisation.people.director
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.CHECKED, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.SIGN, actor=director, at=AT)
    with pytest.raises(OwnWork):
        scores.read_again(case.assessment_id, given=[Given("1.2", Decimal(20))], actor=both, at=AT)


def test_whoever_read_again_first_does_not_give_the_first_points_too(submitted: Case):
    reader = submitted.second_appraiser
    scores.read_again(submitted.assessment_id, given=[Given("1.1", Decimal(30))], actor=reader, at=AT)
    with pytest.raises(OwnWork):
        scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, codes=["1.1"], actor=reader, at=AT)
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, codes=["1.2"], actor=reader, at=AT)
    assert list(rows(submitted, Stage.APPRAISED)) == ["1.2"]


def test_whoever_signed_for_the_body_does_not_appraise_it(case: Case):
    both = newcomer(case.organisation, Role.DIRECTOR, Role.APPRAISER)
    brought(case, State.SIGN)
    assessments.move(case.assessment_id, move=Move.SIGN, actor=both, at=AT)
    with pytest.raises(OwnWork):
        scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=both, at=AT)


def test_released_points_change_only_by_a_decided_dispute(submitted: Case):
    appraiser, office = submitted.appraiser, submitted.organisation.people.coordinator
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(submitted.assessment_id, given=given, actor=appraiser, at=AT)
    scores.agree_all(submitted.assessment_id, stage=Stage.APPRAISED, actor=appraiser, at=AT)
    assessments.move(submitted.assessment_id, move=Move.RELEASE, actor=appraiser, at=AT)
    disputes.write(submitted.assessment_id, "1.1", words="Đủ", asked_points=Decimal(40), actor=office, at=AT)
    director = submitted.organisation.people.director
    assessments.move(submitted.assessment_id, move=Move.DISPUTE, actor=director, at=AT)
    lower = [Given("1.2", Decimal(0), ReasonCode.NO_EVIDENCE)]
    with pytest.raises(WrongState):
        scores.appraise(submitted.assessment_id, given=lower, actor=appraiser, at=AT)
