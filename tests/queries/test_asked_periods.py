"""Periods: what is asked now, who has answered, how late."""

from datetime import date

import pytest
from factories import TODAY, approve, close_period, write

from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import ReportState
from dondoc.queries import periods


def codes(found) -> list[str]:
    return [period.code for period in found]


def test_periods_come_in_the_order_in_which_they_are_due(plan, people):
    assert codes(periods.visible_to(people.reporter)) == ["2026Q1", "2026Q2", "2026Q3", "2026", "2026Q4"]
    assert periods.title_of(periods.visible_to(people.reporter)[0]) == "Quý I/2026"


@pytest.mark.parametrize(
    ("today", "asked", "current"),
    [
        (date(2026, 1, 1), [], "2026Q1"),
        (date(2026, 2, 11), [], "2026Q1"),
        (date(2026, 2, 12), ["2026Q1"], "2026Q1"),
        (date(2026, 5, 15), ["2026Q1", "2026Q2"], "2026Q1"),
        (date(2027, 1, 1), ["2026Q1", "2026Q2", "2026Q3", "2026", "2026Q4"], "2026Q1"),
    ],
)
def test_period_is_asked_from_thirty_days_before_its_window_closes_until_it_is_closed(
    plan, people, today: date, asked: list[str], current: str
):
    assert codes(periods.asked(people.reporter, today)) == asked
    assert periods.current(people.reporter, plan, today).code == current


def test_closed_period_is_asked_no_more_and_the_next_one_is_current(plan, period, people):
    close_period(period, people)
    assert codes(periods.asked(people.reporter, TODAY)) == []
    assert periods.current(people.reporter, plan, TODAY).code == "2026Q2"
    for later in plan.periods.exclude(pk=period.pk):
        close_period(later, people)
    assert periods.current(people.reporter, plan, TODAY).code == "2026Q4"


def test_office_sees_how_far_every_owing_unit_is(answered, period, units, people):
    write(period, units.other_division, actor=people.other_reporter)

    def rows(today: date) -> list[tuple[str, int, int, ReportState | None, bool, int]]:
        found = periods.unit_rows(people.coordinator, period, today=today)
        return [(r.unit.code, r.asked_count, r.answered_count, r.state, r.is_sent, r.late_days) for r in found]

    assert rows(TODAY) == [
        ("VP", 2, 0, None, False, 0),
        ("HCTP", 6, 6, ReportState.APPROVED, True, 0),
        ("TTR", 2, 2, ReportState.DRAFT, False, 0),
        ("CC1", 5, 0, None, False, 0),
    ]
    assert [row[-1] for row in rows(date(2026, 3, 19))] == [3, 0, 3, 3]


def test_list_of_periods_counts_who_is_asked_has_answered_and_is_late(answered, plan, period, people):
    def rows(today: date) -> list[tuple[str, int, int, int, bool]]:
        found = periods.listed(people.director, today=today)
        return [(r.period.code, r.asked_count, r.counted_count, r.late_count, r.is_asked) for r in found]

    assert rows(date(2026, 3, 17)) == [
        ("2026Q1", 4, 1, 3, True),
        ("2026Q2", 4, 0, 0, False),
        ("2026Q3", 4, 0, 0, False),
        ("2026", 4, 0, 0, False),
        ("2026Q4", 4, 0, 0, False),
    ]
    close_period(period, people)
    assert rows(date(2026, 4, 30))[-1] == ("2026Q1", 4, 1, 0, False)


def test_only_the_office_and_the_directors_see_who_has_answered(period, people):
    for viewer in (people.reporter, people.head, people.administrator):
        with pytest.raises(NotAllowed):
            periods.unit_rows(viewer, period, today=TODAY)
    with pytest.raises(NotAllowed):
        periods.listed(people.administrator, today=TODAY)
    assert periods.listed(people.reporter, today=TODAY) == []


def test_units_read_the_reports_of_closed_periods(period, people):
    close_period(period, people)
    [row] = periods.listed(people.head, today=TODAY)
    assert row.period == period


def test_unknown_period_is_not_visible(people):
    with pytest.raises(NotVisible):
        periods.one(people.coordinator, 10**9)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 3, 16), "hôm nay"),
        (date(2026, 3, 13), "còn 1 ngày làm việc"),
        (date(2026, 3, 10), "còn 4 ngày làm việc"),
        (date(2026, 3, 18), "quá hạn 2 ngày làm việc"),
        (date(2025, 12, 31), "còn 46 ngày làm việc"),
    ],
)
def test_countdown_is_told_in_working_days(period, today: date, words: str):
    assert periods.countdown_to(period, today) == words


def test_report_approved_in_one_period_counts_in_that_period_only(answered, plan, period, units, people):
    following = plan.periods.get(code="2026Q2")
    write(following, units.division, actor=people.reporter)
    approve(following, units.division, reporter=people.reporter, head=people.head)
    [first, second, *_] = periods.listed(people.coordinator, today=TODAY)
    assert (first.counted_count, second.counted_count) == (1, 1)
