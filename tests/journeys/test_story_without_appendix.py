"""A plan whose document names no lead, no deadline and no report: the Office gives them, one unit answers."""

import re

import figures
import pytest
from acts import (
    SAMPLES,
    Said,
    answer_target,
    answer_task,
    open_quarter,
    open_report,
    open_unit,
    state_of,
    upload,
)
from visitors import SignIn, Visitor

pytestmark = pytest.mark.journey

FILE = SAMPLES / "plans" / "ke-hoach-chuyen-doi-so-2026.docx"
PLAN = "Chuyển đổi số của Sở Tư pháp năm 2026"
QUARTER = "Quý I/2026"
PBGD = "Phòng Phổ biến, giáo dục pháp luật"


def test_plan_without_appendix_gets_its_leads_and_is_reported(department: None, sign_in: SignIn) -> None:
    office = sign_in("dieuphoi")
    import_plan(office)
    give_tasks(office)
    give_targets(office)
    set_reporting(office)
    unit_answers(sign_in)

    open_quarter(office, QUARTER, PLAN)
    open_unit(office, PBGD)
    office.press("Tiếp nhận")
    open_quarter(office, QUARTER, PLAN)
    shown = figures.of_page(office.page)
    report = office.fetch("Lập báo cáo (.docx)", role="button")

    assert shown.counted == "1/10"
    assert shown.late == (f"{PBGD} (chậm 2 ngày)",)
    assert ("8", "100 %", "Hoàn thành") in shown.tasks
    assert ("3", "8 %", "Vướng mắc") in shown.tasks  # 30 % of one unit in four, half rounded up
    assert ("1", "–", "Chưa thực hiện") in shown.tasks
    assert shown.difficulties == {(PBGD, "Thiếu máy quét")}
    assert figures.of_document(report) == shown


def import_plan(office: Visitor) -> None:
    """The five doubts are told; those about every task stand over the list of tasks."""
    upload(office, FILE)
    assert "5 điều cần xem lại" in office.text
    for doubt in ("Số của Kế hoạch để trống", "không nêu cơ quan chủ trì", "không nêu thời hạn", "không nêu sản phẩm"):
        office.sees(re.compile(doubt))
    office.press("Xác nhận kế hoạch")
    assert "10 nhiệm vụ và 12 chỉ tiêu chờ giao" in office.text
    assert "chưa đơn vị nào được hỏi kết quả" in office.text


def give_tasks(office: Visitor) -> None:
    """Several rows at once, with their last day; nothing chosen is told, not guessed."""
    office.press("Giao nhiệm vụ")
    assert "Chưa chọn dòng nào" in office.text
    assert "Chưa chọn đơn vị nào" in office.text
    for numbers, units, due_on, said in [
        ("3 4", "Các đơn vị có thủ tục hành chính", "31/12/2026", "Đã giao 2 nhiệm vụ cho 4 đơn vị."),
        ("6", "Tất cả đơn vị", "30/6/2026", "Đã giao 1 nhiệm vụ cho 10 đơn vị."),
        ("8", PBGD, "31/12/2026", "Đã giao 1 nhiệm vụ cho P. PBGDPL."),
    ]:
        for number in numbers.split():
            office.page.get_by_role("checkbox", name=re.compile(rf"^{number} ")).check()
        give(office, units, "Giao nhiệm vụ", due_on=due_on)
        assert said in office.text
    office.page.get_by_role("checkbox", name="Tất cả 6 nhiệm vụ chờ giao").check()
    give(office, "Văn phòng Sở", "Giao nhiệm vụ")
    assert "Đã giao 6 nhiệm vụ cho Văn phòng." in office.text
    row = office.page.get_by_role("row").filter(has_text="Rà soát quy trình nội bộ")
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()][1:3] == ["không nêu", "30/6/2026"]


def give_targets(office: Visitor) -> None:
    office.follow(re.compile("^Chỉ tiêu"), within=office.page.get_by_role("list", name="Giao nhiệm vụ hoặc"))
    office.page.get_by_role("checkbox", name=re.compile("được số hóa để dùng lại")).check()
    give(office, "Các đơn vị có thủ tục hành chính", "Giao chỉ tiêu")
    office.page.get_by_role("checkbox", name="Tất cả 11 chỉ tiêu chờ giao").check()
    give(office, "Văn phòng Sở", "Giao chỉ tiêu")
    assert "Mọi nhiệm vụ và chỉ tiêu đã có đơn vị" in office.text


def give(office: Visitor, units: str, button: str, *, due_on: str = "") -> None:
    office.page.get_by_role("checkbox", name=units, exact=True).check()
    if due_on:
        office.page.get_by_label("Hạn", exact=False).last.fill(due_on)
    office.press(button)


def set_reporting(office: Visitor) -> None:
    """What the page proposes holds only once it is saved."""
    office.follow("Đặt chế độ báo cáo")
    assert "chỉ có hiệu lực sau khi lưu" in office.text
    assert office.page.get_by_role("region", name="Các kỳ báo cáo", exact=True).count() == 0
    office.press("Lưu chế độ báo cáo")
    first = office.page.get_by_role("region", name="Các kỳ báo cáo", exact=True).get_by_role("row").nth(1)
    assert first.inner_text().split("\t")[:5] == [QUARTER, "15/12/2025", "14/3/2026", "15/3/2026", "16/3/2026"]


def unit_answers(sign_in: SignIn) -> None:
    reporter = sign_in("pbgd.baocao")
    open_report(reporter, QUARTER, PLAN)
    answer_task(reporter, Said("3", "Đã quét 300 hồ sơ", "Vướng mắc", percent="30", difficulties="Thiếu máy quét"))
    answer_task(reporter, Said("4", "Mọi hồ sơ đi qua hệ thống", percent="80"))
    answer_task(reporter, Said("6", "Đã bỏ hai thành phần hồ sơ", percent="50"))
    answer_task(reporter, Said("8", "Đã mở ba lớp", "Hoàn thành", percent="100"))
    answer_target(reporter, "Chỉ tiêu 1", "1.200", "1.000")
    reporter.press("Trình lãnh đạo đơn vị")
    assert "Tử số lớn hơn mẫu số" in reporter.text
    answer_target(reporter, "Chỉ tiêu 1", "1.000", "1.200")
    reporter.press("Trình lãnh đạo đơn vị")
    head = sign_in("pbgd.truong")
    head.follow(f"Duyệt báo cáo {QUARTER} của {PBGD}")
    assert "1.000/1.200 · 83,3 %" in head.text
    head.press("Duyệt")
    assert state_of(head) == "Chờ Văn phòng tiếp nhận"
