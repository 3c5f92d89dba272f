"""The characters of a page of a PDF joined to words with their boxes and type, but for what a line strikes out.

Not here: words whose letters a font scrambles (pdfwords).
"""

import ctypes
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from functools import partial
from itertools import groupby, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from dondoc.planfile.pdfcalls import ADDRESS, NUMBER, OBJECT, REAL, by_address, reference
from dondoc.planfile.sheets import Rule, Word
from dondoc.planfile.uprights import Upright

_HYPHENS = "\x02\ufffe"  # what PDFium gives for a hyphen at the end of a line
_SYMBOLS = {"\uf02d": "-", "\uf02b": "+", "\uf02a": "*"}  # of the font Symbol; all others are bullets
_SPACES = re.findall(r"\s", "".join(map(chr, range(0x10000))))
_IS_SPACE, _IS_HYPHEN = (np.bincount([*map(ord, signs)], minlength=0x10000) > 0 for signs in (_SPACES, _HYPHENS))
_ODD = re.compile(rf"[{_HYPHENS}\uf000-\uf0ff]")
_STRUCK = 4.0  # points, twice how far from the middle of a word a line strikes it out
_ASCENT, _DESCENT = 0.8, 0.2  # of the size, above and below the base line
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_NAME = 128  # bytes of the name of a font
_SEMIBOLD = 600
_ITALIC_FLAG = 1 << 6  # of the flags of a font (ISO 32000-1, table 123)

_loose_box = by_address(pdfium.FPDFText_GetLooseCharBox, NUMBER)
_origin = by_address(pdfium.FPDFText_GetCharOrigin, NUMBER)
_text_object = by_address(pdfium.FPDFText_GetTextObject, OBJECT)
_font = by_address(pdfium.FPDFTextObj_GetFont, OBJECT, ADDRESS)
_font_size = by_address(pdfium.FPDFText_GetFontSize, REAL)
_matrix = by_address(pdfium.FPDFText_GetMatrix, NUMBER)


class _Places(NamedTuple):
    """Where characters stand on the sheet and in what type, a number of each column for each of them."""

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    base: NDArray[np.float64]  # of the line that they stand on
    size: NDArray[np.float64]
    is_bold: NDArray[np.bool_]
    is_italic: NDArray[np.bool_]


_Numbers = NDArray[np.int64]  # of characters
_Spans = NDArray[np.int64]  # the numbers of the first and the last character of words, a row each
_new_word = partial(tuple.__new__, Word)  # twice as quick as the call of the class, which takes defaults and names


def words_of(page: Any, upright: Upright, across: Sequence[Rule]) -> list[Word]:
    """The words in the order in which the page prints them, but for what a line strikes out."""
    letters = _Letters(page, upright)
    spans, printed = letters.words()
    struck = _struck(printed, across) if across else {}
    if not struck:
        return printed
    words: list[Word] = []
    gone: Word | None = None
    for place, word in enumerate(printed):
        over = struck.get(place)
        kept = letters.unstruck(spans[place], over) if over else [word]
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
    """The characters of a page, asked by number, many at once."""

    def __init__(self, page: Any, upright: Upright) -> None:
        self._page = page.raw
        self._reference = reference(page.raw)
        self._upright = upright
        self._flags, self._name = ctypes.c_int(), ctypes.create_string_buffer(_NAME)
        self._types: dict[int, tuple[bool, bool]] = {}
        self._fonts: dict[bytes, tuple[bool, bool]] = {}
        self.text = self._text(page.count_chars())

    def words(self) -> tuple[_Spans, list[Word]]:
        """The words, with the characters that they are of; in pieces, where type or line changes in a word."""
        spans = _spans_of(self.text)
        ends = self._places(spans)
        is_parted = (ends.base[:, 0] != ends.base[:, 1]) | (ends.size[:, 0] != ends.size[:, 1])
        if is_parted.any():
            pieces = self._pieces(spans[is_parted])
            spans = np.concatenate([spans[~is_parted], pieces])
            order = np.argsort(spans[:, 0])
            both = zip(ends, self._places(pieces), strict=True)
            ends = _Places(*(np.concatenate([column[~is_parted], more])[order] for column, more in both))
            spans = spans[order]
        return spans, self._words(spans, ends)

    def _pieces(self, spans: _Spans) -> _Spans:
        """Words cut where their type or their line changes."""
        numbers = np.concatenate([np.arange(first, last + 1) for first, last in spans])
        _, _, base, size, _, _ = self._places(numbers)
        changes = (abs(np.diff(size)) > 0.1 * size[:-1]) | (abs(np.diff(base)) > 0.15 * size[:-1])
        begins = np.isin(numbers, spans[:, 0])
        begins[1:] |= changes
        return np.stack([numbers[begins], numbers[np.roll(begins, -1)]], axis=1)

    def unstruck(self, span: _Numbers, over: Sequence[Rule]) -> list[Word]:
        """What is left of a word between the lines that strike it out."""
        numbers = np.arange(span[0], span[1] + 1)
        left, right, *_ = self._places(numbers)
        middles = (left + right) / 2
        is_over = np.any([(rule.left <= middles) & (middles <= rule.right) for rule in over], axis=0)
        pieces = [list(piece) for is_gone, piece in groupby(numbers, lambda n: is_over[n - span[0]]) if not is_gone]
        spans = np.array([(piece[0], piece[-1]) for piece in pieces], np.int64).reshape(-1, 2)
        return self._words(spans, self._places(spans))

    def _words(self, spans: _Spans, ends: _Places) -> list[Word]:
        """The words of these characters, by the places of the first and the last."""
        text = self.text
        texts = [text[first : last + 1] for first, last in spans.tolist()]
        if _ODD.search(text):
            texts = list(map(_printed, texts))
        base, size = ends.base[:, 0], ends.size[:, 0]
        columns = (
            np.minimum(*ends.left.T),
            base - _ASCENT * size,
            np.maximum(*ends.right.T),
            base + _DESCENT * size,
            size,
            ends.is_bold[:, 0],
            ends.is_italic[:, 0],
        )
        return list(map(_new_word, zip(texts, *(column.tolist() for column in columns), repeat(None))))

    def _places(self, numbers: _Numbers) -> _Places:
        """Where characters stand, in columns of the shape of `numbers`.

        Their boxes are asked for left and right alone: fonts lie about their height.
        """
        asked = numbers.ravel().tolist()
        boxes = self._answers(_loose_box, asked, np.float32, 4)
        left, _, right, _ = self._upright.box(boxes[0], boxes[3], boxes[2], boxes[1])
        items = np.fromiter(map(_text_object, repeat(self._reference), asked), np.int64, len(asked))
        items[items == 0] = -1 - numbers.ravel()[items == 0]  # without a text object each stands alone
        _, firsts, runs = np.unique(items, return_index=True, return_inverse=True)
        size, is_bold, is_italic, base = (column[runs] for column in self._runs(items[firsts], numbers.ravel()[firsts]))
        uneven = np.isnan(base)
        if uneven.any():
            base[uneven] = self._bases(numbers.ravel()[uneven])
        columns = left, right, base, size, is_bold, is_italic
        return _Places(*(column.reshape(numbers.shape) for column in columns))

    def _runs(self, items: _Numbers, numbers: _Numbers) -> tuple[NDArray[Any], ...]:
        """What the characters of text objects share, by one of them each: size, bold, italic, base line.

        Not a number stands for the base line where it is not printed level.
        """
        asked = numbers.tolist()
        _, b, c, d, _, _ = self._answers(_matrix, asked, np.float32, 6)
        size = np.array(list(map(_font_size, repeat(self._reference), asked))) * np.maximum(abs(d), abs(c))
        fonts = map(_font, np.maximum(items, 0).tolist())
        known = self._types
        types = [known.get(font) or self._type(number, font) for number, font in zip(asked, fonts, strict=True)]
        is_bold, is_italic = np.array(types, np.bool_).reshape(-1, 2).T
        base = self._bases(numbers)
        # A font may print downwards: the base line of the next character tells.
        following = np.fromiter(
            map(_text_object, repeat(self._reference), (numbers + 1).tolist()), np.int64, len(asked)
        )
        is_level = (b == 0) & (items == following) & (base == self._bases(numbers + 1)) & (not self._upright.is_turned)
        return size, is_bold, is_italic, np.where(is_level, base, np.nan)

    def _bases(self, numbers: _Numbers) -> NDArray[np.float64]:
        """The base lines of characters on the sheet."""
        x, y = self._answers(_origin, numbers.tolist(), np.float64, 2)
        base: NDArray[np.float64] = self._upright.box(x, y, x, y)[3]
        return base

    def _answers(self, call: Any, numbers: list[int], kind: Any, width: int) -> NDArray[np.float64]:
        """What a call writes for each character, so many numbers of a kind, as columns."""
        rows = np.zeros((max(len(numbers), 1), width), kind)
        room = ctypes.c_char.from_buffer(rows.data)
        # The call for the origin alone writes its two numbers to two places.
        firsts = (0, rows.itemsize) if call is _origin else (0,)
        answers = (map(ctypes.byref, repeat(room), range(first, rows.nbytes, rows.strides[0])) for first in firsts)
        deque(map(call, repeat(self._reference), numbers, *answers), maxlen=0)
        return rows[: len(numbers)].T.astype(np.float64)

    def _type(self, number: int, font: int) -> tuple[bool, bool]:
        """Whether a character is bold and italic, by the name of its font and what the file says of it."""
        pdfium.FPDFText_GetFontInfo(self._page, number, self._name, _NAME, self._flags)
        name = self._name.value
        known = self._fonts.get(name)
        if known is None:
            text = name.decode("utf-8", "replace")
            heavy = pdfium.FPDFText_GetFontWeight(self._page, number) >= _SEMIBOLD
            slanted = bool(self._flags.value & _ITALIC_FLAG)
            known = self._fonts[name] = bool(_BOLD.search(text)) or heavy, bool(_ITALIC.search(text)) or slanted
        if font:
            self._types[font] = known
        return known

    def _text(self, count: int) -> str:
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        return "".join(chr(pdfium.FPDFText_GetUnicode(self._page, n) or 0x20) for n in range(count))


def _spans_of(text: str) -> _Spans:
    """The words of the text of a page: what stands between spaces, cut after each hyphen that ends a line."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.minimum(codes, len(_IS_SPACE) - 1)
    is_space, is_hyphen = _IS_SPACE[codes], _IS_HYPHEN[codes]
    begins, ends = ~is_space, ~is_space
    begins[1:] &= (is_space | is_hyphen)[:-1]
    ends[:-1] &= is_hyphen[:-1] | is_space[1:]
    return np.stack([np.flatnonzero(begins), np.flatnonzero(ends)], axis=1)


def _printed(text: str) -> str:
    """A word as it is read: hyphens, and the signs of a font that has no letters."""
    if text[-1] in _HYPHENS:
        return text[:-1] + "-"
    if len(text) == 1 and "\uf000" <= text <= "\uf0ff":
        return _SYMBOLS.get(text, "•")
    return text
