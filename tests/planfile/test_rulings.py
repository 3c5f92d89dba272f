"""Ruled lines in the picture of a page: which short strokes are sides of cells."""

import numpy as np
import pytest

from dondoc.planfile.pictures import PagePicture
from dondoc.planfile.rulings import rules_of

DPI = 200
TOP, LOW, BOTTOM = 100, 138, 400  # pixels: a low row over a high one
SIDE, MIDDLE, END = 100, 400, 700


@pytest.mark.parametrize(("end", "count"), [(LOW, 1), (LOW - 10, 0)])
def test_the_side_of_a_low_cell_is_found_though_a_letter_hangs_over_its_row(end: int, count: int) -> None:
    pixels = np.full((600, 800), 255, np.uint8)
    for y in (TOP, LOW, BOTTOM):
        pixels[y : y + 3, SIDE:END] = 0
    for x in (SIDE, END):
        pixels[TOP:BOTTOM, x : x + 3] = 0
    pixels[TOP - 10 : end, MIDDLE : MIDDLE + 3] = 0
    rules, _ = rules_of(PagePicture(pixels, DPI))
    assert sum(abs(rule.left * DPI / 72 - MIDDLE) < 5 for rule in rules) == count
