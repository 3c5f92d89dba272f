"""Criteria sets in TOML files.

Not here: what a set must hold (core/scoring/shapes), tables of Word and Excel files (tables).
"""

from pathlib import Path

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.faults import SetRefused
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.criteriafile.tomlfiles import toml_of

_SHIPPED = Path(__file__).parents[2] / "rules" / "criteria"


def read_set(source: Path | bytes) -> CriteriaSet:
    """The criteria set of a TOML file, or of its bytes. Raises SetRefused with every fault at once."""
    return criteria_set_of(toml_of(source, SetRefused))


def shipped_sets() -> tuple[Path, ...]:
    """The set files that come with the software, by name."""
    return tuple(sorted(_SHIPPED.glob("*.toml")))
