"""Plans, for a viewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dondoc.core.indicators import Verdict
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.plan import Doubt
from dondoc.core.progress import TaskState
from dondoc.core.refusals import NotVisible
from dondoc.models import Draft, Plan, ReportingPeriod
from dondoc.queries import progress, targets
from dondoc.queries.progress import TaskStanding
from dondoc.queries.targets import TargetRow


@dataclass(frozen=True)
class PlanStanding:
    """A plan on a day: its tasks by state and its targets by verdict, as far as the viewer sees them."""

    plan: Plan
    task_count: int
    silent_count: int
    by_state: Mapping[TaskState, int]
    target_count: int
    by_verdict: Mapping[Verdict, int]


def visible_to(viewer: Viewer) -> QuerySet[Plan]:
    """Plans of the viewer's department; none for a role that has no business with plans."""
    if not may(viewer, Act.PLAN_READ):
        return Plan.objects.none()
    return Plan.objects.filter(department_id=viewer.department_id).select_related("office", "department")


def listed(viewer: Viewer) -> QuerySet[Plan]:
    """Plans, newest year first. Raises NotAllowed."""
    check(viewer, Act.PLAN_READ)
    return visible_to(viewer).order_by("-year", "-confirmed_at", "-id")


def running(viewer: Viewer, *, today: date) -> QuerySet[Plan]:
    """The plans at work on that day: their year is not over, or a period of theirs is not closed yet."""
    still_open = ReportingPeriod.objects.filter(plan=OuterRef("pk"), closed_at__isnull=True)
    return visible_to(viewer).filter(Q(year__gte=today.year) | Exists(still_open))


def one(viewer: Viewer, plan_id: int) -> Plan:
    """A plan. Raises NotVisible."""
    heavy = [f"draft__{name}" for name in ("as_read", "content", "source", "places")]
    plan = visible_to(viewer).select_related("draft").defer(*heavy).filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def doubts(plan: Plan) -> Sequence[Doubt]:
    """What the reader doubted in the plan's document and was kept at the import."""
    kept = Draft.objects.filter(plan=plan).values_list("content__warnings", flat=True).first()
    return [Doubt(**warning) for warning in kept or ()]


def document(viewer: Viewer, plan_id: int) -> Plan:
    """A plan with its citations and the whole text of its document. Raises NotVisible."""
    found = visible_to(viewer).select_related("draft").defer("draft__as_read", "draft__content", "draft__places")
    plan = found.prefetch_related("citations").filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def standings(viewer: Viewer, found: Sequence[Plan], *, today: date) -> Sequence[PlanStanding]:
    """Where these plans stand on that day, in as many reads as for one."""
    task_rows = progress.standings(viewer, *found, today=today)
    target_rows = targets.standings(viewer, *found)
    return [standing_of(plan, task_rows, target_rows) for plan in found]


def standing_of(plan: Plan, task_rows: Sequence[TaskStanding], target_rows: Sequence[TargetRow]) -> PlanStanding:
    """Where one plan stands by rows that may hold other plans' too."""
    own_tasks = [row for row in task_rows if row.plan_id == plan.pk]
    own_targets = [row for row in target_rows if row.target.plan_id == plan.pk]
    return PlanStanding(
        plan=plan,
        task_count=len(own_tasks),
        silent_count=sum(row.is_silent for row in own_tasks),
        by_state=progress.by_state(own_tasks),
        target_count=len(own_targets),
        by_verdict=targets.by_verdict(own_targets),
    )
