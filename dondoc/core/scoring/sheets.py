"""The score sheet: what was computed, criterion by criterion, and why. Not here: computing it (scores)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dondoc.core.scoring.facts import FactValue


class CriterionState(StrEnum):
    SCORED = "scored"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    INFORMATIONAL = "informational"


@dataclass(frozen=True)
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
