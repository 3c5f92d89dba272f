"""A plan on paper: a scan read in the background, a PDF gone through from doubt to doubt with the keyboard alone."""

import shutil
from pathlib import Path

import pytest
from acts import upload
from background import work_off
from papers import printed, scanned
from playwright.sync_api import Browser, Page, expect
from visitors import PHONE, SignIn

pytestmark = pytest.mark.journey


def seen_in_pane(page: Page, place: str) -> bool:
    """Whether the place is lit and lies within the visible part of the source."""
    return page.evaluate(
        """(place) => {
          const mark = document.querySelector(`.source [data-line="${place}"].lit`);
          const box = mark?.getBoundingClientRect(), pane = document.getElementById("source").getBoundingClientRect();
          return Boolean(box) && box.height > 0 &&
            box.top >= pane.top && box.bottom <= Math.min(pane.bottom, innerHeight);
        }""",
        place,
    )


def test_scan_is_read_in_the_background_reviewed_and_confirmed(
    department: None, sign_in: SignIn, browser: Browser, tmp_path: Path
) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("scans need tesseract-ocr with its Vietnamese data: make ocr")
    file = tmp_path / "ban-quet.png"
    file.write_bytes(scanned(printed(browser)))
    office = sign_in("dieuphoi")

    upload(office, file)
    office.sees("Đang chờ đến lượt đọc: 1 trang")
    address = office.path
    office.follow("Về Việc của tôi")
    office.follow("Đang đọc ban-quet.png")
    assert work_off() == ["open"]

    # The page comes anew by itself.
    expect(office.page.get_by_label("Trích yếu")).to_have_value("Chuyển đổi số năm 2026 của Sở Tư pháp")
    office.look()
    assert office.path == address
    expect(office.page.get_by_label("Loại văn bản")).to_have_value("Kế hoạch")
    picture = office.page.get_by_role("img", name="Ảnh trang 1 của văn bản")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") > 500
    assert office.page.locator(".clarity").count() > 10

    office.page.get_by_label("Số, ký hiệu").first.fill("12/KH-STP")
    office.page.get_by_label("Cơ quan ban hành").first.fill("Sở Tư pháp")
    office.page.get_by_role("radio", name="Kế hoạch của đơn vị").check()
    office.press("Xác nhận kế hoạch")
    office.sees("Đã xác nhận: Kế hoạch số 12/KH-STP")


def test_pdf_is_gone_through_from_doubt_to_doubt_by_keyboard(
    department: None, sign_in: SignIn, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(printed(browser))
    office = sign_in("dieuphoi")
    upload(office, file)
    page, keys = office.page, office.page.keyboard
    office.sees("4 điều cần xem lại")

    keys.press("F8")
    expect(page.locator("#id_number")).to_be_focused()
    office.sees("1/4")
    assert seen_in_pane(page, "frame 3")
    keys.type("12/KH-STP")
    keys.press("F8")
    expect(page.locator("#id_citations-0-number")).to_be_focused()
    assert seen_in_pane(page, "paragraph 2")
    keys.press("F8")
    expect(page.locator("#id_tasks-1-text")).to_be_focused()
    keys.press("F8")
    expect(page.locator("#id_tasks-1-due_text")).to_be_focused()
    office.sees("4/4")
    assert seen_in_pane(page, "table 1 row 3")
    keys.type("Quý III/2026")
    keys.press("Shift+F8")
    expect(page.locator("#id_tasks-1-text")).to_be_focused()
    office.look()

    page.get_by_role("button", name="Xác nhận kế hoạch").first.focus()
    with page.expect_navigation():
        keys.press("Enter")
    office.look()
    office.sees("Đã xác nhận: Kế hoạch số 12/KH-STP")


def test_review_of_a_pdf_fits_a_phone(department: None, sign_in: SignIn, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(printed(browser))
    office = sign_in("dieuphoi", viewport=PHONE, has_touch=True)
    office.visit("/drafts/new/")
    office.page.get_by_label("Tệp kế hoạch").set_input_files(file)
    office.press("Tải lên và đọc")

    office.page.locator("#citations-0 a.place").click()
    expect(office.page.locator("#source")).to_be_visible()
    expect(office.page.locator(".source [data-line='paragraph 2'] rect").first).to_be_in_viewport()
    assert office.inspect() == []
    office.page.get_by_role("link", name="Đóng", exact=True).click()
    expect(office.page.locator("#source")).to_be_hidden()


def test_doubts_are_reached_without_script(department: None, sign_in: SignIn, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(printed(browser))
    office = sign_in("dieuphoi", java_script_enabled=False)
    upload(office, file)

    office.page.get_by_role("link", name="Đến điều đầu tiên").click()
    expect(office.page.locator("#id_number")).to_be_focused()
    office.page.locator("#doubt-1").get_by_role("link", name="Điều tiếp theo").click()
    expect(office.page.locator("#id_citations-0-number")).to_be_focused()
    office.page.locator("#citations-0 a.place").click()
    expect(office.page.locator("#source")).to_be_visible()
