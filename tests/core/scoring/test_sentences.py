"""A rule in words, each kind exactly as the column “cách tính” says it. Not here: reading such words (criteriafile)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    Bound,
    CountCapped,
    CountTable,
    Criterion,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.scoring.sentences import criterion_sentence, rule_sentence
from dondoc.core.scoring.step_texts import FactName

NAMES = {"late": FactName("Nộp hồ sơ quá hạn"), "online": FactName("Hồ sơ trực tuyến / hồ sơ", "hồ sơ trực tuyến")}
MOST, HALF = Points(Fraction(1), is_share=True), Points(Fraction(1, 2), is_share=True)
NOTHING = Points(Fraction(0), is_share=True)
FULL, ZERO, APART = ZeroDenominator.FULL, ZeroDenominator.ZERO, ZeroDenominator.NOT_APPLICABLE


def points(amount: str) -> Points:
    return Points(Fraction(amount), is_share=False)


def above(value: str) -> Bound:
    return Bound(Fraction(value), is_strict=True)


def since(value: str) -> Bound:
    return Bound(Fraction(value), is_strict=False)


ALONE: list[tuple[Rule, str]] = [
    (YesNo("page"), "page: có 20 điểm, không 0 điểm."),
    (
        Tiers("head", (("trưởng", MOST), ("phó", HALF), ("khác", points("2.5")), ("không", NOTHING))),
        "head: trưởng: điểm tối đa; phó: 1/2 điểm tối đa; khác: 2,5 điểm; không: 0 điểm.",
    ),
    (
        CountTable("meetings", ((Fraction(4), MOST), (Fraction(2), points("10")))),
        "meetings: từ 4: điểm tối đa; từ 2: 10 điểm; còn lại 0 điểm.",
    ),
    (Ratio("rate", FULL), "Tỷ lệ (rate) × 20. Không phát sinh: điểm tối đa."),
    (Ratio("rate", ZERO), "Tỷ lệ (rate) × 20. Không phát sinh: 0 điểm."),
    (Ratio("rate", APART), "Tỷ lệ (rate) × 20. Không phát sinh: không áp dụng."),
    (
        RatioToTarget("rate", Fraction("0.825"), APART),
        "Tỷ lệ (rate) ÷ 82,5 % × 20, tối đa 20 khi đạt 82,5 %. Không phát sinh: không áp dụng.",
    ),
    (
        RatioBands("rate", ((since("0.9"), MOST), (above("0.5"), HALF)), ZERO),
        "Tỷ lệ (rate): từ 90 %: điểm tối đa; trên 50 %: 1/2 điểm tối đa; còn lại 0 điểm. Không phát sinh: 0 điểm.",
    ),
    (CountCapped("articles", Fraction("0.25")), "articles: mỗi một 0,25 điểm, tối đa 20."),
    (
        Average("marks", 1, Fraction(3), APART),
        "Điểm trung bình (marks), làm tròn 1 chữ số thập phân, ÷ 3 × 20. Không phát sinh: không áp dụng.",
    ),
    (Peer("budget"), "budget ÷ mức cao nhất trong các cơ quan được chấm × 20."),
    (
        Deduction((("incidents", Fraction(2)), ("warnings", Fraction("0.5")))),
        "20 điểm, trừ 2 điểm cho mỗi: incidents; trừ 0,5 điểm cho mỗi: warnings; thấp nhất 0 điểm.",
    ),
    (External("survey"), "Điểm do cơ quan khác cho (survey), từ 0 đến 20."),
    (Information("systems"), "systems: chỉ để biết, không tính điểm."),
]
COMPOSED: list[tuple[Rule, str]] = [
    (
        Sum(((Decimal("12.5"), YesNo("page")), (Decimal(5), CountCapped("articles", Fraction(1))))),
        (
            "Cộng các phần: (1) tối đa 12,5 điểm: page: có 12,5 điểm, không 0 điểm. "
            "(2) tối đa 5 điểm: articles: mỗi một 1 điểm, tối đa 5."
        ),
    ),
    (
        BestOf((YesNo("page"), CountCapped("articles", Fraction(2)))),
        "Lấy cách tính có điểm cao nhất: (1) page: có 20 điểm, không 0 điểm. (2) articles: mỗi một 2 điểm, tối đa 20.",
    ),
    (
        Gate("late", Sum(((Decimal(20), Ratio("online", FULL)),))),
        (
            "0 điểm nếu có: Nộp hồ sơ quá hạn. Nếu không: Cộng các phần: (1) tối đa 20 điểm: "
            "Tỷ lệ (Hồ sơ trực tuyến / hồ sơ) × 20. Không phát sinh: điểm tối đa."
        ),
    ),
]


@pytest.mark.parametrize(("rule", "said"), [*ALONE, *COMPOSED])
def test_rule_is_said_in_words(rule: Rule, said: str):
    assert rule_sentence(rule, Decimal(20), NAMES) == said


def test_every_kind_of_rule_is_among_these():
    assert {type(rule) for rule, _ in [*ALONE, *COMPOSED]} == set(Rule.__args__)


def test_maximum_is_that_of_the_criterion_without_needless_zeros():
    criterion = Criterion("1.1", "1", "Có chuyên mục", Decimal("7.50"), YesNo("page"))
    assert criterion_sentence(criterion, {"page": FactName("Chuyên mục")}) == "Chuyên mục: có 7,5 điểm, không 0 điểm."
