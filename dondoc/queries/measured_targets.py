"""Targets that dossiers can give figures to, and the open periods into which these can be taken.

Not here: the figures themselves (dossier_years), taking them (actions/measured_targets).
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from dondoc.core.permissions import Act, Viewer, check
from dondoc.models import MeasuredTarget, ReportingPeriod, Target
from dondoc.queries import periods, plans


def bindable(viewer: Viewer) -> QuerySet[Target]:
    """The rates at work in the department's own plans, the newest plan first. Raises NotAllowed."""
    check(viewer, Act.PLAN_WRITE)
    rates = Target.objects.filter(plan__in=plans.visible_to(viewer), unit="%", dropped_by=None)
    return rates.select_related("plan").order_by("-plan__year", "plan_id", "position")


def measures_of(viewer: Viewer) -> dict[int, str]:
    """By target, the measure that gives its figures."""
    bound = MeasuredTarget.objects.filter(target__plan__in=plans.visible_to(viewer))
    return dict(bound.values_list("target_id", "measure"))


def open_periods(viewer: Viewer, today: date) -> Sequence[ReportingPeriod]:
    """The periods asked for on that day, not closed, of plans with such a target."""
    measured = set(MeasuredTarget.objects.filter(target__dropped_by=None).values_list("target__plan_id", flat=True))
    return [each for each in periods.asked(viewer, today) if not each.is_closed and each.plan_id in measured]
