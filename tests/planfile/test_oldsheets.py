"""A PDF typed in an encoding from before Unicode: told, read exactly, shown; Unicode left alone."""

import pytest

from dondoc.planfile import read
from dondoc.planfile.oldsheets import as_unicode
from tests.planfile.printed import lines, sheet
from tests.planfile.test_encodings import BODY, ENCODINGS, typed, without_lost_capitals
from tests.planfile.test_pdffiles import pdf, text

PLAN = ("SỞ TƯ PHÁP", "KẾ HOẠCH", "Chuyển đổi số của Sở Tư pháp năm 2026", *BODY)


def as_pdf(*printed: str) -> bytes:
    """A PDF whose text layer has a letter of Western text for each byte; it prints U+00AD as a hyphen."""
    escaped = [line.replace("(", "\\(").replace(")", "\\)") for line in printed]
    drawn = "".join(text(line, 60, 780 - 24 * place) for place, line in enumerate(escaped))
    return pdf(drawn, page="/MediaBox [0 0 800 842]")


@pytest.mark.parametrize("name", ENCODINGS)
def test_pdf_of_old_letters_is_read_and_shown(name: str) -> None:
    expected = [without_lost_capitals(line) if name == "TCVN3" else line for line in PLAN]
    reading = read(as_pdf(*(typed(line, ENCODINGS[name]) for line in expected)), name="a.pdf")
    assert reading.conversion is not None
    assert reading.conversion.encoding == name
    assert reading.draft.title == "Chuyển đổi số của Sở Tư pháp năm 2026"
    assert reading.draft.tasks == read("\n".join(PLAN).encode(), name="a.txt").draft.tasks


def test_hyphen_stays_where_it_makes_no_syllable() -> None:
    page = sheet(
        1, lines("Sè: 12/KH-UBND", "cña th­ viÖn - h-íng dÉn ®-îc", "ñy ban nh©n d©n tØnh vµ Së T- ph¸p", top=60)
    )
    (read_page,), conversion = as_unicode([page])
    assert conversion is not None
    assert " ".join(word.text for word in read_page.words) == (
        "Số: 12/KH-UBND của thư viện - hướng dẫn được ủy ban nhân dân tỉnh và Sở Tư pháp"
    )


def test_unicode_and_what_was_recognised_are_left_alone() -> None:
    typed_page, old = sheet(1, lines(*PLAN, top=60)), [typed(line, ENCODINGS["VNI"]) for line in PLAN]
    scanned = sheet(2, [word._replace(confidence=90) for word in lines(*old, top=60)])
    found, conversion = as_unicode([typed_page, scanned])
    assert (list(found), conversion) == ([typed_page, scanned], None)
