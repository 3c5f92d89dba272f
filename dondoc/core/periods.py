"""Reporting periods as objects, the data window of a period, and the reports that a plan's rules make due.

Not here: which days are off (calendars), the files behind rules and holidays (calendarfile).
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import total_ordering
from typing import Self

from dondoc.core.calendars import HolidayTable, next_working_day
from dondoc.core.plan import ReportingRule

_CODE = re.compile(r"(\d{4})(?:-(?P<month>\d\d)|Q(?P<quarter>\d)|H(?P<half_year>\d))?", re.ASCII)
_YEARS = range(1900, 2100)  # the lunar calendar behind the holidays is exact up to 2099
_ROMAN = ("I", "II", "III", "IV")


class PeriodUnknown(ValueError):
    """There is no such period; carries the Vietnamese sentence to show."""


class ReportingRuleFaulty(ValueError):
    """A reporting rule that names no day; carries the Vietnamese sentence to show."""


class Frequency(StrEnum):
    """How often a report is due."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months a period has."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self]


@total_ordering
@dataclass(frozen=True)
class Period:
    """One reporting period; `index` is its place in the year, from 1. Sorts by code, code point by code point.

    Raises PeriodUnknown when the year has no such period.
    """

    frequency: Frequency
    year: int
    index: int = 1

    def __post_init__(self) -> None:
        if self.year not in _YEARS or not 1 <= self.index <= 12 // self.frequency.months:
            raise PeriodUnknown(f"Không có kỳ báo cáo “{self.code}”.")

    @classmethod
    def parse(cls, code: str) -> Self:
        """The period of a code: `2026-05`, `2026Q1`, `2026H1`, `2026`. Raises PeriodUnknown."""
        match = _CODE.fullmatch(code)
        if match is None:
            raise PeriodUnknown(f"“{code}” không phải mã kỳ báo cáo; viết như 2026-05, 2026Q1, 2026H1 hoặc 2026.")
        kind = match.lastgroup
        return cls(Frequency(kind), int(match[1]), int(match[kind])) if kind else cls(Frequency.YEAR, int(code))

    @classmethod
    def of(cls, day: date, frequency: Frequency) -> Self:
        """The period of that frequency which contains the day."""
        return cls(frequency, day.year, (day.month - 1) // frequency.months + 1)

    @property
    def code(self) -> str:
        """`2026-05`, `2026Q1`, `2026H1` or `2026`."""
        match self.frequency:
            case Frequency.MONTH:
                return f"{self.year}-{self.index:02d}"
            case Frequency.QUARTER:
                return f"{self.year}Q{self.index}"
            case Frequency.HALF_YEAR:
                return f"{self.year}H{self.index}"
            case Frequency.YEAR:
                return f"{self.year}"

    @property
    def title(self) -> str:
        """`Tháng 5/2026`, `Quý I/2026`, `6 tháng đầu năm 2026`, `Năm 2026`."""
        match self.frequency:
            case Frequency.MONTH:
                return f"Tháng {self.index}/{self.year}"
            case Frequency.QUARTER:
                return f"Quý {_ROMAN[self.index - 1]}/{self.year}"
            case Frequency.HALF_YEAR:
                return f"6 tháng {'đầu' if self.index == 1 else 'cuối'} năm {self.year}"
            case Frequency.YEAR:
                return f"Năm {self.year}"

    @property
    def last_month(self) -> int:
        """The number of its last month, 1 to 12."""
        return self.index * self.frequency.months

    @property
    def first_day(self) -> date:
        """The first day of its first month."""
        return date(self.year, self.last_month - self.frequency.months + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of its last month."""
        return _day_of_month(self.year, self.last_month, 31)

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period (in the period itself, not in its data window)."""
        return self.first_day <= day <= self.last_day

    def next(self) -> Self:
        """The period after it, of the same frequency."""
        return self._moved(1)

    def previous(self) -> Self:
        """The period before it, of the same frequency."""
        return self._moved(-1)

    def _moved(self, steps: int) -> Self:
        years, index = divmod(self.index - 1 + steps, 12 // self.frequency.months)
        return type(self)(self.frequency, self.year + years, index + 1)

    def __lt__(self, other: "Period") -> bool:
        return self.code < other.code

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class WindowEdge:
    """A day told from a month of the period: `months` -1 is the month before; `day` 31 is a month's last."""

    months: int
    day: int


@dataclass(frozen=True)
class WindowRule:
    """Which data belong to a period: the edge counted from its first month, the edge from its last month."""

    decision: str
    opens: Mapping[Frequency, WindowEdge]
    closes: Mapping[Frequency, WindowEdge]

    def window(self, period: Period) -> tuple[date, date]:
        """First and last day of the data that the report on the period counts."""
        opens, closes = self.opens[period.frequency], self.closes[period.frequency]
        return (
            _day_of_month(period.year, period.first_day.month + opens.months, opens.day),
            _day_of_month(period.year, period.last_month + closes.months, closes.day),
        )


@dataclass(frozen=True)
class DueReport:
    """One report of the calendar. `due_on` is what lateness is counted from; `printed_due_on` what the plan says.

    `shifted_because` is the reason of the printed day, or None when nothing moved.
    """

    period: Period
    window_from: date
    window_to: date
    printed_due_on: date
    due_on: date
    shifted_because: str | None = None

    @property
    def frequency(self) -> Frequency:
        """The frequency of its period."""
        return self.period.frequency

    def to_json(self) -> dict[str, str | None]:
        """The object of the calendar contract, ready for `json.dumps`."""
        return {
            "period": self.period.code,
            "frequency": self.frequency.value,
            "window_from": self.window_from.isoformat(),
            "window_to": self.window_to.isoformat(),
            "printed_due_on": self.printed_due_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "shifted_because": self.shifted_because,
        }


def reports_of(
    rules: Iterable[ReportingRule],
    *,
    year: int,
    windows: WindowRule,
    holidays: HolidayTable,
    shift: bool = True,
) -> tuple[DueReport, ...]:
    """The reports on the periods of one year, sorted by due day, then period code; what is said twice comes once.

    A due day that is off moves to the next working day (Civil Code 91/2015/QH13, article 148.5), unless `shift`
    is False. A yearly report due in January to March falls due in the year after, so `holidays` must reach there.
    Raises ReportingRuleFaulty, PeriodUnknown (the year), DayOutsideTable.
    """
    Period(Frequency.YEAR, year)  # refuses a year that has no calendar, rules or none
    found = set()
    for rule in rules:
        for period, printed in _printed_days(rule, year):
            reason = holidays.reason_off(printed) if shift else None
            due_on = next_working_day(printed, holidays) if reason else printed
            found.add(DueReport(period, *windows.window(period), printed, due_on, reason))
    return tuple(sorted(found, key=lambda report: (report.due_on, report.period.code, report.printed_due_on)))


def _printed_days(rule: ReportingRule, year: int) -> Iterable[tuple[Period, date]]:
    frequency = _checked(rule)
    if isinstance(rule.due_month, int):
        period = Period.of(date(year, rule.due_month, 1), frequency)
        late = frequency is Frequency.YEAR and rule.due_month <= 3
        yield period, _day_of_month(year + late, rule.due_month, rule.due_day)
        return
    for index in range(1, 12 // frequency.months + 1):
        period = Period(frequency, year, index)
        yield period, _day_of_month(year, period.last_month, rule.due_day)


def _checked(rule: ReportingRule) -> Frequency:
    """The rule's frequency. The rule comes from outside, so its types are looked at too (True is no day)."""
    if type(rule.due_day) is not int or not 1 <= rule.due_day <= 31:
        raise ReportingRuleFaulty(f"Chế độ báo cáo không hợp lệ: “{rule.due_day}” không phải ngày trong tháng.")
    if rule.due_month != "last" and (type(rule.due_month) is not int or not 1 <= rule.due_month <= 12):
        raise ReportingRuleFaulty(
            f"Chế độ báo cáo không hợp lệ: “{rule.due_month}” không phải tháng; ghi từ 1 đến 12 hoặc last."
        )
    try:
        return Frequency(rule.frequency)
    except ValueError:
        raise ReportingRuleFaulty(
            f"Chế độ báo cáo không hợp lệ: “{rule.frequency}” không phải kỳ báo cáo;"
            " ghi month, quarter, half_year hoặc year."
        ) from None


def _day_of_month(year: int, month: int, day: int) -> date:
    """The day of a month that may lie beyond its year (0 is December before); beyond its end, its last day."""
    years, months = divmod(month - 1, 12)
    year, month = year + years, months + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
