"""Tables put together from their parts on each page: the header once, rows and cells that a page cut made whole.

Not here: where a part and its cells stand (grids, gutters).
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from dondoc.planfile.blocks import Cell, Table
from dondoc.planfile.grids import Grid
from dondoc.planfile.gutters import Columns
from dondoc.planfile.sheets import Word
from dondoc.planfile.textlines import Page, Span, TextLine, continues, lines_of, paragraphs_of, text_of, trace_of

_SHIFT = 6.0  # points that an edge may move from page to page
_LOOSE_SHIFT = 24.0  # and the middle of a gutter
_PADDING = 12.0
_HEADER_ROWS = 4
_ALIKE = 0.85  # of the characters of two recognitions of one header
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[IVXL]{1,6}|[A-Za-zĐđ])(?:\.\d{1,2}){0,3}[a-zđ]?[.)]{0,2}")


@dataclass(eq=False)
class PartCell:
    """A cell that may still grow; settled, it keeps only its text and its trace."""

    room: Span
    lines: list[TextLine] = field(default_factory=list)
    settled: Cell | None = None

    @property
    def text(self) -> str:
        return self.settled.text if self.settled else self._text()

    def settle(self) -> Cell:
        """The cell as it is; its words are let go."""
        if self.settled is None:
            self.settled = self._cell()
            self.lines = []
        return self.settled

    def take(self, rest: "PartCell") -> None:
        """Adds the lines of the rest of this cell on the next page."""
        self.lines.extend(rest.lines)

    def _cell(self) -> Cell:
        return Cell(self._text(), trace_of(self.lines)) if self.lines else Cell("")

    def _text(self) -> str:
        return "\n".join(map(text_of, paragraphs_of(self.lines, self.room)))


Rows = list[list[PartCell]]


@dataclass(frozen=True)
class Part:
    """What a page shows of a table. `edges` are those of the columns from left to right."""

    page: int
    edges: tuple[float, ...]
    rows: Rows
    is_ruled: bool


def part_of_grid(grid: Grid, inside: Mapping[int, Sequence[Word]], page: Page) -> Part:
    """A ruled table with the words of its cells."""
    sides = _sides(grid)
    padding = min((min([w.left for w in ws]) - sides[owner].left for owner, ws in inside.items()), default=0.0)
    padding = min(max(padding, 0.0), _PADDING)
    cells = {
        owner: PartCell(Span(side.left + padding, side.right - padding), lines_of(inside.get(owner, ()), page))
        for owner, side in sides.items()
    }
    rows: Rows = []
    for owners in grid.owners:
        row = [cells[owner] for owner in owners]
        # A row where nothing begins is the inside of a double border, or a cell that the page cut.
        if any(cell.lines and not (rows and cell in rows[-1]) for cell in row):
            rows.append(row)
    return Part(page.number, grid.xs, rows, is_ruled=True)


def part_of_columns(columns: Columns, page: Page) -> Part:
    """A table without lines: a row begins where its first column does."""
    width = len(columns.edges) + 1
    edges = (columns.left, *columns.edges, columns.right)
    rooms = [_room(columns.rows, n, edges) for n in range(width)]
    rows: Rows = []
    for lines in columns.rows:
        spans = any(a is b and a is not None for a, b in itertools.pairwise(lines))
        if not rows or spans or _begins_row(lines, rows[-1]):
            cells = [PartCell(room) for room in rooms]
            for n in range(1, width):
                if lines[n] is not None and lines[n] is lines[n - 1]:
                    cells[n] = cells[n - 1]
            rows.append(cells)
        for cell, line in zip(rows[-1], lines, strict=True):
            if line is not None and line not in cell.lines:
                cell.lines.append(line)
    return Part(page.number, edges, rows, is_ruled=False)


class OpenTable:
    """A table that the next page may go on with."""

    def __init__(self, part: Part) -> None:
        self._edges = part.edges
        self._page = part.page
        self._is_ruled = part.is_ruled
        self._rows: Rows = part.rows
        self._settled = 0  # rows from the top whose cells cannot grow any more
        self._numbered = self._unnumbered = 0  # of them, those with and without a number in the first column

    def goes_on_with(self, part: Part) -> bool:
        """Whether a part is the same table on the next page: its columns are the same, or some of them."""
        if part.page != self._page + 1 or part.is_ruled != self._is_ruled:
            return False
        few, many = sorted((self._edges, part.edges), key=len)
        if not self._is_ruled:
            near = all(abs(a - b) < _LOOSE_SHIFT for a, b in zip(few[1:-1], many[1:-1], strict=False))
            return len(few) == len(many) and (near or _same(self._rows[0], part.rows[0]))
        ends = abs(few[0] - many[0]) < _SHIFT and abs(few[-1] - many[-1]) < 2 * _SHIFT
        return ends and all(any(abs(edge - other) < _SHIFT for other in many) for edge in few[1:-1])

    def add(self, part: Part) -> None:
        """Goes on with the part of the next page."""
        self._settle()
        if len(part.edges) > len(self._edges):
            self._rows = _spread(self._rows, self._edges, part.edges)
            self._edges = part.edges
        rows = _spread(part.rows, part.edges, self._edges) if len(part.edges) < len(self._edges) else part.rows
        repeated = 0
        while repeated < min(len(rows), len(self._rows), _HEADER_ROWS) and _same(self._rows[repeated], rows[repeated]):
            repeated += 1
        rows = rows[repeated:]
        if rows and self._rows:
            rows = self._joined(rows)
        self._rows.extend(rows)
        self._page = part.page

    def closed(self) -> Table:
        """The table whole."""
        return Table(tuple(tuple(cell.settle() for cell in row) for row in self._rows))

    def _settle(self) -> None:
        """Lets go the words of all rows but the last, which the next page may go on with."""
        open_cells = {id(cell) for cell in self._rows[-1]}
        for row in self._rows[self._settled : -1]:
            for cell in row:
                if id(cell) not in open_cells:
                    cell.settle()
            if self._settled and row[0] not in row[1:2] and (text := row[0].text):
                is_number = _NUMBER.fullmatch(text) is not None
                self._numbered += is_number
                self._unnumbered += not is_number
            self._settled += 1

    def _joined(self, rows: Rows) -> Rows:
        """The rows of a new page, where its first one goes on with the last row or with merged cells of it."""
        last, first = self._rows[-1], rows[0]
        if self._is_rest(last, first, rows):
            pairs = [(new, old) for new, old in zip(first, last, strict=True)]
            for new, old in {id(new): (new, old) for new, old in pairs}.values():
                old.take(new)
            rows = _replaced(rows, {id(new): old for new, old in pairs})
            return rows[1:]
        above = self._rows[-2] if len(self._rows) > 1 else [None] * len(last)
        merged = {
            id(new): old
            for column, (new, old) in enumerate(zip(first, last, strict=True))
            if not new.lines
            and sum(cell is old for cell in last) == 1
            and (above[column] is old or (len(rows) > 1 and rows[1][column] is new))
            and len({id(cell) for cell in first}) > 2
        }
        return _replaced(rows, merged)

    def _is_rest(self, last: list[PartCell], first: list[PartCell], rows: Rows) -> bool:
        """Whether the first row of a page is what the page break cut off the last row of the page before."""
        if len({id(cell) for cell in last}) < 2 or len({id(cell) for cell in first}) < 2:
            return False
        if [a is b for a, b in itertools.pairwise(last)] != [a is b for a, b in itertools.pairwise(first)]:
            return False
        if not any(cell.lines for cell in first):
            return len(rows) == 1 or not any(cell in rows[1] for cell in first)
        if first[0].lines and (self._is_numbered() or _NUMBER.fullmatch(first[0].text)):
            return False
        merged = len(self._rows) > 1 and self._rows[-2][0] is last[0]
        votes = sum(_vote(old, new) for old, new in zip(last, first, strict=True))
        return votes >= 0 if self._is_numbered() and not merged else votes > 0

    def _is_numbered(self) -> bool:
        """Whether the first column numbers the rows."""
        return self._numbered > self._unnumbered


def _vote(old: PartCell, new: PartCell) -> int:
    """Whether a cell goes on with the one over it: 1 where it must, -1 where it cannot, 0 where nothing tells."""
    if not new.lines:
        return 0
    if not old.lines:
        return -1
    if continues(old.lines, new.lines[0], old.room):
        return 1 if new.lines[0].text[:1].islower() or not old.lines[-1].text.endswith((".", ";")) else 0
    return 0 if new.lines[0].text[:1] in "-+•" else -1


def _replaced(rows: Rows, cells: dict[int, PartCell]) -> Rows:
    return [[cells.get(id(cell), cell) for cell in row] for row in rows]


def _same(upper: list[PartCell], lower: list[PartCell]) -> bool:
    """Whether two rows say the same; recognised ones need only be alike, for no two recognitions agree."""
    above, below = [cell.text for cell in upper], [cell.text for cell in lower]
    if not any(above) or above == below:
        return any(above)
    if _NUMBER.fullmatch(below[0]) or any(
        word.confidence is None for cell in lower for line in cell.lines for word in line.words
    ):
        return False
    return SequenceMatcher(None, " ".join(above), " ".join(below)).ratio() > _ALIKE


def _spread(rows: Rows, edges: Sequence[float], wanted: Sequence[float]) -> Rows:
    """Rows over more columns: a cell covers all those that lie within it."""
    places = []
    for left, right in itertools.pairwise(wanted):
        middle = (left + right) / 2
        places.append(min(max(sum(edge <= middle for edge in edges) - 1, 0), len(edges) - 2))
    return [[row[place] for place in places] for row in rows]


def _sides(grid: Grid) -> dict[int, Span]:
    sides: dict[int, Span] = {}
    for owners in grid.owners:
        for owner, side in zip(owners, map(Span, grid.xs, grid.xs[1:]), strict=True):
            known = sides.get(owner, side)
            sides[owner] = Span(min(known.left, side.left), max(known.right, side.right))
    return sides


def _room(rows: Sequence[Sequence[TextLine | None]], column: int, edges: Sequence[float]) -> Span:
    """The room of a column without lines: that of the lines which stand in no other column."""
    own = [line for row in rows if (line := row[column]) and row.count(line) == 1]
    left = min((line.left for line in own), default=edges[column])
    return Span(left, max((line.right for line in own), default=edges[column + 1]))


def _begins_row(lines: Sequence[TextLine | None], open_row: list[PartCell]) -> bool:
    """Whether printed lines side by side begin a row of a table without lines, or go on with the open one."""
    printed = [line for line in lines if line]
    above = [line for cell in open_row for line in cell.lines]
    if all(line.is_bold for line in above) and not any(line.is_bold for line in printed):
        return True
    first, number = lines[0], open_row[0].lines
    if first is None:
        return False
    if not number or _NUMBER.fullmatch(first.text):
        return bool(number) or _NUMBER.fullmatch(first.text) is not None or len(printed) == len(lines)
    return not continues(number, first, open_row[0].room)
