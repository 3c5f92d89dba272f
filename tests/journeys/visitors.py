"""A person at a browser who looks each page over as it comes, and acts by the words that stand on it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

AXE = (Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js").read_text("utf-8")
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Chromium says this of every answer of 400 and above; the answers themselves are watched.
SAID_OF_REFUSALS = "Failed to load resource: the server responded with a status of"
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}

INSPECT = """() => {
  const faults = [];
  if (document.documentElement.lang !== "vi") faults.push("no language");
  if (!document.title.replace(/· Đôn Đốc$/, "").trim()) faults.push("no title");
  const headings = [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim());
  if (headings.length !== 1 || !headings[0]) faults.push(`headings: ${JSON.stringify(headings)}`);
  if (document.scrollingElement.scrollWidth > innerWidth) {
    const sticks = (e) => e.getBoundingClientRect().right > innerWidth + 0.5;
    const clipped = (e) => e && (getComputedStyle(e).overflowX !== "visible" || clipped(e.parentElement));
    const sticking = [...document.body.querySelectorAll("*")].filter((e) => sticks(e) && !clipped(e.parentElement));
    const seen = sticking.map((e) => e.outerHTML.slice(0, 120));
    faults.push(`${document.scrollingElement.scrollWidth - innerWidth} px too wide: ${seen.slice(0, 3).join(" | ")}`);
  }
  return faults;
}"""
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.html.slice(0, 160)}`));
}"""
RUN_CONTRAST = """async () => {
  const found = await axe.run(document, { runOnly: ["color-contrast"], resultTypes: ["violations"] });
  return found.violations.flatMap((fault) => fault.nodes.map((node) => node.html.slice(0, 160)));
}"""
SETTLED = """() => {
  for (const moving of document.getAnimations()) if (moving.effect.getTiming().iterations !== Infinity) moving.finish();
}"""


class Visitor:
    """One person in one browser window. Every method that brings a new page looks it over (`look`)."""

    _looked_at: ClassVar[set[int]] = set()  # shared: the gate is the same for everybody

    def __init__(self, context: BrowserContext, site: str, *, scripted: bool = True) -> None:
        self.site = site
        self.scripted = scripted
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.refusals: list[int] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._note)
        context.on("request", self._trace)

    def sign_in(self, username: str, password: str) -> None:
        """From the sign-in page to the home page."""
        self.visit("/sign-in/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.press("Đăng nhập")

    def visit(self, path: str, *, status: int = 200) -> None:
        """Opens an address of the site by hand."""
        self.go(path, status=status)
        self.look()

    def go(self, path: str, *, status: int = 200) -> None:
        """Opens an address of the site without looking it over yet."""
        self._answered(self.page.goto(self.site + path), status)

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follows the link with this name to its page."""
        link = (within or self.page).get_by_role("link", name=name, exact=isinstance(name, str))
        self._arrive(link.first)

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None, status: int = 200) -> None:
        """Presses the button with this name and waits for the page that answers, perhaps with a refusal."""
        button = (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str))
        self._arrive(button.first, status=status)

    def fetch(self, name: str, *, role: str = "link") -> bytes:
        """The file behind the link, or the button, with this name."""
        with self.page.expect_download() as fetched:
            self.page.get_by_role(role, name=name, exact=True).first.click()
        return Path(fetched.value.path()).read_bytes()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The text stands visibly on the page."""
        shown = self.page.get_by_text(text).filter(visible=True).first
        expect(shown).to_be_visible()

    def was_refused(self, status: int) -> None:
        """What went on behind the page, as saving by itself, was answered so; the next look shall not mind."""
        assert set(self.refusals) == {status}
        self.refusals.clear()

    def fact(self, name: str) -> str:
        """What the page says beside this word in its list of facts."""
        word = self.page.get_by_role("term").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        return " ".join(word.locator("xpath=following-sibling::dd[1]").inner_text().split())

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def address(self) -> str:
        """Path and query: what a link to this page would say."""
        return self.page.url.removeprefix(self.site)

    @property
    def text(self) -> str:
        """What stands in the main part of the page, spaces made plain."""
        return " ".join(self.page.locator("main").inner_text().split())

    def look(self) -> None:
        """Asserts what every page owes its reader, whatever it says."""
        assert self.inspect() == [], self.page.url

    def inspect(self) -> list[str]:
        """What is wrong with the page that stands there: its frame, its width, its script, its answers, axe."""
        self.page.wait_for_load_state("load")
        found = self.page.evaluate(INSPECT)
        if self.scripted:
            found += self.barriers()
        found += [*self.faults, *(f"answered {status}" for status in self.refusals)]
        self.faults.clear()
        self.refusals.clear()
        return found

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA; a page that has been found free of it is not asked again."""
        shape = hash((re.sub(r'value="\w{64}"', "", self.page.content()), str(self.page.viewport_size)))
        if shape in self._looked_at:
            return []
        self._bring_axe()
        found = self.page.evaluate(RUN_AXE, WCAG_22_AA)
        if not found:
            self._looked_at.add(shape)
        return found

    def weak_contrasts_in_the_dark(self) -> list[str]:
        """Where ink and ground are too near each other as a system set to dark shows the page."""
        self.page.emulate_media(color_scheme="dark")
        self._bring_axe()
        found = self.page.evaluate(RUN_CONTRAST)
        self.page.emulate_media(color_scheme="light")
        return [f"dark: {html}" for html in found]

    def _arrive(self, pressed: Locator, *, status: int = 200) -> None:
        with self.page.expect_navigation() as arriving:
            pressed.click()
        self._answered(arriving.value, status)
        self.look()

    def _answered(self, answer: Response | None, status: int) -> None:
        """Takes note of the refusal that was looked for; any other is a fault of the page."""
        assert answer is not None
        assert answer.status == status, f"{answer.url}: {answer.status}"
        if status >= 400:
            self.refusals.remove(status)

    def _bring_axe(self) -> None:
        # Evaluated, not loaded: the security policy of the page stays in force and is watched.
        self.page.evaluate(SETTLED)
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)

    def _hear(self, message: ConsoleMessage) -> None:
        is_fault = message.type == "error" or "Content Security Policy" in message.text
        if is_fault and not message.text.startswith(SAID_OF_REFUSALS):
            self.faults.append(f"console: {message.text}")

    def _note(self, response: Response) -> None:
        if response.status >= 400:
            self.refusals.append(response.status)

    def _trace(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and request.url.split("/", 3)[:3] != self.site.split("/", 3)[:3]:
            self.faults.append(f"outside: {request.url}")


# `sign_in(username)`, or before a window of another kind: `sign_in(username, viewport=PHONE)`.
SignIn = Callable[..., Visitor]
