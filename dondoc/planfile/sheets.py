"""A page as geometry: its words and its ruled lines, in points from the top left corner.

Not here: where they come from (pdffiles, scans), what they form together (layouts).
"""

from typing import NamedTuple


class Word(NamedTuple):
    """One printed word. `confidence`: percent as the recognition states it, None for typed text."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool = False
    is_italic: bool = False
    confidence: int | None = None


class Rule(NamedTuple):
    """A straight line, horizontal or vertical; a stroked box is four of them."""

    left: float
    top: float
    right: float
    bottom: float


class Sheet(NamedTuple):
    """One page, `number` from 1, upright. `is_pictured`: only its picture tells its words, so that it has none yet."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    is_pictured: bool = False
