"""Renamed, merged, split units: names by day, first days, who follows whom, and answers joined without loss."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.progress import AnswerState
from dondoc.core.reorganisations import Said, begins_on, heirs, is_asked, joined, name_on

DAY = date(2026, 7, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
AMOUNTS = st.none() | st.integers(0, 999).map(Decimal)
SAID = st.builds(
    Said,
    unit_name=st.sampled_from(["", "Phòng Một", "Phòng Hai"]),
    words=st.sampled_from(["", "đã mở lớp", "đã gửi văn bản"]),
    state=st.none() | st.sampled_from(AnswerState),
    numerator=AMOUNTS,
    denominator=AMOUNTS,
    difficulties=st.sampled_from(["", "thiếu máy"]),
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 1, 1), "Phòng Một"),
        (date(2025, 12, 31), "Phòng Một"),
        (date(2026, 1, 1), "Phòng Hai"),
        (date(2026, 6, 30), "Phòng Hai"),
        (DAY, "Phòng Ba"),
    ],
)
def test_name_is_the_one_that_held_on_the_day(day: date, name: str) -> None:
    earlier = [(date(2026, 6, 30), "Phòng Hai"), (date(2025, 12, 31), "Phòng Một")]
    assert name_on(day, earlier, "Phòng Ba") == name
    assert name_on(day, earlier[::-1], "Phòng Ba") == name


@given(DAYS, st.lists(DAYS))
def test_duty_begins_after_every_closed_window_and_never_before_the_decision(day: date, closed: list[date]) -> None:
    begins = begins_on(day, closed)
    assert begins >= day
    assert all(begins > window for window in closed)
    assert begins in {day, *(window + timedelta(days=1) for window in closed)}


@given(DAYS, DAYS)
def test_one_of_the_two_units_is_asked_for_each_window(change: date, window_to: date) -> None:
    before = is_asked(window_to, began_on=None, ended_on=change - timedelta(days=1))
    after = is_asked(window_to, began_on=change, ended_on=None)
    assert (before, after) == (window_to < change, window_to >= change)


def test_unit_follows_all_before_it_through_any_number_of_changes() -> None:
    pairs = [(1, 3), (2, 3), (3, 5), (4, 5), (8, 9)]
    assert heirs(pairs, [5]) == {1, 2, 3, 4}
    assert heirs(pairs, [3, 9]) == {1, 2, 8}
    assert heirs(pairs, [1]) == frozenset()
    assert heirs([(1, 1), (1, 2), (2, 1)], [1]) == {2}  # a split unit that goes on, and a ring


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12), st.integers(1, 6))
def test_whoever_precedes_one_that_is_followed_is_followed_too(pairs: list[tuple[int, int]], unit: int) -> None:
    found = heirs(pairs, [unit])
    assert unit not in found
    assert all(old in found | {unit} for old, new in pairs if new in found | {unit})


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([AnswerState.DONE, AnswerState.DONE], AnswerState.DONE),
        ([AnswerState.DONE, AnswerState.IN_PROGRESS], AnswerState.IN_PROGRESS),
        ([AnswerState.DONE, AnswerState.STUCK], AnswerState.STUCK),
        ([AnswerState.DONE, None], AnswerState.IN_PROGRESS),
        ([None, None], None),
        ([], None),
    ],
)
def test_joined_state_is_theirs_only_where_all_say_the_same(
    states: list[AnswerState | None], state: AnswerState | None
) -> None:
    assert joined([Said("Phòng", state=each) for each in states]).state == state


def test_figures_of_all_are_added_up_and_of_some_stand_in_the_words() -> None:
    one = Said("Phòng Một", numerator=Decimal(3), denominator=Decimal(4))
    two = Said("Phòng Hai", numerator=Decimal("1.50"), denominator=Decimal(2))
    none = Said("Phòng Ba", not_applicable=True)
    whole = joined([one, two, none])
    assert (whole.numerator, whole.denominator, whole.words) == (Decimal("4.50"), Decimal(6), "")
    part = joined([one, Said("Phòng Ba", words="chưa có số")])
    assert (part.numerator, part.denominator) == (None, None)
    assert part.words == "Phòng Một: số liệu 3/4\nPhòng Ba: chưa có số"
    assert joined([none]).not_applicable
    assert not joined([]).not_applicable


def test_rate_beside_a_plain_figure_is_not_added_up() -> None:
    rate, plain = Said("Phòng Một", numerator=Decimal(3), denominator=Decimal(4)), Said("", numerator=Decimal(5))
    both = joined([rate, plain])
    assert (both.numerator, both.denominator) == (None, None)
    assert both.words == "Phòng Một: số liệu 3/4\nsố liệu 5"


@given(st.lists(SAID, max_size=4))
def test_joining_loses_nothing_that_was_said(parts: list[Said]) -> None:
    both = joined(parts)
    for part in parts:
        assert part.words in both.words
        assert part.difficulties in both.difficulties
        if part.numerator is not None and both.numerator is None:
            assert f"{part.numerator:f}" in both.words
    if both.numerator is not None:
        assert both.numerator == sum(part.numerator for part in parts)
        assert (both.denominator or 0) == sum(part.denominator or 0 for part in parts)
