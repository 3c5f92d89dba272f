"""The words of a PDF page whose fonts scramble them: letters sorted by their places, not as the file prints them.

Such a page comes from a font without Vietnamese letters: each missing letter was printed in another font, apart.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from dondoc.planfile.sheets import Word

_LONE_SHARE = 0.08  # of the words: `ở` and `ý` are words of their own, but few
_LEAST_WORDS = 20
_GAP = 0.15  # of the type size, between the letters of a word at most


def is_scrambled(words: Sequence[Word]) -> bool:
    """Whether lone letters with marks stand where their words should."""
    letters = [word.text for word in words if len(word.text) == 1]
    lone = sum(letter.isalpha() and not letter.isascii() for letter in letters)
    return len(words) >= _LEAST_WORDS and lone > _LONE_SHARE * len(words)


def sorted_words(data: bytes, number: int) -> tuple[Word, ...]:
    """The words of page `number`, counted from 1."""
    import pdfplumber  # slow import: few files need it  # noqa: PLC0415

    with pdfplumber.open(BytesIO(data), pages=[number]) as document:
        found = document.pages[0].extract_words(x_tolerance_ratio=_GAP, return_chars=True)
    return tuple(map(_word, found))


def _word(found: dict[str, Any]) -> Word:
    letters = found["chars"]
    fonts = [str(letter["fontname"]).lower() for letter in letters]
    return Word(
        text=found["text"],
        left=float(found["x0"]),
        top=float(found["top"]),
        right=float(found["x1"]),
        bottom=float(found["bottom"]),
        size=max(float(letter["size"]) for letter in letters),
        is_bold=all("bold" in font for font in fonts),
        is_italic=all("italic" in font or "oblique" in font for font in fonts),
    )
