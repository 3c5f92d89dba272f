"""The source text of a plan as the page shows it: lines and tables, each with an anchor, and places in words.

Not here: reading a file (planfile), its pages as pictures (pictures).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from dondoc.core.places import PARTS, place_words
from dondoc.web.words import spoken


@dataclass(frozen=True)
class Place:
    """A place in the source such as `table 1 row 4 column 5`; empty for none. `page`: where pictured, or 0."""

    where: str
    page: int = 0

    def __bool__(self) -> bool:
        return self.where.partition(" ")[0] in PARTS

    @property
    def anchor(self) -> str:
        """`table-1-row-4-column-5`."""
        return self.where.replace(" ", "-")

    @property
    def words(self) -> str:
        """`bảng 1, dòng 4`: the column is lit on the page and needs no word; `trang 3` where the page is pictured."""
        if self.page:
            return _("trang %d") % self.page
        return spoken(place_words(self.where.partition(" column ")[0])) if self else ""

    def holds(self, where: str) -> bool:
        """Whether that place is this one or lies in it."""
        return bool(self) and f"{where} ".startswith(f"{self.where} ")


@dataclass(frozen=True)
class Cell:
    """One printed cell over `span` columns."""

    place: Place
    text: str
    span: int


@dataclass(frozen=True)
class Passage:
    """One line of the source, or a run of `rows` of one table, each a place with its cells."""

    kind: str
    place: Place
    text: str = ""
    rows: tuple[tuple[Place, tuple[Cell, ...]], ...] = ()


def passages(source: Sequence[Mapping[str, Any]]) -> Iterator[Passage]:
    """The source line by line, the rows of one table together."""
    for table, lines in groupby(source, key=lambda line: line["where"].partition(" row ")[0] * bool(line["cells"])):
        if table:
            rows = tuple((Place(line["where"]), tuple(_cells(line))) for line in lines)
            yield Passage("table", Place(table), rows=rows)
        else:
            yield from (Passage(line["kind"], Place(line["where"]), line["text"]) for line in lines)


def _cells(line: Mapping[str, Any]) -> Iterator[Cell]:
    """The cells of a row; a cell printed over several columns comes once, at its first column."""
    column = 1
    for _text, run in groupby(line["cells"], key=lambda text: text or object()):
        span = len(list(run))
        yield Cell(Place(f"{line['where']} column {column}"), str(line["cells"][column - 1]), span)
        column += span
