"""What a rule can give at most, and the values of facts under which a body gets there.

Not here: the smallest change that wins something (steps).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.axes import axes
from dondoc.core.scoring.criteria import (
    BestOf,
    CountTable,
    Deduction,
    External,
    Gate,
    Information,
    RatioBands,
    Rule,
    Sum,
    Tiers,
)
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.points import ZERO, Values, exact


def most(rule: Rule, maximum: Fraction) -> Fraction:
    """The highest points the rule can give a body; less than the maximum when no level, step or band gives that."""
    match rule:
        case Tiers(_, levels):
            return max((points.of(maximum) for _, points in levels), default=ZERO)
        case CountTable(_, table) | RatioBands(_, table):
            return max((points.of(maximum) for _, points in table), default=ZERO)
        case Sum(parts):
            return sum((most(part, Fraction(top)) for top, part in parts), ZERO)
        case BestOf(of):
            return max((most(each, maximum) for each in of), default=ZERO)
        case Gate(_, inner):
            return most(inner, maximum)
        case Information():
            return ZERO
        case _:
            return maximum


def fullest(rule: Rule, *, maximum: Fraction, values: Values, peers: Sequence[Facts]) -> Values:
    """The values, as near to these as that takes, under which the rule gives most; none of them is missing.

    What other bodies give stays. Parts of a sum that pull the same fact two ways are taken one after the other.
    """
    match rule:
        case Sum(parts):
            for top, part in parts:
                values = fullest(part, maximum=Fraction(top), values=values, peers=peers)
            return values
        case BestOf(of):
            ways = (values, *(fullest(each, maximum=maximum, values=values, peers=peers) for each in of))
            moved = [sum(way[fact] != values[fact] for fact in values) for way in ways]
            given = [exact(rule, maximum, way, peers) or ZERO for way in ways]
            best = max(range(len(ways)), key=lambda at: (given[at], -moved[at]))
            return ways[best]
        case Gate(unless, inner):
            return fullest(inner, maximum=maximum, values={**values, unless: False}, peers=peers)
        case Deduction(faults):
            return {**values, **{fact: Decimal(0) for fact, each in faults if each}}
        case External() | Information():
            return values
        case _:
            return _fullest_leaf(rule, maximum, values, peers)


def _fullest_leaf(rule: Rule, maximum: Fraction, values: Values, peers: Sequence[Facts]) -> Values:
    def points_of(values: Values) -> Fraction:
        return exact(rule, maximum, values, peers) or ZERO

    for axis in axes(rule, maximum=maximum, values=values, peers=peers):  # one, or none
        top = axis.highest(points_of)
        return values if points_of(values) >= top else axis.nearest(points_of, top) or values
    return values
