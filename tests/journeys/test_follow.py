"""What a script makes quicker: the list narrowed in place, a task beside it, the question before an act."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from visitors import PHONE, SignIn, Visitor

from dondoc.management import demonstrations

pytestmark = pytest.mark.journey

PLAN = "Cải thiện Chỉ số chuyển đổi số (DTI) của Sở Tư pháp năm 2026"


def tasks_of(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Các nhiệm vụ").get_by_role("link")


@pytest.mark.parametrize("kind", [{}, {"viewport": PHONE, "has_touch": True}], ids=["laptop", "phone"])
def test_list_is_narrowed_in_place_and_a_task_opens_beside_it(
    kind: dict[str, object], demonstration: None, sign_in: SignIn
) -> None:
    director = sign_in("giamdoc", **kind)
    director.visit("/plans/")
    director.follow(PLAN)
    expect(tasks_of(director)).to_have_count(11)

    director.page.get_by_label("Tìm trong nhiệm vụ").fill("tri tue nhan tao")
    expect(tasks_of(director)).to_have_count(1)
    director.look()
    tasks_of(director).click()
    panel = director.page.get_by_role("complementary", name="Chi tiết nhiệm vụ")
    expect(panel.get_by_role("heading", name="Nhiệm vụ 3", exact=True)).to_be_visible()
    director.look()
    director.page.keyboard.press("Escape")
    expect(panel.get_by_role("heading")).to_have_count(0)

    director.visit(director.address)
    expect(director.page.get_by_label("Tìm trong nhiệm vụ")).to_have_value("tri tue nhan tao")
    expect(tasks_of(director)).to_have_count(1)


def test_search_finds_without_diacritics(demonstration: None, sign_in: SignIn) -> None:
    reporter = sign_in("hctp.baocao")
    reporter.page.keyboard.press("/")
    reporter.page.keyboard.type("du lieu nganh tu phap")
    with reporter.page.expect_navigation():
        reporter.page.keyboard.press("Enter")
    reporter.look()
    found = reporter.page.locator("main").get_by_role("link", name="dữ liệu ngành Tư pháp")
    expect(found).to_be_visible()


def test_account_is_switched_off_after_a_question(
    demonstration: None, sign_in: SignIn, window: Callable[..., Visitor]
) -> None:
    reporter, administrator = sign_in("cc2.baocao"), sign_in("quantri")
    administrator.follow("Tài khoản")
    administrator.page.get_by_role("button", name="Khóa tài khoản của Lâm Mẫu Uyên").click()
    question = administrator.page.get_by_role("dialog", name="Xin xác nhận")
    expect(question).to_contain_text("Lâm Mẫu Uyên sẽ bị đăng xuất")
    administrator.look()
    administrator.press("Khóa", within=question)
    assert "Đã khóa tài khoản cc2.baocao" in administrator.text

    reporter.visit("/reports/")
    assert reporter.path == "/sign-in/"
    returning = window()
    returning.sign_in("cc2.baocao", demonstrations.organisation()["password"])
    assert returning.path == "/sign-in/"
