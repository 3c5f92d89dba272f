"""Sheets of a PDF that is typed in an old Vietnamese encoding, rewritten as Unicode word by word.

Not here: the encodings and how letters tell them (encodings), the runs of a Word file (oldfonts).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice

from dondoc.core.vietnamese import is_syllable
from dondoc.planfile.encodings import Encoding, conversion_of, is_old, judged
from dondoc.planfile.readings import Conversion
from dondoc.planfile.sheets import Sheet, Word

_JUDGED_PAGES = 3
_SOFT_HYPHEN = "\xad"  # a letter of TCVN3; a PDF prints it as a hyphen
_HYPHENED = re.compile(r"[^\s!-,.-@\[-`{-~\u2013\u2014\u2018-\u201d\u2026]{2,}")


def as_unicode(sheets: Iterable[Sheet]) -> tuple[Iterator[Sheet], Conversion | None]:
    """The sheets as Unicode, and what was converted: None where the first pages are Unicode, then all stay.

    The first pages are read at once, the others as they are asked for. What was recognised on a picture is Unicode.
    """
    rest = iter(sheets)
    first = list(islice(rest, _JUDGED_PAGES))
    lines = [_text(line) for sheet in first for line in _lines(sheet)]
    encoding = judged(lines)
    if encoding is None:
        return chain(first, rest), None
    conversion = conversion_of([encoding.name], ((line, _read(line, encoding)) for line in lines))
    return (_rewritten(sheet, encoding) for sheet in chain(first, rest)), conversion


def _rewritten(sheet: Sheet, encoding: Encoding) -> Sheet:
    words = {}
    for line in _lines(sheet):
        texts = _read(_text(line), encoding).split(" ")
        words.update({id(word): word._replace(text=text) for word, text in zip(line, texts, strict=True)})
    return sheet._replace(words=tuple(words.get(id(word), word) for word in sheet.words))


def _lines(sheet: Sheet) -> Iterator[list[Word]]:
    """The typed words that follow each other on one line."""
    typed = (word for word in sheet.words if word.confidence is None)
    return (list(line) for _, line in groupby(typed, key=lambda word: round(word.bottom)))


def _text(line: Iterable[Word]) -> str:
    return " ".join(word.text for word in line)


def _read(line: str, encoding: Encoding) -> str:
    """A line as Unicode, word for word."""
    if _SOFT_HYPHEN in encoding.letters and "-" in line:
        line = _HYPHENED.sub(lambda found: _with_letter(found[0], encoding), line)
    return encoding.read_line(line) if is_old(line, encoding) else line


def _with_letter(word: str, encoding: Encoding) -> str:
    """A word with its hyphen as the letter that it was typed for, where that makes a syllable: `th-êng`."""
    letters = word.replace("-", _SOFT_HYPHEN)
    return letters if is_syllable(encoding.read(letters)) else word
