"""A .toml file of rules as a table to be read key by key. Not here: what stands in it (mappings, bindings)."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from dondoc.core.scoring.faults import ShapeFault, ShapeRefused
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile.texts import line_fault, text_of

_EXPECTED = "cần viết đúng cú pháp TOML; xem rules/README.md"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def table_of(path: Path, refused: type[ShapeRefused]) -> Table:
    """The whole file as one table without faults. Raises `refused` when it cannot be opened or is no TOML."""
    text = text_of(path, refused)
    try:
        return Table(tomllib.loads(text, parse_float=Decimal), path.name, [])
    except (ValueError, RecursionError, ArithmeticError) as error:
        place = _PLACE.search(str(error))
        if place:
            fault = line_fault(text, int(place[1]), int(place[2]), _EXPECTED)
        else:
            fault = ShapeFault(path.name, "viết chưa xong, hoặc có giá trị không đọc được", _EXPECTED)
        raise refused([fault]) from error
