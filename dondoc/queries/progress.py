"""Where the tasks of plans stand on a day, states only: for counting, and for choosing among thousands.

Not here: a task as a page shows it, with its words and proofs (tasks).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dondoc.core.permissions import Viewer
from dondoc.core.progress import ClosingRule, TaskState, task_state
from dondoc.models import Plan, Task
from dondoc.queries.answers import seen_obligations, seen_units, states
from dondoc.queries.obligations import Forebears


@dataclass(frozen=True, slots=True)
class PartStanding:
    """One obliged unit's part in a task."""

    state: TaskState
    is_answered: bool


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task on a day, with the parts of the units within the viewer's sight, by unit id.

    `folded` is its text for searching. It `is_waiting` while no unit answers for it, or a printed lead fits no unit.
    """

    task_id: int
    plan_id: int
    group: str | None
    due_on: date | None
    folded: str
    state: TaskState
    is_waiting: bool
    parts: Mapping[int, PartStanding]

    @property
    def is_silent(self) -> bool:
        """Whether some obliged unit has never answered."""
        return not all(part.is_answered for part in self.parts.values())


def standings(viewer: Viewer, *plans: Plan, today: date, before: Forebears | None = None) -> Sequence[TaskStanding]:
    """The tasks of plans in their order; a unit's people see the tasks and parts of their own units."""
    told = states(viewer, *plans, before=before)
    duties: dict[int, list[tuple[int, int]]] = {}
    for task_id, unit_id, duty_id in (
        seen_obligations(viewer, *plans).order_by().values_list("task_id", "unit_id", "id")
    ):
        duties.setdefault(task_id, []).append((unit_id, duty_id))
    sees_all = seen_units(viewer) is None
    found = Task.objects.filter(plan__in=plans, dropped_by=None).annotate(is_unmatched=~Q(unmatched_lead=[]))
    fields = found.order_by("plan__year", "plan_id", "position").values_list(
        "id", "plan_id", "group", "due_on", "folded", "closing_rule", "is_unmatched"
    )
    rows = []
    for task_id, plan_id, group, due_on, folded, rule, is_unmatched in fields:
        owed = duties.get(task_id, ())
        if not owed and not sees_all:
            continue
        answers = [told.get(duty_id) for _, duty_id in owed]
        parts = {
            unit_id: PartStanding(task_state([answer], due_on=due_on, today=today), duty_id in told)
            for (unit_id, duty_id), answer in zip(owed, answers, strict=True)
        }
        state = task_state(answers, due_on=due_on, today=today, rule=ClosingRule(rule))
        rows.append(TaskStanding(task_id, plan_id, group, due_on, folded, state, not owed or is_unmatched, parts))
    return rows


def by_state(rows: Sequence[TaskStanding]) -> Mapping[TaskState, int]:
    """How many tasks stand where."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in TaskState}
