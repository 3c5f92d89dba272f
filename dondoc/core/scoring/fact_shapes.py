"""Parsed facts into Facts that suit a criteria set, or every fault at once. Not here: files (criteriafile)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    CountCapped,
    CountTable,
    CriteriaSet,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    YesNo,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.faults import FactsRefused, ShapeFault
from dondoc.core.scoring.tables import Table, fraction_text, number_of, shown
from dondoc.core.vietnamese import normalise

_VALUE = "cần true, false, một số, một mức trong ngoặc kép, một tỷ lệ (numerator, denominator) hoặc danh sách số"


def facts_of(parsed: Mapping[str, object], criteria_set: CriteriaSet) -> Facts:
    """The facts of a parsed JSON object; its numbers must have been read as int or Decimal.

    Facts that no criterion of the profile asks for are left out: they may serve another set. Raises FactsRefused with
    every fault at once; a fault's place is the fact or the key.
    """
    faults: list[ShapeFault] = []
    table = Table(parsed, "", faults)
    year = table.wanted("year", "cần một năm như 2026")
    if "year" in parsed and (not isinstance(year, int) or isinstance(year, bool)):
        table.wrong("year", "cần một năm như 2026")
        year = None
    values: dict[str, FactValue] = {}
    inner = table.table("facts", "cần một bảng các số liệu")
    asked = {fact for each in criteria_set.criteria for fact in each.facts}
    for name, value in inner.given.items() if inner else ():
        fact = normalise(str(name))
        if fact not in asked:
            continue
        if value is not None and value_of(value) is None:
            faults.append(ShapeFault(fact, f"không đọc được giá trị {shown(value)}", _VALUE))
        values[fact] = value_of(value)
    skipped = table.texts("not_applicable", "cần danh sách mã chỉ số") if parsed.get("not_applicable") else ()
    facts = Facts(
        body=table.text("body"),
        year=year if isinstance(year, int) else 0,
        profile=table.text("profile"),
        values=values,
        not_applicable=frozenset(skipped),
    )
    faults += [each for each in facts_faults(facts, criteria_set) if each.place not in {one.place for one in faults}]
    if faults:
        raise FactsRefused(faults)
    return facts


def value_of(given: object) -> FactValue:
    """A value as facts files write it; None when it is none of these, or missing."""
    match given:
        case bool():
            return given
        case str():
            return normalise(given)
        case list():
            numbers = [number_of(each) for each in given]
            return tuple(each for each in numbers if each is not None) if None not in numbers else None
        case Mapping():
            if set(given) != {"numerator", "denominator"}:
                return None
            numerator, denominator = number_of(given["numerator"]), number_of(given["denominator"])
            return Quotient(numerator, denominator) if numerator is not None and denominator is not None else None
        case _:
            return number_of(given)


def facts_faults(facts: Facts, criteria_set: CriteriaSet) -> list[ShapeFault]:
    """Everything in which the facts do not suit the set, each once. Missing facts are no fault."""
    found = _head_faults(facts, criteria_set)
    for criterion in criteria_set.criteria_of(facts.profile):
        found += _rule_faults(criterion.rule, Fraction(criterion.max), facts.values)
    return list(dict.fromkeys(found))


def _head_faults(facts: Facts, criteria_set: CriteriaSet) -> list[ShapeFault]:
    found = []
    first, last = criteria_set.valid_from, criteria_set.valid_to
    if facts.year < first.year or (last and facts.year > last.year):
        until = f" đến {last}" if last else ""
        found.append(ShapeFault("year", f"bộ chỉ số không dùng cho năm {facts.year}", f"hiệu lực từ {first}{until}"))
    if facts.profile not in criteria_set.profiles:
        names = ", ".join(f"“{each}”" for each in criteria_set.profiles)
        found.append(
            ShapeFault("profile", f"bộ chỉ số không có nhóm đơn vị “{facts.profile}”", f"cần một trong: {names}")
        )
    known = {each.code for each in criteria_set.criteria}
    for code in sorted(facts.not_applicable - known):
        found.append(
            ShapeFault("not_applicable", f"bộ chỉ số không có chỉ số “{code}”", "cần mã của một chỉ số trong bộ")
        )
    return found


def _rule_faults(rule: Rule, maximum: Fraction, values: Mapping[str, FactValue]) -> list[ShapeFault]:
    match rule:
        case Sum(parts):
            return [fault for top, part in parts for fault in _rule_faults(part, Fraction(top), values)]
        case BestOf(of):
            return [fault for each in of for fault in _rule_faults(each, maximum, values)]
        case Gate(unless, inner):
            return _value_faults(YesNo(unless), unless, maximum, values) + _rule_faults(inner, maximum, values)
        case Deduction(faults):
            return [fault for fact, _ in faults for fault in _value_faults(rule, fact, maximum, values)]
        case _:
            return _value_faults(rule, rule.fact, maximum, values)


def _value_faults(rule: Rule, fact: str, maximum: Fraction, values: Mapping[str, FactValue]) -> list[ShapeFault]:
    value = values.get(fact)
    if value is None:
        return []
    expected = _expected(rule, value, maximum)
    return [ShapeFault(fact, f"không nhận giá trị {_written(value)}", expected)] if expected else []


def _expected(rule: Rule, value: FactValue, maximum: Fraction) -> str:
    """What the rule expected in place of the value; empty when it suits."""
    match rule:
        case YesNo():
            return "" if isinstance(value, bool) else "cần true hoặc false"
        case Tiers(_, levels):
            names = ", ".join(f"“{name}”" for name, _ in levels)
            return "" if isinstance(value, str) and value in dict(levels) else f"cần một trong các mức: {names}"
        case CountTable() | CountCapped() | Deduction():
            is_count = isinstance(value, Decimal) and value >= 0 and value == value.to_integral_value()
            return "" if is_count else "cần một số nguyên không âm"
        case Ratio() | RatioToTarget() | RatioBands():
            return _ratio_expected(value)
        case Average(_, _, out_of):
            suits = isinstance(value, tuple) and all(0 <= each <= out_of for each in value)
            return "" if suits else f"cần danh sách số từ 0 đến {fraction_text(out_of)}"
        case External():
            suits = isinstance(value, Decimal) and 0 <= value <= maximum
            return "" if suits else f"cần số điểm từ 0 đến {fraction_text(maximum)}"
        case Peer():
            return "" if isinstance(value, Decimal) and value >= 0 else "cần một số không âm"
        case Information():
            return _ratio_expected(value) if isinstance(value, Quotient) else ""
        case _:
            return ""


def _ratio_expected(value: FactValue) -> str:
    if not isinstance(value, Quotient):
        return "cần một tỷ lệ có đủ tử số (numerator) và mẫu số (denominator)"
    if value.numerator < 0 or value.denominator < 0:
        return "cần tử số và mẫu số không âm"
    if value.numerator and not value.denominator:
        return "cần mẫu số lớn hơn 0 khi tử số lớn hơn 0"
    return ""


def _written(value: FactValue) -> str:
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Quotient) else shown(value)
