"""The rule of data windows in force on a day, from rules/reporting_windows.toml.

Not here: which window a period gets by the rule (core/periods).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dondoc.calendarfile.files import RuleFileFaulty, check_entry, rule_files
from dondoc.core.periods import Frequency, WindowEdge, WindowRule
from dondoc.core.vietnamese import date_text


def load_rule(on: date) -> WindowRule:
    """The rule in force on that day; where several are, the last one written.

    The file that DONDOC_WINDOWS names comes after the shipped one, so that a body can set its own periods.
    Raises RuleFileFaulty, also when no rule is in force.
    """
    found = None
    for path, tables in rule_files("reporting_windows.toml", local="DONDOC_WINDOWS"):
        check_entry(path, tables, {"rule": list})
        for entry in tables["rule"]:
            check_entry(
                path,
                entry,
                {"decision": str, "valid_from": date, "opens": dict, "closes": dict},
                {"valid_to": date},
            )
            opens, closes = _edges(path, entry["opens"]), _edges(path, entry["closes"])
            if entry["valid_from"] <= on <= entry.get("valid_to", date.max):
                found = WindowRule(entry["decision"], opens, closes)
    if found is None:
        raise RuleFileFaulty(f"Không có quy định chốt số liệu báo cáo nào có hiệu lực vào ngày {date_text(on)}.")
    return found


def _edges(path: Path, table: Any) -> Mapping[Frequency, WindowEdge]:
    check_entry(path, table, {frequency.value: dict for frequency in Frequency})
    for edge in table.values():
        check_entry(path, edge, {"months": int, "day": int})
        if not 1 <= edge["day"] <= 31:
            raise RuleFileFaulty(f"Tệp quy tắc {path}: {edge['day']} không phải ngày trong tháng.")
    return {Frequency(name): WindowEdge(**edge) for name, edge in table.items()}
