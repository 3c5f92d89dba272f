"""Working days: which days are off and why, counting in working days, lateness, words of a countdown.

Not here: where the days come from (calendarfile), periods and due dates (periods).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dondoc.core.vietnamese import WEEKDAYS, date_text

_DAY = timedelta(days=1)


class DayOutsideTable(LookupError):
    """The holidays of that day's year were not loaded: the day is unknown, not a working day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"Chưa có danh mục ngày nghỉ của năm có ngày {date_text(day)}.")


@dataclass(frozen=True)
class HolidayTable:
    """Days off other than weekends, with their Vietnamese names, and weekend days worked in exchange.

    Complete for `first_year` to `last_year`, both included; silent about any other year.
    """

    first_year: int
    last_year: int
    names: Mapping[date, str]
    worked: frozenset[date] = frozenset()

    def reason_off(self, day: date) -> str | None:
        """`Thứ Bảy`, `Chủ nhật` or the holiday's name; None on a working day. Raises DayOutsideTable.

        A holiday that falls on a weekend is off as a weekend: Civil Code 91/2015/QH13, article 148.5, names
        the weekend first, and the holiday's own day off is the one that makes up for it.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise DayOutsideTable(day)
        if day in self.worked:
            return None
        return WEEKDAYS[day.weekday()] if day.weekday() >= 5 else self.names.get(day)

    def is_working(self, day: date) -> bool:
        """Whether offices are open that day. Raises DayOutsideTable."""
        return self.reason_off(day) is None


def next_working_day(day: date, holidays: HolidayTable) -> date:
    """That day if it is a working day, else the first working day after it."""
    while not holidays.is_working(day):
        day += _DAY
    return day


def add_working_days(day: date, count: int, holidays: HolidayTable) -> date:
    """The working day `count` working days after `day` (before it when negative); `day` itself for 0.

    `day` is not counted: a term runs from the day after the event (Civil Code, article 147.2).
    """
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not holidays.is_working(day):
            day += step
    return day


def working_days_between(start: date, end: date, holidays: HolidayTable) -> int:
    """How many working days come after `start` up to `end`, `end` included; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    return sum(holidays.is_working(start + n * _DAY) for n in range(1, (end - start).days + 1))


def lateness(due_on: date, submitted_on: date) -> int:
    """Calendar days from the due day to the day of submission; 0 when in time."""
    return max(0, (submitted_on - due_on).days)


def countdown(today: date, due_on: date, holidays: HolidayTable) -> str:
    """`hôm nay`, `còn 3 ngày làm việc`, `quá hạn 2 ngày làm việc`.

    Where no working day lies between the two, plain days are counted: `còn 1 ngày`, `quá hạn 2 ngày`.
    """
    if today == due_on:
        return "hôm nay"
    words = "còn" if today < due_on else "quá hạn"
    count = abs(working_days_between(today, due_on, holidays))
    return f"{words} {count} ngày làm việc" if count else f"{words} {abs((due_on - today).days)} ngày"
