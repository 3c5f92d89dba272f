"""Measures of dossiers as other programs fetch them: one row a unit and measure, for one period.

Not here: what pages show (dossiers), files that were given (dossier_loads).
"""

from typing import Any

from django.db.models import QuerySet, Sum

from dondoc.core.periods import Period
from dondoc.core.permissions import Viewer
from dondoc.models import UnitMonth
from dondoc.queries.dossiers import months_of, seen


def measures(viewer: Viewer, *, period: Period, calendar: str) -> QuerySet[Any]:
    """By unit as the files write it, and measure: `unit__name`, its unit in the organisation, the two numbers.

    In the order of the names; nothing where nothing was loaded yet. Raises NotAllowed.
    """
    within = seen(viewer)
    rows = UnitMonth.objects.filter(calendar=calendar, month__in=months_of(period))
    if within is None:
        rows = rows.none()
    else:
        own = {} if within.is_whole else {"unit__in": [unit.pk for unit in within.units]}
        rows = rows.filter(figures=within.figures, **own)
    of_unit = ("unit__name", "unit__unit_id", "unit__unit__code", "unit__unit__name")
    sums = rows.order_by().values(*of_unit, "measure").annotate(above=Sum("numerator"), below=Sum("denominator"))
    found: QuerySet[Any] = sums.order_by("unit__name", "measure")
    return found
