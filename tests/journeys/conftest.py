"""A real browser before a live server with the sample department, on the day 18/3/2026."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import override_settings
from keepsakes import kept
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from visitors import LAPTOP, SignIn, Visitor

from dondoc.actions import departments
from dondoc.management import demonstrations

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TODAY = date(2026, 3, 18)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Playwright keeps a loop in this thread, which Django takes for asynchronous code."""
    if CHROMIUM is None:
        pytest.skip("journeys need Chromium: apt-get install chromium")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        expect.set_options(timeout=20_000)
        environment.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session", autouse=True)
def no_collected_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The live server starts once, before the settings of any single test."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture
def site(browser: Browser, transactional_db: None, live_server: LiveServer, settings) -> str:
    """The address of the site on 18 March 2026, two days after the first quarter was due; nothing is stored."""
    settings.PRETEND_TODAY = TODAY
    return live_server.url


@pytest.fixture
def department(site: str) -> None:
    """The sample department with its people; no plan yet."""
    given = demonstrations.organisation()
    departments.set_up(given, password=given["password"], at=datetime(2026, 2, 9, 9, tzinfo=UTC))


@pytest.fixture
def demonstration(site: str) -> None:
    """Everything of the demonstration: both plans running, a quarter of answers."""
    kept("demonstration of the journeys", lambda: demonstrations.load(lambda line: None))


@pytest.fixture
def window(site: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`window()`: a new person before a new window, not signed in; closed with no fault unseen."""
    opened: list[Visitor] = []

    def open_one(**kind: object) -> Visitor:
        given = {"viewport": LAPTOP, "reduced_motion": "reduce", **kind}
        context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **given)
        context.set_default_timeout(20_000)
        opened.append(Visitor(context, site, scripted=given.get("java_script_enabled", True)))
        return opened[-1]

    yield open_one
    faults = [fault for visitor in opened for fault in visitor.faults]
    for visitor in opened:
        visitor.page.context.close()
    assert faults == []


@pytest.fixture
def sign_in(window: Callable[..., Visitor]) -> SignIn:
    """A person of the sample department, signed in through the page."""

    def sign(username: str, **kind: object) -> Visitor:
        visitor = window(**kind)
        visitor.sign_in(username, demonstrations.organisation()["password"])
        return visitor

    return sign
