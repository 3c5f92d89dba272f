"""A person without an account answers on a phone, with proof; the head approves, the Office takes it over."""

import re

import pytest
from acts import PROOF, open_quarter, open_report, open_unit, question, state_of
from visitors import PHONE, SignIn

pytestmark = pytest.mark.journey

PLAN = "27/KH-STP"
UNIT = "Trung tâm Dịch vụ đấu giá tài sản"
TASK = "Nhiệm vụ 2"


def test_link_is_answered_on_a_phone_and_goes_the_way_of_the_report(
    demonstration: None, sign_in: SignIn, window
) -> None:
    office = sign_in("dieuphoi")
    open_quarter(office, "Quý I/2026", PLAN)
    office.follow(re.compile(f"^Gửi liên kết trả lời {UNIT}"))
    office.page.get_by_label("Người nhận").fill("Ông Lý Mẫu Quân, đấu giá viên")
    for title in ("Nhiệm vụ 3", "Chỉ tiêu"):
        for box in office.page.get_by_role("checkbox", name=re.compile(f"^{title}")).all():
            box.uncheck()
    office.press("Tạo liên kết")
    address = office.page.get_by_label(re.compile("^2\\.")).input_value()
    path = "/answer/" + address.split("/answer/")[1]

    holder = window(viewport=PHONE, has_touch=True)
    holder.go(path)
    assert holder.inspect() == []
    assert holder.page.get_by_role("navigation").count() == 0
    block = question(holder, TASK)
    block.get_by_label("Kết quả đã thực hiện").fill("Đã lập danh mục dữ liệu đấu giá")
    block.get_by_role("radio", name="Hoàn thành", exact=True).check()
    block.get_by_label("Tỷ lệ hoàn thành (%)").fill("100")
    holder.page.get_by_label("Tệp minh chứng").set_input_files(PROOF)
    holder.page.get_by_text("Thông tin của văn bản trong tệp").click()
    holder.page.get_by_label("Số, ký hiệu").fill("05/BB-TTĐG")
    holder.press("Gửi lãnh đạo đơn vị duyệt")
    holder.sees(f"Đã gửi lãnh đạo {UNIT}")
    holder.sees("Đã nhận 1 tệp minh chứng gửi qua liên kết.")
    assert holder.inspect() == []

    reporter = sign_in("dgts.baocao")
    open_report(reporter, "Quý I/2026", PLAN)
    reporter.sees("Trả lời qua liên kết, do Ông Lý Mẫu Quân, đấu giá viên gửi lúc")
    third = question(reporter, "Nhiệm vụ 3")
    third.get_by_role("radio", name="Chưa thực hiện", exact=True).check()
    reporter.press("Trình lãnh đạo đơn vị")
    assert state_of(reporter) == "Chờ lãnh đạo đơn vị duyệt"

    head = sign_in("dgts.truong")
    open_report(head, "Quý I/2026", PLAN)
    head.sees("Trả lời qua liên kết, do Ông Lý Mẫu Quân, đấu giá viên gửi lúc")
    assert question(head, TASK).get_by_role("link", name=PROOF.name).is_visible()
    head.press("Duyệt")

    open_quarter(office, "Quý I/2026", PLAN)
    open_unit(office, UNIT)
    office.press("Tiếp nhận")
    assert state_of(office) == "Đã tiếp nhận"
    office.sees("Đã lập danh mục dữ liệu đấu giá")
