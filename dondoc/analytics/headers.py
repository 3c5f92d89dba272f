"""The headers of a dossier file: which column is which; and the words of values (rules/dossier_columns.toml).

Not here: finding the header in a file (textfiles and its like), the rule of a value (core/dossier_values).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dondoc.core.archives import UnreadableFile
from dondoc.core.dossier_values import WordList, key_of
from dondoc.core.dossiers import COLUMNS, Kind
from dondoc.core.vietnamese import normalise, number_text

_RULES = Path(__file__).parents[2] / "rules" / "dossier_columns.toml"
_MOST_SHOWN, _MOST_TOLD = 60, 40  # letters of a header, headers of a file


class UnreadableDossiers(UnreadableFile):
    """A file of which no row can be read; `sentence` says which file, what is wrong, what to do."""


@dataclass(frozen=True)
class Header:
    """The header of a file: `columns` by Column.name with the place of each, from 0.

    `passed_over` are headers not known, or known already from a column before; `personal` those of personal data;
    `absent` the names of optional columns that the file lacks. `width` is the number of cells of the header.
    """

    columns: Mapping[str, int]
    passed_over: tuple[str, ...]
    personal: tuple[str, ...]
    absent: tuple[str, ...]
    width: int


def header_of(cells: Sequence[str], *, name: str) -> Header:
    """What the cells of a header mean. Raises UnreadableDossiers where needed columns are missing."""
    columns: dict[str, int] = {}
    passed_over, personal = [], []
    for place, cell in enumerate(cells):
        known = column_of(cell)
        if known and known not in columns:
            columns[known] = place
        elif not known and _is_personal(cell):
            personal.append(_shown(cell))
        elif key_of(cell):
            passed_over.append(_shown(cell))
    missing = [column.name for column in COLUMNS if column.needed and column.name not in columns]
    if missing:
        raise UnreadableDossiers(_missing_sentence(name, missing, cells))
    absent = tuple(column.name for column in COLUMNS if column.name not in columns)
    return Header(columns, tuple(passed_over), tuple(personal), absent, len(cells))


def has_needed(cells: Sequence[str]) -> bool:
    """Whether the cells are those of a header with every needed column."""
    return {column.name for column in COLUMNS if column.needed} <= set(map(column_of, cells))


def column_of(header: str) -> str | None:
    """The Column.name that a header means; `None` for one not known."""
    return _headers().get(key_of(header))


def title_of(column: str) -> str:
    """The header by which a column is named to people: `Mã hồ sơ`."""
    return str(_rules()["columns"][column][0])


@cache
def words() -> Mapping[Kind, WordList]:
    """The words of the kinds that have a list, as the rules file gives them."""
    return {Kind(kind): _word_list(Kind(kind), listed) for kind, listed in _rules()["words"].items()}


def _word_list(kind: Kind, listed: Mapping[str, Sequence[str]]) -> WordList:
    meanings = {key_of(word): _meaning(kind, value) for value, words_of in listed.items() for word in words_of}
    return WordList(meanings, "; ".join(words_of[0] for words_of in listed.values()))


def _meaning(kind: Kind, value: str) -> str | bool | int:
    match kind:
        case Kind.FLAG:
            return value == "true"
        case Kind.RATING:
            return int(value)
        case _:
            return value


def _missing_sentence(name: str, missing: Sequence[str], cells: Sequence[str]) -> str:
    found = [f"“{_shown(cell)}”" for cell in cells if key_of(cell)]
    told = "; ".join(found[:_MOST_TOLD]) or "không có"
    if len(found) > _MOST_TOLD:
        told += f" và {number_text(len(found) - _MOST_TOLD)} tiêu đề khác"
    wanted = "; ".join(f"“{title_of(column)}”" for column in missing)
    return (
        f"Tệp {name} thiếu cột bắt buộc: {wanted}. Tiêu đề đọc được ở dòng đầu: {told}. "
        "Hãy xuất lại tệp có đủ các cột này, tên cột ở dòng đầu tiên."
    )


def _shown(cell: str) -> str:
    shown = " ".join(normalise(cell).split())
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"


def _is_personal(header: str) -> bool:
    words_of_header = f" {_words_only(header)} "
    return any(f" {phrase} " in words_of_header for phrase in _personal_phrases())


def _words_only(text: str) -> str:
    return " ".join(re.findall(r"\w+", key_of(text).replace("_", " ")))


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads(_RULES.read_text(encoding="utf-8"))


@cache
def _headers() -> Mapping[str, str]:
    return {key_of(header): name for name, headers in _rules()["columns"].items() for header in (*headers, name)}


@cache
def _personal_phrases() -> tuple[str, ...]:
    return tuple(_words_only(phrase) for phrase in _rules()["personal"]["phrases"])
