"""Periods, data windows and due reports; days off written by hand, so that only the rules are under test."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.calendars import DayOutsideTable, HolidayTable, next_working_day
from dondoc.core.periods import (
    DueReport,
    Frequency,
    Period,
    PeriodUnknown,
    ReportingRuleFaulty,
    WindowEdge,
    WindowRule,
    reports_of,
)
from dondoc.core.plan import ReportingRule

DECREE = WindowRule(
    "Nghị định 09/2019/NĐ-CP",
    dict.fromkeys(Frequency, WindowEdge(-1, 15)),
    dict.fromkeys(Frequency, WindowEdge(0, 14)),
)
BY_CALENDAR = WindowRule(
    "Kỳ theo lịch", dict.fromkeys(Frequency, WindowEdge(0, 1)), dict.fromkeys(Frequency, WindowEdge(0, 31))
)
NO_HOLIDAYS = HolidayTable(2000, 2099, {})
PERIODS = st.builds(Period.of, st.dates(date(1901, 1, 1), date(2098, 12, 31)), st.sampled_from(Frequency))
RULES = st.builds(
    ReportingRule, st.sampled_from(list(Frequency)), st.integers(1, 31), st.integers(1, 12) | st.just("last")
)


def printed(*rules: ReportingRule, year: int = 2026) -> list[tuple[str, str]]:
    """Period code and printed day of each report of the year."""
    reports = reports_of(rules, year=year, windows=DECREE, holidays=NO_HOLIDAYS)
    return [(report.period.code, report.printed_due_on.isoformat()) for report in reports]


@pytest.mark.parametrize(
    ("code", "title", "first_day", "last_day"),
    [
        ("2026-02", "Tháng 2/2026", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", "Tháng 2/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "Tháng 12/2026", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026Q1", "Quý I/2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q2", "Quý II/2026", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", "Quý III/2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", "Quý IV/2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026H1", "6 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026H2", "6 tháng cuối năm 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", "Năm 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_period_knows_its_title_and_days(code: str, title: str, first_day: date, last_day: date) -> None:
    period = Period.parse(code)
    assert (period.code, str(period), period.title) == (code, code, title)
    assert (period.first_day, period.last_day) == (first_day, last_day)


@pytest.mark.parametrize(
    "code", ["", "26", "2026-5", "2026Q", "2026q1", "2026QQ1", "2026-05-01", " 2026", "2026\n", "２０２６", "năm"]
)
def test_parse_refuses_what_is_no_code(code: str) -> None:
    with pytest.raises(PeriodUnknown, match="không phải mã kỳ báo cáo; viết như 2026-05, 2026Q1, 2026H1"):
        Period.parse(code)


@pytest.mark.parametrize("code", ["2026-00", "2026-13", "2026Q0", "2026Q5", "2026H3", "1899", "2100", "9999-12"])
def test_parse_refuses_a_period_that_no_year_has(code: str) -> None:
    with pytest.raises(PeriodUnknown, match=f"^Không có kỳ báo cáo “{code}”.$"):
        Period.parse(code)


@given(PERIODS)
def test_parse_gives_back_the_period_of_a_code(period: Period) -> None:
    assert Period.parse(period.code) == period


@given(PERIODS)
def test_next_starts_the_day_after_the_last(period: Period) -> None:
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().frequency == period.frequency
    assert period.next().previous() == period


@given(st.dates(date(1901, 1, 1), date(2098, 12, 31)), st.sampled_from(Frequency))
def test_of_finds_the_only_period_that_contains_the_day(day: date, frequency: Frequency) -> None:
    period = Period.of(day, frequency)
    assert period.contains(day)
    assert not period.next().contains(day)
    assert not period.previous().contains(day)


def test_periods_sort_by_code_point() -> None:
    codes = ["2027", "2026Q4", "2026H2", "2026-12", "2026", "2025Q4"]
    assert [period.code for period in sorted(map(Period.parse, codes))] == [
        *("2025Q4", "2026", "2026-12", "2026H2", "2026Q4", "2027")
    ]


@pytest.mark.parametrize(
    ("code", "window_from", "window_to"),
    [
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-03", date(2026, 2, 15), date(2026, 3, 14)),
        ("2026Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ("2026H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_window_closes_before_the_period_by_the_decree(code: str, window_from: date, window_to: date) -> None:
    assert DECREE.window(Period.parse(code)) == (window_from, window_to)


@given(PERIODS)
def test_window_is_the_period_where_a_body_keeps_to_the_calendar(period: Period) -> None:
    assert BY_CALENDAR.window(period) == (period.first_day, period.last_day)


@given(PERIODS)
def test_windows_of_consecutive_periods_leave_no_gap_and_no_overlap(period: Period) -> None:
    assert DECREE.window(period)[1] + timedelta(days=1) == DECREE.window(period.next())[0]


def test_reports_of_every_quarter_when_the_month_is_the_last() -> None:
    assert printed(ReportingRule("quarter", 15, "last")) == [
        ("2026Q1", "2026-03-15"),
        ("2026Q2", "2026-06-15"),
        ("2026Q3", "2026-09-15"),
        ("2026Q4", "2026-12-15"),
    ]


def test_reports_of_both_halves_when_the_month_is_the_last() -> None:
    assert printed(ReportingRule("half_year", 20, "last")) == [("2026H1", "2026-06-20"), ("2026H2", "2026-12-20")]


def test_reports_of_every_month_end_at_the_last_day_of_short_months() -> None:
    days = [day for _, day in printed(ReportingRule("month", 31, "last"))]
    assert [day[5:] for day in days] == [
        *("01-31", "02-28", "03-31", "04-30", "05-31", "06-30"),
        *("07-31", "08-31", "09-30", "10-31", "11-30", "12-31"),
    ]


@pytest.mark.parametrize(("year", "last_day"), [(2026, "2026-02-28"), (2028, "2028-02-29")])
def test_reports_of_day_30_in_february_are_due_on_its_last_day(year: int, last_day: str) -> None:
    assert printed(ReportingRule("month", 30, 2), year=year) == [(f"{year}-02", last_day)]


@pytest.mark.parametrize(
    ("frequency", "month", "code"),
    [
        ("half_year", 6, "2026H1"),
        ("half_year", 7, "2026H2"),
        ("half_year", 12, "2026H2"),
        ("quarter", 1, "2026Q1"),
        ("quarter", 8, "2026Q3"),
        ("month", 5, "2026-05"),
        ("year", 4, "2026"),
        ("year", 12, "2026"),
    ],
)
def test_reports_of_a_month_number_are_of_the_one_period_around_it(frequency: str, month: int, code: str) -> None:
    assert printed(ReportingRule(frequency, 10, month)) == [(code, f"2026-{month:02d}-10")]


def test_reports_of_a_year_are_due_in_december_when_the_month_is_the_last() -> None:
    assert printed(ReportingRule("year", 15, "last")) == [("2026", "2026-12-15")]


@pytest.mark.parametrize("month", [1, 2, 3])
def test_reports_of_a_year_are_due_the_year_after_when_the_month_is_early(month: int) -> None:
    assert printed(ReportingRule("year", 30, month))[0][1][:7] == f"2027-{month:02d}"


def test_reports_of_a_year_due_in_february_end_at_the_last_day_of_the_year_after() -> None:
    assert printed(ReportingRule("year", 30, 2), year=2027) == [("2027", "2028-02-29")]


def test_reports_of_one_period_come_once_when_said_twice_with_the_same_day() -> None:
    twice = (ReportingRule("quarter", 15, 12), ReportingRule("quarter", 15, "last"))
    assert printed(*twice) == printed(twice[1])


def test_reports_of_one_period_come_twice_when_said_with_two_days() -> None:
    assert printed(ReportingRule("year", 15, 12), ReportingRule("year", 20, 12)) == [
        ("2026", "2026-12-15"),
        ("2026", "2026-12-20"),
    ]


def test_reports_of_no_rules_are_none() -> None:
    assert reports_of((), year=2026, windows=DECREE, holidays=NO_HOLIDAYS) == ()


def test_reports_of_sort_by_due_day_then_by_code() -> None:
    rules = (
        ReportingRule("quarter", 15, 12),
        ReportingRule("month", 15, 12),
        ReportingRule("half_year", 15, 12),
        ReportingRule("year", 15, 12),
        ReportingRule("month", 20, 3),
    )
    assert [code for code, _ in printed(*rules)] == ["2026-03", "2026", "2026-12", "2026H2", "2026Q4"]


def test_reports_of_a_day_off_move_to_the_next_working_day_and_say_why() -> None:
    holidays = HolidayTable(2026, 2027, {date(2026, 3, 16): "Ngày nghỉ của tỉnh"})
    rules = [ReportingRule("quarter", 15, 3), ReportingRule("month", 16, 3)]
    march, quarter = reports_of(rules, year=2026, windows=DECREE, holidays=holidays)
    assert quarter == DueReport(
        Period(Frequency.QUARTER, 2026, 1),
        window_from=date(2025, 12, 15),
        window_to=date(2026, 3, 14),
        printed_due_on=date(2026, 3, 15),
        due_on=date(2026, 3, 17),
        shifted_because="Chủ nhật",
    )
    assert (march.due_on, march.shifted_because) == (date(2026, 3, 17), "Ngày nghỉ của tỉnh")


def test_reports_of_a_day_off_stay_when_the_shift_is_off() -> None:
    rules = [ReportingRule("quarter", 15, 3)]
    (report,) = reports_of(rules, year=2026, windows=DECREE, holidays=NO_HOLIDAYS, shift=False)
    assert (report.due_on, report.shifted_because) == (date(2026, 3, 15), None)


def test_to_json_is_the_object_of_the_contract() -> None:
    rules = [ReportingRule("quarter", 15, 3)]
    (report,) = reports_of(rules, year=2026, windows=DECREE, holidays=NO_HOLIDAYS)
    assert list(report.to_json().items()) == [
        ("period", "2026Q1"),
        ("frequency", "quarter"),
        ("window_from", "2025-12-15"),
        ("window_to", "2026-03-14"),
        ("printed_due_on", "2026-03-15"),
        ("due_on", "2026-03-16"),
        ("shifted_because", "Chủ nhật"),
    ]


@pytest.mark.parametrize("day", [0, -1, 32, 40, True, "15", 15.0, None])
def test_reports_of_refuse_a_day_that_no_month_has(day: object) -> None:
    with pytest.raises(ReportingRuleFaulty, match=f"^Chế độ báo cáo không hợp lệ: “{day}” không phải ngày"):
        printed(ReportingRule("month", day, "last"))  # type: ignore[arg-type]


@pytest.mark.parametrize("month", [0, 13, -1, True, "12", "first", 6.0, None])
def test_reports_of_refuse_a_month_that_no_year_has(month: object) -> None:
    with pytest.raises(ReportingRuleFaulty, match=f"^Chế độ báo cáo không hợp lệ: “{month}” không phải tháng"):
        printed(ReportingRule("month", 15, month))  # type: ignore[arg-type]


@pytest.mark.parametrize("frequency", ["week", "", "Quarter", None, 3, ("month",)])
def test_reports_of_refuse_an_unknown_frequency(frequency: object) -> None:
    with pytest.raises(ReportingRuleFaulty, match="không phải kỳ báo cáo; ghi month, quarter, half_year hoặc year"):
        printed(ReportingRule(frequency, 15, "last"))  # type: ignore[arg-type]


@pytest.mark.parametrize("year", [0, 1899, 2100, 10_000])
def test_reports_of_refuse_a_year_out_of_reach_even_without_rules(year: int) -> None:
    with pytest.raises(PeriodUnknown, match=f"^Không có kỳ báo cáo “{year}”.$"):
        printed(year=year)


def test_reports_of_refuse_to_guess_the_days_off_of_a_year_not_loaded() -> None:
    holidays = HolidayTable(2026, 2026, {})
    with pytest.raises(DayOutsideTable):
        reports_of([ReportingRule("year", 15, 1)], year=2026, windows=DECREE, holidays=holidays)


@given(
    st.lists(RULES, max_size=4),
    st.integers(2001, 2098),
    st.dictionaries(st.integers(1, 730), st.just("Ngày nghỉ"), max_size=60),
    st.frozensets(st.integers(1, 730), max_size=20),
)
def test_due_day_is_the_first_working_day_from_the_printed_one(
    rules: list[ReportingRule], year: int, off: dict[int, str], worked: frozenset[int]
) -> None:
    start = date(year, 1, 1)
    holidays = HolidayTable(
        year,
        year + 2,
        {start + timedelta(days=n): name for n, name in off.items()},
        frozenset(start + timedelta(days=n) for n in worked),
    )
    reports = reports_of(rules, year=year, windows=DECREE, holidays=holidays)
    for report in reports:
        between = [
            report.printed_due_on + timedelta(days=n) for n in range((report.due_on - report.printed_due_on).days)
        ]
        assert report.due_on >= report.printed_due_on
        assert holidays.is_working(report.due_on)
        assert not any(holidays.is_working(day) for day in between)
        assert (report.shifted_because is None) is (report.due_on == report.printed_due_on)
        assert next_working_day(report.due_on, holidays) == report.due_on
    assert list(reports) == sorted(reports, key=lambda report: (report.due_on, report.period.code))
