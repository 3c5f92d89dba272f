"""The ruled lines in the picture of a page, and the picture without them. Not here: the tables they form (grids)."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from dondoc.planfile.pictures import PagePicture, Pixels
from dondoc.planfile.sheets import Rule

_SHORTEST = 0.35  # inches: letters have no strokes as long
_PIECE = 0.2  # what noise leaves of a line; no letter is as high
_ROW = 0.14  # a line that ends at lines at both ends
_GAP = 0.2  # between pieces of one line
_THICKEST = 0.05  # in the mean
_NEAR = 0.15  # what the paper looks like around a point
_FAINT = 25  # of 255: how much darker than the paper the thinnest line is
_TOUCH = 5  # pixels from a line
_BLACK = 255


def darkness_of(pixels: Pixels) -> float:
    """The grey below which a point of a page is ink: what parts its dark from its light best."""
    return cv2.threshold(pixels, 0, _BLACK, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]


def rules_of(page: PagePicture) -> tuple[tuple[Rule, ...], Pixels]:
    """The straight lines of a level page, in points, and the page without them."""
    near = round(_NEAR * page.dpi) | 1
    ink = cv2.adaptiveThreshold(page.pixels, _BLACK, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, near, _FAINT)
    across = _lines(ink, page.dpi, lambda length: (length, 1))
    down = _lines(ink, page.dpi, lambda length: (1, length), between=across.pixels)
    bare = page.pixels.copy()
    bare[cv2.dilate(across.pixels | down.pixels, np.ones((5, 5), np.uint8)) > 0] = 255
    scale = 72 / page.dpi
    return tuple(Rule(*(edge * scale for edge in box)) for box in (*across.boxes, *down.boxes)), bare


class _Lines(NamedTuple):
    pixels: Pixels
    boxes: list[tuple[int, int, int, int]]


def _lines(
    ink: cv2.typing.MatLike, dpi: int, along: Callable[[int], tuple[int, int]], between: Pixels | None = None
) -> _Lines:
    """The lines along one axis: a long piece, and the shorter ones that go on with it, but for what is too thick.

    `between`: lines across; from one of them to the next a line may be short.
    """

    def fitting(operation: int, source: cv2.typing.MatLike, length: float) -> cv2.typing.MatLike:
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, along(max(round(length), 3)))
        return cv2.morphologyEx(source, operation, kernel)

    whole = fitting(cv2.MORPH_CLOSE, ink, 0)
    pieces = fitting(cv2.MORPH_OPEN, whole, _PIECE * dpi)
    seeds = fitting(cv2.MORPH_OPEN, ink, _SHORTEST * dpi) > 0  # of the ink itself: TTTT would close to a line
    if between is not None:
        upright = fitting(cv2.MORPH_OPEN, whole, _ROW * dpi)
        upright[between > 0] = 0  # a letter over a line across may go on in what stands under it
        short = _ending_at(between, upright)
        pieces, seeds = cv2.bitwise_or(pieces, short), seeds | (short > 0)
    joined = fitting(cv2.MORPH_CLOSE, pieces, _GAP * dpi)
    if between is not None:  # what is missing from one line across to the next is missing there: merged cells
        joined = cv2.bitwise_and(joined, cv2.bitwise_not(_ending_at(between, cv2.bitwise_xor(joined, pieces))))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    is_line = np.zeros(len(stats), bool)
    boxes = []
    for number in np.unique(labels[seeds]).tolist():
        left, top, width, height, area = map(int, stats[number])
        if number and area <= _THICKEST * dpi * max(width, height):
            is_line[number] = True
            boxes.append((left, top, left + width, top + height))
    return _Lines((is_line[labels] & (pieces > 0)).astype(np.uint8), boxes)


def _ending_at(across: Pixels, strokes: cv2.typing.MatLike) -> cv2.typing.MatLike:
    """The upright strokes that begin and end at lines across."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    is_kept = np.zeros(len(stats), bool)
    for number, (left, top, width, height, _area) in enumerate(stats.tolist()[1:], start=1):
        columns = slice(max(left - _TOUCH, 0), left + width + _TOUCH)
        ends = (top, top + height)
        is_kept[number] = all(across[max(end - _TOUCH, 0) : end + _TOUCH, columns].any() for end in ends)
    return np.where(is_kept[labels], strokes, 0).astype(np.uint8)
