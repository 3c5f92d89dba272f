"""Every page for every role on a phone and on a wide screen, by day and by night: nothing sticks out, the next step is
within reach."""

from collections.abc import Callable, Sequence

import pages
import pytest
from visitors import LAPTOP, PHONE, SignIn, Visitor

pytestmark = pytest.mark.journey


def test_pages_of_every_role_fit_a_phone_by_day_and_by_night(
    demonstration: None, sign_in: SignIn, window: Callable[..., Visitor]
) -> None:
    pages.fill()
    seen: set[str] = set()

    found = faults_at(window(viewport=PHONE, has_touch=True), pages.of_nobody(), seen)
    for username in pages.EVERYBODY:
        visitor = sign_in(username, viewport=PHONE, has_touch=True)
        found += [f"{username}: {fault}" for fault in faults_at(visitor, pages.of(username), seen)]

    assert found == []


def faults_at(visitor: Visitor, addresses: Sequence[str], seen: set[str]) -> list[str]:
    """What is wrong with these pages, each after its address; the window is closed."""
    found = [f"{address}: {fault}" for address in addresses for fault in faults_of(visitor, address, seen)]
    visitor.page.context.close()
    return found


def faults_of(visitor: Visitor, address: str, seen: set[str]) -> list[str]:
    """What is wrong with the page on a phone; for the first who opens it, also in the dark and on a wide screen."""
    visitor.go(address)
    found = [*visitor.inspect(), *out_of_reach(visitor)]
    if address not in seen:
        seen.add(address)
        found += visitor.weak_contrasts_in_the_dark()
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
