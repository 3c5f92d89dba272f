"""A sheet against its maximum, last year and other bodies; points lost step by step."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.scoring.changes import Pair
from dondoc.core.scoring.comparisons import (
    STANDING_TITLES,
    Fall,
    Line,
    Spread,
    Standing,
    compare,
    waterfall,
)
from dondoc.core.scoring.criteria import (
    CountCapped,
    CriteriaSet,
    Criterion,
    Information,
    NotApplicable,
    Pillar,
)
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.scores import score


def criterion(code: str, maximum: int) -> Criterion:
    return Criterion(code, code[0], f"Chỉ số {code}", Decimal(maximum), CountCapped(f"f{code}", Fraction(1)))


SET = CriteriaSet(
    id="s",
    title="Bộ mẫu",
    decision="unofficial",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    scale=Decimal(60),
    criterion_decimals=2,
    total_decimals=2,
    profiles=("all", "other"),
    not_applicable=NotApplicable.RESCALE,
    bands=(),
    pillars=(Pillar("1", "Nhận thức số"), Pillar("2", "Hạ tầng số")),
    criteria=(
        criterion("1.1", 10),
        criterion("1.2", 20),
        criterion("2.1", 30),
        Criterion("2.2", "2", "Chỉ để biết", Decimal(0), Information("budget")),
    ),
)


def facts(*counts: int, body: str = "a", not_applicable: tuple[str, ...] = (), profile: str = "all") -> Facts:
    values = {f"f{each.code}": Decimal(count) for each, count in zip(SET.criteria, counts, strict=False)}
    return Facts(body, 2026, profile, {**values, "budget": Decimal(5)}, frozenset(not_applicable))


def test_comparison_has_a_line_for_every_scored_criterion_and_pillar():
    found = compare(score(SET, facts(4, 20, 0)))

    assert [(line.code, line.points, line.max, line.share) for line in found.criteria] == [
        ("1.1", 4, 10, Fraction(2, 5)),
        ("1.2", 20, 20, Fraction(1)),
        ("2.1", 0, 30, Fraction(0)),
    ]
    assert [(line.code, line.points, line.max, line.share) for line in found.pillars] == [
        ("1", 24, 30, Fraction(4, 5)),
        ("2", 0, 30, Fraction(0)),
    ]


def test_comparison_leaves_out_what_does_not_apply():
    found = compare(score(SET, facts(4, 20, 0, not_applicable=("2.1", "1.2"))))

    assert [line.code for line in found.criteria] == ["1.1"]
    assert [(line.code, line.max) for line in found.pillars] == [("1", 10)]


@pytest.mark.parametrize(
    ("points", "standing"),
    [
        ("0", Standing.ZERO),
        ("4.99", Standing.WEAK),
        ("5", Standing.MIDDLE),
        ("7.99", Standing.MIDDLE),
        ("8", Standing.STRONG),
    ],
)
def test_standing_by_share_of_the_maximum(points: str, standing: Standing):
    line = Line("1.1", Decimal(points), Decimal(10), None, None, None)

    assert line.standing() is standing
    assert (
        Line("1.1", Decimal(6), Decimal(10), None, None, None).standing(weak_below=Fraction(61, 100)) is Standing.WEAK
    )
    assert set(STANDING_TITLES) == set(Standing)


def test_comparison_finds_last_year_through_pairs_of_codes():
    old = replace(SET, id="old", criteria=(criterion("1.1", 40), criterion("2.1", 20)))
    last = score(old, facts(10, 5))  # 1.1: 10 of 40; the second count goes to 1.2, so 2.1 is missing: 0 of 20
    found = compare(
        score(SET, facts(4, 20, 15)),
        last=last,
        pairs=[Pair("1.1", "1.2"), Pair("2.1", "2.1")],
        pillar_pairs=[Pair("1", "1")],
    )

    assert [(line.code, line.last_points, line.last_max, line.change) for line in found.criteria] == [
        ("1.1", None, None, None),
        ("1.2", Decimal("10.00"), Decimal(40), Fraction(3, 4)),
        ("2.1", Decimal("0.00"), Decimal(20), Fraction(1, 2)),
    ]
    assert [(line.code, line.change) for line in found.pillars] == [("1", Fraction(4, 5) - Fraction(1, 4)), ("2", None)]


def test_comparison_with_other_bodies_has_mean_median_and_best():
    others = [
        score(SET, facts(10, 20, 30, body="b")),
        score(SET, facts(1, 20, 30, body="c", not_applicable=("2.1",))),
        score(SET, facts(2, 5, 30, body="d")),
        score(SET, facts(0, 0, 0, body="e", profile="other")),
        score(replace(SET, id="another"), facts(0, 0, 0, body="f")),
        score(SET, facts(9, 9, 9, body="a")),
    ]

    found = compare(score(SET, facts(4, 20, 15)), others=others)

    assert [line.others for line in found.criteria] == [
        Spread(3, Fraction(13, 30), Fraction(1, 5), Fraction(1), ("b",)),
        Spread(3, Fraction(3, 4), Fraction(1), Fraction(1), ("b", "c")),
        Spread(2, Fraction(1), Fraction(1), Fraction(1), ("b", "d")),
    ]
    assert [line.to_mean for line in found.criteria] == [Fraction(-1, 30), Fraction(1, 4), Fraction(-1, 2)]
    assert compare(score(SET, facts(4, 20, 15))).criteria[0].to_mean is None


def test_waterfall_goes_from_the_maximum_down_to_the_points():
    assert waterfall(score(SET, facts(4, 18, 30)), SET) == (
        Fall(
            "1",
            Decimal("8.00"),
            Decimal("52.00"),
            (Fall("1.1", Decimal("6.00"), Decimal("54.00")), Fall("1.2", Decimal("2.00"), Decimal("52.00"))),
        ),
    )
    assert waterfall(score(SET, facts(10, 20, 30)), SET) == ()


@given(
    st.tuples(st.integers(0, 12), st.integers(0, 25), st.integers(0, 40)),
    st.sets(st.sampled_from(["1.1", "1.2", "2.1"])),
)
def test_waterfall_ends_at_the_points_of_the_sheet(counts: tuple[int, int, int], not_applicable: set[str]):
    sheet = score(SET, facts(*counts, not_applicable=tuple(not_applicable)))
    falls = waterfall(sheet, SET)

    assert (falls[-1].left if falls else sheet.max) == sheet.points
    assert sum(fall.lost for fall in falls) == sheet.max - sheet.points
    for fall in falls:
        assert fall.lost == sum(part.lost for part in fall.parts)
        assert fall.left == fall.parts[-1].left
