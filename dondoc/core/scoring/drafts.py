"""A criteria set as read from the tables of an annex, before a human has confirmed its rules.

Not here: reading the tables (criteriafile/tables), the confirmed set (criteria).
"""

from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.plan import Doubt
from dondoc.core.scoring.criteria import Rule, Source


@dataclass(frozen=True)
class PillarDraft:
    """A group row. `max` is the one printed, None where none is; `where` is its row in the file."""

    code: str
    title: str
    max: Decimal | None
    where: str


@dataclass(frozen=True)
class CriterionDraft:
    """A row of the annex. What was not read is None or empty, never a guess.

    `rule` is proposed where the words of `rule_text` are clear; its facts bear names made of the code, to be given
    their own. `source` is told from `source_text` where that has a known word.
    """

    code: str
    pillar: str
    title: str
    max: Decimal | None
    rule_text: str
    rule: Rule | None
    evidence: tuple[str, ...]
    source_text: str
    source: Source | None
    verifier: str
    where: str


@dataclass(frozen=True)
class SetDraft:
    """A whole annex with everything that is doubtful in it."""

    title: str
    pillars: tuple[PillarDraft, ...]
    criteria: tuple[CriterionDraft, ...]
    doubts: tuple[Doubt, ...]
