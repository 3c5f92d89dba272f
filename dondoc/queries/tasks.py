"""Where the tasks of a plan stand: the list with filters, the matrix, one task, and what waits to be assigned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import ClosingRule, TaskState, percent_done, task_state
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import fold, normalise
from dondoc.models import Answer, Plan, Task, Unit
from dondoc.queries.answers import Latest, counted, latest, seen_obligations, seen_units
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
    def is_unassigned(self) -> bool:
        """Whether no unit answers for the task, or a printed lead fits no unit."""
        return not self.parts or bool(self.task.unmatched_lead)

    @property
    def newest(self) -> UnitPart | None:
        """The part with the newest words."""
        told = [part for part in self.parts if part.answer is not None and part.answer.words]
        return max(told, key=lambda part: (part.answer.updated_on, part.answer.period_code), default=None)  # type: ignore[union-attr]

    @property
    def proof_count(self) -> int:
        return sum(part.answer.proof_count for part in self.parts if part.answer is not None)

    @property
    def done_count(self) -> int:
        """How many of the obliged units have done their part."""
        return sum(part.state is TaskState.DONE for part in self.parts)

    def part_of(self, unit_id: int) -> UnitPart | None:
        """This unit's part, if it has one."""
        return next((part for part in self.parts if part.unit.pk == unit_id), None)


@dataclass(frozen=True)
class Assignment:
    """A task and the units that answer for it."""

    task: Task
    units: tuple[Unit, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether no unit answers for it, or a printed lead fits no unit."""
        return not self.units or bool(self.task.unmatched_lead)


@dataclass(frozen=True)
class TaskFilter:
    """What the list is narrowed to; `None` or an empty text narrows nothing. `silent` keeps unanswered tasks.

    With a unit, `state` and `silent` are those of the unit's own part.
    """

    group: str | None = None
    unit_id: int | None = None
    state: TaskState | None = None
    text: str = ""
    silent: bool = False


@dataclass(frozen=True)
class TaskList:
    """One page of rows, the totals over everything the filter keeps, and all groups and units to filter by.

    `by_state`, `silent_count` and `unassigned_count` are over the whole plan as far as the viewer sees it.
    """

    page: Page[TaskRow]
    found_count: int
    total_count: int
    by_state: Mapping[TaskState, int]
    silent_count: int
    unassigned_count: int
    groups: tuple[str, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Said:
    """What a unit said of a task in one period."""

    period_title: str
    answer: Answer


@dataclass(frozen=True)
class PartHistory:
    """One unit's part in a task and what the unit has said of it, newest period first."""

    part: UnitPart
    said: tuple[Said, ...]

    @property
    def newest(self) -> Said | None:
        return next(iter(self.said), None)

    @property
    def earlier(self) -> tuple[Said, ...]:
        return self.said[1:]


@dataclass(frozen=True)
class MatrixRow:
    """A task and, for each column, the unit's part; `None` where the unit owes nothing."""

    row: TaskRow
    cells: tuple[UnitPart | None, ...]


@dataclass(frozen=True)
class UnitColumn:
    """A unit with how many parts it owes, has done, and is late with, over the whole plan."""

    unit: Unit
    part_count: int
    done_count: int
    late_count: int


@dataclass(frozen=True)
class Matrix:
    """One page of tasks against units. A part is one unit's share in one task; the counts are of the whole plan."""

    page: Page[TaskRow]
    rows: tuple[MatrixRow, ...]
    columns: tuple[UnitColumn, ...]
    done_count: int
    part_count: int


def follow(viewer: Viewer, plan: Plan, *, today: date, narrow: TaskFilter | None = None, page: int = 1) -> TaskList:
    """The tasks of a plan with where they stand on `today`; a unit's people see their own units' tasks.

    A page has 50 rows; a page number out of range gives the nearest one.
    """
    rows = _rows(viewer, plan, today=today)
    kept = [row for row in rows if _keeps(narrow or TaskFilter(), row)]
    return TaskList(
        page=Paginator(kept, PAGE_SIZE).get_page(page),
        found_count=len(kept),
        total_count=len(rows),
        by_state=by_state(rows),
        silent_count=sum(row.is_silent for row in rows),
        unassigned_count=sum(row.is_unassigned for row in rows),
        groups=tuple(dict.fromkeys(row.task.group for row in rows if row.task.group)),
        units=tuple(_units_in(rows)),
    )


def one(viewer: Viewer, plan: Plan, task_id: int, *, today: date) -> TaskRow:
    """One task of the plan. Raises NotVisible."""
    row = next(iter(_rows(viewer, plan, today=today, task_id=task_id)), None)
    if row is None:
        raise NotVisible
    return row


def histories(viewer: Viewer, plan: Plan, row: TaskRow) -> Sequence[PartHistory]:
    """Each unit's part in a task with all it has said, newest period first."""
    said: dict[int, list[Said]] = {part.obligation_id: [] for part in row.parts}
    found = counted(viewer, plan).filter(obligation__task=row.task).select_related("report__period")
    for answer in found.prefetch_related("evidence").reverse():
        said[answer.obligation_id].append(Said(Period.parse(answer.report.period.code).title, answer))
    return [PartHistory(part, tuple(said[part.obligation_id])) for part in row.parts]


def standings(viewer: Viewer, *plans: Plan, today: date, answers: Mapping[int, Latest]) -> Sequence[TaskRow]:
    """The tasks of several plans as far as the viewer sees them, by `answers` of `answers.latest`."""
    return _rows(viewer, *plans, today=today, answers=answers)


def by_state(rows: Sequence[TaskRow]) -> Mapping[TaskState, int]:
    """How many tasks stand where."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in TaskState}


def matrix(viewer: Viewer, plan: Plan, *, today: date, page: int = 1) -> Matrix:
    """The tasks of a plan against the units that answer for them; totals count the whole plan, not the page."""
    rows = _rows(viewer, plan, today=today)
    parts: dict[int, list[UnitPart]] = {}
    for part in (part for row in rows for part in row.parts):
        parts.setdefault(part.unit.pk, []).append(part)
    columns = tuple(_column(unit, parts[unit.pk]) for unit in _units_in(rows))
    shown = Paginator(rows, PAGE_SIZE).get_page(page)
    return Matrix(
        page=shown,
        rows=tuple(MatrixRow(row, tuple(row.part_of(c.unit.pk) for c in columns)) for row in shown),
        columns=columns,
        done_count=sum(column.done_count for column in columns),
        part_count=sum(column.part_count for column in columns),
    )


def unassigned(viewer: Viewer, plan: Plan) -> Sequence[Task]:
    """Tasks that no unit answers for, or with a printed lead that no unit fits. Raises NotAllowed."""
    return [row.task for row in assignments(viewer, plan) if row.is_waiting]


def assignments(viewer: Viewer, plan: Plan) -> Sequence[Assignment]:
    """Every task of the plan with its units, those that wait for a unit first. Raises NotAllowed."""
    check(viewer, Act.ASSIGNMENT_WRITE)
    duties = seen_obligations(viewer, plan).select_related("unit").order_by("unit__position", "unit_id")
    units: dict[int | None, list[Unit]] = {}
    for duty in duties:
        units.setdefault(duty.task_id, []).append(duty.unit)
    rows = [Assignment(task, tuple(units.get(task.pk, ()))) for task in plan.tasks.all()]
    return sorted(rows, key=lambda row: not row.is_waiting)


def _rows(
    viewer: Viewer,
    *plans: Plan,
    today: date,
    task_id: int | None = None,
    answers: Mapping[int, Latest] | None = None,
) -> list[TaskRow]:
    if answers is None:
        answers = latest(viewer, *plans, task_id=task_id)
    units = {unit.pk: unit for unit in units_of(viewer)}
    pairs = seen_obligations(viewer, *plans).order_by("unit__position", "unit_id")
    found = Task.objects.filter(plan__in=plans).order_by("plan__year", "plan_id", "position")
    if task_id is None:
        # Long texts that only the page of one task shows.
        found = found.defer("solutions", "cooperating", "products")
    else:
        pairs, found = pairs.filter(task_id=task_id), found.filter(pk=task_id)
    duties: dict[int, list[tuple[int, Unit]]] = {}
    for obligation_id, owner_id, unit_id in pairs.values_list("id", "task_id", "unit_id"):
        duties.setdefault(owner_id, []).append((obligation_id, units[unit_id]))
    own_plan = {plan.pk: plan for plan in plans}
    rows = []
    for task in found:
        task.plan = own_plan[task.plan_id]
        rows.append(_row(task, duties.get(task.pk, []), answers, today))
    return [row for row in rows if row.parts or seen_units(viewer) is None]


def _units_in(rows: Sequence[TaskRow]) -> list[Unit]:
    units = {part.unit.pk: part.unit for row in rows for part in row.parts}
    return sorted(units.values(), key=lambda unit: (unit.position, unit.pk))


def _column(unit: Unit, parts: Sequence[UnitPart]) -> UnitColumn:
    return UnitColumn(
        unit=unit,
        part_count=len(parts),
        done_count=sum(part.state is TaskState.DONE for part in parts),
        late_count=sum(part.state is TaskState.LATE for part in parts),
    )


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
    state, is_silent = row.state, row.is_silent
    if narrow.unit_id is not None:
        part = row.part_of(narrow.unit_id)
        if part is None:
            return False
        state, is_silent = part.state, part.answer is None
    if narrow.state is not None and state is not narrow.state:
        return False
    if narrow.silent and not is_silent:
        return False
    return fold(normalise(narrow.text)) in row.task.folded
