"""No mouse: signing in, opening what waits, answering, saving; wherever the keyboard is, the eye sees it."""

from collections.abc import Callable

import pytest
from acts import question
from playwright.sync_api import Locator
from visitors import Visitor

from dondoc.management import demonstrations

pytestmark = pytest.mark.journey

QUARTER = "Quý I/2026"
FOCUS = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const look = getComputedStyle(here);
  const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  const hit = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 20) / 2);
  const inSight = Boolean(hit) && (here.contains(hit) || hit.contains(here) || here.labels?.[0]?.contains(hit));
  return ring && inSight ? "" : `${ring ? "out of sight" : "no ring"}: ${here.outerHTML.slice(0, 160)}`;
}"""


def test_obligation_is_answered_by_keyboard_alone(demonstration: None, window: Callable[..., Visitor]) -> None:
    visitor = window()
    sign_in_by_keyboard(visitor)
    open_first_report(visitor)
    block = question(visitor, "Nhiệm vụ 2")
    tab_to(visitor, block.get_by_label("Kết quả đã thực hiện"))
    visitor.page.keyboard.type("Đã rà soát dữ liệu đấu giá")
    tab_to(visitor, block.get_by_role("radio").first)
    visitor.page.keyboard.press("ArrowRight")
    tab_to(visitor, block.get_by_label("Tỷ lệ hoàn thành (%)"))
    visitor.page.keyboard.type("40")
    tab_to(visitor, visitor.page.get_by_role("button", name="Lưu", exact=True))
    enter(visitor)

    assert visitor.fact("Đã trả lời").startswith("1/")
    block = question(visitor, "Nhiệm vụ 2")
    assert block.get_by_label("Kết quả đã thực hiện").input_value() == "Đã rà soát dữ liệu đấu giá"
    assert block.get_by_role("radio", name="Đang thực hiện", exact=True).is_checked()
    assert block.get_by_label("Tỷ lệ hoàn thành (%)").input_value() == "40"


def sign_in_by_keyboard(visitor: Visitor) -> None:
    visitor.visit("/sign-in/")
    tab_to(visitor, visitor.page.get_by_label("Tên đăng nhập"))
    visitor.page.keyboard.type("dgts.baocao")
    tab_to(visitor, visitor.page.get_by_label("Mật khẩu"))
    visitor.page.keyboard.type(demonstrations.organisation()["password"])
    enter(visitor)


def open_first_report(visitor: Visitor) -> None:
    """Past the navigation by the skip link, to the list, down and up its rows, into the first."""
    visitor.page.keyboard.press("Tab")
    assert has_focus(visitor.page.get_by_role("link", name="Đến nội dung chính"))
    visitor.page.keyboard.press("Enter")
    tab_to(visitor, visitor.page.get_by_role("link", name="Mở việc đầu tiên"))
    visitor.visit("/")
    tab_to(visitor, visitor.page.get_by_role("link", name="Trả lời kỳ báo cáo"))
    enter(visitor)
    visitor.page.keyboard.press("/")
    assert has_focus(visitor.page.get_by_role("searchbox"))
    visitor.page.keyboard.press("Tab")
    rows = visitor.page.get_by_role("link", name=QUARTER, exact=True)
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        visitor.page.keyboard.press(key)
        assert has_focus(rows.nth(place))
        assert visitor.page.evaluate(FOCUS) == ""
    enter(visitor)
    assert QUARTER in visitor.text


def tab_to(visitor: Visitor, wanted: Locator, limit: int = 120) -> None:
    """Goes on with Tab until the wanted control has the focus; at every stop the focus is seen."""
    for _ in range(limit):
        if has_focus(wanted.first):
            return
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(FOCUS) == ""
    raise AssertionError(f"{wanted} was not reached in {limit} steps")


def has_focus(control: Locator) -> bool:
    return control.evaluate("(e) => e === document.activeElement")


def enter(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look()
