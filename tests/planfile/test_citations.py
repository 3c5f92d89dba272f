"""Documents that a sentence cites."""

from datetime import date

import pytest

from dondoc.core.plan import Citation
from dondoc.planfile.citations import first_mentions, mentions

CASES = {
    "Kế hoạch số 56/KH-UBND ngày 03/02/2026 của Ủy ban nhân dân tỉnh An Giang nâng cao Chỉ số": [
        Citation("56/KH-UBND", date(2026, 2, 3), "Ủy ban nhân dân tỉnh An Giang")
    ],
    "Quyết định số 405/QĐ-BKHCN ngày 03/4/2026 của Bộ trưởng Bộ Khoa học và Công nghệ. Từ đó": [
        Citation("405/QĐ-BKHCN", date(2026, 4, 3), "Bộ trưởng Bộ Khoa học và Công nghệ")
    ],
    "Nghị quyết số 71/NQ-CP ngày 01 tháng 4 năm 2025 của Chính phủ sửa đổi": [
        Citation("71/NQ-CP", date(2025, 4, 1), "Chính phủ")
    ],
    "Nghị quyết 66.7/2025/NQ-CP, ngày 15/11/2025": [Citation("66.7/2025/NQ-CP", date(2025, 11, 15))],
    "Luật An ninh mạng số 24/2018/QH14": [Citation("24/2018/QH14")],
    "Chỉ thị số 27-CT/TW ngày 25/12/2023 của Bộ Chính trị về": [
        Citation("27-CT/TW", date(2023, 12, 25), "Bộ Chính trị")
    ],
    "Chương trình số 09-CTr/TU, ngày 10-3-2025 của Ban Thường vụ Tỉnh ủy về": [
        Citation("09-CTr/TU", date(2025, 3, 10), "Ban Thường vụ Tỉnh ủy")
    ],
    "Kế hoạch số 30/KH-BCĐ ngày 5/1/2026 của Ban Chỉ đạo chuyển đổi số tỉnh về": [
        Citation("30/KH-BCĐ", date(2026, 1, 5), "Ban Chỉ đạo chuyển đổi số tỉnh")
    ],
    "Thông tư số 22/2023/TT-BTTTT ngày 31/12/2023 của Bộ Thông tin và Truyền thông và hướng dẫn của Sở": [
        Citation("22/2023/TT-BTTTT", date(2023, 12, 31), "Bộ Thông tin và Truyền thông")
    ],
    "Quyết định số 12/QĐ-STP của Giám đốc Sở Tư pháp ban hành Quy chế": [
        Citation("12/QĐ-STP", None, "Giám đốc Sở Tư pháp")
    ],
    "Quyết định số 2629 /QĐ-TTg ngày 31/02/2025": [Citation("2629/QĐ-TTg")],
    "(Kèm theo Kế hoạch số 47/KH-STP ngày 20/01/2026)": [],
    "Kèm theo Kế hoạch số /KH-STP; 24/7; 1 lần/2 năm; ngày 15/6/2026; ISO 9001:2015; km/h": [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_citations_of_a_sentence(text: str, expected: list[Citation]) -> None:
    assert [m.citation for m in mentions([("paragraph 1", text)], own_number="47/KH-STP")] == expected


def test_first_mention_stays_and_takes_what_only_a_later_one_says() -> None:
    texts = [
        ("paragraph 1", "Thực hiện Kế hoạch số 56/KH-UBND"),
        ("paragraph 2", "Kế hoạch số 56/KH-UBND ngày 03/02/2026 của UBND tỉnh về"),
    ]
    (first,) = first_mentions(mentions(texts, own_number=None))
    assert first.where == "paragraph 1"
    assert first.citation == Citation("56/KH-UBND", date(2026, 2, 3), "UBND tỉnh")
