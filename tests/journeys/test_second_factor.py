"""A second factor from set-up to the next sign-in: app, passkey, recovery code; the warning before a session ends."""

import re
from collections.abc import Callable

import pytest
from authenticators import app_code
from django.core.cache import cache
from playwright.sync_api import expect
from visitors import PHONE, SignIn, Visitor

from dondoc.management import demonstrations

pytestmark = pytest.mark.journey

MINUTE = 60_000  # milliseconds


@pytest.fixture(autouse=True)
def no_tries_before() -> None:
    cache.clear()


def with_password(visitor: Visitor, username: str) -> None:
    visitor.sign_in(username, demonstrations.organisation()["password"])


def confirm_password(visitor: Visitor) -> None:
    assert visitor.path == "/sign-in/again/"
    visitor.page.get_by_label("Mật khẩu").fill(demonstrations.organisation()["password"])
    visitor.press("Tiếp tục")


def sign_out(visitor: Visitor) -> None:
    visitor.page.locator("details.menu summary").click()
    visitor.press("Đăng xuất")


def give_fingerprint(visitor: Visitor) -> None:
    """The machine has a reader of fingerprints from here on, and the right finger lies on it."""
    machine = visitor.page.context.new_cdp_session(visitor.page)
    machine.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_check_17_coordinator_sets_up_an_app_and_comes_in_with_it(
    department: None, settings, window: Callable[..., Visitor]
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    visitor = window()
    with_password(visitor, "dieuphoi")
    assert visitor.path == "/second-factor/"
    visitor.sees(re.compile("bắt buộc có xác thực hai bước"))
    visitor.visit("/plans/")
    assert visitor.path == "/second-factor/"

    visitor.follow("Thiết lập ứng dụng")
    confirm_password(visitor)
    secret = visitor.page.get_by_label(re.compile("gõ khóa này")).input_value()
    visitor.page.get_by_label("Mã đang hiện trong ứng dụng").fill(app_code(secret))
    visitor.press("Hoàn tất")
    visitor.sees("Đã thiết lập ứng dụng xác thực.")

    visitor.follow("Tạo mã dự phòng")
    visitor.press("Tạo mười mã mới")
    codes = visitor.page.locator("ol.codes li").all_inner_texts()
    assert len(codes) == 10
    visitor.follow("Đã cất giữ các mã")
    visitor.visit("/plans/")
    assert visitor.path == "/plans/"

    sign_out(visitor)
    with_password(visitor, "dieuphoi")
    assert visitor.path == "/sign-in/code/"
    visitor.page.get_by_label("Mã xác thực").fill(app_code(secret, steps=1))
    visitor.press("Xác nhận")
    assert visitor.path == "/"

    sign_out(visitor)
    with_password(visitor, "dieuphoi")
    visitor.page.get_by_label("Mã xác thực").fill(codes[0])
    visitor.press("Xác nhận")
    assert visitor.path == "/"


def test_passkey_is_added_asked_for_and_opens_alone(department: None, window: Callable[..., Visitor]) -> None:
    visitor = window()
    give_fingerprint(visitor)
    with_password(visitor, "giamdoc")
    visitor.visit("/second-factor/")
    visitor.follow("Thêm khóa")
    confirm_password(visitor)
    visitor.page.get_by_label("Tên khóa").fill("Máy tính cơ quan")
    visitor.press("Thêm khóa")
    visitor.sees("Máy tính cơ quan")

    sign_out(visitor)
    with_password(visitor, "giamdoc")
    assert visitor.path == "/sign-in/code/"
    visitor.press("Dùng khóa đăng nhập")
    assert visitor.path == "/"

    sign_out(visitor)
    visitor.visit("/sign-in/?next=/calendar/")
    visitor.press("Đăng nhập bằng khóa của máy")
    assert visitor.path == "/calendar/"

    visitor.visit("/second-factor/")
    visitor.follow(re.compile("Gỡ khóa Máy tính cơ quan"))
    confirm_password(visitor)
    visitor.press("Gỡ khóa")
    visitor.sees("Đã gỡ khóa đăng nhập.")


def test_passkey_of_nobody_does_not_open(department: None, window: Callable[..., Visitor]) -> None:
    visitor = window()
    give_fingerprint(visitor)
    visitor.visit("/sign-in/")
    visitor.page.get_by_role("button", name="Đăng nhập bằng khóa của máy").click()

    visitor.sees(re.compile("Chưa dùng được khóa"))
    assert visitor.path == "/sign-in/"


def test_pages_of_sign_in_stand_on_a_phone(department: None, sign_in: SignIn) -> None:
    visitor = sign_in("quantri", viewport=PHONE)
    for path in ("/second-factor/", "/sessions/", "/sessions/department/"):
        visitor.visit(path)
    visitor.page.get_by_role("region", name="Các phiên làm việc").get_by_role("link").first.click()
    visitor.page.wait_for_url("**/sign-in/")
    visitor.look()
    assert visitor.weak_contrasts_in_the_dark() == []


def test_check_18_warning_comes_before_the_idle_end_and_no_word_is_lost(department: None, window) -> None:
    visitor = window()
    visitor.page.clock.install()
    with_password(visitor, "dieuphoi")
    visitor.visit("/plans/register/")
    box = visitor.page.get_by_label("Số, ký hiệu")
    box.fill("5/NQ-CP")
    notice = visitor.page.locator("#session-end")
    visitor.page.clock.fast_forward(12 * MINUTE)
    expect(notice).to_be_hidden()

    visitor.page.clock.fast_forward(int(1.5 * MINUTE))
    expect(notice).to_be_visible()
    visitor.look()
    visitor.page.get_by_role("button", name="Tiếp tục làm việc").click()
    expect(notice).to_be_hidden()
    assert box.input_value() == "5/NQ-CP"

    other = visitor.page.context.new_page()  # the session really ends, and begins again in another tab
    other.goto(visitor.site + "/")
    other.locator("details.menu summary").click()
    other.get_by_role("button", name="Đăng xuất").click()
    other.wait_for_url("**/sign-in/")
    visitor.page.clock.fast_forward(16 * MINUTE)
    visitor.sees(re.compile("Phiên làm việc đã kết thúc. Chữ đã gõ vẫn còn"))
    other.get_by_label("Tên đăng nhập").fill("dieuphoi")
    other.get_by_label("Mật khẩu").fill(demonstrations.organisation()["password"])
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.wait_for_url(visitor.site + "/")
    other.close()
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(notice).to_be_hidden()
    visitor.press("Ghi vào sổ")
    visitor.sees("5/NQ-CP")
