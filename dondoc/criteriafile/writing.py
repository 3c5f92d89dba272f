"""A criteria set back into TOML that reads as the same set. Not here: reading (sets)."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Average,
    Band,
    BestOf,
    Bound,
    CountCapped,
    CountTable,
    CriteriaSet,
    Criterion,
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
    Source,
    Sum,
    Tiers,
    YesNo,
)

# What an inline table or list may hold.
_Item = str | int | Decimal | date | Mapping[str, "_Item"] | list["_Item"]


def write_set(criteria_set: CriteriaSet) -> str:
    """The set as a TOML file; `read_set` of it gives an equal set."""
    tables = [
        _table("[set]", _set_items(criteria_set)),
        *(_table("[[pillar]]", {"code": each.code, "title": each.title}) for each in criteria_set.pillars),
        *(_table("[[criterion]]", _criterion_items(each)) for each in criteria_set.criteria),
    ]
    return "\n\n".join(tables) + "\n"


def write_rule(rule: Rule) -> str:
    """The rule as the inline table that stands in a set file."""
    return _written(_rule_items(rule))


def _set_items(found: CriteriaSet) -> dict[str, _Item]:
    return {
        "id": found.id,
        "title": found.title,
        "decision": found.decision,
        "valid_from": found.valid_from,
        **({"valid_to": found.valid_to} if found.valid_to else {}),
        "scale": found.scale,
        "decimals": {"criterion": found.criterion_decimals, "total": found.total_decimals},
        "profiles": list(found.profiles),
        "not_applicable": found.not_applicable.value,
        "bands": [_band_items(each) for each in found.bands],
    }


def _band_items(band: Band) -> dict[str, _Item]:
    ((key, value),) = _bound_items(band.bound).items()
    return {"name": band.name, f"{key}_points" if band.is_points else key: value}


def _criterion_items(found: Criterion) -> dict[str, _Item]:
    items: dict[str, _Item] = {"code": found.code, "pillar": found.pillar, "title": found.title, "max": found.max}
    items["rule"] = _rule_items(found.rule)
    if found.evidence:
        items["evidence"] = list(found.evidence)
    if found.source is not Source.SELF:
        items["source"] = found.source.value
    if found.verifier:
        items["verifier"] = found.verifier
    if found.profiles:
        items["profiles"] = list(found.profiles)
    return items


def _rule_items(rule: Rule) -> dict[str, _Item]:
    match rule:
        case YesNo(fact):
            return {"kind": "yes-no", "fact": fact}
        case Tiers(fact, levels):
            return {"kind": "tiers", "fact": fact, "levels": {name: _points_item(points) for name, points in levels}}
        case CountTable(fact, steps):
            rows: list[_Item] = [{"from": _number(start), "points": _points_item(points)} for start, points in steps]
            return {"kind": "count-table", "fact": fact, "steps": rows}
        case Ratio(fact, policy):
            return {"kind": "ratio", "fact": fact, "zero_denominator": policy.value}
        case RatioToTarget(fact, target, policy):
            items: dict[str, _Item] = {"kind": "ratio-to-target", "fact": fact, "target": _number(target)}
            return items | {"zero_denominator": policy.value}
        case RatioBands(fact, bands, policy):
            rows = [_bound_items(bound) | {"points": _points_item(points)} for bound, points in bands]
            return {"kind": "ratio-bands", "fact": fact, "bands": rows, "zero_denominator": policy.value}
        case CountCapped(fact, each):
            return {"kind": "count-capped", "fact": fact, "each": _number(each)}
        case Sum(parts):
            return {"kind": "sum", "parts": [{"max": most, "rule": _rule_items(part)} for most, part in parts]}
        case BestOf(of):
            return {"kind": "best-of", "of": [_rule_items(each) for each in of]}
        case Average(fact, decimals, out_of, policy):
            items = {"kind": "average", "fact": fact, "decimals": decimals, "out_of": _number(out_of)}
            return items | {"zero_denominator": policy.value}
        case Peer(fact):
            return {"kind": "peer", "fact": fact}
        case Gate(unless, inner):
            return {"kind": "gate", "unless": unless, "rule": _rule_items(inner)}
        case Deduction(faults):
            return {"kind": "deduction", "faults": [{"fact": fact, "each": _number(each)} for fact, each in faults]}
        case External(fact):
            return {"kind": "external", "fact": fact}
        case Information(fact):
            return {"kind": "information", "fact": fact}


def _bound_items(bound: Bound) -> dict[str, _Item]:
    return {"above" if bound.is_strict else "from": _number(bound.value)}


def _points_item(points: Points) -> _Item:
    if not points.is_share:
        return _number(points.amount)
    return "max" if points.amount == 1 else str(points.amount)


def _number(value: Fraction) -> Decimal:
    """The decimal that the fraction came from. Raises ValueError when it is none."""
    digits = next((each for each in range(40) if value * 10**each % 1 == 0), None)
    if digits is None:
        raise ValueError(value)
    return Decimal(f"{value * 10**digits}E-{digits}")


def _table(head: str, items: Mapping[str, _Item]) -> str:
    return "\n".join([head, *(f"{key} = {_written(value)}" for key, value in items.items())])


def _written(value: _Item) -> str:
    match value:
        case str():
            return _quoted(value)
        case Mapping():
            return f"{{ {', '.join(f'{_key(key)} = {_written(each)}' for key, each in value.items())} }}"
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _quoted(key)


def _quoted(text: str) -> str:
    """A basic string: the escapes of JSON are escapes of TOML, which wants one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
