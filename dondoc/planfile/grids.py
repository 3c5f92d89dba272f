"""Tables drawn with lines: which rules of a sheet cross each other, and the cells that they part.

Not here: the text of the cells (textlines), tables that go on over pages (layouts).
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dondoc.planfile.sheets import Rule, Sheet, Word

_SAME = 2.5  # points that two pieces of one line may lie apart across it
_BROKEN = 8.0  # and along it
_TOUCH = 4.0  # how far from a line another may end that meets it
_NARROW = 5.0  # edges nearer than this are one: a double border
_MOST_RULES = 1_500
_PAGE_BORDER = 0.6


class Stroke(NamedTuple):
    """A straight line along one axis: where it lies across the axis, where it begins and ends along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """The edges of a table from left to right and from top to bottom; `owners` gives each place the cell over it."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[tuple[int, ...], ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def draws(self, stroke: Stroke) -> bool:
        """Whether a horizontal line lies in the table."""
        return self.top - _TOUCH <= stroke.at <= self.bottom + _TOUCH and stroke.start < self.xs[-1]

    def holds(self, word: Word) -> bool:
        """Whether the middle of a word lies in the table."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def shared_out(self, words: Iterable[Word]) -> tuple[dict[int, list[Word]], list[Word]]:
        """The words that the table holds, by the cell that they stand in, and all others."""
        xs, ys, owners = self.xs, self.ys, self.owners
        inside: dict[int, list[Word]] = {}
        outside: list[Word] = []
        cell: list[Word] = []
        start = end = upper = lower = 0.0  # where the cell stands: most words stand in that of the word before
        for word in words:
            _, left, top, right, bottom, *_ = word
            x, y = (left + right) / 2, (top + bottom) / 2
            if start <= x < end and upper <= y < lower:
                cell.append(word)
            elif xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]:
                row, column = bisect_right(ys, y, 1, len(ys) - 1) - 1, bisect_right(xs, x, 1, len(xs) - 1) - 1
                start, end, upper, lower = xs[column], xs[column + 1], ys[row], ys[row + 1]
                cell = inside.setdefault(owners[row][column], [])
                cell.append(word)
            else:
                outside.append(word)
        return inside, outside


def drawn_on(sheet: Sheet) -> tuple[tuple[Grid, ...], tuple[Stroke, ...]]:
    """The ruled tables of a sheet from top to bottom, and the horizontal lines that belong to none.

    A border round the page is no table, nor is a box inside a cell.
    """
    across, down = _strokes(sheet.rules)
    grids = [grid for lines in _meeting(across, down) if (grid := _grid(*lines)) is not None]
    area = _PAGE_BORDER * sheet.width * sheet.height
    kept = [grid for grid in grids if len(grid.owners) * len(grid.owners[0]) > 1 or _area(grid) < area]
    outer = [grid for grid in kept if not any(_is_inside(grid, other) for other in kept if other is not grid)]
    loose = [stroke for stroke in across if not any(grid.draws(stroke) for grid in outer)]
    return tuple(sorted(outer, key=lambda grid: (grid.top, grid.xs[0]))), tuple(loose)


def _strokes(rules: Sequence[Rule]) -> tuple[list[Stroke], list[Stroke]]:
    """Horizontal and vertical lines, pieces of one joined."""
    across: list[Stroke] = []
    down: list[Stroke] = []
    for left, top, right, bottom in rules[: _MOST_RULES * 20]:
        if right - left >= bottom - top:
            across.append(Stroke((top + bottom) / 2, left, right))
        else:
            down.append(Stroke((left + right) / 2, top, bottom))
    return _joined(across), _joined(down)


def _joined(strokes: list[Stroke]) -> list[Stroke]:
    kept: list[Stroke] = []
    band: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if band and stroke.at - band[0].at > _SAME:
            kept.extend(_along(band))
            band = []
        band.append(stroke)
    kept.extend(_along(band))
    return kept[:_MOST_RULES]


def _along(band: list[Stroke]) -> list[Stroke]:
    """The pieces of one band joined where they touch or nearly so."""
    kept: list[Stroke] = []
    for stroke in sorted(band, key=lambda s: s.start):
        if kept and stroke.start - kept[-1].end <= _BROKEN:
            kept[-1] = Stroke(kept[-1].at, kept[-1].start, max(kept[-1].end, stroke.end))
        else:
            kept.append(stroke)
    return kept


def _meeting(across: list[Stroke], down: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """The lines that meet each other, one pair of lists for each table."""
    parent = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for column, v in enumerate(down, start=len(across)):
        for row, h in enumerate(across):
            if v.start - _TOUCH <= h.at <= v.end + _TOUCH and h.start - _TOUCH <= v.at <= h.end + _TOUCH:
                parent[root(row)] = root(column)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for place, stroke in enumerate([*across, *down]):
        group = groups.setdefault(root(place), ([], []))
        group[place >= len(across)].append(stroke)
    return [group for group in groups.values() if len(group[0]) > 1 and len(group[1]) > 1]


def _grid(across: list[Stroke], down: list[Stroke]) -> Grid | None:
    xs = _edges([*(v.at for v in down), min(h.start for h in across), max(h.end for h in across)])
    ys = _edges([*(h.at for h in across), min(v.start for v in down), max(v.end for v in down)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    lines = [_near(down, x) for x in xs[1:-1]]
    walls = [[_cover(line, top, bottom) for line in lines] for top, bottom in itertools.pairwise(ys)]
    lines = [_near(across, y) for y in ys[1:-1]]
    floors = [[_cover(line, left, right) for left, right in itertools.pairwise(xs)] for line in lines]
    for row in range(rows):
        for column in range(columns):
            place = row * columns + column
            if column + 1 < columns and not walls[row][column]:
                parent[root(place + 1)] = root(place)
            if row + 1 < rows and not floors[row][column]:
                parent[root(place + columns)] = root(place)
    owners = tuple(tuple(root(row * columns + column) for column in range(columns)) for row in range(rows))
    return Grid(tuple(xs), tuple(ys), owners)


def _edges(places: list[float]) -> list[float]:
    """The places in order, those nearer than a border is wide taken as one."""
    edges: list[list[float]] = []
    for place in sorted(places):
        if edges and place - edges[-1][-1] <= _NARROW:
            edges[-1].append(place)
        else:
            edges.append([place])
    return [sum(group) / len(group) for group in edges]


def _near(strokes: list[Stroke], at: float) -> list[Stroke]:
    """The lines that lie at a place."""
    return [stroke for stroke in strokes if abs(stroke.at - at) <= _NARROW]


def _cover(strokes: list[Stroke], start: float, end: float) -> bool:
    """Whether lines draw more than half of the way from start to end."""
    return sum([max(0.0, min(stroke.end, end) - max(stroke.start, start)) for stroke in strokes]) > (end - start) / 2


def _area(grid: Grid) -> float:
    return (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])


def _is_inside(inner: Grid, outer: Grid) -> bool:
    return (
        outer.xs[0] <= inner.xs[0] + 1
        and inner.xs[-1] <= outer.xs[-1] + 1
        and outer.top <= inner.top + 1
        and inner.bottom <= outer.bottom + 1
        and _area(inner) < _area(outer)
    )
