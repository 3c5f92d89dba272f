"""The rule of a criterion out of its table: one reader for each kind. Not here: criteria and sets (shapes)."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    Bound,
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
from dondoc.core.scoring.roundings import half_up
from dondoc.core.scoring.tables import Table, as_written, fraction_text, shown
from dondoc.core.vietnamese import normalise

_DEEPEST = 8  # rules inside rules
_FACT = "cần tên số liệu trong ngoặc kép"
_RULE = 'cần một bảng như { kind = "yes-no", fact = "…" }'
_OUT_OF_ORDER = "cần xếp từ mức cao nhất xuống"


def rule_of(table: Table, maximum: Fraction | None, *, depth: int = 0) -> Rule:
    """The rule standing under that maximum (None: not known). Faults are noted in the table.

    After a fault the rule is a stand-in: a set with faults is never used.
    """
    kind = table.choice("kind", tuple(_KINDS))
    if depth and kind == "information":
        table.fault("kind", "{} là “information” ở bên trong một quy tắc khác", "chỉ dùng cho cả chỉ số, với max = 0")
    rule: Rule = YesNo("")
    if depth > _DEEPEST:
        table.fault("", "{} là quy tắc lồng quá sâu", f"nhiều nhất là {_DEEPEST} tầng")
    elif table.given.get("kind") == kind:  # the keys of an unknown kind are unknown as well
        rule = _KINDS[kind](table, maximum, depth)
        table.close()
    return rule


def _yes_no(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    return YesNo(table.text("fact", _FACT))


def _tiers(table: Table, maximum: Fraction | None, _depth: int) -> Rule:
    fact, expected = table.text("fact", _FACT), 'cần một bảng như { "đủ" = "max", "không" = 0 }'
    levels = table.table("levels", expected)
    if levels is not None and not levels.given:
        table.wrong("levels", expected)
    if levels is None:
        return Tiers(fact, ())
    return Tiers(fact, tuple((normalise(name), levels.points(name, maximum)) for name in levels.given))


def _count_table(table: Table, maximum: Fraction | None, _depth: int) -> Rule:
    fact, steps = table.text("fact", _FACT), list[tuple[Fraction, Points]]()
    for step in table.tables("steps", "cần danh sách như [ { from = 4, points = 20 } ]"):
        start = step.amount("from", "cần một số không âm")
        points = step.points("points", maximum)
        step.close()
        if start is None:
            continue
        if steps and start >= steps[-1][0]:
            step.fault("from", f"{{}} là {fraction_text(start)}, không nhỏ hơn mức đứng trước", _OUT_OF_ORDER)
        steps.append((start, points))
    return CountTable(fact, tuple(steps))


def _ratio(table: Table, _maximum: Fraction | None, depth: int) -> Rule:
    return Ratio(table.text("fact", _FACT), _zero_denominator(table, depth))


def _ratio_to_target(table: Table, _maximum: Fraction | None, depth: int) -> Rule:
    fact, expected = table.text("fact", _FACT), "cần một số lớn hơn 0, không quá 1 (80 % viết là 0.8)"
    target = table.amount("target", expected, above_zero=True)
    if target is not None and target > 1:
        table.wrong("target", expected)
    return RatioToTarget(fact, target or Fraction(1), _zero_denominator(table, depth))


def _ratio_bands(table: Table, maximum: Fraction | None, depth: int) -> Rule:
    fact, bands = table.text("fact", _FACT), list[tuple[Bound, Points]]()
    for band in table.tables("bands", 'cần danh sách như [ { from = 0.9, points = "max" } ]'):
        found = bound_of(band, ("from", "above"), Fraction(1), "cần một số từ 0 đến 1 (90 % viết là 0.9)")
        points = band.points("points", maximum)
        band.close()
        if found is None:
            continue
        key, bound = found
        check_order(band, key, bound, bands[-1][0] if bands else None)
        bands.append((bound, points))
    return RatioBands(fact, tuple(bands), _zero_denominator(table, depth))


def bound_of(table: Table, keys: tuple[str, ...], most: Fraction | None, expected: str) -> tuple[str, Bound] | None:
    """The one bound of a band with the key it is written under; None after a fault."""
    written = [key for key in keys if table.has(key)]
    if len(written) != 1:
        what = "có nhiều hơn một mức: " + ", ".join(f"“{key}”" for key in written) if written else "thiếu mức"
        table.fault("", f"{what} ở {{}}", "cần đúng một trong: " + ", ".join(f"“{key}”" for key in keys))
        return None
    key = written[0]
    value = table.amount(key, expected)
    if value is None:
        return None
    if most is not None and value > most:
        table.wrong(key, expected)
        return None
    return key, Bound(value, is_strict=key.startswith("above"))


def check_order(table: Table, key: str, bound: Bound, before: Bound | None) -> None:
    """Notes a bound that does not come after the one written before it: highest first, of equal ones `above` first."""
    if before is not None and (bound.value, bound.is_strict) >= (before.value, before.is_strict):
        table.fault(key, f"{{}} là {fraction_text(bound.value)}, không thấp hơn mức đứng trước", _OUT_OF_ORDER)


def _count_capped(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    fact = table.text("fact", _FACT)
    return CountCapped(fact, table.amount("each", "cần một số lớn hơn 0", above_zero=True) or Fraction(1))


def _sum(table: Table, maximum: Fraction | None, depth: int) -> Rule:
    parts, total = list[tuple[Decimal, Rule]](), Fraction(0)
    for part in table.tables("parts", "cần danh sách như [ { max = 10, rule = { … } } ]"):
        most = part.number("max", "cần một số lớn hơn 0")
        if most is not None and most <= 0:
            part.wrong("max", "cần một số lớn hơn 0")
            most = None
        parts.append((most or Decimal(0), _inner(part, None if most is None else Fraction(most), depth)))
        total += Fraction(most or 0)
        part.close()
    if maximum is not None and total > maximum:
        given = f"các phần của {{}} cộng lại được {fraction_text(total)} điểm, quá điểm tối đa"
        table.fault("parts", given, f"tối đa là {fraction_text(maximum)} điểm")
    return Sum(tuple(parts))


def _best_of(table: Table, maximum: Fraction | None, depth: int) -> Rule:
    rules = table.tables("of", "cần danh sách quy tắc, ít nhất một")
    return BestOf(tuple(rule_of(each, maximum, depth=depth + 1) for each in rules))


def _average(table: Table, _maximum: Fraction | None, depth: int) -> Rule:
    fact, decimals = table.text("fact", _FACT), table.digits("decimals")
    out_of = table.amount("out_of", "cần một số lớn hơn 0", above_zero=True)
    if out_of is not None and (highest := half_up(out_of, decimals)) > out_of:
        what = f"trung bình {shown(table.given['out_of'])} làm tròn thành {as_written(highest)}, quá {{}}"
        table.fault("out_of", what, f"cần số có không quá {decimals} chữ số thập phân")
    return Average(fact, decimals, out_of or Fraction(1), _zero_denominator(table, depth))


def _peer(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    return Peer(table.text("fact", _FACT))


def _gate(table: Table, maximum: Fraction | None, depth: int) -> Rule:
    return Gate(table.text("unless", _FACT), _inner(table, maximum, depth))


def _deduction(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    faults = []
    for each in table.tables("faults", 'cần danh sách như [ { fact = "…", each = 2 } ]'):
        lost = each.amount("each", "cần một số lớn hơn 0", above_zero=True)
        faults.append((each.text("fact", _FACT), lost or Fraction(1)))
        each.close()
    return Deduction(tuple(faults))


def _external(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    return External(table.text("fact", _FACT))


def _information(table: Table, _maximum: Fraction | None, _depth: int) -> Rule:
    return Information(table.text("fact", _FACT))


def _inner(table: Table, maximum: Fraction | None, depth: int) -> Rule:
    inner = table.table("rule", _RULE)
    return YesNo("") if inner is None else rule_of(inner, maximum, depth=depth + 1)


def _zero_denominator(table: Table, depth: int) -> ZeroDenominator:
    words = tuple(policy.value for policy in ZeroDenominator)
    if depth:  # inside another rule "not applicable" would say nothing about the whole
        words = tuple(word for word in words if word != ZeroDenominator.NOT_APPLICABLE)
    elif not table.has("zero_denominator"):
        return ZeroDenominator.NOT_APPLICABLE
    return ZeroDenominator(table.choice("zero_denominator", words))


_KINDS: dict[str, Callable[[Table, Fraction | None, int], Rule]] = {
    "yes-no": _yes_no,
    "tiers": _tiers,
    "count-table": _count_table,
    "ratio": _ratio,
    "ratio-to-target": _ratio_to_target,
    "ratio-bands": _ratio_bands,
    "count-capped": _count_capped,
    "sum": _sum,
    "best-of": _best_of,
    "average": _average,
    "peer": _peer,
    "gate": _gate,
    "deduction": _deduction,
    "external": _external,
    "information": _information,
}
