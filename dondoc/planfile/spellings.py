"""Phrases of plans whose marks the recognition mistakes, put right: `chuyển đối số` is nothing but `chuyển đổi số`.

The phrases are those of rules/plan_words.toml; what reads as one of them already stays, `chi tiêu` beside `chỉ tiêu`.
"""

import re
from collections.abc import Sequence
from functools import cache

from dondoc.core.vietnamese import fold
from dondoc.planfile.tesseract import Printed
from dondoc.planfile.words import plain
from dondoc.planfile.words import printed as listed

_SIGNS = ".,;:()"
_DOUBLE = re.compile(r"(.)\1+")
_LABEL = re.compile(r"(?:[IVX]+|\d+)\.(?=\w{2})")  # glued to the word after it


def with_phrases(words: Sequence[Printed]) -> list[Printed]:
    """The words, those of a known phrase with its marks; their confidence stays as recognised."""
    right = list(words)
    bare = [_folded(_core(word.text)) for word in words]
    for phrase in _phrases():
        sought = [_folded(part) for part in phrase]
        for start in range(len(right) - len(phrase) + 1):
            window = slice(start, start + len(phrase))
            if bare[window] == sought and tuple(plain(_core(word.text)) for word in right[window]) not in _known():
                right[window] = map(_corrected, right[window], phrase)
    return right


@cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in listed("scans", "phrases"))


@cache
def _known() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(map(plain, phrase)) for phrase in _phrases())


def _folded(text: str) -> str:
    """Letters without marks, each once: the recognition doubles one whose marks it doubts, `TIỀÊU`."""
    return _DOUBLE.sub(r"\1", fold(text))


def _core(text: str) -> str:
    return _LABEL.sub("", text).strip(_SIGNS)


def _corrected(word: Printed, known: str) -> Printed:
    core = _core(word.text)
    if plain(core) == plain(known):  # as the document spells it: `uỷ` or `ủy`
        return word
    shown = known.upper() if core.isupper() else known.capitalize() if core[:1].isupper() else known
    return word._replace(text=word.text.replace(core, shown))
