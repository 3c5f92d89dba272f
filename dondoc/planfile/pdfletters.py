"""The characters of a page of a PDF joined to words with their boxes and type, but for what a line strikes out.

Not here: words whose letters a font scrambles (pdfwords).
"""

import ctypes
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from dondoc.planfile.sheets import Rule, Word
from dondoc.planfile.uprights import Upright

_HYPHENS = "\x02\ufffe"  # what PDFium gives for a hyphen at the end of a line
_SYMBOLS = {"\uf02d": "-", "\uf02b": "+", "\uf02a": "*"}  # of the font Symbol; all others are bullets
_WORD = re.compile(rf"[^\s\xa0{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_STRUCK = 4.0  # points, twice how far from the middle of a word a line strikes it out
_ASCENT, _DESCENT = 0.8, 0.2  # of the size, above and below the base line
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_NAME = 128  # bytes of the name of a font
_SEMIBOLD = 600
_ITALIC_FLAG = 1 << 6  # of the flags of a font (ISO 32000-1, table 123)


def _by_address(call: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A call of PDFium that takes its pointers as numbers, twice as quick: for what is asked of every word."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(call, ctypes.c_void_p).value or 0)


_NUMBER, _ADDRESS = ctypes.c_int, ctypes.c_void_p
_loose_box = _by_address(pdfium.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS)
_origin = _by_address(pdfium.FPDFText_GetCharOrigin, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS, _ADDRESS)
_text_object = _by_address(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _NUMBER)
_font_size = _by_address(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _NUMBER)
_matrix = _by_address(pdfium.FPDFText_GetMatrix, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS)


class _Run(NamedTuple):
    """What the characters of a text object share: their type and, where it is printed level, their base line."""

    size: float
    is_bold: bool
    is_italic: bool
    base: float | None


_Place = tuple[float, float, float, _Run]  # of a character on the sheet: its sides, its base line


def words_of(page: Any, upright: Upright, across: Sequence[Rule]) -> list[Word]:
    """The words in the order in which the page prints them, but for what a line strikes out."""
    letters = _Letters(page, upright)
    found = letters.words()
    struck = _struck([word for _, _, word in found], across) if across else {}
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
    middles = [word.top + word.bottom for word in words]
    places = sorted(range(len(words)), key=middles.__getitem__)
    middles.sort()
    struck: dict[int, list[Rule]] = {}
    for rule in across:
        twice = rule.top + rule.bottom
        for place in places[bisect_left(middles, twice - _STRUCK) : bisect_left(middles, twice + _STRUCK)]:
            if rule.left < words[place].right - 1 and rule.right > words[place].left + 1:
                struck.setdefault(place, []).append(rule)
    return struck


class _Letters:
    """The characters of a page, asked by number."""

    def __init__(self, page: Any, upright: Upright) -> None:
        self._page = page.raw
        self._address = ctypes.cast(page.raw, ctypes.c_void_p).value
        self._upright, self._is_turned = upright, upright.is_turned
        self._margin, self._top = upright.edges.left, upright.edges.top
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._flags, self._name = ctypes.c_int(), ctypes.create_string_buffer(_NAME)
        self._rect_address, self._matrix_address = ctypes.addressof(self._rect), ctypes.addressof(self._matrix)
        self._origin = ctypes.addressof(self._x), ctypes.addressof(self._y)
        self._runs: dict[int | None, _Run] = {}
        self._fonts: dict[bytes, tuple[bool, bool]] = {}
        self.text = self._text(page.count_chars())

    def words(self) -> list[tuple[int, int, Word]]:
        """The words with the numbers of their first and last characters."""
        found: list[tuple[int, int, Word]] = []
        place, word = self._place, self._word
        for match in _WORD.finditer(self.text):
            first, last = match.start(), match.end() - 1
            begin = place(first)
            end = place(last) if last > first else begin
            if begin[2] == end[2] and begin[3].size == end[3].size:
                found.append((first, last, word(first, last, begin, end)))
            else:
                found.extend(self._pieces(first, last))
        return found

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int, Word]]:
        """The word of the characters from `first` to `last`; the pieces, where its type or its line changes in it."""
        begin = before = self._place(first)
        for number in range(first + 1, last + 1):
            place = self._place(number)
            if _is_parted(before, place):
                yield first, number - 1, self._word(first, number - 1, begin, before)
                first, begin = number, place
            before = place
        yield first, last, self._word(first, last, begin, before)

    def _word(self, first: int, last: int, begin: _Place, end: _Place) -> Word:
        text = self.text[first : last + 1]
        if text[-1] in _HYPHENS:
            text = text[:-1] + "-"
        elif first == last and "\uf000" <= text <= "\uf0ff":
            text = _SYMBOLS.get(text, "•")
        left, right, base, (size, is_bold, is_italic, _) = begin
        if end[0] < left or end[1] > right:
            left, right = min(left, end[0]), max(right, end[1])
        return Word(text, left, base - _ASCENT * size, right, base + _DESCENT * size, size, is_bold, is_italic)

    def unstruck(self, first: int, last: int, over: Sequence[Rule]) -> Iterator[Word]:
        """What is left of a word between the lines that strike it out."""
        begin = None
        for number in range(first, last + 2):
            place = self._place(number) if number <= last else None
            middle = (place[0] + place[1]) / 2 if place else 0.0
            if place and not any(rule.left <= middle <= rule.right for rule in over):
                begin = number if begin is None else begin
            elif begin is not None:
                yield self._word(begin, number - 1, self._place(begin), self._place(number - 1))
                begin = None

    def _place(self, number: int) -> _Place:
        """Where a character stands. Its box is asked for left and right alone: fonts lie about their height."""
        address, rect = self._address, self._rect
        _loose_box(address, number, self._rect_address)
        item = _text_object(address, number)
        run = self._runs.get(item) or self._run(number, item)
        if self._is_turned:
            left, _, right, _ = self._upright.box(rect.left, rect.bottom, rect.right, rect.top)
            return left, right, self._base(number), run
        base = run[3]
        if base is None:
            base = self._base(number)
        margin = self._margin
        return rect.left - margin, rect.right - margin, base, run

    def _run(self, number: int, item: int | None) -> _Run:
        """The run that a character begins; one without a text object stands alone."""
        address, matrix = self._address, self._matrix
        _matrix(address, number, self._matrix_address)
        size = _font_size(address, number) * max(abs(matrix.d), abs(matrix.c))
        base: float | None = None
        # A font may print downwards: the base line of the next character tells.
        if matrix.b == 0 and not self._is_turned and item == _text_object(address, number + 1):
            base = self._base(number)
            base = base if base == self._base(number + 1) else None
        run = _Run(size, *self._type(number), base)
        if item:
            self._runs[item] = run
        return run

    def _base(self, number: int) -> float:
        """The base line of a character on the sheet."""
        _origin(self._address, number, *self._origin)
        x, y = self._x.value, self._y.value
        return self._upright.box(x, y, x, y)[3] if self._is_turned else self._top - y

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
    return abs(begin[3].size - end[3].size) > 0.1 * begin[3].size or abs(begin[2] - end[2]) > 0.15 * begin[3].size
