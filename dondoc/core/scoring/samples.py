"""A sample for a second reading that anybody can draw again, and how far two readings agree.

Not here: who reads a second time, which readings there are (queries/appraisals).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256


def seeded_sample(codes: Iterable[str], *, seed: str, count: int) -> tuple[str, ...]:
    """So many of the codes (all when there are fewer), in the order drawn; the same on every machine and in any order.

    The codes are sorted by the SHA-256 of `seed`, a line feed and the code, in UTF-8, and the first ones are taken: so
    a larger sample of the same seed begins with the smaller one, and a code added later moves no other.
    """
    drawn = sorted(set(codes), key=lambda code: (sha256(f"{seed}\n{code}".encode()).digest(), code))
    return tuple(drawn[: max(0, count)])


@dataclass(frozen=True)
class Agreement:
    """`equal` of `read` readings give the same; the differences of the `scored` ones with points twice add up."""

    equal: int
    read: int
    difference: Decimal
    scored: int
    differing: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """The share of equal readings; None when nothing was read twice."""
        return Fraction(self.equal, self.read) if self.read else None

    @property
    def mean_difference(self) -> Fraction | None:
        """The mean absolute difference in points; None when nothing was given points twice."""
        return Fraction(self.difference) / self.scored if self.scored else None


def agreement(first: Mapping[str, Decimal | None], second: Mapping[str, Decimal | None]) -> Agreement:
    """How far two readings agree on what both have read; None means read and found not applicable.

    Points against not applicable is a reading that differs, by no number of points.
    """
    both = [(code, first[code], second[code]) for code in first if code in second]
    differences = [abs(one - other) for _, one, other in both if one is not None and other is not None]
    differing = tuple(code for code, one, other in both if one != other)
    return Agreement(len(both) - len(differing), len(both), sum(differences, Decimal(0)), len(differences), differing)
