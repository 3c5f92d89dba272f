"""An assessment on its way: what each move asks, who makes it, what it leaves behind. Rights: test_rights."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from assessing import SCORED, VALUES, Case, brought, case_of
from factories import AT, LATER, TODAY, Organisation
from rights import newcomer

from dondoc.actions import assessments, disputes, facts, scores
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, ReasonCode, ReasonMissing, Stage, State
from dondoc.core.chains import canonical
from dondoc.core.permissions import OwnWork, Role
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import sheet_object
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, CriterionScore
from dondoc.queries import assessments as found
from dondoc.queries.criteria_sets import set_of


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return case_of(organisation)


def faults(refused: pytest.ExceptionInfo[Faulty]) -> list[str]:
    return [fault.field for fault in refused.value.faults]


def test_whole_way_ends_with_final_points_equal_to_those_agreed(case: Case):
    brought(case, State.FINAL)
    sheet = found.sheet_of(case.assessment, Stage.FINAL)
    assert [(row.code, str(row.points)) for row in sheet.criteria] == [
        ("1.1", "40.00"), ("1.2", "20.00"), ("2.1", "15.00"), ("2.2", "5.00"), ("2.3", "None"),
    ]  # fmt: skip
    assert (str(sheet.points), str(sheet.max), sheet.band) == ("80.00", "100", "Tốt")
    moves = list(found.moves_of(case.assessment).values_list("move", "state_before", "state_after"))
    assert moves == [
        ("hand_in", "self", "check"),
        ("checked", "check", "sign"),
        ("sign", "sign", "submitted"),
        ("release", "submitted", "released"),
        ("conclude", "released", "final"),
    ]


def test_move_leaves_one_row_in_the_trail_of_the_body(case: Case):
    brought(case, State.SUBMITTED)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    before = AuditRow.objects.count()
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=LATER)
    [row] = AuditRow.objects.order_by("id")[before:]
    assert (row.act, row.object_kind, row.object_id) == ("appraisal.move", "assessment", case.assessment_id)
    assert (row.department, row.actor_id) == (case.organisation.department, case.appraiser.user_id)
    assert row.after == {"state": "released", "move": "release"}


def test_hand_in_lists_every_criterion_without_figure_and_explanation(case: Case):
    people = case.organisation.people
    facts.enter(case.assessment_id, values={"meetings": Decimal(3)}, as_of=TODAY, actor=people.coordinator, at=AT)
    scores.explain(case.assessment_id, words={"2.2": "Đang kiện toàn"}, actor=people.coordinator, at=AT)
    with pytest.raises(Faulty) as refused:
        assessments.move(case.assessment_id, move=Move.HAND_IN, actor=people.coordinator, at=AT)
    assert faults(refused) == ["1.1", "1.2", "2.3"]
    assert case.state is State.SELF

    words = dict.fromkeys(("1.1", "1.2", "2.3"), "Chưa thống kê")
    scores.explain(case.assessment_id, words=words, actor=people.coordinator, at=AT)
    assessments.move(case.assessment_id, move=Move.HAND_IN, actor=people.coordinator, at=AT)
    own = found.scores_of(case.assessment, Stage.SELF)
    assert {code: (row.state, row.words) for code, row in own.items() if row.state == "missing"} == {
        "1.1": ("missing", "Chưa thống kê"),
        "1.2": ("missing", "Chưa thống kê"),
        "2.2": ("missing", "Đang kiện toàn"),
        "2.3": ("missing", "Chưa thống kê"),
    }


def test_director_gets_only_what_is_checked_throughout(case: Case):
    office = brought(case, State.CHECK).organisation.people.coordinator
    scores.check(case.assessment_id, given=[Given("1.1", Decimal(40))], actor=office, at=AT)
    with pytest.raises(Faulty) as refused:
        assessments.move(case.assessment_id, move=Move.CHECKED, actor=office, at=AT)
    assert faults(refused) == ["1.2", "2.1", "2.2"]


def test_what_changes_after_the_check_is_checked_anew(case: Case):
    office = brought(case, State.CHECK).organisation.people.coordinator
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.REOPEN, reason="Thêm số liệu", actor=office, at=AT)
    facts.enter(case.assessment_id, values={"meetings": Decimal(4)}, as_of=TODAY, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.HAND_IN, actor=office, at=AT)
    assert found.sheet_of(case.assessment, Stage.CHECK).points == Decimal("85.00")
    with pytest.raises(Faulty) as refused:
        assessments.move(case.assessment_id, move=Move.CHECKED, actor=office, at=AT)
    assert faults(refused) == ["2.1"]
    checked = CriterionScore.objects.filter(assessment=case.assessment_id, stage=Stage.CHECK.value)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=office, at=LATER)
    assert list(checked.filter(scored_at=LATER).values_list("criterion", flat=True)) == ["2.1"]


def test_director_who_scored_does_not_sign(case: Case):
    director = case.organisation.people.director
    both = newcomer(case.organisation, Role.COORDINATOR, Role.DIRECTOR)
    facts.enter(case.assessment_id, values=VALUES, as_of=TODAY, actor=both, at=AT)
    office = case.organisation.people.coordinator
    assessments.move(case.assessment_id, move=Move.HAND_IN, actor=office, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.CHECKED, actor=office, at=AT)
    with pytest.raises(OwnWork):
        assessments.move(case.assessment_id, move=Move.SIGN, actor=both, at=AT)
    assessments.move(case.assessment_id, move=Move.SIGN, actor=director, at=AT)
    assert case.state is State.SUBMITTED


@pytest.mark.parametrize(
    ("state", "move"),
    [(State.CHECK, Move.REOPEN), (State.SIGN, Move.SEND_BACK), (State.SUBMITTED, Move.RETURN)],
)
def test_nothing_goes_back_without_a_reason(case: Case, state: State, move: Move):
    brought(case, state)
    people = case.organisation.people
    actor = {Move.REOPEN: people.coordinator, Move.SEND_BACK: people.director}.get(move, case.appraiser)
    with pytest.raises(ReasonMissing):
        assessments.move(case.assessment_id, move=move, reason="  ", actor=actor, at=AT)
    assert case.state is state


def test_returned_assessment_is_out_of_the_appraisers_sight_until_signed_again(case: Case):
    brought(case, State.SUBMITTED)
    assert found.one(case.appraiser, case.assessment_id).pk == case.assessment_id
    assessments.move(case.assessment_id, move=Move.RETURN, reason="Thiếu ảnh", actor=case.appraiser, at=AT)
    with pytest.raises(NotVisible):
        found.one(case.appraiser, case.assessment_id)


def test_move_from_another_state_is_refused(case: Case):
    brought(case, State.SUBMITTED)
    with pytest.raises(WrongState, match="Chờ thẩm định"):
        assessments.move(case.assessment_id, move=Move.SIGN, actor=case.organisation.people.director, at=AT)


def test_single_assessment_is_not_published(case: Case):
    brought(case, State.FINAL)
    with pytest.raises(WrongState, match="cả đợt"):
        assessments.move(case.assessment_id, move=Move.PUBLISH, actor=case.appraiser, at=AT)


def test_release_lists_every_criterion_not_appraised(case: Case):
    brought(case, State.SUBMITTED)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, codes=["1.1"], actor=case.appraiser, at=AT)
    with pytest.raises(Faulty) as refused:
        assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    assert faults(refused) == [code for code in SCORED if code != "1.1"]


def test_disputes_are_not_sent_without_one_written(case: Case):
    brought(case, State.RELEASED)
    with pytest.raises(WrongState, match="Chưa viết giải trình"):
        assessments.move(case.assessment_id, move=Move.DISPUTE, actor=case.organisation.people.director, at=AT)


def test_conclusion_waits_for_every_dispute_sent(case: Case):
    brought(case, State.SUBMITTED)
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    people = case.organisation.people
    disputes.write(case.assessment_id, "1.1", words="Có", asked_points=Decimal(40), actor=people.coordinator, at=AT)
    assessments.move(case.assessment_id, move=Move.DISPUTE, actor=people.director, at=AT)
    with pytest.raises(Faulty) as refused:
        assessments.move(case.assessment_id, move=Move.CONCLUDE, actor=case.appraiser, at=AT)
    assert faults(refused) == ["1.1"]


def test_scoring_again_from_a_snapshot_gives_the_same_sheet(case: Case):
    brought(case, State.FINAL)
    snapshot = case.assessment.snapshots.get(stage=Stage.SELF.value)
    criteria_set = set_of(case.adopted)
    kept = facts_of(snapshot.facts, criteria_set)
    assert sheet_object(score(criteria_set, kept), criteria_set) == snapshot.sheet
    assert snapshot.set_sha256 == hashlib.sha256(case.adopted.content.encode()).hexdigest()
    assert snapshot.sha256 == hashlib.sha256(canonical([snapshot.facts, snapshot.sheet]).encode()).hexdigest()


def test_each_stage_leaves_its_sheet(case: Case):
    brought(case, State.CHECK)
    office = case.organisation.people.coordinator
    given = [Given("2.1", Decimal(5), ReasonCode.FIGURE_DIFFERS, "Có một phiên")]
    scores.check(case.assessment_id, given=given, actor=office, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.CHECKED, actor=office, at=AT)
    assessments.move(case.assessment_id, move=Move.SIGN, actor=case.organisation.people.director, at=AT)
    kept = {row.stage: row.sheet for row in case.assessment.snapshots.all()}
    assert {stage: sheet["points"] for stage, sheet in kept.items()} == {"self": "80.00", "check": "70.00"}
    [row] = [row for row in kept["check"]["criteria"] if row["code"] == "2.1"]
    assert row == {"code": "2.1", "points": "5.00", "max": "20", "state": "scored", "why": "Có một phiên"}


def test_owners_are_given_and_taken_back(case: Case):
    office, units = case.organisation.people.coordinator, case.organisation.units
    owners = {"1.1": None, "2.2": units.attached.pk}
    assessments.set_owners(case.assessment_id, owners=owners, actor=office, at=LATER)
    assert found.owners_of(case.assessment) == {
        "1.2": units.division, "2.1": units.other_division, "2.2": units.attached,
    }  # fmt: skip
    row = AuditRow.objects.latest("id")
    assert (row.act, row.before) == ("score.set-owners", {"1.1": units.division.pk, "2.2": None})


@pytest.mark.parametrize("owners", [{"9.9": None}, {"1.1": 10**6}])
def test_owner_or_criterion_that_is_not_there_is_not_given(case: Case, owners: dict[str, int | None]):
    with pytest.raises(NotVisible):
        assessments.set_owners(case.assessment_id, owners=owners, actor=case.organisation.people.coordinator, at=AT)


def test_unit_of_another_department_owns_nothing(case: Case, elsewhere: Organisation):
    owners = {"1.1": elsewhere.units.division.pk}
    with pytest.raises(NotVisible):
        assessments.set_owners(case.assessment_id, owners=owners, actor=case.organisation.people.coordinator, at=AT)


def test_what_does_not_apply_is_left_out_of_the_maximum(case: Case):
    office = brought(case, State.SELF).organisation.people.coordinator
    assessments.set_applicable(
        case.assessment_id, profile="with-procedures", not_applicable=["2.1"], actor=office, at=LATER
    )
    own = found.scores_of(case.assessment, Stage.SELF)["2.1"]
    assert (own.points, own.state) == (None, "not-applicable")
    sheet = found.sheet_of(case.assessment, Stage.SELF)
    assert (str(sheet.points), str(sheet.max), str(sheet.scaled)) == ("65.00", "80", "81.25")


def test_unknown_profile_and_criterion_are_refused_together(case: Case):
    with pytest.raises(Faulty) as refused:
        assessments.set_applicable(
            case.assessment_id,
            profile="none",
            not_applicable=["9.9"],
            actor=case.organisation.people.coordinator,
            at=AT,
        )
    assert faults(refused) == ["profile", "not_applicable"]


def test_appraiser_of_another_body_sees_nothing(case: Case, elsewhere: Organisation):
    brought(case, State.SUBMITTED)
    stranger = newcomer(elsewhere, Role.APPRAISER)
    with pytest.raises(NotVisible):
        assessments.move(case.assessment_id, move=Move.RETURN, reason="x", actor=stranger, at=AT)


def test_appraiser_looking_from_elsewhere_acts_in_the_trail_of_the_body(case: Case, elsewhere: Organisation):
    brought(case, State.SUBMITTED)
    away = replace(case.appraiser, department_id=elsewhere.department.pk, grants=frozenset())
    assessments.move(case.assessment_id, move=Move.RETURN, reason="Thiếu ảnh", actor=away, at=LATER)
    assert AuditRow.objects.latest("id").department == case.organisation.department
