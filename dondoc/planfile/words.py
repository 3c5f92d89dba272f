"""The words of rules/plan_words.toml, and text in the form in which words are compared.

Not here: what a word makes of a line (the modules of each noun).
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

_FILE = Path(__file__).parents[2] / "rules" / "plan_words.toml"
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_TONES = {
    normalize("NFC", pair + mark): normalize("NFC", pair[0] + mark + pair[1])
    for pair in ("oa", "oe", "uy")
    for mark in _MARKS
}
_OPEN_TONE = re.compile(r"(?<!q)(" + "|".join(_TONES) + r")(?!\w)")
_DASHES = str.maketrans("–—−‑", "----")


@lru_cache(maxsize=4_096)  # the modules ask for the same cells and lines again and again
def plain(text: str) -> str:
    """Text for comparing words: lower case, one place for the tone mark (`uỷ` = `ủy`), one dash, single spaces."""
    lowered = " ".join(text.lower().split()).translate(_DASHES)
    return _OPEN_TONE.sub(lambda found: _TONES[found[0]], lowered)


@cache
def words(section: str) -> dict[str, Any]:
    """One section of the word file, lists of words in the form of `plain`."""
    return {key: _plain_list(value) for key, value in _file()[section].items()}


@cache
def column_rules() -> tuple[dict[str, Any], ...]:
    """The rules that give a column its role, in the order in which they are tried."""
    return tuple({key: _plain_list(value) for key, value in rule.items()} for rule in _file()["columns"])


@cache
def printed(section: str, key: str) -> tuple[str, ...]:
    """A list of words as the file prints them."""
    return tuple(_file()[section][key])


@cache
def pattern(section: str, key: str) -> str:
    """A regular expression for any word of a list in the form of `plain`, the longest first."""
    return alternatives(words(section)[key])


@cache
def alternatives(texts: tuple[str, ...]) -> str:
    """A regular expression for any of the texts, the longest first, spaces free."""
    longest_first = sorted(texts, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in longest_first) + ")"


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _plain_list(value: Any) -> Any:
    return tuple(plain(item) for item in value) if isinstance(value, list) else value
