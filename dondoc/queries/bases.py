"""What the department's tasks rest on in superior plans, and who carries what a superior plan asks.

Not here: how a pair is found (core/bases), deciding about it (actions/bases).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dondoc.core import bases as core
from dondoc.core.bases import PlanItem, Reach, reach_of
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import TaskState
from dondoc.models import Basis, Plan, Task
from dondoc.queries import plans, progress
from dondoc.queries.people import department_of


@dataclass(frozen=True)
class Proposal:
    """A task and an item from above that it may rest on, with the phrases they share."""

    task: Task
    superior_task: Task
    score: int
    shared: tuple[str, ...]

    @property
    def key(self) -> str:
        """`12-340`: how a form names the pair."""
        return f"{self.task.pk}-{self.superior_task.pk}"


@dataclass(frozen=True)
class Item:
    """An item of a superior plan, whom it names, and the tasks that carry it, with where they stand.

    `is_meant` when it is for the department to carry: it names it, or all departments, or its plan names nobody.
    `state` is `None` for a task outside the viewer's sight.
    """

    task: Task
    reach: Reach
    is_meant: bool
    carriers: tuple[tuple[Task, TaskState | None], ...] = ()


@dataclass(frozen=True)
class Thread:
    """A plan of the department against the superior plans of its year and those it cites.

    `not_taken` are the items from above that are for the department to carry and that no task carries; `without` the
    department's tasks that rest on nothing.
    """

    superior_plans: tuple[Plan, ...]
    superior_tasks: tuple[Task, ...]
    proposed: tuple[Proposal, ...]
    linked: tuple[Basis, ...]
    not_taken: tuple[Item, ...]
    without: tuple[Task, ...]
    task_count: int

    @property
    def resting_count(self) -> int:
        """How many tasks rest on something."""
        return self.task_count - len(self.without)


def of_plan(viewer: Viewer, plan: Plan) -> Thread:
    """Everything about what the tasks of the plan rest on. Raises NotAllowed."""
    check(viewer, Act.DRAFT_READ)
    above = _above(viewer, plan)
    tasks = list(plan.tasks.filter(dropped_by=None))
    items = list(_standing_items(above))
    decided = list(
        Basis.objects.filter(task__in=tasks, superior_task__in=items).select_related("task", "superior_task__plan")
    )
    linked = [basis for basis in decided if basis.is_confirmed]
    taken = set(_confirmed().filter(superior_task__in=items).values_list("superior_task_id", flat=True))
    department = department_of(viewer).name
    return Thread(
        superior_plans=tuple(above),
        superior_tasks=tuple(items),
        proposed=tuple(_proposed(tasks, items, decided, department)),
        linked=tuple(linked),
        not_taken=tuple(i for i in _items(items, {}, department) if i.is_meant and i.task.pk not in taken),
        without=tuple(_without(tasks, linked)),
        task_count=len(tasks),
    )


def of_task(task: Task) -> Sequence[Basis]:
    """What a task that the viewer was given rests on."""
    return list(_confirmed().filter(task=task).select_related("superior_task__plan"))


def items_of(viewer: Viewer, superior: Plan, *, today: date) -> Sequence[Item]:
    """The items of a superior plan in its order, with the tasks that carry them within the viewer's sight."""
    items = list(_standing_items([superior]))
    found = _confirmed().filter(superior_task__in=items, task__plan__in=plans.visible_to(viewer))
    carriers: dict[int, list[Task]] = {}
    for basis in found.select_related("task__plan"):
        carriers.setdefault(basis.superior_task_id, []).append(basis.task)
    own_plans = {task.plan for tasks in carriers.values() for task in tasks}
    states = (
        {row.task_id: row.state for row in progress.standings(viewer, *own_plans, today=today)} if own_plans else {}
    )
    standing = {item_id: tuple((task, states.get(task.pk)) for task in tasks) for item_id, tasks in carriers.items()}
    return _items(items, standing, department_of(viewer).name)


def resting_on(viewer: Viewer, superior: Plan) -> Sequence[Plan]:
    """The department's own plans that are set against a superior plan: those of its year and those that cite it."""
    cites = Q(citations__number=superior.number) if superior.number else Q()
    return list(plans.listed(viewer).filter(Q(year=superior.year) | cites).distinct())


def taken_counts(viewer: Viewer) -> dict[int, tuple[int, int]]:
    """By id of each superior plan, how many items it has and how many of them a task carries."""
    items = Task.objects.filter(plan__in=plans.superior(viewer), dropped_by=None).order_by()
    taken = set(_confirmed().filter(superior_task__in=items).values_list("superior_task_id", flat=True))
    counts: dict[int, tuple[int, int]] = {}
    for plan_id, item_id in items.values_list("plan_id", "pk"):
        whole, done = counts.get(plan_id, (0, 0))
        counts[plan_id] = whole + 1, done + (item_id in taken)
    return counts


def _above(viewer: Viewer, plan: Plan) -> list[Plan]:
    cited = plan.citations.values_list("number", flat=True)
    return list(plans.superior(viewer).filter(Q(year=plan.year) | Q(number__in=list(cited))))


def _standing_items(superior: Sequence[Plan]) -> Sequence[Task]:
    found = Task.objects.filter(plan__in=superior, dropped_by=None).select_related("plan")
    return list(found.order_by("-plan__year", "plan_id", "position"))


def _confirmed() -> QuerySet[Basis]:
    return Basis.objects.filter(is_confirmed=True, task__dropped_by=None, superior_task__dropped_by=None)


def _proposed(
    tasks: Sequence[Task], items: Sequence[Task], decided: Sequence[Basis], department: str
) -> Sequence[Proposal]:
    """The pairs that nobody has decided about, in the order of core."""
    known = {(basis.task_id, basis.superior_task_id) for basis in decided}
    own = {task.pk: task for task in tasks}
    above = {item.pk: item for item in items}
    found = core.proposals(_plan_items(tasks), _plan_items(items), department=department)
    return [
        Proposal(own[pair.task_id], above[pair.superior_id], pair.score, pair.shared)
        for pair in found
        if (pair.task_id, pair.superior_id) not in known
    ]


def _plan_items(tasks: Sequence[Task]) -> list[PlanItem]:
    return [PlanItem(task.pk, task.text, tuple(task.lead)) for task in tasks]


def _items(
    tasks: Sequence[Task], carriers: Mapping[int, tuple[tuple[Task, TaskState | None], ...]], department: str
) -> list[Item]:
    """Each item with whom it names as lead or cooperating, and those of `carriers` by its id."""
    reaches = {task.pk: reach_of([*task.lead, *task.cooperating], department) for task in tasks}
    naming = {task.plan_id for task in tasks if reaches[task.pk] is not Reach.OTHERS}
    return [
        Item(
            task,
            reaches[task.pk],
            is_meant=reaches[task.pk] is not Reach.OTHERS or task.plan_id not in naming,
            carriers=carriers.get(task.pk, ()),
        )
        for task in tasks
    ]


def _without(tasks: Sequence[Task], linked: Sequence[Basis]) -> Sequence[Task]:
    resting = {basis.task_id for basis in linked}
    return [task for task in tasks if task.pk not in resting]
