"""What stands in the document: numbering, blanks, lists, annexes, tables, and texts that would break a file."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_report import TASKS

from dondoc.officialdoc import (
    Annex,
    Bullet,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Point,
    Row,
    Section,
    SignatureBlock,
    Table,
    annex_labels,
    render,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BARE = OfficialDocument(
    parent_body="UBND tỉnh mẫu",
    body="Sở Tư pháp",
    kind="Thông báo",
    symbol="TB-STP",
    place="Nơi mẫu",
    summary="Văn bản mẫu",
    signer=SignatureBlock("Giám đốc"),
    recipients=("Lưu: VT",),
)


def lines(document):
    """The text of every paragraph in reading order, empty ones left out."""
    body = docx.Document(io.BytesIO(render(document))).element.body
    texts = ("".join(t.text or "" for t in node.iter(f"{W}t")) for node in body.iter(f"{W}p"))
    return [text for text in texts if text]


def tables(document):
    return docx.Document(io.BytesIO(render(document))).tables


def with_blocks(*blocks):
    return replace(BARE, sections=(Section("Phần mẫu", blocks),))


def test_least_document_prints_every_mandatory_component():
    blank = " " * 6
    assert lines(BARE) == [
        "UBND TỈNH MẪU",
        "SỞ TƯ PHÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {' ' * 8}/TB-STP",
        f"Nơi mẫu, ngày{blank}tháng{blank}năm {blank}",
        "THÔNG BÁO",
        "Văn bản mẫu",
        "Nơi nhận:",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
    ]


@pytest.mark.parametrize(("number", "printed"), [("5", "05"), ("05", "05"), ("47", "47"), ("128", "128")])
def test_number_is_padded_to_two_digits_when_given(number, printed):
    assert f"Số: {printed}/TB-STP" in lines(replace(BARE, number=number))


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 2, 5), "Nơi mẫu, ngày 05 tháng 02 năm 2026"),
        (date(2026, 6, 29), "Nơi mẫu, ngày 29 tháng 6 năm 2026"),
        (date(2026, 12, 1), "Nơi mẫu, ngày 01 tháng 12 năm 2026"),
    ],
)
def test_date_is_written_as_the_decree_says_when_given(day, printed):
    assert printed in lines(replace(BARE, issued_on=day))


def test_people_committee_stands_on_two_lines_when_written_in_full():
    assert lines(replace(BARE, parent_body="Ủy ban nhân dân tỉnh Mẫu"))[:3] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH MẪU",
        "SỞ TƯ PHÁP",
    ]


def test_long_name_of_a_body_is_broken_into_lines_of_about_one_length():
    printed = lines(replace(BARE, body="Trung tâm Trợ giúp pháp lý nhà nước tỉnh Đồng Tháp"))
    assert printed[1:4] == ["TRUNG TÂM TRỢ GIÚP", "PHÁP LÝ NHÀ NƯỚC", "TỈNH ĐỒNG THÁP"]


def test_name_of_a_body_is_broken_where_the_caller_says():
    assert lines(replace(BARE, body="Trung tâm\nTrợ giúp"))[1:3] == ["TRUNG TÂM", "TRỢ GIÚP"]


def test_one_addressee_stands_on_the_line_and_opens_the_recipients():
    printed = lines(replace(BARE, addressed_to=("Cơ quan mẫu",)))
    assert "Kính gửi: Cơ quan mẫu" in printed
    assert printed[printed.index("Nơi nhận:") + 1 :][:2] == ["- Như trên;", "- Lưu: VT."]


def test_several_addressees_stand_on_lines_of_their_own():
    printed = lines(replace(BARE, addressed_to=("Cơ quan một;", "Cơ quan hai")))
    place = printed.index("Kính gửi:")
    assert printed[place : place + 3] == ["Kính gửi:", "- Cơ quan một;", "- Cơ quan hai."]


def test_grounds_end_with_semicolons_and_the_last_with_a_full_stop():
    printed = lines(replace(BARE, grounds=("Căn cứ một.", "Căn cứ hai;", "Căn cứ ba")))
    assert [line for line in printed if line.startswith("Căn cứ")] == ["Căn cứ một;", "Căn cứ hai;", "Căn cứ ba."]


def test_sections_clauses_and_points_are_numbered_anew_where_they_should():
    first = Section(
        "Một",
        (
            Clause("Có tên", titled=True),
            Point("x"),
            Paragraph("xen giữa"),
            Point("y"),
            Clause("Không tên"),
            Point("z"),
            Bullet("gạch"),
        ),
    )
    printed = lines(replace(BARE, sections=(first, Section("Hai", (Clause("Lại từ đầu"), Point("t"))))))
    start = printed.index("I. MỘT")
    assert printed[start : start + 11] == [
        "I. MỘT",
        "1. Có tên",
        "a) x",
        "xen giữa",
        "b) y",
        "2. Không tên",
        "a) z",
        "- gạch",
        "II. HAI",
        "1. Lại từ đầu",
        "a) t",
    ]


def test_points_follow_the_vietnamese_alphabet():
    printed = lines(with_blocks(*(Point("x") for _ in range(25))))
    letters = [line.split(")")[0] for line in printed if line.endswith(") x")]
    assert letters[:7] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert letters[-4:] == ["x", "y", "aa", "bb"]


def test_section_without_blocks_prints_its_title_alone():
    printed = lines(with_blocks())
    assert printed[printed.index("I. PHẦN MẪU") + 1] == "Nơi nhận:"


@pytest.mark.parametrize("closing", ["Trên đây là báo cáo", "Trên đây là báo cáo.", "Trên đây là báo cáo./."])
def test_closing_ends_with_the_official_sign(closing):
    assert "Trên đây là báo cáo./." in lines(replace(BARE, closing=(closing,)))


def test_name_of_the_signer_keeps_its_place_when_unknown():
    (signature,) = tables(BARE)[1:]
    styles = [paragraph.style.name for paragraph in signature.cell(0, 1).paragraphs]
    assert styles == ["Quyền hạn, chức vụ", "Họ tên người ký"]
    assert signature.cell(0, 1).paragraphs[-1].text == ""


def test_single_annex_is_not_numbered_and_names_its_document():
    printed = lines(replace(BARE, annexes=(Annex("Tên mẫu", (Paragraph("Nội dung"),)),), year=2026))
    blank = " " * 6
    assert printed[-4:] == [
        "Phụ lục",
        "TÊN MẪU",
        f"(Kèm theo Thông báo số {' ' * 8}/TB-STP ngày{blank}tháng{blank}năm 2026 của Sở Tư pháp)",
        "Nội dung",
    ]


def test_annexes_are_numbered_in_roman_when_several():
    annexes = tuple(Annex(f"Tên {n}", (Paragraph(f"Nội dung {n}"),)) for n in range(4))
    printed = lines(replace(BARE, annexes=annexes))
    assert [line for line in printed if line.startswith("Phụ lục")] == list(annex_labels(4))
    assert annex_labels(4) == ("Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV")


def test_annex_names_number_and_date_when_given():
    document = replace(BARE, number="7", issued_on=date(2026, 1, 9), annexes=(Annex("Tên", (Paragraph("x"),)),))
    assert "(Kèm theo Thông báo số 07/TB-STP ngày 09 tháng 01 năm 2026 của Sở Tư pháp)" in lines(document)


def test_table_keeps_cells_groups_and_totals_in_place():
    table = Table(
        (Column("STT"), Column("Nhiệm vụ", 4), Column("Tỷ lệ", 2)),
        (
            GroupRow("Nhóm mẫu", number="I"),
            Row(("1", "Dòng một\nDòng hai", "50 %")),
            GroupRow("Nhóm không số"),
            Row(("", "Tổng", "50 %"), total=True),
        ),
        notes=("Ghi chú mẫu",),
    )
    document = with_blocks(table)
    printed = tables(document)[1]
    assert [[cell.text for cell in row.cells] for row in printed.rows] == [
        ["STT", "Nhiệm vụ", "Tỷ lệ"],
        ["I", "Nhóm mẫu", "Nhóm mẫu"],
        ["1", "Dòng một\nDòng hai", "50 %"],
        ["Nhóm không số"] * 3,
        ["", "Tổng", "50 %"],
    ]
    assert printed.rows[4].cells[1].paragraphs[0].style.font.bold
    assert "Ghi chú mẫu" in lines(document)


def test_table_heading_repeats_and_short_rows_stay_whole():
    long = Row(("2", "từ " * 2000))
    table = Table((Column("STT"), Column("Nội dung", 9)), (Row(("1", "ngắn")), GroupRow("Nhóm"), long))
    rows = tables(with_blocks(table))[1]._tbl.tr_lst
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, True, True, False]


def test_group_heading_and_row_above_a_total_are_held_to_the_row_after_them():
    total = Row(("",), total=True)
    rows = (GroupRow("Nhóm"), Row(("1",)), Row(("2",)), total, GroupRow("Nhóm"), total)
    printed = tables(with_blocks(Table((Column("A"),), rows)))[1]._tbl.tr_lst
    # The last row is held to the signature.
    assert [len(row.findall(f".//{W}keepNext")) for row in printed] == [
        0,
        1,
        0,
        1,
        0,
        1,
        1,
    ]  # the last row: to the signature


def test_columns_under_a_common_heading_take_two_repeated_rows():
    columns = (Column("Chỉ tiêu", 3), Column("Số", above="Kết quả"), Column("Tỷ lệ", above="Kết quả"))
    printed = tables(with_blocks(Table(columns, (Row(("x", "1", "2 %")),))))[1]
    assert [[cell.text for cell in row.cells] for row in printed.rows] == [
        ["Chỉ tiêu", "Kết quả", "Kết quả"],
        ["Chỉ tiêu", "Số", "Tỷ lệ"],
        ["x", "1", "2 %"],
    ]
    headings = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in printed._tbl.tr_lst]
    assert headings == [True, True, False]


def widths(table):
    return [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]


def test_column_widths_follow_the_shares_and_fill_the_line():
    table = Table((Column("A", 1), Column("B", 2), Column("C", 7)), (Row(("1", "2", "3")),))
    printed = tables(with_blocks(table))[1]
    assert widths(printed) == [935, 1871, 6548]
    assert sum(widths(printed)) == round(165 / 25.4 * 1440)
    assert {
        tuple(int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.tc_lst) for row in printed._tbl.tr_lst
    } == {(935, 1871, 6548)}


def test_column_is_never_too_narrow_for_its_words():
    table = Table((Column("STT", 1), Column("Nội dung", 99)), (Row(("1", "x")),))
    narrow, wide = widths(tables(with_blocks(table))[1])
    assert narrow >= 10.5 / 25.4 * 1440  # STT in bold 12 is 7.7 mm long, the sides 2.8 mm
    assert narrow + wide == round(165 / 25.4 * 1440)


def test_annex_with_many_columns_is_printed_in_smaller_letters():
    annex = Annex("Tên", (TASKS,), landscape=True)
    printed = tables(replace(BARE, annexes=(annex,)))[2]
    sizes = {
        paragraph.style.font.size.pt for row in printed.rows for cell in row.cells for paragraph in cell.paragraphs
    }
    assert sizes == {11}
    assert sum(widths(printed)) == round(252 / 25.4 * 1440)


def test_tables_side_by_side_in_the_text_stay_two_tables():
    table = Table((Column("A"),), (Row(("1",)),))
    assert len(tables(with_blocks(table, table))) == 4


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ((), ()),
        ((Column("A", 0),), ()),
        ((Column("A"),), (Row(("1", "2")),)),
        ((Column("A"), Column("B")), (Row(("1",)),)),
    ],
)
def test_table_that_does_not_fit_its_columns_is_refused(columns, rows):
    with pytest.raises(ValueError, match=r"columns"):
        Table(columns, rows)


def test_signs_of_xml_are_text_when_written():
    hostile = "A & B < C > D \"E\" 'F' ]]> <w:p/> &amp;"
    assert lines(with_blocks(Paragraph(hostile)))[-4] == hostile


def test_characters_no_page_can_show_are_left_out():
    assert "mộthai" in lines(with_blocks(Paragraph("một\x00\x01\x08\x1b\x7f\x9f\ufffe\uffff\ud800hai")))


def test_line_ends_of_every_kind_start_a_paragraph():
    printed = lines(with_blocks(Paragraph("một\r\nhai\x0bba\u2028bốn\n\n  năm  ")))
    assert printed[printed.index("một") :][:5] == ["một", "hai", "ba", "bốn", "năm"]


def test_line_ends_in_a_heading_become_spaces():
    assert "I. TÊN DÀI" in lines(replace(BARE, sections=(Section("tên\n dài"),)))


def test_very_long_texts_are_printed_whole():
    long, unbroken = "từ ngữ " * 30_000, "x" * 50_000
    table = Table((Column("A"), Column("B")), (Row((long, unbroken)),))
    printed = lines(with_blocks(Paragraph(long), Paragraph(unbroken), table))
    assert printed.count(long.strip()) == 2
    assert printed.count(unbroken) == 2


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_gives_a_file_that_opens(text):
    table = Table((Column(text),), (GroupRow(text, number=text), Row((text,))), notes=(text,))
    document = replace(
        BARE,
        **dict.fromkeys(("parent_body", "body", "kind", "symbol", "place", "summary", "number"), text),
        sections=(Section(text, (Paragraph(text), Clause(text), Point(text), Bullet(text), table)),),
        closing=(text,),
        annexes=(Annex(text, (Paragraph(text),), landscape=True),),
    )
    assert len(tables(document)) == 3
