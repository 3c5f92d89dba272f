"""Roman numerals of a recognised page, counted in its picture: the recognition takes II for H and III for HI.

Only numerals of one to three bars, and only where a numeral stands: at the head of a line, or after `Quý` and the like.
Not here: the recognition (tesseract).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from dondoc.planfile.secondlooks import Box, Ink
from dondoc.planfile.tesseract import Printed

_BARS = re.compile(r"[_\W]*[IHLMJl1|!iÌÍỊĨ]{1,4}(?P<rest>[.,;:)]*|[/–-]\d+.*)\Z")
_DIGIT = re.compile(r"1[.)]?\Z")
_BEFORE = re.compile(r"quý|phần|chương|mục|kỳ|lục|và|[-–]|[IVX]+[,;–-]?", re.IGNORECASE)
_COUNTED = 80  # percent: counted is more than recognised, and less than typed
_FAR = 3.0  # type sizes between words of one line
_MIDDLE = (0.4, 0.6)  # of the height: there a bar is nothing but a bar, an H has its crossbar
_HEAD = 0.25  # of the height: there a T has its arms and a 1 its flag; at the foot an L has its own
_WIDEST = 0.35  # bar, in heights
_SERIF = 0.25
_LEAST_SERIF = 0.06
_FLAG = 0.1
_MOST = 3


def with_numerals(printed: Sequence[Printed], boxes: Sequence[Box], ink: Ink) -> list[Printed]:
    """The words of a page with their Roman numerals set right; words of one line stand in one cell, or in none."""
    return [_with_numeral(word, printed, boxes, ink) if _BARS.match(word.text) else word for word in printed]


def _with_numeral(word: Printed, printed: Sequence[Printed], boxes: Sequence[Box], ink: Ink) -> Printed:
    home = next((box for box in boxes if box.holds(word)), None)
    before = _word_before(word, printed, home)
    if before and not _BEFORE.fullmatch(before.text):
        return word
    found = _BARS.match(word.text)
    seen = _numeral(ink[word.top : word.bottom, max(word.left - 2, 0) : word.right + 2])
    if found is None or seen is None or (_DIGIT.match(word.text) and not seen.has_serif):
        return word
    text = "I" * seen.bars + (found["rest"] or "." * seen.has_dot)
    return word if text == word.text else word._replace(text=text, confidence=_COUNTED)


def _word_before(word: Printed, printed: Sequence[Printed], home: Box | None) -> Printed | None:
    """The word at the left in the same line."""
    left = [
        other
        for other in printed
        if other.right <= word.left + 2
        and abs(other.base - word.base) < word.size / 2
        and word.left - other.right < _FAR * word.size
        and (home is None or home.holds(other))
    ]
    return max(left, key=lambda other: other.right, default=None)


class _Numeral(NamedTuple):
    bars: int
    has_dot: bool
    has_serif: bool  # at the right of its head, where a 1 has none


def _numeral(ink: Ink) -> _Numeral | None:
    """The bars that a word begins with; None where it begins with anything else, a 1 included."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return None
    ink = ink[rows[0] : rows[-1] + 1]
    height = len(ink)
    middle = ink[round(_MIDDLE[0] * height) : round(_MIDDLE[1] * height) + 1]
    bars: list[tuple[int, int]] = []
    for left, right in _runs(np.asarray(middle.any(axis=0))):
        if right - left > _WIDEST * height or middle[:, left:right].mean() < 1 - _SERIF:
            break
        bars.append((left, right))
    if not 1 <= len(bars) <= _MOST:
        return None
    first, last = bars[0][0], bars[-1][1]
    edge = round(_HEAD * height)
    head, foot = np.asarray(ink[:edge].any(axis=0)), np.asarray(ink[-edge:].any(axis=0))
    before, after, below = _reach(head[:first][::-1]), _reach(head[last:]), _reach(foot[last:])
    if max(before, after, below) > _SERIF * height or before > after + _FLAG * height:
        return None
    beside = np.asarray(ink[:, last + below :].any(axis=1))
    has_dot = bool(beside[-edge:].any() and not beside[:-edge].any())
    return _Numeral(len(bars), has_dot, has_serif=after >= _LEAST_SERIF * height)


def _runs(line: Ink) -> Iterator[tuple[int, int]]:
    """Where a row of points is ink, run by run: the first place and the one after the last."""
    place = 0
    for is_ink, run in groupby(line.tolist()):
        length = len(list(run))
        if is_ink:
            yield place, place + length
        place += length


def _reach(line: Ink) -> int:
    """How far ink goes on from the first place of a row."""
    blank = np.flatnonzero(~line)
    return int(blank[0]) if blank.size else len(line)
