"""Targets in sentences and figures in cells."""

from decimal import Decimal

import pytest

from dondoc.planfile.comparators import figure_of_cell
from dondoc.planfile.targets import targets_of_sentence

GOALS = {
    "100% văn bản được ký số (trừ văn bản mật).": [("=", 100, "%", "100% văn bản được ký số (trừ văn bản mật)")],
    "Trên 95% hồ sơ đúng hạn; tỷ lệ bổ sung không quá 5%.": [
        (">=", 95, "%", "Trên 95% hồ sơ đúng hạn"),
        ("<=", 5, "%", "tỷ lệ bổ sung không quá 5%"),
    ],
    "Hoàn thành số hóa 60% di tích và 100% bảo vật.": [
        ("=", 60, "%", "Hoàn thành số hóa 60% di tích"),
        ("=", 100, "%", "100% bảo vật"),
    ],
    "100% học sinh lớp 6, 7 có học bạ số": [("=", 100, "%", "100% học sinh lớp 6, 7 có học bạ số")],
    "90% thủ tục mức độ 3, 4 được cung cấp": [("=", 90, "%", "90% thủ tục mức độ 3, 4 được cung cấp")],
    "Tỷ lệ hài lòng đạt 95% trở lên": [(">=", 95, "%", "Tỷ lệ hài lòng đạt 95% trở lên")],
    "giải ngân đạt từ 95% trở lên": [(">=", 95, "%", "giải ngân đạt từ 95% trở lên")],
    "từ 85% kiến nghị, phản ánh của cử tri trở lên được trả lời": [
        (">=", 85, "%", "từ 85% kiến nghị, phản ánh của cử tri trở lên được trả lời")
    ],
    "Ít nhất 90% hội viên được khám sức khỏe (*không tính người dưới 18 tuổi, trên 75 tuổi*).": [
        (">=", 90, "%", "Ít nhất 90% hội viên được khám sức khỏe")
    ],
    "100% hộ được cấp thẻ, trừ hộ có trên 10 người": [("=", 100, "%", "100% hộ được cấp thẻ, trừ hộ có trên 10 người")],
    "95% hộ được cấp thẻ ngoại trừ tối đa 20 hộ, mỗi thôn có ít nhất 01 tổ": [
        ("=", 95, "%", "95% hộ được cấp thẻ ngoại trừ tối đa 20 hộ"),
        (">=", 1, "tổ", "mỗi thôn có ít nhất 01 tổ"),
    ],
    "Phòng trừ sâu bệnh cho ít nhất 300 ha lúa": [(">=", 300, "ha", "Phòng trừ sâu bệnh cho ít nhất 300 ha lúa")],
    "đạt 85% kiến nghị, ưu tiên cấp xã trở lên": [("=", 85, "%", "đạt 85% kiến nghị, ưu tiên cấp xã trở lên")],
    "tỷ lệ hồ sơ trễ hạn dưới 1,5%": [("<=", Decimal("1.5"), "%", "tỷ lệ hồ sơ trễ hạn dưới 1,5%")],
    "Không để quá 1% đơn thư quá hạn": [("<=", 1, "%", "Không để quá 1% đơn thư quá hạn")],
    "Tăng từ 80% lên 95%": [("=", 95, "%", "Tăng từ 80% lên 95%")],
    "Đạt 80-85% hồ sơ": [(">=", 80, "%", "Đạt 80-85% hồ sơ")],
    "Từ 70% đến 80% người dân": [(">=", 70, "%", "Từ 70% đến 80% người dân")],
    "Cử ít nhất 03 công chức tham gia": [(">=", 3, "công chức", "Cử ít nhất 03 công chức tham gia")],
    "Mỗi phòng có tối thiểu 01 công chức": [(">=", 1, "công chức", "Mỗi phòng có tối thiểu 01 công chức")],
    "tối thiểu 1 lần/2 năm đối với cấp độ 1": [(">=", 1, "lần/2 năm", "tối thiểu 1 lần/2 năm đối với cấp độ 1")],
    "Không quá 24 giờ kể từ khi tiếp nhận": [("<=", 24, "giờ", "Không quá 24 giờ kể từ khi tiếp nhận")],
    "Tổ chức 02 lớp cho công chức": [("=", 2, "lớp", "Tổ chức 02 lớp cho công chức")],
    "Trên 3.500 doanh nghiệp": [(">=", 3500, "doanh nghiệp", "Trên 3.500 doanh nghiệp")],
    "Thu ngân sách đạt 1.250,5 tỷ đồng": [("=", Decimal("1250.5"), "tỷ đồng", "Thu ngân sách đạt 1.250,5 tỷ đồng")],
    "Chi không quá 80% mức của năm 2025": [("<=", 80, "%", "Chi không quá 80% mức của năm 2025")],
    "Đạt 85% hồ sơ (năm 2025 đạt 72%)": [("=", 85, "%", "Đạt 85% hồ sơ")],
    "Năm 2025 đạt 61%, năm 2026 đạt 75%": [("=", 75, "%", "năm 2026 đạt 75%")],
    "Tối thiểu 70% cơ sở từ 3 sao trở lên": [(">=", 70, "%", "Tối thiểu 70% cơ sở từ 3 sao trở lên")],
    "Thu gom rác khu vực phường đạt 97%, khu vực xã đạt từ 85% trở lên": [
        ("=", 97, "%", "Thu gom rác khu vực phường đạt 97%"),
        (">=", 85, "%", "khu vực xã đạt từ 85% trở lên"),
    ],
    "100% thôn có tổ hòa giải, mỗi tổ có ít nhất 05 thành viên": [
        ("=", 100, "%", "100% thôn có tổ hòa giải"),
        (">=", 5, "thành viên", "mỗi tổ có ít nhất 05 thành viên"),
    ],
    "100% tờ rơi có mã QR và tối thiểu 02 ngôn ngữ": [
        ("=", 100, "%", "100% tờ rơi có mã QR"),
        (">=", 2, "ngôn ngữ", "tối thiểu 02 ngôn ngữ"),
    ],
    "100% trường học được kiểm tra ít nhất 01 lần/năm": [
        ("=", 100, "%", "100% trường học được kiểm tra ít nhất 01 lần/năm"),
        (">=", 1, "lần/năm", "100% trường học được kiểm tra ít nhất 01 lần/năm"),
    ],
    "Phục vụ 2,5 triệu lượt khách, trong đó có ít nhất 300.000 lượt khách quốc tế": [
        ("=", Decimal("2.5"), "triệu lượt khách", "Phục vụ 2,5 triệu lượt khách"),
        (">=", 300000, "lượt khách", "trong đó có ít nhất 300.000 lượt khách quốc tế"),
    ],
    "Tăng từ 70% năm 2025 lên 85% năm 2026": [("=", 85, "%", "Tăng từ 70% năm 2025 lên 85% năm 2026")],
    "Xây dựng 04 sản phẩm, trong đó 01 sản phẩm đạt 4 sao": [
        ("=", 4, "sản phẩm", "Xây dựng 04 sản phẩm"),
        ("=", 1, "sản phẩm", "01 sản phẩm đạt 4 sao"),
    ],
    "100% biển báo lắp đặt mới có mã số": [("=", 100, "%", "100% biển báo lắp đặt mới có mã số")],
    "Năm 2025, Sở đã giải quyết 40/42 kiến nghị, đạt 95,2%": [],
    "Năm 2025, tỷ lệ hộ nghèo còn 4,8%; tỷ lệ cận nghèo còn 3%": [],
    "Kết quả năm 2025: 51/60, đạt 85%; phấn đấu năm nay đạt 90%": [("=", 90, "%", "phấn đấu năm nay đạt 90%")],
    "Khắc phục hạn chế của năm 2025, hồ sơ đúng hạn đạt 99%": [
        ("=", 99, "%", "Khắc phục hạn chế của năm 2025, hồ sơ đúng hạn đạt 99%")
    ],
    "Điểm tự đánh giá chiếm 60%, điểm khảo sát chiếm 40%": [],
    "Chỉ số đạt tối thiểu 92/100 điểm": [(">=", 92, "điểm", "Chỉ số đạt tối thiểu 92/100 điểm")],
    "Không để tỷ lệ trả lại hồ sơ vượt quá 2%": [("<=", 2, "%", "Không để tỷ lệ trả lại hồ sơ vượt quá 2%")],
    "Kiểm tra ít nhất 06 phòng, đơn vị thuộc Sở": [
        (">=", 6, "phòng, đơn vị", "Kiểm tra ít nhất 06 phòng, đơn vị thuộc Sở")
    ],
    "Hiện nay mới có 61% hồ sơ trực tuyến": [],
    "Theo Quyết định số 12/QĐ-TTg ngày 15/6/2026, Điều 5, mức độ 4": [],
    "Nằm trong nhóm 10 tỉnh dẫn đầu": [],
    "Hoàn thành trước ngày 30/6/2026": [],
}
ELSEWHERE = {
    "Tham gia đào tạo, đảm bảo 100% công chức được bồi dưỡng": [("=", 100, "%", "100% công chức được bồi dưỡng")],
    "Kiểm tra định kỳ (tối thiểu 1 lần/năm) và theo hướng dẫn": [(">=", 1, "lần/năm", "tối thiểu 1 lần/năm")],
    "Hoàn thành 100% nhiệm vụ được giao": [("=", 100, "%", "Hoàn thành 100% nhiệm vụ được giao")],
    "Rà soát 15 thủ tục hành chính": [],
    "Kết quả của 80% đơn vị": [],
}


def stated(text: str, *, in_goals: bool) -> list[tuple[str, Decimal, str, str]]:
    targets = targets_of_sentence(text, year=2026, in_goals=in_goals)
    return [(target.comparator, target.value, target.unit, target.text) for target in targets]


@pytest.mark.parametrize(("text", "expected"), GOALS.items())
def test_targets_of_a_goal(text: str, expected: list[tuple[str, int, str, str]]) -> None:
    assert stated(text, in_goals=True) == expected


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE.items())
def test_targets_of_a_sentence_that_is_no_goal(text: str, expected: list[tuple[str, int, str, str]]) -> None:
    assert stated(text, in_goals=False) == expected


CELLS = {
    "50": ("=", 50, ""),
    "Ít nhất 12": (">=", 12, ""),
    "Trên 95": (">=", 95, ""),
    "Dưới 5": ("<=", 5, ""),
    "≥ 80%": (">=", 80, "%"),
    ">=80": (">=", 80, ""),
    "<2": ("<=", 2, ""),
    "Từ 90 trở lên": (">=", 90, ""),
    "1.250,5": ("=", Decimal("1250.5"), ""),
    "06": ("=", 6, ""),
    "12 lớp": ("=", 12, "lớp"),
}


@pytest.mark.parametrize(("text", "expected"), CELLS.items())
def test_figure_of_a_cell(text: str, expected: tuple[str, int, str]) -> None:
    figure = figure_of_cell(text)
    assert figure is not None
    assert (figure.comparator, figure.value, figure.unit) == expected


@pytest.mark.parametrize("text", ["Đạt", "-", "", "Có"])
def test_cell_without_figure_has_none(text: str) -> None:
    assert figure_of_cell(text) is None


def test_number_longer_than_any_count_is_no_figure() -> None:
    assert figure_of_cell("Ít nhất 1000000000000000000000000000000,99%") is None
    assert figure_of_cell("Ít nhất 123.456.789.012.345") is not None
