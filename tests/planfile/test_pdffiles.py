"""What is read off the pages of a PDF: words, type, lines; and which files are refused."""

import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from dondoc.planfile import UnreadableFile, read
from dondoc.planfile.pdffiles import MAX_PAGES, page_count, sheets_of
from dondoc.planfile.pdfwords import is_scrambled
from dondoc.planfile.sheets import Rule, Sheet
from tests.planfile.printed import line

BENCH = Path(__file__).parents[2] / "bench"
FONTS = "".join(
    f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >> "
    for name, font in (("F1", "Helvetica"), ("F2", "Helvetica-BoldOblique"))
)


def pdf(content: str, *, page: str = "/MediaBox [0 0 400 300]", form: str = "", trailer: str = "") -> bytes:
    """A PDF of one page; `form` is the content of a form that the page may draw as /X."""
    resources = f"/Resources << /Font << {FONTS} >> /XObject << /X 5 0 R >> >>"
    drawn = f"/Type /XObject /Subtype /Form /BBox [0 0 400 300] /Matrix [2 0 0 1 0 10] /Length {len(form)}"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R {resources} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< {drawn} >>\nstream\n{form}\nendstream",
    ]
    out, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return f"{out}startxref\n{out.index('xref')}\n%%EOF\n".encode("latin-1")


def only_sheet(data: bytes) -> Sheet:
    (sheet,) = sheets_of(data, "a.pdf")
    return sheet


def text(words: str, x: int, y: int, *, font: str = "F1", size: int = 10) -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET "


def test_words_stand_where_they_are_printed() -> None:
    sheet = only_sheet(pdf(text("Ke hoach", 50, 200) + text("so 5", 50, 180, font="F2", size=12)))
    assert (sheet.number, sheet.width, sheet.height) == (1, 400, 300)
    assert [(word.text, word.size, word.is_bold, word.is_italic) for word in sheet.words] == [
        ("Ke", 10, False, False), ("hoach", 10, False, False), ("so", 12, True, True), ("5", 12, True, True),
    ]  # fmt: skip
    first = sheet.words[0]
    assert (round(first.left), round(first.top), round(first.bottom)) == (50, 92, 102)
    assert round(first.right, 2) == 62.23  # K and e of Helvetica: 667 and 556 thousandths of the size
    assert first.confidence is None


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_upright(turn: int) -> None:
    matrices = {90: "0 1 -1 0 300 0", 180: "-1 0 0 -1 400 300", 270: "0 -1 1 0 100 300"}
    content = f"q {matrices[turn]} cm {text('Ke hoach', 50, 200)} 40 150 m 140 150 l S Q"
    sheet = only_sheet(pdf(content, page=f"/MediaBox [0 0 400 300] /Rotate {turn}"))
    assert [word.text for word in sheet.words] == ["Ke", "hoach"]
    assert (sheet.width, sheet.height) == ((300, 400) if turn != 180 else (400, 300))
    assert sheet.words[0].right < sheet.words[1].left
    assert abs(sheet.words[0].bottom - sheet.words[1].bottom) < 0.01
    (rule,) = sheet.rules
    assert round(rule.right - rule.left) == 100
    assert round(rule.bottom - rule.top) == 0


def test_a_page_that_does_not_begin_at_zero_is_moved_there() -> None:
    sheet = only_sheet(pdf(text("Ke", 150, 250), page="/MediaBox [0 0 600 600] /CropBox [100 50 500 350]"))
    assert (sheet.width, sheet.height) == (400, 300)
    assert (round(sheet.words[0].left), round(sheet.words[0].bottom)) == (50, 102)


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        ("10 100 m 200 100 l S", [Rule(10, 200, 200, 200)]),
        ("10 100 190 0.5 re f", [Rule(10, 199.5, 200, 200)]),
        ("10 100 190 60 re f", []),
        ("10 100 m 200 160 l S", []),
        ("0.5 0 0 0.5 0 0 cm 20 200 m 400 200 l S", [Rule(10, 200, 200, 200)]),
        ("/X Do", [Rule(20, 190, 400, 190)]),
    ],
)
def test_lines_are_strokes_and_thin_boxes(content: str, rules: list[Rule]) -> None:
    assert list(only_sheet(pdf(content, form="10 100 m 200 100 l S")).rules) == rules


def test_a_drawn_box_is_four_lines() -> None:
    rules = only_sheet(pdf("10 100 190 60 re S")).rules
    assert sorted(rules) == [
        Rule(10, 140, 10, 200),
        Rule(10, 140, 200, 140),
        Rule(10, 200, 200, 200),
        Rule(200, 140, 200, 200),
    ]


def test_a_raised_figure_is_a_word_of_its_own() -> None:
    content = "BT /F1 10 Tf 50 200 Td (m) Tj /F1 6 Tf 4 Ts (2) Tj ET"
    assert [(word.text, word.size) for word in only_sheet(pdf(content)).words] == [("m", 10), ("2", 6)]


def test_what_a_line_strikes_out_is_no_word() -> None:
    struck = text("cu moi", 50, 200) + "50 203 m 60.5 203 l S"  # `cu` is 10.56 wide
    assert [(word.text, round(word.left)) for word in only_sheet(pdf(struck)).words] == [("moi", 50)]
    below = text("cu moi", 50, 200) + "50 198.5 m 60.5 198.5 l S"
    assert [word.text for word in only_sheet(pdf(below)).words] == ["cu", "moi"]


def test_the_part_of_a_word_that_is_not_struck_out_stays() -> None:
    content = text("70%75%", 50, 200) + "50 203 m 70 203 l S"  # `70%` is 20.01 wide
    assert [word.text for word in only_sheet(pdf(content)).words] == ["75%"]


def test_lone_marked_letters_tell_a_page_that_scrambles() -> None:
    assert is_scrambled(line("C ộ ng hòa xã h ộ i ch ủ ngh ĩ a Vi ệ t Nam " * 2, top=100))
    assert not is_scrambled(
        line(
            "Rà soát quy định ở cấp xã, xin ý kiến của các cơ quan có liên quan trước khi trình cấp trên xem xét kỹ",
            top=100,
        )
    )


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        page_count(data, "a.pdf")
    return refused.value.sentence


def test_an_encrypted_file_is_refused() -> None:
    lock = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + "a" * 32 + ") /U (" + "b" * 32 + ") >> /ID [(x) (x)]"
    assert refusal(pdf("", trailer=lock)) == "Tệp a.pdf được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên."


def test_a_broken_file_is_refused() -> None:
    assert (
        refusal(b"%PDF-1.4\nnothing") == "Tệp a.pdf bị hỏng, không mở được. Hãy xuất lại tệp PDF từ Word rồi tải lên."
    )


def test_a_file_of_too_many_pages_is_refused() -> None:
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(MAX_PAGES + 1):
            document.new_page(100, 100).close()
        out = BytesIO()
        document.save(out)
    assert refusal(out.getvalue()) == (
        f"Tệp a.pdf có {MAX_PAGES + 1} trang, quá giới hạn {MAX_PAGES} trang. Hãy tách riêng phần kế hoạch rồi tải lên."
    )


def test_a_plan_reads_the_same_from_its_pdf_as_from_its_word_file() -> None:
    sys.path.insert(0, str(BENCH))
    try:
        import parse  # slow import: python-docx  # noqa: PLC0415
    finally:
        sys.path.remove(str(BENCH))
    word = read(parse.document(), name="a.docx").draft
    printed = read((BENCH / "plan_124.pdf").read_bytes(), name="a.pdf")
    assert printed.draft.to_json() == word.to_json()
    assert printed.page_count == 19
    last = printed.source[-1]
    assert [spot.page for spot in last.trace.spots] == [19] * len(last.trace.spots)
