"""What the columns of an annex hold, told from its header by the words of rules/criteria/words/annexes.toml.

Not here: what stands in the rows (tables).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dondoc.core.vietnamese import fold, normalise
from dondoc.criteriafile.tablefiles import Cell, Grid

_WORDS = Path(__file__).parents[2] / "rules" / "criteria" / "words" / "annexes.toml"
_HEADER_ROWS = 20
_LONGEST = 80
REQUIRED = ("title", "max", "rule")


@dataclass(frozen=True)
class Columns:
    """Where each column stands (`number`, `title`, `max`, `rule`, `evidence`, `source`, `verifier`).

    `first_row` comes after the header, whose column of titles reads `heading`.
    """

    places: Mapping[str, int]
    first_row: int
    heading: str

    @property
    def missing(self) -> list[str]:
        """The headers, as annexes print them, of columns that must be there and are not."""
        return [str(words()["titles"][role]) for role in REQUIRED if role not in self.places]

    def text(self, row: Sequence[Cell], role: str) -> str:
        """The text of a cell of that role; empty where the table has no such column."""
        return str(self.cell(row, role))

    def cell(self, row: Sequence[Cell], role: str) -> Cell:
        """The cell of that role as it is."""
        place = self.places.get(role)
        return row[place] if place is not None and place < len(row) else ""


@cache
def words() -> dict[str, Any]:
    """The file as it is: `columns`, `titles`, `lines`, `sources`."""
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A text as it is compared: folded, on one line."""
    return " ".join(fold(normalise(text)).split())


def has_words(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as whole words."""
    return re.search(rf"(?<!\w){re.escape(plain(phrase))}(?!\w)", plain(text)) is not None


def columns_of(grid: Grid) -> Columns | None:
    """The columns by the best header among the first rows, of one row or two; None where no row names a criterion."""
    found: list[tuple[int, Columns]] = []
    for number in range(min(len(grid.rows), _HEADER_ROWS)):
        for height in (1, 2):
            places = _places(grid.rows[number : number + height])
            if "title" in places and len(places) > 1:
                heading = plain(str(grid.rows[number][places["title"]]))
                found.append((height, Columns(places, number + height, heading)))
    # A second row is taken only where it brings a column that must be there.
    best = max(found, key=lambda each: (-len(each[1].missing), -each[0], len(each[1].places)), default=None)
    return best[1] if best else None


def _places(rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place in range(max(map(len, rows), default=0)):
        texts = [str(row[place]) for row in rows if place < len(row)]
        role = _role(" ".join(dict.fromkeys(texts)))
        if role is not None:
            places.setdefault(role, place)
    places.pop("other", None)
    return places


def _role(header: str) -> str | None:
    """The role of the longest phrase that stands in a header; a header is short."""
    if len(header) > _LONGEST:
        return None
    found = [
        (len(phrase), role)
        for role, phrases in words()["columns"].items()
        for phrase in phrases
        if has_words(header, phrase)
    ]
    return str(max(found)[1]) if found else None
