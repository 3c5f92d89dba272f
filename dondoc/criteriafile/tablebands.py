"""Intervals of percent as annexes write them (`≥ 80%`, `50% – <80%`, `dưới 50%`) into bands that leave no gap.

Not here: what else a clause can say (tablerules).
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from dondoc.core.scoring.criteria import Bound, Points
from dondoc.core.vietnamese import parse_number

_N = r"(\d+(?:[.,]\d+)*)"
_NAME = r"(?:dat )?(?:(?:ty le|a ?/ ?b|ket qua) ?)?(?:dat )?"
_FROM = re.compile(rf"{_NAME}(?:(?P<above>>|tren|hon)|(?P<least>≥|>=|tu))? ?{_N} ?%(?P<more> tro len)?")
_UNDER = re.compile(rf"{_NAME}(?:(?P<below><|duoi)|≤|<=) ?{_N} ?%")
_RANGE = re.compile(
    rf"{_NAME}(?:(?P<above>>|tren)|≥|>=|tu)? ?{_N} ?%? ?(?:-|–|—|den) ?(?:(?P<below><|duoi)|(?P<most>≤|<=))? ?{_N} ?%"
)
_BETWEEN = re.compile(rf"{_N} ?% ?(?:≤|<=|(?P<above><)) ?(?:ty le|a ?/ ?b) ?(?:(?P<most>≤|<=)|(?P<below><)) ?{_N} ?%")


class _Interval(NamedTuple):
    """`low` is None for `under …`; `high` is None where nothing is above; `is_open`: whether high itself is outside.

    `is_open` is None where the words do not say: the band above is read first and decides.
    """

    low: Bound | None
    high: Fraction | None
    is_open: bool | None


def bands_of(clauses: Sequence[tuple[str, Points | None]]) -> tuple[tuple[Bound, Points], ...] | None:
    """The bands, highest first, of folded labels with their points; None where a label is no interval or a gap is left.

    An empty label is the rest: it may only give nothing.
    """
    rows: list[tuple[_Interval, Points]] = []
    for label, points in clauses:
        interval = _interval(label) if label else _Interval(None, None, None)
        if points is None or interval is None or (not label and points.amount != 0):
            return None
        rows.append((interval, points))
    rows.sort(key=lambda row: (row[0].low is not None, row[0].low.value if row[0].low else 0), reverse=True)
    if not rows or rows[0][0].low is None or any(not _meet(a[0], b[0]) for a, b in pairwise(rows)):
        return None
    if rows[0][0].high not in (None, Fraction(1)):
        return None
    bands = [(each.low or Bound(Fraction(0), is_strict=False), points) for each, points in rows]
    return tuple(bands if rows[-1][1].amount else bands[:-1]) or None


def percent_of(text: str) -> Fraction | None:
    """A percentage as the ratio it means; None for what is no number."""
    try:
        return Fraction(parse_number(text)) / 100
    except ValueError:
        return None


def _meet(upper: _Interval, lower: _Interval) -> bool:
    """Whether one interval goes on where the other begins."""
    if upper.low is None:
        return False
    if lower.high is None:  # the rest, or open above: the band above, read first, decides
        return True
    return lower.high == upper.low.value and lower.is_open in (None, not upper.low.is_strict)


def _interval(label: str) -> _Interval | None:
    if found := _BETWEEN.fullmatch(label) or _RANGE.fullmatch(label):
        numbers = [percent_of(each) for each in re.findall(_N, label)]
        if len(numbers) != 2 or numbers[0] is None or numbers[1] is None or numbers[0] >= numbers[1]:
            return None
        is_open = True if found["below"] else False if found["most"] else None
        return _Interval(Bound(numbers[0], is_strict=bool(found["above"])), numbers[1], is_open)
    if found := _UNDER.fullmatch(label):
        high = percent_of(found[2])
        return None if high is None else _Interval(None, high, bool(found["below"]))
    if found := _FROM.fullmatch(label):
        low = percent_of(found[3])
        # A bare percentage is a point, and only at 100 % the same as "from there on".
        if low is None or not (found["above"] or found["least"] or found["more"] or low == 1):
            return None
        return _Interval(Bound(low, is_strict=bool(found["above"])), None, None)
    return None
