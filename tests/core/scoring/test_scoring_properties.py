"""What holds for any set and any facts."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

from criteria_sets import built_set, criterion, parsed_facts, points, ratio, sheet
from criteria_strategies import decimals, full_facts, parsed_sets
from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.roundings import half_up
from dondoc.core.scoring.scores import score, score_all
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.scoring.sheets import CriterionState, ScoreSheet
from dondoc.criteriafile import read_set, write_set


def scored(parsed: dict[str, Any], values: dict[str, Any], skipped: list[str]) -> tuple[CriteriaSet, ScoreSheet]:
    criteria_set = criteria_set_of(parsed)
    codes = [each.code for each in criteria_set.criteria]
    facts = facts_of(parsed_facts(values, not_applicable=[code for code in skipped if code in codes]), criteria_set)
    return criteria_set, score(criteria_set, facts)


absent = st.sets(st.sampled_from(["yes_0", "count_1", "ratio_2", "number_0", "scores", "note"]), max_size=2)
skipped = st.lists(st.sampled_from(["1.0", "2.1", "1.2"]), max_size=2)


@settings(max_examples=120, deadline=None)
@given(parsed_sets(), full_facts, absent, skipped)
def test_points_lie_between_zero_and_the_maximum_whatever_the_facts(
    parsed: dict[str, Any], values: dict[str, Any], gone: set[str], not_applicable: list[str]
):
    reported = {name: None if name in gone else value for name, value in values.items()}
    criteria_set, found = scored(parsed, reported, not_applicable)
    for row in found.criteria:
        assert row.points is None or 0 <= row.points <= row.max
        assert (row.points is None) == (row.state in (CriterionState.NOT_APPLICABLE, CriterionState.INFORMATIONAL))
    applicable = [row for row in found.criteria if row.state is not CriterionState.NOT_APPLICABLE]
    assert found.max == sum(row.max for row in applicable)
    exact = sum((Fraction(row.points) for row in applicable if row.points is not None), Fraction(0))
    assert found.points == half_up(exact, criteria_set.total_decimals)
    assert sum(pillar.max for pillar in found.pillars) == found.max
    assert (found.percent is None) == (found.max == 0)


@settings(max_examples=60, deadline=None)
@given(parsed_sets(), full_facts)
def test_scoring_again_gives_the_same_sheet(parsed: dict[str, Any], values: dict[str, Any]):
    assert scored(parsed, values, []) == scored(parsed, values, [])


@settings(max_examples=60, deadline=None)
@given(parsed_sets())
def test_set_that_is_written_reads_back_equal(parsed: dict[str, Any]):
    criteria_set = criteria_set_of(parsed)
    assert read_set(write_set(criteria_set).encode()) == criteria_set


@settings(max_examples=40, deadline=None)
@given(parsed_sets(), st.lists(full_facts, min_size=1, max_size=4))
def test_all_bodies_at_once_score_as_each_among_the_others(parsed: dict[str, Any], values: list[dict[str, Any]]):
    criteria_set = criteria_set_of(parsed)
    bodies = [facts_of(parsed_facts(each, body=f"b{n}"), criteria_set) for n, each in enumerate(values)]
    assert list(score_all(criteria_set, bodies)) == [score(criteria_set, each, peers=bodies) for each in bodies]


RISING = [
    {"kind": "ratio", "fact": "x", "zero_denominator": "zero"},
    {"kind": "ratio-to-target", "fact": "x", "target": Decimal("0.8"), "zero_denominator": "zero"},
    {
        "kind": "ratio-bands",
        "fact": "x",
        "bands": [{"from": Decimal("0.9"), "points": "max"}, {"above": Decimal("0.5"), "points": "1/2"}],
    },
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(RISING), st.integers(0, 60), st.integers(0, 20), st.integers(1, 50))
def test_greater_numerator_never_lowers_the_points(rule: dict[str, Any], numerator: int, more: int, denominator: int):
    fewer, greater = (points(rule, {"x": ratio(each, denominator)}) for each in (numerator, numerator + more))
    assert Decimal(fewer or -1) <= Decimal(greater or -1)


COUNTED = [
    {"kind": "count-capped", "fact": "x", "each": Decimal("1.3")},
    {
        "kind": "count-table",
        "fact": "x",
        "steps": [{"from": 9, "points": "max"}, {"from": 4, "points": 7}, {"from": 1, "points": "1/7"}],
    },
    {"kind": "sum", "parts": [{"max": 9, "rule": {"kind": "count-capped", "fact": "x", "each": 2}}]},
    {"kind": "best-of", "of": [{"kind": "count-capped", "fact": "x", "each": 2}]},
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COUNTED), st.integers(0, 30), st.integers(0, 20))
def test_greater_count_never_lowers_the_points(rule: dict[str, Any], count: int, more: int):
    assert Decimal(points(rule, {"x": count}) or -1) <= Decimal(points(rule, {"x": count + more}) or -1)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 30), st.integers(0, 20))
def test_more_faults_never_raise_the_points(count: int, more: int):
    rule = {"kind": "deduction", "faults": [{"fact": "x", "each": Decimal("0.7")}]}
    assert Decimal(points(rule, {"x": count}) or -1) >= Decimal(points(rule, {"x": count + more}) or -1)


@settings(max_examples=100, deadline=None)
@given(decimals(0, 100), decimals(0, 100), decimals(0, 100))
def test_greater_own_figure_never_lowers_the_points_among_peers(own: Decimal, more: Decimal, other: Decimal):
    criteria_set = built_set(criterion("1.1", {"kind": "peer", "fact": "x"}))
    peers = [facts_of(parsed_facts({"x": other}, body="khac"), criteria_set)]
    assert (
        sheet(criteria_set, {"x": own}, peers=peers).points
        <= sheet(criteria_set, {"x": own + more}, peers=peers).points
    )


@settings(max_examples=200, deadline=None)
@given(st.decimals(0, 10**9, allow_nan=False, places=9), st.integers(0, 8))
def test_rounding_half_up_is_that_of_the_decimal_module(value: Decimal, places: int):
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=60))
    assert str(half_up(Fraction(value), places)) == str(expected)


@settings(max_examples=120, deadline=None)
@given(st.fractions(0, 10**6, max_denominator=10**6), st.integers(0, 6))
def test_rounded_value_is_the_nearest_and_of_two_the_upper(value: Fraction, places: int):
    distance = Fraction(half_up(value, places)) - value
    half_a_unit = Fraction(1, 2 * 10**places)
    assert -half_a_unit < distance <= half_a_unit
