"""WordprocessingML pieces: elements, paragraphs, lengths and clean text. How a style looks is in styles."""

import re
from typing import Any, TypeAlias

from lxml import etree

from dondoc.core.vietnamese import normalise

Element: TypeAlias = Any  # lxml carries no types

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = {"w": W, "r": R}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """A `w:` element; attributes are `w:` too, but for those written `r_id`."""
    node = etree.Element(f"{{{W}}}{name}", nsmap=_SPACES)
    for key, value in attributes.items():
        space, key = (R, key[2:]) if key.startswith("r_") else (W, key)
        node.set(f"{{{space}}}{key}", str(value))
    node.extend(children)
    return node


def twips(millimetres: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(millimetres * 1440 / 25.4)


def lines_of(text: str) -> list[str]:
    """The lines of a text in normal form, blank lines and characters no page can show left out."""
    lines = (_UNPRINTABLE.sub("", line).strip() for line in normalise(text).split("\n"))
    return [line for line in lines if line]


def line_of(text: str) -> str:
    """The text on one line."""
    return " ".join(lines_of(text))


def listed(texts: tuple[str, ...]) -> list[str]:
    """Each text with the sign that closes a listed line: `;`, and `.` after the last."""
    bare = [line_of(text).rstrip(" ;.") for text in texts]
    return [f"{text}{'.' if place == len(bare) else ';'}" for place, text in enumerate(bare, start=1)]


def run(text: str) -> Element:
    """A run of text, its spaces kept."""
    content = element("t")
    content.text = text
    content.set(_XML_SPACE, "preserve")
    return element("r", content)


def paragraph(style: str, text: str = "", *details: Element) -> Element:
    """A paragraph in a style. `details` are further paragraph properties, in the order of the schema."""
    node = element("p", element("pPr", element("pStyle", val=style), *details))
    if text:
        node.append(run(text))
    return node


def keep_with_next(node: Element) -> None:
    """Hold a paragraph on the page of what follows it."""
    if node.find("w:pPr/w:keepNext", _SPACES) is None:
        node[0].insert(1, element("keepNext"))


def length_mm(text: str, size: float) -> float:
    """About how long a line of bold Times New Roman is; within a tenth of the printed length."""
    ems = sum(0.25 if c == " " else 0.71 if c.isupper() else 0.5 for c in text)
    return ems * size * 25.4 / 72


def rule(length: float, line: float) -> Element:
    """A solid horizontal rule `length` mm long in the middle of a line `line` mm long.

    A bordered empty paragraph rather than a drawing: it moves with the text and looks the same everywhere.
    """
    side = twips((line - length) / 2)
    border = element("pBdr", element("top", val="single", sz=6, space=0, color="000000"))
    return paragraph("Spacer", "", border, element("ind", left=side, right=side, firstLine=0))
