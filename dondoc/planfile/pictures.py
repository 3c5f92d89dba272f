"""The pages of a scan or of a picture file as grey pixels, in the size in which they were scanned.

Not here: turning them upright (straightening), what is printed on them (recognition).
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from dondoc.planfile.formats import format_of
from dondoc.planfile.pdfcalls import address_of, objects_of_page
from dondoc.planfile.pdffiles import LOCK, page_count
from dondoc.planfile.refusals import UnreadableFile

Pixels = NDArray[np.uint8]

MAX_PIXELS = 40_000_000
_LEAST, _MOST = 150, 250  # dots per inch: below, letters are too small to be told apart; above, nothing is gained
_USUAL = 200
_A4 = 11.69  # inches of the longer side of a picture that does not tell its size
_COVERING = 0.6  # share of a page: a picture of that size is the page
_TYPED = 24  # letters of a page that has text of its own, and of one that also is a picture
_TYPED_OVER = 200
_DRAWN = 300  # objects of a page whose letters are drawn as outlines
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_HOLDING_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
_FILES = ("PNG", "JPEG", "TIFF")


class PagePicture(NamedTuple):
    """A page as scanned: grey pixels, row by row, and how many of them make an inch."""

    pixels: Pixels
    dpi: int


def count_pictures(data: bytes, name: str) -> int:
    """Pages of a PDF or of a picture file. Raises UnreadableFile on one that is broken or too large, undecoded."""
    if format_of(data, name) == "pdf":
        return page_count(data, name)
    with _opened(data, name) as image:
        count: int = getattr(image, "n_frames", 1)
        for number in range(count):
            image.seek(number)
            _judge_size(image.width, image.height, name)
    return count


def page_picture(data: bytes, *, number: int, name: str) -> PagePicture:
    """A page, counted from 1, of a PDF or of a picture file. Raises UnreadableFile as `count_pictures` does."""
    if format_of(data, name) == "pdf":
        return _page_of_pdf(data, number, name)
    with _opened(data, name) as image:
        try:
            image.seek(number - 1)
            _judge_size(image.width, image.height, name)
            dpi = round(max(image.size) / _A4)
            scale = min(max(dpi, _LEAST), _MOST) / dpi
            size = round(image.width * scale), round(image.height * scale)
            image.draft(None, size)
            grey = _grey(image).resize(size, Image.Resampling.BICUBIC)
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise _broken(name) from error
    return PagePicture(np.asarray(grey), round(dpi * scale))


def pictured_pages(data: bytes, name: str) -> tuple[int, ...]:
    """The pages of a PDF, counted from 1, that only a picture tells: scanned, or drawn letter by letter.

    A text that a scanner laid invisibly under its picture counts for nothing: it was recognised without Vietnamese.
    """
    count = page_count(data, name)
    with LOCK, pypdfium2.PdfDocument(data) as document:
        return tuple(number for number in range(1, count + 1) if _is_pictured(document, number, name))


def is_page_pictured(data: bytes, number: int, name: str) -> bool:
    """Whether a page of a PDF is one of `pictured_pages`."""
    with LOCK, pypdfium2.PdfDocument(data) as document:
        return _is_pictured(document, number, name)


def is_pictured(page: Any, text: Any) -> bool:
    """Whether a page of a PDF is one of `pictured_pages`: of an open page and its text; the caller holds LOCK."""
    covered, is_drawn = _covered(page), pdfium.FPDFPage_CountObjects(page) >= _DRAWN
    if covered < _COVERING and not is_drawn:
        return False
    return _letters(text, upto=_TYPED_OVER) < (_TYPED_OVER if covered >= _COVERING else _TYPED)


def _is_pictured(document: Any, number: int, name: str) -> bool:
    with _page(document, number, name) as page, closing(page.get_textpage()) as text:
        return is_pictured(page, text)


@contextmanager
def _page(document: Any, number: int, name: str) -> Iterator[Any]:
    try:
        with closing(document[number - 1]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        raise _broken(name) from error


def _covered(page: Any) -> float:
    """The share of a page that pictures cover."""
    kinds = (kind for _, kind in objects_of_page(address_of(page.raw)))
    if set(_HOLDING_PICTURES).isdisjoint(kinds):
        return 0.0
    width, height = page.get_size()
    boxes = [item.get_bounds() for item in _images(page)]
    return float(sum((right - left) * (top - bottom) for left, bottom, right, top in boxes) / (width * height))


def _images(page: Any) -> Iterator[Any]:
    yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)


def _letters(text: Any, *, upto: int) -> int:
    """The letters of a page that can be seen, counted up to a number."""
    seen = 0
    for place in range(text.count_chars()):
        item = pdfium.FPDFText_GetTextObject(text, place)
        seen += bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) not in _INVISIBLE
        if seen >= upto:
            break
    return seen


def _page_of_pdf(data: bytes, number: int, name: str) -> PagePicture:
    with LOCK, pypdfium2.PdfDocument(data) as document, _page(document, number, name) as page:
        dpi = min(max(_scanned_dpi(page, name), _LEAST), _MOST)
        width, height = page.get_size()
        _judge_size(width * dpi / 72, height * dpi / 72, name)
        bitmap = page.render(scale=dpi / 72)
        pixels = np.ascontiguousarray(bitmap.to_numpy()[:, :, 2])  # as in `_grey`
        bitmap.close()
    return PagePicture(pixels, dpi)


def _scanned_dpi(page: Any, name: str) -> int:
    """The resolution of the largest picture of a page, the usual one where it has none."""
    best = (0.0, _USUAL)
    for item in _images(page):
        left, bottom, right, top = item.get_bounds()
        width, height = item.get_px_size()
        _judge_size(width, height, name)
        if (area := (right - left) * (top - bottom)) > best[0]:
            best = (area, round(max(width, height) * 72 / max(right - left, top - bottom)))
    return best[1]


def _opened(data: bytes, name: str) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=_FILES)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise _broken(name) from error


def _grey(image: Image.Image) -> Image.Image:
    """The red light of a picture: in it the ink of a stamp fades and every other ink stays."""
    if image.mode in ("1", "L", "I;16", "I", "F"):
        return image.convert("L")
    rgba = image.convert("RGBA")
    paper = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(paper, rgba).getchannel("R") if image.has_transparency_data else rgba.getchannel("R")


def _judge_size(width: float, height: float, name: str) -> None:
    if width * height > MAX_PIXELS:
        raise UnreadableFile(
            f"Tệp {name} có ảnh quá lớn ({round(width * height / 1_000_000)} triệu điểm ảnh, giới hạn "
            f"{MAX_PIXELS // 1_000_000} triệu). Hãy quét lại ở 200 đến 300 dpi rồi tải lên."
        )


def _broken(name: str) -> UnreadableFile:
    return UnreadableFile(f"Ảnh trong tệp {name} bị hỏng, không mở được. Hãy quét hoặc chụp lại rồi tải lên.")
