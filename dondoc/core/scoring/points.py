"""The points that a rule gives for facts: exact fractions, one case for each kind. Not here: why in words (reasons)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    CountCapped,
    CountTable,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    YesNo,
    ZeroDenominator,
    fact_names,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.roundings import half_up

Values = Mapping[str, FactValue]

ZERO, ONE = Fraction(0), Fraction(1)


def missing_facts(rule: Rule, values: Values) -> tuple[str, ...]:
    """The facts the rule asks for, wherever in it, that are not reported; each once."""
    return tuple(dict.fromkeys(fact for fact in fact_names(rule) if values.get(fact) is None))


def exact(rule: Rule, maximum: Fraction, values: Values, peers: Sequence[Facts] = ()) -> Fraction | None:
    """The points, 0 … maximum, not rounded; None when the rule does not apply or gives no points.

    No fact of the rule is missing and all suit it (fact_shapes); `peers` are the other bodies of the same profile.
    """
    match rule:
        case YesNo(fact):
            return maximum if values[fact] else ZERO
        case Ratio(fact, policy):
            return _shared(share(quotient(values, fact)), policy, maximum)
        case RatioToTarget(fact, target, policy):
            found = share(quotient(values, fact))
            return _shared(None if found is None else min(ONE, found / target), policy, maximum)
        case RatioBands(fact, _, policy):
            found = share(quotient(values, fact))
            if found is None:
                return _shared(None, policy, maximum)
            band = band_points(rule, found)
            return band.of(maximum) if band else ZERO
        case Tiers(fact, levels):
            return dict(levels)[str(values[fact])].of(maximum)
        case CountTable(fact):
            step = step_points(rule, number(values, fact))
            return step.of(maximum) if step else ZERO
        case CountCapped(fact, each):
            return min(maximum, number(values, fact) * each)
        case Deduction(faults):
            return max(ZERO, maximum - sum((number(values, fact) * each for fact, each in faults), ZERO))
        case Average(fact, _, out_of, policy):
            average = mean(rule, values)
            return _shared(None if average is None else Fraction(average) / out_of, policy, maximum)
        case Peer(fact):
            highest = highest_of(fact, values, peers)
            return number(values, fact) / highest * maximum if highest else ZERO
        case External(fact):
            return number(values, fact)
        case Information():
            return None
        case Sum(parts):
            return sum((exact(part, Fraction(top), values, peers) or ZERO for top, part in parts), ZERO)
        case BestOf(of):
            return max(exact(each, maximum, values, peers) or ZERO for each in of)
        case Gate(unless, inner):
            return ZERO if values[unless] else exact(inner, maximum, values, peers)


def _shared(found: Fraction | None, policy: ZeroDenominator, maximum: Fraction) -> Fraction | None:
    """A share of the maximum; without one, what the policy for nothing to measure says."""
    if found is not None:
        return found * maximum
    if policy is ZeroDenominator.NOT_APPLICABLE:
        return None
    return maximum if policy is ZeroDenominator.FULL else ZERO


def share(given: Quotient) -> Fraction | None:
    """The ratio as a share, at most 1; None when there is nothing to measure."""
    if not given.denominator:
        return None
    if given.numerator >= given.denominator:
        return ONE
    top, top_scale = given.numerator.as_integer_ratio()
    bottom, bottom_scale = given.denominator.as_integer_ratio()
    return Fraction(top * bottom_scale, bottom * top_scale)


def band_points(rule: RatioBands, found: Fraction) -> Points | None:
    """The points of the first band that holds the share."""
    return next((points for bound, points in rule.bands if bound.holds(found)), None)


def step_points(rule: CountTable, count: Fraction) -> Points | None:
    """The points of the step that the count reaches."""
    return next((points for start, points in rule.steps if start <= count), None)


def mean(rule: Average, values: Values) -> Decimal | None:
    """The mean of the list, rounded half up; None of an empty one."""
    scores = values[rule.fact]
    assert isinstance(scores, tuple)
    return half_up(sum(map(Fraction, scores), ZERO) / len(scores), rule.decimals) if scores else None


def highest_of(fact: str, values: Values, peers: Sequence[Facts]) -> Fraction:
    """The highest value among the body and its peers; a peer without the fact is left out."""
    figures = [each.values.get(fact) for each in peers] + [values[fact]]
    return _fraction(max(each for each in figures if isinstance(each, Decimal)))


def peer_facts(rule: Rule) -> Iterator[str]:
    """The facts that the rule compares among peers."""
    match rule:
        case Peer(fact):
            yield fact
        case Sum(parts):
            for _, part in parts:
                yield from peer_facts(part)
        case BestOf(of):
            for each in of:
                yield from peer_facts(each)
        case Gate(_, inner):
            yield from peer_facts(inner)


def ratios_above_one(rule: Rule, values: Values) -> Iterator[str]:
    """The facts of ratios that count as 1 and are more; what stands behind a shut gate does not count at all."""
    match rule:
        case Ratio(fact) | RatioToTarget(fact) | RatioBands(fact):
            given = quotient(values, fact)
            if given.numerator > given.denominator:
                yield fact
        case Sum(parts):
            for _, part in parts:
                yield from ratios_above_one(part, values)
        case BestOf(of):
            for each in of:
                yield from ratios_above_one(each, values)
        case Gate(unless, inner) if not values[unless]:
            yield from ratios_above_one(inner, values)


def number(values: Values, fact: str) -> Fraction:
    """A count or figure, exact."""
    value = values[fact]
    assert isinstance(value, Decimal)
    return _fraction(value)


def _fraction(value: Decimal) -> Fraction:
    """As `Fraction(value)`, in half the time."""
    return Fraction(*value.as_integer_ratio())


def quotient(values: Values, fact: str) -> Quotient:
    """A ratio as reported."""
    value = values[fact]
    assert isinstance(value, Quotient)
    return value
