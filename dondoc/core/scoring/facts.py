"""The facts of one body in one year, as values. Not here: where they come from (queries/fact_sources)."""

from collections.abc import Mapping, Sequence
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


def peers_of(facts: Facts, bodies: Sequence[Facts] | None) -> tuple[Facts, ...]:
    """Of the bodies, the others of the same year and profile."""
    own = (facts.year, facts.profile)
    return tuple(each for each in bodies or () if each.body != facts.body and (each.year, each.profile) == own)
