"""A criteria set as values: pillars, criteria, the rule of each. Not here: reading one (shapes), points (points)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

UNOFFICIAL = "unofficial"


class ZeroDenominator(StrEnum):
    """What a ratio with nothing to measure gives."""

    FULL = "full"
    ZERO = "zero"
    NOT_APPLICABLE = "not-applicable"


class NotApplicable(StrEnum):
    """What criteria that do not apply do to the total: points rescaled to the scale, or a smaller maximum."""

    RESCALE = "rescale"
    SMALLER_MAX = "smaller-max"


class Source(StrEnum):
    """Who gives the figure of a criterion."""

    SELF = "self"
    AUTOMATIC = "automatic"
    EXTERNAL = "external"
    SURVEY = "survey"


@dataclass(frozen=True)
class Points:
    """An amount of points, or a share of the maximum under which the rule stands (`"max"` is the share 1)."""

    amount: Fraction
    is_share: bool

    def of(self, maximum: Fraction) -> Fraction:
        """The points, given that maximum."""
        return self.amount * maximum if self.is_share else self.amount


@dataclass(frozen=True)
class Bound:
    """From where on something holds: `above` is strict, otherwise inclusive."""

    value: Fraction
    is_strict: bool

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies within."""
        return value > self.value if self.is_strict else value >= self.value


@dataclass(frozen=True)
class YesNo:
    fact: str


@dataclass(frozen=True)
class Tiers:
    fact: str
    levels: tuple[tuple[str, Points], ...]


@dataclass(frozen=True)
class CountTable:
    """`steps` are (from, points), highest first."""

    fact: str
    steps: tuple[tuple[Fraction, Points], ...]


@dataclass(frozen=True)
class Ratio:
    fact: str
    zero_denominator: ZeroDenominator


@dataclass(frozen=True)
class RatioToTarget:
    fact: str
    target: Fraction
    zero_denominator: ZeroDenominator


@dataclass(frozen=True)
class RatioBands:
    """`bands` are (bound, points) in the order written; the first that fits counts."""

    fact: str
    bands: tuple[tuple[Bound, Points], ...]
    zero_denominator: ZeroDenominator


@dataclass(frozen=True)
class CountCapped:
    fact: str
    each: Fraction


@dataclass(frozen=True)
class Sum:
    """`parts` are (maximum, rule)."""

    parts: tuple[tuple[Decimal, "Rule"], ...]


@dataclass(frozen=True)
class BestOf:
    of: tuple["Rule", ...]


@dataclass(frozen=True)
class Average:
    """Mean of a list, rounded half up to `decimals`, of `out_of`."""

    fact: str
    decimals: int
    out_of: Fraction
    zero_denominator: ZeroDenominator


@dataclass(frozen=True)
class Peer:
    fact: str


@dataclass(frozen=True)
class Gate:
    unless: str
    rule: "Rule"


@dataclass(frozen=True)
class Deduction:
    """`faults` are (fact, points lost each)."""

    faults: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class External:
    fact: str


@dataclass(frozen=True)
class Information:
    fact: str


Rule = (
    YesNo
    | Tiers
    | CountTable
    | Ratio
    | RatioToTarget
    | RatioBands
    | CountCapped
    | Sum
    | BestOf
    | Average
    | Peer
    | Gate
    | Deduction
    | External
    | Information
)


@dataclass(frozen=True)
class Band:
    """A class of the whole: its bound in percent of the own maximum, or in points."""

    name: str
    bound: Bound
    is_points: bool


@dataclass(frozen=True)
class Pillar:
    code: str
    title: str


@dataclass(frozen=True)
class Criterion:
    """`profiles` empty: for all. `evidence` is what proves it, one kind of document a line."""

    code: str
    pillar: str
    title: str
    max: Decimal
    rule: Rule
    evidence: tuple[str, ...] = ()
    source: Source = Source.SELF
    verifier: str = ""
    profiles: tuple[str, ...] = ()

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts the rule asks for, each once."""
        return tuple(dict.fromkeys(fact_names(self.rule)))

    @cached_property
    def maximum(self) -> Fraction:
        """`max` to calculate with."""
        return Fraction(self.max)


@dataclass(frozen=True)
class CriteriaSet:
    """A whole set; `decision` is `unofficial` for a sample. Decimals are those of criteria and of totals."""

    id: str
    title: str
    decision: str
    valid_from: date
    valid_to: date | None
    scale: Decimal
    criterion_decimals: int
    total_decimals: int
    profiles: tuple[str, ...]
    not_applicable: NotApplicable
    bands: tuple[Band, ...]
    pillars: tuple[Pillar, ...]
    criteria: tuple[Criterion, ...]

    @property
    def is_unofficial(self) -> bool:
        return self.decision == UNOFFICIAL

    def criteria_of(self, profile: str) -> tuple[Criterion, ...]:
        """The criteria a body of this profile is scored on, in the order of the set."""
        return tuple(c for c in self.criteria if not c.profiles or profile in c.profiles)

    def criterion(self, code: str) -> Criterion:
        """The criterion of that code; KeyError if there is none."""
        found = {each.code: each for each in self.criteria}
        return found[code]


def fact_names(rule: Rule) -> Iterator[str]:
    """The facts a rule asks for, each time it asks."""
    match rule:
        case Sum(parts):
            for _, part in parts:
                yield from fact_names(part)
        case BestOf(of):
            for each in of:
                yield from fact_names(each)
        case Gate(unless, inner):
            yield unless
            yield from fact_names(inner)
        case Deduction(faults):
            yield from (fact for fact, _ in faults)
        case _:
            yield rule.fact
