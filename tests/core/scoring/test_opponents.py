"""The mock appraisal: every ground of objection, what it says, and the points at risk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dondoc.core.scoring.changes import ChangeKind, CriterionChange
from dondoc.core.scoring.criteria import (
    Bound,
    CountTable,
    CriteriaSet,
    Criterion,
    External,
    NotApplicable,
    Pillar,
    Points,
    Ratio,
    RatioBands,
    Source,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.objections import GROUND_TITLES, Brief, Ground, Objection, Origin, Proof, ReportedFigure
from dondoc.core.scoring.opponents import objections
from dondoc.core.scoring.step_texts import FactName

ALL, HALF = Points(Fraction(1), is_share=True), Points(Fraction(1, 2), is_share=True)
PAGE = Criterion("1.1", "1", "Chuyên mục", Decimal(20), YesNo("page"), evidence=("Ảnh chụp trang", "Văn bản giao việc"))
ONLINE = Criterion(
    "1.2",
    "1",
    "Hồ sơ trực tuyến",
    Decimal(30),
    RatioBands(
        "online",
        ((Bound(Fraction(9, 10), is_strict=False), ALL), (Bound(Fraction(1, 2), is_strict=False), HALF)),
        ZeroDenominator.FULL,
    ),
    source=Source.AUTOMATIC,
)
MEETINGS = Criterion("1.3", "1", "Họp", Decimal(10), CountTable("meetings", ((Fraction(2), ALL),)))
GIVEN = Criterion("1.4", "1", "Do nơi khác", Decimal(10), External("given"), source=Source.EXTERNAL)
SURVEY = Criterion("1.5", "1", "Hài lòng", Decimal(10), Ratio("pleased", ZeroDenominator.FULL), source=Source.SURVEY)
SET = CriteriaSet(
    id="s",
    title="Bộ mẫu",
    decision="unofficial",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    scale=Decimal(80),
    criterion_decimals=2,
    total_decimals=2,
    profiles=("all",),
    not_applicable=NotApplicable.RESCALE,
    bands=(),
    pillars=(Pillar("1", "Nhận thức số"),),
    criteria=(PAGE, ONLINE, MEETINGS, GIVEN, SURVEY),
)
NAMES = {
    "page": FactName("Có chuyên mục chuyển đổi số"),
    "online": FactName("Tỷ lệ hồ sơ trực tuyến", "hồ sơ"),
    "meetings": FactName("Số cuộc họp", "cuộc họp"),
}
GOOD = Proof("1.1", "QĐ 12.pdf", "aa", "12/QĐ-STP", date(2026, 3, 2), "2")


def quotient(numerator: int, denominator: int) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


def brief(
    *proofs: Proof,
    page: FactValue = True,
    online: FactValue = None,
    meetings: FactValue = None,
    figures: Sequence[ReportedFigure] = (),
    only: Criterion = PAGE,
) -> Brief:
    values: dict[str, FactValue] = {"page": page, "online": online, "meetings": meetings}
    facts = Facts("a", 2026, "all", values)
    period = (date(2026, 1, 1), date(2026, 12, 31))
    return Brief(replace(SET, criteria=(only,)), facts, period, proofs=proofs, figures=figures, names=NAMES)


def test_no_objection_when_proof_is_sound():
    assert objections(brief(GOOD)) == ()


def test_no_proof_when_the_body_scores_itself():
    assert objections(brief()) == (
        Objection(
            Ground.NO_PROOF,
            "1.1",
            "Chỉ số 1.1 tự chấm 20,00 điểm nhưng không có minh chứng. Cần đính kèm: Ảnh chụp trang; Văn bản giao việc.",
            Decimal("20.00"),
        ),
    )


@pytest.mark.parametrize("only", [PAGE, MEETINGS])
def test_no_proof_is_asked_when_nothing_was_scored(only: Criterion):
    assert objections(brief(page=False, meetings=Decimal(1), only=only)) == ()


def test_no_proof_is_asked_when_points_come_by_themselves():
    assert objections(brief(online=quotient(95, 100), only=ONLINE)) == ()


@pytest.mark.parametrize(
    ("proof", "ground", "says"),
    [
        (
            replace(GOOD, issued_on=date(2025, 12, 31)),
            Ground.OUTSIDE_PERIOD,
            (
                "Chỉ số 1.1: minh chứng “QĐ 12.pdf” ban hành ngày 31/12/2025, ngoài kỳ đánh giá "
                "(từ 1/1/2026 đến 31/12/2026). Thay bằng văn bản trong kỳ."
            ),
        ),
        (
            replace(GOOD, number=""),
            Ground.NO_PARTICULARS,
            "Chỉ số 1.1: minh chứng “QĐ 12.pdf” chưa ghi số, ký hiệu. Ghi đủ theo văn bản gốc.",
        ),
        (
            replace(GOOD, number="", issued_on=None),
            Ground.NO_PARTICULARS,
            "Chỉ số 1.1: minh chứng “QĐ 12.pdf” chưa ghi số, ký hiệu và ngày ban hành. Ghi đủ theo văn bản gốc.",
        ),
    ],
)
def test_proof_with_a_fault_puts_all_points_at_risk_until_another_is_sound(proof: Proof, ground: Ground, says: str):
    assert objections(brief(proof)) == (Objection(ground, "1.1", says, Decimal("20.00")),)
    beside = replace(GOOD, sha256="bb")
    assert objections(brief(proof, beside)) == (Objection(ground, "1.1", says, Decimal(0)),)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_proof_of_the_first_and_the_last_day_is_inside_the_period(day: date):
    assert objections(brief(replace(GOOD, issued_on=day))) == ()


def test_same_file_for_two_criteria_is_objected_to_at_both():
    two = replace(SET, criteria=(PAGE, MEETINGS))
    both = replace(brief(GOOD, replace(GOOD, criterion="1.3", page=""), meetings=Decimal(2)), criteria_set=two)

    assert objections(both) == (
        Objection(
            Ground.SAME_FILE,
            "1.1",
            "Chỉ số 1.1: minh chứng “QĐ 12.pdf” (trang 2) là cùng một tệp với minh chứng của chỉ số 1.3. "
            "Thay bằng văn bản riêng hoặc ghi rõ trang chứng minh của từng chỉ số.",
            Decimal("20.00"),
        ),
        Objection(
            Ground.SAME_FILE,
            "1.3",
            "Chỉ số 1.3: minh chứng “QĐ 12.pdf” (chưa ghi trang) là cùng một tệp với minh chứng của chỉ số 1.1. "
            "Thay bằng văn bản riêng hoặc ghi rõ trang chứng minh của từng chỉ số.",
            Decimal("10.00"),
        ),
    )


def test_page_that_begins_with_its_word_is_not_called_a_page_twice():
    two = replace(SET, criteria=(PAGE, MEETINGS))
    proofs = replace(GOOD, page="Trang 1"), replace(GOOD, criterion="1.3", page="trang 4–6")
    both = replace(brief(*proofs, meetings=Decimal(2)), criteria_set=two)

    same = "là cùng một tệp với minh chứng của chỉ số"
    assert [each.sentence.partition(" Thay")[0] for each in objections(both)] == [
        f"Chỉ số 1.1: minh chứng “QĐ 12.pdf” (trang 1) {same} 1.3.",
        f"Chỉ số 1.3: minh chứng “QĐ 12.pdf” (trang 4–6) {same} 1.1.",
    ]


def test_reported_figure_that_differs_is_printed_beside_the_own_one_with_the_points_it_would_cost():
    figure = ReportedFigure("online", quotient(80, 100), "Chỉ tiêu 3, báo cáo quý IV/2026")

    assert objections(brief(online=quotient(95, 100), figures=(figure,), only=ONLINE)) == (
        Objection(
            Ground.FIGURE_DIFFERS,
            "1.2",
            "Chỉ số 1.2: “Tỷ lệ hồ sơ trực tuyến” tự chấm theo 95/100 (95 %), còn Chỉ tiêu 3, báo cáo quý IV/2026 "
            "ghi 80/100 (80 %). Xác định số đúng, sửa nơi sai hoặc giải trình.",
            Decimal("15.00"),
        ),
    )


@pytest.mark.parametrize(
    ("reported", "at_risk"),
    [
        (quotient(190, 200), None),  # the same rate
        (quotient(91, 100), Decimal(0)),  # another rate, the same band
        (quotient(0, 0), Decimal(0)),  # nothing to measure gives full points
        (quotient(5, 0), Decimal("30.00")),  # cannot be scored
        (Decimal(95), None),  # no ratio: not to be compared
    ],
)
def test_reported_figure_is_held_against_the_own_one_by_its_rate(reported: FactValue, at_risk: Decimal | None):
    figures = (ReportedFigure("online", reported, "Báo cáo năm"),)
    found = objections(brief(online=quotient(95, 100), figures=figures, only=ONLINE))

    assert [each.at_risk for each in found] == ([] if at_risk is None else [at_risk])


def test_count_that_differs_from_a_reported_one_is_objected_to():
    figures = (ReportedFigure("meetings", Decimal(1), "Báo cáo quý II/2026"),)
    own = replace(GOOD, criterion="1.3")

    (found,) = objections(brief(own, meetings=Decimal(2), figures=figures, only=MEETINGS))

    assert (found.ground, found.at_risk) == (Ground.FIGURE_DIFFERS, Decimal("10.00"))


def test_numerator_above_the_denominator_puts_all_points_at_risk():
    assert objections(brief(online=quotient(12, 10), only=ONLINE)) == (
        Objection(
            Ground.NUMERATOR_ABOVE,
            "1.2",
            "Chỉ số 1.2: “Tỷ lệ hồ sơ trực tuyến” là 12/10 (120 %), tử số lớn hơn mẫu số. "
            "Kiểm tra lại hai số và kỳ của từng số.",
            Decimal("30.00"),
        ),
    )


@pytest.mark.parametrize(("of", "is_small"), [(1, True), (4, True), (5, False)])
def test_all_of_very_few_is_objected_to_with_what_one_of_them_weighs(of: int, is_small: bool):
    found = objections(brief(online=quotient(of, of), only=ONLINE))

    weighs = {1: Decimal("30.00"), 4: Decimal("15.00")}
    assert [(each.ground, each.at_risk) for each in found] == (
        [(Ground.SMALL_DENOMINATOR, weighs[of])] if is_small else []
    )


def test_missing_fact_has_the_whole_criterion_at_risk():
    assert objections(brief(only=ONLINE)) == (
        Objection(
            Ground.MISSING_FACT,
            "1.2",
            "Chỉ số 1.2 chưa có số liệu “Tỷ lệ hồ sơ trực tuyến” nên được 0 điểm. Báo cáo số liệu kèm minh chứng.",
            Decimal(30),
        ),
    )


@pytest.mark.parametrize(("source", "words"), [("", "không ghi nguồn"), ("Sổ họp", "ghi nguồn “Sổ họp”")])
def test_typed_fact_is_objected_to_with_its_day_and_source(source: str, words: str):
    origins = {"page": Origin(date(2026, 11, 20), is_typed=True, source=source)}

    assert objections(replace(brief(GOOD), origins=origins)) == (
        Objection(
            Ground.TYPED,
            "1.1",
            f"Chỉ số 1.1: “Có chuyên mục chuyển đổi số” là số liệu nhập tay ngày 20/11/2026, {words}. "
            "Nối với nguồn số liệu hoặc kèm bảng tính có chữ ký.",
            Decimal(0),
        ),
    )
    computed = {"page": Origin(date(2026, 11, 20), is_typed=False)}
    assert objections(replace(brief(GOOD), origins=computed)) == ()


def test_criterion_that_changed_since_last_year_is_objected_to():
    changed = CriterionChange(replace(PAGE, code="1.7", max=Decimal(10)), PAGE, (ChangeKind.MAX, ChangeKind.RULE))

    assert objections(replace(brief(GOOD), changes=(changed,))) == (
        Objection(
            Ground.CHANGED,
            "1.1",
            "Chỉ số 1.1 khác năm trước (đổi điểm tối đa, đổi cách tính). "
            "Đọc lại cách tính, không dùng nguyên minh chứng và giải trình cũ.",
            Decimal(0),
        ),
    )
    same = CriterionChange(PAGE, PAGE, (ChangeKind.SAME,))
    dropped = CriterionChange(PAGE, None, (ChangeKind.DROPPED,))
    assert objections(replace(brief(GOOD), changes=(same, dropped))) == ()


def test_objections_come_with_most_points_at_risk_first_and_leave_out_what_others_score():
    facts = Facts("a", 2026, "all", {"page": True, "meetings": Decimal(2), "given": Decimal(9)})
    everything = replace(brief(), criteria_set=SET, facts=facts)

    assert [(each.criterion, each.ground) for each in objections(everything)] == [
        ("1.2", Ground.MISSING_FACT),
        ("1.1", Ground.NO_PROOF),
        ("1.3", Ground.NO_PROOF),
    ]


def test_what_does_not_apply_is_left_out():
    facts = Facts("a", 2026, "all", {"page": True}, frozenset({"1.1"}))

    assert objections(replace(brief(), facts=facts)) == ()


def test_every_ground_has_a_title():
    assert set(GROUND_TITLES) == set(Ground)
