"""How far a fact can be moved, as a row of whole positions: yes or no, levels, counts, numerators, records.

Not here: which position wins points (steps).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    Bound,
    CountCapped,
    CountTable,
    External,
    Gate,
    Information,
    Peer,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    fact_names,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.points import Values

# Further records beyond this many are no advice to anybody, and every one of them would be scored on the way.
MOST_RECORDS = 5_000

# The points that values of all facts of a rule give.
PointsOf = Callable[[Values], Fraction]


@dataclass(frozen=True)
class Axis:
    """The positions `low`…`high` of one fact among `values`; between two `cuts` no rule bends downwards.

    `here` is today's position. One position is one unit: one step of the last decimal in which the figure is reported
    (1 for whole numbers), or one record more. On a `free` axis (yes or no, levels) every position is one step away.
    """

    fact: str
    values: Values
    here: int
    low: int
    high: int
    value_at: Callable[[int], FactValue]
    cuts: tuple[int, ...] = ()
    free: bool = False

    def moved(self, position: int) -> Values:
        """The values with this fact at the position."""
        return {**self.values, self.fact: self.value_at(position)}

    def highest(self, points_of: PointsOf) -> Fraction:
        """The highest points anywhere on the axis: they are found at an end of a piece."""
        pieces = (*self._pieces(self.low, self.here - 1), *self._pieces(self.here + 1, self.high))
        ends = (self.here, *(range(self.low, self.high + 1) if self.free else (end for each in pieces for end in each)))
        return max(points_of(self.moved(end)) for end in ends)

    def nearest(self, points_of: PointsOf, at_least: Fraction) -> Values | None:
        """The values with this fact moved as little as gives so many points; None if nothing does.

        Of two positions as near, the one with more points. On a free axis: the fewest points that are enough.
        """

        def points_at(position: int) -> Fraction:
            return points_of(self.moved(position))

        def wins(position: int) -> bool:
            return points_at(position) >= at_least

        if self.free:
            others = (each for each in range(self.low, self.high + 1) if each != self.here)
            best = min(filter(wins, others), key=points_at, default=None)
        else:
            above = _first_in(self._pieces(self.here + 1, self.high), wins)
            below = _first_in(((last, first) for first, last in reversed(self._pieces(self.low, self.here - 1))), wins)
            found = (each for each in (above, below) if each is not None)
            best = min(found, key=lambda each: (abs(each - self.here), -points_at(each)), default=None)
        return None if best is None else self.moved(best)

    def _pieces(self, low: int, high: int) -> tuple[tuple[int, int], ...]:
        if low > high:
            return ()
        starts = sorted({low, *(cut for cut in self.cuts if low < cut <= high)})
        return tuple((first, following - 1) for first, following in pairwise((*starts, high + 1)))


def _first_in(pieces: Iterable[tuple[int, int]], wins: Callable[[int], bool]) -> int | None:
    """The first position that wins, going through pieces (near end, far end).

    Within a piece points are convex in the position: unless the near end wins, the winners are one run to the far end.
    """
    for near, far in pieces:
        if wins(near):
            return near
        if wins(far):
            return _turn(near, far, wins)
    return None


def _turn(loses: int, wins_at: int, wins: Callable[[int], bool]) -> int:
    while abs(wins_at - loses) > 1:
        middle = (loses + wins_at) // 2
        loses, wins_at = (loses, middle) if wins(middle) else (middle, wins_at)
    return wins_at


def axes(rule: Rule, *, maximum: Fraction, values: Values, peers: Sequence[Facts]) -> tuple[Axis, ...]:
    """One axis for every fact of the rule that a body can move, in the order the rule asks for them.

    No axis: a ratio with nothing to measure, what another body gives. `values` suit the rule and
    none is missing; `peers` are the other bodies.
    """
    inside = tuple(leaves(rule, maximum))
    found = []
    for fact in dict.fromkeys(fact_names(rule)):
        asking = [(leaf, top) for leaf, top in inside if fact in fact_names(leaf)]
        if not any(isinstance(leaf, External | Information) for leaf, _ in asking):
            found.append(_axis(fact, values, asking, peers))
    return tuple(axis for axis in found if axis)


def leaves(rule: Rule, maximum: Fraction) -> Iterator[tuple[Rule, Fraction]]:
    """The rules inside that stand alone, each with the maximum it stands under."""
    match rule:
        case Sum(parts):
            for top, part in parts:
                yield from leaves(part, Fraction(top))
        case BestOf(of):
            for each in of:
                yield from leaves(each, maximum)
        case Gate(_, inner):
            yield from leaves(inner, maximum)
        case _:
            yield rule, maximum


def _axis(fact: str, values: Values, asking: Sequence[tuple[Rule, Fraction]], peers: Sequence[Facts]) -> Axis | None:
    bounds = [bound for leaf, top in asking for bound in _bounds(leaf, top, peers)]
    match value := values[fact]:
        case bool():
            return Axis(fact, values, int(value), 0, 1, bool, free=True)
        case str():
            names = tuple(
                dict.fromkeys(name for leaf, _ in asking if isinstance(leaf, Tiers) for name, _ in leaf.levels)
            )
            return Axis(fact, values, names.index(value), 0, len(names) - 1, names.__getitem__, free=True)
        case Decimal():
            return _count_axis(fact, values, value, bounds)
        case Quotient(_, denominator) if denominator:
            return _ratio_axis(fact, values, value, bounds)
        case tuple():
            average = next(leaf for leaf, _ in asking if isinstance(leaf, Average))
            return _record_axis(fact, values, value, average)
        case _:
            return None


def _bounds(leaf: Rule, maximum: Fraction, peers: Sequence[Facts]) -> tuple[Bound, ...]:
    """From where on a rule gives another line of points."""
    match leaf:
        case CountTable(_, steps):
            return tuple(Bound(start, is_strict=False) for start, _ in steps)
        case CountCapped(_, each) if each:
            return (Bound(maximum / each, is_strict=False),)
        case RatioToTarget(_, target):
            return (Bound(target, is_strict=False),)
        case RatioBands(_, bands):
            return tuple(bound for bound, _ in bands)
        case Peer(fact):
            others = (each.values.get(fact) for each in peers)
            highest = max((Fraction(each) for each in others if isinstance(each, Decimal)), default=Fraction(0))
            return (Bound(highest, is_strict=False), Bound(Fraction(0), is_strict=True))
        case _:
            return ()


def _position(bound: Bound, units: Fraction) -> int:
    """The first position within the bound, `units` positions making one."""
    return floor(bound.value * units) + 1 if bound.is_strict else ceil(bound.value * units)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _count_axis(fact: str, values: Values, value: Decimal, bounds: Sequence[Bound]) -> Axis:
    decimals = _decimals(value)
    here = int(value.scaleb(decimals))
    cuts = tuple(_position(bound, Fraction(10**decimals)) for bound in bounds)
    return Axis(fact, values, here, 0, max((here, *cuts)), lambda at: Decimal(at).scaleb(-decimals), cuts)


def _ratio_axis(fact: str, values: Values, value: Quotient, bounds: Sequence[Bound]) -> Axis:
    """The numerator moves, the denominator stays."""
    decimals = max(_decimals(value.numerator), _decimals(value.denominator))
    here, whole = (int(each.scaleb(decimals)) for each in (value.numerator, value.denominator))
    return Axis(
        fact,
        values,
        here,
        0,
        max(here, whole),
        lambda at: Quotient(Decimal(at).scaleb(-decimals), value.denominator),
        tuple(_position(bound, Fraction(whole)) for bound in bounds),
    )


def _record_axis(fact: str, values: Values, records: tuple[Decimal, ...], average: Average) -> Axis:
    """Records already scored stand; what is still open are further ones, each with the highest score.

    So many are enough: with them the mean, rounded half up, is as near to the highest score as it gets. No more than
    MOST_RECORDS are offered.
    """
    best = Decimal(average.out_of.numerator) / average.out_of.denominator
    short = sum((average.out_of - Fraction(each) for each in records), Fraction(0))
    enough = max(1, ceil(short * 2 * 10**average.decimals) - len(records))
    return Axis(fact, values, 0, 0, min(enough, MOST_RECORDS), lambda more: (*records, *(best for _ in range(more))))
