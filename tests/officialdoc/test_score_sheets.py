"""The score sheet as a report and as a workbook: every point in its column, what is lacking named, samples marked."""

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from python_calamine import load_workbook

from dondoc.officialdoc import Bullet, Clause, OfficialDocument, Paragraph, Row, Table, render
from dondoc.officialdoc.score_sheets import (
    ScoredCriterion,
    ScoredPillar,
    Sheet,
    StageTotals,
    describe,
    workbook,
)
from tests.officialdoc.sample_improvements import HEADING
from tests.officialdoc.sample_score_sheets import SHEET

MARK = "(bộ chỉ số mẫu, không chính thức)"
MADE_AT = datetime(2026, 11, 22, 9, 30)
SMALL = Sheet(
    body="Sở Tư pháp",
    year=2026,
    set_title="Bộ chỉ số",
    is_unofficial=False,
    pillars=(
        ScoredPillar(
            "1",
            "Hạ tầng số",
            (
                ScoredCriterion("1.1", "Mạng", Decimal(20), Decimal("12.50"), reason="=1+1", proofs=("12/BC", "13/BC")),
                ScoredCriterion("1.2", "Máy", None),
                ScoredCriterion("1.3", "Khảo sát", Decimal(10)),
                ScoredCriterion("1.4", "Nền tảng", Decimal(5), Decimal(0), explanation="Đang chờ nghiệm thu"),
            ),
        ),
        ScoredPillar("2", "Nhân lực số", ()),
    ),
    own=StageTotals(Decimal("12.50"), Decimal(35), Decimal("35.71"), Decimal("357.14"), "Hình thành"),
)


def blocks_of(document: OfficialDocument, section: int, kind: type) -> list[str]:
    return [block.text for block in document.sections[section].blocks if isinstance(block, kind)]


def table_of(blocks: tuple[object, ...]) -> Table:
    (table,) = (block for block in blocks if isinstance(block, Table))
    return table


def test_summary_sums_by_main_index_and_leaves_what_is_not_scored_blank() -> None:
    document = describe(SMALL, HEADING)
    assert table_of(document.sections[0].blocks).rows == (
        Row(("1", "Hạ tầng số", "35", "12,5", "–", "–")),
        Row(("2", "Nhân lực số", "–", "–", "–", "–")),
        Row(("", "Tổng cộng", "35", "12,5", "–", "–"), total=True),
    )
    assert blocks_of(document, 0, Paragraph) == [
        "Tự chấm: 12,5/35 điểm, đạt 35,71%, quy đổi 357,14 điểm, mức Hình thành.",
        "Điểm của từng chỉ số tại Phụ lục kèm theo.",
    ]


def test_annex_has_eight_columns_and_every_criterion() -> None:
    (annex,) = describe(SMALL, HEADING).annexes
    table = table_of(annex.blocks)
    assert annex.landscape
    assert [column.title for column in table.columns] == [
        *("STT", "Chỉ số", "Điểm tối đa", "Tự chấm", "Văn phòng kiểm tra", "Thẩm định"),
        *("Lý do chênh lệch", "Minh chứng"),
    ]
    assert table.rows == (
        Row(("1", "Hạ tầng số", "35", "12,5", "–", "–", "", ""), total=True),
        Row(("1.1", "Mạng", "20", "12,5", "–", "–", "=1+1", "- 12/BC\n- 13/BC")),
        Row(("1.2", "Máy", "–", "–", "–", "–", "", "Không áp dụng")),
        Row(("1.3", "Khảo sát", "10", "–", "–", "–", "", "")),
        Row(("1.4", "Nền tảng", "5", "0", "–", "–", "", "")),
        Row(("2", "Nhân lực số", "–", "–", "–", "–", "", ""), total=True),
        Row(("", "Tổng cộng", "35", "12,5", "–", "–", "", ""), total=True),
    )


def test_criteria_without_proof_are_explained_and_surveys_left_out() -> None:
    document = describe(SHEET, HEADING)
    assert blocks_of(document, 1, Clause) == [
        "Chỉ số 1.2: Máy tính của công chức có phòng, chống mã độc tập trung",
        "Chỉ số 3.2: Kiểm tra, đánh giá an toàn thông tin định kỳ",
    ]
    assert blocks_of(document, 1, Paragraph) == [
        "Số chỉ số chưa có hoặc chưa đủ minh chứng: 02.",
        "Phần mềm quản trị tập trung chưa xuất được danh sách máy; Sở sẽ bổ sung.",
        "Chưa có minh chứng và chưa có giải trình.",
    ]


def test_nothing_lacking_is_said_too() -> None:
    proved = replace(SMALL, pillars=(replace(SMALL.pillars[0], criteria=SMALL.pillars[0].criteria[:1]),))
    document = describe(proved, HEADING)
    assert blocks_of(document, 1, Paragraph) == ["Các chỉ số được chấm điểm đều có đủ minh chứng."]
    assert blocks_of(document, 2, Paragraph) == ["Không có.", "Không có."]


def test_difficulties_and_proposals_are_the_body_s_own_words() -> None:
    assert blocks_of(describe(SHEET, HEADING), 2, Bullet) == [*SHEET.difficulties, *SHEET.proposals]


@pytest.mark.parametrize("section", ["summary", "annex"])
def test_a_sample_set_is_marked_over_the_points_on_every_page(section: str) -> None:
    document = describe(SHEET, HEADING)
    blocks = document.sections[0].blocks if section == "summary" else document.annexes[0].blocks
    above = {column.title: column.above for column in table_of(blocks).columns if column.above}
    assert set(above.values()) == {f"Điểm {MARK}"}
    assert len(above) == 4
    assert MARK in document.opening[0]
    assert all(MARK in text for text in blocks_of(document, 0, Paragraph)[:3])
    assert MARK not in str(describe(replace(SHEET, is_unofficial=False), HEADING))


def test_report_has_its_three_parts_and_no_number() -> None:
    document = describe(SHEET, HEADING)
    assert [section.title for section in document.sections] == [
        "Tổng hợp điểm tự đánh giá",
        "Giải trình chỉ số chưa đủ minh chứng",
        "Khó khăn, vướng mắc và đề xuất, kiến nghị",
    ]
    assert (document.number, document.issued_on) == (None, None)
    assert render(document) == render(describe(SHEET, HEADING))


def rows_of(sheet: Sheet) -> list[list[object]]:
    data = workbook(sheet, made_at=MADE_AT)
    return load_workbook(io.BytesIO(data)).get_sheet_by_name("Bảng điểm").to_python()


def test_workbook_has_points_as_numbers_and_words_as_text() -> None:
    assert rows_of(SMALL)[3:] == [
        [
            *("STT", "Chỉ số", "Điểm tối đa", "Tự chấm", "Văn phòng kiểm tra", "Thẩm định"),
            *("Lý do chênh lệch", "Minh chứng"),
        ],
        ["1", "Hạ tầng số", 35.0, 12.5, "", "", "", ""],
        ["1.1", "Mạng", 20.0, 12.5, "", "", "=1+1", "12/BC\n13/BC"],
        ["1.2", "Máy", "", "", "", "", "", "Không áp dụng"],
        ["1.3", "Khảo sát", 10.0, "", "", "", "", ""],
        ["1.4", "Nền tảng", 5.0, 0.0, "", "", "", ""],
        ["2", "Nhân lực số", "", "", "", "", "", ""],
        ["", "Tổng cộng", 35.0, 12.5, "", "", "", ""],
    ]


def test_workbook_says_whose_sheet_it_is_and_marks_a_sample() -> None:
    assert [row[0] for row in rows_of(SHEET)[:2]] == [
        "Sở Tư pháp: điểm chuyển đổi số (DTI) năm 2026",
        f"Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026 {MARK}",
    ]
    assert rows_of(replace(SHEET, is_unofficial=False))[1][0] == "Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026"


def test_workbook_of_the_same_sheet_is_the_same() -> None:
    assert workbook(SHEET, made_at=MADE_AT) == workbook(SHEET, made_at=MADE_AT)
