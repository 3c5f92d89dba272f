"""Which units a printed lead means: `Sở Tư pháp (Văn phòng Sở)`, `các phòng, đơn vị thuộc Sở`.

Not here: splitting a cell into bodies (planfile), storing obligations (actions).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dondoc.core.vietnamese import fold


class UnitKind(StrEnum):
    """The Office, a division (phòng chuyên môn, thanh tra), or an attached unit (đơn vị trực thuộc)."""

    OFFICE = "office"
    DIVISION = "division"
    ATTACHED = "attached"


@dataclass(frozen=True)
class UnitNames:
    """A unit as far as matching needs it."""

    id: int
    kind: UnitKind
    handles_procedures: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class LeadMatch:
    """The units meant; empty when nothing fits. `is_collective` when a word such as `các đơn vị` was printed."""

    unit_ids: tuple[int, ...]
    is_collective: bool


_COLLECTIVE = re.compile(
    r"\b(cac|tat ca|toan the|tung|moi|thu truong|truong cac)\b|^(phong|don vi)\s*,\s*(phong|don vi)"
)
_IN_BRACKETS = re.compile(r"^[^()]*\(([^()]+)\)\s*$")
_OF_THE_DEPARTMENT = re.compile(r"\s*\b(thuoc|cua)?\s*(va truc thuoc|truc thuoc|thuoc)?\s*so(\s+tu phap)?$")
_WITH_PROCEDURES = re.compile(r"\b(tthc|thu tuc hanh chinh)\b")
_KINDS = re.compile(r"\b(phong|don vi|trung tam)\b")
_OUTSIDE = re.compile(r"\b(so|ban), (ban|nganh)\b|\bubnd\b|\buy ban\b|\bxa\b|\bphuong\b")
_DIVISIONS = re.compile(r"\bphong\b")
_ATTACHED = re.compile(r"\b(don vi|trung tam|chi cuc)\b")


def match_lead(printed: str, units: Sequence[UnitNames]) -> LeadMatch:
    """The units of the department that a printed lead means, in the order of `units`.

    A unit's own name wins over a collective reading. A collective names its kinds: `các phòng` the Office and the
    divisions, `các đơn vị trực thuộc` the attached units, both words all units; `có TTHC` keeps those that handle
    procedures.
    """
    folded = _inner(fold(printed))
    named = tuple(unit.id for unit in units if _plain(folded) in {_plain(fold(name)) for name in unit.names})
    if named:
        return LeadMatch(named, is_collective=False)
    if not _COLLECTIVE.search(folded) or not _KINDS.search(folded) or _OUTSIDE.search(folded):
        return LeadMatch((), is_collective=False)
    return LeadMatch(tuple(unit.id for unit in units if _is_meant(unit, folded)), is_collective=True)


def _inner(folded: str) -> str:
    inside = _IN_BRACKETS.match(folded)
    return (inside.group(1) if inside else folded).strip(" .;:")


def _plain(folded: str) -> str:
    return re.sub(r"\s+", " ", _OF_THE_DEPARTMENT.sub("", re.sub(r"[,.;]", " ", folded))).strip() or folded


def _is_meant(unit: UnitNames, folded: str) -> bool:
    if _WITH_PROCEDURES.search(folded) and not unit.handles_procedures:
        return False
    if "chuyen mon" in folded and unit.kind is UnitKind.OFFICE:
        return False
    divisions, attached = _DIVISIONS.search(folded), _ATTACHED.search(folded)
    if bool(divisions) == bool(attached):
        return True
    return (unit.kind is UnitKind.ATTACHED) == bool(attached)
