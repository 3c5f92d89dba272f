"""The score sheet: what was computed, criterion by criterion, and why. Not here: computing it (scores)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.facts import FactValue
from dondoc.core.scoring.plain_facts import plain_value


class CriterionState(StrEnum):
    SCORED = "scored"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    INFORMATIONAL = "informational"


@dataclass(frozen=True, slots=True)  # there are hundreds of thousands when a whole province is scored
class CriterionScore:
    """Points as printed; `None` when not applicable or informational. `why` says which figures gave them."""

    code: str
    points: Decimal | None
    max: Decimal
    state: CriterionState
    why: str
    value: FactValue = None  # of an informational criterion


@dataclass(frozen=True)
class PillarScore:
    """`percent` (two decimals) is None when nothing of the pillar applies."""

    code: str
    points: Decimal
    max: Decimal
    percent: Decimal | None


@dataclass(frozen=True)
class ScoreWarning:
    code: str
    message: str


@dataclass(frozen=True)
class ScoreSheet:
    """One body's score; `max` is that of its applicable criteria, `scaled` after the set's not-applicable rule."""

    set_id: str
    body: str
    year: int
    profile: str
    points: Decimal
    max: Decimal
    percent: Decimal | None
    scaled: Decimal
    band: str | None
    pillars: tuple[PillarScore, ...]
    criteria: tuple[CriterionScore, ...]
    warnings: tuple[ScoreWarning, ...]


def sheet_object(sheet: ScoreSheet, criteria_set: CriteriaSet) -> dict[str, object]:
    """The sheet as the object to print as JSON: numbers as text with the decimals of the set, maxima as written."""
    return {
        "set": sheet.set_id,
        "body": sheet.body,
        "year": sheet.year,
        "profile": sheet.profile,
        "points": _text(sheet.points, criteria_set.total_decimals),
        "max": format(sheet.max, "f"),
        "percent": _text(sheet.percent, 2),
        "scaled": _text(sheet.scaled, criteria_set.total_decimals),
        "band": sheet.band,
        "pillars": [
            {
                "code": pillar.code,
                "points": _text(pillar.points, criteria_set.total_decimals),
                "max": format(pillar.max, "f"),
                "percent": _text(pillar.percent, 2),
            }
            for pillar in sheet.pillars
        ],
        "criteria": [_criterion_object(row, criteria_set) for row in sheet.criteria],
        "warnings": [{"code": warning.code, "message": warning.message} for warning in sheet.warnings],
    }


def _criterion_object(row: CriterionScore, criteria_set: CriteriaSet) -> dict[str, object]:
    found: dict[str, object] = {
        "code": row.code,
        "points": _text(row.points, criteria_set.criterion_decimals),
        "max": format(row.max, "f"),
        "state": row.state.value,
        "why": row.why,
    }
    return found | {"value": plain_value(row.value)} if row.state is CriterionState.INFORMATIONAL else found


def _text(value: Decimal | None, decimals: int) -> str | None:
    return None if value is None else format(value, f".{decimals}f")
