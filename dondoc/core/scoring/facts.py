"""The facts of one body in one year, as values. Not here: where they come from (core/fact_sources)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Quotient:
    """A ratio as reported: both numbers, never only the quotient."""

    numerator: Decimal
    denominator: Decimal


# A fact that is absent or None is missing: neither zero nor "not applicable".
FactValue = bool | str | Decimal | Quotient | tuple[Decimal, ...] | None


@dataclass(frozen=True)
class Facts:
    """What a body reports for one year under one profile; `not_applicable` are codes of criteria."""

    body: str
    year: int
    profile: str
    values: Mapping[str, FactValue]
    not_applicable: frozenset[str] = frozenset()
