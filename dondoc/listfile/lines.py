"""Tables into lines of units and people: columns found by their headers, every fault with its cell at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role
from dondoc.core.refusals import Fault
from dondoc.core.rosters import Line, Listing, PersonLine, UnitLine
from dondoc.listfile.columns import field_of, header_of, plain, rules, value_of, words_of
from dondoc.listfile.tables import SheetTable, tables

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")


@dataclass
class _Row:
    """The cells of one row by field, with their addresses; faults gather here."""

    texts: Mapping[str, str]
    places: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        return " ".join(self.texts.get(name, "").split())

    def fault(self, name: str, sentence: str) -> None:
        self.faults.append(Fault(self.places[name], sentence))

    def word(self, name: str) -> str:
        """The value of a word of a fixed set; a fault and an empty text for any other."""
        value = value_of(name, self.text(name))
        if value is None and self.text(name):
            self.fault(name, f"“{self.text(name)}” không nhận ra: hãy ghi một trong các từ {words_of(name)}.")
        return value or ""

    def day(self, name: str) -> date | None:
        found = _DATE.fullmatch(self.text(name))
        try:
            if found:
                day, month, year, *iso = found.groups()
                return date(int(year), int(month), int(day)) if year else date(*map(int, iso))
        except ValueError:
            pass
        if self.text(name):
            self.fault(name, f"“{self.text(name)}” không phải ngày: hãy ghi như 15/6/2026.")
        return None


def read_units(data: bytes, *, name: str) -> Listing[UnitLine] | None:
    """The units of a file; `None` when it has no such sheet. Raises UnreadableFile."""
    return _read(data, name, "units", _unit)


def read_people(data: bytes, *, name: str) -> Listing[PersonLine] | None:
    """The people of a file, one line a position; `None` when it has no such sheet. Raises UnreadableFile."""
    return _read(data, name, "people", _person)


def _read(data: bytes, name: str, kind: str, line: Callable[[_Row], Line | None]) -> Listing[Line] | None:
    lines: list[Line] = []
    faults: list[Fault] = []
    found = [table for table in tables(data, name) if _is_of(table, kind)]
    for table in found:
        missing = [n for n in rules()[kind]["required"] if n not in _fields(table, kind).values()]
        faults += [Fault(table.address(0, 0), f"Thiếu cột “{header_of(kind, n)}”: hãy thêm cột này.") for n in missing]
        faults += _header_faults(table, kind)
        for row in _rows(table, kind) if not missing else ():
            _check_required(row, kind)
            made = line(row)
            faults += row.faults
            if made is not None:
                lines.append(made)
    return Listing(tuple(lines), tuple(faults)) if found else None


def _is_of(table: SheetTable, kind: str) -> bool:
    """A sheet by its name; a .csv, which has none, by the column that only such a list has."""
    if table.name:
        return plain(table.name) in map(plain, rules()[kind]["sheets"])
    return ("username" if kind == "people" else "kind") in _fields(table, kind).values()


def _fields(table: SheetTable, kind: str) -> dict[int, str]:
    """By place of the column, its field; the first where two columns mean the same."""
    found: dict[int, str] = {}
    for place, header in enumerate(table.rows[0] if table.rows else ()):
        name = field_of(kind, header)
        if name is not None and name not in found.values():
            found[place] = name
    return found


def _header_faults(table: SheetTable, kind: str) -> Iterator[Fault]:
    known = _fields(table, kind)
    for place, header in enumerate(table.rows[0] if table.rows else ()):
        if header and place not in known:
            sentence = f"Cột “{header}” không nhận ra hoặc có hai lần: hãy đổi tên theo tệp mẫu hoặc bỏ cột này."
            yield Fault(table.address(0, place), sentence)


def _rows(table: SheetTable, kind: str) -> Iterator[_Row]:
    known = _fields(table, kind)
    for number, cells in enumerate(table.rows[1:], start=1):
        texts = {name: cells[place] if place < len(cells) else "" for place, name in known.items()}
        if any(texts.values()):
            yield _Row(texts, {name: table.address(number, place) for place, name in known.items()})


def _check_required(row: _Row, kind: str) -> None:
    for name in rules()[kind]["required"]:
        if not row.text(name):
            row.fault(name, f"Ô “{header_of(kind, name)}” còn trống: hãy ghi giá trị.")


def _unit(row: _Row) -> UnitLine | None:
    given: dict[str, Any] = {name: row.text(name) for name in ("code", "name", "short_name")}
    kind, handles, since, until = (
        row.word("kind"),
        row.word("handles_procedures"),
        row.day("valid_from"),
        row.day("valid_to"),
    )
    aliases = [" ".join(line.split()) for line in row.texts.get("aliases", "").split("\n")]
    if row.faults:
        return None
    given["short_name"] = given["short_name"] or given["name"][:60]
    return UnitLine(
        **given,
        kind=UnitKind(kind),
        handles_procedures=handles == "yes",
        aliases=tuple(alias for alias in aliases if alias),
        valid_from=since,
        valid_to=until,
        places=row.places,
    )


def _person(row: _Row) -> PersonLine | None:
    given = {name: row.text(name) for name in ("username", "full_name", "unit_code", "title", "decision")}
    role, since, until = row.word("role"), row.day("valid_from"), row.day("valid_to")
    if row.faults:
        return None
    return PersonLine(**given, role=Role(role), valid_from=since, valid_to=until, places=row.places)
