"""What of a Word file is text, and how its tables and frames are read."""

import pytest

from dondoc.planfile import read
from dondoc.planfile.blocks import Block, Paragraph, Table, own_cells
from dondoc.planfile.wordfiles import read_word
from tests.planfile.builders import part_of, plan, with_parts

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
PLAN = plan("I. NHIỆM VỤ", "1. Rà soát.")


def blocks(body: str) -> tuple[Block, ...]:
    xml = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return read_word(with_parts(PLAN, {"word/document.xml": xml}), "a.docx")[0]


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p>{properties}{inside}</w:p>"


TEXTS = {
    "runs joined": (run("Kế ") + run("hoạch"), "Kế hoạch"),
    "insertion": (run("A ") + f'<w:ins w:id="1">{run("B")}</w:ins>', "A B"),
    "deletion": (run("A") + '<w:del w:id="1"><w:r><w:delText>B</w:delText></w:r></w:del>', "A"),
    "move": (f"<w:moveFrom>{run('A')}</w:moveFrom><w:moveTo>{run('B')}</w:moveTo>", "B"),
    "hyperlink": (f"<w:hyperlink>{run('trang')}</w:hyperlink>", "trang"),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('A')}</w:sdtContent></w:sdt>", "A"),
    "hidden": (run("A") + run("B", "<w:rPr><w:vanish/></w:rPr>"), "A"),
    "shown again": (run("A", '<w:rPr><w:vanish w:val="0"/></w:rPr>'), "A"),
    "footnote": (run("A") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "A"),
    "field": (
        '<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple w:instr="DATE">' + run("B") + "</w:fldSimple>",
        "B",
    ),
    "break and tab": (run("A") + "<w:r><w:br/></w:r>" + run("B") + "<w:r><w:tab/></w:r>" + run("C"), "A\nB C"),
    "hyphens": (
        run("KH") + "<w:r><w:noBreakHyphen/></w:r>" + run("UB") + "<w:r><w:softHyphen/></w:r>" + run("ND"),
        "KH-UBND",
    ),
    "odd spaces": (run("Quý\u00a0III\u00ad/2026\u200b"), "Quý III/2026"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_of_a_paragraph(case: str) -> None:
    inside, expected = TEXTS[case]
    assert [block.text for block in blocks(paragraph(inside)) if isinstance(block, Paragraph)] == [expected]


def test_paragraph_whose_mark_is_deleted_runs_into_the_next() -> None:
    deleted = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    assert blocks(paragraph(run("A "), deleted) + paragraph(run("B"))) == (Paragraph("A B"),)


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('SỞ TƯ PHÁP'))}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert [b.text for b in blocks(paragraph(drawn + run("KẾ HOẠCH"))) if isinstance(b, Paragraph)] == [
        "SỞ TƯ PHÁP",
        "KẾ HOẠCH",
    ]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraph(run(line)) for line in text.split('/'))}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def texts(table: Block) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def test_spans_are_one_cell_in_every_place_they_cover() -> None:
    (table,) = blocks(
        "<w:tbl>"
        + row(cell("A", '<w:vMerge w:val="restart"/>'), cell("B", '<w:gridSpan w:val="2"/>'))
        + row(cell("", "<w:vMerge/>"), cell("C"), cell("D/E"))
        + row(cell("F"), cell("G"), properties='<w:gridBefore w:val="1"/>')
        + "</w:tbl>"
    )
    assert texts(table) == [["A", "B", "B"], ["A", "C", "D\nE"], ["", "F", "G"]]
    assert isinstance(table, Table)
    assert table.rows[0][0] is table.rows[1][0]
    assert [cell.text for cell in own_cells(table.rows[0])] == ["A", "B"]


def test_deleted_rows_are_left_out_and_inserted_ones_kept() -> None:
    (table,) = blocks(
        "<w:tbl>"
        + row(cell("A"))
        + row(cell("B"), properties='<w:del w:id="1"/>')
        + row(cell("C"), properties='<w:ins w:id="2"/>')
        + f"<w:sdt><w:sdtContent>{row(cell('D'))}</w:sdtContent></w:sdt>"
        + "</w:tbl>"
    )
    assert texts(table) == [["A"], ["C"], ["D"]]


def test_table_inside_a_cell_is_text_of_the_cell() -> None:
    inner = f"<w:tbl>{row(cell('B'), cell('C'))}</w:tbl>"
    outer = f"<w:tc>{paragraph(run('A'))}{inner}{paragraph('')}</w:tc>"
    (table,) = blocks(f"<w:tbl>{row(outer)}</w:tbl>")
    assert texts(table) == [["A\nB C"]]


def test_heading_style_numbering_and_alignment_come_with_the_style() -> None:
    heading = paragraph(run("Mục tiêu"), '<w:pPr><w:pStyle w:val="Heading1"/><w:jc w:val="center"/></w:pPr>')
    bullet = paragraph(run("Rà soát"), '<w:pPr><w:pStyle w:val="ListBullet"/></w:pPr>')
    assert blocks(heading + bullet) == (Paragraph("Mục tiêu", level=1, centred=True), Paragraph("- Rà soát"))


LETTERHEAD_LINES = (
    ("UBND TỈNH SÔNG LAM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("SỞ TƯ PHÁP\tĐộc lập - Tự do - Hạnh phúc"),
    ("Số: 15/KH-STP\tSông Lam, ngày 20 tháng 01 năm 2026"),
    ("KẾ HOẠCH"),
    ("Công tác tư pháp năm 2026"),
    ("I. NHIỆM VỤ"),
    ("1.\tRà soát văn bản./."),
    ("Nơi nhận:\tGIÁM ĐỐC"),
    ("- UBND tỉnh;"),
    ("- Lưu: VT.\tTrần Văn Bình"),
)


def test_letterhead_and_closing_parted_by_tabs_are_read_as_two_columns() -> None:
    lines = (paragraph(run(line).replace("\t", "</w:t><w:tab/><w:t>")) for line in LETTERHEAD_LINES)
    xml = f"<w:document {SPACES}><w:body>{''.join(lines)}</w:body></w:document>"
    draft = read(with_parts(PLAN, {"word/document.xml": xml}), name="a.docx").draft
    assert (draft.number, draft.place, draft.issuer) == ("15/KH-STP", "Sông Lam", "Sở Tư pháp")
    assert [(task.number, task.text) for task in draft.tasks] == [("1", "Rà soát văn bản")]
    assert draft.signer is not None
    assert (draft.signer.position, draft.signer.name) == ("GIÁM ĐỐC", "Trần Văn Bình")
    assert draft.recipients == ("UBND tỉnh", "Lưu: VT")


def test_headers_footers_and_notes_are_no_part_of_the_text() -> None:
    parts = {
        f"word/{name}.xml": f"<w:hdr {SPACES}>{paragraph(run('9. Việc lạ'))}</w:hdr>"
        for name in ("header9", "footnotes")
    }
    assert read(with_parts(PLAN, parts), name="a.docx") == read(PLAN, name="a.docx")
    assert "Việc lạ" not in part_of(PLAN, "word/document.xml")
