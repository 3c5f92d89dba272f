"""The table of days off: the kept-up library's list, then the dated files of yearly decisions on top.

Not here: what a day off does to a due day (core/calendars).
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from holidays import country_holidays

from dondoc.calendarfile.files import RuleFileFaulty, check_entry, rule_files
from dondoc.core.calendars import HolidayTable


def holiday_table(years: Iterable[int]) -> HolidayTable:
    """The days off and the weekend days worked from the first to the last of these years.

    The library's list holds; rules/holidays.toml overrides it, and the file that DONDOC_HOLIDAYS names overrides
    both. Raises RuleFileFaulty.
    """
    wanted = set(years)
    span = range(min(wanted), max(wanted) + 1)
    library = country_holidays("VN", years=span, language="vi")
    names: dict[date, str] = dict(library.items())
    worked: set[date] = set(library.weekend_workdays)
    for path, tables in rule_files("holidays.toml", local="DONDOC_HOLIDAYS"):
        off, exchanged = _decisions(path, tables)
        names = {day: name for day, name in names.items() if day not in exchanged} | off
        worked = worked - off.keys() | exchanged
    return HolidayTable(
        span[0],
        span[-1],
        {day: name for day, name in sorted(names.items()) if day.year in span},
        frozenset(day for day in worked if day.year in span),
    )


def _decisions(path: Path, tables: Any) -> tuple[dict[date, str], set[date]]:
    """The days off with their names, and the weekend days worked, of one file."""
    check_entry(path, tables, {}, {"off": list, "worked": list})
    off, worked = tables.get("off", []), tables.get("worked", [])
    for entry in off:
        check_entry(path, entry, {"day": date, "name": str, "decision": str})
    for entry in worked:
        check_entry(path, entry, {"day": date, "decision": str})
    names, exchanged = {entry["day"]: entry["name"] for entry in off}, {entry["day"] for entry in worked}
    if len(names.keys() | exchanged) < len(off) + len(worked):
        raise RuleFileFaulty(f"Tệp quy tắc {path}: có ngày được ghi hai lần.")
    return names, exchanged
