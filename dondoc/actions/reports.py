"""A unit's report: answers written, the report moved along its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.audit import Entry, record, record_each
from dondoc.core.permissions import Act, Viewer, check, check_second_person, may
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import Fault, NotVisible, Refused, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import (
    MOVE_ACTS,
    MOVES,
    Move,
    ReportState,
    WrongState,
    check_provable,
    check_writable,
    provable,
    state_after,
)
from dondoc.models import Answer, Obligation, ReportingPeriod, ReportMove, UnitReport
from dondoc.queries import reports
from dondoc.queries.obligations import asked_in
from dondoc.queries.reports import Located

_LARGEST = Decimal(10) ** 13
_FIGURES = ("numerator", "denominator", "not_applicable")
_JUDGING = {Move.APPROVE: "duyệt", Move.ACCEPT: "tiếp nhận"}


class PeriodClosed(Refused):
    """The period is closed: its figures are kept as they were."""

    def __init__(self) -> None:
        super().__init__("Kỳ báo cáo đã chốt số nên không thay đổi được nữa.", lifted_by="Văn phòng Sở (kỳ sau)")


@dataclass(frozen=True)
class AnswerDraft:
    """What a unit writes for one obligation; `None` means not given, which is not zero.

    `source` says in words where a figure was computed; a typed figure has none, and one typed anew loses it.
    """

    obligation_id: int
    words: str = ""
    state: AnswerState | None = None
    percent: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    difficulties: str = ""
    source: str = ""


@transaction.atomic
def save_answers(
    period_id: int, unit_id: int, *, answers: Sequence[AnswerDraft], actor: Viewer, at: datetime
) -> UnitReport:
    """Writes answers of a unit for a period, all or none; the report begins with the first of them.

    Figures have a right of their own, and so has beginning the report. Raises NotAllowed, NotVisible, PeriodClosed,
    WrongState (handed in already), Faulty (every fault at once; the field is `<obligation id>.<name>`).
    """
    found = reports.located(actor, period_id, unit_id)
    duties = asked_in(found.period).filter(unit=found.unit).select_related("target").in_bulk()
    if any(answer.obligation_id not in duties for answer in answers):
        raise NotVisible
    answers = _writable(found, answers, duties, actor)
    found = _opened(found)
    report, is_new = UnitReport.objects.get_or_create(period=found.period, unit=found.unit)
    if is_new:
        record("report.begin", report, actor=actor, at=at)
    check_writable(ReportState(report.state))
    refuse_faulty([fault for answer in answers for fault in _faults(answer, duties[answer.obligation_id])])
    written = [_written(report, answer, actor, at) for answer in answers]
    record_each(Act.ANSWER_WRITE, [entry for entry in written if entry], actor=actor, at=at)
    return report


@transaction.atomic
def move(
    period_id: int, unit_id: int, *, move: Move, on: date, actor: Viewer, at: datetime, reason: str = ""
) -> UnitReport:
    """Makes one move of a unit's report on the day `on`.

    Raises NotAllowed, OwnWork (whoever handed it in does not approve it, nor either of the two take it over),
    NotVisible, PeriodClosed, WrongState, ReasonMissing; Faulty when a report is submitted with tasks left without a
    state.
    """
    found = reports.located(actor, period_id, unit_id)
    check(actor, MOVE_ACTS[move], unit_id=unit_id)
    found = _opened(found)
    period, report = found.period, found.report
    if report is None:
        raise WrongState("Đơn vị chưa có nội dung trả lời nào cho kỳ này. Hãy ghi câu trả lời trước khi trình.")
    before = ReportState(report.state)
    if move in _JUDGING and before in MOVES[move][0]:
        check_second_person(actor, reports.doers(report), doing=_JUDGING[move])
    report.state = state_after(before, move, reason=normalise(reason)).value
    if move is Move.SUBMIT:
        refuse_faulty(_unanswered(period, report, actor))
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


def open_for_proofs(period_id: int, unit_id: int, obligation_id: int, *, act: Act, actor: Viewer) -> Located:
    """The report whose proofs of this obligation the actor may change now, its period locked.

    Raises NotAllowed, NotVisible, PeriodClosed, WrongState.
    """
    found = reports.located(actor, period_id, unit_id)
    if not Obligation.objects.filter(pk=obligation_id, unit=found.unit).exists():
        raise NotVisible
    assignment = (period_id, obligation_id)
    check(actor, act, unit_id=unit_id, assignment=assignment)
    found = _opened(found)
    if not asked_in(found.period).filter(pk=obligation_id).exists():
        raise WrongState(
            "Nội dung này đã bỏ theo bản điều chỉnh của kế hoạch hoặc đã chuyển cho đơn vị khác; "
            "câu trả lời và minh chứng được giữ nguyên."
        )
    check_provable(found.state, provable(actor, unit_id=unit_id, assignment=assignment))
    return found


def _opened(found: Located) -> Located:
    """The same report, its period still open and locked for this transaction. Raises PeriodClosed.

    Locked, because a period that closes meanwhile would keep figures without what is written here.
    """
    if ReportingPeriod.objects.select_for_update().get(pk=found.period.pk).is_closed:
        raise PeriodClosed
    report = UnitReport.objects.filter(period=found.period, unit=found.unit).first()
    return Located(found.period, found.unit, report)


def _writable(
    found: Located, answers: Sequence[AnswerDraft], duties: Mapping[int, Obligation], actor: Viewer
) -> list[AnswerDraft]:
    """The answers as the actor may write them: whoever gives figures alone leaves the words beside them as they are.

    Raises NotAllowed where one says something that the actor may not write, or begins what is not begun.
    """
    kept = {answer.obligation_id: answer for answer in found.report.answers.all()} if found.report else {}
    taken = []
    for given in answers:
        before = kept.get(given.obligation_id)
        is_bare = not (given.words or given.difficulties or _reaches(actor, Act.ANSWER_WRITE, found, given))
        is_figure = duties[given.obligation_id].target_id is not None and (
            is_bare or _figures(given) != _figures(before)
        )
        if is_figure:
            _check(actor, Act.FIGURE_WRITE, found, given)
        if not is_figure or given.words or given.difficulties:
            _check(actor, Act.ANSWER_WRITE, found, given)
        elif before is not None and not _reaches(actor, Act.ANSWER_WRITE, found, given):
            given = replace(given, words=before.words, difficulties=before.difficulties)
        if found.report is None and not _reaches(actor, Act.ANSWER_BEGIN, found, given):
            _check(actor, Act.FIGURE_BEGIN if is_figure else Act.ANSWER_BEGIN, found, given)
        taken.append(given)
    if not answers:
        check(actor, Act.ANSWER_BEGIN if found.report is None else Act.ANSWER_WRITE, unit_id=found.unit.pk)
    return taken


def _check(actor: Viewer, act: Act, found: Located, given: AnswerDraft) -> None:
    assignment = (found.period.pk, given.obligation_id)
    check(actor, act, unit_id=found.unit.pk, plan_id=found.period.plan_id, assignment=assignment)


def _reaches(actor: Viewer, act: Act, found: Located, given: AnswerDraft) -> bool:
    assignment = (found.period.pk, given.obligation_id)
    return may(actor, act, unit_id=found.unit.pk, plan_id=found.period.plan_id, assignment=assignment)


def _figures(said: Answer | AnswerDraft | None) -> tuple[object, ...]:
    return tuple(getattr(said, name, None) or None for name in _FIGURES)


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


def _written(report: UnitReport, given: AnswerDraft, actor: Viewer, at: datetime) -> Entry | None:
    """The answer written; what the trail says of it, nothing where nothing changed."""
    answer = Answer.objects.filter(report=report, obligation_id=given.obligation_id).first()
    before = answer_data(answer) if answer else None
    is_new = bool(given.source) or _figures(given) != _figures(answer)
    answer = answer or Answer(report=report, obligation_id=given.obligation_id)
    answer.source = given.source if is_new else answer.source
    answer.words = normalise(given.words)
    answer.state = given.state.value if given.state else None
    answer.percent = given.percent
    answer.numerator = given.numerator
    answer.denominator = given.denominator
    answer.not_applicable = given.not_applicable
    answer.difficulties = normalise(given.difficulties)
    after = answer_data(answer)
    if after == before:
        return None
    answer.updated_by_id, answer.updated_at = actor.user_id, at
    answer.save()
    return Entry(answer, before, after)


def answer_data(answer: Answer) -> dict[str, object]:
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
        **({"source": answer.source} if answer.source else {}),
    }


def _unanswered(period: ReportingPeriod, report: UnitReport, actor: Viewer) -> list[Fault]:
    """Tasks without a state. A figure may stay missing: it is named in the report, and nobody is made to invent one."""
    return [
        Fault(f"{question.obligation.pk}.state", f"Nhiệm vụ {question.obligation.task.number} chưa chọn tình trạng.")
        for question in reports.questions_of(actor, period, report.unit, report)
        if question.obligation.task is not None and not question.is_answered
    ]
