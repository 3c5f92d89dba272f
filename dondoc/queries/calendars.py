"""The calendar of a year: when reports are due, why a day was shifted, and where the units are with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from dondoc.calendarfile import holiday_table
from dondoc.core.calendars import countdown
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.vietnamese import WEEKDAYS
from dondoc.models import Obligation, ReportingPeriod, Unit, UnitReport
from dondoc.queries import periods
from dondoc.queries.answers import seen_units
from dondoc.queries.people import units_of
from dondoc.queries.periods import GIVEN, UnitRow


@dataclass(frozen=True)
class CalendarRow:
    """One period with its due day as seen on a day, and the units within the viewer's sight that owe an answer.

    `is_settled` when nothing is left to wait for: the period is closed, or the viewer's own units have handed in.
    """

    period: ReportingPeriod
    units: tuple[UnitRow, ...]
    countdown: str
    is_asked: bool
    is_over: bool
    is_settled: bool

    @property
    def title(self) -> str:
        return periods.title_of(self.period)

    @property
    def printed_weekday(self) -> str:
        """`Chủ nhật`: the weekday of the printed day."""
        return WEEKDAYS[self.period.printed_due_on.weekday()]

    @property
    def sent(self) -> tuple[UnitRow, ...]:
        """The units whose report is on its way or taken over."""
        return tuple(row for row in self.units if row.is_sent)

    @property
    def silent(self) -> tuple[UnitRow, ...]:
        """The units that have not handed in, or whose report was returned."""
        return tuple(row for row in self.units if not row.is_sent)

    @property
    def late_count(self) -> int:
        return sum(row.late_days > 0 for row in self.units)


def of_year(viewer: Viewer, year: int, *, today: date) -> Sequence[CalendarRow]:
    """The periods of the plans of a year, and those due in it, in the order of their due days. Raises NotAllowed."""
    check(viewer, Act.PLAN_READ)
    found = periods.visible_to(viewer).filter(Q(plan__year=year) | Q(due_on__year=year))
    return rows_of(viewer, list(found.order_by("due_on", "plan_id", "code")), today=today)


def years(viewer: Viewer) -> Sequence[int]:
    """The years that have a calendar, earliest first."""
    return sorted(set(periods.visible_to(viewer).order_by().values_list("plan__year", flat=True)))


def rows_of(viewer: Viewer, found: Sequence[ReportingPeriod], *, today: date) -> Sequence[CalendarRow]:
    """These periods as the viewer sees them on that day, in three reads however many they are."""
    if not found:
        return []
    days = [today, *(period.due_on for period in found)]
    holidays = holiday_table(range(min(days).year, max(days).year + 1))
    units = {unit.pk: unit for unit in units_of(viewer)}
    owed = _owed(viewer, found)
    reports = {(report.period_id, report.unit_id): report for report in _reports(viewer, found)}
    rows = []
    for period in found:
        asked = [
            _unit_row(period, units[unit_id], asked_count, reports.get((period.pk, unit_id)), today)
            for unit_id, asked_count in owed.get(period.plan_id, {}).items()
        ]
        asked.sort(key=lambda row: (row.unit.position, row.unit.pk))
        handed_in = not may(viewer, Act.PERIOD_READ) and bool(asked) and all(row.is_sent for row in asked)
        rows.append(
            CalendarRow(
                period=period,
                units=tuple(asked),
                countdown=countdown(today, period.due_on, holidays),
                is_asked=periods.is_asked(period, today),
                is_over=period.due_on < today,
                is_settled=period.is_closed or handed_in,
            )
        )
    return rows


def _unit_row(period: ReportingPeriod, unit: Unit, asked_count: int, report: UnitReport | None, today: date) -> UnitRow:
    # Once closed, nobody grows later.
    day = period.due_on if period.is_closed else today
    given_count: int = getattr(report, "given_count", 0)
    return UnitRow(unit, asked_count, given_count, report, periods.late_days(period, report, day))


def _owed(viewer: Viewer, found: Sequence[ReportingPeriod]) -> dict[int, dict[int, int]]:
    """By plan id and unit id, how many obligations there are."""
    plan_ids = {period.plan_id for period in found}
    duties = Obligation.objects.filter(Q(task__plan__in=plan_ids) | Q(target__plan__in=plan_ids))
    units = seen_units(viewer)
    if units is not None:
        duties = duties.filter(unit_id__in=units)
    counts: dict[int, dict[int, int]] = {}
    owning = duties.order_by().annotate(plan_id=Coalesce("task__plan_id", "target__plan_id"))
    for plan_id, unit_id, count in owning.values_list("plan_id", "unit_id").annotate(count=Count("id")):
        counts.setdefault(plan_id, {})[unit_id] = count
    return counts


def _reports(viewer: Viewer, found: Sequence[ReportingPeriod]) -> Sequence[UnitReport]:
    reports = UnitReport.objects.filter(period__in=found).annotate(given_count=Count("answers", filter=GIVEN))
    units = seen_units(viewer)
    return list(reports.order_by() if units is None else reports.order_by().filter(unit_id__in=units))
