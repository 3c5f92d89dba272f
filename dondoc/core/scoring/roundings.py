"""Rounding half up from exact fractions, as rating decisions do it. Not here: where to round (scores)."""

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, decimals: int) -> Decimal:
    """The value, not negative, rounded half up, with exactly that many decimals."""
    shifted, denominator = value.numerator * 10**decimals, value.denominator
    return Decimal(f"{(2 * shifted + denominator) // (2 * denominator)}E-{decimals}")
