"""Numbers, dates and issuers of cited documents compared."""

from datetime import date

import pytest

from dondoc.core.citations import citation_key, same_issuer, unregistered_dates
from dondoc.core.plan import Citation, Doubt


@pytest.mark.parametrize(
    "written",
    ["56/KH-UBND", "056/KH-UBND", " 56 / kh - ubnd ", "56/KH–UBND", "56/KH\u2011UBND"],
)
def test_key_is_the_same_however_the_number_is_written(written: str) -> None:
    assert citation_key(written) == "56/KH-UBND"


def test_key_is_the_same_in_both_forms_of_unicode() -> None:
    assert citation_key("7/QĐ-TTg") == citation_key("7/qđ-ttg") == "7/QĐ-TTG"
    assert citation_key("13-KH/TỈNH ỦY") == citation_key("13-KH/TI\u0309NH U\u0309Y")


@pytest.mark.parametrize(
    ("one", "other"),
    [("7/QĐ-TTg", "7/QD-TTg"), ("56/KH-UBND", "560/KH-UBND"), ("22/2023/TT-BTTTT", "22/2024/TT-BTTTT")],
)
def test_key_tells_documents_apart(one: str, other: str) -> None:
    assert citation_key(one) != citation_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh Hà Nam"),
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Bộ Công an", "Bộ trưởng Bộ Công an"),
        ("HĐND tỉnh", "Hội đồng nhân dân tỉnh"),
        (None, "Chính phủ"),
        ("Chính phủ", ""),
    ],
)
def test_issuers_that_may_be_one_body(one: str | None, other: str | None) -> None:
    assert same_issuer(one, other)
    assert same_issuer(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chính phủ", "Quốc hội"),
        ("Bộ Y tế", "Bộ Công an"),
        ("UBND tỉnh Hà Nam", "UBND tỉnh Hà Giang"),
        ("Bộ Y", "Bộ Yếu"),
    ],
)
def test_issuers_that_are_two_bodies(one: str, other: str) -> None:
    assert not same_issuer(one, other)


REGISTERED = {
    "56/KH-UBND": [Citation("56/KH-UBND", date(2026, 2, 3), "UBND tỉnh")],
    "7/QĐ-TTG": [Citation("7/QĐ-TTg", date(2026, 1, 1)), Citation("07/QĐ-TTg", date(2025, 1, 9))],
    "9/CT-TTG": [Citation("9/CT-TTg")],
}


def mismatches(*cited: Citation) -> list[Doubt]:
    return list(unregistered_dates([(citation, "paragraph 3") for citation in cited], REGISTERED))


def test_date_that_differs_from_the_register_is_a_mismatch() -> None:
    assert mismatches(Citation("056/kh-ubnd", date(2025, 2, 3))) == [
        Doubt(
            "citation-mismatch",
            "Văn bản số 056/kh-ubnd được dẫn với ngày 3/2/2025, Sổ văn bản viện dẫn ghi ngày 3/2/2026",
            "paragraph 3",
        )
    ]


@pytest.mark.parametrize(
    "citation",
    [
        Citation("56/KH-UBND", date(2026, 2, 3)),
        Citation("56/KH-UBND"),
        Citation("9/CT-TTg", date(2026, 5, 5)),
        Citation("12/KH-UBND", date(2026, 5, 5)),
        Citation("7/QĐ-TTg", date(2026, 1, 1)),
        Citation("7/QĐ-TTg", date(2025, 1, 9)),
    ],
)
def test_citation_that_the_register_knows_so_or_not_at_all_is_no_mismatch(citation: Citation) -> None:
    assert mismatches(citation) == []


def test_date_of_none_of_the_documents_of_one_number_is_a_mismatch() -> None:
    assert [doubt.message for doubt in mismatches(Citation("7/QĐ-TTg", date(2024, 1, 1)))] == [
        "Văn bản số 7/QĐ-TTg được dẫn với ngày 1/1/2024, Sổ văn bản viện dẫn ghi ngày 1/1/2026 và 9/1/2025"
    ]
