"""The appraiser's queue by points at risk, and figures that contradict each other.

Not here: what is objected to (opponents), the second reading (samples).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.objections import Objection, ReportedFigure
from dondoc.core.scoring.opponents import differ
from dondoc.core.scoring.sheets import CriterionState, ScoreSheet
from dondoc.core.scoring.step_texts import FactName, value_text


@dataclass(frozen=True)
class Submission:
    """What one body handed in: its sheet, what is objected to, and the codes of criteria already appraised."""

    body: str
    sheet: ScoreSheet
    objections: tuple[Objection, ...] = ()
    appraised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """A criterion of a body still to be appraised; `points` is None where the body says that it does not apply."""

    body: str
    criterion: str
    points: Decimal | None
    at_risk: Decimal
    objections: tuple[Objection, ...]


def queue(submissions: Sequence[Submission]) -> tuple[Waiting, ...]:
    """What is still to be appraised: most points at risk first, then most points, then in the order given.

    Points cannot be lost twice: at risk is the most that one objection puts at risk, and no more than was scored.
    """
    found = []
    for each in submissions:
        for row in each.sheet.criteria:
            if row.code in each.appraised or row.state is CriterionState.INFORMATIONAL:
                continue
            against = tuple(objection for objection in each.objections if objection.criterion == row.code)
            most = max((objection.at_risk for objection in against), default=Decimal(0))
            found.append(Waiting(each.body, row.code, row.points, min(most, row.points or Decimal(0)), against))
    return tuple(sorted(found, key=lambda row: (-row.at_risk, -(row.points or Decimal(0)))))


@dataclass(frozen=True)
class Contradiction:
    """Figures of one body for the same thing that cannot all be right, in the order given."""

    fact: str
    figures: tuple[ReportedFigure, ...]


def contradictions(figures: Iterable[ReportedFigure]) -> tuple[Contradiction, ...]:
    """The facts for which two figures of the body differ, each with all its figures."""
    of_fact: dict[str, list[ReportedFigure]] = {}
    for figure in figures:
        of_fact.setdefault(figure.fact, []).append(figure)
    return tuple(
        Contradiction(fact, tuple(given))
        for fact, given in of_fact.items()
        if any(differ(one.value, other.value) for one, other in combinations(given, 2))
    )


def scored_figures(criteria_set: CriteriaSet, facts: Facts, measures: Mapping[str, str]) -> tuple[ReportedFigure, ...]:
    """The figures that criteria are scored by, as reported figures with the criterion as their place.

    `measures` says what a fact measures where that has another name: two facts that measure the same are held
    against each other, and against figures reported under that name.
    """
    return tuple(
        ReportedFigure(measures.get(fact, fact), value, f"chỉ số {criterion.code}")
        for criterion in criteria_set.criteria_of(facts.profile)
        for fact in criterion.facts
        if (value := facts.values.get(fact)) is not None
    )


def contradiction_text(contradiction: Contradiction, name: FactName) -> str:
    """`“Hồ sơ trực tuyến”: chỉ số 1.2 ghi 100/100 (100 %); chỉ số 3.1 ghi 92/100 (92 %)`."""
    figures = "; ".join(f"{each.place} ghi {value_text(each.value, name)}" for each in contradiction.figures)
    return f"“{name.title}”: {figures}"
