"""Values of facts as JSON and back, exactly. Not here: which value suits which rule (fact_shapes)."""

from collections.abc import Mapping
from decimal import Decimal

from dondoc.core.scoring.fact_shapes import value_of
from dondoc.core.scoring.facts import Facts, FactValue, Quotient


def plain_value(value: FactValue) -> object:
    """The value as JSON: numbers as numbers, a ratio as its two numbers, nothing as null."""
    match value:
        case Decimal():
            return _number(value)
        case Quotient(numerator, denominator):
            return {"numerator": _number(numerator), "denominator": _number(denominator)}
        case tuple():
            return [_number(each) for each in value]
        case _:
            return value


def fact_value(plain: object) -> FactValue:
    """The value that stands behind such JSON, read with whatever numbers the reader made; None for no value."""
    return value_of(_exact(plain))


def fact_values(plain: Mapping[str, object]) -> dict[str, FactValue]:
    """The values of all facts."""
    return {fact: fact_value(value) for fact, value in plain.items()}


def facts_object(facts: Facts) -> dict[str, object]:
    """The facts as a facts file has them."""
    return {
        "body": facts.body,
        "year": facts.year,
        "profile": facts.profile,
        "facts": {fact: plain_value(value) for fact, value in sorted(facts.values.items())},
        "not_applicable": sorted(facts.not_applicable),
    }


def numbers_of(value: FactValue) -> tuple[Decimal, ...]:
    """The numbers in the value."""
    match value:
        case Decimal():
            return (value,)
        case Quotient(numerator, denominator):
            return (numerator, denominator)
        case tuple():
            return value
        case _:
            return ()


def is_exact(value: Decimal) -> bool:
    """Whether JSON keeps the number as it is, of no more than fifteen digits before the point."""
    return value.is_finite() and value.adjusted() < 15 and _decimal(_number(value)) == value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _exact(plain: object) -> object:
    match plain:
        case float():
            return _decimal(plain)
        case list():
            return [_exact(each) for each in plain]
        case dict():
            return {key: _exact(each) for key, each in plain.items()}
        case _:
            return plain


def _decimal(value: int | float) -> Decimal:
    # The shortest text that gives the same float back: 0.1 is one tenth again.
    return Decimal(str(value))
