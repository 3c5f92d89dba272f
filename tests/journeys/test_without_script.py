"""The same work with scripts switched off: signing in, answering, proof, submitting, approving, the report."""

from io import BytesIO

import docx
import pytest
from acts import Said, answer_target, answer_task, attach_proof, open_quarter, open_report, open_unit, state_of
from visitors import SignIn

pytestmark = pytest.mark.journey

PLAN = "27/KH-STP"
UNIT = "Trung tâm Dịch vụ đấu giá tài sản"


def test_quarter_is_answered_and_reported_without_script(demonstration: None, sign_in: SignIn) -> None:
    reporter = sign_in("dgts.baocao", java_script_enabled=False)
    open_report(reporter, "Quý I/2026", PLAN)
    answer_task(reporter, Said("2", "Đã lập danh mục dữ liệu đấu giá", percent="40", difficulties="Thiếu người nhập"))
    answer_target(reporter, "Chỉ tiêu 1", "1", "3")
    attach_proof(reporter, "Nhiệm vụ 2", number="05/BB-TTĐG", abstract="Biên bản rà soát dữ liệu", page="3")
    assert reporter.fact("Đã trả lời").startswith("2/")
    reporter.press("Trình lãnh đạo đơn vị")
    assert reporter.page.get_by_role("alert").is_visible()
    answer_task(reporter, Said("3", "Đã chọn việc soạn thông báo đấu giá", "Chưa thực hiện", percent="0"))
    reporter.press("Trình lãnh đạo đơn vị")
    assert state_of(reporter) == "Chờ lãnh đạo đơn vị duyệt"

    head = sign_in("dgts.truong", java_script_enabled=False)
    open_report(head, "Quý I/2026", PLAN)
    head.press("Duyệt")
    assert state_of(head) == "Chờ Văn phòng tiếp nhận"

    office = sign_in("dieuphoi", java_script_enabled=False)
    open_quarter(office, "Quý I/2026", PLAN)
    open_unit(office, UNIT)
    office.press("Tiếp nhận")
    open_quarter(office, "Quý I/2026", PLAN)
    report = office.fetch("Lập báo cáo (.docx)", role="button")

    text = "\n".join(cell for table in docx.Document(BytesIO(report)).tables for cell in _cells(table))
    assert f"{UNIT}: Đã lập danh mục dữ liệu đấu giá (05/BB-TTĐG, trang 3)." in text


def _cells(table) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells]
