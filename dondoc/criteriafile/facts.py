"""Facts in JSON files, of a body and of its peers. Not here: what facts must be (core/scoring/fact_shapes)."""

import json
from decimal import Decimal
from pathlib import Path

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.faults import FactsRefused, ShapeFault
from dondoc.criteriafile.texts import line_fault, text_of

_JSON = "cần một tệp JSON; xem rules/README.md"


def read_facts(source: Path | bytes, criteria_set: CriteriaSet) -> Facts:
    """The facts of a JSON file, or of its bytes. Raises FactsRefused with every fault at once."""
    return facts_of(_parsed(source), criteria_set)


def read_peers(folder: Path, facts: Facts, criteria_set: CriteriaSet) -> tuple[Facts, ...]:
    """The facts of the other bodies of the same year and profile, from the `*.json` files of a folder.

    Raises FactsRefused; the faults of a file stand under its name.
    """
    if not folder.is_dir():
        raise FactsRefused([ShapeFault(str(folder), "không có thư mục này", "cần thư mục chứa các tệp *.json")])
    found, faults = list[Facts](), list[ShapeFault]()
    for path in sorted(folder.glob("*.json")):
        try:
            parsed = _parsed(path)
            same = (parsed.get("year"), parsed.get("profile")) == (facts.year, facts.profile)
            if same and parsed.get("body") != facts.body:
                found.append(facts_of(parsed, criteria_set))
        except FactsRefused as refusal:
            faults += [
                each if each.place == path.name else ShapeFault(f"{path.name} {each.place}", each.what, each.expected)
                for each in refusal.faults
            ]
    if faults:
        raise FactsRefused(faults)
    return tuple(found)


def _parsed(source: Path | bytes) -> dict[str, object]:
    text = text_of(source, FactsRefused)
    place = source.name if isinstance(source, Path) else "tệp"
    try:
        parsed: object = json.loads(
            text, parse_float=Decimal, parse_constant=_not_finite, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        raise FactsRefused([line_fault(text, error.lineno, error.colno, _JSON)]) from error
    except _Unusable as error:
        raise FactsRefused([ShapeFault(*error.args)]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FactsRefused([ShapeFault(place, "có số quá dài hoặc bảng lồng quá sâu", _JSON)]) from error
    if not isinstance(parsed, dict):
        raise FactsRefused([ShapeFault(place, "không phải một đối tượng JSON", "cần tệp bắt đầu bằng dấu {")])
    return parsed


class _Unusable(Exception):
    """Valid for the JSON reader, but not to be relied on."""


def _not_finite(word: str) -> object:
    raise _Unusable(word, "không phải một số", "cần số hữu hạn, hoặc null khi chưa có số liệu")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _Unusable(key, "khóa xuất hiện hai lần", "mỗi khóa chỉ ghi một lần")
        found[key] = value
    return found
