"""Lists of units and of people: one line of each, and what a list would change in what is known.

Not here: files (listfile), what may be changed by whom (actions/rosters).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role
from dondoc.core.refusals import Fault

Places = Mapping[str, str]


@dataclass(frozen=True)
class UnitLine:
    """A unit as a list gives it. `places` are the addresses of its cells by field (`Đơn vị!B5`)."""

    code: str
    name: str
    kind: UnitKind
    short_name: str = ""
    handles_procedures: bool = False
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    places: Places = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        return (self.code,)


@dataclass(frozen=True)
class PersonLine:
    """One position of one person, as a list gives it; somebody with two positions has two lines."""

    username: str
    full_name: str
    role: Role
    unit_code: str = ""
    title: str = ""
    decision: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    places: Places = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        return (self.username, self.role, self.unit_code, self.valid_from)


Line = TypeVar("Line", UnitLine, PersonLine)


@dataclass(frozen=True)
class Listing(Generic[Line]):
    """What a file says: its lines, and everything wrong in it (a fault's field is the address of the cell)."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Differences(Generic[Line]):
    """What a list changes: lines that are new, changed, or changed in that they now end; the others are as known."""

    new: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()
    ended: tuple[Line, ...] = ()
    unchanged_count: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything that is not as known."""
        return self.new + self.changed + self.ended

    @property
    def count(self) -> int:
        return len(self.lines)


def differences(lines: Sequence[Line], known: Mapping[tuple[object, ...], Line]) -> Differences[Line]:
    """What these lines change; what is known and not in the list stays as it is."""
    new = [line for line in lines if line.key not in known]
    other = [line for line in lines if line.key in known and known[line.key] != line]
    ended = [line for line in other if line.valid_to is not None and known[line.key].valid_to is None]
    changed = [line for line in other if line not in ended]
    return Differences(tuple(new), tuple(changed), tuple(ended), len(lines) - len(new) - len(other))


def repeated(lines: Sequence[Line], key_field: str) -> list[Fault]:
    """Lines that say what a line above says already."""
    first: dict[tuple[object, ...], Line] = {}
    faults = []
    for line in lines:
        above = first.setdefault(line.key, line)
        if above is not line:
            at, there = line.places.get(key_field, ""), above.places.get(key_field, "")
            faults.append(Fault(at, f"Trùng với dòng ở ô {there}: hãy giữ một dòng."))
    return faults
