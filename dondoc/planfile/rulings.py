"""The ruled lines in the picture of a page, and the picture without them. Not here: the tables they form (grids)."""

from typing import NamedTuple

import cv2
import numpy as np

from dondoc.planfile.pictures import PagePicture, Pixels
from dondoc.planfile.sheets import Rule

_SHORTEST = 0.35  # inches: letters have no strokes as long
_THICKEST = 0.05  # in the mean
_WHITE = 255


def ink_of(pixels: Pixels) -> Pixels:
    """The dark of a page as white on black."""
    return np.asarray(cv2.threshold(pixels, 0, _WHITE, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1], dtype=np.uint8)


def rules_of(page: PagePicture) -> tuple[tuple[Rule, ...], Pixels]:
    """The straight lines of a level page, in points, and the page without them."""
    ink, length = ink_of(page.pixels), round(_SHORTEST * page.dpi)
    across = _lines(ink, (1, length), round(_THICKEST * page.dpi))
    down = _lines(ink, (length, 1), round(_THICKEST * page.dpi))
    bare = page.pixels.copy()
    bare[cv2.dilate(across.pixels | down.pixels, np.ones((5, 5), np.uint8)) > 0] = _WHITE
    scale = 72 / page.dpi
    return tuple(Rule(*(edge * scale for edge in box)) for box in (*across.boxes, *down.boxes)), bare


class _Lines(NamedTuple):
    pixels: Pixels
    boxes: list[tuple[int, int, int, int]]


def _lines(ink: Pixels, shape: tuple[int, int], thickest: int) -> _Lines:
    """What stays of the ink where a line of a shape fits in, but for what is too thick for a line."""
    fitting = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(fitting)
    is_line = np.zeros(count, np.uint8)
    boxes = []
    for number in range(1, count):
        left, top, width, height, area = map(int, stats[number])
        if area <= thickest * max(width, height):
            is_line[number] = _WHITE
            boxes.append((left, top, left + width, top + height))
    return _Lines(is_line[labels], boxes)
