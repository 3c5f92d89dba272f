"""Rows of an annex by the roles of their columns: label, title, points, words. Not here: what they make (tables)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.vietnamese import normalise, parse_number
from dondoc.criteriafile.tablecolumns import Columns, plain, words
from dondoc.criteriafile.tablefiles import Cell, Grid

_NUMBERED = re.compile(
    r"(?P<label>(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})|[A-H]|\d{1,2}(?:\.\d{1,3}){0,3})(?:[.)]\s*(?P<rest>.*))?", re.DOTALL
)
_PART = re.compile(r"(?P<label>[a-zđ]\)|[-+•])\s*(?P<rest>.*)", re.DOTALL)
_COUNTER = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?(?:\s*=.*)?")
_POINTS = re.compile(r"(?P<number>[\d.,]+)(?:\s*(?:điểm|đ))?", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One row by the roles of its columns; `label` is its number as printed, without the title that may follow it."""

    where: str
    label: str
    number: Cell
    title: str
    max: Cell
    rule: str
    evidence: str
    source: str
    verifier: str

    @property
    def is_bare(self) -> bool:
        """Whether nothing but a label, a title and perhaps points stands in it."""
        return not (self.rule or self.evidence or self.source or self.verifier)

    @property
    def is_part(self) -> bool:
        """Whether it is a part of the criterion above: `a) …`, `- …`."""
        return _PART.fullmatch(self.label) is not None

    @property
    def is_total(self) -> bool:
        """Whether it adds up the rows above."""
        text = normalise(self.title).casefold()
        phrases = "|".join(map(re.escape, words()["lines"]["total"]))
        return self.is_bare and re.fullmatch(rf"(?:{phrases})(?: điểm)?\s*(?:[(:\d].*)?", text) is not None


def rows_of(grid: Grid, columns: Columns, first: int) -> Iterator[Row]:
    """The rows from `first` on, without empty ones, the header again and column numbers."""
    for place, cells in enumerate(grid.rows[first:], start=first):
        if not _is_furniture(cells, columns):
            yield _row(grid.where(place), cells, columns)


def number_of(cell: Cell) -> Decimal | None:
    """The points of a cell: a number, or one written the Vietnamese way; None for anything else."""
    if isinstance(cell, Decimal):
        return cell if cell >= 0 else None
    found = _POINTS.fullmatch(cell.strip())
    try:
        return parse_number(found["number"]) if found else None
    except ValueError:
        return None


def _is_furniture(cells: Sequence[Cell], columns: Columns) -> bool:
    """An empty row, the header again, or the row of column numbers `(1) (2) (3)`."""
    texts = [plain(str(cell)) for cell in cells if str(cell)]
    counts = len(texts) > 2 and all(_COUNTER.fullmatch(text) for text in texts)
    return not texts or counts or plain(columns.text(cells, "title")) == columns.heading


def _row(where: str, cells: Sequence[Cell], columns: Columns) -> Row:
    number, title = columns.cell(cells, "number"), columns.text(cells, "title")
    printed = str(number) or title  # a label may stand before the title, in one cell with it
    found = _NUMBERED.fullmatch(printed) or _PART.fullmatch(printed)
    if title in ("", printed):
        title = (found["rest"] or "") if found else printed

    spread = columns.text(cells, "title")  # in a Word table the title of a group may be merged over other columns

    def own(role: str) -> Cell:
        cell = columns.cell(cells, role)
        return "" if cell == spread == columns.cell(cells, "rule") else cell

    texts = {role: str(own(role)) for role in ("rule", "evidence", "source", "verifier")}
    return Row(where=where, label=found["label"] if found else "", number=number, title=title, max=own("max"), **texts)
