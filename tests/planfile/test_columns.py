"""What columns hold, told from headers in many wordings and shapes."""

import pytest

from dondoc.planfile.blocks import Cell
from dondoc.planfile.columns import TargetColumns, repeats_header, target_columns, task_columns

Row = tuple[Cell, ...]


def rows(*lines: str) -> tuple[Row, ...]:
    return tuple(tuple(Cell(text.strip()) for text in line.split("|")) for line in lines)


WORDINGS = {
    "STT | Nhiệm vụ | Chủ trì | Phối hợp | Thời hạn | Kết quả": [
        "number", "text", "lead", "cooperating", "due", "products",
    ],
    "Số TT | Kết quả dự kiến | Tiến độ thực hiện | Đơn vị phối hợp | Đơn vị thực hiện | Nội dung công việc": [
        "number", "products", "due", "cooperating", "lead", "text",
    ],
    "TT | Nhiệm vụ/Giải pháp | Người thực hiện | Ngày hoàn thành | Kinh phí (triệu đồng) | Ghi chú": [
        "number", "text", "lead", "due", "ignored", "ignored",
    ],
    "Thứ tự | Nhóm nhiệm vụ | Nhiệm vụ cụ thể | Cách thức thực hiện | Lãnh đạo phụ trách | Đầu mối tham mưu": [
        "number", "group", "text", "solutions", "ignored", "lead",
    ],
    "STT | Nhiệm vụ | Nội dung thực hiện | Đơn vị chủ trì, phối hợp | Thời gian trình | Đầu ra": [
        "number", "text", "solutions", "bodies", "due", "products",
    ],
    "# | Thời điểm | Công việc cần thực hiện | Bộ phận chịu trách nhiệm chính | Bộ phận hỗ trợ | Minh chứng": [
        "number", "due", "text", "lead", "cooperating", "products",
    ],
    "TT | Phần việc | Thực hiện | Cộng tác | Hạn chót | Hình thức văn bản": [
        "number", "text", "lead", "cooperating", "due", "products",
    ],
    "TT | Nhiệm vụ | Đơn vị soạn thảo | Sản phẩm | Tài liệu kiểm chứng": [
        "number", "text", "lead", "products", "evidence",
    ],
    "TT | Nhiệm vụ | Kết quả năm 2026 | Chủ trì": ["number", "text", "products", "lead"],
    "STT | Tên dự thảo | Cơ quan chủ trì soạn thảo | Cơ quan phối hợp | Thời gian": [
        "number", "text", "lead", "cooperating", "due",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("header", "roles"), WORDINGS.items())
def test_roles_of_columns_of_tasks(header: str, roles: list[str]) -> None:
    columns = task_columns(rows(header, " | ".join("việc" for _ in roles)))
    assert columns is not None
    found = {column: role for role, places in columns.roles.items() for column in places}
    assert [found[column] for column in range(len(roles))] == roles
    assert columns.first_row == 1


@pytest.mark.parametrize(
    "header",
    [
        "TT | Nội dung chỉ tiêu | Kết quả 2025 | Mục tiêu 2026",
        "Nội dung chỉ tiêu | Mục tiêu 2026 | Đơn vị chủ trì",
        "STT | Nội dung | Số tiền | Ghi chú",
        "STT | Họ và tên | Chức vụ | Đơn vị | Nhiệm vụ",
        "A | B | C",
        "Nhiệm vụ",
    ],
)
def test_table_of_something_else_has_no_task_columns(header: str) -> None:
    assert task_columns(rows(header, " | ".join("việc" for _ in header.split("|")))) is None


def test_quarters_are_the_deadline_where_nothing_but_marks_stands_in_them() -> None:
    header = "TT | Nhiệm vụ | Chủ trì | Quý I | Quý II"
    marked = task_columns(rows(header, "1 | Việc | Phòng A | x | ", "2 | Việc | Phòng A |  | x"))
    counted = task_columns(rows(header, "1 | Việc | Phòng A | 20 | 30"))
    assert marked is not None
    assert counted is not None
    assert marked.roles["due"] == (3, 4)
    assert "due" not in counted.roles


def test_header_of_two_rows_begins_after_a_title_and_ends_before_column_numbers() -> None:
    merged = Cell("Phân công")
    number, task = Cell("TT"), Cell("Nhiệm vụ")
    table = (
        (Cell("DANH MỤC NHIỆM VỤ"),) * 4,
        (number, task, merged, merged),
        (number, task, Cell("Chủ trì"), Cell("Phối hợp")),
        tuple(Cell(f"({n})") for n in range(4)),
        tuple(Cell("việc") for _ in range(4)),
    )
    columns = task_columns(table)
    assert columns is not None
    assert dict(columns.roles) == {"number": (0,), "text": (1,), "lead": (2,), "cooperating": (3,)}
    assert columns.titles == ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp")
    assert columns.first_row == 4
    assert repeats_header(table[2], columns)
    assert repeats_header(table[3], columns)
    assert not repeats_header(table[4], columns)


def test_columns_of_targets_choose_the_plan_year() -> None:
    table = rows(
        "TT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2025 | Kế hoạch năm 2026 | Năm 2030", "1 | A | % | 5 | 6 | 7"
    )
    assert target_columns(table, year=2026) == TargetColumns(name=1, value=4, unit=2, first_row=1)
    assert target_columns(table, year=None) == TargetColumns(name=1, value=5, unit=2, first_row=1)
    assert target_columns(rows("TT | Nhiệm vụ | Chủ trì", "1 | A | B"), year=2026) is None


def test_table_that_sets_years_side_by_side_is_of_targets_unless_of_money() -> None:
    assert target_columns(rows("TT | Nội dung | Kết quả 2025 | Mục tiêu 2026", "1 | Việc | 5 | 6"), year=2026) == (
        TargetColumns(name=1, value=3, unit=None, first_row=1)
    )
    assert target_columns(rows("TT | Nội dung | ĐVT | Năm 2026", "1 | Việc | % | 6"), year=2026) == (
        TargetColumns(name=1, value=3, unit=2, first_row=1)
    )
    assert target_columns(rows("TT | Nội dung chi | Năm 2025 | Năm 2026", "1 | Việc | 5 | 6"), year=2026) is None
