"""Printed lines: words side by side, and lines joined to paragraphs as they were typed.

Not here: where columns part a sheet (gutters), ruled tables (grids).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter, eq, itemgetter
from typing import NamedTuple

from dondoc.core.vietnamese import normalise
from dondoc.planfile.labels import label_of
from dondoc.planfile.sheets import Sheet, Word
from dondoc.planfile.traces import UNSURE_BELOW, Spot, Trace

_LEFT, _FIRST = attrgetter("left"), itemgetter(0)
_PAGE = attrgetter("page")
_SPACE = 0.25  # of the type size
_SLACK = 1.5  # of the type size: a line in small letters begins a paragraph only under one much too short
_BREAK = re.compile(r".+?(?:[-–/](?=\D)|\Z)")  # what must fit on a line: it may break after a dash, not in a date
_OPEN_END = re.compile(r"\w[-–/]\Z")
# These begin with the line end that they look behind: a search for one character is the quickest there is.
_OPEN_LINE = re.compile(r"\n(?<=\w[-–/]\n)")
_TORN = re.compile(  # a narrow cell cut a syllable, `STT` or a number of two figures in two
    r"\n(?:(?<=[a-zà-ỹđ]\n)(?=(?:c|ch|g|h|m|n|ng|nh|p|t)(?![\w)/]))"
    r"|(?<=\bS\n)(?=TT?\b)|(?<=\bST\n)(?=T\b)|(?<=\A\d\n)(?=\d\Z))"
)
_SAYS = re.compile(r"[^\W_]")
_CLOSED = re.compile(r"[.;:!?][\"”)]?\Z")
_BULLET = re.compile(r"[-–—+•●▪·○*]")
_YEAR = re.compile(r"[-–+]\s*\d")
_COUNTED = re.compile(
    r"(?:\b(?:điểm|khoản|điều|mục|số|ngày|tháng|năm|quý|từ|đến|và|phần|phụ lục|chương|thứ|dưới|trên|trước|sau|là)"
    r"|\d|[,/(–-])\Z",
    re.IGNORECASE,
)
_INDENT = 6.0
_STEP = 1.28  # of the usual distance of lines: more starts a paragraph
_BLANK = 2.3  # of the type size: a blank line stands between


class Page(NamedTuple):
    """What a trace needs of a sheet."""

    number: int
    width: float
    height: float


@dataclass(eq=False, slots=True)  # not frozen: to make one would take three times as long, and there are thousands
class TextLine:
    """Words side by side on a page, from left to right; never changed."""

    words: tuple[Word, ...]
    page: Page
    left: float
    right: float
    top: float
    bottom: float
    size: float
    text: str

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def is_bold(self) -> bool:
        return all(word.is_bold for word in self.words)


class Span(NamedTuple):
    """The room of lines from left to right."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def balances(self, line: TextLine) -> bool:
        """Whether a line leaves as much room on its left as on its right."""
        return abs(line.left - self.left - (self.right - line.right)) < max(4.0, 0.02 * self.width)

    def centres(self, line: TextLine) -> bool:
        """Whether a line stands in the middle of the room, and does not fill it."""
        return line.left - self.left > _INDENT and self.balances(line)


def page_of(sheet: Sheet) -> Page:
    """The page of a sheet."""
    return Page(sheet.number, sheet.width, sheet.height)


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand side by side, row by row from the top; in a row from left to right."""
    rows: list[list[Word]] = []
    row: list[Word] = []
    top = bottom = 0.0
    for twice, word in sorted([(word.top + word.bottom, word) for word in words], key=_FIRST):
        if row and top <= twice / 2 <= bottom:
            row.append(word)
            if len(row) > 3 or word.bottom - word.top <= bottom - top:
                continue
        else:
            row = [word]
            rows.append(row)
        top, bottom = word.top, word.bottom
    for row in rows:
        row.sort(key=_LEFT)
    return rows


def line_of(words: Sequence[Word], page: Page) -> TextLine:
    """One line of the words of a row."""
    if len(words) == 1:
        text, left, top, right, bottom, size, *_ = words[0]
        return TextLine(tuple(words), page, left, right, top, bottom, size, text)
    middle = len(words) // 2
    texts, lefts, tops, rights, bottoms, sizes, *_ = zip(*words, strict=True)
    is_parted = any(map(eq, lefts[1:], rights))  # one word in two pieces of type
    text = _text(words) if is_parted else " ".join(texts)
    top, bottom = sorted(tops)[middle], sorted(bottoms)[middle]
    return TextLine(tuple(words), page, lefts[0], max(rights), top, bottom, max(sizes), text)


def lines_of(words: Iterable[Word], page: Page) -> list[TextLine]:
    """The lines of words that stand in one column."""
    return [line_of(row, page) for row in rows_of(words)]


def paragraphs_of(lines: Sequence[TextLine], room: Span) -> list[list[TextLine]]:
    """The lines of one column joined to paragraphs."""
    paragraphs: list[list[TextLine]] = []
    for line in lines:
        if paragraphs and continues(paragraphs[-1], line, room):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def continues(paragraph: Sequence[TextLine], line: TextLine, room: Span) -> bool:
    """Whether a line goes on with a paragraph: the one above left no room for its first word, nothing starts anew."""
    upper = paragraph[-1]
    if _fits(upper, line, room) or _starts(line.text, paragraph) or not _reads(line) or not _reads(upper):
        return False
    if abs(upper.size - line.size) > _size_slack(line) * upper.size or is_after_blank(upper, line):
        return False
    closed = bool(_CLOSED.search(upper.text[-2:])) or not line.text[:1].islower()
    return not closed or not (
        upper.is_bold != line.is_bold or _stands_off(paragraph, line) or _is_indented(paragraph, line, room)
    )


def text_of(paragraph: Sequence[TextLine]) -> str:
    """The text of a paragraph in normal form, words that a line end parted made whole."""
    if len(paragraph) == 1:
        return normalise(paragraph[0].text)
    text = "\n".join(line.text for line in paragraph)
    return normalise(_TORN.sub("", _OPEN_LINE.sub("", text)).replace("\n", " "))


def trace_of(lines: Sequence[TextLine]) -> Trace:
    """Where lines stand, page by page, and how surely they were recognised."""
    spots = tuple([_spot(page, list(on_page)) for page, on_page in groupby(lines, _PAGE)])
    recognised = [line for line in lines if line.words[0].confidence is not None]
    if not recognised:
        return Trace(spots)
    words = [word for line in recognised for word in line.words if word.confidence is not None]
    sure = [word.confidence for word in words if word.confidence is not None]
    unsure = tuple(word.text for word, percent in zip(words, sure, strict=True) if percent < UNSURE_BELOW)
    return Trace(spots, min(sure), unsure)


def is_after_blank(upper: TextLine, lower: TextLine) -> bool:
    """Whether a blank line, or as much space, stands between two lines of a page."""
    return upper.page == lower.page and lower.bottom - upper.bottom > _BLANK * max(upper.size, lower.size)


def _text(words: Sequence[Word]) -> str:
    text = words[0].text
    for before, word in pairwise(words):
        text += word.text if word.left == before.right else f" {word.text}"
    return text


def _fits(upper: TextLine, lower: TextLine, room: Span) -> bool:
    """Whether the first word of a line would have fit on the line above: then a paragraph ended there."""
    first = lower.words[0]
    piece = None if first.text.isalpha() else _BREAK.match(first.text)
    share = len(piece[0]) / len(first.text) if piece else 1.0
    needed = upper.width + share * (first.right - first.left)
    spare = room.width if room.centres(upper) else room.right - upper.left
    spare -= _SLACK * upper.size if lower.text[:1].islower() else 0.5
    if needed > spare or _OPEN_END.search(upper.text[-2:]):
        return needed <= spare
    gaps = [b.left - a.right for a, b in pairwise(upper.words) if b.left > a.right]
    return needed + min([2 * _SPACE * upper.size, *gaps] if gaps else [_SPACE * upper.size]) <= spare


def _size_slack(line: TextLine) -> float:
    """How much, as a share, the type of lines of one paragraph may differ; that of a picture is measured inexactly."""
    return 0.1 if line.words[0].confidence is None else 0.3


def _reads(line: TextLine) -> bool:
    """Whether a line says anything: a drawn row of `_____` does not."""
    return line.text[:1].isalnum() or _SAYS.search(line.text) is not None


def _starts(text: str, paragraph: Sequence[TextLine]) -> bool:
    """Whether a line begins with a bullet or a label of its own; a dash or a number in a sentence is none."""
    upper = paragraph[-1].text
    if _BULLET.match(text):
        if _YEAR.match(text) and upper[-1:].isdigit():
            return False
        return bool(_BULLET.match(paragraph[0].text) or _CLOSED.search(upper))
    return label_of(text) is not None and not _COUNTED.search(upper)


def _stands_off(paragraph: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line stands farther from the one above than the lines of the paragraph do from each other."""
    upper = paragraph[-1]
    if upper.page != line.page:
        return False
    step = line.bottom - upper.bottom
    if len(paragraph) > 1 and paragraph[-2].page == upper.page:
        return step > _STEP * (upper.bottom - paragraph[-2].bottom)
    return step > 1.9 * line.size


def _is_indented(paragraph: Sequence[TextLine], line: TextLine, room: Span) -> bool:
    """Whether a line begins farther right than a line that goes on with the paragraph would."""
    if room.centres(line) and room.balances(paragraph[-1]):
        return False
    first = paragraph[0]
    if len(paragraph) > 1:
        return line.left > paragraph[-1].left + _INDENT
    if _CLOSED.search(first.text) and first.left > room.left + _INDENT and abs(line.left - first.left) < 1:
        return True
    hanging = [word.left for word in first.words[1:3]]
    return line.left > first.left + _INDENT and not any(abs(line.left - left) < _INDENT for left in hanging)


def _spot(page: Page, lines: Sequence[TextLine]) -> Spot:
    number, width, height = page
    left, right = min([line.left for line in lines]), max([line.right for line in lines])
    top, bottom = lines[0].top, lines[-1].bottom
    return Spot(number, _share(left, width), _share(top, height), _share(right, width), _share(bottom, height))


def _share(place: float, whole: float) -> float:
    share = place / whole
    return round(0.0 if share < 0 else 1.0 if share > 1 else share, 4)
