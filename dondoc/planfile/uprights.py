"""How a page of a PDF is turned and cut: its places as they are seen on the sheet.

Not here: what stands on it (pdfletters, pdfrules).
"""

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Place = TypeVar("Place", float, NDArray[np.float64])  # one, or many at once


class Box(NamedTuple):
    """A rectangle as a PDF counts it, from the bottom left corner."""

    left: float
    bottom: float
    right: float
    top: float


class Upright:
    """Turns places on a page as the file counts them into places on the sheet as it is seen."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        self._turn = page.get_rotation() // 90
        self.is_turned = self._turn > 0
        self.edges = Box(*page.get_bbox())

    def box(self, left: Place, bottom: Place, right: Place, top: Place) -> tuple[Place, Place, Place, Place]:
        """Left, top, right, bottom on the sheet of a rectangle of the page."""
        edges = self.edges
        if self._turn == 0:
            return left - edges.left, edges.top - top, right - edges.left, edges.top - bottom
        if self._turn == 1:
            return bottom - edges.bottom, left - edges.left, top - edges.bottom, right - edges.left
        if self._turn == 2:
            return edges.right - right, bottom - edges.bottom, edges.right - left, top - edges.bottom
        return edges.top - top, edges.right - right, edges.top - bottom, edges.right - left
