"""Plans, for a viewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dondoc.core.indicators import Verdict
from dondoc.core.permissions import Act, Viewer, check, reached_plans, reaches_department
from dondoc.core.plan import Doubt
from dondoc.core.progress import TaskState
from dondoc.core.refusals import NotVisible
from dondoc.models import Draft, Plan, PlanLevel, ReportingPeriod
from dondoc.queries import obligations, progress, targets
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


def known_to(viewer: Viewer) -> QuerySet[Plan]:
    """Plans kept by the viewer's department, its own and superior ones; none for a role without business with plans."""
    found = Plan.objects.filter(department_id=viewer.department_id).select_related("office", "department")
    if reaches_department(viewer, Act.PLAN_READ):
        return found
    return found.filter(pk__in=reached_plans(viewer, Act.PLAN_READ))


def visible_to(viewer: Viewer) -> QuerySet[Plan]:
    """The department's own plans: those that are followed, asked for, counted and reported on (decision 8)."""
    return known_to(viewer).filter(level=PlanLevel.OWN)


def superior(viewer: Viewer) -> QuerySet[Plan]:
    """Plans from above that the department's tasks rest on, newest year first."""
    return known_to(viewer).filter(level=PlanLevel.SUPERIOR).order_by("-year", "-confirmed_at", "-id")


def listed(viewer: Viewer) -> QuerySet[Plan]:
    """The department's own plans, newest year first. Raises NotAllowed."""
    check(viewer, Act.PLAN_READ)
    return visible_to(viewer).order_by("-year", "-confirmed_at", "-id")


def running(viewer: Viewer, *, today: date) -> QuerySet[Plan]:
    """The plans at work on that day: their year is not over, or a period of theirs is not closed yet."""
    still_open = ReportingPeriod.objects.filter(plan=OuterRef("pk"), closed_at__isnull=True)
    return visible_to(viewer).filter(Q(year__gte=today.year) | Exists(still_open))


def one(viewer: Viewer, plan_id: int) -> Plan:
    """One of the department's own plans. Raises NotVisible."""
    return _one(visible_to(viewer), plan_id)


def one_known(viewer: Viewer, plan_id: int) -> Plan:
    """A plan, own or superior. Raises NotVisible."""
    return _one(known_to(viewer), plan_id)


def one_superior(viewer: Viewer, plan_id: int) -> Plan:
    """A superior plan. Raises NotVisible."""
    return _one(superior(viewer), plan_id)


def doubts(plan: Plan) -> Sequence[Doubt]:
    """What the reader doubted in the plan's document and was kept at the import."""
    kept = Draft.objects.filter(plan=plan).values_list("content__warnings", flat=True).first()
    return [Doubt(**warning) for warning in kept or ()]


def document(viewer: Viewer, plan_id: int) -> Plan:
    """A plan, own or superior, with its citations and the whole text of its document. Raises NotVisible."""
    found = known_to(viewer).select_related("draft").defer("draft__as_read", "draft__content", "draft__places")
    plan = found.prefetch_related("citations").filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def standings(viewer: Viewer, found: Sequence[Plan], *, today: date) -> Sequence[PlanStanding]:
    """Where these plans stand on that day, in as many reads as for one."""
    before = obligations.forebears(*found)
    task_rows = progress.standings(viewer, *found, today=today, before=before)
    target_rows = targets.standings(viewer, *found, before=before)
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


def _one(found: QuerySet[Plan], plan_id: int) -> Plan:
    heavy = [f"draft__{name}" for name in ("as_read", "content", "source", "places")]
    plan = found.select_related("draft").defer(*heavy).filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan
