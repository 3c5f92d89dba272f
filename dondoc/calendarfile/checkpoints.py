"""The kinds of product with the checkpoints proposed for each, from rules/checkpoints.toml.

Not here: which kind a task is of, on which days its checkpoints fall (core/checkpoints).
"""

from pathlib import Path
from typing import Any

from dondoc.calendarfile.files import RuleFileFaulty, check_entry, rule_files
from dondoc.core.checkpoints import At, ProductKind, Rhythm, Step
from dondoc.core.periods import Frequency


def product_kinds() -> tuple[ProductKind, ...]:
    """The kinds in the order of the file, the last one without words.

    The file that DONDOC_CHECKPOINTS names takes the place of the shipped one. Raises RuleFileFaulty.
    """
    for path, tables in rule_files("checkpoints.toml", local="DONDOC_CHECKPOINTS"):
        check_entry(path, tables, {"kind": list})
        kinds = tuple(_kind(path, entry) for entry in tables["kind"])
        if not kinds or kinds[-1].products or kinds[-1].tasks or not isinstance(kinds[-1].way, Rhythm):
            raise RuleFileFaulty(f"Tệp quy tắc {path}: loại cuối cùng phải có each và không có từ nhận biết nào.")
    return kinds


def _kind(path: Path, entry: Any) -> ProductKind:
    check_entry(path, entry, {"title": str, "products": list, "tasks": list}, {"steps": list, "each": dict})
    if ("steps" in entry) == ("each" in entry):
        raise RuleFileFaulty(f"Tệp quy tắc {path}: loại “{entry['title']}” cần steps hoặc each.")
    words = [*entry["products"], *entry["tasks"]]
    if not all(isinstance(word, str) and word and word == word.lower() for word in words):
        raise RuleFileFaulty(f"Tệp quy tắc {path}: từ nhận biết của “{entry['title']}” phải là chữ thường.")
    way = tuple(_step(path, step) for step in entry["steps"]) if "steps" in entry else _rhythm(path, entry["each"])
    return ProductKind(entry["title"], tuple(entry["products"]), tuple(entry["tasks"]), way)


def _step(path: Path, step: Any) -> Step:
    check_entry(path, step, {"text": str, "percent": int})
    if not 1 <= step["percent"] <= 100:
        raise RuleFileFaulty(f"Tệp quy tắc {path}: {step['percent']} không phải tỷ lệ từ 1 đến 100.")
    return Step(step["text"], step["percent"])


def _rhythm(path: Path, each: Any) -> Rhythm:
    check_entry(path, each, {"text": str, "frequency": str, "at": str}, {"day": int})
    try:
        frequency, at = Frequency(each["frequency"]), At(each["at"])
    except ValueError as error:
        raise RuleFileFaulty(f"Tệp quy tắc {path}: không nhận frequency hoặc at: {each}.") from error
    day = each.get("day", 15)
    if not 1 <= day <= 28:
        raise RuleFileFaulty(f"Tệp quy tắc {path}: {day} không phải ngày có trong mọi tháng.")
    return Rhythm(each["text"], frequency, at, day)
