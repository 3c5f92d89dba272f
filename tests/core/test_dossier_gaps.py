"""How far a rate of dossiers is from what is asked: smallest numbers, found again by counting up."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.dossier_gaps import Rate, without_misses


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    denominator = draw(st.integers(0, 400))
    return Rate(draw(st.integers(0, denominator)), denominator)


asked_below_100 = st.decimals(0, "99.5", places=1)
asked = st.decimals(0, 100, places=2)


def at_least(numerator: int, denominator: int, percent: Decimal) -> bool:
    return numerator * 100 >= percent * denominator


@given(rates(), asked_below_100)
def test_further_dossiers_are_enough_and_one_less_is_not(rate: Rate, percent: Decimal) -> None:
    count = rate.further(percent)
    assert count is not None
    assert at_least(rate.numerator + count, rate.denominator + count, percent)
    assert count == 0 or not at_least(rate.numerator + count - 1, rate.denominator + count - 1, percent)


@given(rates())
def test_no_further_dossier_mends_a_miss_when_100_percent_is_asked(rate: Rate) -> None:
    assert rate.further(Decimal(100)) == (None if rate.misses else 0)


@given(rates(), asked)
def test_turned_dossiers_are_enough_and_one_less_is_not(rate: Rate, percent: Decimal) -> None:
    count = rate.turned(percent)
    assert count is not None
    assert at_least(rate.numerator + count, rate.denominator, percent)
    assert count == 0 or not at_least(rate.numerator + count - 1, rate.denominator, percent)


@given(rates(), asked_below_100)
def test_turning_never_takes_more_dossiers_than_adding(rate: Rate, percent: Decimal) -> None:
    turned, further = rate.turned(percent), rate.further(percent)
    assert turned is not None
    assert further is not None
    assert turned <= further


@given(rates(), rates())
def test_misses_of_parts_add_up(one: Rate, other: Rate) -> None:
    whole = one + other
    assert one.misses + other.misses == whole.misses
    assert without_misses(without_misses(whole, one), other).misses == 0


def test_rate_of_the_example() -> None:
    rate = Rate(58, 80)
    assert rate.percent == Decimal("72.5")
    assert (rate.further(Decimal(80)), rate.turned(Decimal(80))) == (30, 6)
    assert without_misses(rate, Rate(3, 11)) == Rate(66, 80)


def test_more_than_all_dossiers_is_never_reached() -> None:
    assert (Rate(8, 9).turned(Decimal(101)), Rate(9, 9).further(Decimal(101))) == (None, None)


def test_nothing_is_measured_without_dossiers() -> None:
    nothing = Rate(0, 0)
    assert nothing.percent is None
    assert nothing.change(Rate(1, 2)) is None
    assert Rate(1, 2).change(nothing) is None
    assert (nothing.further(Decimal(80)), nothing.turned(Decimal(80))) == (0, 0)


def test_change_is_told_in_percentage_points() -> None:
    assert Rate(3, 4).change(Rate(1, 2)) == 25
