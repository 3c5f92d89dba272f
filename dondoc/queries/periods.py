"""Reporting periods: the year's calendar, what is asked now, and who has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from dondoc.calendarfile import holiday_table
from dondoc.core.calendars import HolidayTable, countdown, lateness
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import COUNTED, WRITABLE, ReportState
from dondoc.models import Obligation, Plan, ReportingPeriod, Unit, UnitReport
from dondoc.queries import plans

# Units are asked from this long before the data window closes.
ASKED_BEFORE = timedelta(days=30)

# Of a report's answers, those that say something: a task's state, a target's figure, or that there is none.
GIVEN = Q(answers__state__isnull=False) | Q(answers__numerator__isnull=False) | Q(answers__not_applicable=True)


@dataclass(frozen=True)
class UnitRow:
    """One unit in a period: how much is asked, how much is answered, the report's state and lateness in days."""

    unit: Unit
    asked_count: int
    answered_count: int
    report: UnitReport | None
    late_days: int

    @property
    def state(self) -> ReportState | None:
        return ReportState(self.report.state) if self.report else None

    @property
    def is_sent(self) -> bool:
        """Whether the unit has handed its report in and it was not returned."""
        return self.state in {ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED}


@dataclass(frozen=True)
class PeriodRow:
    """One period in a list: the units asked, those whose report counts, and those late on the day."""

    period: ReportingPeriod
    asked_count: int
    counted_count: int
    late_count: int
    is_asked: bool

    @property
    def title(self) -> str:
        return title_of(self.period)


def visible_to(viewer: Viewer) -> QuerySet[ReportingPeriod]:
    """Periods of the plans the viewer may read."""
    return ReportingPeriod.objects.filter(plan__in=plans.visible_to(viewer)).select_related("plan", "closed_by")


def one(viewer: Viewer, period_id: int) -> ReportingPeriod:
    """A period. Raises NotVisible."""
    period = visible_to(viewer).select_related("plan__department", "plan__office").filter(pk=period_id).first()
    if period is None:
        raise NotVisible
    return period


def title_of(period: ReportingPeriod) -> str:
    """`Quý I/2026`."""
    return Period.parse(period.code).title


def is_asked(period: ReportingPeriod, today: date) -> bool:
    """Whether units are asked for this period on that day: its data window closes soon or has closed."""
    return not period.is_closed and period.window_to - ASKED_BEFORE <= today


def asked(viewer: Viewer, today: date) -> Sequence[ReportingPeriod]:
    """The periods that units are asked for on that day, earliest due first."""
    return [period for period in visible_to(viewer) if is_asked(period, today)]


def current(viewer: Viewer, plan: Plan, today: date) -> ReportingPeriod | None:
    """The period the plan is about now: the first asked one that is not closed, else the next one, else the last."""
    found = list(visible_to(viewer).filter(plan=plan))
    still_open = [period for period in found if not period.is_closed]
    asked_now = [period for period in still_open if is_asked(period, today)]
    return next(iter(asked_now or still_open or found[-1:]), None)


def unit_rows(viewer: Viewer, period: ReportingPeriod, *, today: date) -> Sequence[UnitRow]:
    """Every unit that owes an answer in the period, with where its report is. Raises NotAllowed."""
    check(viewer, Act.PERIOD_READ)
    duties = Obligation.objects.filter(task__plan=period.plan) | Obligation.objects.filter(target__plan=period.plan)
    asked_counts: dict[int, int] = {}
    units: dict[int, Unit] = {}
    for duty in duties.select_related("unit"):
        units[duty.unit_id] = duty.unit
        asked_counts[duty.unit_id] = asked_counts.get(duty.unit_id, 0) + 1
    reports = {
        report.unit_id: report
        for report in period.reports.select_related("unit").annotate(given_count=Count("answers", filter=GIVEN))
        if report.unit_id in units
    }
    ordered = sorted(units.values(), key=lambda unit: (unit.position, unit.pk))
    return [_unit_row(unit, asked_counts[unit.pk], reports.get(unit.pk), period, today) for unit in ordered]


def listed(viewer: Viewer, *, today: date) -> Sequence[PeriodRow]:
    """Every period with its counts: those asked now, then those to come, then the closed, newest first.

    Raises NotAllowed.
    """
    check(viewer, Act.PERIOD_READ)
    owing = _units_owing(viewer)
    reports = _reports_of(viewer)
    rows = [_period_row(p, owing.get(p.plan_id, set()), reports.get(p.pk, []), today) for p in visible_to(viewer)]
    still_open = [row for row in rows if not row.period.is_closed]
    closed = [row for row in reversed(rows) if row.period.is_closed]
    return [*(r for r in still_open if r.is_asked), *(r for r in still_open if not r.is_asked), *closed]


def late_days(period: ReportingPeriod, report: UnitReport | None, today: date) -> int:
    """How many days late a report is: counted to its hand-in while that stands, else to the day."""
    if report is None or report.submitted_on is None or report.state in WRITABLE:
        return lateness(period.due_on, today)
    return lateness(period.due_on, report.submitted_on)


def _unit_row(unit: Unit, asked_count: int, report: UnitReport | None, period: ReportingPeriod, today: date) -> UnitRow:
    given_count: int = getattr(report, "given_count", 0)
    return UnitRow(unit, asked_count, given_count, report, late_days(period, report, today))


def _units_owing(viewer: Viewer) -> dict[int, set[int]]:
    """By plan id, the ids of the units that owe an answer."""
    found: dict[int, set[int]] = {}
    duties = Obligation.objects.filter(unit__department_id=viewer.department_id).order_by()
    owing = duties.annotate(plan_id=Coalesce("task__plan_id", "target__plan_id")).values_list("plan_id", "unit_id")
    for plan_id, unit_id in owing.distinct():
        found.setdefault(plan_id, set()).add(unit_id)
    return found


def _reports_of(viewer: Viewer) -> dict[int, list[UnitReport]]:
    """By period id, the reports begun."""
    found: dict[int, list[UnitReport]] = {}
    for report in UnitReport.objects.filter(period__plan__department_id=viewer.department_id).order_by():
        found.setdefault(report.period_id, []).append(report)
    return found


def _period_row(period: ReportingPeriod, owing: set[int], reports: Sequence[UnitReport], today: date) -> PeriodRow:
    by_unit = {report.unit_id: report for report in reports if report.unit_id in owing}
    # Once closed, nobody grows later.
    day = period.due_on if period.is_closed else today
    return PeriodRow(
        period=period,
        asked_count=len(owing),
        counted_count=sum(report.state in COUNTED for report in by_unit.values()),
        late_count=sum(late_days(period, by_unit.get(unit_id), day) > 0 for unit_id in owing),
        is_asked=is_asked(period, today),
    )


def holidays_around(day: date) -> HolidayTable:
    """Days off of the year before to the year after."""
    return holiday_table(range(day.year - 1, day.year + 2))


def countdown_to(period: ReportingPeriod, today: date) -> str:
    """`còn 3 ngày làm việc`, `quá hạn 2 ngày làm việc`, `hôm nay`."""
    first, last = min(today, period.due_on), max(today, period.due_on)
    return countdown(today, period.due_on, holiday_table(range(first.year, last.year + 1)))
