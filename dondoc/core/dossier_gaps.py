"""A rate of dossiers against what is asked of it: how many are missing. Not here: counting them (analytics)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil


@dataclass(frozen=True)
class Rate:
    """So many dossiers of so many; with a denominator of 0 there is nothing to measure."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Numerator of denominator in percent."""
        return Decimal(self.numerator) * 100 / self.denominator if self.denominator else None

    @property
    def misses(self) -> int:
        """Dossiers that hold the rate below 100 %."""
        return self.denominator - self.numerator

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)

    def change(self, before: "Rate") -> Decimal | None:
        """Percentage points since an earlier rate; None where one of the two measures nothing."""
        return None if self.percent is None or before.percent is None else self.percent - before.percent

    def reaches(self, asked: Decimal) -> bool:
        """Whether the rate is at least that many percent; compared without dividing."""
        return self.numerator * 100 >= asked * self.denominator

    def further(self, asked: Decimal) -> int | None:
        """The fewest further dossiers after which the rate is at least `asked` percent, if every one of them complies.

        None where no number is enough: 100 % is asked and one dossier has missed it already.
        """
        if self.reaches(asked):
            return 0
        wanted = Fraction(asked) / 100
        if wanted >= 1:
            return None
        return ceil((wanted * self.denominator - self.numerator) / (1 - wanted))

    def turned(self, asked: Decimal) -> int | None:
        """The fewest of the dossiers counted already that would have to comply besides; None for more than 100 %."""
        if self.reaches(asked):
            return 0
        missing = ceil(Fraction(asked) * self.denominator / 100) - self.numerator
        return missing if missing <= self.misses else None


def without_misses(whole: Rate, part: Rate) -> Rate:
    """The whole rate if every dossier of this part of it had complied."""
    return Rate(whole.numerator + part.misses, whole.denominator)
