"""What stands round the text of a page: running heads, page numbers, footnotes and their marks.

Not here: the text itself (layouts).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf

from dondoc.planfile.grids import Grid, Stroke, drawn_on
from dondoc.planfile.sheets import Sheet, Word
from dondoc.planfile.textlines import rows_of

_NUMBER = re.compile(
    r"(?:trang|page)?\s*[-–—|\[(]{0,2}\s*\d{1,4}\s*(?:[/|]\s*\d{1,4})?\s*[-–—|\])]{0,2}", re.IGNORECASE
)
_PRINTED = re.compile(r"(?:https?|file)://\S+|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?: [AP]M)?\b.*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BAND = 0.13  # of the height, at the top and at the bottom: where running heads stand
_EDGE_ROWS = 3
_SHIFT = 4.0
_OFF = 1.45  # of its type size: how far a running head stands off from the text
_MARK = re.compile(r"\(?(?:\d{1,3}|\*{1,3}|[ivx]{1,4})\)?")
_NOTE_MARK = re.compile(r"\(?(?:\d{1,3}(?![./\d])|\*{1,3}|[ivx]{1,4}(?!\w))\)?")
_SMALLER = 0.85  # of the type of the text: a mark
_UNIT = re.compile(r"(?:^|[\d\s/])(?:k|c|d|m)?m\Z")
_NOTE_RULE = (40.0, 0.5)  # the line over footnotes: its least length, its most of the width


@dataclass(frozen=True)
class Body:
    """A sheet without what stands round its text, and its ruled tables."""

    sheet: Sheet
    grids: tuple[Grid, ...]


@dataclass(frozen=True)
class _Edges:
    """A sheet, its tables, and the rows at its top and bottom that may be running heads: from the edge inwards."""

    body: Body
    strokes: tuple[Stroke, ...]
    top: tuple[tuple[Word, ...], ...]
    bottom: tuple[tuple[Word, ...], ...]


def bodies_of(sheets: Iterable[Sheet]) -> Iterator[Body]:
    """The sheets without running heads, footnotes and marks, in order; no more than three are held at a time."""
    before: _Edges | None = None
    here: _Edges | None = None
    for after in chain(map(_edges, sheets), [None]):
        if here is not None:
            yield _body(here, [other for other in (before, after) if other is not None])
        before, here = here, after


def _edges(sheet: Sheet) -> _Edges:
    grids, strokes = drawn_on(sheet)
    high, low = _BAND * sheet.height, (1 - _BAND) * sheet.height
    near = [word for word in sheet.words if word.bottom < high or word.top > low]
    loose = [word for word in near if not any(grid.holds(word) for grid in grids)]
    top = rows_of(word for word in loose if word.bottom < high)[:_EDGE_ROWS]
    bottom = rows_of(word for word in loose if word.top > low)[-_EDGE_ROWS:]
    return _Edges(Body(sheet, grids), strokes, tuple(map(tuple, top)), tuple(map(tuple, reversed(bottom))))


def _body(here: _Edges, neighbours: Sequence[_Edges]) -> Body:
    sheet, grids = here.body.sheet, here.body.grids
    near_top = [_key(row, 0) for other in neighbours for row in other.top]
    near_bottom = [_key(row, other.body.sheet.height) for other in neighbours for row in other.bottom]
    high = _running(here.top, near_top, 0, sheet.words)
    low = _running(here.bottom, near_bottom, sheet.height, sheet.words)
    gone = {id(word) for row in (*high, *low) for word in row}
    kept = [word for word in sheet.words if id(word) not in gone] if gone else list(sheet.words)
    kept = _without_notes(kept, sheet.width, here.strokes)
    return Body(sheet._replace(words=tuple(_without_marks(kept))), grids)


def _running(
    rows: Sequence[Sequence[Word]], near: Sequence[tuple[str, float]], edge: float, inside: Sequence[Word]
) -> Iterator[Sequence[Word]]:
    """The rows from the edge inwards that are page numbers or stand on a neighbouring page too, off from the text."""
    heads: list[Sequence[Word]] = []
    for row in rows:
        text, place = _key(row, edge)
        printed = " ".join(word.text for word in row)
        again = any(text == other and abs(place - there) < _SHIFT for other, there in near)
        if not (again or _NUMBER.fullmatch(printed) or _PRINTED.fullmatch(printed)):
            break
        heads.append(row)
    if not heads:
        return
    gone = {id(word) for row in heads for word in row}
    rest = [abs(word.bottom - edge) for word in inside if id(word) not in gone]
    for row in heads:
        stands_off = not rest or min(rest) - _key(heads[-1], edge)[1] > _OFF * row[0].size
        if stands_off or _NUMBER.fullmatch(" ".join(word.text for word in row)):
            yield row


def _key(row: Sequence[Word], edge: float) -> tuple[str, float]:
    """A row as it is compared: its text with all numbers alike, its distance from an edge of the page."""
    return _DIGITS.sub("0", " ".join(word.text for word in row)), abs(row[0].bottom - edge)


def _without_notes(words: list[Word], width: float, strokes: Sequence[Stroke]) -> list[Word]:
    """The words that are no footnotes: those under a short line at the foot of the page, or in small type there."""
    if not words:
        return words
    usual = _usual_size(words)
    left = min([word.left for word in words])
    for rule in strokes:
        length = rule.end - rule.start
        if not _NOTE_RULE[0] < length < _NOTE_RULE[1] * width or abs(rule.start - left) > 3 * usual:
            continue
        below = [word for word in words if word.top > rule.at - 2]
        if below and _NOTE_MARK.match(below[0].text) and _are_small(below, usual):
            return [word for word in words if word.top <= rule.at - 2]
    top = _unruled_notes(words, usual)
    return words if top == inf else [word for word in words if (word.top + word.bottom) / 2 < top]


def _usual_size(words: Sequence[Word]) -> int:
    """The size of most words, in whole points."""
    usual: Counter[int] = Counter()
    for size, count in Counter([word.size for word in words]).items():
        usual[round(size)] += count
    return usual.most_common(1)[0][0]


def _unruled_notes(words: Sequence[Word], usual: int) -> float:
    """Where notes without a line over them begin: small type from a raised mark down to the foot of the page."""
    lowest = -inf
    for word in words:
        if word.bottom > lowest and not _are_small([word], usual):
            lowest = word.bottom
    if lowest == -inf:
        return inf
    below = rows_of([word for word in words if word.bottom > lowest])
    marked = (row[0].top for row in below if len(row) > 1 and _NOTE_MARK.match(row[0].text) and _is_raised(*row[:2]))
    return next(marked, inf)


def _are_small(words: Sequence[Word], usual: int) -> bool:
    """Whether all words but marks are in smaller type than the text."""
    return all(word.size < usual - 0.5 or _MARK.fullmatch(word.text) for word in words)


def _without_marks(words: Sequence[Word]) -> Iterator[Word]:
    """The words without the raised marks of notes; what follows a mark closes up. `m2` keeps its figure."""
    sizes = {word.size for word in words}
    if not sizes or min(sizes) >= _SMALLER * max(sizes):
        yield from words
        return
    before: Word | None = None
    end: float | None = None  # of a mark that was left out
    for word in words:
        if before is not None and _is_mark(word, before):
            end = word.right
            continue
        if before is not None and end is not None and abs(word.left - end) < 0.1 * word.size:
            word = word._replace(left=before.right)
        yield word
        before, end = word, None


def _is_mark(word: Word, before: Word) -> bool:
    near = abs(word.left - before.right) < 0.4 * before.size
    return _is_raised(word, before) and near and bool(_MARK.fullmatch(word.text)) and not _UNIT.search(before.text)


def _is_raised(word: Word, other: Word) -> bool:
    return word.size < _SMALLER * other.size and word.bottom < other.bottom - 0.15 * other.size
