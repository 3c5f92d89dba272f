"""Each kind of rule by figures worked out by hand, and what the sheet says of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from criteria_sets import built_set, criterion, points, printed, ratio, row, sheet

from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.scores import score

YES_NO = {"kind": "yes-no", "fact": "page"}
TIERS = {"kind": "tiers", "fact": "head", "levels": {"trưởng": "max", "phó": "1/2", "khác": 3, "không": "0"}}
MEETINGS = {
    "kind": "count-table",
    "fact": "meetings",
    "steps": [
        {"from": 4, "points": 20},
        {"from": 3, "points": 15},
        {"from": 2, "points": "1/2"},
        {"from": 1, "points": 5},
    ],
}
RATIO = {"kind": "ratio", "fact": "online"}
RATIO_INSIDE = RATIO | {"zero_denominator": "zero"}
TARGET = {"kind": "ratio-to-target", "fact": "online", "target": Decimal("0.8")}
BANDED = {
    "kind": "ratio-bands",
    "fact": "answered",
    "bands": [
        {"from": 1, "points": "max"},
        {"from": Decimal("0.9"), "points": "1/2"},
        {"above": Decimal("0.5"), "points": 2},
        {"from": Decimal("0.5"), "points": 1},
    ],
}
CAPPED = {"kind": "count-capped", "fact": "applications", "each": Decimal("1.5")}
AVERAGE = {"kind": "average", "fact": "scores", "decimals": 1, "out_of": 2}
PEER = {"kind": "peer", "fact": "bandwidth"}
BOTH = {"kind": "sum", "parts": [{"max": 9, "rule": YES_NO}, {"max": 9, "rule": CAPPED}]}
DEDUCTION = {
    "kind": "deduction",
    "faults": [{"fact": "late", "each": 2}, {"fact": "wrong", "each": Decimal("0.5")}],
}


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (YES_NO, {"page": True}, "20.00"),
        (YES_NO, {"page": False}, "0.00"),
        (TIERS, {"head": "trưởng"}, "20.00"),
        (TIERS, {"head": "phó"}, "10.00"),
        (TIERS, {"head": "khác"}, "3.00"),
        (TIERS, {"head": "không"}, "0.00"),
        (MEETINGS, {"meetings": 9}, "20.00"),
        (MEETINGS, {"meetings": 4}, "20.00"),
        (MEETINGS, {"meetings": 3}, "15.00"),
        (MEETINGS, {"meetings": 2}, "10.00"),
        (MEETINGS, {"meetings": 0}, "0.00"),
        (RATIO, {"online": ratio(1, 3)}, "6.67"),  # 6.666…
        (RATIO, {"online": ratio(2, 3)}, "13.33"),
        (RATIO, {"online": ratio("1.5", 3)}, "10.00"),
        (RATIO, {"online": ratio(0, 3)}, "0.00"),
        (RATIO, {"online": ratio(7, 5)}, "20.00"),
        (TARGET, {"online": ratio(40, 100)}, "10.00"),  # 0.4 / 0.8
        (TARGET, {"online": ratio(80, 100)}, "20.00"),
        (TARGET, {"online": ratio(95, 100)}, "20.00"),
        (TARGET, {"online": ratio(79, 100)}, "19.75"),
        (BANDED, {"answered": ratio(10, 10)}, "20.00"),
        (BANDED, {"answered": ratio(999, 1000)}, "10.00"),
        (BANDED, {"answered": ratio(9, 10)}, "10.00"),
        (BANDED, {"answered": ratio(8999, 10000)}, "2.00"),
        (BANDED, {"answered": ratio(501, 1000)}, "2.00"),
        (BANDED, {"answered": ratio(5, 10)}, "1.00"),  # not above 0.5, but from 0.5
        (BANDED, {"answered": ratio(4999, 10000)}, "0.00"),
        (BANDED, {"answered": ratio(11, 10)}, "20.00"),
        (CAPPED, {"applications": 3}, "4.50"),
        (CAPPED, {"applications": 13}, "19.50"),
        (CAPPED, {"applications": 14}, "20.00"),
        (AVERAGE, {"scores": [2, 1, 2]}, "17.00"),  # 5/3 = 1.7; 1.7 / 2 × 20
        (AVERAGE, {"scores": [2, 1, 2, 2]}, "18.00"),  # 1.75 is rounded up to 1.8
        (AVERAGE, {"scores": [Decimal("0.5"), 2]}, "13.00"),  # 1.25 → 1.3
        (PEER, {"bandwidth": Decimal("3.5")}, "20.00"),
        (PEER, {"bandwidth": 0}, "0.00"),
        (DEDUCTION, {"late": 0, "wrong": 0}, "20.00"),
        (DEDUCTION, {"late": 3, "wrong": 5}, "11.50"),
        (DEDUCTION, {"late": 9, "wrong": 5}, "0.00"),
        ({"kind": "external", "fact": "survey"}, {"survey": Decimal("12.345")}, "12.35"),
        ({"kind": "external", "fact": "survey"}, {"survey": 20}, "20.00"),
    ],
)
def test_points_of_a_rule_are_those_worked_by_hand(rule: dict[str, Any], values: dict[str, Any], expected: str):
    assert points(rule, values) == expected


def test_points_are_exact_fractions_until_they_are_rounded_once():
    # 1/24 × 15 is 0.625 exactly; a quotient of 28 digits times 15 would be 0.62499….
    assert points(RATIO, {"online": ratio(1, 24)}, 15) == "0.63"
    # 0.1 is one tenth: 3 × 0.1 = 0.3, and 0.15 × 0.1 = 0.015 is a half that goes up.
    assert points({"kind": "count-capped", "fact": "n", "each": Decimal("0.1")}, {"n": 3}) == "0.30"
    assert points(RATIO, {"online": ratio("0.1", 1)}, "0.15") == "0.02"


def test_sum_adds_parts_each_under_its_own_maximum():
    rule = {
        "kind": "sum",
        "parts": [
            {"max": 12, "rule": {"kind": "ratio", "fact": "linked", "zero_denominator": "zero"}},
            {"max": 5, "rule": {"kind": "count-capped", "fact": "applications", "each": 1}},
            {"max": 2, "rule": {"kind": "tiers", "fact": "head", "levels": {"phó": "1/2"}}},
        ],
    }
    # 3/4 × 12 + min(5, 8) + 1/2 × 2, and not 1/2 of the criterion's 20
    assert points(rule, {"linked": ratio(3, 4), "applications": 8, "head": "phó"}) == "15.00"


def test_sum_is_rounded_once_and_not_part_by_part():
    thirds = [{"max": 1, "rule": {"kind": "ratio", "fact": "x", "zero_denominator": "zero"}}] * 3
    assert points({"kind": "sum", "parts": thirds}, {"x": ratio(1, 8)}) == "0.38"  # 0.375; three times 0.13 is 0.39


def test_best_of_gives_the_highest_alternative():
    rule = {
        "kind": "best-of",
        "of": [YES_NO, {"kind": "tiers", "fact": "centre", "levels": {"thuê": 7, "riêng": 12}}],
    }
    assert points(rule, {"page": False, "centre": "riêng"}) == "12.00"
    assert points(rule, {"page": True, "centre": "riêng"}) == "20.00"
    assert points(rule, {"page": False, "centre": "thuê"}) == "7.00"


def test_gate_shuts_when_its_fact_is_true():
    rule = {"kind": "gate", "unless": "late_dossier", "rule": MEETINGS}
    assert points(rule, {"late_dossier": False, "meetings": 3}) == "15.00"
    assert points(rule, {"late_dossier": True, "meetings": 3}) == "0.00"


@pytest.mark.parametrize("rule", [RATIO, TARGET, BANDED | {"fact": "online"}, AVERAGE | {"fact": "online"}])
@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"zero_denominator": "full"}, ("20.00", "scored")),
        ({"zero_denominator": "zero"}, ("0.00", "scored")),
        ({"zero_denominator": "not-applicable"}, (None, "not-applicable")),
        ({}, (None, "not-applicable")),
    ],
)
def test_nothing_to_measure_follows_the_policy(
    rule: dict[str, Any], policy: dict[str, str], expected: tuple[str | None, str]
):
    found = row(rule | policy, {"online": [] if rule["kind"] == "average" else ratio(0, 0)})
    assert (found["points"], found["state"]) == expected


@pytest.mark.parametrize("policy", ["full", "zero"])
def test_nothing_to_measure_inside_another_rule_follows_the_policy_of_the_part(policy: str):
    part = RATIO | {"zero_denominator": policy}
    full = policy == "full"
    assert points({"kind": "sum", "parts": [{"max": 6, "rule": part}]}, {"online": ratio(0, 0)}) == (
        "6.00" if full else "0.00"
    )
    assert points({"kind": "best-of", "of": [part]}, {"online": ratio(0, 0)}) == ("20.00" if full else "0.00")


def test_information_gives_no_points_and_shows_the_value():
    rule = {"kind": "information", "fact": "cameras"}
    found = row(rule, {"cameras": 12}, 0)
    assert found == {
        "code": "1.1",
        "points": None,
        "max": "0",
        "state": "informational",
        "why": "cameras: 12, không tính điểm",
        "value": 12,
    }
    assert row(rule, {"cameras": ratio(3, 4)}, 0)["value"] == {"numerator": 3, "denominator": 4}
    assert row(rule, {"cameras": [Decimal("1.5"), 2]}, 0)["value"] == [1.5, 2]
    assert row(rule, {"cameras": "đang lắp"}, 0)["value"] == "đang lắp"
    assert row(rule, {"cameras": False}, 0)["value"] is False


@pytest.mark.parametrize(
    ("rule", "values", "absent"),
    [
        (YES_NO, {}, "page"),
        (YES_NO, {"page": None}, "page"),
        (BOTH, {"page": True}, "applications"),
        (DEDUCTION, {"late": 1}, "wrong"),
        ({"kind": "best-of", "of": [YES_NO, CAPPED]}, {"page": True}, "applications"),
        ({"kind": "gate", "unless": "late", "rule": YES_NO}, {"late": True}, "page"),
        ({"kind": "gate", "unless": "late", "rule": YES_NO}, {"page": True}, "late"),
    ],
)  # fmt: skip
def test_one_missing_fact_anywhere_makes_the_criterion_missing(
    rule: dict[str, Any], values: dict[str, Any], absent: str
):
    found = row(rule, values)
    assert (found["points"], found["state"], found["why"]) == (
        "0.00",
        "missing",
        f"chưa có số liệu: {absent} → 0 điểm",
    )


def test_information_without_its_fact_is_missing_too():
    found = row({"kind": "information", "fact": "cameras"}, {}, 0)
    assert (found["points"], found["max"], found["state"]) == ("0.00", "0", "missing")
    assert "value" not in found


def test_zero_and_false_are_reported_values_and_not_missing():
    assert row(CAPPED, {"applications": 0})["state"] == "scored"
    assert row(YES_NO, {"page": False})["state"] == "scored"
    assert row(AVERAGE | {"zero_denominator": "zero"}, {"scores": []})["state"] == "scored"


@pytest.mark.parametrize(
    ("rule", "values", "why"),
    [
        (YES_NO, {"page": True}, "page: có → điểm tối đa"),
        (YES_NO, {"page": False}, "page: không → 0 điểm"),
        (TIERS, {"head": "phó"}, "head: “phó” → 1/2 điểm tối đa = 10"),
        (TIERS, {"head": "khác"}, "head: “khác” → 3 điểm"),
        (MEETINGS, {"meetings": 3}, "meetings: 3 → 15 điểm"),
        (MEETINGS, {"meetings": 0}, "meetings: 0 → 0 điểm, dưới mức thấp nhất"),
        (RATIO, {"online": ratio(812, 1003)}, "online: 812/1003 × 20 ≈ 16,1914"),
        (RATIO, {"online": ratio(7, 5)}, "online: 7/5, tính là 1 × 20 = 20"),
        (
            RATIO | {"zero_denominator": "full"},
            {"online": ratio(0, 0)},
            "online: 0/0, không phát sinh → điểm tối đa",
        ),
        (RATIO, {"online": ratio(0, 0)}, "online: 0/0, không phát sinh → không áp dụng"),
        (TARGET, {"online": ratio(40, 100)}, "online: 40/100 ÷ 0,8 × 20 = 10"),
        (TARGET, {"online": ratio(85, 100)}, "online: 85/100, đạt mục tiêu 0,8 → điểm tối đa"),
        (BANDED, {"answered": ratio(9, 10)}, "answered: 9/10 → 1/2 điểm tối đa = 10"),
        (CAPPED, {"applications": 14}, "applications: 14 × 1,5 = 21, tính tối đa 20"),
        (AVERAGE, {"scores": [2, 1, 2]}, "scores: trung bình 1,7/2 × 20 = 17"),
        (PEER, {"bandwidth": Decimal("3.5")}, "bandwidth: 3,5/3,5 (cao nhất) × 20 = 20"),
        (DEDUCTION, {"late": 3, "wrong": 5}, "20 − 3 × 2 (late) − 5 × 0,5 (wrong) → 11,5"),
        ({"kind": "external", "fact": "survey"}, {"survey": 12}, "survey: 12 điểm do cơ quan khác chấm"),
        (
            BOTH,
            {"page": True, "applications": 2},
            "(page: có → điểm tối đa) + (applications: 2 × 1,5 = 3) = 12",
        ),
        (
            {"kind": "best-of", "of": [YES_NO, CAPPED]},
            {"page": False, "applications": 2},
            "cách tính có điểm cao nhất trong 2 cách: applications: 2 × 1,5 = 3",
        ),
        (
            {"kind": "gate", "unless": "late", "rule": YES_NO},
            {"page": True, "late": False},
            "late: không; page: có → điểm tối đa",
        ),
        ({"kind": "gate", "unless": "late", "rule": YES_NO}, {"page": True, "late": True}, "late: có → 0 điểm"),
    ],
)
def test_why_names_the_figures_that_gave_the_points(rule: dict[str, Any], values: dict[str, Any], why: str):
    assert row(rule, values)["why"] == why


def test_why_calls_facts_by_their_names():
    rules = {"1.1": BOTH, "1.2": DEDUCTION, "1.3": {"kind": "gate", "unless": "shut", "rule": RATIO_INSIDE}}
    criteria_set = built_set(*(criterion(code, rule) for code, rule in rules.items()))
    given = {"page": True, "applications": 2, "late": 3, "shut": False, "online": ratio(8, 10)}
    facts = facts_of({"body": "so-tu-phap", "year": 2026, "profile": "with", "facts": given}, criteria_set)
    names = {"page": "Chuyên mục", "applications": "Ứng dụng", "wrong": "Số báo cáo sai", "shut": "Có hồ sơ trễ"}
    assert [each.why for each in score(criteria_set, facts, names=names).criteria] == [
        "(Chuyên mục: có → điểm tối đa) + (Ứng dụng: 2 × 1,5 = 3) = 12",
        "chưa có số liệu: Số báo cáo sai → 0 điểm",
        "Có hồ sơ trễ: không; online: 8/10 × 20 = 16",
    ]


def test_peer_is_measured_against_the_highest_of_the_same_year_and_profile():
    criteria_set = built_set(criterion("1.1", PEER), valid_to=date(2027, 12, 31))

    def other(body: str, bandwidth: object, **head: object):
        given = {"body": body, "year": 2026, "profile": "with", "facts": {"bandwidth": bandwidth}, **head}
        return facts_of(given, criteria_set)

    peers = [
        other("so-noi-vu", 40),
        other("so-y-te", 30),
        other("so-tai-chinh", None),
        other("so-xay-dung", 90, year=2027),
        other("ban-dan-toc", 80, profile="without"),
        other("so-tu-phap", 70),  # an older file of the body itself
    ]
    found = sheet(criteria_set, {"bandwidth": 10}, peers=peers)
    assert found.points == Decimal("5.00")  # 10/40 × 20
    assert found.criteria[0].why == "bandwidth: 10/40 (cao nhất) × 20 = 5"
    assert found.warnings == ()
    assert sheet(criteria_set, {"bandwidth": 50}, peers=peers).points == Decimal("20.00")


def test_peer_without_peers_takes_the_body_for_the_highest_and_warns():
    found = printed(built_set(criterion("1.1", PEER)), {"bandwidth": 10})
    assert found["points"] == "20.00"
    assert found["warnings"] == [
        {
            "code": "1.1",
            "message": "Chỉ số 1.1 so với đơn vị cao nhất nhưng không có số liệu đơn vị khác: "
            "lấy chính đơn vị làm mốc.",
        }
    ]


def test_peer_gives_nothing_when_the_highest_is_zero():
    criteria_set = built_set(criterion("1.1", PEER))
    assert sheet(criteria_set, {"bandwidth": 0}, peers=[]).points == Decimal("0.00")


def test_each_ratio_above_one_warns_once():
    twice = {
        "kind": "best-of",
        "of": [RATIO | {"zero_denominator": "full"}, TARGET | {"zero_denominator": "full"}],
    }
    criteria_set = built_set(
        criterion("1.1", RATIO), criterion("1.2", twice), criterion("1.3", BANDED | {"fact": "fine"})
    )
    found = printed(criteria_set, {"online": ratio(7, 5), "fine": ratio(5, 5)})
    message = "Chỉ số {}: online có tử số lớn hơn mẫu số, tỷ lệ tính là 1."
    assert found["warnings"] == [{"code": code, "message": message.format(code)} for code in ("1.1", "1.2")]
