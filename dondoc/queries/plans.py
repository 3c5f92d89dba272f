"""Plans, for a viewer."""

from django.db.models import Count, QuerySet

from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import NotVisible
from dondoc.models import Plan


def visible_to(viewer: Viewer) -> QuerySet[Plan]:
    """Plans of the viewer's department; none for a role that has no business with plans."""
    if not may(viewer, Act.PLAN_READ):
        return Plan.objects.none()
    return Plan.objects.filter(department_id=viewer.department_id).select_related("office", "department")


def listed(viewer: Viewer) -> QuerySet[Plan]:
    """Plans with their number of tasks and targets, newest year first."""
    return visible_to(viewer).annotate(
        task_count=Count("tasks", distinct=True), target_count=Count("targets", distinct=True)
    )


def one(viewer: Viewer, plan_id: int) -> Plan:
    """A plan. Raises NotVisible."""
    plan = visible_to(viewer).select_related("draft").defer("draft__as_read").filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan
