"""A page turned upright: quarter turns as the recognition finds them, the rest by how sharply its lines show.

Not here: where the pixels come from (pictures). The same page always comes out the same, so that places found on it
fit the picture shown of it.
"""

import cv2
import numpy as np

from dondoc.planfile.pictures import PagePicture, Pixels
from dondoc.planfile.tesseract import quarter_turns

_STEEPEST = 5.0  # degrees
_STEPS = (0.5, 0.1, 0.02)
_JUDGED_DPI = 100  # enough to tell lines of text
_WHITE = 255


def straightened(page: PagePicture) -> PagePicture:
    """The page with its text upright and level."""
    turned = np.ascontiguousarray(np.rot90(page.pixels, -quarter_turns(page.pixels, page.dpi)))
    return PagePicture(_levelled(turned, page.dpi), page.dpi)


def _levelled(pixels: Pixels, dpi: int) -> Pixels:
    angle = _slope(pixels, dpi)
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=_WHITE), dtype=np.uint8
    )


def _slope(pixels: Pixels, dpi: int) -> float:
    """Degrees by which lines fall to the right: the slope along which rows differ most from each other."""
    scale = _JUDGED_DPI / dpi
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    best, reach = 0.0, _STEEPEST
    for step in _STEPS:
        slopes = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(slopes.tolist(), key=lambda slope: (_sharpness(ink, slope), -abs(slope))))
        reach = step
    return best


def _sharpness(ink: cv2.typing.MatLike, slope: float) -> float:
    height, width = ink.shape
    shear = np.array([[1, 0, 0], [-np.tan(np.radians(slope)), 1, 0]], dtype=np.float32)
    rows = cv2.warpAffine(ink, shear, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
