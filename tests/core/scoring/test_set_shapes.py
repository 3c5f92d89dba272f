"""Broken sets: every fault is named, at its code or key, with what was expected."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from criteria_sets import criterion, parsed_set, sentences

from dondoc.core.scoring.criteria import NotApplicable, Source, ZeroDenominator
from dondoc.core.scoring.faults import SetRefused, ShapeFault
from dondoc.core.scoring.shapes import criteria_set_of

YES_NO = {"kind": "yes-no", "fact": "page"}
RATIO = {"kind": "ratio", "fact": "online"}
KINDS = (
    "“yes-no”, “tiers”, “count-table”, “ratio”, “ratio-to-target”, “ratio-bands”, “count-capped”, “sum”, “best-of”, "
    "“average”, “peer”, “gate”, “deduction”, “external”, “information”"
)
TEXT = "cần một đoạn chữ trong ngoặc kép, không để trống"
POINTS = "cần số điểm không âm, “max”, “0” hoặc phân số của điểm tối đa như “1/2”"
ORDER = "cần xếp từ mức cao nhất xuống"
OF_SET = "cần danh sách lấy từ “profiles” của bộ: “with”, “without”"
ONE_BOUND = "cần đúng một trong: “from”, “above”, “from_points”, “above_points”"
DAY = "cần một ngày viết không có ngoặc kép, như 2026-01-01"

Change = Callable[[dict[str, Any]], object]


def faults_of(parsed: dict[str, Any]) -> list[str]:
    with pytest.raises(SetRefused) as refusal:
        criteria_set_of(parsed)
    return sentences(refusal.value)


def faults_after(change: Change) -> list[str]:
    """The faults of a sound set after a change."""
    parsed = parsed_set(criterion("1.1", YES_NO, 60), criterion("2.1", RATIO, 40))
    criteria_set_of(parsed)
    change(parsed)
    return faults_of(parsed)


def faults_of_rule(rule: dict[str, Any], maximum: int = 20) -> list[str]:
    return faults_of(parsed_set(criterion("1.1", rule, maximum)))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda p: p["criterion"][1].update(code="1.1"),
         "1.1: mã xuất hiện 2 lần ở chỉ số [[criterion]]; mỗi mã chỉ dùng một lần"),
        (lambda p: p["pillar"].append({"code": "2", "title": "x"}),
         "2: mã xuất hiện 2 lần ở nhóm chỉ số [[pillar]]; mỗi mã chỉ dùng một lần"),
        (lambda p: p["criterion"][1].update(pillar="3"),
         "2.1: “pillar” là “3”, không có nhóm chỉ số này; cần mã của một [[pillar]]"),
        (lambda p: p["criterion"][1].pop("pillar"), "2.1: thiếu “pillar”; cần mã của một [[pillar]]"),
        (lambda p: p["set"].update(scale=1000),
         "scale: điểm tối đa của các chỉ số thuộc “with” cộng lại được 100; cần đúng 1000 như “scale” ghi"),
        (lambda p: p["set"].update(scale=0), "scale: “scale” là 0; cần một số lớn hơn 0"),
        (lambda p: p["set"].update(scale="100"), "scale: “scale” là “100”; cần một số lớn hơn 0"),
        (lambda p: p["criterion"][0].update(max="60"), "1.1: “max” là “60”; cần một số lớn hơn 0"),
        (lambda p: p["criterion"][0].update(max=Decimal("Infinity")), "1.1: “max” là Infinity; cần một số lớn hơn 0"),
        (lambda p: p["criterion"][0].pop("max"), "1.1: thiếu “max”; cần một số lớn hơn 0"),
        (lambda p: p["criterion"][0].pop("title"), f"1.1: thiếu “title”; {TEXT}"),
        (lambda p: p["criterion"][0].pop("rule"),
         '1.1: thiếu “rule”; cần một bảng như { kind = "yes-no", fact = "…" }'),
        (lambda p: p["criterion"][0].update(rule="yes-no"),
         '1.1: “rule” là “yes-no”; cần một bảng như { kind = "yes-no", fact = "…" }'),
        (lambda p: p["criterion"][0].update(verifer="Sở"), "1.1: không có khóa “verifer”; gần nhất là “verifier”"),
        (lambda p: p["criterion"][0].update(source="own"),
         "1.1: “source” là “own”; cần một trong: “self”, “automatic”, “external”, “survey”"),
        (lambda p: p["criterion"][0].update(evidence="Văn bản"),
         "1.1: “evidence” là “Văn bản”; cần danh sách các đoạn chữ"),
        (lambda p: p["criterion"][0].update(profiles=["with", "special"]),
         f"1.1: “profiles” có “special”, bộ chỉ số không có nhóm đơn vị này; {OF_SET}"),
        (lambda p: p["criterion"][0].update(profiles=[]),
         f"1.1: “profiles” là danh sách 0 mục; {OF_SET}"),
        (lambda p: p["criterion"][0].update(code=Decimal("1.1")),
         "criterion[1].code: “criterion[1].code” là 1.1; cần mã viết trong ngoặc kép, như “1.1”"),
        (lambda p: p["pillar"][0].pop("title"), f"1: thiếu “title”; {TEXT}"),
        (lambda p: p["pillar"][0].update(parent="0"), "1: không có khóa “parent”; các khóa dùng được: “code”, “title”"),
        (lambda p: p.update(criteria=[]), "criteria: không có khóa “criteria”; gần nhất là “criterion”"),
        (lambda p: p["set"].pop("id"), f"id: thiếu “id”; {TEXT}"),
        (lambda p: p["set"].update(title="  "), f"title: “title” là “ ”; {TEXT}"),
        (lambda p: p["set"].pop("decision"), f"decision: thiếu “decision”; {TEXT}"),
        (lambda p: p["set"].update(valid_from="2026-01-01"), f"valid_from: “valid_from” là “2026-01-01”; {DAY}"),
        (lambda p: p["set"].update(valid_from=datetime(2026, 1, 1)),
         f"valid_from: “valid_from” là 2026-01-01 00:00:00; {DAY}"),
        (lambda p: p["set"].update(valid_to=date(2025, 12, 31)),
         "valid_to: “valid_to” là 2025-12-31, trước ngày bắt đầu 2026-01-01; cần ngày không trước “valid_from”"),
        (lambda p: p["set"].update(decimals={"criterion": 2}),
         "decimals.total: thiếu “decimals.total”; cần một số nguyên từ 0 đến 10"),
        (lambda p: p["set"].update(decimals={"criterion": 2, "total": True}),
         "decimals.total: “decimals.total” là true; cần một số nguyên từ 0 đến 10"),
        (lambda p: p["set"].update(decimals={"criterion": 2, "total": 2, "pillar": 1}),
         "decimals.pillar: không có khóa “decimals.pillar”; các khóa dùng được: “criterion”, “total”"),
        (lambda p: p["set"].update(profiles=["with", "with"]),
         "profiles: “profiles” là danh sách 2 mục; cần danh sách tên, ít nhất một, không tên nào lặp lại"),
        (lambda p: p["set"].update(not_applicable="ignore"),
         "not_applicable: “not_applicable” là “ignore”; cần một trong: “rescale”, “smaller-max”"),
        (lambda p: p["set"]["bands"].reverse(),
         ["bands[2].above: “bands[2].above” là 25, không thấp hơn mức đứng trước; " + ORDER,
          "bands[3].above: “bands[3].above” là 50, không thấp hơn mức đứng trước; " + ORDER,
          "bands[4].above: “bands[4].above” là 75, không thấp hơn mức đứng trước; " + ORDER]),
        (lambda p: p["set"].update(bands=[{"name": "A", "from": 50}, {"name": "B", "above": 50}]),
         f"bands[2].above: “bands[2].above” là 50, không thấp hơn mức đứng trước; {ORDER}"),
        (lambda p: p["set"].update(bands=[{"name": "A", "from": 50, "above": 60}]),
         f"bands[1]: có nhiều hơn một mức: “from”, “above” ở “bands[1]”; {ONE_BOUND}"),
        (lambda p: p["set"].update(bands=[{"name": "A"}]),
         f"bands[1]: thiếu mức ở “bands[1]”; {ONE_BOUND}"),
        (lambda p: p["set"].update(bands=[{"name": "A", "from": 101}]),
         "bands[1].from: “bands[1].from” là 101; cần một số không âm, mức phần trăm không quá 100"),
        (lambda p: p["set"].update(bands=["Tốt"]),
         'bands[1]: “bands[1]” là “Tốt”; cần danh sách như [ { name = "…", above = 75 } ]'),
        (lambda p: p.update(pillar={}), [
            "pillar: “pillar” là bảng (); cần các bảng [[pillar]], ít nhất một",
            "1.1: “pillar” là “1”, không có nhóm chỉ số này; cần mã của một [[pillar]]",
            "2.1: “pillar” là “2”, không có nhóm chỉ số này; cần mã của một [[pillar]]"]),
        (lambda p: p.pop("criterion"), "criterion: thiếu “criterion”; cần các bảng [[criterion]], ít nhất một"),
    ],
)  # fmt: skip
def test_set_with_a_fault_is_refused_with_its_place_and_what_was_expected(change: Change, fault: str | list[str]):
    assert faults_after(change) == (fault if isinstance(fault, list) else [fault])


def test_negative_maximum_is_refused_and_no_longer_adds_up():
    assert faults_after(lambda p: p["criterion"][0].update(max=-60)) == [
        "scale: điểm tối đa của các chỉ số thuộc “with” cộng lại được -20; cần đúng 100 như “scale” ghi",
        "1.1: “max” là -60; cần một số không âm",
    ]


def test_maximum_of_zero_is_for_information_alone():
    parsed = parsed_set(
        criterion("1.1", YES_NO, 0), criterion("1.2", {"kind": "information", "fact": "x"}, 5), criterion("1.3", YES_NO)
    )
    assert faults_of(parsed) == [
        "1.1: “max” là 0; cần một số lớn hơn 0, chỉ quy tắc “information” có max = 0",
        "1.2: “max” là 5; cần 0, vì quy tắc “information” không cho điểm",
    ]


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ({"kind": "yesno", "fact": "x"}, f"“rule.kind” là “yesno”; cần một trong: {KINDS}"),
        ({"fact": "x"}, f"thiếu “rule.kind”; cần một trong: {KINDS}"),
        ({"kind": "yes-no"}, "thiếu “rule.fact”; cần tên số liệu trong ngoặc kép"),
        ({"kind": "yes-no", "fact": "x", "each": 2},
         "không có khóa “rule.each”; các khóa dùng được: “kind”, “fact”"),
        ({"kind": "yes-no", "fact": "x", "zero_denominator": "full"},
         "không có khóa “rule.zero_denominator”; các khóa dùng được: “kind”, “fact”"),
        ({"kind": "tiers", "fact": "x", "levels": {"đủ": 25}},
         "“rule.levels.đủ” cho 25, quá điểm tối đa; tối đa là 20 điểm"),
        ({"kind": "tiers", "fact": "x", "levels": {"đủ": "3/2", "thiếu": "1/0"}},
         ["“rule.levels.đủ” cho “3/2”, quá điểm tối đa; tối đa là “max”",
          f"“rule.levels.thiếu” là “1/0”; {POINTS}"]),
        ({"kind": "tiers", "fact": "x", "levels": {"đủ": "٣/٤", "thiếu": -1}},
         [f"“rule.levels.đủ” là “٣/٤”; {POINTS}", f"“rule.levels.thiếu” là -1; {POINTS}"]),
        ({"kind": "tiers", "fact": "x", "levels": {}},
         '“rule.levels” là bảng (); cần một bảng như { "đủ" = "max", "không" = 0 }'),
        ({"kind": "count-table", "fact": "x", "steps": [{"from": 1, "points": 5}, {"from": 4, "points": 20}]},
         f"“rule.steps[2].from” là 4, không nhỏ hơn mức đứng trước; {ORDER}"),
        ({"kind": "count-table", "fact": "x", "steps": [{"from": 4, "points": 5}, {"from": 4, "points": 4}]},
         f"“rule.steps[2].from” là 4, không nhỏ hơn mức đứng trước; {ORDER}"),
        ({"kind": "count-table", "fact": "x", "steps": [{"from": 4, "points": Decimal("20.5")}, {"above": 1}]},
         ["“rule.steps[1].points” cho 20.5, quá điểm tối đa; tối đa là 20 điểm",
          "thiếu “rule.steps[2].from”; cần một số không âm",
          f"thiếu “rule.steps[2].points”; {POINTS}",
          "không có khóa “rule.steps[2].above”; các khóa dùng được: “from”, “points”"]),
        ({"kind": "count-table", "fact": "x", "steps": []},
         "“rule.steps” là danh sách 0 mục; cần danh sách như [ { from = 4, points = 20 } ]"),
        ({"kind": "ratio", "fact": "x", "zero_denominator": "none"},
         "“rule.zero_denominator” là “none”; cần một trong: “full”, “zero”, “not-applicable”"),
        ({"kind": "ratio-to-target", "fact": "x", "target": 80},
         "“rule.target” là 80; cần một số lớn hơn 0, không quá 1 (80 % viết là 0.8)"),
        ({"kind": "ratio-to-target", "fact": "x", "target": 0},
         "“rule.target” là 0; cần một số lớn hơn 0, không quá 1 (80 % viết là 0.8)"),
        ({"kind": "ratio-bands", "fact": "x", "bands": [
            {"from": Decimal("0.5"), "points": 1}, {"above": Decimal("0.5"), "points": 2}]},
         f"“rule.bands[2].above” là 0,5, không thấp hơn mức đứng trước; {ORDER}"),
        ({"kind": "ratio-bands", "fact": "x", "bands": [{"from": 90, "points": "max"}]},
         "“rule.bands[1].from” là 90; cần một số từ 0 đến 1 (90 % viết là 0.9)"),
        ({"kind": "ratio-bands", "fact": "x", "bands": [{"points": 21}]},
         ["thiếu mức ở “rule.bands[1]”; cần đúng một trong: “from”, “above”",
          "“rule.bands[1].points” cho 21, quá điểm tối đa; tối đa là 20 điểm"]),
        ({"kind": "count-capped", "fact": "x", "each": -1}, "“rule.each” là -1; cần một số lớn hơn 0"),
        ({"kind": "count-capped", "fact": "x", "each": "1/2"}, "“rule.each” là “1/2”; cần một số lớn hơn 0"),
        ({"kind": "sum", "parts": [{"max": 15, "rule": YES_NO}, {"max": 6, "rule": YES_NO}]},
         "các phần của “rule.parts” cộng lại được 21 điểm, quá điểm tối đa; tối đa là 20 điểm"),
        ({"kind": "sum", "parts": [{"max": 5, "rule": {"kind": "tiers", "fact": "x", "levels": {"đủ": 6}}}]},
         "“rule.parts[1].rule.levels.đủ” cho 6, quá điểm tối đa; tối đa là 5 điểm"),
        ({"kind": "sum", "parts": [{"max": 0, "rule": YES_NO}, {"rule": YES_NO}]},
         ["“rule.parts[1].max” là 0; cần một số lớn hơn 0", "thiếu “rule.parts[2].max”; cần một số lớn hơn 0"]),
        ({"kind": "sum", "parts": [{"max": 5, "rule": RATIO}]},
         "thiếu “rule.parts[1].rule.zero_denominator”; cần một trong: “full”, “zero”"),
        ({"kind": "gate", "unless": "x", "rule": RATIO | {"zero_denominator": "not-applicable"}},
         "“rule.rule.zero_denominator” là “not-applicable”; cần một trong: “full”, “zero”"),
        ({"kind": "best-of", "of": [{"kind": "average", "fact": "x", "decimals": 1, "out_of": 2}]},
         "thiếu “rule.of[1].zero_denominator”; cần một trong: “full”, “zero”"),
        ({"kind": "best-of", "of": []}, "“rule.of” là danh sách 0 mục; cần danh sách quy tắc, ít nhất một"),
        ({"kind": "best-of", "of": [{"kind": "information", "fact": "x"}, {"kind": "best"}]},
         ["“rule.of[1].kind” là “information” ở bên trong một quy tắc khác; chỉ dùng cho cả chỉ số, với max = 0",
          f"“rule.of[2].kind” là “best”; cần một trong: {KINDS}"]),
        ({"kind": "average", "fact": "x", "decimals": Decimal("1.0"), "out_of": 0},
         ["“rule.decimals” là 1.0; cần một số nguyên từ 0 đến 10", "“rule.out_of” là 0; cần một số lớn hơn 0"]),
        ({"kind": "average", "fact": "x", "decimals": 0, "out_of": Decimal("2.5")},
         "trung bình 2.5 làm tròn thành 3, quá “rule.out_of”; cần số có không quá 0 chữ số thập phân"),
        ({"kind": "gate", "rule": YES_NO}, "thiếu “rule.unless”; cần tên số liệu trong ngoặc kép"),
        ({"kind": "deduction", "faults": [{"fact": "x"}]}, "thiếu “rule.faults[1].each”; cần một số lớn hơn 0"),
        ({"kind": "deduction", "faults": {"x": 2}},
         '“rule.faults” là bảng (x); cần danh sách như [ { fact = "…", each = 2 } ]'),
    ],
)  # fmt: skip
def test_malformed_rule_is_refused_with_every_fault_in_it(rule: dict[str, Any], faults: str | list[str]):
    assert faults_of_rule(rule) == [f"1.1: {fault}" for fault in ([faults] if isinstance(faults, str) else faults)]


def test_rules_nested_without_end_are_refused():
    rule: dict[str, Any] = YES_NO
    for _ in range(9):
        rule = {"kind": "gate", "unless": "x", "rule": rule}
    assert faults_of_rule(rule) == [
        f"1.1: “rule.{'.'.join(['rule'] * 9)}” là quy tắc lồng quá sâu; nhiều nhất là 8 tầng"
    ]


def test_faults_of_a_whole_set_are_all_named_at_once_head_first():
    parsed = parsed_set(
        criterion("1.1", {"kind": "count-table", "fact": "x", "steps": [{"from": 1, "points": 99}]}, 60),
        criterion("1.1", {"kind": "ratio"}, 40, pillar="9"),
        titel="Bộ thử",
        scale=1000,
    )
    del parsed["set"]["title"]
    assert faults_of(parsed) == [
        f"title: thiếu “title”; {TEXT}",
        "scale: điểm tối đa của các chỉ số thuộc “with” cộng lại được 100; cần đúng 1000 như “scale” ghi",
        "titel: không có khóa “titel”; gần nhất là “title”",
        "1.1: “rule.steps[1].points” cho 99, quá điểm tối đa; tối đa là 60 điểm",
        "1.1: thiếu “rule.fact”; cần tên số liệu trong ngoặc kép",
        "1.1: mã xuất hiện 2 lần ở chỉ số [[criterion]]; mỗi mã chỉ dùng một lần",
    ]


def test_file_without_anything_names_its_three_tables():
    assert faults_of({}) == [
        "set: thiếu “set”; cần bảng [set]",
        "pillar: thiếu “pillar”; cần các bảng [[pillar]], ít nhất một",
        "criterion: thiếu “criterion”; cần các bảng [[criterion]], ít nhất một",
    ]


def test_fault_carries_its_three_parts():
    with pytest.raises(SetRefused) as refusal:
        criteria_set_of(parsed_set(criterion("1.1", YES_NO), scale=3))
    assert refusal.value.faults == (
        ShapeFault("scale", "điểm tối đa của các chỉ số thuộc “with” cộng lại được 20", "cần đúng 3 như “scale” ghi"),
    )


def test_only_the_first_profile_must_add_up_to_the_scale():
    criteria = [
        criterion("1.1", YES_NO, 60),
        criterion("1.2", YES_NO, 40, profiles=["with"]),
        criterion("1.3", YES_NO, 7, profiles=["without"]),
    ]
    assert criteria_set_of(parsed_set(*criteria, scale=100)).scale == 100


def test_parts_may_add_up_to_less_and_equal_bounds_may_stand_strict_first():
    bands = [{"above": Decimal("0.5"), "points": 2}, {"from": Decimal("0.5"), "points": 1}]
    criteria = [
        criterion("1.1", {"kind": "sum", "parts": [{"max": 5, "rule": YES_NO}]}),
        criterion("1.2", {"kind": "ratio-bands", "fact": "x", "bands": bands}),
    ]
    assert len(criteria_set_of(parsed_set(*criteria)).criteria) == 2


def test_what_may_be_left_out_has_its_default():
    found = criteria_set_of(parsed_set(criterion("1.1", RATIO))).criteria[0]
    assert (found.evidence, found.source, found.verifier, found.profiles) == ((), Source.SELF, "", ())
    assert found.rule.zero_denominator is ZeroDenominator.NOT_APPLICABLE


def test_text_is_kept_in_its_normal_form():
    spread = "pho\u0301"  # the letter and its mark apart
    rule = {"kind": "tiers", "fact": spread, "levels": {spread: "max"}}
    found = criteria_set_of(parsed_set(criterion("1.1", rule, verifier="")))
    assert (found.criteria[0].rule.fact, found.criteria[0].rule.levels[0][0], found.criteria[0].verifier) == (
        "phó", "phó", "",
    )  # fmt: skip


def test_set_may_be_open_ended_and_have_no_bands():
    parsed = parsed_set(criterion("1.1", RATIO), bands=[], not_applicable="smaller-max")
    del parsed["set"]["valid_to"]
    found = criteria_set_of(parsed)
    assert (found.valid_to, found.bands, found.not_applicable) == (None, (), NotApplicable.SMALLER_MAX)
