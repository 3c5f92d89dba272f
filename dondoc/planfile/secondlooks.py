"""Cells of tables recognised again, each by itself: the recognition of a whole page misses numbers that stand alone.

Not here: the recognition (tesseract), where the cells are (grids).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import mean, median
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from dondoc.planfile.grids import Grid
from dondoc.planfile.pictures import Pixels
from dondoc.planfile.tesseract import Printed, recognised

Ink = NDArray[Any]  # of booleans

_LABEL = re.compile(r"\d{1,3}(?:\.\d{1,2})*[.)]?|[IVX]{1,5}[.)]?|\d{0,2}[a-eđ][.)]?|S?TT")
_FIGURE = re.compile(r"\d[\d.,]*%?|[IVX]{1,5}|S?TT")
_MARRED = re.compile(r"(?<=^\d)[,:;](?=\d$)")  # in the column of numbers a marred dot
_BARS = re.compile(r"[Il|]{1,3}[.)]?")
_UPRIGHT = str.maketrans("l|", "II")
_SURE, _USUAL, _LIKELY = 90, 70, 40  # percent
_ALIKE = 0.5  # of the characters of two readings of one word
_EDGE = 4  # pixels along the lines of a cell
_LETTER = 0.35  # type sizes: what is lower is no letter
_LINE = 1.6  # type sizes: what is higher has two lines
_NUMBER = 4.0  # and what is wider is no number alone
_PAPER = 12  # pixels of paper around what is recognised
_MARGIN = 0.12  # of the height of a page
_SHORT = 3  # letters
_DOT = (0.05, 0.25)  # type sizes
_SCALES = (1, 2)
_ONE_LINE, _BLOCK = 7, 6  # Tesseract's modes


@dataclass(frozen=True)
class Box:
    """A cell in pixels; `is_first` in its row."""

    left: int
    top: int
    right: int
    bottom: int
    is_first: bool

    def holds(self, word: Printed) -> bool:
        """Whether the middle of a word lies in the cell."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass
class _Sight:
    """What stands in a cell: where its ink is, the words read so far, whether some ink was not read.

    `parts`: from where to where letters reach between dots at their foot.
    """

    box: Box
    left: int
    top: int
    right: int
    bottom: int
    words: list[Printed]
    size: float
    is_missed: bool
    is_line: bool
    parts: list[tuple[int, int]]
    ends_in_dot: bool


def boxes_of(grids: Sequence[Grid], dpi: int) -> list[Box]:
    """The cells of ruled tables."""
    boxes = []
    for grid in grids:
        xs, ys = ([round(edge * dpi / 72) for edge in edges] for edges in (grid.xs, grid.ys))
        places: dict[int, list[tuple[int, int]]] = {}
        for row, owners in enumerate(grid.owners):
            for column, owner in enumerate(owners):
                places.setdefault(owner, []).append((row, column))
        for covered in places.values():
            (top, left), (bottom, right) = covered[0], covered[-1]
            boxes.append(Box(xs[left], ys[top], xs[right + 1], ys[bottom + 1], is_first=left == 0))
    return boxes


def page_number_boxes(printed: Sequence[Printed], height: int) -> list[Box]:
    """Where a short word stands alone at the top or at the foot of a page."""
    edge = _MARGIN * height
    return [
        Box(word.left - 2 * _EDGE, word.top - 2 * _EDGE, word.right + 2 * _EDGE, word.bottom + 2 * _EDGE, is_first=True)
        for word in printed
        if len(word.text) <= _SHORT
        and not edge < word.base < height - edge
        and not any(abs(other.base - word.base) < word.size for other in printed if other is not word)
    ]


def looked_again(printed: Sequence[Printed], boxes: Sequence[Box], bare: Pixels, ink: Ink, dpi: int) -> list[Printed]:
    """The words of a page, those of doubtful cells as they were read alone. `bare` is the page without its lines."""
    size = median(word.size for word in printed)
    sights = [sight for box in boxes if (sight := _sight(box, printed, ink, size))]
    for scale in _SCALES:
        _read_numbers([sight for sight in sights if _is_number_wanted(sight)], bare, dpi, scale)
    for mode, is_wanted in ((_ONE_LINE, _is_line_wanted), (_BLOCK, _is_block_wanted)):
        chosen = [sight for sight in sights if is_wanted(sight)]
        crops = [_crop(bare, sight, sight.left, sight.right) for sight in chosen]
        found = recognised(crops, dpi=dpi, language="vie", layout=mode) if crops else []
        for sight, words in zip(chosen, found, strict=True):
            placed = [_placed(word, sight, size) for word in words]
            if _is_more(sight, placed):
                sight.words, sight.is_missed = placed, False
    seen = [sight.box for sight in sights]
    for sight in sights:
        if sight.box.is_first:
            sight.words = [word._replace(text=_MARRED.sub(".", word.text)) for word in sight.words]
    outside = [word for word in printed if not any(box.holds(word) for box in seen)]
    return _surer([*outside, *(word for sight in sights for word in sight.words)], bare, dpi)


def _surer(printed: Sequence[Printed], bare: Pixels, dpi: int) -> list[Printed]:
    """The words, those read with doubt as they are read on their line alone and enlarged, where that is surer."""
    lines: dict[int, list[Printed]] = {}
    for word in printed:
        lines.setdefault(word.line, []).append(word)
    doubted = [line for number, line in lines.items() if number and any(map(_is_doubted, line))]
    corners = [(min(word.left for word in line), min(word.top for word in line)) for line in doubted]
    crops = [
        _paper_round(bare, left, top, max(word.right for word in line), max(word.bottom for word in line))
        for line, (left, top) in zip(doubted, corners, strict=True)
    ]
    scale = _SCALES[-1]
    enlarged = [_enlarged(crop, scale) for crop in crops]
    found = recognised(enlarged, dpi=dpi * scale, language="vie", layout=_ONE_LINE) if crops else []
    better: dict[Printed, list[Printed]] = {}
    for line, (left, _), words in zip(doubted, corners, found, strict=True):
        edge = max(left - _EDGE, 0) - _PAPER
        for word in filter(_is_doubted, line):
            again = [w for w in words if word.left <= (w.left + w.right) / 2 / scale + edge <= word.right]
            if again and _sureness(again) > word.confidence and _is_alike(word.text, _text(again)):
                better[word] = [
                    word._replace(
                        text=w.text, left=w.left // scale + edge, right=w.right // scale + edge, confidence=w.confidence
                    )
                    for w in again
                ]
    return [right for word in printed for right in better.get(word, [word])]


def _is_alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _is_doubted(word: Printed) -> bool:
    return word.confidence < _USUAL and any(map(str.isalnum, word.text))


def _sight(box: Box, printed: Sequence[Printed], ink: Ink, size: float) -> _Sight | None:
    """None for a cell without letters."""
    left, top = box.left + _EDGE, box.top + _EDGE
    inside = ink[top : box.bottom - _EDGE, left : box.right - _EDGE].astype(np.uint8)
    if not inside.any():
        return None
    found = cv2.connectedComponentsWithStats(inside)[2][1:].tolist()
    marks = [_Mark(x + left, y + top, x + left + w, y + top + h) for x, y, w, h, _ in found]
    letters = [mark for mark in marks if mark.bottom - mark.top >= _LETTER * size]
    if not letters:
        return None
    above, below = min(mark.top for mark in letters), max(mark.bottom for mark in letters)
    dots = [mark for mark in marks if _is_dot(mark, below, size)]
    parts = _parts(letters, dots)
    words = [word for word in printed if box.holds(word)]
    return _Sight(
        *(box, parts[0][0], above, parts[-1][1], below, words, size),
        is_missed=not all(_is_read(mark, words) for mark in letters),
        is_line=below - above < _LINE * size,
        parts=parts,
        ends_in_dot=any(dot.left >= parts[-1][1] for dot in dots),
    )


class _Mark(NamedTuple):
    """A patch of ink."""

    left: int
    top: int
    right: int
    bottom: int


def _is_dot(mark: _Mark, base: int, size: float) -> bool:
    least, most = _DOT[0] * size, _DOT[1] * size
    across, down = mark.right - mark.left, mark.bottom - mark.top
    return least <= across <= most and least <= down <= most and abs(mark.bottom - base) <= least + 1


def _parts(letters: Sequence[_Mark], dots: Sequence[_Mark]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    for mark in sorted(letters):
        left, right = parts[-1] if parts else (mark.left, mark.right)
        if any(right <= (dot.left + dot.right) / 2 <= mark.left for dot in dots):
            parts.append((mark.left, mark.right))
        else:
            parts[-1:] = [(left, max(right, mark.right))]
    return parts


def _is_read(mark: _Mark, words: Sequence[Printed]) -> bool:
    x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    return any(word.left <= x <= word.right and word.top <= y <= word.bottom for word in words)


def _read_numbers(sights: Sequence[_Sight], bare: Pixels, dpi: int, scale: int) -> None:
    """Reads the numbers of cells, the parts between dots each by itself; no Vietnamese letters are looked for."""
    crops = [_enlarged(_crop(bare, sight, left, right), scale) for sight in sights for left, right in sight.parts]
    found = iter(recognised(crops, dpi=dpi * scale, language="eng", layout=_ONE_LINE) if crops else [])
    for sight in sights:
        parts = [next(found) for _ in sight.parts]
        words = [word for part in parts for word in part]
        text = ".".join(_upright(_text(part)) for part in parts) + "." * sight.ends_in_dot
        pattern = _LABEL if sight.box.is_first else _FIGURE
        if words and pattern.fullmatch(text) and _sureness(words) >= _LIKELY:
            place = Printed(
                text, sight.left, sight.top, sight.right, sight.bottom, _sureness(words), sight.bottom, sight.size, 0
            )
            sight.words, sight.is_missed = [place], False


def _upright(text: str) -> str:
    return text.translate(_UPRIGHT) if _BARS.fullmatch(text) else text


def _crop(bare: Pixels, sight: _Sight, left: int, right: int) -> Pixels:
    return _paper_round(bare, left, sight.top, right, sight.bottom)


def _paper_round(bare: Pixels, left: int, top: int, right: int, bottom: int) -> Pixels:
    rows = slice(max(top - _EDGE, 0), bottom + _EDGE)
    return np.pad(bare[rows, max(left - _EDGE, 0) : right + _EDGE], _PAPER, constant_values=255)


def _enlarged(pixels: Pixels, scale: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _placed(word: Printed, sight: _Sight, size: float) -> Printed:
    """A word of a crop on the page."""
    x, y = max(sight.left - _EDGE, 0) - _PAPER, max(sight.top - _EDGE, 0) - _PAPER
    return Printed(
        word.text, word.left + x, word.top + y, word.right + x, word.bottom + y, word.confidence, word.base + y, size, 0
    )


def _is_number_wanted(sight: _Sight) -> bool:
    if not sight.is_line or sight.right - sight.left > _NUMBER * sight.size:
        return False
    text = _text(sight.words)
    return not text or (sight.box.is_first and not (_LABEL.fullmatch(text) and _sureness(sight.words) >= _SURE))


def _is_line_wanted(sight: _Sight) -> bool:
    return sight.is_line and not sight.words


def _is_block_wanted(sight: _Sight) -> bool:
    return sight.is_missed


def _is_more(sight: _Sight, words: list[Printed]) -> bool:
    if not words or len(_text(words)) <= len(_text(sight.words)):
        return False
    return mean(word.confidence for word in words) >= _USUAL


def _text(words: Sequence[Printed]) -> str:
    return "".join(word.text for word in words)


def _sureness(words: Sequence[Printed]) -> int:
    return min(word.confidence for word in words)
