"""Disputes: written by the Office, sent by the director, decided by the appraiser. Rights: test_rights."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from assessing import DRAFT, Case, brought, case_of
from factories import AT, LATER, Organisation
from rights import newcomer

from dondoc.actions import assessments, disputes, scores
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, Outcome, ReasonCode, Stage, State
from dondoc.core.permissions import OwnWork, Role
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, Dispute, ScoringRound
from dondoc.queries import assessments as found


@pytest.fixture
def case(organisation: Organisation) -> Case:
    """Released: criterion 1.1 appraised at 10 of 40."""
    case = brought(case_of(organisation), State.SUBMITTED)
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    return case


def written(case: Case, points: str = "30", words: str = "Đã có ảnh", criterion: str = "1.1") -> Dispute:
    office = case.organisation.people.coordinator
    return disputes.write(case.assessment_id, criterion, words=words, asked_points=Decimal(points), actor=office, at=AT)


def send(case: Case) -> None:
    assessments.move(case.assessment_id, move=Move.DISPUTE, actor=case.organisation.people.director, at=AT)


def decide(case: Case, dispute: Dispute, outcome: Outcome, **more) -> Dispute:
    given = {"answer": "Đã xem xét", **more}
    return disputes.decide(dispute.pk, outcome=outcome, actor=case.appraiser, at=LATER, **given)


def test_dispute_is_written_anew_until_it_is_sent(case: Case):
    first, second = written(case), written(case, "40", "Có thêm ảnh")
    assert first.pk == second.pk
    [kept] = found.disputes_of(case.assessment).values()
    assert (kept.words, kept.asked_points, kept.sent_at) == ("Có thêm ảnh", Decimal(40), None)
    row = AuditRow.objects.latest("id")
    assert (row.before["asked_points"], row.after["asked_points"]) == ("30", "40")
    send(case)
    with pytest.raises(WrongState):
        written(case)


@pytest.mark.parametrize("points", ["10", "40.01", "-1", "10.001", "NaN"])
def test_points_asked_lie_between_those_appraised_and_the_maximum(case: Case, points: str):
    with pytest.raises(Faulty) as refused:
        written(case, points, "")
    assert [fault.field for fault in refused.value.faults] == ["words", "asked_points"]


def test_criterion_that_is_only_shown_has_nothing_to_dispute(case: Case):
    with pytest.raises(NotVisible):
        written(case, "1", criterion="2.3")


def test_what_is_not_sent_can_be_taken_back(case: Case):
    dispute, office = written(case), case.organisation.people.coordinator
    disputes.remove(dispute.pk, actor=office, at=AT)
    assert found.disputes_of(case.assessment) == {}
    with pytest.raises(NotVisible):
        disputes.remove(dispute.pk, actor=office, at=AT)
    kept = written(case)
    send(case)
    with pytest.raises(WrongState):
        disputes.remove(kept.pk, actor=office, at=AT)


@pytest.mark.parametrize(
    ("outcome", "points", "stands"),
    [
        (Outcome.UPHELD, None, ("30", "accepted_dispute")),
        (Outcome.PARTLY, Decimal(25), ("25", "accepted_dispute")),
        (Outcome.TURNED_DOWN, None, ("10", "evidence_weak")),
    ],
)
def test_decision_gives_new_points_or_leaves_the_old_ones(case: Case, outcome: Outcome, points, stands):
    dispute = written(case)
    send(case)
    decide(case, dispute, outcome, points=points)
    row = found.scores_of(case.assessment, Stage.APPRAISED)["1.1"]
    assert (format(row.points.normalize(), "f"), row.reason) == stands
    kept = Dispute.objects.get()
    assert (kept.outcome, kept.answer, kept.decided_by_id) == (outcome.value, "Đã xem xét", case.appraiser.user_id)
    assessments.move(case.assessment_id, move=Move.CONCLUDE, actor=case.appraiser, at=LATER)
    assert found.scores_of(case.assessment, Stage.FINAL)["1.1"].points == row.points


@pytest.mark.parametrize("points", [None, Decimal(10), Decimal(30), Decimal("20.001")])
def test_part_lies_between_what_was_given_and_what_was_asked(case: Case, points: Decimal | None):
    dispute = written(case)
    send(case)
    with pytest.raises(Faulty) as refused:
        decide(case, dispute, Outcome.PARTLY, points=points, answer=" ")
    assert [fault.field for fault in refused.value.faults] == ["answer", "points"]


def test_dispute_is_decided_once(case: Case):
    dispute = written(case)
    send(case)
    decide(case, dispute, Outcome.UPHELD)
    with pytest.raises(WrongState):
        decide(case, dispute, Outcome.TURNED_DOWN)


def test_unsent_dispute_is_not_decided(case: Case):
    dispute = written(case)
    with pytest.raises(WrongState):
        decide(case, dispute, Outcome.UPHELD)


def conclude(case: Case, *, days_after: int) -> None:
    """So many days after the last one for disputes, at nine in the morning."""
    at = AT + (DRAFT.dispute_due_on - AT.date()) + timedelta(days=days_after)
    assessments.move(case.assessment_id, move=Move.CONCLUDE, actor=case.appraiser, at=at)


def test_unsent_dispute_holds_the_conclusion_to_the_end_of_its_last_day(case: Case):
    dispute = written(case)
    with pytest.raises(WrongState) as refused:
        conclude(case, days_after=0)
    assert "15/8/2026" in refused.value.sentence
    assert refused.value.lifted_by == "Giám đốc hoặc Văn phòng Sở của cơ quan được đánh giá"
    assert case.state is State.RELEASED
    conclude(case, days_after=1)
    assert case.state is State.FINAL
    dispute.refresh_from_db()
    assert (dispute.sent_at, dispute.outcome) == (None, "")
    assert found.scores_of(case.assessment, Stage.FINAL)["1.1"].points == Decimal(10)


def test_unsent_dispute_taken_back_does_not_hold_the_conclusion(case: Case):
    disputes.remove(written(case).pk, actor=case.organisation.people.coordinator, at=AT)
    conclude(case, days_after=0)
    assert case.state is State.FINAL


def test_unsent_dispute_holds_no_conclusion_of_a_round_without_a_last_day(case: Case):
    written(case)
    ScoringRound.objects.update(dispute_due_on=None)
    conclude(case, days_after=-1)
    assert case.state is State.FINAL


def test_whoever_wrote_a_dispute_does_not_decide_it(case: Case):
    both = newcomer(case.organisation, Role.COORDINATOR, Role.APPRAISER)
    dispute = disputes.write(case.assessment_id, "1.1", words="Đã có ảnh", asked_points=Decimal(40), actor=both, at=AT)
    send(case)
    with pytest.raises(OwnWork):
        disputes.decide(dispute.pk, outcome=Outcome.UPHELD, answer="Đồng ý", actor=both, at=LATER)


def test_whoever_checked_in_the_body_does_not_decide_its_disputes(case: Case):
    dispute = written(case)
    send(case)
    office = case.organisation.people.coordinator
    both = replace(office, grants=case.appraiser.grants, appraised_ids=case.appraiser.appraised_ids)
    with pytest.raises(OwnWork):
        disputes.decide(dispute.pk, outcome=Outcome.UPHELD, answer="Đồng ý", actor=both, at=LATER)


def test_part_of_what_was_found_not_to_apply_is_not_below_nothing(organisation: Organisation):
    case = brought(case_of(organisation), State.SUBMITTED)
    given = [Given("1.1", None, ReasonCode.RULE_MISREAD)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)
    dispute = written(case)
    send(case)
    with pytest.raises(Faulty) as refused:
        decide(case, dispute, Outcome.PARTLY, points=Decimal("-0.5"))
    assert [fault.field for fault in refused.value.faults] == ["points"]
    decide(case, dispute, Outcome.PARTLY, points=Decimal(0))
    assert found.scores_of(case.assessment, Stage.APPRAISED)["1.1"].points == 0
