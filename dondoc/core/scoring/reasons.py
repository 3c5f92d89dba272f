"""Why a rule gives its points: the figures that gave them, in Vietnamese. Not here: the points (points)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

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
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.points import (
    ZERO,
    Values,
    band_points,
    exact,
    highest_of,
    mean,
    number,
    quotient,
    share,
    step_points,
)
from dondoc.core.scoring.roundings import half_up

# What facts are called; read only.
Names = Mapping[str, str]
NAMELESS: Names = MappingProxyType({})
NOT_APPLICABLE = "không áp dụng, theo khai báo của đơn vị"
_NOTHING = {
    ZeroDenominator.FULL: "không phát sinh → điểm tối đa",
    ZeroDenominator.ZERO: "không phát sinh → 0 điểm",
    ZeroDenominator.NOT_APPLICABLE: "không phát sinh → không áp dụng",
}


def missing_why(facts: Sequence[str], names: Names = NAMELESS) -> str:
    """Why a criterion with missing facts has no points."""
    return f"chưa có số liệu: {', '.join(names.get(fact, fact) for fact in facts)} → 0 điểm"


def why(
    rule: Rule,
    maximum: Fraction,
    values: Values,
    points: Fraction | None,
    peers: Sequence[Facts] = (),
    names: Names = NAMELESS,
) -> str:
    """The figures that gave the points, under the same conditions as `points.exact`, which gave them.

    Facts are called by `names`, one without a name by its identifier.
    """

    def called(fact: str) -> str:
        return names.get(fact, fact)

    match rule:
        case Ratio() | RatioToTarget() | RatioBands():
            return f"{called(rule.fact)}: {_ratio_why(rule, maximum, quotient(values, rule.fact), points)}"
        case YesNo(fact):
            return f"{called(fact)}: có → điểm tối đa" if values[fact] else f"{called(fact)}: không → 0 điểm"
        case Tiers(fact, levels):
            return f"{called(fact)}: “{values[fact]}” → {_points(dict(levels)[str(values[fact])], maximum)}"
        case CountTable(fact):
            return (
                f"{called(fact)}: {_value(values[fact])} → {_points(step_points(rule, number(values, fact)), maximum)}"
            )
        case CountCapped(fact, each):
            product = number(values, fact) * each
            capped = f", tính tối đa {figure(maximum)}" if product > maximum else ""
            return f"{called(fact)}: {_value(values[fact])} × {figure(each)} = {figure(product)}{capped}"
        case Sum() | BestOf():
            return _combined_why(rule, maximum, values, points, peers, names)
        case Average(fact, _, out_of, policy):
            average = mean(rule, values)
            if average is None:
                return f"{called(fact)}: {_NOTHING[policy]}"
            return (
                f"{called(fact)}: trung bình {_value(average)}/{figure(out_of)} × {figure(maximum)} {_equals(points)}"
            )
        case Peer(fact):
            highest = highest_of(fact, values, peers)
            if not highest:
                return f"{called(fact)}: cao nhất là 0 → 0 điểm"
            own = f"{_value(values[fact])}/{figure(highest)} (cao nhất)"
            return f"{called(fact)}: {own} × {figure(maximum)} {_equals(points)}"
        case Gate(unless, inner):
            shut = bool(values[unless])
            return (
                f"{called(unless)}: có → 0 điểm"
                if shut
                else f"{called(unless)}: không; {why(inner, maximum, values, points, peers, names)}"
            )
        case Deduction(faults):
            lost = "".join(f" − {_value(values[fact])} × {figure(each)} ({called(fact)})" for fact, each in faults)
            return f"{figure(maximum)}{lost} → {figure(points or ZERO)}"
        case External(fact):
            return f"{called(fact)}: {_value(values[fact])} điểm do cơ quan khác chấm"
        case Information(fact):
            return f"{called(fact)}: {_value(values[fact])}, không tính điểm"


def _ratio_why(
    rule: Ratio | RatioToTarget | RatioBands, maximum: Fraction, given: Quotient, points: Fraction | None
) -> str:
    figures = _value(given)
    if not given.denominator:
        return f"{figures}, {_NOTHING[rule.zero_denominator]}"
    if given.numerator > given.denominator:
        figures = f"{figures}, tính là 1"
    match rule:
        case Ratio():
            return f"{figures} × {figure(maximum)} {_equals(points)}"
        case RatioToTarget(_, target):
            if points == maximum:
                return f"{figures}, đạt mục tiêu {figure(target)} → điểm tối đa"
            return f"{figures} ÷ {figure(target)} × {figure(maximum)} {_equals(points)}"
        case RatioBands():
            return f"{figures} → {_points(band_points(rule, share(given) or ZERO), maximum)}"


def _combined_why(
    rule: Sum | BestOf, maximum: Fraction, values: Values, points: Fraction | None, peers: Sequence[Facts], names: Names
) -> str:
    def part_why(part: Rule, top: Fraction) -> str:
        return why(part, top, values, exact(part, top, values, peers), peers, names)

    if isinstance(rule, Sum):
        inner = " + ".join(f"({part_why(part, Fraction(top))})" for top, part in rule.parts)
        return f"{inner} {_equals(points)}"
    best = max(rule.of, key=lambda each: exact(each, maximum, values, peers) or ZERO)
    return f"cách tính có điểm cao nhất trong {len(rule.of)} cách: {part_why(best, maximum)}"


def _points(given: Points | None, maximum: Fraction) -> str:
    if given is None:
        return "0 điểm, dưới mức thấp nhất"
    if given.is_share and given.amount == 1:
        return "điểm tối đa"
    if given.is_share and given.amount:
        return f"{given.amount} điểm tối đa {_equals(given.of(maximum))}"
    return f"{figure(given.amount)} điểm"


def _equals(points: Fraction | None) -> str:
    points = points or ZERO
    is_exact = points.numerator * 10**4 % points.denominator == 0
    return f"{'=' if is_exact else '≈'} {figure(points)}"


def figure(value: Fraction) -> str:
    """A figure of a sum as people type it: decimal comma, at most four decimals, no separators."""
    if value.denominator == 1:
        return str(value.numerator)
    return format(half_up(value, 4), "f").rstrip("0").rstrip(".").replace(".", ",")


def _value(value: FactValue) -> str:
    match value:
        case bool():
            return "có" if value else "không"
        case Decimal():
            return format(value, "f").replace(".", ",")
        case Quotient():
            return f"{_value(value.numerator)}/{_value(value.denominator)}"
        case tuple():
            return "; ".join(map(_value, value))
        case _:
            return f"“{value}”"
