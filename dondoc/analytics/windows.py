"""The reporting period of a moment, worked out by an engine as one whole number. Not here: the rule (core/periods)."""

from datetime import timedelta
from typing import Any

from dondoc.core.periods import Frequency, Period, WindowEdge, WindowRule

_CALENDAR = WindowEdge(months=0, day=1)
_ONE_DAY = timedelta(days=1)
_SHORTEST_MONTH = 28


class WindowsApart(ValueError):
    """A rule whose windows leave days out or share them; carries the Vietnamese sentence to show."""


def check_windows(windows: WindowRule) -> None:
    """Raises WindowsApart unless each window of the rule opens on the day after the one before it closed."""
    for frequency in Frequency:
        period = Period(frequency, 2023)
        while period.year < 2029:  # two leap years
            closes, opens = windows.window(period)[1], windows.window(period := period.next())[0]
            if opens - closes != _ONE_DAY:
                raise WindowsApart(
                    f"Không tính được tỷ lệ theo kỳ chốt số liệu của {windows.decision}:"
                    " các kỳ không nối tiếp nhau từng ngày."
                )


def period_number(moment: Any, frequency: Frequency, windows: WindowRule | None) -> Any:
    """The number of the first month of the moment's period (January of year 0 is 0), over an Ibis timestamp.

    Without windows the period is that of the calendar. Windows that pass check_windows are told by where they open:
    from that day of a month on a moment belongs to a later month. A day beyond the month's end means its last day.
    """
    edge = windows.opens[frequency] if windows else _CALENDAR
    number = moment.year() * 12 + moment.month() - 1
    if edge.day > 1:
        is_late = moment.day() >= edge.day
        if edge.day > _SHORTEST_MONTH:
            is_late = is_late | ((moment + _ONE_DAY).day() == 1)
        number = number - 1 + is_late.cast("int64")
    if edge.months:
        number = number - edge.months
    return number if frequency is Frequency.MONTH else number - number % frequency.months


def period_code(number: int, frequency: Frequency) -> str:
    """The code of the period whose first month has that number: `2026Q1`. Raises PeriodUnknown (years 1900 to 2099)."""
    year, month = divmod(number, 12)
    return Period(frequency, year, month // frequency.months + 1).code
