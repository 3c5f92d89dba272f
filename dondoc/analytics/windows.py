"""The reporting period of a moment, worked out by an engine as one whole number. Not here: the rule (core/periods)."""

from datetime import timedelta
from typing import Any

from dondoc.core.periods import Frequency, Period, WindowEdge, WindowRule

_STORED_BY, _MONTH_COLUMN = "received_at", "month"  # files stand in folders by that month: month=2026-01

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


def period_number(d: Any, moment: str, frequency: Frequency, windows: WindowRule | None) -> Any:
    """The number of the first month of the period in which a dossier of `d` counts by a moment (a column of it).

    January of year 0 is month 0. Without windows the period is that of the calendar. Windows that pass check_windows
    are told by where they open: from that day of a month on, a moment belongs to a later month.
    """
    edge = windows.opens[frequency] if windows else _CALENDAR
    is_stored = edge == _CALENDAR and moment == _STORED_BY
    number = _stored_month(d) if is_stored else _month(d[moment], edge.day)
    if edge.months:
        number = number - edge.months
    return number if frequency is Frequency.MONTH else number - number % frequency.months


def _stored_month(d: Any) -> Any:
    """From the name of the file's folder, so that the moments themselves need not be read."""
    return d[_MONTH_COLUMN][:4].cast("int64") * 12 + d[_MONTH_COLUMN][5:7].cast("int64") - 1


def _month(at: Any, day: int) -> Any:
    """The month of a moment where months begin on that day of the month before, or on the first of their own."""
    number = at.year() * 12 + at.month() - 1
    if day == 1:
        return number
    is_late = at.day() >= day
    if day > _SHORTEST_MONTH:  # a day beyond the month's end means its last day
        is_late = is_late | ((at + _ONE_DAY).day() == 1)
    return number - 1 + is_late.cast("int64")


def period_code(number: int, frequency: Frequency) -> str:
    """The code of the period whose first month has that number: `2026Q1`. Raises PeriodUnknown (years 1900 to 2099)."""
    year, month = divmod(number, 12)
    return Period(frequency, year, month // frequency.months + 1).code
