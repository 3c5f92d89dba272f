"""A unit's report for a period: what is asked, what is answered, what was answered last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dondoc.core.permissions import Act, Viewer, may, reached_units
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import COUNTED, MOVE_ACTS, MOVES, WRITABLE, Move, ReportState
from dondoc.models import Answer, Evidence, Obligation, ReportingPeriod, ReportMove, Unit, UnitReport
from dondoc.queries import obligations, periods
from dondoc.queries.people import units_of
from dondoc.queries.periods import UnitRow

# The moves of those who did not write the report.
_JUDGEMENTS = (Move.APPROVE, Move.ACCEPT)


@dataclass(frozen=True)
class Question:
    """One obligation as the unit is asked for it: the answer given, and the last counted one before it."""

    obligation: Obligation
    answer: Answer | None
    before: Answer | None

    @property
    def is_answered(self) -> bool:
        answer = self.answer
        if answer is None:
            return False
        if self.obligation.target_id is not None:
            return answer.not_applicable or answer.numerator is not None
        return answer.state is not None


@dataclass(frozen=True)
class ReportPage:
    """Everything on the page of one unit's report. `report` is `None` until the unit first writes.

    Without `shows_words` the viewer sees how far the report is, and the questions without their answers.
    """

    period: ReportingPeriod
    unit: Unit
    report: UnitReport | None
    tasks: tuple[Question, ...]
    targets: tuple[Question, ...]
    moves: tuple[ReportMove, ...]
    allowed_moves: tuple[Move, ...]
    is_writable: bool
    shows_words: bool
    late_days: int

    @property
    def state(self) -> ReportState:
        return ReportState(self.report.state) if self.report else ReportState.DRAFT

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.tasks + self.targets

    @property
    def answered_count(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def return_reason(self) -> str:
        """Why the report was returned, while it is."""
        if self.state is not ReportState.RETURNED:
            return ""
        return next((move.reason for move in reversed(self.moves) if move.reason), "")


def page(viewer: Viewer, period_id: int, unit_id: int, *, today: date) -> ReportPage:
    """The report of a unit for a period. Raises NotVisible.

    The Office and the directors see that a report is being written, but not its words, until the head approves
    it, and no longer once it is returned.
    """
    period = periods.one(viewer, period_id)
    unit = units_of(viewer).filter(pk=unit_id).first()
    if unit is None or not may(viewer, Act.ANSWER_READ, unit_id=unit_id):
        raise NotVisible
    report = UnitReport.objects.filter(period=period, unit=unit).first()
    state = ReportState(report.state) if report else ReportState.DRAFT
    shows_words = state in COUNTED or may(viewer, Act.ANSWER_DRAFT_READ, unit_id=unit_id)
    questions = questions_of(period, unit, report if shows_words else None)
    return ReportPage(
        period=period,
        unit=unit,
        report=report,
        tasks=tuple(q for q in questions if q.obligation.task_id is not None),
        targets=tuple(q for q in questions if q.obligation.target_id is not None),
        moves=tuple(report.moves.select_related("moved_by")) if report else (),
        allowed_moves=_allowed_moves(viewer, period, unit_id, state, is_begun=report is not None),
        is_writable=state in WRITABLE and not period.is_closed and may(viewer, Act.ANSWER_WRITE, unit_id=unit_id),
        shows_words=shows_words,
        late_days=periods.late_days(period, report, today),
    )


def asked_of(viewer: Viewer, today: date) -> Sequence[UnitRow]:
    """The reports asked of the viewer's own units on that day, earliest due first."""
    own = reached_units(viewer, Act.ANSWER_WRITE)
    rows = periods.rows_of(viewer, periods.asked(viewer, today), today=today) if own else ()
    return [unit_row for row in rows for unit_row in row.units if unit_row.unit.pk in own]


def waiting_for(viewer: Viewer, today: date) -> Sequence[UnitRow]:
    """The reports whose next move is the viewer's: to approve (head) or to take over (Office)."""
    still_open = list(periods.visible_to(viewer).filter(closed_at__isnull=True))
    rows = periods.rows_of(viewer, still_open, today=today)
    return [unit_row for row in rows for unit_row in row.units if next_move(viewer, unit_row) in _JUDGEMENTS]


def next_move(viewer: Viewer, row: UnitRow) -> Move | None:
    """The move for which the unit's report waits for this viewer: to hand it in, to approve it, to take it over."""
    state = row.state or ReportState.DRAFT
    open_to = [move for move in (Move.SUBMIT, *_JUDGEMENTS) if state in MOVES[move][0] and not row.period.is_closed]
    return next((move for move in open_to if may(viewer, MOVE_ACTS[move], unit_id=row.unit.pk)), None)


def closed_of(viewer: Viewer) -> QuerySet[UnitReport]:
    """The reports of the viewer's own units in closed periods, newest first."""
    own = reached_units(viewer, Act.ANSWER_WRITE)
    found = UnitReport.objects.filter(unit_id__in=own, period__closed_at__isnull=False)
    return found.select_related("period__plan", "unit").order_by("-period__due_on", "unit__position")


def evidence_file(viewer: Viewer, evidence_id: int) -> Evidence:
    """One piece of evidence to download. Raises NotVisible."""
    found = Evidence.objects.filter(
        pk=evidence_id, answer__report__period__plan__department_id=viewer.department_id
    ).select_related("answer__report")
    evidence = found.first()
    if evidence is None:
        raise NotVisible
    report = evidence.answer.report
    counted = ReportState(report.state) in COUNTED and may(viewer, Act.ANSWER_READ, unit_id=report.unit_id)
    if not counted and not may(viewer, Act.ANSWER_DRAFT_READ, unit_id=report.unit_id):
        raise NotVisible
    return evidence


def questions_of(period: ReportingPeriod, unit: Unit, report: UnitReport | None) -> list[Question]:
    asked = obligations.asked_in(period).filter(unit=unit)
    duties = asked.select_related("task", "target").order_by("task__position", "target__position", "id")
    now = {a.obligation_id: a for a in report.answers.prefetch_related("evidence")} if report else {}
    earlier = Answer.objects.filter(
        obligation__in=duties.order_by(),
        report__state__in=[state.value for state in COUNTED],
        report__period__window_to__lt=period.window_to,
    ).select_related("report__period")
    before = {answer.obligation_id: answer for answer in earlier.order_by("report__period__window_to")}
    return [Question(duty, now.get(duty.pk), before.get(duty.pk)) for duty in duties]


def _allowed_moves(
    viewer: Viewer, period: ReportingPeriod, unit_id: int, state: ReportState, *, is_begun: bool
) -> tuple[Move, ...]:
    if period.is_closed or not is_begun:
        return ()
    return tuple(
        move for move, (starts, _) in MOVES.items() if state in starts and may(viewer, MOVE_ACTS[move], unit_id=unit_id)
    )
