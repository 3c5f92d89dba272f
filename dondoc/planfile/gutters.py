"""Columns without lines: where white space parts a sheet, as in a letterhead, a closing or a table without rules.

Not here: ruled tables (grids), the lines of one column joined to paragraphs (textlines).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from dondoc.planfile.labels import label_of
from dondoc.planfile.sheets import Word
from dondoc.planfile.textlines import Page, TextLine, line_of

_WIDE = 2.0  # of the type size: a gap that parts columns by itself
_APART = 0.8  # of the type size: a gap that does where the file prints the two sides one after the other
_LEAST = 3.0  # points that a gutter keeps free in all rows
_REACH = 130.0  # points from a title of a signature down to the name
_STEP = 2.0  # of the type size, from a line of a column to the next
_SPANNING = 2  # rows across the columns of a table that may follow each other
_TABLE_ROWS = 4

Row = list[Word]


@dataclass(frozen=True)
class Columns:
    """Rows of words that gutters part; `edges` are the middles of the gutters."""

    rows: tuple[tuple[TextLine | None, ...], ...]
    edges: tuple[float, ...]
    left: float
    right: float

    @property
    def is_table(self) -> bool:
        """Whether its rows belong together side by side; else its columns only stand beside each other."""
        full = sum(all(cell is not None for cell in row) for row in self.rows)
        return len(self.edges) > 1 or (full >= _TABLE_ROWS and full * 5 >= len(self.rows) * 3)


@dataclass
class _Gutter:
    left: float
    right: float

    def narrowed(self, row: Row) -> "_Gutter | None":
        """What a row leaves free of the gutter; None where it crosses it."""
        middle = (self.left + self.right) / 2
        left = max((w.right for w in row if (w.left + w.right) / 2 < middle), default=self.left)
        right = min((w.left for w in row if (w.left + w.right) / 2 >= middle), default=self.right)
        free = _Gutter(max(left, self.left), min(right, self.right))
        return free if free.right - free.left >= _LEAST else None

    def parts(self, row: Row) -> tuple[Row, Row]:
        """The words of a row on both sides."""
        return [w for w in row if w.right <= self.left + 1], [w for w in row if w.left >= self.right - 1]


def stretches(rows: Sequence[Row], order: dict[int, int], page: Page) -> Iterator[TextLine | Columns]:
    """The rows of a sheet in reading order: plain lines, and columns where white space parts rows that follow."""
    place = 0
    while place < len(rows):
        found = _region(rows, place, order)
        if found is None:
            yield line_of(rows[place], page)
            place += 1
            continue
        start, end, gutters = found
        yield from (line_of(row, page) for row in rows[place:start])
        yield _columns(rows[start:end], gutters, page)
        place = end


def _region(rows: Sequence[Row], place: int, order: dict[int, int]) -> tuple[int, int, list[_Gutter]] | None:
    """The rows from `place` on that gutters part, where the row at `place` opens such a region."""
    lead = next((n for n in range(place, min(place + 4, len(rows))) if _gaps(rows[n], order)), None)
    if lead is None:
        return None
    gutters = [_Gutter(a.right, b.left) for a, b in _gaps(rows[lead], order)]
    end = _down(rows, lead, gutters, order)
    gutters = _kept(rows[lead:end], gutters)
    start = _up(rows, lead, gutters, place)
    if start != place or not _is_region(rows[start:end], gutters, order):
        return None
    for row in rows[start:lead]:
        gutters = [free for gutter in gutters if (free := gutter.narrowed(row))]
    return (start, end, gutters) if gutters else None


def _gaps(row: Row, order: dict[int, int]) -> list[tuple[Word, Word]]:
    """The neighbours in a row that stand so far apart that they may belong to two columns."""
    gaps = []
    for place, (a, b) in enumerate(itertools.pairwise(row)):
        gap, size = b.left - a.right, max(a.size, b.size)
        parted = order[id(b)] != order[id(a)] + 1 and gap > _APART * size
        if (gap > _WIDE * size or parted) and not (place == 0 and label_of(f"{a.text} x") and gap < 4 * size):
            gaps.append((a, b))
    return gaps


def _down(rows: Sequence[Row], lead: int, gutters: list[_Gutter], order: dict[int, int]) -> int:
    """The end of the region: narrows the gutters in place row by row."""
    end = lead + 1
    place, spanning = end, 0
    while place < len(rows):
        row = rows[place]
        free = [gutter.narrowed(row) for gutter in gutters]
        alive = [gutter for gutter in free if gutter]
        if not alive or (len(gutters) > 2 and len(alive) * 2 < len(gutters)):
            spanning += 1
            if len(gutters) < 2 or spanning > _SPANNING or _step(rows, place) > _STEP * 1.5:
                break
            place += 1
            continue
        if not _belongs(rows, lead, place, alive):
            break
        gutters[:] = alive
        place += 1
        end, spanning = place, 0
    return end


def _up(rows: Sequence[Row], lead: int, gutters: list[_Gutter], first: int) -> int:
    """The first row of the region: lines over the lead that stand in one of its columns."""
    start = lead
    while start > first:
        row = rows[start - 1]
        alive = [free for gutter in gutters if (free := gutter.narrowed(row))]
        if not alive or _step(rows, start) > _STEP * 1.3:
            break
        left, right = alive[0].parts(row)
        if left and right:
            start -= 1
            continue
        column = 0 if left else 1
        if not _is_centred_on(row, [alive[0].parts(other)[column] for other in rows[start : start + 4]]):
            break
        start -= 1
    return start


def _belongs(rows: Sequence[Row], lead: int, place: int, gutters: list[_Gutter]) -> bool:
    """Whether a row stands in the columns: on both sides, or under a line of its own column."""
    row = rows[place]
    sides = [gutter.parts(row) for gutter in gutters]
    if any(left and right for left, right in sides):
        return _step(rows, place) < _REACH / row[0].size
    if len(gutters) > 1:
        return _step(rows, place) <= _STEP * 1.1
    left, _ = sides[0]
    column = 0 if left else 1
    above = [gutters[0].parts(other)[column] for other in rows[lead:place]]
    above = [part for part in above if part]
    if not above:
        return _step(rows, place) <= _STEP
    step = row[0].bottom - above[-1][0].bottom
    if step <= _STEP * row[0].size and (column or abs(above[-1][0].left - row[0].left) < 3):
        return True
    return _is_centred_on(row, above) and step < (_REACH if column else _STEP * row[0].size)


def _is_centred_on(row: Row, others: Sequence[Row]) -> bool:
    middles = [(other[0].left + other[-1].right) / 2 for other in others if other]
    return bool(middles) and abs((row[0].left + row[-1].right) / 2 - median(middles)) < row[0].size


def _step(rows: Sequence[Row], place: int) -> float:
    """How far a row stands under the one above, in type sizes."""
    return (rows[place][0].bottom - rows[place - 1][0].bottom) / max(rows[place][0].size, 1.0)


def _kept(rows: Sequence[Row], gutters: list[_Gutter]) -> list[_Gutter]:
    """The gutters that more than one row has words on both sides of, where there are such; blanks in a line go."""
    counts = [sum(all(gutter.parts(row)) for row in rows) for gutter in gutters]
    most = max(counts, default=0)
    return [gutter for gutter, count in zip(gutters, counts, strict=True) if count * 3 >= most]


def _is_region(rows: Sequence[Row], gutters: list[_Gutter], order: dict[int, int]) -> bool:
    both = [row for row in rows if any(all(gutter.parts(row)) for gutter in gutters)]
    if len(rows) > 1 and len(gutters) > 1:
        return len(both) > 1
    if len(rows) == 1:
        left, right = gutters[0].parts(rows[0])
        return len(gutters) == 1 and min(len(_chars(left)), len(_chars(right))) > 3 and not _goes_on(right)
    return bool(both)


def _chars(row: Row) -> str:
    return "".join(word.text for word in row)


def _goes_on(row: Row) -> bool:
    return row[0].text[0].islower() or row[0].text[0] == "/"


def _columns(rows: Sequence[Row], gutters: list[_Gutter], page: Page) -> Columns:
    edges = tuple((gutter.left + gutter.right) / 2 for gutter in gutters)
    lines = []
    for row in rows:
        parts: list[Row] = [[] for _ in range(len(edges) + 1)]
        for word in row:
            parts[sum(word.left >= edge for edge in edges)].append(word)
        lines.append(tuple(line_of(part, page) if part else None for part in parts))
    left = min(word.left for row in rows for word in row)
    right = max(word.right for row in rows for word in row)
    return Columns(tuple(lines), edges, left, right)
