"""What waits for a viewer, until when; what is late, how the targets stand, what is due next.

Not here: the words for it (web/templates/home).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dondoc.core.assessments import State
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.progress import TaskState
from dondoc.core.workflow import Move, ReportState
from dondoc.models import Assessment, ConfirmationRequest, DossierLoad, Draft, Plan, ReportingPeriod, Task, Unit
from dondoc.queries import (
    assessments,
    checkpoints,
    confirmations,
    dossier_loads,
    drafts,
    obligations,
    periods,
    plans,
    progress,
    reports,
    targets,
)
from dondoc.queries.checkpoints import CheckpointRow
from dondoc.queries.periods import PeriodRow, UnitRow
from dondoc.queries.progress import TaskStanding

LATE_SHOWN = 8


class Errand(StrEnum):
    """What somebody is waited for, in the order of urgency on one due day."""

    ANSWER = "answer"
    APPROVE = "approve"
    ACCEPT = "accept"
    COMPOSE = "compose"
    CLOSE = "close"
    RESTORE = "restore"
    CONFIRM = "confirm"
    ASSIGN = "assign"
    MEND = "mend"
    NAME = "name"
    SCORE = "score"
    CHECK = "check"
    SIGN = "sign"
    DISPUTE = "dispute"
    APPRAISE = "appraise"
    DECIDE = "decide"


_ERRANDS = {Move.SUBMIT: Errand.ANSWER, Move.APPROVE: Errand.APPROVE, Move.ACCEPT: Errand.ACCEPT}
# What an assessment of the own body waits for in a state, from whoever may do this in the whole body.
_OF_BODY = {
    State.SELF: (Errand.SCORE, Act.CHECK_MOVE),
    State.CHECK: (Errand.CHECK, Act.CHECK_WRITE),
    State.SIGN: (Errand.SIGN, Act.SCORE_SIGN),
    State.RELEASED: (Errand.DISPUTE, Act.DISPUTE_WRITE),
}
_OF_APPRAISER = {State.SUBMITTED: Errand.APPRAISE, State.DISPUTED: Errand.DECIDE}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `due_on` is `None` for what has no day.

    `done_count` of `of_count` are answers given, units that have handed in, or tasks that have their units.
    `silent` are the units still missing. Of what an appraiser does, `of_count` are the bodies of `assessment`'s round;
    of names in files of dossiers, those that nobody has settled.
    """

    errand: Errand
    plan: Plan | None = None
    period: ReportingPeriod | None = None
    unit: Unit | None = None
    draft: Draft | None = None
    asked: ConfirmationRequest | None = None
    assessment: Assessment | None = None
    load: DossierLoad | None = None
    state: ReportState | None = None
    done_count: int = 0
    of_count: int = 0
    silent: tuple[Unit, ...] = ()
    due_on: date | None = None
    countdown: str = ""
    is_late: bool = False

    @property
    def waiting_count(self) -> int:
        return self.of_count - self.done_count

    @property
    def period_title(self) -> str:
        return periods.title_of(self.period) if self.period else ""


@dataclass(frozen=True)
class Home:
    """`waiting` is what the viewer can do now, soonest due first; `under_way` the own units' reports handed in.

    `late` are the first of the `late_count` tasks past their day, longest first; `checkpoints` those of the own units
    to watch now; `calendar` the periods not closed, soonest due first.
    """

    waiting: tuple[Waiting, ...]
    under_way: tuple[Waiting, ...]
    late: tuple[Task, ...]
    late_count: int
    checkpoints: tuple[CheckpointRow, ...]
    standings: tuple[plans.PlanStanding, ...]
    calendar: tuple[PeriodRow, ...]


def of(viewer: Viewer, *, today: date) -> Home:
    """Everything the first page says to this viewer on that day."""
    running = list(plans.running(viewer, today=today))
    still_open = periods.visible_to(viewer).filter(plan__in=running, closed_at__isnull=True)
    calendar = periods.rows_of(viewer, list(still_open.order_by("due_on", "plan_id", "code")), today=today)
    before = obligations.forebears(*running)
    task_rows = progress.standings(viewer, *running, today=today, before=before)
    target_rows = targets.standings(viewer, *running, before=before)
    waiting = [
        *_reports_waiting(viewer, calendar),
        *_plans_waiting(viewer, running, task_rows),
        *_decisions_waiting(viewer),
        *_assessments_waiting(viewer, today),
        *_dossiers_waiting(viewer, today),
    ]
    late = sorted((row for row in task_rows if row.state is TaskState.LATE), key=lambda row: row.due_on or date.max)
    return Home(
        waiting=tuple(sorted(waiting, key=_urgency)),
        under_way=tuple(_under_way(viewer, calendar)),
        late=_tasks([row.task_id for row in late[:LATE_SHOWN]]),
        late_count=len(late),
        checkpoints=tuple(checkpoints.near(viewer, task_rows, today=today)),
        standings=tuple(plans.standing_of(plan, task_rows, target_rows) for plan in running),
        calendar=tuple(calendar),
    )


def _tasks(task_ids: Sequence[int]) -> tuple[Task, ...]:
    """These tasks in this order, with their plans."""
    found = Task.objects.select_related("plan").in_bulk(task_ids)
    return tuple(found[task_id] for task_id in task_ids)


def _urgency(waiting: Waiting) -> tuple[date, bool, int]:
    due_on = waiting.due_on or date.max
    return due_on, waiting.state is not ReportState.RETURNED, list(Errand).index(waiting.errand)


def _reports_waiting(viewer: Viewer, calendar: Sequence[PeriodRow]) -> Iterator[Waiting]:
    for row in calendar:
        for unit_row in row.units:
            errand = _errand(viewer, row, unit_row)
            if errand:
                yield _report(errand, row, unit_row)
        if row.is_asked and may(viewer, Act.CLOSING_REQUEST):
            yield Waiting(
                errand=Errand.COMPOSE,
                plan=row.period.plan,
                period=row.period,
                done_count=len(row.sent),
                of_count=len(row.units),
                silent=tuple(silent.unit for silent in row.silent),
                due_on=row.period.due_on,
                countdown=row.countdown,
                is_late=row.is_over,
            )


def _decisions_waiting(viewer: Viewer) -> Iterator[Waiting]:
    """What others asked for and the viewer decides."""
    asked = confirmations.waiting_for(viewer)
    closings = [one for one in asked if one.kind == confirmations.Kind.CLOSING]
    found = periods.visible_to(viewer).in_bulk([one.object_id for one in closings]) if closings else {}
    for one in closings:
        period = found[one.object_id]
        yield Waiting(errand=Errand.CLOSE, plan=period.plan, period=period, asked=one)
    yield from (Waiting(errand=Errand.RESTORE, asked=one) for one in asked if one not in closings)


def _assessments_waiting(viewer: Viewer, today: date) -> Iterator[Waiting]:
    """Assessments of the own body at this viewer's step; of bodies given to an appraiser, once a round and step."""
    states = [state.value for state in (*_OF_BODY, *_OF_APPRAISER)]
    given: dict[tuple[int, Errand], list[Assessment]] = {}
    for each in assessments.visible_to(viewer).filter(state__in=states):
        state = State(each.state)
        errand, act = _OF_BODY.get(state, (None, None))
        if errand and act and each.department_id == viewer.department_id and may(viewer, act):
            yield _assessment(errand, each, today, 1)
        if state in _OF_APPRAISER and each.department_id in viewer.appraised_ids:
            given.setdefault((each.round_id, _OF_APPRAISER[state]), []).append(each)
    for (_round_id, errand), found in given.items():
        yield _assessment(errand, found[0], today, len(found))


def _dossiers_waiting(viewer: Viewer, today: date) -> Iterator[Waiting]:
    """What the last files of dossiers still ask for."""
    found = dossier_loads.unmended(viewer, today=today)
    yield from (Waiting(errand=Errand.MEND, load=load) for load in found.loads)
    if found.name_count:
        yield Waiting(errand=Errand.NAME, of_count=found.name_count)


def _assessment(errand: Errand, assessment: Assessment, today: date, of_count: int) -> Waiting:
    due = assessments.due_of(assessment, today=today)
    return Waiting(
        errand=errand,
        assessment=assessment,
        of_count=of_count,
        due_on=due.day if due else None,
        countdown=due.countdown if due else "",
        is_late=due.is_late if due else False,
    )


def _errand(viewer: Viewer, row: PeriodRow, unit_row: UnitRow) -> Errand | None:
    """What this unit's report waits for from the viewer."""
    move = reports.next_move(viewer, unit_row)
    if move is None or (move is Move.SUBMIT and not row.is_asked):
        return None
    return _ERRANDS[move]


def _under_way(viewer: Viewer, calendar: Sequence[PeriodRow]) -> Iterator[Waiting]:
    for row in calendar:
        for unit_row in row.sent:
            if may(viewer, Act.ANSWER_WRITE, unit_id=unit_row.unit.pk) and _errand(viewer, row, unit_row) is None:
                yield _report(Errand.ANSWER, row, unit_row)


def _report(errand: Errand, row: PeriodRow, unit_row: UnitRow) -> Waiting:
    return Waiting(
        errand=errand,
        plan=row.period.plan,
        period=row.period,
        unit=unit_row.unit,
        state=unit_row.state,
        done_count=unit_row.answered_count,
        of_count=unit_row.asked_count,
        due_on=row.period.due_on,
        countdown=row.countdown,
        is_late=row.is_over,
    )


def _plans_waiting(viewer: Viewer, running: Sequence[Plan], task_rows: Sequence[TaskStanding]) -> Iterator[Waiting]:
    if may(viewer, Act.DRAFT_WRITE):
        yield from (Waiting(errand=Errand.CONFIRM, draft=draft) for draft in drafts.waiting(viewer))
    if may(viewer, Act.ASSIGNMENT_WRITE):
        unassigned = Counter(row.plan_id for row in task_rows if row.is_waiting)
        totals = Counter(row.plan_id for row in task_rows)
        for plan in running:
            if unassigned[plan.pk]:
                count, total = unassigned[plan.pk], totals[plan.pk]
                yield Waiting(errand=Errand.ASSIGN, plan=plan, done_count=total - count, of_count=total)
