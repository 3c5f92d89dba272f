"""A measure of dossiers from the start of the year on, for the targets and criteria that take their figures from it.

Not here: what a viewer sees of the counts (dossiers), who takes a figure from here (actions/measured_targets, facts).
"""

from collections.abc import Collection, Mapping

from django.db.models import Count, F, Sum
from django.utils.timezone import localtime

from dondoc.analytics.measures import BY_NAME
from dondoc.calendarfile import load_rule
from dondoc.core.dossier_gaps import Rate
from dondoc.core.periods import Frequency, Period
from dondoc.core.vietnamese import date_text
from dondoc.models import DossierFigures, DossierUnit, Succession, UnitMonth
from dondoc.queries.dossiers import CUTOFF, NOTHING
from dondoc.queries.reorganisations import followed_by


def figures_of(department_id: int) -> DossierFigures | None:
    """The counts of a department, `None` where nothing was loaded yet."""
    return DossierFigures.objects.filter(department_id=department_id).select_related("last_load").first()


def by_name(figures: DossierFigures, measure: str, through: Period) -> Mapping[int, Rate]:
    """By name in the files (DossierUnit), the measure from the start of the year to the end of the period.

    In windows of the reporting calendar, which of a year are made of those of its months.
    """
    months = [Period(Frequency.MONTH, through.year, month).code for month in range(1, through.last_month + 1)]
    rows = UnitMonth.objects.filter(figures=figures, calendar=CUTOFF, measure=measure, month__in=months)
    sums = rows.order_by().values_list("unit_id").annotate(Sum("numerator"), Sum("denominator"))
    return {unit_id: Rate(numerator, denominator) for unit_id, numerator, denominator in sums}


def of_department(figures: DossierFigures, measure: str, through: Period) -> Rate:
    """All units together, and the names that stand for none."""
    return sum(by_name(figures, measure, through).values(), NOTHING)


def names_of(department_id: int, unit_ids: Collection[int]) -> Mapping[int, list[int]]:
    """By unit, the ids of its names in the files; those of the ended units that it alone follows are its own, too."""
    named: dict[int, list[int]] = {}
    known = DossierUnit.objects.filter(department_id=department_id, unit__isnull=False)
    for name_id, unit_id in known.values_list("pk", "unit_id"):
        named.setdefault(unit_id or 0, []).append(name_id)
    split = Succession.objects.filter(reorganisation__department=department_id).exclude(predecessor=F("successor"))
    heirs = split.values_list("predecessor_id").annotate(heirs=Count("successor", distinct=True))
    shared = {unit_id for unit_id, count in heirs if count > 1}
    return {
        unit_id: [
            name_id
            for each in (unit_id, *sorted(followed_by(department_id, [unit_id]) - shared))
            for name_id in named.get(each, ())
        ]
        for unit_id in unit_ids
    }


def measure_title(measure: str) -> str:
    """The measure within a sentence: `tỷ lệ hồ sơ trực tuyến`; one that is counted no more, by its name."""
    title = BY_NAME[measure].title if measure in BY_NAME else measure
    return title[:1].lower() + title[1:]


def source_of(figures: DossierFigures, measure: str, through: Period) -> str:
    """Where the figure was taken from, in words: measure, days, load, and the day as of which it was counted."""
    year = Period(Frequency.YEAR, through.year)
    rule = load_rule(through.first_day)
    opens, closes = rule.window(year)[0], rule.window(through)[1]
    load = figures.last_load
    loaded_at = localtime(load.finished_at or load.requested_at)
    return (
        f"Dữ liệu hồ sơ: {measure_title(measure)}, kỳ {through.title} "
        f"(cộng dồn từ {date_text(opens)} đến {date_text(closes)}), lần nạp {load.number} ngày {date_text(loaded_at)}, "
        f"tính đến {date_text(figures.as_of)}"
    )
