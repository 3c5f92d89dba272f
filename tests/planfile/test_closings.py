"""The end of a document, and the unit that follows up."""

import pytest

from dondoc.core.plan import PlanDraft, Signer
from dondoc.planfile import read

CLOSINGS = {
    "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTrần Văn An": (
        Signer("PHÓ GIÁM ĐỐC", "Trần Văn An"),
        ("UBND tỉnh", "Lưu: VT"),
    ),
    "GIÁM ĐỐC\n\nTrần Văn An\n\nNơi nhận:\n- UBND tỉnh;\n- Lưu: VT.": (
        Signer("GIÁM ĐỐC", "Trần Văn An"),
        ("UBND tỉnh", "Lưu: VT"),
    ),
    "Nơi nhận:\n- Các phòng, đơn vị\nthuộc Sở;\n- Lưu: VT\n\nTL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG\n(Đã ký)\nTrần Thị Ngọc": (
        Signer("CHÁNH VĂN PHÒNG", "Trần Thị Ngọc"),
        ("Các phòng, đơn vị thuộc Sở", "Lưu: VT"),
    ),
    "Nơi nhận\nUBND tỉnh;\nLưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn Bình": (
        Signer("CHỦ TỊCH", "Lê Văn Bình"),
        ("UBND tỉnh", "Lưu: VT"),
    ),
    "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC\nTS. Đỗ Văn Dũng\nNơi nhận: - UBND tỉnh (b/c); - Lưu VT (03b).": (
        Signer("PHÓ GIÁM ĐỐC", "Đỗ Văn Dũng"),
        ("UBND tỉnh (b/c)", "Lưu VT (03b)"),
    ),
    "T/M BAN THƯỜNG VỤ\nBÍ THƯ\nHồ Văn Em\nNơi nhận:\n- Tỉnh ủy,\n- Lưu VP.": (
        Signer("BÍ THƯ", "Hồ Văn Em"),
        ("Tỉnh ủy", "Lưu VP"),
    ),
    "Nơi nhận:\n- Sở Y tế; Sở Nội vụ;\n- Lưu: VT.\n\nGIÁM ĐỐC\nĐỗ Văn An": (
        Signer("GIÁM ĐỐC", "Đỗ Văn An"),
        ("Sở Y tế; Sở Nội vụ", "Lưu: VT"),
    ),
    "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.\n\nGIÁM ĐỐC\nH’Yim Kđoh": (
        Signer("GIÁM ĐỐC", "H’Yim Kđoh"),
        ("UBND tỉnh", "Lưu: VT"),
    ),
    "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.\n\nGIÁM ĐỐC\n": (Signer("GIÁM ĐỐC", None), ("UBND tỉnh", "Lưu: VT")),
    "": (None, ()),
}
OFFICES = {
    "1. Văn phòng Sở có trách nhiệm theo dõi, đôn đốc việc thực hiện.": "Văn phòng Sở",
    "1. Giao Văn phòng Sở chủ trì, phối hợp với các phòng theo dõi, đôn đốc, kiểm tra.": "Văn phòng Sở",
    "1. Trưởng các phòng theo dõi, đôn đốc công chức.\n2. Phòng Tổ chức cán bộ là đầu mối đôn đốc.": (
        "Phòng Tổ chức cán bộ"
    ),
    "1. Văn phòng Sở\n- Tham mưu báo cáo.\n- Theo dõi, đôn đốc việc thực hiện Kế hoạch.": "Văn phòng Sở",
    "Giám đốc Sở giao Văn phòng Sở theo dõi, đôn đốc.": "Văn phòng Sở",
    "Các đơn vị nghiêm túc thực hiện; giao Thanh tra Sở theo dõi, kiểm tra, đôn đốc.": "Thanh tra Sở",
    "1. Sở Khoa học và Công nghệ: Chủ trì, theo dõi, đôn đốc các sở, ban, ngành.": "Sở Khoa học và Công nghệ",
    "Trong quá trình thực hiện, Văn phòng Sở hướng dẫn, theo dõi và đôn đốc.": "Văn phòng Sở",
    "Các đơn vị báo cáo Sở (qua Phòng Kế hoạch - Tài chính) để theo dõi.": "Phòng Kế hoạch - Tài chính",
    "1. Phòng Tổng hợp: Chủ trì nhiệm vụ 1; phối hợp nhiệm vụ 2. Là đầu mối theo dõi, đôn đốc.": "Phòng Tổng hợp",
    "1. Công an xã: Thường trực; phối hợp nhiệm vụ 2; theo dõi, đôn đốc các đơn vị.": "Công an xã",
    "1. Văn phòng Sở có nhiệm vụ theo dõi, đôn đốc.": "Văn phòng Sở",
    "1. Sở Nội vụ - Cơ quan thường trực Ban Chỉ đạo có trách nhiệm theo dõi, đôn đốc.": "Sở Nội vụ",
    "1. Sở Nội vụ (cơ quan thường trực) có trách nhiệm theo dõi, đôn đốc.": "Sở Nội vụ",
    "1. Ban Chỉ đạo tỉnh giao Phòng Văn hóa - Xã hội theo dõi, đôn đốc.": "Phòng Văn hóa - Xã hội",
    "1. Phân công Phòng Kinh tế làm đầu mối đôn đốc, theo dõi.": "Phòng Kinh tế",
    "1. Trách nhiệm của Phòng Kinh tế: theo dõi, đôn đốc.": "Phòng Kinh tế",
    "Các phòng, đơn vị tự theo dõi, đôn đốc.": None,
}


def drafted(end: str) -> PlanDraft:
    text = f"KẾ HOẠCH\nA năm 2026\n\nI. NHIỆM VỤ\n1. Rà soát.\nII. TỔ CHỨC THỰC HIỆN\n{end}"
    return read(text.encode(), name="a.txt").draft


@pytest.mark.parametrize(("end", "expected"), CLOSINGS.items())
def test_signer_and_recipients(end: str, expected: tuple[Signer | None, tuple[str, ...]]) -> None:
    draft = drafted(f"Thực hiện nghiêm túc./.\n\n{end}")
    assert (draft.signer, draft.recipients) == expected


@pytest.mark.parametrize(("text", "expected"), OFFICES.items())
def test_office_that_follows_up(text: str, expected: str | None) -> None:
    assert drafted(text).office == expected
