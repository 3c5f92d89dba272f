"""What is asked of a page and what comes back: forms and links of a page, bodies, the text in them, files unpacked.

Not here: what may stand in an answer (the checks).
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

_TYPED = frozenset({"text", "search", "number", "date", "email"})
_CHOSEN = frozenset({"hidden", "checkbox", "radio"})


@dataclass
class Form:
    """A form as it stands: where it sends, what, the fields of text in it, its buttons, and the names of them all."""

    method: str = "get"
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    buttons: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """Where a page leads: links and fragments, and its forms with what they send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.fragments: set[str] = set()
        self.forms: list[Form] = []
        self._outside = Form()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        for name in ("href", "src", "hx-get", "data-url"):
            if given.get(name):
                (self.fragments if name == "hx-get" else self.links).add(given[name])
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        if given.get("name") and tag in {"input", "button", "select", "textarea"}:
            self._add(self.forms[-1] if self.forms else self._outside, tag, given)

    def _add(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        form.names.add(name)
        if tag == "textarea" or (tag == "input" and kind in _TYPED):
            form.texts.add(name)
            form.fields[name] = given.get("value", "")
        elif tag == "input" and kind in _CHOSEN and (kind == "hidden" or "checked" in given):
            form.fields[name] = given.get("value", "on")
        elif tag == "button":
            form.buttons.add((name, given.get("value", "")))


def body_of(response: HttpResponse) -> bytes:
    """The whole answer; a file is read to its end, which closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def is_page(response: HttpResponse) -> bool:
    """Whether it is a page to look at."""
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def texts_of(body: bytes) -> Iterator[str]:
    """A body as text; of a package every part too, packages inside packages."""
    yield body.decode("utf-8", "replace")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            for name in package.namelist():
                yield name
                yield from texts_of(package.read(name))
