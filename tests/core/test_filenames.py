"""Names of files from outside: taken, or refused in a sentence."""

import unicodedata

import pytest

from dondoc.core.filenames import ending_of, name_fault, shortened

ENDINGS = (".docx", ".pdf", ".jpg")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("Kế hoạch.DOCX", ".docx"),
        ("ảnh.jpeg", ".jpg"),
        ("a.b/c.pdf", ".pdf"),
        ("a.docx\\b", ""),
        ("a.docx.", ""),
        (".docx", ""),
        ("a.docx ", ".docx"),
        ("a.pdf\u200b", ".pdf"),
        ("a．docx", ""),
        ("", ""),
    ],
)
def test_ending_is_the_last_one_in_small_letters(name: str, ending: str) -> None:
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    "name",
    [
        "Kế hoạch.docx",
        unicodedata.normalize("NFD", "Kế hoạch.docx"),
        "../../a.pdf",
        "CON.docx",
        "v1.2.docx",
        "a.docx.pdf",
    ],
)
def test_name_with_an_ending_that_is_taken_is_taken(name: str) -> None:
    assert name_fault(name, ENDINGS) is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.docm", "Tệp a.docm có đuôi .docm nên không được nhận. Hãy chọn tệp .docx, .pdf, .jpg."),
        ("a.docx.", "Tệp a.docx. không có đuôi nên không được nhận. Hãy chọn tệp .docx, .pdf, .jpg."),
        (
            "a.js.pdf",
            "Tên tệp a.js.pdf có đuôi của chương trình (.js) nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại.",
        ),
        ("a\x00.docx", "Tên tệp có ký tự ẩn nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại."),
        ("a\u2028b.docx", "Tên tệp có ký tự ẩn nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại."),
        ("a\u202excod.docx", "Tên tệp có ký tự ẩn nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại."),
    ],
)
def test_other_name_is_refused_in_a_sentence(name: str, sentence: str) -> None:
    assert name_fault(name, ENDINGS) == sentence


@pytest.mark.parametrize(
    ("name", "most", "short"),
    [
        ("C:\\ho so\\Danh sach ho so quy 1.xlsx", 60, "Danh sach ho so quy 1.xlsx"),
        ("Danh sach ho so quy 1.xlsx", 15, "Danh sach .xlsx"),
        ("ho-so.csv", 9, "ho-so.csv"),
    ],
)
def test_long_name_keeps_its_beginning_and_its_ending(name: str, most: int, short: str) -> None:
    assert shortened(name, most) == short
