"""What a body answers to appraised points, criterion by criterion, and what the appraiser decides.

They are sent together by a move of the assessment (assessments). Not here: the dispute file (officialdoc).
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.assessments import STATE_TITLES, Outcome, ReasonCode, Stage, State
from dondoc.core.permissions import Act, Viewer, check_second_person
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.criteria import Criterion, Information
from dondoc.core.scoring.sheets import CriterionState
from dondoc.core.vietnamese import normalise, number_text
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, CriterionScore, Dispute
from dondoc.queries import assessments
from dondoc.queries.assessments import Located

_LONGEST = 4000


@transaction.atomic
def write(
    assessment_id: int, criterion: str, *, words: str, asked_points: Decimal, actor: Viewer, at: datetime
) -> Dispute:
    """Writes what the body answers to the appraised points of a criterion, or writes it anew before it is sent.

    Raises NotVisible, NotAllowed, WrongState, Faulty (`words`, `asked_points`: more than appraised, at most the
    maximum).
    """
    found = _opened(assessment_id, State.RELEASED, Act.DISPUTE_WRITE, actor)
    asked = next((each for each in assessments.criteria_of(found.assessment) if each.code == criterion), None)
    if asked is None or isinstance(asked.rule, Information):
        raise NotVisible
    appraised = assessments.scores_of(found.assessment, Stage.APPRAISED)[criterion]
    decimals = assessments.set_in(found.assessment).criterion_decimals
    said = normalise(words)
    refuse_faulty(
        _word_faults("words", said, "Hãy ghi nội dung giải trình.") + _asked(asked, appraised, asked_points, decimals)
    )
    dispute = Dispute.objects.filter(assessment=found.assessment, criterion=criterion).first()
    before = _data(dispute) if dispute else None
    dispute = dispute or Dispute(assessment=found.assessment, criterion=criterion)
    dispute.words, dispute.asked_points = said, asked_points
    dispute.written_by_id, dispute.written_at = found.viewer.person_id, at
    dispute.save()
    record(Act.DISPUTE_WRITE, dispute, actor=found.viewer, at=at, before=before, after=_data(dispute))
    return dispute


@transaction.atomic
def remove(dispute_id: int, *, actor: Viewer, at: datetime) -> None:
    """Takes back what was written, before it is sent. Raises NotVisible, NotAllowed, WrongState."""
    dispute = _seen(dispute_id, actor)
    found = _opened(dispute.assessment_id, State.RELEASED, Act.DISPUTE_WRITE, actor)
    record("dispute.remove", dispute, actor=found.viewer, at=at, before=_data(dispute))
    dispute.delete()


@transaction.atomic
def decide(
    dispute_id: int, *, outcome: Outcome, answer: str, points: Decimal | None = None, actor: Viewer, at: datetime
) -> Dispute:
    """The appraiser's decision: what was asked, a part of it (`points`), or nothing; upheld, the points are new ones.

    Raises NotVisible, NotAllowed, OwnWork (whoever wrote it, scored or checked in the body), WrongState (decided
    already, or not sent), Faulty (`answer`, `points`).
    """
    dispute = _seen(dispute_id, actor)
    found = _opened(dispute.assessment_id, State.DISPUTED, Act.DISPUTE_DECIDE, actor)
    dispute = Dispute.objects.select_for_update().get(pk=dispute_id)
    if dispute.sent_at is None or dispute.outcome:
        raise WrongState("Giải trình này đã được trả lời, hoặc chưa được gửi.")
    rows = assessments.scores_of_all([found.assessment])[found.assessment.pk]
    doers = assessments.insiders(found.assessment, rows) | {dispute.written_by_id}
    check_second_person(found.viewer, doers, doing="trả lời giải trình")
    appraised = rows[Stage.APPRAISED][dispute.criterion]
    said = normalise(answer)
    faults = _word_faults("answer", said, "Hãy ghi ý kiến trả lời để cơ quan được đánh giá biết lý do.")
    if outcome is Outcome.PARTLY:
        decimals = assessments.set_in(found.assessment).criterion_decimals
        faults += _part(points, appraised, dispute.asked_points, decimals)
    refuse_faulty(faults)
    dispute.outcome, dispute.answer = outcome.value, said
    dispute.decided_by_id, dispute.decided_at = found.viewer.person_id, at
    dispute.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    given = {Outcome.UPHELD: dispute.asked_points, Outcome.PARTLY: points}.get(outcome)
    if given is not None:
        _give(dispute, given, found.viewer, at)
    after = {"criterion": dispute.criterion, "outcome": outcome.value, "points": _plain(given), "answer": said}
    record(
        Act.DISPUTE_DECIDE, dispute, actor=found.viewer, at=at, before={"points": _plain(appraised.points)}, after=after
    )
    return dispute


def _opened(assessment_id: int, state: State, act: Act, actor: Viewer) -> Located:
    """The assessment, locked, when the actor may do this and it stands there."""
    found = assessments.located(actor, assessment_id)
    found.check(act)
    now = State(Assessment.objects.select_for_update().get(pk=assessment_id).state)
    if now is not state:
        raise WrongState(
            f"Phiếu đánh giá đang ở trạng thái “{STATE_TITLES[now]}”; việc này chỉ làm được khi "
            f"“{STATE_TITLES[state]}”."
        )
    return found


def _seen(dispute_id: int, actor: Viewer) -> Dispute:
    """A dispute of an assessment within sight, the criterion too. Raises NotVisible."""
    dispute = Dispute.objects.filter(pk=dispute_id, assessment__in=assessments.visible_to(actor)).first()
    if dispute is None:
        raise NotVisible
    codes = assessments.seen_criteria(actor, dispute.assessment)
    if codes is not None and dispute.criterion not in codes:
        raise NotVisible
    return dispute


def _give(dispute: Dispute, points: Decimal, actor: Viewer, at: datetime) -> None:
    CriterionScore.objects.create(
        assessment=dispute.assessment,
        criterion=dispute.criterion,
        stage=Stage.APPRAISED.value,
        points=points,
        state=CriterionState.SCORED.value,
        reason=ReasonCode.ACCEPTED_DISPUTE.value,
        words=dispute.answer,
        scored_by_id=actor.person_id,
        scored_at=at,
    )


def _word_faults(field: str, said: str, missing: str) -> list[Fault]:
    if not said:
        return [Fault(field, missing)]
    return [Fault(field, f"Nội dung dài quá {_LONGEST} ký tự: hãy rút gọn.")] if len(said) > _LONGEST else []


def _asked(criterion: Criterion, appraised: CriterionScore, points: Decimal, decimals: int) -> list[Fault]:
    lowest = appraised.points if appraised.points is not None else Decimal(-1)
    if points.is_finite() and lowest < points <= criterion.max and 0 <= points == round(points, decimals):
        return []
    least = f"lớn hơn {number_text(lowest)} và " if lowest >= 0 else ""
    return [Fault("asked_points", f"Điểm đề nghị phải {least}không quá {number_text(criterion.max)}.")]


def _part(points: Decimal | None, appraised: CriterionScore, asked: Decimal, decimals: int) -> list[Fault]:
    lowest = appraised.points if appraised.points is not None else Decimal(-1)
    is_between = points is not None and points.is_finite() and lowest < points < asked
    if points is not None and is_between and 0 <= points == round(points, decimals):
        return []
    return [Fault("points", "Chấp nhận một phần: điểm phải ở giữa điểm thẩm định và điểm đề nghị.")]


def _data(dispute: Dispute) -> dict[str, object]:
    return {"criterion": dispute.criterion, "words": dispute.words, "asked_points": _plain(dispute.asked_points)}


def _plain(points: Decimal | None) -> str | None:
    return None if points is None else format(points.normalize(), "f")
