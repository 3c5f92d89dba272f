"""Sizes, margins and styles, read out of the file, beside what annex I of Decree 30/2020/NĐ-CP allows."""

import io
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.shared import Mm, Pt
from sample_report import REPORT

from dondoc.officialdoc import Annex, Paragraph, render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(document=REPORT):
    return docx.Document(io.BytesIO(render(document)))


def paragraphs(file):
    """Every paragraph of the body in reading order, those in tables too."""
    body = file.element.body
    return [docx.text.paragraph.Paragraph(node, file) for node in body.iter(f"{W}p")]


def starting(file, text):
    return next(p for p in paragraphs(file) if p.text.startswith(text))


@pytest.fixture(scope="module")
def report():
    grounded = replace(REPORT, grounds=("Căn cứ văn bản mẫu thứ nhất", "Căn cứ văn bản mẫu thứ hai"))
    return opened(grounded)


def test_paper_is_a4_with_the_decrees_margins_in_every_section(report):
    for section in report.sections:
        sides = sorted((round(section.page_width.mm), round(section.page_height.mm)))
        assert sides == [210, 297]
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


def test_only_the_annex_that_asks_is_turned():
    upright = Annex("Phụ lục đứng", (Paragraph("Nội dung mẫu"),))
    file = opened(replace(REPORT, annexes=(*REPORT.annexes, upright)))
    turned = [section.orientation for section in file.sections]
    assert turned == [WD_ORIENTATION.PORTRAIT, WD_ORIENTATION.LANDSCAPE, WD_ORIENTATION.PORTRAIT]
    assert [s.page_width > s.page_height for s in file.sections] == [False, True, False]
    assert {section.start_type for section in file.sections} == {WD_SECTION.NEW_PAGE}


@pytest.mark.parametrize(
    ("text", "least", "most", "bold", "italic", "align"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, True, False, "center"),
        ("Độc lập - Tự do - Hạnh phúc", 13, 14, True, False, "center"),
        ("ỦY BAN NHÂN DÂN", 12, 13, False, False, "center"),
        ("SỞ TƯ PHÁP", 12, 13, True, False, "center"),
        ("Số:", 13, 13, False, False, "center"),
        ("Đồng Tháp, ngày", 13, 14, False, True, "center"),
        ("BÁO CÁO", 13, 14, True, False, "center"),
        ("Kết quả thực hiện Kế hoạch", 13, 14, True, False, "center"),
        ("Kính gửi:", 13, 14, False, False, "center"),
        ("Căn cứ văn bản", 13, 14, False, True, "both"),
        ("Thực hiện Kế hoạch", 13, 14, False, False, "both"),
        ("I. KẾT QUẢ", 13, 14, True, False, "both"),
        ("1. Tình hình chung", 13, 14, True, False, "both"),
        ("1. Hoàn thành hồ sơ", 13, 14, False, False, "both"),
        ("a) Hạ tầng", 13, 14, False, False, "both"),
        ("- Kinh phí", 13, 14, False, False, "both"),
        ("KT. GIÁM ĐỐC", 13, 14, True, False, "center"),
        ("PHÓ GIÁM ĐỐC", 13, 14, True, False, "center"),
        ("Nguyễn Văn Mẫu", 13, 14, True, False, "center"),
        ("Nơi nhận:", 12, 12, True, True, "left"),
        ("- Như trên;", 11, 11, False, False, "left"),
        ("- Lưu: VT", 11, 11, False, False, "left"),
        ("Phụ lục", 14, 14, True, False, "center"),
        ("KẾT QUẢ THỰC HIỆN NHIỆM VỤ", 13, 14, True, False, "center"),
        ("(Kèm theo", 13, 14, False, True, "center"),
    ],
)
def test_component_has_the_decrees_size_and_style(report, text, least, most, bold, italic, align):
    style = starting(report, text).style
    assert least <= style.font.size.pt <= most
    assert (bool(style.font.bold), bool(style.font.italic)) == (bold, italic)
    assert style.element.pPr.find(f"{W}jc").get(f"{W}val") == align


def test_looks_come_from_named_styles_alone_so_that_word_can_restyle(report):
    assert list(report.element.body.iter(f"{W}rPr")) == []
    known = {style.style_id for style in report.styles}
    used = {node.get(f"{W}val") for node in report.element.body.iter(f"{W}pStyle")}
    assert used <= known
    assert all(paragraph._p.pPr.pStyle is not None for paragraph in paragraphs(report))


@pytest.mark.parametrize("text", ["Thực hiện", "1. Hoàn thành", "a) Hạ tầng", "- Kinh phí", "I. KẾT QUẢ", "Căn cứ"])
def test_running_text_is_indented_and_spaced(report, text):
    layout = starting(report, text).style.paragraph_format
    assert layout.first_line_indent in (Mm(10), Mm(12.7))
    assert layout.space_after >= Pt(6)
    assert 1 <= layout.line_spacing <= 1.5


def test_headings_are_words_own_so_that_the_navigation_shows_them(report):
    outline = [(p.style.name, p.text) for p in paragraphs(report) if p.style.name.startswith("Heading")]
    assert outline[:2] == [("Heading 1", "I. KẾT QUẢ THỰC HIỆN"), ("Heading 2", "1. Tình hình chung")]


def test_every_font_is_times_new_roman_and_black(report):
    fonts = [*report.styles.element.iter(f"{W}rFonts"), *report.element.iter(f"{W}rFonts")]
    scripts = ("ascii", "hAnsi", "cs", "eastAsia")
    assert [[font.get(f"{W}{script}") for script in scripts] for font in fonts] == [["Times New Roman"] * 4]
    assert {color.get(f"{W}val") for color in report.styles.element.iter(f"{W}color")} == {"000000"}


def test_text_is_marked_as_vietnamese(report):
    (language,) = report.styles.element.iter(f"{W}lang")
    assert language.get(f"{W}val") == "vi-VN"
    assert report.core_properties.language == "vi-VN"


def test_page_number_is_centred_above_and_absent_from_first_pages(report):
    for section in report.sections:
        (number,) = section.header.paragraphs
        assert number._p.find(f"{W}fldSimple").get(f"{W}instr") == " PAGE "
        assert 13 <= number.style.font.size.pt <= 14
        assert number.style.element.pPr.find(f"{W}jc").get(f"{W}val") == "center"
        assert section.header_distance + number.style.font.size < section.top_margin
        assert section.different_first_page_header_footer
        assert [p.text for p in section.first_page_header.paragraphs] == [""]


def test_pages_are_numbered_from_one_in_the_text_and_in_each_annex(report):
    starts = [node.get(f"{W}start") for node in report.element.body.iter(f"{W}pgNumType")]
    assert starts == ["1"] * len(report.sections)


@pytest.mark.parametrize(
    ("above", "least", "most"),
    [("SỞ TƯ PHÁP", 1 / 3, 1 / 2), ("Độc lập", 0.97, 1.03), ("của Sở Tư pháp (văn bản mẫu)", 1 / 3, 1 / 2)],
)
def test_rule_under_a_line_is_as_long_as_the_decree_says(report, above, least, most):
    printed = {"SỞ TƯ PHÁP": 27.6, "Độc lập": 60.5, "của Sở Tư pháp (văn bản mẫu)": 65.4}  # mm, measured in print
    rule = starting(report, above)._p.getnext()
    assert rule.find(f"{W}pPr/{W}pBdr/{W}top").get(f"{W}val") == "single"
    indents = rule.find(f"{W}pPr/{W}ind")
    left, right = (int(indents.get(f"{W}{side}")) for side in ("left", "right"))
    cell = rule.getparent()
    room = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) if cell.tag == f"{W}tc" else Mm(165).twips
    assert left == right
    assert least <= (room - left - right) / Mm(printed[above]).twips <= most


def test_number_and_date_stand_on_one_line_under_body_and_national_name(report):
    head = report.tables[0]
    assert [cell.text for cell in head.rows[1].cells] == [
        f"Số:{' ' * 9}/BC-STP",
        "Đồng Tháp, ngày      tháng      năm 2026",
    ]
    assert [cell.text.strip().split("\n")[-1] for cell in head.rows[0].cells] == [
        "SỞ TƯ PHÁP",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_signature_is_held_together_with_the_last_line_of_the_text(report):
    signature = report.tables[-2]
    assert signature.cell(0, 0).text.startswith("Nơi nhận:")
    assert signature.cell(0, 1).text.startswith("KT. GIÁM ĐỐC")
    assert signature._tbl.find(f"{W}tr/{W}trPr/{W}cantSplit") is not None
    last = signature._tbl.getprevious()
    assert last.find(f"{W}pPr/{W}keepNext") is not None


def test_layout_tables_have_no_rules(report):
    for table in (report.tables[0], report.tables[-2]):
        edges = table._tbl.find(f"{W}tblPr/{W}tblBorders")
        assert {edge.get(f"{W}val") for edge in edges} == {"none"}


ORDER = {  # ECMA-376 part 1, the children this layout uses
    "pPr": "pStyle keepNext widowControl pBdr spacing ind jc outlineLvl sectPr",
    "rPr": "rFonts b bCs i iCs color sz szCs lang",
    "sectPr": "headerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name basedOn qFormat pPr rPr",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "settings": "zoom defaultTabStop compat themeFontLang decimalSymbol listSeparator",
}


@pytest.mark.parametrize("parent", ORDER)
def test_properties_stand_in_the_order_of_the_schema_as_word_wants(report, parent):
    order = [f"{W}{tag}" for tag in ORDER[parent].split()]
    roots = (report.element, report.styles.element, report.settings.element)
    nodes = [node for root in roots for node in root.iter(f"{W}{parent}")]
    assert nodes != []
    for node in nodes:
        tags = [child.tag for child in node]
        assert tags == sorted(tags, key=order.index)
