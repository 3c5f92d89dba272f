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
    "Kế hoạch số 5/KH-BCĐ ngày 02/01/2026 của Ban Chỉ đạo Trung ương về": [
        Citation("5/KH-BCĐ", date(2026, 1, 2), "Ban Chỉ đạo Trung ương")
    ],
    "theo đề nghị của Trưởng phòng Thi đua, khen thưởng tại Tờ trình số 8/TTr-VP ngày 03/02/2026": [
        Citation("8/TTr-VP", date(2026, 2, 3), "Trưởng phòng Thi đua, khen thưởng")
    ],
    "thực hiện chỉ đạo của UBND tỉnh tại Công văn số 9/UBND-NC ngày 03/02/2026 về": [
        Citation("9/UBND-NC", date(2026, 2, 3), "UBND tỉnh")
    ],
    "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 và Nghị định số 107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ": [
        Citation("61/2018/NĐ-CP", date(2018, 4, 23), "Chính phủ"),
        Citation("107/2021/NĐ-CP", date(2021, 12, 6), "Chính phủ"),
    ],
    "Luật số 11/2022/QH15 ngày 14/11/2022; Nghị định số 1/2024/NĐ-CP ngày 02/01/2024 của Chính phủ": [
        Citation("11/2022/QH15", date(2022, 11, 14)),
        Citation("1/2024/NĐ-CP", date(2024, 1, 2), "Chính phủ"),
    ],
    "Thông tư liên tịch số 3/2014/TTLT-BTC-BNV ngày 02/5/2014 của Bộ Tài chính - Bộ Nội vụ quy định": [
        Citation("3/2014/TTLT-BTC-BNV", date(2014, 5, 2), "Bộ Tài chính - Bộ Nội vụ")
    ],
    "Kế hoạch số 7/KH-SVHTTDL ngày 06/01/2026 của Sở Văn hóa, Thể thao và Du lịch, Trung tâm A xây dựng": [
        Citation("7/KH-SVHTTDL", date(2026, 1, 6), "Sở Văn hóa, Thể thao và Du lịch")
    ],
    "Kế hoạch số 8/KH-PKT ngày 06/01/2026 của Phòng Kinh tế, Hạ tầng và Đô thị; Công văn": [
        Citation("8/KH-PKT", date(2026, 1, 6), "Phòng Kinh tế, Hạ tầng và Đô thị")
    ],
    "Hướng dẫn số 4-HD/BTCTU ngày 05/01/2026 của Ban Tổ chức Tỉnh và Chương trình công tác": [
        Citation("4-HD/BTCTU", date(2026, 1, 5), "Ban Tổ chức Tỉnh")
    ],
    "Công văn số 6/SGDĐT-VP ngày 11-8-2026 của Sở Giáo dục và Đào tạo về việc": [
        Citation("6/SGDĐT-VP", date(2026, 8, 11), "Sở Giáo dục và Đào tạo")
    ],
    "Công văn số 6/ĐU-VP ngày 11.8.2026 của Đảng ủy Sở Giáo dục và Đào tạo về việc": [
        Citation("6/ĐU-VP", date(2026, 8, 11), "Đảng ủy Sở Giáo dục và Đào tạo")
    ],
    "Quyết định số 6/QĐ-BCĐ ngày 11/8/2026 của Ban Chỉ đạo tỉnh An Giang về chuyển đổi số ban hành": [
        Citation("6/QĐ-BCĐ", date(2026, 8, 11), "Ban Chỉ đạo tỉnh An Giang về chuyển đổi số")
    ],
    "Kế hoạch số 6/KH-BCĐ ngày 11/8/2026 của Ban Chỉ đạo tỉnh về chuyển đổi số năm 2026;": [
        Citation("6/KH-BCĐ", date(2026, 8, 11), "Ban Chỉ đạo tỉnh")
    ],
    "Luật Lưu trữ số 33/2024/QH15 được Quốc hội thông qua ngày 21/6/2024;": [
        Citation("33/2024/QH15", date(2024, 6, 21), "Quốc hội")
    ],
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
