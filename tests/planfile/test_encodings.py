"""Text in the encodings from before Unicode: told, read exactly, shown; Unicode text left alone."""

import random
import re
import unicodedata
from pathlib import Path

import pytest

from dondoc.planfile import read
from dondoc.planfile.encodings import Encoding, converted, encodings, judged
from tests.planfile.builders import part_of, plan, with_parts

ROOT = Path(__file__).parents[2]
ENCODINGS = {encoding.name: encoding for encoding in encodings()}
SIGNS = str.maketrans("–—“”‘’…", "--\"\"''.")
BODY = (
    "I. MỤC TIÊU",
    "- Tối thiểu 90% hồ sơ được giải quyết đúng hạn.",
    "II. NHIỆM VỤ",
    "1. Rà soát, tái cấu trúc thủ tục hành chính (Văn phòng Sở chủ trì, hoàn thành trước 30/6/2026).",
    "2. Số hóa dữ liệu hộ tịch còn lại (Phòng Hành chính tư pháp chủ trì, hoàn thành trong Quý III/2026).",
)


def sentences() -> list[str]:
    """Sentences of the golden plans, each with letters beyond ASCII."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/golden").glob("*.form"))]
    found = (piece for text in texts for piece in re.split(r"(?<=[.;:])\s|\s*[|\n]\s*|//", text))
    kept = (unicodedata.normalize("NFC", piece).translate(SIGNS).strip() for piece in found)
    return [piece for piece in dict.fromkeys(kept) if len(piece) > 15 and not piece.isascii()]


def recombined(count: int) -> list[str]:
    """Sentences put together from pieces of others, always the same."""
    source, chance = sentences(), random.Random(37)
    return [" ".join(chance.choices(source, k=chance.randint(1, 4))) for _ in range(count)]


def typed(text: str, encoding: Encoding) -> str:
    """The text as the encoding writes it; letters that it has no code for stay."""
    codes: dict[str, str] = {}
    for code, letter in encoding.letters.items():
        codes.setdefault(letter, code)
    return "".join(codes.get(letter, letter) for letter in text)


def without_lost_capitals(text: str) -> str:
    """The text with small letters for the capitals that TCVN3 prints with another font."""
    return "".join(
        c.lower() if c in "ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ" else c for c in text
    )


@pytest.mark.parametrize("name", ENCODINGS)
def test_500_sentences_are_read_exactly(name: str) -> None:
    for sentence in recombined(500):
        expected = without_lost_capitals(sentence) if name == "TCVN3" else sentence
        assert ENCODINGS[name].read(typed(expected, ENCODINGS[name])) == expected


@pytest.mark.parametrize("name", ENCODINGS)
def test_text_is_told_by_its_letters(name: str) -> None:
    text = without_lost_capitals("\n".join(sentences()[:40]))
    found = judged([typed(text, ENCODINGS[name])])
    assert found is ENCODINGS[name]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_2000_sentences_of_unicode_raise_no_alarm(form: str) -> None:
    for sentence in recombined(2_000):
        assert converted(unicodedata.normalize(form, sentence))[1] is None


def test_other_languages_raise_no_alarm() -> None:
    french = (
        "Le comité a été créé à l'été après l'arrêté du préfet où figurent déjà les mêmes intérêts généraux privés."
    )
    german = (
        "Über die Größe der Städte, die Länder, die Förderung für Schüler, Gäste, Häuser, Züge, Flüsse, Bäche, Höhe."
    )
    assert converted(french * 3)[1] is None
    assert converted(german * 3)[1] is None


@pytest.mark.parametrize("name", ENCODINGS)
def test_text_file_of_old_bytes_is_read_and_shown(name: str) -> None:
    text = "\n".join(["Sở Tư pháp", "KẾ HOẠCH", "Chuyển đổi số của Sở Tư pháp năm 2026", "", *BODY])
    expected = without_lost_capitals(text) if name == "TCVN3" else text
    reading = read(typed(expected, ENCODINGS[name]).encode("latin-1"), name="a.txt")
    assert reading.conversion is not None
    assert reading.conversion.encoding == name
    assert reading.draft.title == "Chuyển đổi số của Sở Tư pháp năm 2026"
    assert reading.draft.tasks == read(text.encode(), name="a.txt").draft.tasks
    assert 1 <= len(reading.conversion.samples) <= 5
    assert reading.conversion.samples[0] == (typed("Sở Tư pháp", ENCODINGS[name]).replace("\xad", ""), "Sở Tư pháp")


def test_capitals_of_tcvn3_without_a_font_are_told_by_the_letters_beside() -> None:
    line = "KÕ HO¹CH C¤NG T¸C T¦ PH¸P N¡M 2026"
    assert ENCODINGS["TCVN3"].read_line(line) == "KẾ HOẠCH CÔNG TÁC TƯ PHÁP NĂM 2026"
    assert ENCODINGS["TCVN3"].read_line("Sè: 12/KH-UBND cña Së T­ ph¸p") == "Số: 12/KH-UBND của Sở Tư pháp"


def fonted(xml: str, font: str, text: str) -> str:
    """The part with every run of some text in a font."""
    return xml.replace(
        f"<w:r><w:t>{text}</w:t>", f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t>'
    )


def test_word_file_is_converted_run_by_run_where_fonts_tell() -> None:
    expected = read(plan(*BODY), name="a.docx")
    data = plan(*BODY)
    xml = part_of(data, "word/document.xml")
    for text, font, name in (
        ("KẾ HOẠCH", ".VnTimeH", "TCVN3"),
        ("Công tác tư pháp năm 2026", ".VnTime", "TCVN3"),
        ("II. NHIỆM VỤ", "VNI-Times", "VNI"),
        (BODY[3], ".VnTime", "TCVN3"),
        (BODY[1], "VI Times", "VISCII"),
    ):
        old = typed(text.lower() if font.endswith("H") else text, ENCODINGS[name])
        assert f"<w:t>{text}</w:t>" in xml
        xml = fonted(xml.replace(f"<w:t>{text}</w:t>", f"<w:t>{old}</w:t>"), font, old)
    reading = read(with_parts(data, {"word/document.xml": xml}), name="a.docx")
    assert reading.draft == expected.draft
    assert reading.conversion is not None
    assert reading.conversion.encoding == "TCVN3, VISCII, VNI"


def test_soft_hyphen_of_word_is_a_letter_in_a_font_of_tcvn3() -> None:
    data = plan("II. NHIỆM VỤ", "1. Nâng cấp Trang thông tin của Sở Tư pháp.")
    xml = part_of(data, "word/document.xml").replace(
        "1. Nâng cấp Trang thông tin của Sở Tư pháp.</w:t>",
        "1. N©ng cÊp Trang th«ng tin cña Së T</w:t><w:softHyphen/><w:t> ph¸p.</w:t>",
    )
    xml = fonted(xml, ".VnTime", "1. N©ng cÊp Trang th«ng tin cña Së T")
    reading = read(with_parts(data, {"word/document.xml": xml}), name="a.docx")
    assert [task.text for task in reading.draft.tasks] == ["Nâng cấp Trang thông tin của Sở Tư pháp"]


def test_font_of_the_document_tells_too() -> None:
    data = plan(*BODY)
    xml = part_of(data, "word/document.xml")
    for line in ("Công tác tư pháp năm 2026", *BODY):
        xml = xml.replace(line, typed(without_lost_capitals(line), ENCODINGS["TCVN3"]))
    styles = re.sub(
        r"<w:rPrDefault>.*?</w:rPrDefault>",
        '<w:rPrDefault><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:rPrDefault>',
        part_of(data, "word/styles.xml"),
        flags=re.DOTALL,
    )
    styles = re.sub(r"<w:rFonts (?![^>]*VnTime)[^>]*/>", "", styles)
    reading = read(with_parts(data, {"word/document.xml": xml, "word/styles.xml": styles}), name="a.docx")
    assert reading.draft.tasks == read(plan(*BODY), name="a.docx").draft.tasks
    assert reading.draft.signer == read(plan(*BODY), name="a.docx").draft.signer


def test_word_file_of_old_letters_in_another_font_is_converted() -> None:
    data = plan(*BODY)
    xml = part_of(data, "word/document.xml")
    for line in ("Công tác tư pháp năm 2026", *BODY):
        xml = xml.replace(line, typed(line, ENCODINGS["VNI"]))
    reading = read(with_parts(data, {"word/document.xml": xml}), name="a.docx")
    assert reading.draft == read(data, name="a.docx").draft
    assert reading.conversion is not None
    assert reading.conversion.encoding == "VNI"


def test_unicode_in_an_old_font_is_left_alone() -> None:
    data = plan(*BODY)
    xml = part_of(data, "word/document.xml")
    for line in ("Công tác tư pháp năm 2026", "GIÁM ĐỐC", *BODY):
        xml = fonted(xml, ".VnTimeH", line)
    reading = read(with_parts(data, {"word/document.xml": xml}), name="a.docx")
    assert reading.draft == read(data, name="a.docx").draft
    assert reading.conversion is None
