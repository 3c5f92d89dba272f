"""The names of sheets, columns and words of a list, as rules/organisation_columns.toml gives them."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from dondoc.core.vietnamese import fold, normalise

_RULES = Path(__file__).parents[2] / "rules" / "organisation_columns.toml"


@cache
def rules() -> dict[str, Any]:
    """The file as it is: `units` and `people` with `sheets`, `required`, `columns`; `words` by field."""
    return tomllib.loads(_RULES.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A name as it is compared: folded, on one line, without a star."""
    return re.sub(r"\s+", " ", fold(normalise(text)).replace("*", " ")).strip()


def field_of(kind: str, header: str) -> str | None:
    """The field that a column header of a list of `units` or `people` means; None for a header not known."""
    wanted = plain(header)
    for name, headers in rules()[kind]["columns"].items():
        if wanted in map(plain, headers):
            return str(name)
    return None


def header_of(kind: str, name: str) -> str:
    """The header that the export writes."""
    return str(rules()[kind]["columns"][name][0])


def word_of(name: str, value: str) -> str:
    """The word that the export writes for a value: `Phòng` for the kind `division`."""
    return str(rules()["words"][name][value][0])


def value_of(name: str, word: str) -> str | None:
    """The value that a word means; None for a word not known."""
    wanted = plain(word)
    return next((str(v) for v, words in rules()["words"][name].items() if wanted in map(plain, words)), None)


def words_of(name: str) -> str:
    """The words that the export writes, for advice: `Văn phòng; Phòng; Đơn vị trực thuộc`."""
    return "; ".join(str(words[0]) for words in rules()["words"][name].values())
