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
from dondoc.criteriafile.texts import text_of

_SHIPPED = Path(__file__).parents[2] / "rules" / "criteria"
_LINE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


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
    found = _LINE.fullmatch(str(error))
    if found is None:
        return ShapeFault(f"dòng {text.count(chr(10)) + 1}", f"tệp kết thúc khi chưa viết xong ({error})", expected)
    return ShapeFault(f"dòng {found[2]}", f"không đọc được từ cột {found[3]} ({found[1]})", expected)
