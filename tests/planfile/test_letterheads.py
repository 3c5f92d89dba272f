"""The top of a document: number, date, place, body, kind, title, year."""

from datetime import date

import pytest

from dondoc.core.plan import PlanDraft
from dondoc.planfile import read


def drafted(head: str, kind: str = "KẾ HOẠCH", title: str = "Công tác năm 2026") -> PlanDraft:
    text = f"{head}\n\n{kind}\n{title}\n\nI. NHIỆM VỤ\n1. Rà soát.\n"
    return read(text.encode(), name="a.txt").draft


NUMBERS = {
    "Số: 47/KH-SKHCN": ("47/KH-SKHCN", "KH-SKHCN"),
    "Số: 12 /KH-STP": ("12/KH-STP", "KH-STP"),
    "Số: 2a/KH-STP": ("2a/KH-STP", "KH-STP"),
    "Số: 05/2026/KH-UBND": ("05/2026/KH-UBND", "KH-UBND"),
    "Số 13-KH/TU": ("13-KH/TU", "KH/TU"),
    "Số:        /KH-STP": (None, "KH-STP"),
    "Số: …/KH-STP": (None, "KH-STP"),
    "Số:...../KH-STP": (None, "KH-STP"),
    "Số       -KH/TU": (None, "KH/TU"),
    "SỞ TƯ PHÁP": (None, None),
}


@pytest.mark.parametrize(("line", "expected"), NUMBERS.items())
def test_number_and_symbol(line: str, expected: tuple[str | None, str | None]) -> None:
    draft = drafted(line)
    assert (draft.number, draft.symbol) == expected


DATES = {
    "Hà Phong, ngày 20 tháng 01 năm 2026": (date(2026, 1, 20), "Hà Phong"),
    "TP. Hồ Chí Minh, ngày 05/03/2026": (date(2026, 3, 5), "TP. Hồ Chí Minh"),
    "Đồng Tháp, ngày tháng 3 năm 2026": (None, "Đồng Tháp"),
    "Hà Nội, ngày ..... tháng ..... năm 2026": (None, "Hà Nội"),
    "Hà Nội, ngày 30 tháng 02 năm 2026": (None, "Hà Nội"),
    "SỞ TƯ PHÁP": (None, None),
}


@pytest.mark.parametrize(("line", "expected"), DATES.items())
def test_date_and_place(line: str, expected: tuple[date | None, str | None]) -> None:
    draft = drafted(line)
    assert (draft.issued_on, draft.place) == expected


BODIES = {
    "UBND TỈNH HÀ PHONG\nSỞ KHOA HỌC VÀ CÔNG NGHỆ": "Sở Khoa học và Công nghệ",
    "ỦY BAN NHÂN DÂN TP. HÀ NỘI\nSỞ VĂN HÓA, THỂ THAO\nVÀ DU LỊCH": "Sở Văn hóa, Thể thao và Du lịch",
    "ỦY BAN NHÂN DÂN\nTỈNH TÂN GIANG\nSỞ TÀI CHÍNH": "Sở Tài chính",
    "ỦY BAN NHÂN DÂN\nTỈNH SÔNG LAM": "Ủy ban nhân dân tỉnh Sông Lam",
    "UBND XÃ BÌNH AN": "UBND xã Bình An",
    "TỈNH ỦY SÔNG LAM\n*": "Tỉnh ủy Sông Lam",
    "BỘ TƯ PHÁP\nCỤC CÔNG NGHỆ THÔNG TIN": "Cục Công nghệ thông tin",
    "Số: 12/KH-X": None,
}


@pytest.mark.parametrize(("head", "expected"), BODIES.items())
def test_issuing_body(head: str, expected: str | None) -> None:
    assert drafted(head).issuer == expected


def test_issuing_body_is_taken_from_the_preamble_where_no_letterhead_names_it() -> None:
    text = (
        "KẾ HOẠCH\nA năm 2026\n\nThực hiện Kế hoạch của tỉnh, Sở Tư pháp ban hành Kế hoạch như sau:\nI. NHIỆM VỤ\n1. B."
    )
    assert read(text.encode(), name="a.txt").draft.issuer == "Sở Tư pháp"


TITLES = {
    ("KẾ HOẠCH", "Thực hiện công tác dân vận năm 2026\ncủa Sở Tư pháp"): (
        "Kế hoạch",
        "Thực hiện công tác dân vận năm 2026 của Sở Tư pháp",
        2026,
    ),
    ("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH", "năm 2026"): ("Kế hoạch", "CẢI CÁCH HÀNH CHÍNH năm 2026", 2026),
    ("CHƯƠNG TRÌNH", "Chuyển đổi số\ngiai đoạn 2026 - 2030"): (
        "Chương trình",
        "Chuyển đổi số giai đoạn 2026 - 2030",
        None,
    ),
    ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "Thực hiện Nghị quyết"): ("Chương trình hành động", "Thực hiện Nghị quyết", None),
    ("QUYẾT ĐỊNH", "Về việc ban hành Kế hoạch năm 2026"): ("Quyết định", "Về việc ban hành Kế hoạch năm 2026", 2026),
    ("KẾ HOẠCH", "Phát triển nguồn nhân lực,\nthu hút người có tài năng năm 2026"): (
        "Kế hoạch",
        "Phát triển nguồn nhân lực, thu hút người có tài năng năm 2026",
        2026,
    ),
    ("KẾ HOẠCH", "Nâng cao Chỉ số cấp tỉnh\n(PCI) năm 2026"): (
        "Kế hoạch",
        "Nâng cao Chỉ số cấp tỉnh (PCI) năm 2026",
        2026,
    ),
    ("KẾ HOẠCH", "Công tác năm 2026\nTheo đề nghị của Phòng A,"): ("Kế hoạch", "Công tác năm 2026", 2026),
    ("Kế hoạch", "A năm 2026\n(Kèm theo Công văn số 1/STP)"): ("Kế hoạch", "A năm 2026", 2026),
}


@pytest.mark.parametrize(("printed", "expected"), TITLES.items())
def test_kind_title_and_year(printed: tuple[str, str], expected: tuple[str, str, int | None]) -> None:
    draft = drafted("Số: 1/A-B", *printed)
    assert (draft.kind, draft.title, draft.year) == expected
