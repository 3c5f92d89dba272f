"""Through a real identity provider in a process of its own, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from oidc_provider.processes import provider
from oidc_provider.serve import CLIENT_ID, CLIENT_SECRET, NAME, PASSWORD
from playwright.sync_api import Page
from visitors import Visitor

from dondoc.actions import single_sign_on
from dondoc.models import User
from dondoc.queries.people import viewer_for
from dondoc.web import clocks

pytestmark = pytest.mark.journey


@pytest.fixture
def issuer(site: str, settings) -> Iterator[str]:
    """The provider, and the site that was told of it."""
    with provider(f"{site}/sign-in/single/return/") as address:
        settings.OIDC_NAME, settings.OIDC_ISSUER = "Tài khoản của tỉnh", address
        app = {
            "provider_id": address,
            "name": settings.OIDC_NAME,
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield address


def test_check_20_person_comes_in_once_tied_and_not_before(
    department: None, issuer: str, window: Callable[..., Visitor]
) -> None:
    visitor = window()
    visitor.visit("/sign-in/?next=/reports/")
    visitor.page.get_by_role("link", name="Đăng nhập qua Tài khoản của tỉnh").click()
    page: Page = visitor.page
    page.wait_for_url(f"{issuer}/accounts/login/**")
    page.get_by_placeholder("Username").fill(NAME)
    page.get_by_placeholder("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"{visitor.site}/sign-in/single/return/**")
    visitor.sees("Tài khoản này chưa được gắn")
    subject = page.locator("b.figure").inner_text()
    assert visitor.refusals[-1] == 403
    forget_outside(visitor)
    visitor.look()

    administrator = viewer_for(User.objects.get(username="quantri"), on=clocks.today())
    reporter = User.objects.get(username="vp.baocao")
    single_sign_on.tie(reporter.pk, issuer=issuer, subject=subject, actor=administrator, at=clocks.now())
    visitor.visit("/sign-in/?next=/reports/")
    page.get_by_role("link", name="Đăng nhập qua Tài khoản của tỉnh").click()
    page.wait_for_url(f"{visitor.site}/reports/")
    forget_outside(visitor)
    visitor.look()
    visitor.sees(reporter.full_name)


def forget_outside(visitor: Visitor) -> None:
    """The provider's own pages are outside, and what they lack is no fault of the site."""
    visitor.faults.clear()
    visitor.refusals.clear()
