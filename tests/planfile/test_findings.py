"""What is found in a plan that was read: place, quotation, advice; printed for people and for programs."""

import json
from datetime import date
from pathlib import Path

import pytest

from dondoc.core.citations import Registered
from dondoc.core.findings import KINDS, Finding
from dondoc.core.plan import Citation, Doubt, PlanDraft
from dondoc.planfile import Reading, SourceLine, read
from dondoc.planfile.findings import findings, to_json, to_text
from dondoc.planfile.traces import Spot, Trace
from tests.planfile.builders import form

GOLDEN = Path(__file__).parents[1] / "golden"
LONG = "Một câu mở đầu không có gì đáng nói. " * 20


@pytest.fixture(scope="module")
def mismatch() -> Reading:
    """A plan with two dates for one document, figures that differ, empty cells and a word said twice."""
    return read(form((GOLDEN / "mismatch.form").read_text(encoding="utf-8")), name="mismatch.docx")


def reading_of(doubt: Doubt, line: SourceLine) -> Reading:
    return Reading(PlanDraft(warnings=(doubt,)), (line,), {})


def only(reading: Reading, registered: Registered | None = None) -> Finding:
    (found,) = findings(reading, registered)
    return found


def test_findings_are_the_doubts_of_the_reading_and_nothing_else(mismatch: Reading) -> None:
    found = findings(mismatch)

    assert sorted((f.code, f.message, f.where) for f in found) == sorted(
        (d.code, d.message, d.where) for d in mismatch.draft.warnings
    )
    assert len(found) > 5


def test_findings_stand_in_the_order_of_the_contract(mismatch: Reading) -> None:
    codes = [list(KINDS).index(finding.code) for finding in findings(mismatch)]
    assert codes == sorted(codes)


def test_finding_in_a_row_quotes_the_row(mismatch: Reading) -> None:
    found = next(f for f in findings(mismatch) if f.code == "no-lead")

    assert found == Finding(
        code="no-lead",
        title="Nhiệm vụ chưa có cơ quan chủ trì",
        message="Nhiệm vụ 3 không nêu cơ quan chủ trì",
        where="table 1 row 4",
        place="bảng 1, dòng 4",
        page=None,
        quotation=(
            "3 | Khảo sát người dân, bảo đảm trên 90% người dân hài lòng với việc giải quyết thủ tục hành chính"
            " | Phòng A | Báo cáo khảo sát"
        ),
        advice="Ghi một cơ quan, đơn vị chủ trì cho từng nhiệm vụ.",
    )


def test_finding_in_a_cell_quotes_the_cell_and_its_page() -> None:
    cells = ("1", "Rà soát của của Sở")
    traces = (Trace((Spot(1, 0, 0, 1, 1),)), Trace((Spot(2, 0, 0, 1, 1),)))
    line = SourceLine("table 1 row 2", "row", " | ".join(cells), cells, traces[0], traces)
    found = only(reading_of(Doubt("repeated-words", "Lặp từ: “của của”", "table 1 row 2 column 2"), line))

    assert (found.place, found.page, found.quotation) == ("bảng 1, dòng 2, cột 2", 2, "Rà soát của của Sở")


def test_finding_about_the_whole_document_quotes_nothing() -> None:
    found = only(reading_of(Doubt("no-due", "Không nêu thời hạn", "document"), SourceLine("paragraph 1", "item", "A")))
    assert (found.place, found.page, found.quotation) == ("cả văn bản", None, "")


def test_long_line_is_cut_around_the_words_that_the_finding_names() -> None:
    line = SourceLine("paragraph 2", "paragraph", f"{LONG}theo Quyết định số 405/QĐ-BKHCN ngày 03/4/2026. {LONG}")
    doubt = Doubt("cites-later-document", "Văn bản số 405/QĐ-BKHCN ngày 3/4/2026 sau ngày của Kế hoạch", "paragraph 2")
    quotation = only(reading_of(doubt, line)).quotation

    assert "số 405/QĐ-BKHCN ngày 03/4/2026" in quotation
    assert quotation.startswith("… ")
    assert quotation.endswith(" …")
    assert len(quotation) <= 244
    assert quotation.strip("… ") in line.text


def test_long_line_of_a_finding_about_the_whole_line_is_cut_at_its_end() -> None:
    line = SourceLine("paragraph 2", "item", LONG)
    quotation = only(
        reading_of(Doubt("no-lead", "Nhiệm vụ 1 không nêu cơ quan chủ trì", "paragraph 2"), line)
    ).quotation

    assert quotation.startswith("Một câu mở đầu")
    assert quotation.endswith(" …")
    assert LONG.startswith(quotation.removesuffix(" …"))


def test_long_cell_of_a_scan_is_cut_around_an_unsure_word() -> None:
    line = SourceLine("paragraph 2", "paragraph", f"{LONG}Sở Tư phấp. {LONG}", trace=Trace((Spot(2, 0, 0, 1, 1),), 41))
    found = only(reading_of(Doubt("low-ocr-confidence", "Chữ nhận dạng chưa chắc: “phấp”", "paragraph 2"), line))

    assert "Sở Tư phấp." in found.quotation
    assert found.page == 2


def test_citation_dated_otherwise_than_the_register_is_found_at_its_place(mismatch: Reading) -> None:
    registered = {"20/KH-UBND": [Citation("20/KH-UBND", date(2026, 1, 15))]}
    new = [finding for finding in findings(mismatch, registered) if finding not in findings(mismatch)]

    assert [(f.code, f.place, f.message) for f in new] == [
        (
            "citation-mismatch",
            "đoạn 3",
            "Văn bản số 20/KH-UBND được dẫn với ngày 15/3/2026, Sổ văn bản viện dẫn ghi ngày 15/1/2026",
        )
    ]
    assert new[0].quotation.startswith("Căn cứ Kế hoạch số 20/KH-UBND ngày 15/3/2026")


def test_json_is_a_list_of_objects_with_every_key(mismatch: Reading) -> None:
    printed = json.loads(to_json(findings(mismatch)))

    assert len(printed) == len(mismatch.draft.warnings)
    assert {tuple(finding) for finding in printed} == {
        ("code", "title", "message", "where", "place", "page", "quotation", "advice")
    }
    assert to_json(()) == "[]"


def test_text_is_grouped_numbered_and_counted() -> None:
    lines = (SourceLine("paragraph 1", "item", "Các các phòng"), SourceLine("paragraph 2", "item", "của của Sở"))
    doubts = (
        Doubt("repeated-words", "Lặp từ: “Các các”", "paragraph 1"),
        Doubt("repeated-words", "Lặp từ: “của của”", "paragraph 2"),
        Doubt("number-missing", "Số để trống", "document"),
    )

    assert to_text(findings(Reading(PlanDraft(warnings=doubts), lines, {}))).splitlines() == [
        "Chưa có số văn bản (1)",
        "  1. Số để trống",
        "     Chỗ: cả văn bản",
        "     Việc cần làm: Ghi số trước khi phát hành, ở cả trang đầu và dòng “Kèm theo” của phụ lục.",
        "",
        "Lặp từ, thừa từ (2)",
        "  2. Lặp từ: “Các các”",
        "     Chỗ: đoạn 1",
        "     Văn bản ghi: “Các các phòng”",
        "  3. Lặp từ: “của của”",
        "     Chỗ: đoạn 2",
        "     Văn bản ghi: “của của Sở”",
        "     Việc cần làm: Đọc lại câu và bỏ phần lặp, phần thừa.",
        "",
        "Có 3 điều cần xem lại.",
    ]


def test_text_of_nothing_found_says_so() -> None:
    assert to_text(()) == "Không có điều nào cần xem lại."


def test_text_tells_the_page_where_it_is_known() -> None:
    line = SourceLine("paragraph 1", "item", "chữ mờ", trace=Trace((Spot(3, 0, 0, 1, 1),), 41, ("mờ",)))
    found = findings(reading_of(Doubt("low-ocr-confidence", "Chữ “mờ” chưa chắc chắn", "paragraph 1"), line))

    assert "     Chỗ: đoạn 1, trang 3" in to_text(found).splitlines()
