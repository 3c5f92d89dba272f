"""A sheet against its maximum, last year's sheet and the other bodies; points lost step by step.

Not here: what to do about it (winnable), places (ranks; over the years: queries/analyses).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from dondoc.core.scoring.changes import Pair
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.sheets import CriterionScore, PillarScore, ScoreSheet

STRONG_FROM, WEAK_BELOW = Fraction(4, 5), Fraction(1, 2)  # shares of the maximum, where nobody says otherwise


class Standing(StrEnum):
    """How a share of the maximum is read."""

    STRONG = "strong"
    MIDDLE = "middle"
    WEAK = "weak"
    ZERO = "zero"


STANDING_TITLES = {
    Standing.STRONG: "Điểm mạnh",
    Standing.MIDDLE: "Trung bình",
    Standing.WEAK: "Điểm yếu",
    Standing.ZERO: "Không có điểm",
}


@dataclass(frozen=True)
class Spread:
    """The shares of the maximum that the other bodies have, of those that have any; `best_bodies` all have the best.

    Shares, as what does not apply to a body makes the maximum of its pillar smaller.
    """

    count: int
    mean: Fraction
    median: Fraction
    best: Fraction
    best_bodies: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One criterion or pillar: points of a maximum, last year's (None: not scored then), the other bodies'."""

    code: str
    points: Decimal
    max: Decimal
    last_points: Decimal | None
    last_max: Decimal | None
    others: Spread | None

    @property
    def share(self) -> Fraction:
        """Points of the maximum, 0 … 1."""
        return Fraction(self.points) / Fraction(self.max)

    @property
    def change(self) -> Fraction | None:
        """The share less last year's share: maxima may have changed."""
        if self.last_points is None or not self.last_max:
            return None
        return self.share - Fraction(self.last_points) / Fraction(self.last_max)

    @property
    def to_mean(self) -> Fraction | None:
        """The share less the others' mean."""
        return self.share - self.others.mean if self.others else None

    def standing(self, *, strong_from: Fraction = STRONG_FROM, weak_below: Fraction = WEAK_BELOW) -> Standing:
        """How the share is read; no points at all is a reading of its own."""
        if not self.points:
            return Standing.ZERO
        if self.share >= strong_from:
            return Standing.STRONG
        return Standing.WEAK if self.share < weak_below else Standing.MIDDLE


@dataclass(frozen=True)
class Comparison:
    """A line for every pillar and criterion that is scored, in the order of the set."""

    pillars: tuple[Line, ...]
    criteria: tuple[Line, ...]


def compare(
    sheet: ScoreSheet,
    *,
    last: ScoreSheet | None = None,
    pairs: Iterable[Pair] = (),
    pillar_pairs: Iterable[Pair] = (),
    others: Sequence[ScoreSheet] = (),
) -> Comparison:
    """The sheet against last year's, found through pairs of codes, and against other bodies.

    Of `others` those of the same set, year and profile count, the body's own left out. What has no pair was not scored
    last year.
    """
    alike = (sheet.set_id, sheet.year, sheet.profile)
    peers = [each for each in others if each.body != sheet.body and (each.set_id, each.year, each.profile) == alike]
    return Comparison(
        _lines(
            sheet.pillars, last.pillars if last else (), pillar_pairs, [(each.body, each.pillars) for each in peers]
        ),
        _lines(sheet.criteria, last.criteria if last else (), pairs, [(each.body, each.criteria) for each in peers]),
    )


_Rows = Sequence[PillarScore] | Sequence[CriterionScore]


def _lines(rows: _Rows, last: _Rows, pairs: Iterable[Pair], others: Sequence[tuple[str, _Rows]]) -> tuple[Line, ...]:
    old_codes = {pair.new: pair.old for pair in pairs}
    before = {row.code: row for row in last}
    shares_of: dict[str, list[tuple[str, Fraction]]] = {}
    for body, given in others:
        for row in given:
            if row.points is not None and row.max:
                shares_of.setdefault(row.code, []).append((body, Fraction(row.points) / Fraction(row.max)))
    found = []
    for row in rows:
        if row.points is None or not row.max:
            continue
        old = before.get(old_codes.get(row.code, ""))
        spread = _spread(shares_of.get(row.code, ()))
        found.append(Line(row.code, row.points, row.max, old.points if old else None, old.max if old else None, spread))
    return tuple(found)


def _spread(given: Sequence[tuple[str, Fraction]]) -> Spread | None:
    if not given:
        return None
    shares = [share for _, share in given]
    best = max(shares)
    bodies = tuple(body for body, share in given if share == best)
    return Spread(len(shares), sum(shares, Fraction(0)) / len(shares), median(shares), best, bodies)


@dataclass(frozen=True)
class Fall:
    """Points lost at a criterion, or at a pillar in its `parts`; `left` is what remains of the maximum after it."""

    code: str
    lost: Decimal
    left: Decimal
    parts: tuple["Fall", ...] = ()


def waterfall(sheet: ScoreSheet, criteria_set: CriteriaSet) -> tuple[Fall, ...]:
    """From the maximum of what applies down to the points, pillar by pillar; what lost nothing is left out.

    Figures are those printed for criteria; the last `left` is their sum, before the total is rounded.
    """
    left, found = sheet.max, []
    for pillar in criteria_set.pillars:
        parts, top = [], left
        for row in sheet.criteria:
            if (
                criteria_set.criterion(row.code).pillar == pillar.code
                and row.points is not None
                and row.points < row.max
            ):
                left -= row.max - row.points
                parts.append(Fall(row.code, row.max - row.points, left))
        if parts:
            found.append(Fall(pillar.code, top - left, left, tuple(parts)))
    return tuple(found)
