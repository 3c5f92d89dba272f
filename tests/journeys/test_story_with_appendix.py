"""The whole year's first quarter of a plan with an appendix: from the file to the closed quarter."""

import re
from datetime import date

import figures
import pytest
from acts import (
    SAMPLES,
    Said,
    answer_target,
    answer_task,
    attach_proof,
    open_quarter,
    open_report,
    open_unit,
    state_of,
    upload,
)
from playwright.sync_api import Page, expect
from visitors import SignIn, Visitor

pytestmark = pytest.mark.journey

FILE = SAMPLES / "plans" / "ke-hoach-dti-2026.docx"
PLAN = "27/KH-STP"
QUARTER = "Quý I/2026"
HCTP, BTTP, CC1 = "Phòng Hành chính tư pháp", "Phòng Bổ trợ tư pháp", "Phòng Công chứng số 1"
BEFORE_THE_DUE_DAY, AFTER_IT = date(2026, 3, 13), date(2026, 3, 18)


def test_plan_with_appendix_runs_from_file_to_closed_quarter(department: None, sign_in: SignIn, settings) -> None:
    settings.PRETEND_TODAY = BEFORE_THE_DUE_DAY
    office = sign_in("dieuphoi")
    import_plan(office)
    give_targets(office)
    see_who_owes_what(office)

    first_unit_answers_after_being_sent_back(sign_in)
    waiting = unit_answers(sign_in, "cc1", [Said("2", "Đã cập nhật dữ liệu"), Said("3", "Đã chọn hai việc")])
    approve(sign_in, "cc1")
    office_returns(office, CC1, "Nêu rõ số liệu đã cập nhật")
    settings.PRETEND_TODAY = AFTER_IT
    unit_answers(sign_in, "bttp", BTTP_SAID, BTTP_FIGURES)
    approve(sign_in, "bttp")
    for unit in (HCTP, BTTP):
        office_accepts(office, unit)

    report = quarter_is_reported(office)
    waiting.visit(waiting.path)
    quarter_is_closed(office, sign_in("giamdoc"), report)
    closed_quarter_takes_no_answer(waiting)
    same_file_is_known(office)


HCTP_SAID = [
    Said("2", "Đã rà soát dữ liệu hộ tịch", percent="60", difficulties="Dữ liệu cũ chưa số hóa hết"),
    Said("3", "Đã thử trợ lý ảo khi trả lời người dân", "Hoàn thành", percent="100"),
    Said("9", "Tỷ lệ hồ sơ trực tuyến tăng", percent="75"),
]
BTTP_SAID = [
    Said("2", "Đã lập danh mục dữ liệu", percent="20"),
    Said("3", "Chưa chọn được việc", "Chưa thực hiện", percent="0"),
    Said("9", "Đã hướng dẫn nộp trực tuyến", percent="50"),
    Said("10", "Chưa thống nhất tài liệu", "Vướng mắc", percent="10", difficulties="Chờ góp ý của Sở Tài chính"),
]
# By the order of the unit's own list: officers, training, fully online, users, satisfaction.
HCTP_FIGURES = [("1", ""), ("6", "8"), ("90", "100"), ("80", "100")]
BTTP_FIGURES = [("0", ""), ("8", "8"), ("50", "80"), ("70", "80")]


def import_plan(office: Visitor) -> None:
    """Upload, see the doubt beside what it is about, correct one field, confirm."""
    upload(office, FILE)
    assert "1 điều cần xem lại" in office.text
    doubt = office.page.get_by_text("Văn bản số 418/QĐ-UBND ngày 12/3/2026 sau ngày của Kế hoạch (6/2/2026)")
    beside = office.page.get_by_role("group", name="Căn cứ 3")
    expect(beside.get_by_label("Số, ký hiệu")).to_have_value("418/QĐ-UBND")
    expect(beside.filter(has=doubt)).to_be_visible()
    unit = office.page.get_by_role("group", name="Chỉ tiêu 4").get_by_label("Đơn vị tính")
    expect(unit).to_have_value("công chức, viên chức, người lao động")
    unit.fill("người")
    office.press("Lưu")
    assert "Đọc được: công chức, viên chức, người lao động" in office.text
    office.press("Xác nhận kế hoạch")
    assert "0 nhiệm vụ và 11 chỉ tiêu chờ giao" in office.text


def give_targets(office: Visitor) -> None:
    """Three goes: to all units, to those with procedures, what is left to the Office."""
    office.follow(re.compile("^Chỉ tiêu"), within=office.page.get_by_role("list", name="Giao nhiệm vụ hoặc"))
    for texts, units, said in [
        (["ít nhất 01 công chức", "được đào tạo, bồi dưỡng"], "Tất cả đơn vị", "Đã giao 2 chỉ tiêu cho 10 đơn vị"),
        (
            ["hồ sơ thủ tục hành chính được nộp", "sử dụng dịch vụ công trực tuyến"],
            "Các đơn vị có thủ tục hành chính",
            "Đã giao 3 chỉ tiêu cho 4 đơn vị",
        ),
        (["Tất cả 6 chỉ tiêu chờ giao"], "Văn phòng Sở", "Đã giao 6 chỉ tiêu cho Văn phòng."),
    ]:
        for text in texts:
            for tick in office.page.get_by_role("checkbox", name=re.compile(re.escape(text))).all():
                tick.check()
        office.page.get_by_role("checkbox", name=units, exact=True).check()
        office.press("Giao chỉ tiêu")
        assert said in office.text
    assert "Mọi nhiệm vụ và chỉ tiêu đã có đơn vị" in office.text


def see_who_owes_what(office: Visitor) -> None:
    """A collective lead is one task with an obligation for each unit."""
    office.follow("Theo dõi")
    office.follow("Ma trận")
    table = office.page.get_by_role("region", name="Ma trận đơn vị và nhiệm vụ")
    totals = [row.get_by_role("cell").last.inner_text() for row in table.locator("tbody tr:not(.group)").all()]
    assert totals == ["0/1", "0/10", "0/10", "0/1", "0/1", "0/1", "0/1", "0/1", "0/4", "0/1", "0/1"]


def first_unit_answers_after_being_sent_back(sign_in: SignIn) -> None:
    reporter = unit_answers(sign_in, "hctp", HCTP_SAID, [("1", ""), ("6", "80"), ("90", "100"), ("80", "100")])
    head = sign_in("hctp.truong")
    open_report(head, QUARTER, PLAN)
    head.press("Trả lại người soạn")
    assert "Hãy ghi lý do trả lại" in head.text
    head.page.get_by_label("Lý do trả lại").fill("Chỉ tiêu 2: mẫu số là 8 người")
    head.press("Trả lại người soạn")
    assert state_of(head) == "Bị trả lại"

    open_report(reporter, QUARTER, PLAN)
    assert "Chỉ tiêu 2: mẫu số là 8 người" in reporter.text
    answer_target(reporter, "Chỉ tiêu 2", "6", "8")
    attach_proof(reporter, "Nhiệm vụ 2", number="04/BB-HCTP", abstract="Biên bản rà soát", page="2")
    reporter.press("Trình lãnh đạo đơn vị")
    open_report(head, QUARTER, PLAN)
    head.press("Duyệt")
    assert state_of(head) == "Chờ Văn phòng tiếp nhận"


def unit_answers(sign_in: SignIn, unit: str, said: list[Said], numbers: list[tuple[str, str]] = ()) -> Visitor:
    """The reporter of the unit fills in the report, sees it saved by itself, and submits it."""
    reporter = sign_in(f"{unit}.baocao")
    open_report(reporter, QUARTER, PLAN)
    for one in said:
        answer_task(reporter, one)
    for place, (numerator, denominator) in enumerate(numbers, start=1):
        answer_target(reporter, f"Chỉ tiêu {place}", numerator, denominator)
    expect(reporter.page.get_by_text(re.compile(r"^Đã lưu lúc \d\d:\d\d"))).to_be_visible()
    reporter.press("Trình lãnh đạo đơn vị")
    assert state_of(reporter) == "Chờ lãnh đạo đơn vị duyệt"
    return reporter


def approve(sign_in: SignIn, unit: str) -> None:
    head = sign_in(f"{unit}.truong")
    head.follow(re.compile("^Duyệt báo cáo"))
    head.press("Duyệt")
    assert state_of(head) == "Chờ Văn phòng tiếp nhận"


def office_returns(office: Visitor, unit: str, reason: str) -> None:
    open_quarter(office, QUARTER, PLAN)
    open_unit(office, unit)
    office.page.get_by_label("Lý do trả lại").fill(reason)
    office.press("Trả lại đơn vị")
    assert state_of(office) == "Bị trả lại"


def office_accepts(office: Visitor, unit: str) -> None:
    open_quarter(office, QUARTER, PLAN)
    open_unit(office, unit)
    office.press("Tiếp nhận")
    assert state_of(office) == "Đã tiếp nhận"


def quarter_is_reported(office: Visitor) -> bytes:
    """The page names the silent and the late; the composed report says the same in every figure."""
    open_quarter(office, QUARTER, PLAN)
    shown = figures.of_page(office.page)
    assert shown.counted == "2/10"
    assert len(shown.silent) == 8
    assert CC1 in shown.silent
    assert shown.late == (f"{BTTP} (chậm 2 ngày)",)
    assert [row[2:] for row in shown.targets if "/" in row[2]] == [
        ("1/10 đơn vị đạt", "Chưa đạt tạm tính"),
        ("14/16 · 87,5 %", "Chưa đạt tạm tính"),
        ("140/180 · 77,8 %", "Chưa đạt tạm tính"),
        ("150/180 · 83,3 %", "Đạt tạm tính"),
    ]
    report = office.fetch("Lập báo cáo (.docx)", role="button")
    assert figures.of_document(report) == shown
    wall = figures.units_of_wall(open_wall(office))
    assert figures.units_of_document(report) == wall
    assert (HCTP, "90/100") in wall
    return report


def open_wall(office: Visitor) -> Page:
    office.follow("Kế hoạch")
    office.follow("Cải thiện Chỉ số chuyển đổi số (DTI) của Sở Tư pháp năm 2026")
    office.follow("Chỉ tiêu", within=office.page.get_by_role("navigation", name="Các trang của kế hoạch"))
    return office.page


def quarter_is_closed(office: Visitor, director: Visitor, report: bytes) -> None:
    """The Office asks, the director finds it on the first page, looks and confirms."""
    open_quarter(office, QUARTER, PLAN)
    office.follow("Đề nghị chốt số…")
    assert "8/10 đơn vị chưa có báo cáo được duyệt" in office.text
    office.press(f"Đề nghị chốt số {QUARTER}")
    assert "đang chờ lãnh đạo Sở xác nhận" in office.text
    director.follow("Việc của tôi")
    director.follow(f"Xác nhận chốt số {QUARTER}")
    assert "8/10 đơn vị chưa có báo cáo được duyệt" in director.text
    director.press(f"Xác nhận chốt số {QUARTER}")
    assert "đã chốt số lúc" in director.text
    open_quarter(office, QUARTER, PLAN)
    assert office.fetch("Tải báo cáo đã chốt (.docx)", role="button") == report
    assert figures.of_page(office.page) == figures.of_document(report)


def closed_quarter_takes_no_answer(late_comer: Visitor) -> None:
    """A page that was opened before the closing is refused with the reason; a new one has nothing to press."""
    answer_task(late_comer, Said("2", "Đã cập nhật 120 hồ sơ"))
    late_comer.sees("Kỳ báo cáo đã chốt số nên không thay đổi được nữa.")
    late_comer.was_refused(409)
    late_comer.press("Trình lãnh đạo đơn vị", status=409)
    late_comer.sees("Kỳ báo cáo đã chốt số nên không thay đổi được nữa.")
    late_comer.follow("Trả lời kỳ báo cáo")
    late_comer.follow(QUARTER)
    late_comer.sees(re.compile("nội dung chỉ để xem"))
    assert late_comer.page.get_by_role("button", name="Trình lãnh đạo đơn vị").count() == 0


def same_file_is_known(office: Visitor) -> None:
    upload(office, FILE)
    office.follow(f"Mở Kế hoạch số {PLAN}")
    assert "Cải thiện Chỉ số chuyển đổi số" in office.text
