"""The calendar of a year: which reports are due when. Not here: where the units are with them (periods)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from dondoc.core.permissions import Act, Viewer, check
from dondoc.queries import periods
from dondoc.queries.periods import PeriodRow


def of_year(viewer: Viewer, year: int, *, today: date) -> Sequence[PeriodRow]:
    """The periods of the plans of a year, and those due in it, in the order of their due days. Raises NotAllowed."""
    check(viewer, Act.PLAN_READ)
    found = periods.visible_to(viewer).filter(Q(plan__year=year) | Q(due_on__year=year))
    return periods.rows_of(viewer, list(found.order_by("due_on", "plan_id", "code")), today=today)


def years(viewer: Viewer) -> Sequence[int]:
    """The years that have a calendar, earliest first."""
    return sorted(set(periods.visible_to(viewer).order_by().values_list("plan__year", flat=True)))
