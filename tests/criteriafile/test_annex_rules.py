"""The words of annexes on points, as rules: every shape that is clear, and none for words that are not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dondoc.core.scoring.criteria import (
    Bound,
    CountCapped,
    CountTable,
    Deduction,
    External,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Tiers,
    YesNo,
    ZeroDenominator,
)
from dondoc.criteriafile.tablerules import proposed_rule

FACT = "criterion_1_1"
FULL, NONE = Points(Fraction(1), is_share=True), Points(Fraction(0), is_share=False)
HALF = Points(Fraction(1, 2), is_share=True)
NA, ZERO, ALL = ZeroDenominator.NOT_APPLICABLE, ZeroDenominator.ZERO, ZeroDenominator.FULL


def points(amount: int) -> Points:
    return Points(Fraction(amount), is_share=False)


def least(percent: int) -> Bound:
    return Bound(Fraction(percent, 100), is_strict=False)


def above(percent: int) -> Bound:
    return Bound(Fraction(percent, 100), is_strict=True)


def steps(*found: tuple[int, Points]) -> CountTable:
    return CountTable(FACT, tuple((Fraction(count), given) for count, given in found))


def bands(*found: tuple[Bound, Points], zero: ZeroDenominator = NA) -> RatioBands:
    return RatioBands(FACT, found, zero)


CLEAR: list[tuple[str, str, Rule]] = [
    ("20", "Tỷ lệ × điểm tối đa", Ratio(FACT, NA)),
    ("20", "Tỷ lệ = a/b; Điểm = Tỷ lệ × Điểm tối đa", Ratio(FACT, NA)),
    ("20", "a/b x Điểm tối đa. Trong đó: a là số văn bản do người đứng đầu ký; b là tổng số văn bản", Ratio(FACT, NA)),
    ("20", "- Điểm = Tỷ lệ * Điểm tối đa\n- Không phát sinh: điểm tối đa", Ratio(FACT, ALL)),
    ("20", "Tỷ lệ × Điểm tối đa. Không phát sinh hồ sơ: 0 điểm", Ratio(FACT, ZERO)),
    ("10", "a= Số văn bản do đứng đầu ký\nb= Tổng số văn bản\nTỷ lệ=a/b\nĐiểm= Tỷ lệ*Điểm tối đa", Ratio(FACT, NA)),
    ("10", "Tỷ lệ: a/b; Điểm: (a/b) x Điểm tối đa; a: Số cuộc họp, b: Tổng số cuộc họp", Ratio(FACT, NA)),
    ("10", "- Đã ban hành: Điểm tối đa - Chưa ban hành: 0 điểm", YesNo(FACT)),
    ("20", "Ban chỉ đạo họp 04 lần: 20 điểm; họp 02 lần: 10 điểm; không họp: 0 điểm",
     steps((4, points(20)), (2, points(10)))),
    ("10", "- Bí thư hoặc Chủ tịch: Điểm tối đa;\n- Phó Bí thư, Phó Chủ tịch: 1/2*tối đa;\n- Không phải lãnh đạo: 0",
     Tiers(FACT, (("Bí thư hoặc Chủ tịch", FULL), ("Phó Bí thư, Phó Chủ tịch", HALF), ("Không phải lãnh đạo", NONE)))),
    ("30", "Đạt tỷ lệ từ 80% trở lên: tối đa; Tỷ lệ đạt từ 50% đến < 80%: 1/2; Tỷ lệ<50%: 0 điểm",
     bands((least(80), FULL), (least(50), HALF))),
    ("10", "có: tối đa, không: 0", YesNo(FACT)),
    ("10", "Có chuyên mục: 10 điểm. Không có: 0 điểm.", YesNo(FACT)),
    ("10", "+ Đã ban hành: điểm tối đa;\n+ Chưa ban hành: không tính điểm.", YesNo(FACT)),
    ("20", "Điểm được tính như sau: Có: 20; không: 0", YesNo(FACT)),
    ("20", "4 lần: 20; 3: 15; 2: 10; 1: 5; còn lại: 0",
     steps((4, points(20)), (3, points(15)), (2, points(10)), (1, points(5)))),
    ("20", "Từ 2 người trở lên: điểm tối đa; 1 người: 1/2 × điểm tối đa; không: 0", steps((2, FULL), (1, HALF))),
    ("20", "≥ 2 cuộc: 100% điểm tối đa; 1 cuộc: 50% số điểm tối đa; 0 cuộc: 0", steps((2, FULL), (1, HALF))),
    ("20", "Giám đốc: điểm tối đa; Phó Giám đốc: ½ điểm tối đa; Không có: 0",
     Tiers(FACT, (("Giám đốc", FULL), ("Phó Giám đốc", HALF), ("Không có", NONE)))),
    ("30", "≥ 80 %: tối đa; 50–<80 %: 1/2; <50%: 0", bands((least(80), FULL), (least(50), HALF))),
    ("30", "> 75%: tối đa; > 50% đến ≤75%: 1/2; còn lại: 0", bands((above(75), FULL), (above(50), HALF))),
    ("30", "dưới 90%: 0; từ 90% đến dưới 100%: 15 điểm; 100%: 30 điểm",
     bands((least(100), points(30)), (least(90), points(15)))),
    ("30", "100%: 30; từ 90% trở lên: 15; còn lại: 0. Không phát sinh: điểm tối đa",
     bands((least(100), points(30)), (least(90), points(15)), zero=ALL)),
    ("30", "Từ 80% trở lên: tối đa; 50% ≤ tỷ lệ < 80%: 1/2; dưới 50%: 1/4",
     bands((least(80), FULL), (least(50), HALF), (least(0), Points(Fraction(1, 4), is_share=True)))),
    ("60", "Từ 80% trở lên: điểm tối đa; dưới 80%: Tỷ lệ/80% × Điểm tối đa", RatioToTarget(FACT, Fraction(4, 5), NA)),
    ("60", "Tỷ lệ/97,5% × điểm tối đa, nhưng không quá điểm tối đa", RatioToTarget(FACT, Fraction(39, 40), NA)),
    ("5", "Mỗi ứng dụng 1 điểm, tối đa 5 điểm", CountCapped(FACT, Fraction(1))),
    ("20", "Cứ mỗi tin bài được 0,5 điểm nhưng không vượt quá điểm tối đa", CountCapped(FACT, Fraction(1, 2))),
    ("20", "- Mỗi báo cáo chậm trừ 5 điểm;\n- Mỗi báo cáo bị trả lại trừ 2,5 điểm.",
     Deduction(((f"{FACT}_1", Fraction(5)), (f"{FACT}_2", Fraction(5, 2))))),
    ("40", "Giá trị của đơn vị / giá trị cao nhất của các đơn vị × Điểm tối đa", Peer(FACT)),
    ("20", "Điểm do Sở Nội vụ công bố", External(FACT)),
    ("0", "bất kỳ lời văn nào", Information(FACT)),
]  # fmt: skip


@pytest.mark.parametrize(("maximum", "text", "rule"), CLEAR)
def test_a_clear_text_is_proposed_as_its_rule(maximum: str, text: str, rule: Rule):
    assert proposed_rule(text, maximum=Decimal(maximum), code="1.1") == rule


UNCLEAR = [
    ("20", ""),
    ("20", "Theo hướng dẫn của Sở Khoa học và Công nghệ"),
    ("20", "Tỷ lệ × điểm tối đa + 5"),  # something more
    ("20", "Tỷ lệ = a/b × 1/2; Điểm = Tỷ lệ × Điểm tối đa"),  # the ratio itself is computed
    ("20", "Tỷ lệ × điểm tối đa, nếu có hồ sơ quá hạn thì 0 điểm"),
    ("25", "4 lần: 20; 3: 15; 2: 10; 1: 5"),  # nothing gives the maximum
    ("20", "4 lần: 30; 3: 20"),  # more than the maximum
    ("20", "0 lần: 20; 1 lần: 10; nhiều hơn: 0"),  # fewer is better
    ("20", "2-3 lần: 20; 1 lần: 10"),
    ("20", "trên 4 lần: 20; 2 lần: 10; còn lại: 0"),
    ("20", "Năm 2026: 20; còn lại: 0"),
    ("20", "4 cuộc: điểm tối đa"),  # and fewer?
    ("20", "Có chuyên mục: 10 điểm; có tin bài: 10 điểm"),  # to be added up
    ("20", "Có: điểm tối đa; Không: 0; Không phát sinh: tối đa"),  # a yes or no has nothing to divide
    ("20", "Nếu có hồ sơ quá hạn: 0 điểm; còn lại: tối đa"),
    ("30", "≥ 80%: tối đa; 50% - 70%: 1/2; còn lại: 0"),  # 70 to 80?
    ("30", "> 75%: tối đa; 50% đến <75%: 1/2; còn lại: 0"),  # exactly 75?
    ("30", "80%: tối đa; 50%: 1/2"),  # from there on, or just there?
    ("30", "≥ 80%: tối đa; ≥ 50%: 1.5"),  # 1.5 is not written the Vietnamese way
    ("60", "Từ 80% trở lên: điểm tối đa; dưới 70%: Tỷ lệ/70% × Điểm tối đa"),
    ("60", "Tỷ lệ/0% × Điểm tối đa"),
    ("6", "Mỗi ứng dụng 1 điểm, tối đa 5 điểm"),  # the column says 6
    ("20", "Cứ mỗi 10 hồ sơ được 1 điểm"),
    ("10", "Mỗi lần chậm trừ 2 điểm, tối đa 10 điểm"),  # loses, does not give
    ("20", "Nếu phát sinh: Có: 20; không: 0"),  # under a condition
]


@pytest.mark.parametrize(("maximum", "text"), UNCLEAR)
def test_an_unclear_text_has_no_rule(maximum: str, text: str):
    assert proposed_rule(text, maximum=Decimal(maximum), code="1.1") is None


PIECES = st.sampled_from(
    ["Tỷ lệ", "×", "điểm tối đa", ":", ";", "\n", "20", "1/2", "%", "≥", "80", "<", "Có", "Không", "lần", "mỗi", "trừ",
     "/", ",", ".", "0", "đến", "-", "không phát sinh", "4"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
@example("1/0 điểm tối đa: 1/0; 2: 1")
@example(": : ; :")
def test_no_text_breaks_the_reader_nor_gives_more_than_the_maximum(text: str):
    rule = proposed_rule(text, maximum=Decimal(20), code="1.1")
    match rule:
        case CountTable(_, rows) | RatioBands(_, rows) | Tiers(_, rows):
            assert max(given.of(Fraction(20)) for _, given in rows) == 20


def test_a_very_long_text_is_left_to_the_human():
    assert proposed_rule("Có: điểm tối đa; " + "không: 0; " * 1_000, maximum=Decimal(20), code="1.1") is None
