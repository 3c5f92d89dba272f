"""The reporting calendar with the shipped rules and the library's holidays, every expected day worked by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.calendarfile import holiday_table, load_rule
from dondoc.core.calendars import HolidayTable
from dondoc.core.periods import DueReport, Frequency, reports_of
from dondoc.core.plan import ReportingRule

AN_GIANG = (ReportingRule("quarter", 15, "last"), ReportingRule("year", 15, 12))


@pytest.fixture(scope="module")
def holidays() -> HolidayTable:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DONDOC_HOLIDAYS", raising=False)
        return holiday_table(range(2025, 2029))


def calendar(
    rules: tuple[ReportingRule, ...], year: int, holidays: HolidayTable, *, shift: bool = True
) -> tuple[DueReport, ...]:
    windows = load_rule(date(year, 1, 1))
    return reports_of(rules, year=year, windows=windows, holidays=holidays, shift=shift)


def test_calendar_is_the_example_of_the_contract(holidays: HolidayTable) -> None:
    first = calendar(AN_GIANG, 2026, holidays)[0]
    assert first.to_json() == {
        "period": "2026Q1",
        "frequency": "quarter",
        "window_from": "2025-12-15",
        "window_to": "2026-03-14",
        "printed_due_on": "2026-03-15",
        "due_on": "2026-03-16",
        "shifted_because": "Chủ nhật",
    }


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (
            2025,
            """
            2025Q1 2024-12-15 2025-03-14 2025-03-15 2025-03-17 Thứ Bảy
            2025Q2 2025-03-15 2025-06-14 2025-06-15 2025-06-16 Chủ nhật
            2025Q3 2025-06-15 2025-09-14 2025-09-15 2025-09-15 None
            2025 2024-12-15 2025-12-14 2025-12-15 2025-12-15 None
            2025Q4 2025-09-15 2025-12-14 2025-12-15 2025-12-15 None
            """,
        ),
        (
            2026,
            """
            2026Q1 2025-12-15 2026-03-14 2026-03-15 2026-03-16 Chủ nhật
            2026Q2 2026-03-15 2026-06-14 2026-06-15 2026-06-15 None
            2026Q3 2026-06-15 2026-09-14 2026-09-15 2026-09-15 None
            2026 2025-12-15 2026-12-14 2026-12-15 2026-12-15 None
            2026Q4 2026-09-15 2026-12-14 2026-12-15 2026-12-15 None
            """,
        ),
        (
            2027,
            """
            2027Q1 2026-12-15 2027-03-14 2027-03-15 2027-03-15 None
            2027Q2 2027-03-15 2027-06-14 2027-06-15 2027-06-15 None
            2027Q3 2027-06-15 2027-09-14 2027-09-15 2027-09-15 None
            2027 2026-12-15 2027-12-14 2027-12-15 2027-12-15 None
            2027Q4 2027-09-15 2027-12-14 2027-12-15 2027-12-15 None
            """,
        ),
    ],
)
def test_calendar_of_quarters_and_year_due_on_the_15th(year: int, expected: str, holidays: HolidayTable) -> None:
    lines = [
        f"{r.period} {r.window_from} {r.window_to} {r.printed_due_on} {r.due_on} {r.shifted_because}"
        for r in calendar(AN_GIANG, year, holidays)
    ]
    assert lines == [line.strip() for line in expected.strip().splitlines()]


def test_calendar_keeps_the_printed_days_when_the_shift_is_off(holidays: HolidayTable) -> None:
    reports = calendar(AN_GIANG, 2025, holidays, shift=False)
    assert [(r.due_on == r.printed_due_on, r.shifted_because) for r in reports] == [(True, None)] * 5


@pytest.mark.parametrize(
    ("printed_on", "due_on", "because"),
    [
        # New Year and the exchange of January 2026
        (date(2026, 1, 1), date(2026, 1, 5), "Tết Dương lịch"),
        (date(2026, 1, 2), date(2026, 1, 5), "Ngày nghỉ hoán đổi dịp Tết Dương lịch"),
        (date(2026, 1, 3), date(2026, 1, 5), "Thứ Bảy"),
        (date(2026, 1, 10), date(2026, 1, 12), "Thứ Bảy"),
        (date(2026, 1, 17), date(2026, 1, 19), "Thứ Bảy"),
        (date(2027, 1, 1), date(2027, 1, 4), "Tết Dương lịch"),
        # Tết: 27 to 31 January 2025, 16 to 20 February 2026, 4 to 10 February 2027, weekends around them
        (date(2025, 1, 24), date(2025, 1, 24), None),
        (date(2025, 1, 25), date(2025, 2, 3), "Thứ Bảy"),
        (date(2025, 1, 27), date(2025, 2, 3), "29 Tết"),
        (date(2025, 1, 29), date(2025, 2, 3), "Tết Nguyên Đán"),
        (date(2025, 2, 1), date(2025, 2, 3), "Thứ Bảy"),
        (date(2026, 2, 13), date(2026, 2, 13), None),
        (date(2026, 2, 14), date(2026, 2, 23), "Thứ Bảy"),
        (date(2026, 2, 15), date(2026, 2, 23), "Chủ nhật"),
        (date(2026, 2, 16), date(2026, 2, 23), "Giao thừa Tết Nguyên Đán"),
        (date(2026, 2, 20), date(2026, 2, 23), "Mùng bốn Tết Nguyên Đán"),
        (date(2027, 2, 3), date(2027, 2, 3), None),
        (date(2027, 2, 4), date(2027, 2, 11), "29 Tết"),
        (date(2027, 2, 6), date(2027, 2, 11), "Thứ Bảy"),
        (date(2027, 2, 7), date(2027, 2, 11), "Chủ nhật"),
        (date(2027, 2, 10), date(2027, 2, 11), "Mùng năm Tết Nguyên Đán"),
        # Hùng Kings: 7/4/2025; Sunday 26/4/2026, made up on Monday; 16/4/2027
        (date(2025, 4, 7), date(2025, 4, 8), "Ngày Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 25), date(2026, 4, 28), "Thứ Bảy"),
        (date(2026, 4, 26), date(2026, 4, 28), "Chủ nhật"),
        (date(2026, 4, 27), date(2026, 4, 28), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2027, 4, 16), date(2027, 4, 19), "Ngày Giỗ Tổ Hùng Vương"),
        # 30/4 and 1/5: Friday 2/5/2025 off for Saturday 26/4; 1/5/2027 is a Saturday, made up on Monday
        (date(2025, 4, 26), date(2025, 4, 26), None),
        (date(2025, 4, 30), date(2025, 5, 5), "Ngày Chiến thắng"),
        (date(2025, 5, 2), date(2025, 5, 5), "Ngày nghỉ (thay cho ngày 26/04/2025)"),
        (date(2026, 4, 30), date(2026, 5, 4), "Ngày Chiến thắng"),
        (date(2026, 5, 1), date(2026, 5, 4), "Ngày Quốc tế Lao động"),
        (date(2027, 4, 30), date(2027, 5, 4), "Ngày Chiến thắng"),
        (date(2027, 5, 1), date(2027, 5, 4), "Thứ Bảy"),
        (date(2027, 5, 3), date(2027, 5, 4), "Ngày Quốc tế Lao động (nghỉ bù)"),
        # National Day: with 1/9 in 2025 and 2026, with 3/9 in 2027; Monday 31/8/2026 off for Saturday 22/8
        (date(2025, 8, 30), date(2025, 9, 3), "Thứ Bảy"),
        (date(2025, 9, 1), date(2025, 9, 3), "Quốc khánh"),
        (date(2026, 8, 22), date(2026, 8, 22), None),
        (date(2026, 8, 23), date(2026, 8, 24), "Chủ nhật"),
        (date(2026, 8, 29), date(2026, 9, 3), "Thứ Bảy"),
        (date(2026, 8, 31), date(2026, 9, 3), "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 9, 2), date(2026, 9, 3), "Quốc khánh"),
        (date(2027, 9, 2), date(2027, 9, 6), "Quốc khánh"),
        # Culture Day, a day off from 2026
        (date(2025, 11, 24), date(2025, 11, 24), None),
        (date(2026, 11, 24), date(2026, 11, 25), "Ngày Văn hóa Việt Nam"),
        (date(2027, 11, 24), date(2027, 11, 25), "Ngày Văn hóa Việt Nam"),
    ],
)
def test_calendar_moves_a_printed_day(
    printed_on: date, due_on: date, because: str | None, holidays: HolidayTable
) -> None:
    rule = ReportingRule("month", printed_on.day, printed_on.month)
    (report,) = calendar((rule,), printed_on.year, holidays)
    assert report.printed_due_on == printed_on
    assert (report.due_on, report.shifted_because) == (due_on, because)


def test_calendar_of_a_yearly_report_due_in_the_year_after(holidays: HolidayTable) -> None:
    (report,) = calendar((ReportingRule("year", 10, 1),), 2025, holidays)
    assert (report.period.code, report.printed_due_on, report.due_on) == ("2025", date(2026, 1, 10), date(2026, 1, 12))


@given(st.sampled_from(Frequency), st.integers(1, 31), st.integers(1, 12) | st.just("last"), st.integers(2025, 2027))
def test_due_day_is_the_first_working_day_from_the_printed_one(
    frequency: Frequency, day: int, month: int | str, year: int
) -> None:
    table = holiday_table((year, year + 1))
    for report in calendar((ReportingRule(frequency, day, month),), year, table):
        span = range(report.printed_due_on.toordinal(), report.due_on.toordinal() + 1)
        working = [table.is_working(date.fromordinal(n)) for n in span]
        assert working == [False] * (len(span) - 1) + [True]
