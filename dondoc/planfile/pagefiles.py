"""Files that have pages of their own (PDF, scans, pictures): their sheets, typed or recognised, and page pictures.

Not here: what the sheets form together (layouts).
"""

from collections.abc import Callable, Iterator, Sequence

import cv2

from dondoc.planfile.formats import format_of
from dondoc.planfile.pdffiles import sheets_of
from dondoc.planfile.pictures import count_pictures, is_page_pictured, is_pictured, page_picture, pictured_pages
from dondoc.planfile.refusals import TakesLong, UnreadableFile
from dondoc.planfile.scans import refuse_scan, sheets_of_scan
from dondoc.planfile.sheets import Sheet
from dondoc.planfile.straightening import straightened

_SHOWN_DPI = 110


def sheets_of_pages(
    data: bytes, kind: str, name: str, *, patient: bool, on_page: Callable[[int, int], None] | None
) -> Iterator[Sheet]:
    """The pages of a `pdf` or `picture` in order; those of a PDF that only a picture tells are recognised.

    Raises UnreadableFile; TakesLong, at the first page that must be recognised, unless `patient`.
    """
    if kind == "picture":
        yield from _recognised(data, name, range(1, count_pictures(data, name) + 1), patient, on_page)
        return
    recognised: Iterator[Sheet] | None = None
    for sheet in sheets_of(data, name, is_pictured):
        if not sheet.is_pictured:
            yield sheet
            continue
        if recognised is None:
            recognised = _recognised(data, name, pictured_pages(data, name), patient, on_page)
        yield next(recognised)


def _recognised(
    data: bytes, name: str, pages: Sequence[int], patient: bool, on_page: Callable[[int, int], None] | None
) -> Iterator[Sheet]:
    refuse_scan(len(pages), name)
    if not patient:
        raise TakesLong(len(pages))
    yield from sheets_of_scan(data, name, pages, on_page)


def picture_of_page(data: bytes, *, page: int, name: str) -> bytes:
    """A page, counted from 1, as PNG at 110 dpi; one that was recognised is turned as it was then, so that spots fit.

    Raises UnreadableFile where the file has no such page.
    """
    kind = format_of(data, name)
    if kind not in ("pdf", "picture") or not 1 <= page <= count_pictures(data, name):
        raise UnreadableFile(f"Tệp {name} không có trang {page}.")
    shown = page_picture(data, number=page, name=name)
    if kind == "picture" or is_page_pictured(data, page, name):
        shown = straightened(shown)
    scale = _SHOWN_DPI / shown.dpi
    pixels = cv2.resize(shown.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".png", pixels)[1].tobytes()
