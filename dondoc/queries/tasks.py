"""Where the tasks of a plan stand: the list with filters, the matrix, one task, and what waits to be assigned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import ClosingRule, TaskState, percent_done, task_state
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import fold
from dondoc.models import Plan, Task, Unit
from dondoc.queries.answers import Latest, latest, seen_obligations, seen_units
from dondoc.queries.people import units_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class UnitPart:
    """One obliged unit's part in a task."""

    obligation_id: int
    unit: Unit
    state: TaskState
    answer: Latest | None


@dataclass(frozen=True)
class TaskRow:
    """A task as the list shows it: state and percentage on the day, and each unit's part."""

    task: Task
    state: TaskState
    percent: int | None
    parts: tuple[UnitPart, ...]

    @property
    def is_silent(self) -> bool:
        """Whether some obliged unit has never answered."""
        return any(part.answer is None for part in self.parts)

    @property
    def newest(self) -> UnitPart | None:
        """The part with the newest words."""
        told = [part for part in self.parts if part.answer is not None and part.answer.words]
        return max(told, key=lambda part: (part.answer.period_code, part.answer.updated_on), default=None)  # type: ignore[union-attr]

    @property
    def proof_count(self) -> int:
        return sum(part.answer.proof_count for part in self.parts if part.answer is not None)

    def part_of(self, unit_id: int) -> UnitPart | None:
        """This unit's part, if it has one."""
        return next((part for part in self.parts if part.unit.pk == unit_id), None)


@dataclass(frozen=True)
class TaskFilter:
    """What the list is narrowed to; `None` or an empty text narrows nothing. `silent` keeps unanswered tasks."""

    group: str | None = None
    unit_id: int | None = None
    state: TaskState | None = None
    text: str = ""
    silent: bool = False


@dataclass(frozen=True)
class TaskList:
    """One page of rows, the totals over everything the filter keeps, and all groups and units to filter by.

    `by_state` counts over the whole plan as far as the viewer sees it.
    """

    page: Page[TaskRow]
    found_count: int
    total_count: int
    by_state: Mapping[TaskState, int]
    silent_count: int
    groups: tuple[str, ...]
    units: tuple[Unit, ...]


def follow(viewer: Viewer, plan: Plan, *, today: date, narrow: TaskFilter | None = None, page: int = 1) -> TaskList:
    """The tasks of a plan with where they stand on `today`; a unit's people see their own units' tasks.

    A page has 50 rows; a page number out of range gives the nearest one.
    """
    rows = _rows(viewer, plan, today=today)
    kept = [row for row in rows if _keeps(narrow or TaskFilter(), row)]
    counts = Counter(row.state for row in rows)
    units = {part.unit.pk: part.unit for row in rows for part in row.parts}
    return TaskList(
        page=Paginator(kept, PAGE_SIZE).get_page(page),
        found_count=len(kept),
        total_count=len(rows),
        by_state={state: counts[state] for state in TaskState},
        silent_count=sum(row.is_silent for row in rows),
        groups=tuple(dict.fromkeys(row.task.group for row in rows if row.task.group)),
        units=tuple(sorted(units.values(), key=lambda unit: (unit.position, unit.pk))),
    )


def one(viewer: Viewer, plan: Plan, task_id: int, *, today: date) -> TaskRow:
    """One task of the plan. Raises NotVisible."""
    row = next((row for row in _rows(viewer, plan, today=today) if row.task.pk == task_id), None)
    if row is None:
        raise NotVisible
    return row


def unassigned(viewer: Viewer, plan: Plan) -> Sequence[Task]:
    """Tasks that no unit answers for, or with a printed lead that no unit fits. Raises NotAllowed."""
    check(viewer, Act.ASSIGNMENT_WRITE)
    assigned = set(seen_obligations(viewer, plan).values_list("task_id", flat=True))
    return [task for task in plan.tasks.all() if task.pk not in assigned or task.unmatched_lead]


def _rows(viewer: Viewer, plan: Plan, *, today: date) -> list[TaskRow]:
    units = {unit.pk: unit for unit in units_of(viewer)}
    answers = latest(viewer, plan)
    duties: dict[int, list[tuple[int, Unit]]] = {}
    pairs = seen_obligations(viewer, plan).order_by("unit__position", "unit_id")
    for obligation_id, task_id, unit_id in pairs.values_list("id", "task_id", "unit_id"):
        duties.setdefault(task_id, []).append((obligation_id, units[unit_id]))
    rows = (_row(task, duties.get(task.pk, []), answers, today) for task in plan.tasks.all())
    return [row for row in rows if row.parts or seen_units(viewer) is None]


def _row(task: Task, duties: Sequence[tuple[int, Unit]], answers: Mapping[int, Latest], today: date) -> TaskRow:
    parts = []
    for obligation_id, unit in duties:
        answer = answers.get(obligation_id)
        state = task_state([answer.state if answer else None], due_on=task.due_on, today=today)
        parts.append(UnitPart(obligation_id, unit, state, answer))
    told = [part.answer.state if part.answer else None for part in parts]
    return TaskRow(
        task=task,
        state=task_state(told, due_on=task.due_on, today=today, rule=ClosingRule(task.closing_rule)),
        percent=percent_done([part.answer.percent if part.answer else None for part in parts]),
        parts=tuple(parts),
    )


def _keeps(narrow: TaskFilter, row: TaskRow) -> bool:
    if narrow.group is not None and row.task.group != narrow.group:
        return False
    if narrow.unit_id is not None and row.part_of(narrow.unit_id) is None:
        return False
    if narrow.state is not None and row.state is not narrow.state:
        return False
    if narrow.silent and not row.is_silent:
        return False
    return fold(narrow.text).strip() in row.task.folded
