"""Pictures of scores as coordinates, each with the rows of its table: radar, bars, waterfall, ranks, rates over time.

Everything is a text ready for an attribute of SVG, rounded to one decimal; a unit is about a pixel on a phone. A figure
that is missing leaves a gap, never a zero. Not here: drawing (templates/charts), colours (static/pages.css).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, cos, pi, sin
from textwrap import wrap
from typing import TypeVar

from django.utils.translation import gettext as _

from dondoc.core.vietnamese import number_text, percent_text

Height = TypeVar("Height", int, Decimal)

WIDTH = 360
MISSING = "–"
MOST_SERIES = 4
_LINE = 15  # from one line of a label to the next
_ROOM = 7  # for one letter
_MOST_TITLED = 8  # with more axes a radar names them by their codes
_MOST_LABELLED = 7  # with more years only the first and the last point tell their rank
_LEAST_AXES = 3


@dataclass(frozen=True)
class Score:
    """Points of a maximum: None is not reported, a maximum of zero is nothing to score."""

    points: Decimal | None
    max: Decimal

    @property
    def share(self) -> Decimal | None:
        """Points in parts of the maximum, within 0…1."""
        if self.points is None or self.max <= 0:
            return None
        return min(max(self.points / self.max, Decimal(0)), Decimal(1))

    @property
    def text(self) -> str:
        """`75/100 · 75 %`."""
        if self.max <= 0:
            return _("không tính điểm")
        if self.points is None:
            return MISSING
        percent = percent_text(self.points * 100 / self.max, decimals=2)
        return f"{number_text(self.points)}/{number_text(self.max)} · {percent}"


@dataclass(frozen=True)
class Label:
    """One line of text and where it is anchored: `start`, `middle` or `end`."""

    x: str
    y: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class TableRow:
    """A row of the table beside the picture."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Spoke:
    """An axis of a radar: the end of its line, and its name."""

    x: str
    y: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Series:
    """One sheet on a radar: its outline, its marks and the mark of its legend, all paths. `number` tells its look."""

    number: int
    title: str
    outline: str
    marks: tuple[str, ...]
    legend: str


@dataclass(frozen=True)
class Radar:
    """Pillars around a centre, in parts of their maxima. With fewer than three there is no picture, only the table."""

    key: str
    title: str
    width: str
    height: str
    centre: tuple[str, str]
    rings: tuple[str, ...]
    scale: tuple[Label, ...]
    spokes: tuple[Spoke, ...]
    series: tuple[Series, ...]
    rows: tuple[TableRow, ...]

    @property
    def has_picture(self) -> bool:
        return len(self.spokes) >= _LEAST_AXES


@dataclass(frozen=True)
class Bar:
    """A bar from `x`, `width` long, None where nothing is known. `kind`: score, unscored, total or loss."""

    kind: str
    labels: tuple[Label, ...]
    value: Label
    y: str
    x: str | None
    width: str | None


@dataclass(frozen=True)
class Bars:
    """Bars under one another, each below its title and its figure."""

    key: str
    title: str
    width: str
    height: str
    thickness: str
    bars: tuple[Bar, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Ranks:
    """The rank over the years, the first place on top. `paths` are the pieces of the line between gaps."""

    key: str
    title: str
    width: str
    height: str
    grid: tuple[Label, ...]
    years: tuple[Label, ...]
    paths: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    values: tuple[Label, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Step:
    """A point of a trend: a short label under it, its title and its figure in the table, its height from 0 to 1."""

    label: str
    title: str
    text: str
    share: Decimal | None


@dataclass(frozen=True)
class Trend:
    """A rate over time, from 0 to 100 %. `goal` is the height of what is asked; `paths` are the pieces between gaps."""

    key: str
    title: str
    width: str
    height: str
    grid: tuple[Label, ...]
    goal: Label | None
    steps: tuple[Label, ...]
    paths: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    values: tuple[Label, ...]
    rows: tuple[TableRow, ...]


def radar(
    axes: Sequence[tuple[str, str]], sheets: Sequence[tuple[str, Sequence[Score]]], *, key: str, title: str
) -> Radar:
    """Pillars (code, title) and for each sheet its title and a score a pillar. `key` opens the ids in the page.

    Raises ValueError for more than four sheets, or a sheet with another number of scores than there are pillars.
    """
    if len(sheets) > MOST_SERIES or any(len(scores) != len(axes) for _title, scores in sheets):
        raise ValueError(f"{len(sheets)} sheets over {len(axes)} pillars")
    titled = len(axes) <= _MOST_TITLED
    radius = 92 if titled else 140
    names = [wrap(name if titled else code, 12, max_lines=3, placeholder="…") for code, name in axes]
    middle = (WIDTH / 2, float(radius + _AROUND + 2 + _LINE * len(names[0] if names else ())))
    ends = [_around(middle, radius, place, len(axes)) for place in range(len(axes))]
    labels = [_named(lines, middle, radius + _AROUND, place, len(axes)) for place, lines in enumerate(names)]
    lowest = max((Decimal(label.y) for block in labels for label in block), default=Decimal(0))
    return Radar(
        key=key,
        title=title,
        width=str(WIDTH),
        height=_at(max(lowest, Decimal(middle[1]) + radius * Decimal("0.5")) + 6),
        centre=(_at(middle[0]), _at(middle[1])),
        rings=tuple(
            " ".join(_pair(_around(middle, radius * part / 4, place, len(axes))) for place in range(len(axes)))
            for part in range(1, 5)
        ),
        scale=tuple(
            Label(_at(middle[0] + 3), _at(middle[1] - radius * part / 100 + 4), f"{part} %") for part in (50, 100)
        ),
        spokes=tuple(Spoke(_at(x), _at(y), block) for (x, y), block in zip(ends, labels, strict=True)),
        series=tuple(
            _series(number, sheet, scores, middle, radius) for number, (sheet, scores) in enumerate(sheets, start=1)
        ),
        rows=tuple(
            TableRow(f"{code}. {name}", tuple(scores[place].text for _title, scores in sheets))
            for place, (code, name) in enumerate(axes)
        ),
    )


def bars(scores: Sequence[tuple[str, Score]], *, key: str, title: str) -> Bars:
    """A bar a pillar, as long as its share of its maximum; only an empty ground where nothing is known."""
    made: list[Bar] = []
    top = Decimal(0)
    for name, score in scores:
        labels, value, top = _heading(name, score.text, top)
        length = None if score.share is None else _at(score.share * WIDTH)
        kind = "score" if score.max > 0 else "unscored"
        made.append(Bar(kind, labels, value, _at(top), None if length is None else "0", length))
        top += _THICKNESS + _GAP
    rows = tuple(TableRow(name, (score.text,)) for name, score in scores)
    return Bars(key, title, str(WIDTH), _at(_depth(top)), str(_THICKNESS), tuple(made), rows)


def waterfall(maximum: Decimal, losses: Sequence[tuple[str, Decimal | None]], *, key: str, title: str) -> Bars:
    """From the maximum down through what each pillar loses to what is left. A loss not known takes nothing away."""
    made: list[Bar] = []
    rows: list[TableRow] = []
    top, left = Decimal(0), maximum
    for kind, name, lost in (
        ("total", _("Điểm tối đa"), None),
        *(("loss", name, lost) for name, lost in losses),
        ("total", _("Điểm đạt được"), None),
    ):
        before, left = left, left - (lost or 0)
        text = number_text(left) if kind == "total" else MISSING if lost is None else number_text(-lost)
        labels, value, top = _heading(name, text, top)
        start = Decimal(0) if kind == "total" else left
        length = None if kind == "loss" and lost is None else _along(before - start, maximum)
        x = None if length is None else _at(_along(start, maximum))
        made.append(Bar(kind, labels, value, _at(top), x, None if length is None else _at(length)))
        rows.append(TableRow(name, (text, number_text(left))))
        top += _THICKNESS + _GAP
    return Bars(key, title, str(WIDTH), _at(_depth(top)), str(_THICKNESS), tuple(made), tuple(rows))


def ranks(years: Sequence[tuple[int, int | None, int | None]], *, key: str, title: str) -> Ranks:
    """Year, rank and number of bodies ranked, oldest first. A year without a rank, or left out, breaks the line."""
    known = [(year, rank) for year, rank, _of in years if rank is not None]
    worst = max((max(rank or 1, of or 1) for _year, rank, of in years), default=1)
    first, last = (years[0][0], years[-1][0]) if years else (0, 0)

    def place(year: int, rank: int) -> tuple[Decimal, Decimal]:
        across = Decimal(_ACROSS) / 2 if last == first else Decimal(_ACROSS * (year - first)) / (last - first)
        down = Decimal(_DOWN) / 2 if worst == 1 else Decimal(_DOWN * (rank - 1)) / (worst - 1)
        return _SIDE + across, _TOP + down

    told = known if len(years) <= _MOST_LABELLED else [*known[:1], *known[1:][-1:]]
    of_year = {year: _rank_text(rank, of) for year, rank, of in years}
    every = ceil(len(years) / _MOST_LABELLED) or 1
    foot = _at(_TOP + _DOWN + 22)
    return Ranks(
        key=key,
        title=title,
        width=str(WIDTH),
        height=_at(_TOP + _DOWN + 30),
        grid=tuple(
            Label(_at(_SIDE - 14), _at(place(first, rank)[1]), str(rank), "end")
            for rank in sorted({1, (1 + worst) // 2, worst})
        ),
        years=tuple(
            Label(_at(place(year, 1)[0]), foot, str(year), "middle") for year, _rank, _of in years[::-1][::every][::-1]
        ),
        paths=tuple(_path(place(year, rank) for year, rank in piece) for piece in _pieces(known)),
        marks=tuple((_at(x), _at(y)) for x, y in (place(year, rank) for year, rank in known)),
        values=tuple(
            Label(_at(x), _at(y - 9), of_year[year], "middle")
            for year, (x, y) in ((year, place(year, rank)) for year, rank in told)
        ),
        rows=tuple(TableRow(str(year), (of_year[year],)) for year, _rank, _of in years),
    )


def trend(steps: Sequence[Step], *, goal: Decimal | None, key: str, title: str) -> Trend:
    """Shares one after another, oldest first, and the percentage that is asked. A step without a share breaks the
    line."""

    def place(step: int, share: Decimal) -> tuple[Decimal, Decimal]:
        across = Decimal(_ACROSS) / 2 if len(steps) == 1 else Decimal(_ACROSS * step) / (len(steps) - 1)
        return _SIDE + across, _TOP + _DOWN * (1 - share)

    known = [(number, step.share) for number, step in enumerate(steps) if step.share is not None]
    told = known if len(steps) <= _MOST_LABELLED else [*known[:1], *known[1:][-1:]]
    every = ceil(len(steps) / _MOST_LABELLED) or 1
    foot = _at(_TOP + _DOWN + 22)
    return Trend(
        key=key,
        title=title,
        width=str(WIDTH),
        height=_at(_TOP + _DOWN + 30),
        grid=tuple(
            Label(_at(_SIDE - 14), _at(place(0, Decimal(part) / 100)[1]), f"{part} %", "end") for part in (0, 50, 100)
        ),
        goal=None
        if goal is None
        else Label(str(WIDTH), _at(place(0, min(goal / 100, Decimal(1)))[1]), percent_text(goal), "end"),
        steps=tuple(
            Label(_at(place(number, Decimal(0))[0]), foot, step.label, "middle")
            for number, step in list(enumerate(steps))[::-1][::every][::-1]
        ),
        paths=tuple(_path(place(number, share) for number, share in piece) for piece in _pieces(known)),
        marks=tuple((_at(x), _at(y)) for x, y in (place(number, share) for number, share in known)),
        values=tuple(
            Label(_at(x), _at(y - 9), percent_text(share * 100), "middle")
            for share, (x, y) in ((share, place(number, share)) for number, share in told)
        ),
        rows=tuple(TableRow(step.title, (step.text,)) for step in steps),
    )


_AROUND = 9  # from the end of an axis to its name
_THICKNESS, _GAP = 12, 16
_SIDE, _TOP, _DOWN = 44, 30, 150
_ACROSS = WIDTH - 2 * _SIDE
_VALUE_LETTERS = 21


def _heading(name: str, text: str, top: Decimal) -> tuple[tuple[Label, ...], Label, Decimal]:
    """Title and figure above a bar, and where the bar begins; the title leaves room for the figure."""
    letters = WIDTH // _ROOM - max(len(text), _VALUE_LETTERS // 2) - 2
    lines = wrap(name, letters, max_lines=3, placeholder="…") or [""]
    labels = tuple(Label("0", _at(top + 12 + n * _LINE), line) for n, line in enumerate(lines))
    return labels, Label(str(WIDTH), _at(top + 12), text, "end"), top + len(lines) * _LINE + 4


def _depth(top: Decimal) -> Decimal:
    return max(top - _GAP, Decimal(0)) + 2


def _along(points: Decimal, maximum: Decimal) -> Decimal:
    """How far points reach along a bar as long as the maximum."""
    return min(max(points, Decimal(0)) / maximum, Decimal(1)) * WIDTH if maximum > 0 else Decimal(0)


def _around(middle: tuple[float, float], radius: float, place: int, count: int) -> tuple[float, float]:
    """The point of an axis, the first one on top, clockwise."""
    angle = 2 * pi * place / count - pi / 2
    return middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)


def _named(
    lines: Sequence[str], middle: tuple[float, float], radius: float, place: int, count: int
) -> tuple[Label, ...]:
    """The name of an axis outside its end: the block of lines leans away from the centre."""
    angle = 2 * pi * place / count - pi / 2
    x, y = _around(middle, radius, place, count)
    anchor = "middle" if abs(cos(angle)) < 0.2 else "start" if cos(angle) > 0 else "end"
    top = y - len(lines) * _LINE * (1 - sin(angle)) / 2
    return tuple(Label(_at(x), _at(top + 11 + n * _LINE), line, anchor) for n, line in enumerate(lines))


def _series(number: int, title: str, scores: Sequence[Score], middle: tuple[float, float], radius: float) -> Series:
    points = [
        None if score.share is None else _around(middle, radius * float(score.share), place, len(scores))
        for place, score in enumerate(scores)
    ]
    marks = tuple(_mark(number, *point) for point in points if point is not None)
    return Series(number, title, _outline(points), marks, _mark(number, 6, 6))


def _outline(points: Sequence[tuple[float, float] | None]) -> str:
    """The line through neighbours that are both known: closed when all are, in pieces otherwise."""
    if None not in points:
        return f"{_path(point for point in points if point)} Z" if points else ""
    start = points.index(None)
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in (*points[start:], *points[:start]):
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return " ".join(_path(piece) for piece in pieces if len(piece) > 1)


def _pieces(known: Sequence[tuple[int, Height]]) -> Iterable[list[tuple[int, Height]]]:
    """Runs of at least two steps without a gap: years or places in a row."""
    run: list[tuple[int, Height]] = []
    for step, height in known:
        if run and step != run[-1][0] + 1:
            if len(run) > 1:
                yield run
            run = []
        run.append((step, height))
    if len(run) > 1:
        yield run


def _rank_text(rank: int | None, of: int | None) -> str:
    return MISSING if rank is None else f"{rank}/{of}" if of else str(rank)


def _mark(number: int, x: float, y: float) -> str:
    """Disc, square, triangle, diamond: a series is known by its shape, not by its colour alone."""
    match number:
        case 1:
            return f"M{_at(x - 4)} {_at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z"
        case 2:
            return f"M{_at(x - 3.5)} {_at(y - 3.5)}h7v7h-7Z"
        case 3:
            return f"M{_at(x)} {_at(y - 4.5)}l4.5 8h-9Z"
        case _:
            return f"M{_at(x)} {_at(y - 5)}l5 5l-5 5l-5 -5Z"


def _path(points: Iterable[tuple[float | Decimal, float | Decimal]]) -> str:
    return " ".join(f"{'L' if n else 'M'}{_at(x)} {_at(y)}" for n, (x, y) in enumerate(points))


def _pair(point: tuple[float, float]) -> str:
    return f"{_at(point[0])},{_at(point[1])}"


def _at(value: float | Decimal) -> str:
    """A coordinate with at most one decimal, in the form that SVG reads."""
    # A float is first cut of what its last bits add, so that halves round alike everywhere.
    exact = Decimal(str(round(value, 6))) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize() + 0:f}"
