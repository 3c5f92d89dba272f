"""Working days and words of a countdown, on a table of days off written by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.calendars import (
    DayOutsideTable,
    HolidayTable,
    add_working_days,
    countdown,
    lateness,
    next_working_day,
    working_days_between,
)

# August and September 2026: Monday 31/8 off in exchange for Saturday 22/8, National Day on 1/9 and 2/9.
TABLE = HolidayTable(
    2026,
    2026,
    {
        date(2026, 8, 31): "Ngày nghỉ (thay cho ngày 22/08/2026)",
        date(2026, 9, 1): "Quốc khánh",
        date(2026, 9, 2): "Quốc khánh",
        date(2026, 9, 6): "Ngày lễ vào Chủ nhật",
    },
    frozenset({date(2026, 8, 22)}),
)
DAYS = st.dates(date(2026, 2, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 8, 21), None),
        (date(2026, 8, 22), None),
        (date(2026, 8, 23), "Chủ nhật"),
        (date(2026, 8, 29), "Thứ Bảy"),
        (date(2026, 8, 31), "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 9, 2), "Quốc khánh"),
        (date(2026, 9, 6), "Chủ nhật"),
    ],
)
def test_reason_off_is_that_of_the_day(day: date, reason: str | None) -> None:
    assert TABLE.reason_off(day) == reason
    assert TABLE.is_working(day) is (reason is None)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_reason_off_refuses_a_day_of_another_year(day: date) -> None:
    with pytest.raises(DayOutsideTable, match=f"Chưa có danh mục ngày nghỉ của năm có ngày {day.day}/"):
        TABLE.reason_off(day)


def test_next_working_day_stays_when_the_day_is_worked() -> None:
    assert next_working_day(date(2026, 8, 22), TABLE) == date(2026, 8, 22)


def test_next_working_day_passes_weekend_and_holidays_in_a_row() -> None:
    assert next_working_day(date(2026, 8, 29), TABLE) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 8, 28), 0, date(2026, 8, 28)),
        (date(2026, 8, 30), 0, date(2026, 8, 30)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 8, 28), 2, date(2026, 9, 4)),
        (date(2026, 9, 3), -1, date(2026, 8, 28)),
        (date(2026, 8, 24), -2, date(2026, 8, 21)),
    ],
)
def test_add_working_days_counts_from_the_day_after(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count, TABLE) == expected


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 8, 28), date(2026, 8, 28), 0),
        (date(2026, 8, 28), date(2026, 9, 2), 0),
        (date(2026, 8, 28), date(2026, 9, 4), 2),
        (date(2026, 8, 21), date(2026, 8, 24), 2),
        (date(2026, 9, 4), date(2026, 8, 28), -2),
    ],
)
def test_working_days_between_counts_the_end_not_the_start(start: date, end: date, count: int) -> None:
    assert working_days_between(start, end, TABLE) == count


@given(DAYS, st.integers(-20, 20).filter(bool))
def test_add_working_days_is_undone_by_counting(day: date, count: int) -> None:
    reached = add_working_days(day, count, TABLE)
    assert TABLE.is_working(reached)
    if count > 0:
        assert working_days_between(day, reached, TABLE) == count
    else:
        before = reached - timedelta(days=1)
        assert working_days_between(before, day - timedelta(days=1), TABLE) == -count


def test_lateness_counts_calendar_days_from_the_due_day() -> None:
    due_on = date(2026, 8, 28)
    days = [lateness(due_on, due_on + timedelta(days=n)) for n in (-3, 0, 1, 6)]
    assert days == [0, 0, 1, 6]


@pytest.mark.parametrize(
    ("today", "due_on", "words"),
    [
        (date(2026, 9, 15), date(2026, 9, 15), "hôm nay"),
        (date(2026, 9, 10), date(2026, 9, 15), "còn 3 ngày làm việc"),
        (date(2026, 8, 28), date(2026, 9, 3), "còn 1 ngày làm việc"),
        (date(2026, 9, 17), date(2026, 9, 15), "quá hạn 2 ngày làm việc"),
        (date(2026, 9, 3), date(2026, 8, 28), "quá hạn 1 ngày làm việc"),
        (date(2026, 8, 30), date(2026, 8, 28), "quá hạn 2 ngày"),
        (date(2026, 8, 29), date(2026, 8, 30), "còn 1 ngày"),
    ],
)
def test_countdown_speaks_in_working_days(today: date, due_on: date, words: str) -> None:
    assert countdown(today, due_on, TABLE) == words
