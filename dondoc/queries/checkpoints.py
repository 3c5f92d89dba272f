"""Checkpoints of tasks: what is set and proposed where deadlines are vague, and what is near for a unit.

Not here: which steps a product has and on which days they fall (core/checkpoints, rules/checkpoints.toml).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dondoc.calendarfile import holiday_table, product_kinds
from dondoc.core.calendars import countdown
from dondoc.core.checkpoints import (
    CheckpointState,
    DatedTask,
    ProposedCheckpoint,
    checkpoint_state,
    is_vague,
    kind_of,
    proposals,
    watched,
)
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check, reached_units
from dondoc.core.progress import TaskState
from dondoc.models import Checkpoint, Plan, Task
from dondoc.queries.progress import TaskStanding
from dondoc.queries.tasks import TaskRow


@dataclass(frozen=True)
class VagueTask:
    """A task with a vague deadline: the checkpoints it has, and those proposed."""

    task: Task
    kept: tuple[Checkpoint, ...]
    proposed: tuple[ProposedCheckpoint, ...]


@dataclass(frozen=True)
class KindGroup:
    """The vague tasks of one kind of product."""

    title: str
    tasks: tuple[VagueTask, ...]


@dataclass(frozen=True)
class CheckpointRow:
    """A checkpoint as seen on a day; `countdown` says how far away or how late."""

    checkpoint: Checkpoint
    state: CheckpointState
    countdown: str


def vague(viewer: Viewer, plan: Plan, *, today: date) -> Sequence[KindGroup]:
    """The tasks of the plan with a vague deadline or with checkpoints, by kind of product. Raises NotAllowed.

    The kinds are in the order of the rule file, the tasks in that of the plan.
    """
    check(viewer, Act.PLAN_WRITE)
    kinds = product_kinds()
    holidays = holiday_table([plan.year])
    report_days = {Period.parse(code): day for code, day in plan.periods.values_list("code", "due_on")}
    groups: dict[str, list[VagueTask]] = {kind.title: [] for kind in kinds}
    for task in plan.tasks.filter(dropped_by=None).prefetch_related("checkpoints"):
        dated = DatedTask(task.text, tuple(task.products), task.due_text, task.due_on)
        kept = tuple(task.checkpoints.all())
        if not kept and not is_vague(dated, year=plan.year):
            continue
        proposed = proposals(
            dated, year=plan.year, today=today, kinds=kinds, report_days=report_days, holidays=holidays
        )
        groups[kind_of(dated, kinds).title].append(VagueTask(task, kept, proposed))
    return [KindGroup(title, tuple(tasks)) for title, tasks in groups.items() if tasks]


def of_task(row: TaskRow, *, today: date) -> Sequence[CheckpointRow]:
    """The checkpoints of a task that the viewer was given, earliest first."""
    return _rows(list(row.task.checkpoints.all()), today=today, is_done=row.state is TaskState.DONE)


def near(viewer: Viewer, standings: Sequence[TaskStanding], *, today: date) -> Sequence[CheckpointRow]:
    """Of each of these tasks that the viewer's units have not done, the checkpoint to watch; earliest first."""
    own = reached_units(viewer, Act.ANSWER_WRITE)
    open_ids = [row.task_id for row in standings if any(_is_open(row, unit_id) for unit_id in own)]
    if not open_ids:
        return []
    found: dict[int, list[Checkpoint]] = {}
    for checkpoint in Checkpoint.objects.filter(task__in=open_ids).select_related("task__plan"):
        found.setdefault(checkpoint.task_id, []).append(checkpoint)
    kept = []
    for checkpoints in found.values():
        day = watched([checkpoint.due_on for checkpoint in checkpoints], today=today)
        kept += [checkpoint for checkpoint in checkpoints if checkpoint.due_on == day]
    return _rows(sorted(kept, key=lambda checkpoint: (checkpoint.due_on, checkpoint.pk)), today=today)


def _is_open(row: TaskStanding, unit_id: int) -> bool:
    part = row.parts.get(unit_id)
    return part is not None and part.state is not TaskState.DONE


def _rows(checkpoints: Sequence[Checkpoint], *, today: date, is_done: bool = False) -> list[CheckpointRow]:
    if not checkpoints:
        return []
    years = [today.year, *(checkpoint.due_on.year for checkpoint in checkpoints)]
    holidays = holiday_table(range(min(years), max(years) + 1))
    return [
        CheckpointRow(
            checkpoint,
            checkpoint_state(checkpoint.due_on, today=today, is_done=is_done),
            countdown(today, checkpoint.due_on, holidays),
        )
        for checkpoint in checkpoints
    ]
