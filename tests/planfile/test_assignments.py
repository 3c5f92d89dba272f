"""Who does a task, with whom, by when and with what result, in sentences, brackets, labels and cells."""

from datetime import date

import pytest

from dondoc.planfile.assignments import Assignment, bodies_of_cell, split_assignment

OFFICE = ("Văn phòng Sở",)
JUNE, SUMMER = date(2026, 6, 30), date(2026, 9, 30)
CASES = {
    "Rà soát quy chế (Văn phòng Sở chủ trì, phối hợp với các phòng; hoàn thành trước ngày 31/3/2026).": (
        "Rà soát quy chế",
        Assignment(OFFICE, ("các phòng",), "trước ngày 31/3/2026", date(2026, 3, 31)),
    ),
    "Công khai dự toán (Văn phòng Sở thực hiện; hằng quý).": (
        "Công khai dự toán",
        Assignment(OFFICE, (), "hằng quý"),
    ),
    "Kiểm kê tài sản (Phòng A chủ trì; hoàn thành trong tháng 5/2026; sản phẩm: Biên bản, Phương án).": (
        "Kiểm kê tài sản",
        Assignment(("Phòng A",), (), "tháng 5/2026", date(2026, 5, 31), ("Biên bản, Phương án",)),
    ),
    "Nâng cấp mạng (Phòng A chủ trì; Phòng B, Phòng C phối hợp; tháng 9/2026)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), ("Phòng B", "Phòng C"), "tháng 9/2026", SUMMER),
    ),
    "Nâng cấp mạng (Văn phòng Sở; Quý II/2026)": ("Nâng cấp mạng", Assignment(OFFICE, (), "Quý II/2026", JUNE)),
    "Nâng cấp mạng (Phòng A chủ trì; quý II - quý III/2026)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), (), "quý II - quý III/2026", SUMMER),
    ),
    "Nâng cấp mạng (Phòng A chủ trì, phối hợp với Phòng B; Quý I đến Quý III/2026)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), ("Phòng B",), "Quý I đến Quý III/2026", SUMMER),
    ),
    "Nâng cấp mạng (Văn phòng Sở; tháng 3 - tháng 9/2026)": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "tháng 3 - tháng 9/2026", SUMMER),
    ),
    "Nâng cấp mạng (Văn phòng Sở chủ trì - quý IV/2025 – quý II/2026)": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "quý IV/2025 – quý II/2026", JUNE),
    ),
    "Nâng cấp mạng; Văn phòng Sở chủ trì, hoàn thành trong tháng 3 - tháng 9/2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "tháng 3 - tháng 9/2026", SUMMER),
    ),
    "Nâng cấp mạng. Sản phẩm: Hồ sơ thiết kế; biên bản nghiệm thu (bản giấy; bản số); Báo cáo.": (
        "Nâng cấp mạng",
        Assignment(products=("Hồ sơ thiết kế", "biên bản nghiệm thu (bản giấy; bản số)", "Báo cáo")),
    ),
    "Nâng cấp mạng. Kết quả: Hồ sơ thiết kế; Báo cáo; thời gian: Quý II/2026.": (
        "Nâng cấp mạng",
        Assignment((), (), "Quý II/2026", JUNE, ("Hồ sơ thiết kế", "Báo cáo")),
    ),
    "Nâng cấp mạng [Quý II/2026 – Văn phòng Sở]": ("Nâng cấp mạng", Assignment(OFFICE, (), "Quý II/2026", JUNE)),
    "Nâng cấp mạng (giao Phòng A; thời gian: hằng năm)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), (), "hằng năm"),
    ),
    "Nâng cấp mạng (thường xuyên)": ("Nâng cấp mạng", Assignment(due_text="thường xuyên")),
    "Nâng cấp mạng. Đơn vị chủ trì: Văn phòng Sở. Thời gian: Quý II/2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "Quý II/2026", JUNE),
    ),
    "Nâng cấp mạng - Chủ trì: Văn phòng Sở; - Phối hợp: Phòng A; - Thời gian hoàn thành: 30/6/2026": (
        "Nâng cấp mạng",
        Assignment(OFFICE, ("Phòng A",), "30/6/2026", JUNE),
    ),
    "Mở chuyên mục. Thời gian hoàn thành: tháng 9 năm 2026. Giao Phòng A chủ trì.": (
        "Mở chuyên mục",
        Assignment(("Phòng A",), (), "tháng 9 năm 2026", SUMMER),
    ),
    "Nâng cấp mạng; Văn phòng Sở chủ trì, hoàn thành trong quý II/2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "quý II/2026", JUNE),
    ),
    "Nâng cấp mạng. Giao Văn phòng Sở chủ trì, phối hợp các phòng liên quan thực hiện trong quý III/2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, ("các phòng liên quan",), "quý III/2026", SUMMER),
    ),
    "Nâng cấp mạng, do Văn phòng Sở thực hiện, xong trước 30/6/2026": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "trước 30/6/2026", JUNE),
    ),
    "Công khai dự toán. Giao Văn phòng Sở thực hiện hằng quý.": (
        "Công khai dự toán",
        Assignment(OFFICE, (), "hằng quý"),
    ),
    "Nâng cấp mạng. Trách nhiệm: Văn phòng Sở (chủ trì), Phòng A, Phòng B (phối hợp).": (
        "Nâng cấp mạng",
        Assignment(OFFICE, ("Phòng A", "Phòng B")),
    ),
    "Nâng cấp mạng; giao Văn phòng Sở chủ trì, Phòng A, Phòng B phối hợp; hoàn thành trong quý II/2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, ("Phòng A", "Phòng B"), "quý II/2026", JUNE),
    ),
    "Nâng cấp mạng. Thực hiện xong trước 30/6/2026.": (
        "Nâng cấp mạng",
        Assignment((), (), "trước 30/6/2026", JUNE),
    ),
    "Nâng cấp mạng. Phân công: Văn phòng Sở chủ trì; Phòng A phối hợp.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, ("Phòng A",)),
    ),
    "Nâng cấp mạng (Phòng A chủ trì; các phòng chuyên môn phối hợp; từ tháng 2 đến tháng 6/2026)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), ("các phòng chuyên môn",), "từ tháng 2 đến tháng 6/2026", JUNE),
    ),
    "Nâng cấp mạng (Phòng A chủ trì; phối hợp: Văn phòng, các phòng; từ ngày 01/6 đến ngày 30/6/2026)": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), ("Văn phòng", "các phòng"), "từ ngày 01/6 đến ngày 30/6/2026", JUNE),
    ),
    "Nâng cấp mạng; hoàn thành trước ngày 30/6/2026 (Văn phòng Sở).": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "trước ngày 30/6/2026", JUNE),
    ),
    "Dự sinh hoạt chi bộ (các đồng chí cấp ủy viên thực hiện; thường xuyên)": (
        "Dự sinh hoạt chi bộ",
        Assignment(("các đồng chí cấp ủy viên",), (), "thường xuyên"),
    ),
    "Giao Thanh tra Sở chủ trì, phối hợp với Phòng A xây dựng kế hoạch, hoàn thành trước 30/6/2026.": (
        "Giao Thanh tra Sở chủ trì, phối hợp với Phòng A xây dựng kế hoạch",
        Assignment(("Thanh tra Sở",), ("Phòng A",), "trước 30/6/2026", JUNE),
    ),
    "Các phòng xây dựng kế hoạch chi tiết trước ngày 30/6/2026.": (
        "Các phòng xây dựng kế hoạch chi tiết trước ngày 30/6/2026",
        Assignment(due_text="trước ngày 30/6/2026", due=JUNE),
    ),
    "Nâng cấp mạng (chủ trì: Phòng A; phối hợp: Phòng B), xong chậm nhất là ngày 30 tháng 6 năm 2026.": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), ("Phòng B",), "chậm nhất là ngày 30 tháng 6 năm 2026", JUNE),
    ),
    "Nâng cấp mạng (Phòng A chủ trì) - thời hạn: 30-6-2026; sản phẩm: Báo cáo.": (
        "Nâng cấp mạng",
        Assignment(("Phòng A",), (), "30-6-2026", JUNE, ("Báo cáo",)),
    ),
    "Nâng cấp mạng (LAN, WAN), hoàn thành trong quý II/2026.": (
        "Nâng cấp mạng (LAN, WAN)",
        Assignment((), (), "quý II/2026", JUNE),
    ),
    "Họp Hội đồng [Văn phòng Sở chủ trì; Quý II/2026; Biên bản họp].": (
        "Họp Hội đồng",
        Assignment(OFFICE, (), "Quý II/2026", JUNE, ("Biên bản họp",)),
    ),
    "Họp Hội đồng (Văn phòng Sở; tháng 6-2026; các đơn vị liên quan)": (
        "Họp Hội đồng",
        Assignment(OFFICE, ("các đơn vị liên quan",), "tháng 6-2026", JUNE),
    ),
    "Nâng cấp mạng - Văn phòng Sở chủ trì - trước 30-6-2026.": (
        "Nâng cấp mạng",
        Assignment(OFFICE, (), "trước 30-6-2026", JUNE),
    ),
    "Nâng cấp mạng (LAN, WAN).": ("Nâng cấp mạng (LAN, WAN)", Assignment()),
    "Xây dựng kế hoạch năm 2026.": ("Xây dựng kế hoạch năm 2026", Assignment()),
    "Sơ kết 6 tháng đầu năm 2026.": ("Sơ kết 6 tháng đầu năm 2026", Assignment()),
    "Thực hiện Quyết định số 12/QĐ-UBND ngày 01/01/2026 của UBND tỉnh": (
        "Thực hiện Quyết định số 12/QĐ-UBND ngày 01/01/2026 của UBND tỉnh",
        Assignment(),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_task_and_what_is_said_of_it(text: str, expected: tuple[str, Assignment]) -> None:
    assert split_assignment(text, year=2026) == expected


def test_bracket_of_a_thousand_parts_is_read() -> None:
    text = "Rà soát thủ tục (Văn phòng Sở; Quý II/2026" + "; x" * 1_200 + ")"
    assert split_assignment(text, year=2026)[0].startswith("Rà soát thủ tục")


CELLS = {
    "Văn phòng Sở; Phòng A": (("Văn phòng Sở", "Phòng A"), ()),
    "Chủ trì: Văn phòng Sở\nPhối hợp: Phòng A, Phòng B": (OFFICE, ("Phòng A", "Phòng B")),
    "Văn phòng Sở chủ trì, phối hợp với UBND các xã, phường": (OFFICE, ("UBND các xã, phường",)),
    "Văn phòng Sở chủ trì; Phòng A phối hợp": (OFFICE, ("Phòng A",)),
}


@pytest.mark.parametrize(("text", "expected"), CELLS.items())
def test_bodies_of_a_lead_cell(text: str, expected: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert bodies_of_cell(text, shared=False) == expected


def test_first_line_leads_in_a_column_for_both() -> None:
    assert bodies_of_cell("- Văn phòng Sở\n- Phòng A\n- Phòng B", shared=True) == (OFFICE, ("Phòng A", "Phòng B"))
