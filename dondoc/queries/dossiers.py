"""Rates of dossiers for a viewer: by measure, unit, procedure and period, from the small tables of counts alone.

Not here: counting (analytics), single dossiers (dossier_rows), files that were loaded (dossier_loads).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from dondoc.calendarfile import load_rule
from dondoc.core.dossier_gaps import Rate, without_misses
from dondoc.core.periods import Frequency, Period, WindowRule
from dondoc.core.permissions import Act, Viewer, check, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.models import DossierFigures, DossierUnit, MeasuredTarget, OverdueCount, ProcedureMonth, Target, UnitMonth

CALENDAR, CUTOFF = "calendar", "cutoff"
NOTHING = Rate(0, 0)


@dataclass(frozen=True)
class Seen:
    """The counts within sight: all of the department, or those of dossiers that name the viewer's own units."""

    figures: DossierFigures
    units: Sequence[DossierUnit]
    is_whole: bool

    @property
    def unmatched(self) -> Sequence[DossierUnit]:
        """Names in the files of which nobody knows yet which unit of the organisation they stand for."""
        return [unit for unit in self.units if unit.name and not unit.is_settled]

    def alike(self, dossier_unit_id: int) -> Sequence[int]:
        """Ids of every name of the unit that this one is a name of. Raises NotVisible."""
        found = next((unit for unit in self.units if unit.pk == dossier_unit_id), None)
        if found is None:
            raise NotVisible
        if found.unit_id is None:
            return [found.pk]
        return [unit.pk for unit in self.units if unit.unit_id == found.unit_id]


@dataclass(frozen=True)
class Asked:
    """What a page shows: which period by which calendar, of which measure; of one unit (by one of its names) or
    procedure where chosen."""

    period: Period
    calendar: str
    measure: str
    unit_id: int | None = None
    procedure_code: str | None = None

    @property
    def year(self) -> Period:
        """The year in which the period lies."""
        return Period(Frequency.YEAR, self.period.year)


@dataclass(frozen=True)
class RateRow:
    """One measure in the period, in the period before, and the target that asks most of it; `None` without one."""

    measure: str
    rate: Rate
    before: Rate
    target: Target | None

    @property
    def change(self) -> Decimal | None:
        return self.rate.change(self.before)

    @property
    def asked(self) -> Decimal | None:
        """What is asked, in percent."""
        return self.target.value if self.target else None

    @property
    def is_short(self) -> bool:
        return self.asked is not None and not self.rate.reaches(self.asked)


@dataclass(frozen=True)
class UnitRow:
    """A unit in the quarters of a year and in the whole year; `id` is that of one of its names, 0 for all units."""

    id: int
    name: str
    quarters: tuple[Rate, ...]
    is_known: bool = True

    @property
    def year(self) -> Rate:
        return sum(self.quarters, NOTHING)


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure in the period; `mended` is the whole rate if none of its dossiers had missed."""

    code: str
    field: str
    rate: Rate
    mended: Rate


@dataclass(frozen=True)
class OverdueRow:
    """Open dossiers of a unit and procedure past their due day, and the oldest of those days."""

    unit: str
    code: str
    count: int
    oldest_due_on: date


def seen(viewer: Viewer) -> Seen | None:
    """What was counted of the viewer's department, as far as it is seen; None where nothing was loaded yet.

    Raises NotAllowed for whoever reads no figures of dossiers.
    """
    own = reached_units(viewer, Act.DOSSIER_READ)
    if not own:
        check(viewer, Act.DOSSIER_READ)
    is_whole = reaches_department(viewer, Act.DOSSIER_READ)
    figures = (
        DossierFigures.objects.filter(department_id=viewer.department_id)
        .select_related("last_load__requested_by", "department")
        .first()
    )
    if figures is None:
        return None
    units = DossierUnit.objects.filter(department_id=viewer.department_id).select_related("unit").order_by("name")
    return Seen(figures, list(units if is_whole else units.filter(unit__in=own)), is_whole)


def periods_known(seen: Seen, calendar: str) -> Sequence[Period]:
    """The years with dossiers in them, the newest first, each before its quarters."""
    months = UnitMonth.objects.filter(figures=seen.figures, calendar=calendar)
    codes = sorted(set(months.order_by().values_list("month", flat=True).distinct()), reverse=True)
    found = [Period.parse(code) for code in codes]
    years = dict.fromkeys(month.year for month in found)
    quarters = dict.fromkeys(Period.of(month.first_day, Frequency.QUARTER) for month in found)
    return [
        period
        for year in years
        for period in (Period(Frequency.YEAR, year), *(quarter for quarter in quarters if quarter.year == year))
    ]


def months_of(period: Period) -> list[str]:
    """The codes of its months; windows of the reporting calendar are made of months, too."""
    first = period.last_month - period.frequency.months + 1
    return [Period(Frequency.MONTH, period.year, month).code for month in range(first, period.last_month + 1)]


def windows_of(calendar: str, on: date) -> WindowRule | None:
    """The rule of the reporting calendar in force on a day; None for periods by the calendar."""
    return load_rule(on) if calendar == CUTOFF else None


def window_of(period: Period, calendar: str, on: date) -> tuple[date, date]:
    """First and last day of the dossiers that the period counts, by the rule in force on a day."""
    windows = windows_of(calendar, on)
    return windows.window(period) if windows else (period.first_day, period.last_day)


def monthly(seen: Seen, asked: Asked) -> Mapping[str, Mapping[str, Rate]]:
    """By measure and month of the period's year and the year before."""
    months = [*months_of(asked.year.previous()), *months_of(asked.year)]
    rows = (
        UnitMonth.objects.filter(_within(seen, asked, months))
        .values_list("measure", "month")
        .annotate(Sum("numerator"), Sum("denominator"))
    )
    found: dict[str, dict[str, Rate]] = {}
    for measure, month, numerator, denominator in rows.order_by():
        found.setdefault(measure, {})[month] = Rate(numerator, denominator)
    return found


def rate_in(months: Mapping[str, Rate], period: Period) -> Rate:
    """The rate of a period from those of its months."""
    return sum((months.get(month, NOTHING) for month in months_of(period)), NOTHING)


def rate_of(seen: Seen, asked: Asked) -> Rate:
    """The chosen measure in the period, of the chosen procedure where there is one."""
    within = _within(seen, asked, months_of(asked.period)) & Q(measure=asked.measure)
    if asked.procedure_code is None:
        return _sum(UnitMonth.objects.filter(within))
    return _sum(ProcedureMonth.objects.filter(within, procedure_code=asked.procedure_code))


def rates(seen: Seen, asked: Asked, measures: Iterable[str]) -> Sequence[RateRow]:
    """Every measure in the period, against the period before and its target, in the order given."""
    found, targets = monthly(seen, asked), targets_of(seen, asked.period.year)
    return [
        RateRow(
            measure,
            rate_in(found.get(measure, {}), asked.period),
            rate_in(found.get(measure, {}), asked.period.previous()),
            targets.get(measure),
        )
        for measure in measures
    ]


def targets_of(seen: Seen, year: int) -> Mapping[str, Target]:
    """By measure, the target of the department's plans of that year that asks most of it."""
    bound = MeasuredTarget.objects.filter(
        target__plan__department_id=seen.figures.department_id,
        target__plan__year=year,
        target__dropped_by=None,
        target__unit="%",
        target__comparator__in=("=", ">="),
    ).select_related("target__plan")
    return {each.measure: each.target for each in bound.order_by("target__value", "target_id")}


def by_unit(seen: Seen, asked: Asked) -> Sequence[UnitRow]:
    """The units with dossiers of the measure in the year of the period, in the organisation's order; then names that
    stand for no unit."""
    rows = (
        UnitMonth.objects.filter(_within(seen, asked, months_of(asked.year)), measure=asked.measure)
        .values_list("unit_id", "month")
        .annotate(Sum("numerator"), Sum("denominator"))
    )
    found: dict[int, dict[str, Rate]] = {}
    for unit_id, month, numerator, denominator in rows.order_by():
        found.setdefault(unit_id, {})[month] = Rate(numerator, denominator)
    groups: dict[tuple[int, int, str, int], list[DossierUnit]] = {}
    for each in seen.units:
        if each.pk in found:
            place = (0, each.unit.position, "", each.unit.pk) if each.unit else (1, 0, each.name, each.pk)
            groups.setdefault(place, []).append(each)
    return [_unit_row(names, found) for _place, names in sorted(groups.items())]


def total(rows: Iterable[UnitRow], name: str) -> UnitRow:
    """All these units together."""
    columns = zip(*(row.quarters for row in rows), strict=True)
    return UnitRow(0, name, tuple(sum(column, NOTHING) for column in columns))


def procedures(seen: Seen, asked: Asked) -> Sequence[ProcedureRow]:
    """The procedures with dossiers of the measure in the period, those first that hold the rate down by most dossiers.

    `mended` is told against all of them, whichever field is chosen.
    """
    rows = (
        ProcedureMonth.objects.filter(_within(seen, asked, months_of(asked.period)), measure=asked.measure)
        .values_list("procedure_code", "field")
        .annotate(Sum("numerator"), Sum("denominator"))
    )
    found = [(code, field, Rate(numerator, denominator)) for code, field, numerator, denominator in rows.order_by()]
    whole = sum((rate for _code, _field, rate in found), NOTHING)
    made = [ProcedureRow(code, field, rate, without_misses(whole, rate)) for code, field, rate in found]
    return sorted(made, key=lambda row: (-row.rate.misses, -row.rate.denominator, row.code, row.field))


def overdue(seen: Seen, asked_unit_id: int | None = None) -> Sequence[OverdueRow]:
    """Open dossiers past their due day, most first."""
    counts = OverdueCount.objects.filter(figures=seen.figures)
    if not seen.is_whole or asked_unit_id is not None:
        counts = counts.filter(unit__in=_unit_ids(seen, asked_unit_id))
    named = counts.annotate(called=Coalesce("unit__unit__name", "unit__name"))
    added: dict[tuple[str, str], tuple[int, date]] = {}
    for unit, code, count, oldest in named.values_list("called", "procedure_code", "count", "oldest_due_on"):
        key = unit, code
        before = added.get(key, (0, oldest))
        added[key] = before[0] + count, min(before[1], oldest)
    found = [OverdueRow(unit, code, count, oldest) for (unit, code), (count, oldest) in added.items()]
    return sorted(found, key=lambda row: (-row.count, row.oldest_due_on, row.unit, row.code))


def unit_name(unit: DossierUnit) -> str:
    """The unit of the organisation by its name, else what the files call it; empty for none."""
    return unit.unit.name if unit.unit else unit.name


def _unit_row(names: Sequence[DossierUnit], found: Mapping[int, Mapping[str, Rate]]) -> UnitRow:
    months: dict[str, Rate] = {}
    for each in names:
        for month, rate in found[each.pk].items():
            months[month] = months.get(month, NOTHING) + rate
    year = int(next(iter(months))[:4])
    quarters = tuple(rate_in(months, Period(Frequency.QUARTER, year, index)) for index in range(1, 5))
    return UnitRow(names[0].pk, unit_name(names[0]), quarters, is_known=names[0].unit_id is not None)


def _sum(counts: QuerySet[UnitMonth] | QuerySet[ProcedureMonth]) -> Rate:
    return Rate(**counts.aggregate(numerator=Sum("numerator", default=0), denominator=Sum("denominator", default=0)))


def _within(seen: Seen, asked: Asked, months: Sequence[str]) -> Q:
    """Of the counts, those within sight that are asked for, in these months."""
    found = Q(figures=seen.figures, calendar=asked.calendar, month__in=months)
    if not seen.is_whole or asked.unit_id is not None:
        found &= Q(unit__in=_unit_ids(seen, asked.unit_id))
    return found


def _unit_ids(seen: Seen, asked_unit_id: int | None) -> Sequence[int]:
    return [unit.pk for unit in seen.units] if asked_unit_id is None else seen.alike(asked_unit_id)
