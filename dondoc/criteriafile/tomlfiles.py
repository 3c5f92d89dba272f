"""A .toml file of rules as a table to be read key by key. Not here: what stands in it (mappings, bindings)."""

import tomllib
from decimal import Decimal
from pathlib import Path

from dondoc.core.scoring.faults import ShapeFault, ShapeRefused
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile.texts import text_of


def table_of(path: Path, refused: type[ShapeRefused]) -> Table:
    """The whole file as one table without faults. Raises `refused` when it cannot be opened or is no TOML."""
    try:
        parsed = tomllib.loads(text_of(path, refused), parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        expected = "cần viết đúng cú pháp TOML; xem rules/README.md"
        raise refused([ShapeFault(path.name, f"không đọc được ({error})", expected)]) from error
    return Table(parsed, path.name, [])
