"""Columns without lines: where white space parts a sheet, as in a letterhead, a closing or a table without rules.

Not here: ruled tables (grids), the lines of one column joined to paragraphs (textlines).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from dondoc.planfile.labels import label_of
from dondoc.planfile.sheets import Word
from dondoc.planfile.textlines import Page, TextLine, line_of

_WIDE = 2.0  # of the type size: a gap that parts columns by itself
_APART = 0.65  # of the type size: one that does where the other gaps of the row are much narrower
_NARROWER = 2.2
_BROKEN_OFF = 0.3  # of the type size: one that does where the file prints its two sides apart from each other
_CELLS_APART = 0.38  # of the type size: what parts the cells of a table without lines, row after row
_LEAST = 3.0  # points that a gutter keeps free in all rows
_REACH = 130.0  # points from a title of a signature down to the name
_STEP = 2.3  # of the type size, from a line of a column to the next
_SPANNING = 2  # rows across the columns of a table that may follow each other
_TABLE_ROWS = 4

Row = list[Word]


@dataclass(frozen=True)
class Columns:
    """Rows of words that gutters part; `edges` are the middles of the gutters. A line across columns is in each."""

    rows: tuple[tuple[TextLine | None, ...], ...]
    edges: tuple[float, ...]
    left: float
    right: float

    @property
    def is_table(self) -> bool:
        """Whether its rows belong together side by side; else its columns only stand beside each other."""
        if len(self.edges) > 1:
            return True
        full = [row for row in self.rows if all(row)]
        lefts = [row[0].left for row in full if row[0]]
        aligned = sum(abs(left - min(lefts)) < _LEAST for left in lefts) * 5 >= len(lefts) * 4
        return len(full) >= _TABLE_ROWS and len(full) * 5 >= len(self.rows) * 3 and aligned


@dataclass(frozen=True)
class _Gutter:
    """A strip that the words of some rows leave free."""

    left: float
    right: float

    def narrowed(self, row: Row) -> "_Gutter | None":
        """The widest part that a row leaves free of the gutter; None where it crosses it."""
        best, start = _Gutter(0, 0), self.left
        for word in row:
            if word.right > start and word.left < self.right:
                best = max(best, _Gutter(start, word.left), key=_Gutter.width)
                start = word.right
        best = max(best, _Gutter(start, self.right), key=_Gutter.width)
        return best if best.width() >= _LEAST else None

    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    def parts(self, row: Row) -> tuple[Row, Row]:
        """The words of a row on both sides."""
        return [w for w in row if w.right <= self.left + 1], [w for w in row if w.left >= self.right - 1]


class Gutters:
    """Finds the columns of a sheet. `order` tells, by identity, the place of a word in the order of the file."""

    def __init__(self, rows: Sequence[Row], order: dict[int, int], page: Page) -> None:
        self._rows = rows
        self._order = order
        self._page = page
        self._left = min((row[0].left for row in rows), default=0.0)
        self._right = max((row[-1].right for row in rows), default=0.0)

    def stretches(self) -> Iterator[TextLine | Columns]:
        """The rows in reading order: plain lines, and columns where white space parts rows that follow each other."""
        place = 0
        while place < len(self._rows):
            found = self._region(place)
            if found is None:
                yield line_of(self._rows[place], self._page)
                place += 1
                continue
            end, gutters = found
            yield self._columns(self._rows[place:end], gutters)
            place = end

    def _region(self, first: int) -> tuple[int, list[_Gutter]] | None:
        """The end of a region of columns that begins with row `first`, and its gutters."""
        if table := self._table(first):
            return table
        ahead = range(first, min(first + 4, len(self._rows)))
        lead = next((n for n in ahead if self._gaps(self._rows[n])), None)
        if lead is None:
            return None
        end, gutters = self._down(lead, [_Gutter(a.right, b.left) for a, b in self._gaps(self._rows[lead])])
        counts = [sum(all(gutter.parts(row)) for row in self._rows[lead:end]) for gutter in gutters]
        gutters = [gutter for gutter, count in zip(gutters, counts, strict=True) if count * 3 >= max(counts)]
        for row in reversed(self._rows[first:lead]):
            gutters = [free for gutter in gutters if (free := gutter.narrowed(row))]
        if not gutters or self._top(lead, gutters, first) != first or not self._is_region(first, end, gutters):
            return None
        return end, gutters

    def _table(self, first: int) -> tuple[int, list[_Gutter]] | None:
        """The end of a table of three columns or more that begins with row `first`, and its gutters."""
        row = self._rows[first]
        wide = [(a, b) for a, b in pairwise(row) if b.left - a.right > _CELLS_APART * a.size]
        if len(wide) < 2 or not self._gaps(row):
            return None
        gutters = [_Gutter(a.right, b.left) for a, b in wide]
        place = end = first + 1
        while place < len(self._rows) and self._step(place) < _STEP * 1.5 and place - end <= _SPANNING:
            alive = self._alive(place, gutters)
            ahead = range(place + 1, min(place + 1 + _SPANNING, len(self._rows)))
            if len(alive) < len(gutters) and any(len(self._alive(n, gutters)) == len(gutters) for n in ahead):
                place += 1  # a heading across the columns
                continue
            if len(alive) < 2 or len(alive) * 2 < len(gutters):
                break
            gutters = alive
            place += 1
            end = place
        full = sum(sum(map(bool, self._filled(row, gutters))) > 2 for row in self._rows[first:end])
        return (end, gutters) if len(gutters) > 1 and full > 1 and end - first > 2 else None

    def _alive(self, place: int, gutters: list[_Gutter]) -> list[_Gutter]:
        """The gutters, narrowed, that a row leaves free wide enough to part two cells."""
        free = (gutter.narrowed(self._rows[place]) for gutter in gutters)
        return [gutter for gutter in free if gutter and gutter.width() > _CELLS_APART * self._size(place)]

    def _filled(self, row: Row, gutters: list[_Gutter]) -> list[bool]:
        """Which columns a row has words in."""
        edges = [-inf, *((gutter.left + gutter.right) / 2 for gutter in gutters), inf]
        return [any(left < word.left < right for word in row) for left, right in pairwise(edges)]

    def _size(self, place: int) -> float:
        return max(word.size for word in self._rows[place])

    def _gaps(self, row: Row) -> list[tuple[Word, Word]]:
        """The neighbours in a row that stand so far apart that they may belong to two columns."""
        pairs = list(pairwise(row))
        usual = median(b.left - a.right for a, b in pairs) if len(pairs) > 2 else 0.0
        found = [(a, b) for a, b in pairs if self._is_gap(a, b, usual)]
        if found and found[0][0] is row[0] and label_of(f"{row[0].text} x"):
            a, b = found[0]
            return found[1:] if b.left - a.right < 4 * a.size else found
        return found

    def _is_gap(self, a: Word, b: Word, usual: float) -> bool:
        gap, size = b.left - a.right, max(a.size, b.size)
        if gap > _WIDE * size or (gap > _APART * size and gap > _NARROWER * usual > 0):
            return True
        return gap > _BROKEN_OFF * size and self._order[id(b)] != self._order[id(a)] + 1

    def _down(self, lead: int, gutters: list[_Gutter]) -> tuple[int, list[_Gutter]]:
        """The end of the rows that the gutters part, and what all of them leave free."""
        place = end = lead + 1
        spanning = 0
        while place < len(self._rows):
            alive = [free for gutter in gutters if (free := gutter.narrowed(self._rows[place]))]
            alive = [gutter for gutter in alive if self._opens(place, gutter, lead)]
            if not alive or len(alive) * 2 < len(gutters):
                spanning += 1
                if len(gutters) < 2 or spanning > _SPANNING or self._step(place) > _STEP * 1.5:
                    break
                place += 1
                continue
            if not self._belongs(place, alive, lead):
                break
            gutters = alive
            place += 1
            end, spanning = place, 0
        return end, gutters

    def _top(self, lead: int, gutters: list[_Gutter], first: int) -> int:
        """The first of the rows over the lead that stand in its columns."""
        start = lead
        while start > first and self._step(start) <= _STEP * 1.3:
            row = self._rows[start - 1]
            left, right = gutters[0].parts(row)
            if left and right:
                if not self._opens(start - 1, gutters[0], lead):
                    break
            elif not _is_centred_on(row, self._column(gutters[0], 0 if left else 1, start, start + 4)):
                break
            start -= 1
        return start

    def _opens(self, place: int, gutter: _Gutter, lead: int) -> bool:
        """Whether a row leaves more than a space at a gutter, or stands on one side of it."""
        row = self._rows[place]
        left, right = gutter.parts(row)
        if not left or not right:
            return True
        if any(a is left[-1] for a, _ in self._gaps(row)):
            return True
        if right[0].left - left[-1].right < _BROKEN_OFF * row[0].size:
            return False
        others = range(min(place, lead), max(place, lead + 1))
        columns = ([gutter.parts(self._rows[n])[side] for n in others if n != place] for side in (0, 1))
        return all(_is_centred_on(part, column, _LEAST) for part, column in zip((left, right), columns, strict=True))

    def _belongs(self, place: int, gutters: list[_Gutter], lead: int) -> bool:
        """Whether a row stands in the columns: on both sides, or under a line of its own column."""
        row = self._rows[place]
        if any(all(gutter.parts(row)) for gutter in gutters):
            return self._step(place) * row[0].size < _REACH
        if len(gutters) > 1:
            return self._step(place) <= _STEP
        column = 0 if gutters[0].parts(row)[0] else 1
        above = self._column(gutters[0], column, lead, place)
        if not above:
            return self._step(place) <= _STEP
        step = (row[0].bottom - above[-1][0].bottom) / row[0].size
        if step <= _STEP and (column or abs(above[-1][0].left - row[0].left) < _LEAST):
            return True
        if step > _STEP and abs(row[0].left - self._left - (self._right - row[-1].right)) < 2 * _LEAST:
            return False  # in the middle of the page: a title
        return _is_centred_on(row, above) and step < (_REACH / row[0].size if column else _STEP * 1.3)

    def _column(self, gutter: _Gutter, column: int, first: int, end: int) -> list[Row]:
        """The parts of rows that stand in a column."""
        parts = (gutter.parts(row)[column] for row in self._rows[first:end])
        return [part for part in parts if part]

    def _step(self, place: int) -> float:
        """How far a row stands under the one above, in type sizes."""
        upper, lower = self._rows[place - 1][0], self._rows[place][0]
        return (lower.bottom - upper.bottom) / max(lower.size, 1.0)

    def _is_region(self, first: int, end: int, gutters: list[_Gutter]) -> bool:
        both = [row for row in self._rows[first:end] if any(all(gutter.parts(row)) for gutter in gutters)]
        if end - first > 1:
            return len(both) > (len(gutters) > 1)
        left, right = gutters[0].parts(self._rows[first])
        goes_on = right[0].text[0].islower() or right[0].text[0] == "/"
        return len(gutters) == 1 and min(_length(left), _length(right)) > 3 and not goes_on

    def _columns(self, rows: Sequence[Row], gutters: list[_Gutter]) -> Columns:
        edges = tuple((gutter.left + gutter.right) / 2 for gutter in gutters)
        lines = [_cells(row, edges, self._page) for row in rows]
        for place in range(1, len(lines)) if len(edges) == 1 else ():
            (first, upper), (lower, beside) = lines[place - 1], lines[place]
            if first and upper and lower and not beside and self._runs_over(upper, lower):
                lines[place - 1 : place + 1] = (first, line_of([*upper.words, *lower.words], self._page)), (None, None)
        left = min(word.left for row in rows for word in row)
        right = max(word.right for row in rows for word in row)
        return Columns(tuple(lines), edges, left, right)

    def _runs_over(self, upper: TextLine, lower: TextLine) -> bool:
        """Whether a line at the margin is what was too long for the right one of two columns that a tab parts."""
        first = lower.words[0]
        filled = upper.right + (first.right - first.left) > self._right - 0.5
        return filled and abs(lower.left - self._left) < 1 and lower.is_bold == upper.is_bold


def _is_centred_on(row: Row, others: Sequence[Row], within: float | None = None) -> bool:
    middles = [(other[0].left + other[-1].right) / 2 for other in others if other]
    limit = row[0].size if within is None else within
    return bool(middles) and abs((row[0].left + row[-1].right) / 2 - median(middles)) < limit


def _length(row: Row) -> int:
    return sum(len(word.text) for word in row)


def _cells(row: Row, edges: tuple[float, ...], page: Page) -> tuple[TextLine | None, ...]:
    """The lines of a row, column by column; where words run on over an edge, one line stands in all it runs over."""
    groups: list[tuple[int, Row]] = []  # the last column of a line, its words
    for word in row:
        first = sum(word.left >= edge - 1 for edge in edges)
        last = sum(word.right > edge + 1 for edge in edges)
        runs_on = groups and word.left - groups[-1][1][-1].right < _CELLS_APART * word.size
        if groups and (first <= groups[-1][0] or runs_on):
            groups[-1] = (max(last, groups[-1][0]), [*groups[-1][1], word])
        else:
            groups.append((last, [word]))
    cells: list[TextLine | None] = [None] * (len(edges) + 1)
    for last, words in groups:
        line = line_of(words, page)
        for column in range(sum(words[0].left >= edge - 1 for edge in edges), last + 1):
            cells[column] = line
    return tuple(cells)
