"""The sheet as a whole: totals, pillars, what does not apply, profiles, bands, and where it is rounded."""

from decimal import Decimal
from typing import Any

import pytest
from criteria_sets import built_set, criterion, parsed_facts, printed, ratio, sheet

from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.scores import score, score_all


def external(code: str, maximum: int | str = 100, **more: Any) -> dict[str, Any]:
    return criterion(code, {"kind": "external", "fact": f"f{code}"}, maximum, **more)


def given(**values: int | str) -> dict[str, Any]:
    """Facts `f1.1` … from `f11=…`; text stands for a decimal."""
    return {f"f{key[1]}.{key[2]}": Decimal(value) for key, value in values.items()}


def test_sheet_has_the_keys_of_the_contract_in_their_order():
    criteria_set = built_set(
        criterion("1.1", {"kind": "yes-no", "fact": "page"}, 20), external("2.1", "80.50"), scale=Decimal("100.5")
    )
    found = printed(criteria_set, {"page": True, "f2.1": Decimal("40.255")})
    assert found == {
        "set": "thu-2026",
        "body": "so-tu-phap",
        "year": 2026,
        "profile": "with",
        "points": "60.26",
        "max": "100.50",
        "percent": "59.96",  # 60.26 / 100.5 = 59.960199…
        "scaled": "60.26",
        "band": "Nâng cao",
        "pillars": [
            {"code": "1", "points": "20.00", "max": "20", "percent": "100.00"},
            {"code": "2", "points": "40.26", "max": "80.50", "percent": "50.01"},  # 50.0124…
        ],
        "criteria": [
            {
                "code": "1.1",
                "points": "20.00",
                "max": "20",
                "state": "scored",
                "why": "page: có → điểm tối đa",
            },
            {
                "code": "2.1",
                "points": "40.26",
                "max": "80.50",
                "state": "scored",
                "why": "f2.1: 40,255 điểm do cơ quan khác chấm",
            },
        ],
        "warnings": [],
    }
    assert list(found) == [
        "set", "body", "year", "profile", "points", "max", "percent", "scaled", "band",
        "pillars", "criteria", "warnings",
    ]  # fmt: skip


def test_total_is_the_sum_of_printed_points_and_not_of_exact_ones():
    # Three times 0.125 → 0.13 each: 0.39, though the exact sum 0.375 would print 0.38.
    criteria_set = built_set(*(external(f"1.{n}", 1) for n in (1, 2, 3)))
    found = printed(criteria_set, given(f11="0.125", f12="0.125", f13="0.125"))
    assert (found["points"], found["pillars"][0]["points"]) == ("0.39", "0.39")


def test_total_is_the_sum_of_criteria_and_not_of_rounded_pillars():
    # Pillars 0.25 → 0.3 and 0.25 → 0.3 with one decimal; the total 0.50 → 0.5.
    criteria_set = built_set(external("1.1", 1), external("2.1", 1), decimals={"criterion": 2, "total": 1})
    found = printed(criteria_set, given(f11="0.25", f21="0.25"))
    assert [pillar["points"] for pillar in found["pillars"]] == ["0.3", "0.3"]
    assert (found["points"], found["scaled"], found["percent"]) == ("0.5", "0.5", "25.00")


def test_decimals_of_the_set_are_printed_even_when_zero():
    criteria_set = built_set(external("1.1", 9), decimals={"criterion": 0, "total": 3})
    found = printed(criteria_set, given(f11="4.5"))
    assert (found["criteria"][0]["points"], found["points"]) == ("5", "5.000")


def test_points_that_do_not_apply_are_rescaled_to_the_scale():
    criteria_set = built_set(external("1.1", 60), external("1.2", 25), external("2.1", 15))
    found = printed(criteria_set, given(f11=40, f12=20), not_applicable=["1.2"])
    # 1.2 does not apply, 2.1 is missing: 40 of 75, 53.333… %, 53.333… of 100.
    assert (found["points"], found["max"], found["percent"], found["scaled"]) == ("40.00", "75", "53.33", "53.33")
    assert [(row["code"], row["points"], row["max"], row["state"]) for row in found["criteria"]] == [
        ("1.1", "40.00", "60", "scored"),
        ("1.2", None, "25", "not-applicable"),
        ("2.1", "0.00", "15", "missing"),
    ]
    assert [pillar["max"] for pillar in found["pillars"]] == ["60", "15"]
    assert found["warnings"] == [{"code": "2.1", "message": "Chỉ số 2.1 chưa có số liệu (f2.1), tính 0 điểm."}]


def test_points_stay_under_a_smaller_maximum():
    criteria_set = built_set(external("1.1", 60), external("1.2", 40), not_applicable="smaller-max")
    found = printed(criteria_set, given(f11=46), not_applicable=["1.2"])
    assert (found["points"], found["max"], found["percent"], found["scaled"]) == ("46.00", "60", "76.67", "46.00")
    assert found["band"] == "Dẫn dắt"


def test_ratio_with_nothing_to_measure_leaves_the_maximum():
    criteria_set = built_set(external("1.1", 60), criterion("1.2", {"kind": "ratio", "fact": "answered"}, 40))
    found = printed(criteria_set, given(f11=30) | {"answered": ratio(0, 0)})
    assert (found["max"], found["percent"], found["scaled"]) == ("60", "50.00", "50.00")


def test_not_applicable_goes_before_missing():
    found = printed(built_set(external("1.1"), external("1.2")), given(f12=1), not_applicable=["1.1"])
    assert (found["criteria"][0]["state"], found["warnings"]) == ("not-applicable", [])


@pytest.mark.parametrize("policy", ["rescale", "smaller-max"])
def test_nothing_that_applies_gives_neither_percent_nor_band(policy: str):
    found = printed(built_set(external("1.1"), not_applicable=policy), {}, not_applicable=["1.1"])
    assert (found["points"], found["max"], found["percent"], found["scaled"], found["band"]) == (
        "0.00", "0", None, "0.00", None,
    )  # fmt: skip
    assert found["pillars"] == [{"code": "1", "points": "0.00", "max": "0", "percent": None}]


def test_criterion_outside_the_profile_does_not_appear():
    criteria_set = built_set(
        external("1.1", 80), external("1.2", 20, profiles=["with"]), external("2.1", 5, profiles=["without"])
    )
    codes = {
        profile: [row["code"] for row in printed(criteria_set, {}, profile=profile)["criteria"]]
        for profile in ("with", "without")
    }
    assert codes == {"with": ["1.1", "1.2"], "without": ["1.1", "2.1"]}
    found = printed(criteria_set, given(f11=68, f21=0), profile="without")
    assert (found["max"], found["percent"], found["scaled"]) == ("85", "80.00", "80.00")
    assert printed(criteria_set, given(f11=1, f12=1))["pillars"][1] == {
        "code": "2",
        "points": "0.00",
        "max": "0",
        "percent": None,
    }


@pytest.mark.parametrize(
    ("points", "band", "percent"),
    [
        ("75.01", "Dẫn dắt", "75.01"),
        ("75.004", "Dẫn dắt", "75.00"),  # above 75, though it is printed 75.00
        ("75", "Nâng cao", "75.00"),
        ("74.996", "Nâng cao", "75.00"),
        ("50", "Hình thành", "50.00"),
        ("25", "Khởi động", "25.00"),
        ("0", "Khởi động", "0.00"),
    ],
)
def test_band_is_judged_on_the_exact_percent(points: str, band: str, percent: str):
    criteria_set = built_set(external("1.1"), decimals={"criterion": 3, "total": 3})
    found = printed(criteria_set, given(f11=points))
    assert (found["band"], found["percent"]) == (band, percent)


@pytest.mark.parametrize(
    ("points", "band"), [("15", "Xuất sắc"), ("14.99", "Tốt"), ("12", "Khá"), ("12.01", "Tốt"), ("2.99", None)]
)
def test_bands_may_be_in_points(points: str, band: str | None):
    bands = [
        {"name": "Xuất sắc", "from_points": 15},
        {"name": "Tốt", "above_points": 12},
        {"name": "Khá", "from_points": 3},
    ]
    assert printed(built_set(external("1.1", 18), bands=bands), given(f11=points))["band"] == band


def test_bands_may_name_one_bound_twice_the_strict_one_first():
    bands = [{"name": "A", "above": 50}, {"name": "B", "from": 50}, {"name": "C", "from": 0}]
    criteria_set = built_set(external("1.1"), bands=bands)
    assert [printed(criteria_set, given(f11=points))["band"] for points in ("50.01", 50, "49.99")] == ["A", "B", "C"]


def test_information_counts_neither_for_points_nor_for_the_maximum():
    criteria_set = built_set(external("1.1", 10), criterion("1.2", {"kind": "information", "fact": "cameras"}, 0))
    found = printed(criteria_set, given(f11=5) | {"cameras": 7})
    assert (found["points"], found["max"], found["percent"]) == ("5.00", "10", "50.00")


def test_score_all_gives_what_score_gives_each():
    peer = criterion("1.1", {"kind": "sum", "parts": [{"max": 9, "rule": {"kind": "peer", "fact": "bandwidth"}}]}, 10)
    criteria_set = built_set(peer, criterion("1.2", {"kind": "peer", "fact": "staff"}, 10))
    bodies = [
        facts_of(
            parsed_facts(
                {"bandwidth": n * 7 % 11, "staff": None if n % 4 == 1 else n * 5 % 13},
                body=f"don-vi-{n}",
                profile=("with", "without")[n % 3 == 0],
            ),
            criteria_set,
        )
        for n in range(20)
    ]
    assert list(score_all(criteria_set, bodies)) == [score(criteria_set, each, peers=bodies) for each in bodies]


def test_same_set_and_facts_give_the_same_sheet():
    criteria_set = built_set(external("1.1", 60), external("1.2", 40))
    assert sheet(criteria_set, given(f11=12)) == sheet(criteria_set, given(f11=12))
