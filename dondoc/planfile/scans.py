"""Scanned pages and pictures as sheets: each page straightened, its lines found, its words recognised.

Not here: what words and lines form together (layouts), the program that recognises (tesseract).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from subprocess import TimeoutExpired
from threading import Lock

import cv2
import numpy as np

from dondoc.planfile.grids import drawn_on
from dondoc.planfile.numerals import with_numerals
from dondoc.planfile.pictures import PagePicture, Pixels, page_picture
from dondoc.planfile.refusals import UnreadableFile
from dondoc.planfile.rulings import darkness_of, rules_of
from dondoc.planfile.secondlooks import Ink, boxes_of, looked_again, page_number_boxes
from dondoc.planfile.sheets import Sheet, Word
from dondoc.planfile.spellings import with_phrases
from dondoc.planfile.straightening import straightened
from dondoc.planfile.tesseract import WAIT, Printed, recognised, refuse_without_tesseract

MAX_PAGES = 60
_AT_ONCE = 2
_PIXELS = Lock()  # what takes much memory is done to one page at a time; the recognition takes its own
_NO_MEMORY = -4  # as OpenCV numbers it
_SPECK = 0.75  # of a hundredth of an inch squared: the largest that is dirt
_SPARSE = 11  # Tesseract's mode that looks for text wherever it stands
_SAME_TYPE = 0.2  # sizes nearer to the usual one of the page than this share are measured inexactly
_BOLD = 1.12
_ASCENT, _DESCENT = 0.8, 0.2  # of the type size, above and below the base line, as in pdffiles


def refuse_scan(count: int, name: str) -> None:
    """Raises UnreadableFile where there is no Tesseract, or for more pages than are recognised at once."""
    refuse_without_tesseract(name)
    if count > MAX_PAGES:
        raise UnreadableFile(
            f"Tệp {name} có {count} trang quét, quá giới hạn {MAX_PAGES} trang. "
            "Hãy tách riêng phần kế hoạch rồi tải lên."
        )


def sheets_of_scan(
    data: bytes, name: str, pages: Sequence[int], on_page: Callable[[int, int], None] | None
) -> Iterator[Sheet]:
    """The sheets of some pages, counted from 1, of a PDF or of a picture file, in order.

    Raises UnreadableFile where a page is broken, too large, or takes too long.
    """
    cv2.setNumThreads(1)  # pages side by side are enough, and every thread takes address space
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for done, sheet in enumerate(pool.map(partial(_sheet, data, name), pages), start=1):
            if on_page:
                on_page(done, len(pages))
            yield sheet
    finally:
        pool.shutdown(cancel_futures=True)


def _sheet(data: bytes, name: str, number: int) -> Sheet:
    try:
        with _PIXELS:
            page = page_picture(data, number=number, name=name)
        return sheet_of(page, number)
    except TimeoutExpired as late:
        raise UnreadableFile(
            f"Trang {number} của tệp {name} nhận dạng quá {WAIT} giây nên đã dừng. "
            "Hãy quét lại trang đó ở 200 đến 300 dpi rồi tải lên."
        ) from late
    except cv2.error as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise


def sheet_of(page: PagePicture, number: int) -> Sheet:
    """What is printed on a page as scanned."""
    upright = straightened(page)
    scale = 72 / page.dpi
    height, width = upright.pixels.shape
    with _PIXELS:
        rules, bare = rules_of(upright._replace(pixels=_clean(upright)))
        ink = bare < darkness_of(bare)
    empty = Sheet(number, width * scale, height * scale, (), rules)
    printed = recognised([bare], dpi=page.dpi, language="vie", layout=_SPARSE)[0]
    if not printed:
        return empty
    boxes = [*boxes_of(drawn_on(empty)[0], page.dpi), *page_number_boxes(printed, height)]
    printed = with_numerals(looked_again(printed, boxes, bare, ink, page.dpi), boxes, ink)
    with _PIXELS:
        bold = _bold_lines(printed, ink)
    return empty._replace(words=tuple(_words(with_phrases(printed), bold, scale)))


def _clean(page: PagePicture) -> Pixels:
    """The page without specks smaller than any dot of a letter."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((page.pixels < darkness_of(page.pixels)).astype(np.uint8))
    is_speck = stats[:, cv2.CC_STAT_AREA] <= _SPECK * (page.dpi / 100) ** 2
    is_speck[0] = False
    pixels = page.pixels.copy()
    pixels[cv2.dilate(is_speck[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    return pixels


def _bold_lines(printed: Sequence[Printed], ink: Ink) -> set[int]:
    """The lines whose strokes are thicker, for their size, than those of the page."""
    depth = cv2.distanceTransform(ink.astype(np.uint8), cv2.DIST_L2, 3)
    lines: dict[int, list[float]] = {}
    for word in printed:
        inside = depth[word.top : word.bottom, word.left : word.right]
        if word.line and inside.any() and any(map(str.isalnum, word.text)):
            lines.setdefault(word.line, []).append(float(inside[inside > 0].mean()))
    usual = median(thick for line in lines.values() for thick in line) if lines else 0.0
    return {number for number, line in lines.items() if median(line) > _BOLD * usual}


def _words(printed: Sequence[Printed], bold: set[int], scale: float) -> Iterator[Word]:
    usual = median(word.size for word in printed)
    for word in printed:
        size = scale * (usual if abs(word.size - usual) < _SAME_TYPE * usual else word.size)
        base = scale * word.base
        yield Word(
            word.text,
            scale * word.left,
            base - _ASCENT * size,
            scale * word.right,
            base + _DESCENT * size,
            size,
            is_bold=word.line in bold,
            confidence=word.confidence,
        )
