"""Criteria sets in TOML files.

Not here: what a set must hold (core/scoring/shapes), tables of Word and Excel files (tables).
"""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.faults import SetRefused, ShapeFault
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.criteriafile.texts import line_fault, text_of

_SHIPPED = Path(__file__).parents[2] / "rules" / "criteria"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def read_set(source: Path | bytes) -> CriteriaSet:
    """The criteria set of a TOML file, or of its bytes. Raises SetRefused with every fault at once."""
    text = text_of(source, SetRefused)
    try:
        parsed = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise SetRefused([_syntax_fault(error, text)]) from error
    return criteria_set_of(parsed)


def shipped_sets() -> tuple[Path, ...]:
    """The set files that come with the software, by name."""
    return tuple(sorted(_SHIPPED.glob("*.toml")))


def _syntax_fault(error: Exception, text: str) -> ShapeFault:
    expected = "cần viết đúng cú pháp TOML; xem rules/README.md"
    if isinstance(error, RecursionError):
        return ShapeFault("tệp", "có bảng hoặc danh sách lồng quá sâu", expected)
    if place := _PLACE.search(str(error)):
        return line_fault(text, int(place[1]), int(place[2]), expected)
    if str(error).endswith("(at end of document)"):
        return ShapeFault(f"dòng {len(text.splitlines())}", "tệp kết thúc khi chưa viết xong", expected)
    return ShapeFault("tệp", "có số hoặc ngày không đọc được", expected)
