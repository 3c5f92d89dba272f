"""A .toml file of rules, parsed. Not here: what stands in it (sets, mappings, bindings)."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from dondoc.core.scoring.faults import ShapeFault, ShapeRefused
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile.texts import line_fault, text_of

_EXPECTED = "cần viết đúng cú pháp TOML; xem rules/README.md"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def toml_of(source: Path | bytes, refused: type[ShapeRefused]) -> dict[str, object]:
    """The content of a file or of its bytes, decimals as written. Raises `refused` when it cannot be read as TOML."""
    text = text_of(source, refused)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise refused([_syntax_fault(error, text, source.name if isinstance(source, Path) else "tệp")]) from error


def table_of(path: Path, refused: type[ShapeRefused]) -> Table:
    """The whole file as one table without faults. Raises `refused` when it cannot be opened or is no TOML."""
    return Table(toml_of(path, refused), path.name, [])


def _syntax_fault(error: Exception, text: str, name: str) -> ShapeFault:
    if place := _PLACE.search(str(error)):
        return line_fault(text, int(place[1]), int(place[2]), _EXPECTED)
    if str(error).endswith("(at end of document)"):
        return ShapeFault(f"dòng {len(text.splitlines())}", "tệp kết thúc khi chưa viết xong", _EXPECTED)
    what = "bảng lồng quá sâu" if isinstance(error, RecursionError) else "có số hoặc ngày không đọc được"
    return ShapeFault(name, what, _EXPECTED)
