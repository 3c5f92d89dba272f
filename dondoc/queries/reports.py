"""A unit's report for a period: what is asked, what is answered, what was answered last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dondoc.core.permissions import Act, Viewer, may, reached_assignments, reached_units
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import MOVE_ACTS, MOVES, WRITABLE, Move, ReportState, provable, read_act
from dondoc.models import Answer, Evidence, Obligation, ReportingPeriod, ReportMove, SignedLink, Unit, UnitReport
from dondoc.queries import obligations, periods
from dondoc.queries.answers import counted
from dondoc.queries.people import units_of
from dondoc.queries.periods import UnitRow

# The moves of those who did not write the report.
_JUDGEMENTS = (Move.APPROVE, Move.ACCEPT)


@dataclass(frozen=True)
class Inherited:
    """The last counted answer of a unit from which the duty was taken over, under the unit's name of that time."""

    unit_name: str
    answer: Answer


@dataclass(frozen=True)
class Question:
    """One obligation as the unit is asked for it: the answer given, and the last counted one before it.

    `inherited` is what the units said from which a reorganisation took the duty; `link` the newest signed link to it
    that was not taken back.
    """

    obligation: Obligation
    answer: Answer | None
    before: Answer | None
    inherited: tuple[Inherited, ...] = ()
    link: SignedLink | None = None

    @property
    def is_answered(self) -> bool:
        answer = self.answer
        if answer is None:
            return False
        if self.obligation.target_id is not None:
            return answer.not_applicable or answer.numerator is not None
        return answer.state is not None


@dataclass(frozen=True)
class Located:
    """The report of a unit for a period, as far as it is there. `report` is `None` until the unit first writes."""

    period: ReportingPeriod
    unit: Unit
    report: UnitReport | None

    @property
    def state(self) -> ReportState:
        return ReportState(self.report.state) if self.report else ReportState.DRAFT


@dataclass(frozen=True)
class ReportPage(Located):
    """Everything on the page of one unit's report.

    Without `shows_words` the viewer sees how far the report is, and the questions without their answers. What is
    `is_writable` has figures only for whoever `writes_figures`; proofs are added and taken away apart from it.
    """

    tasks: tuple[Question, ...]
    targets: tuple[Question, ...]
    moves: tuple[ReportMove, ...]
    allowed_moves: tuple[Move, ...]
    is_writable: bool
    writes_figures: bool
    adds_proofs: bool
    removes_proofs: bool
    shows_words: bool
    is_own_work: bool
    late_days: int

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

    The Office sees that a report is being written, but not its words, until the head approves it, and no longer
    once it is returned; others see a report when they may read its answers.
    """
    found = located(viewer, period_id, unit_id)
    period, unit, report, state = found.period, found.unit, found.report, found.state
    shows_words = _may_read(viewer, found)
    questions = questions_of(viewer, period, unit, report if shows_words else None)
    is_open = not period.is_closed
    begins = report is not None or may(viewer, Act.ANSWER_BEGIN, unit_id=unit_id)
    proves = is_open and state in provable(viewer, unit_id=unit_id)
    moves = _allowed_moves(viewer, period, unit_id, state, is_begun=report is not None)
    is_own_work = viewer.user_id in doers(report)
    return ReportPage(
        period=period,
        unit=unit,
        report=report,
        tasks=tuple(q for q in questions if q.obligation.task_id is not None),
        targets=tuple(q for q in questions if q.obligation.target_id is not None),
        moves=tuple(report.moves.select_related("moved_by")) if report else (),
        allowed_moves=tuple(move for move in moves if not (is_own_work and move in _JUDGEMENTS)),
        is_writable=is_open and state in WRITABLE and begins and may(viewer, Act.ANSWER_WRITE, unit_id=unit_id),
        writes_figures=may(viewer, Act.FIGURE_WRITE, unit_id=unit_id),
        adds_proofs=proves and may(viewer, Act.EVIDENCE_ADD, unit_id=unit_id),
        removes_proofs=proves and may(viewer, Act.EVIDENCE_REMOVE, unit_id=unit_id),
        shows_words=shows_words,
        is_own_work=is_own_work and any(move in _JUDGEMENTS for move in moves),
        late_days=periods.late_days(period, report, today),
    )


def located(viewer: Viewer, period_id: int, unit_id: int) -> Located:
    """The report of a unit for a period, where the viewer may at least see how far it is. Raises NotVisible."""
    period = periods.one(viewer, period_id)
    unit = units_of(viewer).filter(pk=unit_id).first()
    if unit is None:
        raise NotVisible
    found = Located(period, unit, UnitReport.objects.filter(period=period, unit=unit).first())
    if not any(_may(viewer, act, found) for act in (Act.ANSWER_LOOK, _read_act(found), Act.FIGURE_WRITE)):
        raise NotVisible
    return found


def sees(viewer: Viewer, row: UnitRow) -> bool:
    """Whether the viewer may open the unit's report of this row."""
    state = row.state or ReportState.DRAFT
    acts = (Act.ANSWER_LOOK, read_act(state, is_closed=row.period.is_closed))
    return any(may(viewer, act, unit_id=row.unit.pk) for act in acts)


def doers(report: UnitReport | None) -> frozenset[int]:
    """Ids of those who submitted the report last and approved it last: they do not judge it at the next step."""
    if report is None:
        return frozenset()
    found = UnitReport.objects.filter(pk=report.pk)
    marked = found.annotate(submitted_by=periods.last_doer(Move.SUBMIT), approved_by=periods.last_doer(Move.APPROVE))
    return frozenset(doer for doer in marked.values_list("submitted_by", "approved_by").get() if doer is not None)


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
    """The move for which the unit's report waits for this viewer: to hand it in, to approve it, to take it over.

    Not for a judgement on the viewer's own work, and not for the first word where the viewer may not begin.
    """
    state = row.state or ReportState.DRAFT
    open_to = [move for move in (Move.SUBMIT, *_JUDGEMENTS) if state in MOVES[move][0] and not row.period.is_closed]
    if viewer.user_id in row.doers:
        open_to = [move for move in open_to if move is Move.SUBMIT]
    if row.report is None and not may(viewer, Act.ANSWER_BEGIN, unit_id=row.unit.pk):
        return None
    return next((move for move in open_to if may(viewer, MOVE_ACTS[move], unit_id=row.unit.pk)), None)


def closed_of(viewer: Viewer) -> QuerySet[UnitReport]:
    """The reports of the viewer's own units in closed periods, newest first."""
    own = reached_units(viewer, Act.ANSWER_WRITE)
    found = UnitReport.objects.filter(unit_id__in=own, period__closed_at__isnull=False)
    return found.select_related("period__plan", "unit").order_by("-period__due_on", "unit__position")


def evidence_file(viewer: Viewer, evidence_id: int) -> Evidence:
    """One piece of evidence to download. Raises NotVisible."""
    owned = Evidence.objects.filter(pk=evidence_id, answer__report__period__plan__department_id=viewer.department_id)
    evidence = owned.select_related("answer__report__period__plan", "answer__report__unit").first()
    if evidence is None:
        raise NotVisible
    report = evidence.answer.report
    found = Located(report.period, report.unit, report)
    if not (_may_read(viewer, found) and _may(viewer, Act.EVIDENCE_READ, found)):
        raise NotVisible
    return evidence


def reads_answers(viewer: Viewer, report: UnitReport) -> bool:
    """Whether the viewer may read the words of this report as it stands."""
    return _may_read(viewer, Located(report.period, report.unit, report))


def questions_of(viewer: Viewer, period: ReportingPeriod, unit: Unit, report: UnitReport | None) -> list[Question]:
    """What the period asks of the unit, with the answers of the report and the last counted ones within sight."""
    asked = obligations.asked_in(period).filter(unit=unit)
    duties = asked.select_related("task", "target").order_by("task__position", "target__position", "id")
    now = {a.obligation_id: a for a in report.answers.prefetch_related("evidence")} if report else {}
    before, inherited, links = _before(viewer, period, unit), _inherited(viewer, period), _links(period, unit)
    return [
        Question(duty, now.get(duty.pk), before.get(duty.pk), inherited.get(duty.pk, ()), links.get(duty.pk))
        for duty in duties
    ]


def _links(period: ReportingPeriod, unit: Unit) -> dict[int, SignedLink]:
    """By obligation id, the newest link to it that was not taken back."""
    found = SignedLink.objects.filter(period=period, obligation__unit=unit, revoked_at=None)
    return {link.obligation_id: link for link in found.order_by("created_at", "id") if link.obligation_id is not None}


def _before(viewer: Viewer, period: ReportingPeriod, unit: Unit) -> dict[int, Answer]:
    """By obligation id, the unit's newest counted answer before the period, within sight."""
    earlier = counted(viewer, period.plan).filter(report__unit=unit, report__period__window_to__lt=period.window_to)
    return {answer.obligation_id: answer for answer in earlier.select_related("report__period")}


def _inherited(viewer: Viewer, period: ReportingPeriod) -> dict[int, tuple[Inherited, ...]]:
    """By obligation id, the newest counted answers of those from whom it was taken over, within sight."""
    before = obligations.forebears(period.plan)
    if not before:
        return {}
    ids = [forebear.obligation_id for line in before.values() for forebear in line]
    said = counted(viewer, period.plan).filter(obligation__in=ids, report__period__window_to__lte=period.window_to)
    newest = {answer.obligation_id: answer for answer in said.select_related("report__period")}

    def of(duty_id: int) -> tuple[Inherited, ...]:
        found: tuple[Inherited, ...] = ()
        for line in before.get(duty_id, ()):
            own = newest.get(line.obligation_id)
            found += (Inherited(line.unit_name, own),) if own else of(line.obligation_id)
        return found

    return {duty_id: of(duty_id) for duty_id in before}


def _read_act(found: Located) -> Act:
    return read_act(found.state, is_closed=found.period.is_closed)


def _may_read(viewer: Viewer, found: Located) -> bool:
    return _may(viewer, _read_act(found), found)


def _may(viewer: Viewer, act: Act, found: Located) -> bool:
    """Whether the act reaches the report, or with a signed link its one assignment in it."""
    if may(viewer, act, unit_id=found.unit.pk, plan_id=found.period.plan_id):
        return True
    linked = [duty for period_id, duty in reached_assignments(viewer, act) if period_id == found.period.pk]
    return bool(linked) and Obligation.objects.filter(pk__in=linked, unit=found.unit).exists()


def _allowed_moves(
    viewer: Viewer, period: ReportingPeriod, unit_id: int, state: ReportState, *, is_begun: bool
) -> tuple[Move, ...]:
    if period.is_closed or not is_begun:
        return ()
    return tuple(
        move for move, (starts, _) in MOVES.items() if state in starts and may(viewer, MOVE_ACTS[move], unit_id=unit_id)
    )
