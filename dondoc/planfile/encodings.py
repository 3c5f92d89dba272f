"""Text typed in Vietnamese encodings from before Unicode (TCVN3, VNI, VISCII): told by its letters, read as Unicode.

Not here: the fonts of a Word file that tell the encoding of each run (oldfonts).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from dondoc.core.vietnamese import is_syllable, normalise
from dondoc.planfile.readings import Conversion

_FILE = Path(__file__).parents[2] / "rules" / "old_encodings.toml"
_TOKEN = re.compile(r"[^\s!-@\[-`{-~\u2013\u2014\u2018-\u201d\u2026]+")  # between spaces, digits and signs
_MODERN = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
_WORD, _CAPITALS, _SMALL = re.compile(r"\S+"), re.compile(r"[A-Z].*[A-Z]"), re.compile("[a-z]")
# What a program that takes bytes for Western text makes of those that Unicode has no letter for.
WESTERN = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_SIGNS = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022"
_SAMPLE = 20_000
_TELLING, _TELLING_LINE = 12, 3  # words with a mark: before a text is judged, before a line is shown
_SAMPLES, _SHOWN = 5, 160


@dataclass(frozen=True)
class Encoding:
    """An old encoding. `fonts` is how the names of its fonts begin; those ending in `capital_fonts` print capitals."""

    name: str
    fonts: tuple[str, ...]
    capital_fonts: tuple[str, ...]
    letters: dict[str, str]

    def read(self, text: str, *, capitals: bool = False) -> str:
        """The text as Unicode; `capitals` for a font that prints every letter as one."""
        found = self._pattern.sub(lambda m: self.letters[m[0]], text)
        return found.upper() if capitals else found

    def read_line(self, line: str) -> str:
        """A line whose font is not known: among capitals, a letter that the encoding has no capital for is one."""
        if "Ấ" in self.letters.values():
            return self.read(line)
        if any(map(_is_capital, line.split())) and not _SMALL.search(line):
            return self.read(line, capitals=True)
        return _WORD.sub(lambda word: self.read(word[0], capitals=_is_capital(word[0])), line)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any letter, the longest first; one that is a sign of Western text too is a letter among capitals only."""
        longest_first = sorted(self.letters, key=len, reverse=True)
        among_capitals = (
            rf"(?<=[A-Z]){sign}(?=[A-Z])" if sign in _SIGNS else re.escape(sign) for sign in longest_first
        )
        return re.compile("|".join(among_capitals))


def judged(texts: Iterable[str]) -> Encoding | None:
    """The encoding in which the texts are typed, None for Unicode: the one that makes Vietnamese of their words.

    Letters alone do not tell VNI, whose marks are Vietnamese letters too; whether the words can be syllables does.
    Only lines without letters that Unicode alone has are asked, so that a text typed half and half is told too.
    """
    words = _words_of_old_lines(_sample(texts))
    if len(words) < _TELLING:
        return None
    best = max(encodings(), key=lambda encoding: _share(words, encoding))
    after = _share(words, best)
    return best if after > 0.7 and after > _share(words) + 0.3 else None


def gains(encoding: Encoding, texts: Iterable[str]) -> bool:
    """Whether texts in fonts of an encoding are typed in it: Unicode pasted among them keeps the name of the font."""
    words = _words_of_old_lines(texts)
    return bool(words) and _share(words, encoding) > _share(words)


def is_old(line: str, encoding: Encoding) -> bool:
    """Whether a line of a text that is typed in an encoding is typed in it too, and not in Unicode."""
    words = _marked_words(line)
    return not _MODERN.search(line) and (not words or _share(words, encoding) >= _share(words))


def converted(text: str) -> tuple[str, Conversion | None]:
    """A text as Unicode, and what was converted; lines that are Unicode already stay. None where all are."""
    lines = re.split(r"\r\n?|\n", text)  # other signs that end lines are letters of VISCII
    encoding = judged(lines)
    if encoding is None:
        return text, None
    read = [encoding.read_line(line) if is_old(line, encoding) else line for line in lines]
    return "\n".join(read), conversion_of([encoding.name], zip(lines, read, strict=True))


def conversion_of(names: Iterable[str], lines: Iterable[tuple[str, str]]) -> Conversion:
    """What was converted, shown by the first lines (before, after) that tell enough; long ones cut."""
    telling = [(len(_marked_words(before)), before, after) for before, after in lines if before != after]
    enough = min(_TELLING_LINE, max((count for count, _, _ in telling), default=0))
    shown = [(before, after) for count, before, after in telling if count >= enough]
    cut = [(normalise(before)[:_SHOWN], normalise(after)[:_SHOWN]) for before, after in dict.fromkeys(shown)]
    return Conversion(", ".join(dict.fromkeys(names)), tuple(cut[:_SAMPLES]))


def _is_capital(word: str) -> bool:
    """Whether a word with a letter beyond ASCII has two capitals and no small letter in it."""
    return not word.isascii() and _CAPITALS.search(word) is not None and not _SMALL.search(word)


def _sample(texts: Iterable[str]) -> Iterator[str]:
    length = 0
    for text in texts:
        yield text
        length += len(text)
        if length > _SAMPLE:
            return


def _words_of_old_lines(lines: Iterable[str]) -> list[str]:
    return [word for line in lines if not _MODERN.search(line) for word in _marked_words(line)]


def _marked_words(text: str) -> list[str]:
    """The words with a letter beyond ASCII."""
    return [word for word in _TOKEN.findall(text) if not word.isascii() and any(map(str.isalpha, word))]


def _share(words: list[str], encoding: Encoding | None = None) -> float:
    """How many of the words, read in the encoding, can be Vietnamese syllables, from 0 to 1."""
    return sum(is_syllable(encoding.read(word) if encoding else word) for word in words) / len(words)


@cache
def encodings() -> tuple[Encoding, ...]:
    """The encodings of the rule file."""
    return tuple(_encoding(rule) for rule in tomllib.loads(_FILE.read_text(encoding="utf-8"))["encoding"])


def _encoding(rule: dict[str, Any]) -> Encoding:
    letters = dict(pair.split("=") for line in rule.get("letters", ()) for pair in line.split(" "))
    if rule.get("capitals"):  # a capital has a capital mark, or at the head of a word a small one
        small = dict(letters)
        letters |= {typed[0].upper() + typed[1:]: letter.upper() for typed, letter in small.items()}
        letters |= {typed.upper(): letter.upper() for typed, letter in small.items()}
    for first, row in rule.get("bytes", ()):
        for byte, letter in enumerate(row, start=first):
            letters[chr(byte)] = letters[WESTERN.get(byte, chr(byte))] = letter
    return Encoding(rule["name"], tuple(rule["fonts"]), tuple(rule.get("capital_fonts", ())), letters)
