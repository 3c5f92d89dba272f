"""Where the tasks of a plan stand: the list with filters, the matrix, one task, and what waits to be assigned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from dondoc.core.indicators import asked_text
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check, reached_units, reaches_department
from dondoc.core.progress import ClosingRule, TaskState, percent_done, task_state
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import fold, normalise
from dondoc.models import Answer, Obligation, Plan, Target, Task, Unit
from dondoc.queries.answers import Latest, counted, latest, seen_obligations, seen_units
from dondoc.queries.obligations import Forebears, forebears
from dondoc.queries.people import units_of
from dondoc.queries.progress import TaskStanding, by_state, standings

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
    """A task as the list shows it: state and percentage on the day, and each unit's part within the viewer's sight."""

    task: Task
    state: TaskState
    percent: int | None
    parts: tuple[UnitPart, ...]

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
    """A task or a target, the units that answer for it, and whether it waits for (more of) them."""

    owed: Task | Target
    units: tuple[Unit, ...]
    is_waiting: bool

    @property
    def asked(self) -> str:
        """What a target asks: `≥ 80 %`; empty for a task."""
        owed = self.owed
        return asked_text(owed.comparator, owed.value, owed.unit) if isinstance(owed, Target) else ""


@dataclass(frozen=True)
class AssignmentList:
    """One page of assignments, what waits first, and the ids of all there are and of all that wait."""

    page: Page[Assignment]
    ids: tuple[int, ...]
    waiting_ids: tuple[int, ...]


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
class Origin:
    """A unit from which a part was taken over, its last day with it, and what it said, newest period first."""

    unit_name: str
    ended_on: date
    said: tuple[Said, ...]


@dataclass(frozen=True)
class PartHistory:
    """One unit's part in a task and what the unit has said of it, newest period first.

    `origins` is the line of succession: the units that had the part before, the nearest first.
    """

    part: UnitPart
    said: tuple[Said, ...]
    origins: tuple[Origin, ...] = ()

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
    units, before = list(units_of(viewer)), forebears(plan)
    found = standings(viewer, plan, today=today, before=before)
    narrow = narrow or TaskFilter()
    words = fold(normalise(narrow.text))
    kept = [row.task_id for row in found if _keeps(narrow, words, row)]
    return TaskList(
        page=_page(viewer, plan, kept, units, before, page=page, today=today),
        found_count=len(kept),
        total_count=len(found),
        by_state=by_state(found),
        silent_count=sum(row.is_silent for row in found),
        unassigned_count=sum(row.is_waiting for row in found),
        groups=tuple(dict.fromkeys(row.group for row in found if row.group)),
        units=tuple(unit for unit in units if any(unit.pk in row.parts for row in found)),
    )


def one(viewer: Viewer, plan: Plan, task_id: int, *, today: date) -> TaskRow:
    """One task of the plan. Whoever sees none of its parts reads what the plan says of it. Raises NotVisible."""
    row = next(iter(_rows(viewer, plan, [task_id], list(units_of(viewer)), forebears(plan), today=today)), None)
    if row is None:
        raise NotVisible
    return row


def is_others(viewer: Viewer, row: TaskRow) -> bool:
    """Whether the task is other units' alone: how far it is is then not the viewer's to see."""
    return not row.parts and seen_units(viewer) is not None


def others(viewer: Viewer, row: TaskRow) -> Sequence[Unit]:
    """The units that answer for the task beside the parts shown, as far as the viewer may read assignments."""
    found = (
        units_of(viewer)
        .filter(obligations__task=row.task, obligations__ended_on=None)
        .exclude(pk__in=[part.unit.pk for part in row.parts])
    )
    if not reaches_department(viewer, Act.ASSIGNMENT_READ):
        found = found.filter(pk__in=reached_units(viewer, Act.ASSIGNMENT_READ))
    return list(found)


def histories(viewer: Viewer, plan: Plan, row: TaskRow) -> Sequence[PartHistory]:
    """Each unit's part in a task with all it has said, newest period first."""
    said: dict[int, list[Said]] = {}
    found = counted(viewer, plan).filter(obligation__task=row.task).select_related("report__period")
    for answer in found.prefetch_related("evidence").reverse():
        said.setdefault(answer.obligation_id, []).append(Said(Period.parse(answer.report.period.code).title, answer))
    before = forebears(plan)

    def of(duty_id: int) -> tuple[Origin, ...]:
        nearest = before.get(duty_id, ())
        line = [Origin(f.unit_name, f.ended_on, tuple(said.get(f.obligation_id, ()))) for f in nearest]
        return (*line, *(origin for f in nearest for origin in of(f.obligation_id)))

    return [PartHistory(part, tuple(said.get(part.obligation_id, ())), of(part.obligation_id)) for part in row.parts]


def matrix(viewer: Viewer, plan: Plan, *, today: date, page: int = 1) -> Matrix:
    """The tasks of a plan against the units that answer for them; totals count the whole plan, not the page."""
    units = list(units_of(viewer))
    before = forebears(plan)
    found = standings(viewer, plan, today=today, before=before)
    columns = tuple(column for unit in units if (column := _column(unit, found)).part_count)
    shown = _page(viewer, plan, [row.task_id for row in found], units, before, page=page, today=today)
    return Matrix(
        page=shown,
        rows=tuple(MatrixRow(row, tuple(row.part_of(c.unit.pk) for c in columns)) for row in shown),
        columns=columns,
        done_count=sum(column.done_count for column in columns),
        part_count=sum(column.part_count for column in columns),
    )


def unassigned(viewer: Viewer, plan: Plan) -> Sequence[Task]:
    """Tasks that no unit answers for, or with a printed lead that no unit fits. Raises NotAllowed."""
    check(viewer, Act.ASSIGNMENT_WRITE)
    return list(_owed(viewer, plan).filter(is_waiting=True))


def assignments(viewer: Viewer, plan: Plan, *, of_targets: bool = False, page: int = 1) -> AssignmentList:
    """The tasks of the plan (or its targets) with their units, those that wait for a unit first. Raises NotAllowed."""
    check(viewer, Act.ASSIGNMENT_WRITE)
    owed = _owed(viewer, plan, of_targets=of_targets)
    marks = list(owed.values_list("pk", "is_waiting"))
    shown: Page[Any] = Paginator([pk for pk, _ in marks], PAGE_SIZE).get_page(page)
    kind = "target" if of_targets else "task"
    units: dict[int, list[Unit]] = {}
    duties = seen_obligations(viewer, plan, of_targets=of_targets).filter(**{f"{kind}__in": list(shown)})
    for duty in duties.select_related("unit").order_by("unit__position", "unit_id"):
        units.setdefault(getattr(duty, f"{kind}_id"), []).append(duty.unit)
    rows = owed.filter(pk__in=list(shown))
    shown.object_list = [Assignment(row, tuple(units.get(row.pk, ())), row.is_waiting) for row in rows]
    return AssignmentList(
        page=shown,
        ids=tuple(pk for pk, _ in marks),
        waiting_ids=tuple(pk for pk, is_waiting in marks if is_waiting),
    )


def _owed(viewer: Viewer, plan: Plan, *, of_targets: bool = False) -> QuerySet[Any]:
    """The tasks of the plan (or its targets), each with `is_waiting`, those that wait first."""
    owed = {"target" if of_targets else "task": OuterRef("pk"), "ended_on": None}
    nobody = ~Exists(Obligation.objects.filter(**owed))
    is_waiting = nobody if of_targets else nobody | ~Q(unmatched_lead=[])
    found = (Target if of_targets else Task).objects.filter(
        plan=plan, plan__department_id=viewer.department_id, dropped_by=None
    )
    return found.annotate(is_waiting=is_waiting).order_by("-is_waiting", "position")


def _page(
    viewer: Viewer,
    plan: Plan,
    task_ids: Sequence[int],
    units: Sequence[Unit],
    before: Forebears,
    *,
    page: int,
    today: date,
) -> Page[TaskRow]:
    shown: Page[Any] = Paginator(task_ids, PAGE_SIZE).get_page(page)
    shown.object_list = _rows(viewer, plan, list(shown), units, before, today=today)
    return shown


def _rows(
    viewer: Viewer, plan: Plan, task_ids: Sequence[int], units: Sequence[Unit], before: Forebears, *, today: date
) -> list[TaskRow]:
    """These tasks of the plan in its order, each with the parts within the viewer's sight."""
    answers = latest(viewer, plan, task_ids=task_ids, before=before)
    by_id = {unit.pk: unit for unit in units}
    duties: dict[int, list[tuple[int, Unit]]] = {}
    pairs = seen_obligations(viewer, plan).filter(task__in=task_ids).order_by("unit__position", "unit_id")
    for obligation_id, task_id, unit_id in pairs.values_list("id", "task_id", "unit_id"):
        duties.setdefault(task_id, []).append((obligation_id, by_id[unit_id]))
    found = plan.tasks.filter(pk__in=task_ids)
    return [_row(task, duties.get(task.pk, []), answers, today) for task in found]


def _column(unit: Unit, found: Sequence[TaskStanding]) -> UnitColumn:
    states = Counter(row.parts[unit.pk].state for row in found if unit.pk in row.parts)
    return UnitColumn(unit, states.total(), states[TaskState.DONE], states[TaskState.LATE])


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


def _keeps(narrow: TaskFilter, words: str, row: TaskStanding) -> bool:
    """Whether the filter, whose text folds to `words`, keeps the task."""
    if narrow.group is not None and row.group != narrow.group:
        return False
    state, is_silent = row.state, row.is_silent
    if narrow.unit_id is not None:
        part = row.parts.get(narrow.unit_id)
        if part is None:
            return False
        state, is_silent = part.state, not part.is_answered
    if narrow.state is not None and state is not narrow.state:
        return False
    return words in row.folded and (is_silent or not narrow.silent)
