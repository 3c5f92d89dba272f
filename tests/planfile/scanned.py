"""Scans for the tests: a page drawn letter by letter and line by line, turned, soiled, and put into a PDF or a picture.

The letters are those that OpenCV brings along, so that every machine draws the same.
"""

from collections.abc import Sequence
from io import BytesIO
from shutil import which
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

DPI = 200
A4 = (2339, 1654)  # rows and columns
LETTERS = 34  # of the type
needs_tesseract = pytest.mark.skipif(not which("tesseract"), reason="Tesseract is not installed (make ocr)")

PLAN = (
    ("SỞ TƯ PHÁP", 400, 150),
    ("KẾ HOẠCH", 700, 330),
    ("Ứng dụng công nghệ thông tin năm 2025", 350, 410),
    ("I. NHIỆM VỤ", 200, 520),
    ("1. Rà soát thủ tục hành chính của cơ quan.", 200, 600),
    ("2. Công khai kết quả giải quyết hồ sơ.", 200, 680),
)
TABLE = (("TT", "Nhiệm vụ", "Kết quả"), ("1", "Tập huấn kỹ năng số", "Quý III/2025"), ("2", "Họp báo", "Quý II/2025"))
EDGES = ((200, 320, 950, 1400), (800, 880, 1000, 1120))  # columns and rows of the table


def page(lines: Sequence[tuple[str, int, int]] = PLAN, *, table: bool = False) -> Any:
    """A page in grey: lines of text with their places, and the table where it is asked for."""
    paper = np.full((*A4, 3), 255, np.uint8)
    face = cv2.FontFace("sans")
    drawn = list(lines)
    if table:
        columns, rows = EDGES
        for x in columns:
            cv2.line(paper, (x, rows[0]), (x, rows[-1]), (0, 0, 0), 2)
        for y in rows:
            cv2.line(paper, (columns[0], y), (columns[-1], y), (0, 0, 0), 2)
        drawn += [(text, columns[c] + 20, rows[r] + 50) for r, row in enumerate(TABLE) for c, text in enumerate(row)]
    for text, x, y in drawn:
        cv2.putText(paper, text, (x, y), (0, 0, 0), face, LETTERS, 400)
    return cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY)


def turned(pixels: Any, degrees: float) -> Any:
    """The page turned a little, as it comes out of a scanner."""
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(pixels, turn, (width, height), borderValue=255)


def soiled(pixels: Any) -> Any:
    """The page with the grain of a scanner, and specks."""
    chance = np.random.default_rng(7)
    grey = np.clip(pixels + chance.normal(0, 8, pixels.shape), 0, 255).astype(np.uint8)
    specks = chance.random(pixels.shape)
    grey[specks < 0.001] = 0
    grey[specks > 0.999] = 255
    return grey


def as_pdf(*pages: Any) -> bytes:
    """A PDF of nothing but pictures."""
    first, *others = (Image.fromarray(pixels) for pixels in pages)
    out = BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=DPI, quality=85)
    return out.getvalue()


def as_picture(pixels: Any, kind: str = "PNG") -> bytes:
    """A picture file of one page."""
    out = BytesIO()
    Image.fromarray(pixels).save(out, kind, dpi=(DPI, DPI))
    return out.getvalue()
