"""Where a target stands by the figures of its units."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.indicators import (
    COMPARATOR_SIGNS,
    VERDICT_TITLES,
    Figure,
    Standing,
    Verdict,
    asked_text,
    figure_text,
    reaches,
    standing,
)


def rate(name: str, numerator: int, denominator: int) -> Figure:
    return Figure(name, Decimal(numerator), Decimal(denominator))


def count(name: str, number: int) -> Figure:
    return Figure(name, Decimal(number))


SILENT, NOTHING = Figure("Thanh tra Sở"), Figure("Phòng Công chứng số 1", not_applicable=True)

# Every figure that can be stored: 13 digits before the comma, 4 after.
numbers = st.decimals(min_value=0, max_value=Decimal("9999999999999.9999"), places=4)
targets = st.decimals(min_value=0, max_value=Decimal("99999999999999.9999"), places=4)
comparators = st.sampled_from(sorted(COMPARATOR_SIGNS))
figures = st.builds(Figure, st.sampled_from("ABC"), st.none() | numbers, st.none() | numbers, st.booleans())


@pytest.mark.parametrize(
    ("given_figures", "stands"),
    [
        ([rate("A", 8, 9)], Standing(Verdict.MET, Decimal(8), Decimal(9), Decimal(800) / 9, ())),
        ([rate("A", 4, 5), rate("B", 4, 5)], Standing(Verdict.MET, Decimal(8), Decimal(10), Decimal(80), ())),
        ([rate("A", 1, 5), SILENT], Standing(Verdict.NOT_MET, Decimal(1), Decimal(5), Decimal(20), ("Thanh tra Sở",))),
        ([rate("A", 4, 5), NOTHING], Standing(Verdict.MET, Decimal(4), Decimal(5), Decimal(80), ())),
        ([rate("A", 0, 5)], Standing(Verdict.NOT_MET, Decimal(0), Decimal(5), Decimal(0), ())),
        ([rate("A", 0, 0)], Standing(Verdict.NOT_APPLICABLE, Decimal(0), Decimal(0), None, ())),
        ([SILENT], Standing(Verdict.MISSING, None, None, None, ("Thanh tra Sở",))),
        ([NOTHING], Standing(Verdict.NOT_APPLICABLE, None, None, None, ())),
        ([NOTHING, SILENT], Standing(Verdict.MISSING, None, None, None, ("Thanh tra Sở",))),
        ([], Standing(Verdict.MISSING, None, None, None, ())),
    ],
)
def test_rate_against_80_percent(given_figures: list[Figure], stands: Standing):
    assert standing(given_figures, comparator=">=", target=Decimal(80), unit="%") == stands


@pytest.mark.parametrize(
    ("given_figures", "stands"),
    [
        ([count("A", 2)], Standing(Verdict.MET, Decimal(2), None, Decimal(2), ())),
        ([count("A", 0)], Standing(Verdict.NOT_MET, Decimal(0), None, Decimal(0), ())),
        ([count("A", 2), NOTHING], Standing(Verdict.MET, Decimal(2), None, Decimal(2), ())),
        ([count("A", 2), count("B", 1)], Standing(Verdict.NOT_MET, Decimal(1), Decimal(2), None, ())),
        ([count("A", 2), count("B", 3)], Standing(Verdict.MET, Decimal(2), Decimal(2), None, ())),
        ([count("A", 2), SILENT], Standing(Verdict.MET, Decimal(1), Decimal(2), None, ("Thanh tra Sở",))),
        ([SILENT, NOTHING], Standing(Verdict.MISSING, None, None, None, ("Thanh tra Sở",))),
    ],
)
def test_count_against_at_least_2(given_figures: list[Figure], stands: Standing):
    assert standing(given_figures, comparator=">=", target=Decimal(2), unit="công chức") == stands


@pytest.mark.parametrize(
    ("comparator", "value", "is_reached"),
    [
        (">=", "79.9999", False),
        (">=", "80", True),
        ("=", "80", True),
        ("=", "81", True),
        ("=", "79", False),
        ("<=", "80", True),
        ("<=", "80.0001", False),
    ],
)
def test_value_reaches_80_as_the_comparator_says(comparator: str, value: str, is_reached: bool):
    assert reaches(Decimal(value), comparator=comparator, target=Decimal(80)) is is_reached


@given(st.lists(figures, max_size=6), comparators, targets, st.sampled_from(["%", "công chức"]))
def test_standing_never_raises_and_names_exactly_the_missing(given_figures, comparator, target, unit):
    stands = standing(given_figures, comparator=comparator, target=target, unit=unit)
    silent = [f.unit_name for f in given_figures if f.numerator is None and not f.not_applicable]
    assert list(stands.missing) == silent
    assert figure_text(stands, unit)
    assert (stands.numerator is None) is (
        not any(f.numerator is not None and not f.not_applicable for f in given_figures)
    )


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4), comparators, targets)
def test_rate_is_met_exactly_when_the_fraction_reaches_the_target(pairs, comparator, target):
    stands = standing([Figure("A", n, d) for n, d in pairs], comparator=comparator, target=target, unit="%")
    above, below = sum(Fraction(n) for n, _ in pairs), sum(Fraction(d) for _, d in pairs)
    if below == 0:
        assert stands.verdict is Verdict.NOT_APPLICABLE
        return
    exact = above * 100 / below
    met = exact <= Fraction(target) if comparator == "<=" else exact >= Fraction(target)
    assert stands.verdict is (Verdict.MET if met else Verdict.NOT_MET)
    assert (stands.numerator, stands.denominator) == (above, below)


def test_rate_one_ten_thousandth_short_of_a_long_target_is_not_met():
    short = Figure("A", Decimal("9999999999999.9998"), Decimal("9999999999999.9999"))
    assert standing([short], comparator=">=", target=Decimal(100), unit="%").verdict is Verdict.NOT_MET


@given(st.lists(figures, max_size=4), comparators, targets, st.sampled_from(["%", "công chức"]))
def test_missing_zero_and_not_applicable_stay_three_things(given_figures, comparator, target, unit):
    def with_one(figure: Figure) -> Standing:
        return standing([*given_figures, figure], comparator=comparator, target=target, unit=unit)

    silent, zero, nothing = (
        with_one(Figure("Z")),
        with_one(Figure("Z", Decimal(0), Decimal(1))),
        with_one(Figure("Z", not_applicable=True)),
    )
    assert silent.missing == (*nothing.missing, "Z") == (*zero.missing, "Z")
    assert zero.numerator is not None
    assert silent.verdict is not Verdict.NOT_APPLICABLE or silent.numerator is not None
    if not any(f.numerator is not None and not f.not_applicable for f in given_figures):
        assert silent.verdict is Verdict.MISSING
        assert zero.verdict in {Verdict.MET, Verdict.NOT_MET}
        assert nothing.verdict is (Verdict.MISSING if nothing.missing else Verdict.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("comparator", "value", "unit", "text"),
    [
        (">=", "80.0000", "%", "≥ 80 %"),
        ("=", "100", "%", "100 %"),
        ("<=", "2.5", "ngày", "≤ 2,5 ngày"),
        (">=", "1500", "hồ sơ", "≥ 1.500 hồ sơ"),
    ],
)
def test_what_is_asked_is_printed_the_vietnamese_way(comparator: str, value: str, unit: str, text: str):
    assert asked_text(comparator, Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("given_figures", "unit", "text"),
    [
        ([rate("A", 8, 9)], "%", "8/9 · 88,9 %"),
        ([rate("A", 0, 0)], "%", "0/0 · không phát sinh"),
        ([rate("A", 0, 9)], "%", "0/9 · 0 %"),
        ([SILENT], "%", "Chưa có số liệu"),
        ([NOTHING], "%", "Không phát sinh"),
        ([count("A", 2)], "công chức", "2 công chức"),
        ([count("A", 100), count("B", 0), SILENT], "công chức", "1/3 đơn vị đạt"),
    ],
)
def test_figure_is_printed_with_its_denominator(given_figures: list[Figure], unit: str, text: str):
    assert figure_text(standing(given_figures, comparator=">=", target=Decimal(80), unit=unit), unit) == text


def test_every_verdict_has_its_words():
    assert set(VERDICT_TITLES) == set(Verdict)
