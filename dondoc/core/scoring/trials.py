"""What if: the sheet under changed facts beside the sheet as it is. Nothing is stored. Not here: scoring (scores)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.fact_shapes import facts_faults
from dondoc.core.scoring.facts import Facts, FactValue
from dondoc.core.scoring.faults import FactsRefused, ShapeFault
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import ScoreSheet


@dataclass(frozen=True)
class Difference:
    """Points of a criterion or pillar before and after; None when it does not apply."""

    code: str
    before: Decimal | None
    after: Decimal | None

    @property
    def gain(self) -> Decimal:
        """Points won, negative when lost; what does not apply counts as no points."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Trial:
    """Both sheets, and the criteria and pillars whose points differ, in the order of the set."""

    old: ScoreSheet
    new: ScoreSheet
    criteria: tuple[Difference, ...]
    pillars: tuple[Difference, ...]

    @property
    def gain(self) -> Decimal:
        """Points won in all, negative when lost."""
        return self.new.points - self.old.points

    @property
    def changes_band(self) -> bool:
        return self.old.band != self.new.band


def trial(
    criteria_set: CriteriaSet,
    facts: Facts,
    changes: Mapping[str, FactValue],
    *,
    peers: Sequence[Facts] | None = None,
) -> Trial:
    """The sheet with these facts changed (None: as if not reported), beside that of the facts as they are.

    Raises FactsRefused, with every fault at once, for a fact that no criterion of the body asks for and for a value
    that does not suit. Neither the facts nor anything else is touched.
    """
    asked = {fact for criterion in criteria_set.criteria_of(facts.profile) for fact in criterion.facts}
    unknown = [
        ShapeFault(fact, "không chỉ số nào dùng số liệu này", "cần tên một số liệu của bộ chỉ số")
        for fact in changes
        if fact not in asked
    ]
    changed = replace(facts, values={**facts.values, **changes})
    faults = unknown + facts_faults(changed, criteria_set)
    if faults:
        raise FactsRefused(faults)
    old, new = (score(criteria_set, each, peers=peers) for each in (facts, changed))
    return Trial(
        old,
        new,
        tuple(
            Difference(before.code, before.points, after.points)
            for before, after in zip(old.criteria, new.criteria, strict=True)
            if before.points != after.points
        ),
        tuple(
            Difference(before.code, before.points, after.points)
            for before, after in zip(old.pillars, new.pillars, strict=True)
            if before.points != after.points
        ),
    )
