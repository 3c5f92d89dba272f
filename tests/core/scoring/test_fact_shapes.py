"""Facts that do not suit their set are refused, all faults at once; what another set may ask for is left out."""

from decimal import Decimal
from typing import Any

import pytest
from criteria_sets import built_set, criterion, parsed_facts, ratio, sentences

from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.facts import Facts, Quotient
from dondoc.core.scoring.faults import FactsRefused

SET = built_set(
    criterion("1.1", {"kind": "yes-no", "fact": "page"}),
    criterion("1.2", {"kind": "tiers", "fact": "head", "levels": {"trưởng": "max", "phó": "1/2"}}),
    criterion("1.3", {"kind": "count-table", "fact": "meetings", "steps": [{"from": 1, "points": 5}]}),
    criterion("1.4", {"kind": "ratio", "fact": "online"}),
    criterion("1.5", {"kind": "average", "fact": "scores", "decimals": 1, "out_of": 2}),
    criterion("1.6", {"kind": "peer", "fact": "bandwidth"}),
    criterion("1.7", {"kind": "gate", "unless": "late", "rule": {"kind": "external", "fact": "survey"}}, 10),
    criterion("1.8", {"kind": "deduction", "faults": [{"fact": "errors", "each": 1}]}),
    criterion("1.9", {"kind": "information", "fact": "note"}, 0),
    criterion("2.1", {"kind": "tiers", "fact": "role", "levels": {"x": 1}}, profiles=["without"]),
    criterion("2.2", {"kind": "sum", "parts": [{"max": 3, "rule": {"kind": "external", "fact": "visit"}}]}),
)
RATIO = "cần một tỷ lệ có đủ tử số (numerator) và mẫu số (denominator)"
VALUE = "cần true, false, một số, một mức trong ngoặc kép, một tỷ lệ (numerator, denominator) hoặc danh sách số"
COUNT = "cần một số nguyên không âm"


def faults_of(given: dict[str, Any]) -> list[str]:
    with pytest.raises(FactsRefused) as refusal:
        facts_of(given, SET)
    return sentences(refusal.value)


def test_facts_become_values():
    given = {
        "page": False,
        "head": "pho\u0301",  # the letter and its mark apart
        "meetings": 3,
        "online": ratio(812, "1003.5"),
        "scores": [2, Decimal("1.5")],
        "bandwidth": None,
        "note": "đang lắp",
    }
    assert facts_of(parsed_facts(given, not_applicable=["1.7"]), SET) == Facts(
        body="so-tu-phap",
        year=2026,
        profile="with",
        values={
            "page": False,
            "head": "phó",
            "meetings": Decimal(3),
            "online": Quotient(Decimal(812), Decimal("1003.5")),
            "scores": (Decimal(2), Decimal("1.5")),
            "bandwidth": None,
            "note": "đang lắp",
        },
        not_applicable=frozenset({"1.7"}),
    )


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"page": 1}, "page: không nhận giá trị 1; cần true hoặc false"),
        ({"page": "true"}, "page: không nhận giá trị “true”; cần true hoặc false"),
        ({"head": "thư ký"}, "head: không nhận giá trị “thư ký”; cần một trong các mức: “trưởng”, “phó”"),
        ({"head": True}, "head: không nhận giá trị true; cần một trong các mức: “trưởng”, “phó”"),
        ({"meetings": -1}, f"meetings: không nhận giá trị -1; {COUNT}"),
        ({"meetings": Decimal("2.5")}, f"meetings: không nhận giá trị 2.5; {COUNT}"),
        ({"meetings": "3"}, f"meetings: không nhận giá trị “3”; {COUNT}"),
        ({"meetings": True}, f"meetings: không nhận giá trị true; {COUNT}"),
        ({"errors": -2}, f"errors: không nhận giá trị -2; {COUNT}"),
        ({"online": Decimal("0.8")}, f"online: không nhận giá trị 0.8; {RATIO}"),
        ({"online": ratio(5, 0)}, "online: không nhận giá trị 5/0; cần mẫu số lớn hơn 0 khi tử số lớn hơn 0"),
        ({"online": ratio(-5, 7)}, "online: không nhận giá trị -5/7; cần tử số và mẫu số không âm"),
        ({"online": {"numerator": 5}}, f"online: không đọc được giá trị bảng (numerator); {VALUE}"),
        (
            {"online": {"numerator": None, "denominator": 5}},
            f"online: không đọc được giá trị bảng (numerator, denominator); {VALUE}",
        ),
        (
            {"scores": [2, Decimal("2.1")]},
            "scores: không nhận giá trị danh sách 2 mục; cần danh sách số từ 0 đến 2",
        ),
        ({"scores": [2, None]}, f"scores: không đọc được giá trị danh sách 2 mục; {VALUE}"),
        ({"scores": 2}, "scores: không nhận giá trị 2; cần danh sách số từ 0 đến 2"),
        ({"bandwidth": -1}, "bandwidth: không nhận giá trị -1; cần một số không âm"),
        ({"bandwidth": Decimal("Infinity")}, f"bandwidth: không đọc được giá trị Infinity; {VALUE}"),
        ({"bandwidth": Decimal("1E+999999")}, f"bandwidth: không đọc được giá trị 1E+999999; {VALUE}"),
        ({"survey": Decimal("10.01")}, "survey: không nhận giá trị 10.01; cần số điểm từ 0 đến 10"),
        ({"survey": -1}, "survey: không nhận giá trị -1; cần số điểm từ 0 đến 10"),
        ({"visit": 4}, "visit: không nhận giá trị 4; cần số điểm từ 0 đến 3"),
        ({"late": 0}, "late: không nhận giá trị 0; cần true hoặc false"),
        ({"note": ratio(5, 0)}, "note: không nhận giá trị 5/0; cần mẫu số lớn hơn 0 khi tử số lớn hơn 0"),
        ({"note": {"a": 1}}, f"note: không đọc được giá trị bảng (a); {VALUE}"),
    ],
)
def test_fact_that_does_not_suit_its_rule_is_refused(values: dict[str, Any], fault: str):
    assert faults_of(parsed_facts(values)) == [fault]


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        ({"profile": "special"},
         ["profile: bộ chỉ số không có nhóm đơn vị “special”; cần một trong: “with”, “without”"]),
        ({"year": 2025}, ["year: bộ chỉ số không dùng cho năm 2025; hiệu lực từ 2026-01-01 đến 2026-12-31"]),
        ({"year": 2027}, ["year: bộ chỉ số không dùng cho năm 2027; hiệu lực từ 2026-01-01 đến 2026-12-31"]),
        ({"year": "2026"}, ["year: “year” là “2026”; cần một năm như 2026"]),
        ({"year": True}, ["year: “year” là true; cần một năm như 2026"]),
        ({"body": ""}, ["body: “body” là “”; cần một đoạn chữ trong ngoặc kép, không để trống"]),
        ({"facts": []}, ["facts: “facts” là danh sách 0 mục; cần một bảng các số liệu"]),
        ({"not_applicable": ["1.1", "9.9", "8"]},
         ["not_applicable: bộ chỉ số không có chỉ số “8”; cần mã của một chỉ số trong bộ",
          "not_applicable: bộ chỉ số không có chỉ số “9.9”; cần mã của một chỉ số trong bộ"]),
        ({"not_applicable": "1.1"}, ["not_applicable: “not_applicable” là “1.1”; cần danh sách mã chỉ số"]),
    ],
)  # fmt: skip
def test_head_of_facts_that_does_not_suit_is_refused(head: dict[str, Any], faults: list[str]):
    assert faults_of(parsed_facts({}, **head)) == faults


def test_all_faults_are_named_at_once():
    given = {"year": 2020, "profile": "x", "facts": {"page": 1, "online": ratio(5, 0)}, "not_applicable": ["7"]}
    assert [fault.split(":")[0] for fault in faults_of(given)] == [
        "body", "year", "profile", "not_applicable", "page", "online",
    ]  # fmt: skip


def test_year_of_a_set_that_begins_within_it_suits():
    assert facts_of(parsed_facts({}), SET).year == 2026


def test_facts_that_no_criterion_asks_for_are_left_out_whatever_they_are():
    assert facts_of(parsed_facts({"other_set": {"a": [None]}}), SET).values == {}


def test_fact_asked_for_by_another_profile_alone_is_not_judged():
    assert facts_of(parsed_facts({"role": 7}), SET).values == {"role": Decimal(7)}
    with pytest.raises(FactsRefused):
        facts_of(parsed_facts({"role": 7}, profile="without"), SET)


def test_same_fault_of_two_criteria_is_named_once():
    twice = built_set(
        criterion("1.1", {"kind": "yes-no", "fact": "page"}), criterion("1.2", {"kind": "yes-no", "fact": "page"})
    )
    with pytest.raises(FactsRefused) as refusal:
        facts_of(parsed_facts({"page": 3}), twice)
    assert sentences(refusal.value) == ["page: không nhận giá trị 3; cần true hoặc false"]
