"""Reporting periods: the year's calendar, what is asked now, and who has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from dondoc.calendarfile import holiday_table
from dondoc.core.calendars import countdown, lateness
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check, may, reached_assignments
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import COUNTED, WRITABLE, Move, ReportState
from dondoc.models import Plan, ReportingPeriod, ReportMove, Unit, UnitReport
from dondoc.queries import obligations, plans
from dondoc.queries.answers import seen_units
from dondoc.queries.people import units_of

# Units are asked from this long before the data window closes.
ASKED_BEFORE = timedelta(days=30)

# Of a report's answers, those that say something: a task's state, a target's figure, or that there is none.
GIVEN = Q(answers__state__isnull=False) | Q(answers__numerator__isnull=False) | Q(answers__not_applicable=True)
_ASKED = obligations.standing("answers__obligation__", closed_at=F("period__closed_at")) & obligations.owed(
    "answers__obligation__", window_to=F("period__window_to")
)

# The states in which a submission or an approval stands: once sent back, both are to be made anew, by anybody who may.
_STANDS = {Move.SUBMIT: COUNTED | {ReportState.SUBMITTED}, Move.APPROVE: COUNTED}


@dataclass(frozen=True)
class UnitRow:
    """One unit in a period: how much is asked, how much is answered, the report (`None`: not begun), late in days."""

    period: ReportingPeriod
    unit: Unit
    asked_count: int
    answered_count: int
    report: UnitReport | None
    late_days: int
    doers: frozenset[int] = frozenset()  # ids of those who submitted it last and approved it last

    @property
    def state(self) -> ReportState | None:
        return ReportState(self.report.state) if self.report else None

    @property
    def is_writable(self) -> bool:
        """Whether the unit is at it: not begun, being written, or returned."""
        return self.state is None or self.state in WRITABLE

    @property
    def is_sent(self) -> bool:
        """Whether the unit has handed its report in and it was not returned."""
        return not self.is_writable


@dataclass(frozen=True)
class PeriodRow:
    """One period as seen on a day, and the units within the viewer's sight that owe an answer.

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
        return title_of(self.period)

    @property
    def sent(self) -> tuple[UnitRow, ...]:
        """The units whose report is on its way or taken over."""
        return tuple(row for row in self.units if row.is_sent)

    @property
    def silent(self) -> tuple[UnitRow, ...]:
        """The units that have not handed in, or whose report was returned."""
        return tuple(row for row in self.units if row.is_writable)

    @property
    def asked_count(self) -> int:
        return len(self.units)

    @property
    def counted_count(self) -> int:
        """How many units have a report that counts."""
        return sum(row.state in COUNTED for row in self.units)

    @property
    def late_count(self) -> int:
        return sum(row.late_days > 0 for row in self.units)


def visible_to(viewer: Viewer) -> QuerySet[ReportingPeriod]:
    """Periods of the plans the viewer may read; with a signed link, the one of its assignment."""
    linked = [period_id for period_id, _ in reached_assignments(viewer, Act.PLAN_READ)]
    within = Q(plan__in=plans.visible_to(viewer))
    if linked:
        within |= Q(pk__in=linked, plan__department_id=viewer.department_id)
    return ReportingPeriod.objects.filter(within).select_related("plan", "closed_by")


def issued_to(viewer: Viewer) -> QuerySet[ReportingPeriod]:
    """The closed periods whose report the viewer may read."""
    found = visible_to(viewer).filter(closed_at__isnull=False)
    return found if may(viewer, Act.SNAPSHOT_READ) else found.none()


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


def rows_of(viewer: Viewer, found: Sequence[ReportingPeriod], *, today: date) -> Sequence[PeriodRow]:
    """These periods as the viewer sees them on that day, in few reads however many they are.

    Whoever reads only what the Office has taken over sees no units: who has written what is not told.
    """
    if not found:
        return []
    days = [today, *(period.due_on for period in found)]
    holidays = holiday_table(range(min(days).year, max(days).year + 1))
    units = {unit.pk: unit for unit in units_of(viewer)}
    owed = obligations.asked_counts(found, _followed_units(viewer))
    reports = {(report.period_id, report.unit_id): report for report in _reports(viewer, found)}
    rows = []
    for period in found:
        asked = [
            _unit_row(period, units[unit_id], asked_count, reports.get((period.pk, unit_id)), today)
            for unit_id, asked_count in owed[period.pk].items()
        ]
        asked.sort(key=lambda row: (row.unit.position, row.unit.pk))
        handed_in = not may(viewer, Act.PERIOD_READ) and bool(asked) and all(row.is_sent for row in asked)
        rows.append(
            PeriodRow(
                period=period,
                units=tuple(asked),
                countdown=countdown(today, period.due_on, holidays),
                is_asked=is_asked(period, today),
                is_over=period.due_on < today,
                is_settled=period.is_closed or handed_in,
            )
        )
    return rows


def unit_rows(viewer: Viewer, period: ReportingPeriod, *, today: date) -> Sequence[UnitRow]:
    """Every unit that owes an answer in the period, with where its report is. Raises NotAllowed."""
    check(viewer, Act.PERIOD_READ)
    [row] = rows_of(viewer, [period], today=today)
    return row.units


def listed(viewer: Viewer, *, today: date) -> Sequence[PeriodRow]:
    """Every period with its units: those asked now, then those to come, then the closed, newest first.

    Whoever reads issued reports alone gets the closed ones. Raises NotAllowed.
    """
    if not may(viewer, Act.PERIOD_READ):
        check(viewer, Act.SNAPSHOT_READ)
    found = visible_to(viewer) if may(viewer, Act.PERIOD_READ) else issued_to(viewer)
    rows = rows_of(viewer, list(found), today=today)
    still_open = [row for row in rows if not row.period.is_closed]
    closed = [row for row in reversed(rows) if row.period.is_closed]
    return [*(r for r in still_open if r.is_asked), *(r for r in still_open if not r.is_asked), *closed]


def late_days(period: ReportingPeriod, report: UnitReport | None, today: date) -> int:
    """How many days late a report is: counted to its hand-in while that stands, else to the day.

    Once the period is closed, nobody grows later.
    """
    if report is None or report.submitted_on is None or report.state in WRITABLE:
        return 0 if period.is_closed else lateness(period.due_on, today)
    return lateness(period.due_on, report.submitted_on)


def last_doer(move: Move) -> Subquery:
    """Of a unit's report, the id of who last submitted or approved it; nobody once it was sent back since."""
    made = ReportMove.objects.filter(report=OuterRef("pk"), move=move, report__state__in=_STANDS[move])
    made = made.order_by("-moved_at", "-id")
    return Subquery(made.values("moved_by")[:1])


def countdown_to(period: ReportingPeriod, today: date) -> str:
    """`còn 3 ngày làm việc`, `quá hạn 2 ngày làm việc`, `hôm nay`."""
    first, last = min(today, period.due_on), max(today, period.due_on)
    return countdown(today, period.due_on, holiday_table(range(first.year, last.year + 1)))


def _followed_units(viewer: Viewer) -> frozenset[int] | None:
    """Ids of the units of whose reports the viewer sees how far they are; `None` for all of the department."""
    return None if may(viewer, Act.PERIOD_READ) else seen_units(viewer) or frozenset()


def _unit_row(period: ReportingPeriod, unit: Unit, asked_count: int, report: UnitReport | None, today: date) -> UnitRow:
    given_count: int = getattr(report, "given_count", 0)
    made: list[int | None] = [getattr(report, "submitted_by", None), getattr(report, "approved_by", None)]
    doers = frozenset(doer for doer in made if doer is not None)
    return UnitRow(period, unit, asked_count, given_count, report, late_days(period, report, today), doers)


def _reports(viewer: Viewer, found: Sequence[ReportingPeriod]) -> Sequence[UnitReport]:
    reports = UnitReport.objects.filter(period__in=found).annotate(
        given_count=Count("answers", filter=GIVEN & _ASKED),
        submitted_by=last_doer(Move.SUBMIT),
        approved_by=last_doer(Move.APPROVE),
    )
    units = _followed_units(viewer)
    return list(reports.order_by() if units is None else reports.order_by().filter(unit_id__in=units))
