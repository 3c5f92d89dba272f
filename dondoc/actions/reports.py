"""A unit's report: answers written, the report moved along its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import Fault, NotVisible, Refused, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import MOVE_ACTS, Move, ReportState, WrongState, check_writable, state_after
from dondoc.models import Answer, Obligation, ReportingPeriod, ReportMove, Unit, UnitReport
from dondoc.queries import periods
from dondoc.queries.obligations import standing
from dondoc.queries.people import units_of
from dondoc.queries.reports import questions_of

_LARGEST = Decimal(10) ** 13


class PeriodClosed(Refused):
    """The period is closed: its figures are kept as they were."""

    def __init__(self) -> None:
        super().__init__("Kỳ báo cáo đã chốt số nên không thay đổi được nữa.", lifted_by="Văn phòng Sở (kỳ sau)")


@dataclass(frozen=True)
class AnswerDraft:
    """What a unit writes for one obligation; `None` means not given, which is not zero."""

    obligation_id: int
    words: str = ""
    state: AnswerState | None = None
    percent: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    difficulties: str = ""


@transaction.atomic
def save_answers(
    period_id: int, unit_id: int, *, answers: Sequence[AnswerDraft], actor: Viewer, at: datetime
) -> UnitReport:
    """Writes answers of a unit for a period, all or none; the report begins with the first of them.

    Raises NotAllowed, NotVisible, PeriodClosed, WrongState (handed in already), Faulty (every fault at once; the
    field is `<obligation id>.<name>`).
    """
    period, unit = _open_period(period_id, unit_id, Act.ANSWER_WRITE, actor)
    report, is_new = UnitReport.objects.get_or_create(period=period, unit=unit)
    if is_new:
        record("report.begin", report, actor=actor, at=at)
    check_writable(ReportState(report.state))
    duties = {q.obligation.pk: q.obligation for q in questions_of(period, unit, None)}
    if any(answer.obligation_id not in duties for answer in answers):
        raise NotVisible
    refuse_faulty([fault for answer in answers for fault in _faults(answer, duties[answer.obligation_id])])
    for answer in answers:
        _write(report, answer, actor, at)
    return report


@transaction.atomic
def move(
    period_id: int, unit_id: int, *, move: Move, on: date, actor: Viewer, at: datetime, reason: str = ""
) -> UnitReport:
    """Makes one move of a unit's report on the day `on`.

    Raises NotAllowed, NotVisible, PeriodClosed, WrongState, ReasonMissing; Faulty when a report is submitted with
    tasks left without a state.
    """
    period, unit = _open_period(period_id, unit_id, MOVE_ACTS[move], actor)
    report = UnitReport.objects.filter(period=period, unit=unit).first()
    if report is None:
        raise WrongState("Đơn vị chưa có nội dung trả lời nào cho kỳ này. Hãy ghi câu trả lời trước khi trình.")
    before = ReportState(report.state)
    report.state = state_after(before, move, reason=normalise(reason)).value
    if move is Move.SUBMIT:
        refuse_faulty(_unanswered(period, report))
        report.submitted_on = on
    report.save(update_fields=["state", "submitted_on"])
    ReportMove.objects.create(
        report=report,
        move=move.value,
        state_before=before.value,
        state_after=report.state,
        reason=normalise(reason),
        moved_by_id=actor.person_id,
        moved_at=at,
    )
    record(
        MOVE_ACTS[move],
        report,
        actor=actor,
        at=at,
        before={"state": before.value},
        after={"state": report.state, "move": move.value},
        reason=normalise(reason),
    )
    return report


def open_answer(answer_id: int, *, actor: Viewer) -> Answer:
    """An answer that may still be written, its period locked. Raises what `save_answers` raises."""
    answer = Answer.objects.filter(pk=answer_id).select_related("report").first()
    if answer is None:
        raise NotVisible
    _open_period(answer.report.period_id, answer.report.unit_id, Act.ANSWER_WRITE, actor)
    if not Obligation.objects.filter(standing(), pk=answer.obligation_id).exists():
        raise WrongState(
            "Nội dung này đã bỏ theo bản điều chỉnh của kế hoạch; câu trả lời và minh chứng được giữ nguyên."
        )
    answer.report.refresh_from_db(fields=["state"])
    check_writable(ReportState(answer.report.state))
    return answer


def _open_period(period_id: int, unit_id: int, act: Act, actor: Viewer) -> tuple[ReportingPeriod, Unit]:
    """The period, still open and locked for this transaction, and the unit for which the actor acts in it.

    Locked, because a period that closes meanwhile would keep figures without what is written here.
    """
    period = periods.one(actor, period_id)
    unit = units_of(actor).filter(pk=unit_id).first()
    if unit is None:
        raise NotVisible
    check(actor, act, unit_id=unit_id)
    if ReportingPeriod.objects.select_for_update().get(pk=period.pk).is_closed:
        raise PeriodClosed
    return period, unit


def _faults(answer: AnswerDraft, duty: Obligation) -> list[Fault]:
    faults: list[Fault] = []

    def fault(name: str, sentence: str) -> None:
        faults.append(Fault(f"{answer.obligation_id}.{name}", sentence))

    if answer.percent is not None and not 0 <= answer.percent <= 100:
        fault("percent", "Tỷ lệ hoàn thành phải từ 0 đến 100.")
    numerator, denominator = answer.numerator, answer.denominator
    for name, value in (("numerator", numerator), ("denominator", denominator)):
        if value is not None and not (value.is_finite() and 0 <= value < _LARGEST):
            fault(name, "Số liệu phải là số không âm, dưới 10.000 tỷ.")
        elif value is not None and (value != round(value, 4) or len(value.normalize().as_tuple().digits) > 15):
            # SQLite keeps fifteen digits: a longer number would come back as another one.
            fault(name, "Số liệu có nhiều nhất 15 chữ số, trong đó nhiều nhất bốn chữ số lẻ.")
    if answer.not_applicable and (numerator is not None or denominator is not None):
        fault("not_applicable", "Đã chọn “không phát sinh” thì để trống số liệu.")
    if duty.target is not None and duty.target.unit == "%" and not answer.not_applicable:
        if (numerator is None) != (denominator is None):
            missing = "numerator" if numerator is None else "denominator"
            fault(missing, "Chỉ tiêu tỷ lệ cần cả tử số và mẫu số.")
        if numerator is not None and denominator is not None and numerator > denominator:
            fault("numerator", "Tử số lớn hơn mẫu số: hãy kiểm tra lại hai số.")
    return faults


def _write(report: UnitReport, given: AnswerDraft, actor: Viewer, at: datetime) -> None:
    answer = Answer.objects.filter(report=report, obligation_id=given.obligation_id).first()
    before = _as_data(answer) if answer else None
    answer = answer or Answer(report=report, obligation_id=given.obligation_id)
    answer.words = normalise(given.words)
    answer.state = given.state.value if given.state else None
    answer.percent = given.percent
    answer.numerator = given.numerator
    answer.denominator = given.denominator
    answer.not_applicable = given.not_applicable
    answer.difficulties = normalise(given.difficulties)
    after = _as_data(answer)
    if after == before:
        return
    answer.updated_by_id, answer.updated_at = actor.user_id, at
    answer.save()
    record(Act.ANSWER_WRITE, answer, actor=actor, at=at, before=before, after=after)


def _as_data(answer: Answer) -> dict[str, object]:
    def plain(value: Decimal | None) -> str | None:
        return None if value is None else f"{value.normalize():f}"

    return {
        "words": answer.words,
        "state": answer.state,
        "percent": answer.percent,
        "numerator": plain(answer.numerator),
        "denominator": plain(answer.denominator),
        "not_applicable": answer.not_applicable,
        "difficulties": answer.difficulties,
    }


def _unanswered(period: ReportingPeriod, report: UnitReport) -> list[Fault]:
    """Tasks without a state. A figure may stay missing: it is named in the report, and nobody is made to invent one."""
    return [
        Fault(f"{question.obligation.pk}.state", f"Nhiệm vụ {question.obligation.task.number} chưa chọn tình trạng.")
        for question in questions_of(period, report.unit, report)
        if question.obligation.task is not None and not question.is_answered
    ]
