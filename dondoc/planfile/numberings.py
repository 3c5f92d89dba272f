"""Automatic Word numbering: the label (`II.`, `1.2`, `a)`, `-`) that Word prints before a paragraph.

Not here: what a label means (outlines).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TENS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_LEVEL = 8


@dataclass(frozen=True)
class _Level:
    shape: str
    text: str
    start: int
    restarts: bool


class Numbering:
    """The numbering of one document. Labels must be asked for in the order of the document."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def of_style(self, style: str) -> tuple[str, int] | None:
        """The list and level that a paragraph style is linked to in the numbering part."""
        return self._of_style.get(style)

    def label(self, list_id: str, level: int) -> str:
        """The next label of a list, `-` for a bullet, empty where Word prints none."""
        level = min(max(level, 0), _MAX_LEVEL)
        levels = self._levels.get(list_id, {})
        here = levels.get(level)
        if here is None or here.shape == "none":
            return ""
        if here.shape == "bullet":
            return "-" if level == 0 else "+"
        counts = self._counts[self._abstract.get(list_id, list_id)]
        if (list_id, level) not in self._started and level in counts and self._overridden(list_id, level):
            del counts[level]
        self._started.add((list_id, level))
        counts[level] = counts[level] + 1 if level in counts else here.start
        for deeper in [lower for lower in counts if lower > level]:
            if levels.get(deeper, here).restarts:
                del counts[deeper]
        text = here.text
        for upper in range(level + 1):
            count = counts.get(upper, levels[upper].start if upper in levels else 1)
            text = text.replace(f"%{upper + 1}", _shaped(count, levels.get(upper, here).shape))
        return text.strip()

    def _overridden(self, list_id: str, level: int) -> bool:
        return (list_id, level) in self._starts

    def _read(self, root: Any) -> None:
        self._starts: set[tuple[str, int]] = set()
        drawn = {
            node.get(W + "abstractNumId"): {int(level.get(W + "ilvl", 0)): level for level in node.findall(W + "lvl")}
            for node in root.findall(W + "abstractNum")
        }
        for num in root.findall(W + "num"):
            list_id, link = num.get(W + "numId"), num.find(W + "abstractNumId")
            abstract: str = link.get(W + "val", "") if link is not None else ""
            nodes = dict(drawn.get(abstract, {}))
            starts: dict[int, int] = {}
            for change in num.findall(W + "lvlOverride"):
                place = int(change.get(W + "ilvl", 0))
                if (own := change.find(W + "lvl")) is not None:
                    nodes[place] = own
                if (start := _value(change, "startOverride")) is not None:
                    starts[place] = _number(start, 1)
                    self._starts.add((list_id, place))
            self._abstract[list_id] = abstract
            self._levels[list_id] = {place: _level(node, starts.get(place)) for place, node in nodes.items()}
            for place, node in nodes.items():
                if style := _value(node, "pStyle"):
                    self._of_style.setdefault(style, (list_id, place))


def _level(node: Any, start: int | None) -> _Level:
    return _Level(
        shape=_value(node, "numFmt") or "decimal",
        text=_value(node, "lvlText") or "",
        start=start if start is not None else _number(_value(node, "start"), 1),
        restarts=_value(node, "lvlRestart") != "0",
    )


def _value(node: Any, tag: str) -> str | None:
    found = node.find(W + tag)
    return None if found is None else found.get(W + "val")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise


def _shaped(count: int, shape: str) -> str:
    match shape:
        case "upperRoman" | "lowerRoman":
            roman = _roman(count)
            return roman.upper() if shape == "upperRoman" else roman
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 9 + 1)
            return letter.upper() if shape == "upperLetter" else letter
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, sign in _TENS:
        while count >= value and len(text) < 20:
            text, count = text + sign, count - value
    return text
