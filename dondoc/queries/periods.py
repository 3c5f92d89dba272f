"""Reporting periods: the year's calendar, what is asked now, and who has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from dondoc.calendarfile import holiday_table
from dondoc.core.calendars import HolidayTable, countdown, lateness
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import ReportState
from dondoc.models import Obligation, Plan, ReportingPeriod, Unit, UnitReport
from dondoc.queries import plans

# Units are asked from this long before the data window closes.
ASKED_BEFORE = timedelta(days=30)


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
        for report in period.reports.select_related("unit").prefetch_related("answers")
        if report.unit_id in units
    }
    ordered = sorted(units.values(), key=lambda unit: (unit.position, unit.pk))
    return [_unit_row(unit, asked_counts[unit.pk], reports.get(unit.pk), period, today) for unit in ordered]


def _unit_row(unit: Unit, asked_count: int, report: UnitReport | None, period: ReportingPeriod, today: date) -> UnitRow:
    row = UnitRow(unit, asked_count, len(report.answers.all()) if report else 0, report, 0)
    handed_in = report.submitted_on if report and report.submitted_on and row.is_sent else today
    return UnitRow(row.unit, row.asked_count, row.answered_count, report, lateness(period.due_on, handed_in))


def holidays_around(day: date) -> HolidayTable:
    """Days off of the year before to the year after."""
    return holiday_table(range(day.year - 1, day.year + 2))


def countdown_to(period: ReportingPeriod, today: date) -> str:
    """`còn 3 ngày làm việc`, `quá hạn 2 ngày làm việc`, `hôm nay`."""
    first, last = min(today, period.due_on), max(today, period.due_on)
    return countdown(today, period.due_on, holiday_table(range(first.year, last.year + 1)))
