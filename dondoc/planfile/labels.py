"""The label that a line begins with: `II.`, `1.2`, `II.3`, `a)`, `(1)`, `Điều 1.`, `Nhiệm vụ 1:`, `-`, and its rank.

Not here: labels that Word prints by itself (numberings), the tree that labels make (outlines).
"""

import re
from dataclasses import dataclass

from dondoc.core.vietnamese import CAPITALS

_LABEL = re.compile(
    r"(?:(?P<part>Phần(?: thứ)?|PHẦN(?: THỨ)?|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU)\s+)?"
    r"(?:(?P<upper>[IVXL]{1,6}|[A-HĐ])(?P<under>(?:\.\d{1,2}){1,2})?"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){0,3})(?P<branch>[a-zđ])?"
    r"|(?P<letter>[a-zđ]|(?P<twin>[a-z])(?P=twin)))"
    rf"(?:\s*[.):](?=\s|[^\s\d.,;:)])|\s*/(?=\s|[{CAPITALS}])|\.?-(?=\s|[{CAPITALS}])|\s[-–](?=\s*[{CAPITALS}])"
    r"|(?<=\.\d)(?=\s)|(?<=\.\d\d)(?=\s)|(?<=\d[a-zđ])(?=\s))\s*"
)
_ENUMERATED = re.compile(r"\((?P<bracketed>\d{1,2}|[a-zđ])\)\s+|(?i:nhiệm vụ)\s+(?P<task>\d{1,2})\s*[:.]\s+")
_BULLET = re.compile(r"(?P<sign>[-–—+•●▪·○*])(?:\s+|(?=[^\W\d_]|[“\"(]))")
_SIGNS = "-–—•●▪"
PART, CAPITAL, ROMAN, DECIMAL, LETTER, DASH, PLUS = 0, 1, 2, 3, 6, 7, 8


@dataclass(frozen=True)
class Label:
    """A label: as printed without its closing sign (empty for a bullet), its rank (0 the highest), the rest."""

    mark: str
    rank: int
    text: str

    @property
    def is_bullet(self) -> bool:
        """Whether it is a dash or another sign that counts nothing."""
        return self.rank >= DASH


def label_of(text: str) -> Label | None:
    """The label that a line begins with; None where it has none, or has nothing after it."""
    bullet = _BULLET.match(text)
    if bullet:
        rank = DASH if bullet["sign"] in _SIGNS else PLUS
        return Label("", rank, text[bullet.end() :]) if bullet.end() < len(text) else None
    if (named := _ENUMERATED.match(text)) and named.end() < len(text):
        mark = named["bracketed"] or named["task"]
        return Label(mark, LETTER if named["bracketed"] else DECIMAL, text[named.end() :])
    found = _LABEL.match(text)
    if not found or found.end() == len(text):
        return None
    mark, rank = _mark(found)
    return Label(mark, PART if found["part"] else rank, text[found.end() :])


def _mark(found: re.Match[str]) -> tuple[str, int]:
    if upper := found["upper"]:
        if found["under"]:
            return upper + found["under"], DECIMAL + found["under"].count(".") - 1
        return upper, ROMAN if upper[0] in "IVXL" else CAPITAL
    if decimal := found["decimal"]:
        if found["branch"] and found[0].rstrip().endswith(")"):
            return decimal + found["branch"], LETTER
        return decimal + (found["branch"] or ""), DECIMAL + min(decimal.count("."), 2)
    return found["letter"], LETTER
