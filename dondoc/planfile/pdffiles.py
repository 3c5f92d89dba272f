"""The pages of a .pdf as sheets: words with their boxes and type, ruled lines, one page at a time.

Not here: what words and lines form together (layouts), pages without text (scans).
"""

import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from threading import RLock
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from dondoc.planfile.blocks import MAX_CHARACTERS
from dondoc.planfile.pdfwords import is_scrambled, sorted_words
from dondoc.planfile.refusals import UnreadableFile
from dondoc.planfile.sheets import Rule, Sheet, Word

LOCK = RLock()  # PDFium is not thread-safe: whoever calls it holds this lock
MAX_PAGES = 500
_PAGES_AT_ONCE = 40  # PDFium keeps what it has parsed; a document opened anew forgets it
_HYPHENS = "\x02\ufffe"  # what PDFium gives for a hyphen at the end of a line
_SYMBOLS = {"\uf02d": "-", "\uf02b": "+", "\uf02a": "*"}  # of the font Symbol; all others are bullets
_WORD = re.compile(rf"[^\s\xa0{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_THIN = 4.0
_STRUCK = 4.0  # points, twice how far from the middle of a word a line strikes it out
_ASCENT, _DESCENT = 0.8, 0.2  # of the size, above and below the base line
_MAX_DEPTH = 6
_MAX_OBJECTS = 60_000
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_NAME = 128  # bytes of the name of a font
_SEMIBOLD = 600
_ITALIC_FLAG = 1 << 6  # of the flags of a font (ISO 32000-1, table 123)


class _Box(NamedTuple):
    """A rectangle as a PDF counts it, from the bottom left corner."""

    left: float
    bottom: float
    right: float
    top: float


class _Place(NamedTuple):
    """Where a character stands on the sheet: its sides, its base line, the size of its type."""

    left: float
    right: float
    base: float
    size: float


def page_count(data: bytes, name: str) -> int:
    """How many pages a .pdf has. Raises UnreadableFile where it is encrypted, broken, empty or too long."""
    with LOCK, _opened(data, name) as document:
        return len(document)


def sheets_of(data: bytes, name: str) -> Iterator[Sheet]:
    """The pages in order, each closed before the next is opened. Raises UnreadableFile as `page_count` does."""
    count = page_count(data, name)
    left = MAX_CHARACTERS
    for first in range(0, count, _PAGES_AT_ONCE):
        for sheet in _some_sheets(data, name, range(first, min(first + _PAGES_AT_ONCE, count))):
            left -= sum(len(word.text) for word in sheet.words)
            if left < 0:
                raise UnreadableFile(
                    f"Tệp {name} quá dài (hơn {MAX_CHARACTERS // 1_000_000} triệu ký tự). "
                    "Hãy tải lên riêng phần kế hoạch."
                )
            yield sheet


def _some_sheets(data: bytes, name: str, numbers: range) -> Iterator[Sheet]:
    with LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            with LOCK, _page(document, number, name) as page:
                sheet = _sheet(page, number + 1)
            if is_scrambled(sheet.words):
                sheet = sheet._replace(words=sorted_words(data, number + 1))
            yield sheet
    finally:
        with LOCK:
            document.close()


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile(f"Tệp {name} được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.") from error
        raise _broken(name) from error
    try:
        if len(document) == 0:
            raise UnreadableFile(f"Tệp {name} không có trang nào. Hãy chọn lại tệp có nội dung.")
        if len(document) > MAX_PAGES:
            raise UnreadableFile(
                f"Tệp {name} có {len(document)} trang, quá giới hạn {MAX_PAGES} trang. "
                "Hãy tách riêng phần kế hoạch rồi tải lên."
            )
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: Any, number: int, name: str) -> Iterator[Any]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise _broken(name) from error
    try:
        yield page
    finally:
        page.close()


def _broken(name: str) -> UnreadableFile:
    return UnreadableFile(f"Tệp {name} bị hỏng, không mở được. Hãy xuất lại tệp PDF từ Word rồi tải lên.")


def _sheet(page: Any, number: int) -> Sheet:
    upright = _Upright(page)
    rules = tuple(_rules(page, upright))
    text = page.get_textpage()
    across = [rule for rule in rules if rule.right - rule.left > rule.bottom - rule.top]
    words = tuple(_words(text, upright, across))
    text.close()
    return Sheet(number, upright.width, upright.height, words, rules)


class _Upright:
    """Turns places on a page as the file counts them into places on the sheet as it is seen."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        self._turn = page.get_rotation() // 90
        self.is_turned = self._turn > 0
        self.edges = _Box(*page.get_bbox())

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the sheet of a rectangle of the page."""
        edges = self.edges
        if self._turn == 0:
            return left - edges.left, edges.top - top, right - edges.left, edges.top - bottom
        if self._turn == 1:
            return bottom - edges.bottom, left - edges.left, top - edges.bottom, right - edges.left
        if self._turn == 2:
            return edges.right - right, bottom - edges.bottom, edges.right - left, top - edges.bottom
        return edges.top - top, edges.right - right, edges.top - bottom, edges.right - left


def _words(page: Any, upright: _Upright, across: Sequence[Rule]) -> list[Word]:
    """The words in the order in which the page prints them, but for what a line strikes out."""
    letters = _Letters(page, upright)
    found = [piece for match in _WORD.finditer(letters.text) for piece in letters.words(match.start(), match.end() - 1)]
    struck = _struck([word for _, _, word in found], across)
    if not struck:
        return [word for _, _, word in found]
    words: list[Word] = []
    gone: Word | None = None
    for place, (first, last, word) in enumerate(found):
        over = struck.get(place)
        kept = list(letters.unstruck(first, last, over)) if over else [word]
        # What follows struck words takes their room: a gap would part columns.
        gone = gone or word if over else gone
        if kept and gone and gone.bottom == kept[0].bottom and gone.left < kept[0].left:
            kept[0] = kept[0]._replace(left=gone.left)
        gone = None if kept else gone
        words.extend(kept)
    return words


def _struck(words: Sequence[Word], across: Sequence[Rule]) -> dict[int, list[Rule]]:
    """By the place of a word, the lines that strike it out or a part of it."""
    middles = sorted((word.top + word.bottom, place) for place, word in enumerate(words))
    struck: dict[int, list[Rule]] = {}
    for rule in across:
        twice = rule.top + rule.bottom
        for _, place in middles[
            bisect_left(middles, (twice - _STRUCK, 0)) : bisect_left(middles, (twice + _STRUCK, 0))
        ]:
            if rule.left < words[place].right - 1 and rule.right > words[place].left + 1:
                struck.setdefault(place, []).append(rule)
    return struck


class _Letters:
    """The characters of a page, asked by number."""

    def __init__(self, page: Any, upright: _Upright) -> None:
        self._page = page.raw
        self._upright = upright
        self._rect = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(_NAME)
        self._size = (0.0, 0.0)  # of type, as the file names it and as it is printed
        self._fonts: dict[bytes, tuple[bool, bool]] = {}
        self.text = self._text(page.count_chars())

    def words(self, first: int, last: int) -> list[tuple[int, int, Word]]:
        """The word of the characters from `first` to `last`; the pieces, where its type or its line changes in it."""
        begin = self._place(first)
        end = self._place(last) if last > first else begin
        if begin.size != end.size or (begin.base != end.base and _is_parted(begin, end)):
            middle = next(
                (n for n in range(first + 1, last + 1) if _is_parted(self._place(n - 1), self._place(n))), None
            )
            if middle is not None:
                upper = self._word(first, middle - 1, begin, self._place(middle - 1))
                return [(first, middle - 1, upper), *self.words(middle, last)]
        return [(first, last, self._word(first, last, begin, end))]

    def _word(self, first: int, last: int, begin: _Place, end: _Place) -> Word:
        text = self.text[first : last + 1]
        if text[-1] in _HYPHENS:
            text = text[:-1] + "-"
        elif first == last and "\uf000" <= text <= "\uf0ff":
            text = _SYMBOLS.get(text, "•")
        left, right, base, size = begin
        if end.left < left or end.right > right:
            left, right = min(left, end.left), max(right, end.right)
        return Word(text, left, base - _ASCENT * size, right, base + _DESCENT * size, size, *self._type(first))

    def unstruck(self, first: int, last: int, over: Sequence[Rule]) -> Iterator[Word]:
        """What is left of a word between the lines that strike it out."""
        begin = None
        for number in range(first, last + 2):
            place = self._place(number) if number <= last else None
            middle = (place.left + place.right) / 2 if place else 0.0
            if place and not any(rule.left <= middle <= rule.right for rule in over):
                begin = number if begin is None else begin
            elif begin is not None:
                yield self._word(begin, number - 1, self._place(begin), self._place(number - 1))
                begin = None

    def _place(self, number: int) -> _Place:
        """Where a character stands. Its box is asked for left and right alone: fonts lie about their height."""
        page, rect = self._page, self._rect
        pdfium.FPDFText_GetLooseCharBox(page, number, rect)
        pdfium.FPDFText_GetCharOrigin(page, number, self._x, self._y)
        size = pdfium.FPDFText_GetFontSize(page, number)
        if size != self._size[0]:
            pdfium.FPDFText_GetMatrix(page, number, self._matrix)
            self._size = size, size * max(abs(self._matrix.d), abs(self._matrix.c))
        upright = self._upright
        if not upright.is_turned:
            edges = upright.edges
            return _Place(rect.left - edges.left, rect.right - edges.left, edges.top - self._y.value, self._size[1])
        left, _, right, _ = upright.box(rect.left, rect.bottom, rect.right, rect.top)
        x, y = self._x.value, self._y.value
        return _Place(left, right, upright.box(x, y, x, y)[3], self._size[1])

    def _type(self, number: int) -> tuple[bool, bool]:
        """Whether a character is bold and italic, by the name of its font and what the file says of it."""
        pdfium.FPDFText_GetFontInfo(self._page, number, self._name, _NAME, self._flags)
        name = self._name.value
        known = self._fonts.get(name)
        if known is None:
            text = name.decode("utf-8", "replace")
            heavy = pdfium.FPDFText_GetFontWeight(self._page, number) >= _SEMIBOLD
            slanted = bool(self._flags.value & _ITALIC_FLAG)
            known = self._fonts[name] = bool(_BOLD.search(text)) or heavy, bool(_ITALIC.search(text)) or slanted
        return known

    def _text(self, count: int) -> str:
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        return "".join(chr(pdfium.FPDFText_GetUnicode(self._page, n) or 0x20) for n in range(count))


def _is_parted(begin: _Place, end: _Place) -> bool:
    """Whether two characters differ in size or stand on two lines."""
    return abs(begin.size - end.size) > 0.1 * begin.size or abs(begin.base - end.base) > 0.15 * begin.size


def _rules(page: Any, upright: _Upright) -> Iterator[Rule]:
    left = _MAX_OBJECTS
    for item, matrices in _paths(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, ()):
        left -= 1
        if left < 0:
            return
        for box in _lines_of(item, matrices):
            yield Rule(*upright.box(*box))


def _paths(parent: Any, count: Any, child: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[tuple[Any, Any]]:
    """The drawn paths of a page or form, those of nested forms too, with the matrices that place them."""
    for number in range(count(parent)):
        item = child(parent, number)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, matrices
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and len(matrices) < _MAX_DEPTH:
            below = (_matrix(item), *matrices)
            yield from _paths(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, below)


def _lines_of(path: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[_Box]:
    """The straight lines that a path draws: strokes along an axis, and filled boxes that are thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for points in _outlines(path, (_matrix(path), *matrices)):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = _Box(min(xs), min(ys), max(xs), max(ys))
        if min(box.right - box.left, box.top - box.bottom) <= _THIN:
            yield box
        elif stroke.value:
            for (x1, y1), (x2, y2) in pairwise(points):
                if min(abs(x1 - x2), abs(y1 - y2)) <= 1 < max(abs(x1 - x2), abs(y1 - y2)):
                    yield _Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _outlines(path: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path that is drawn in one go; parts with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved |= kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_placed(x.value, y.value, matrices))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _matrix(item: Any) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _placed(x: float, y: float, matrices: tuple[tuple[float, ...], ...]) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y
