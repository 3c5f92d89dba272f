"""Every page for every role on a phone and on a wide screen, by day and by night: nothing sticks out, the next step is
within reach."""

from collections.abc import Callable, Sequence

import pages
import pytest
from keepsakes import kept
from visitors import LAPTOP, PHONE, SignIn, Visitor

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("username", pages.EVERYBODY)
def test_pages_fit_a_phone_and_a_wide_screen_by_day_and_by_night(
    username: str, demonstration: None, sign_in: SignIn
) -> None:
    kept("filled", pages.fill)
    visitor = sign_in(username, viewport=PHONE, has_touch=True)
    assert faults_at(visitor, pages.of(username)) == []


def test_pages_of_nobody_fit_as_well(window: Callable[..., Visitor]) -> None:
    assert faults_at(window(viewport=PHONE, has_touch=True), pages.of_nobody()) == []


def faults_at(visitor: Visitor, addresses: Sequence[str]) -> list[str]:
    """What is wrong with these pages, each after its address."""
    return [f"{address}: {fault}" for address in addresses for fault in faults_of(visitor, address)]


def faults_of(visitor: Visitor, address: str) -> list[str]:
    """What is wrong with the page on a phone, there in the dark, and on a wide screen."""
    visitor.go(address)
    found = [*visitor.inspect(), *out_of_reach(visitor), *visitor.weak_contrasts_in_the_dark()]
    visitor.page.set_viewport_size(LAPTOP)
    found += [f"wide: {fault}" for fault in visitor.inspect()]
    visitor.page.set_viewport_size(PHONE)
    return found


def out_of_reach(visitor: Visitor) -> list[str]:
    """Names of primary buttons and links that a finger cannot hit."""
    primary = visitor.page.locator("main .btn-primary").filter(visible=True)
    return primary.evaluate_all(
        """(buttons) => buttons.filter((button) => {
          button.scrollIntoView({ block: "center" });
          const box = button.getBoundingClientRect();
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return box.left < 0 || box.right > innerWidth || box.height < 44 || !(hit && button.contains(hit));
        }).map((button) => `out of reach: ${button.textContent.trim()}`)"""
    )
