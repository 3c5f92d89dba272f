"""Criteria sets in TOML files.

Not here: what a set must hold (core/scoring/shapes), tables of Word and Excel files (tables).
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dondoc.core.scoring.criteria import CriteriaSet, Rule
from dondoc.core.scoring.faults import SetRefused, ShapeFault
from dondoc.core.scoring.rule_shapes import rule_of
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.scoring.tables import Table
from dondoc.core.vietnamese import normalise
from dondoc.criteriafile.tomlfiles import toml_of

_SHIPPED = Path(__file__).parents[2] / "rules" / "criteria"


def read_set(source: Path | bytes) -> CriteriaSet:
    """The criteria set of a TOML file, or of its bytes. Raises SetRefused with every fault at once."""
    return criteria_set_of(toml_of(source, SetRefused))


def shipped_sets() -> tuple[Path, ...]:
    """The set files that come with the software, by name."""
    return tuple(sorted(_SHIPPED.glob("*.toml")))


def rule_table(text: str) -> Mapping[str, object] | None:
    """The inline table of a rule as a set file holds it; None for text that is none."""
    try:
        found = tomllib.loads(f"rule = {normalise(text)}", parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError):
        return None
    value = found["rule"]
    return value if isinstance(value, dict) and list(found) == ["rule"] else None


def read_rule(text: str, maximum: Decimal, *, place: str) -> Rule:
    """The rule of an inline table, standing under that maximum. Raises SetRefused with every fault, at that place."""
    table = rule_table(text)
    if table is None:
        raise SetRefused([ShapeFault(place, "chưa đúng cách viết", 'cần { kind = "yes-no", fact = "ten_so_lieu" }')])
    faults: list[ShapeFault] = []
    rule = rule_of(Table(table, place, faults), Fraction(maximum))
    if faults:
        raise SetRefused(faults)
    return rule
