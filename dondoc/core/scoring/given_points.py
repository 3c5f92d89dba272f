"""A sheet from points that people gave, criterion by criterion, in place of those that rules compute.

Totals, rounding, bands and what does not apply are those of every sheet (scores). Not here: who gave them, and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from dondoc.core.scoring.criteria import CriteriaSet, Criterion, External, Information
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionScore, CriterionState, ScoreSheet

NOT_GIVEN = "chưa có điểm"


@dataclass(frozen=True)
class GivenPoints:
    """Points as given, 0 to the maximum; None for what does not apply or is shown only. `why` are the words with it."""

    points: Decimal | None
    state: CriterionState
    why: str = ""


def sheet_of_points(criteria_set: CriteriaSet, facts: Facts, given: Mapping[str, GivenPoints]) -> ScoreSheet:
    """The sheet of these points; a criterion without any is missing. Of the facts count those that are shown only."""
    outside = frozenset(code for code, each in given.items() if each.state is CriterionState.NOT_APPLICABLE)
    values = {_fact(code): each.points for code, each in given.items()}
    taken = replace(facts, values={**facts.values, **values}, not_applicable=outside)
    sheet = score(_as_given(criteria_set), taken)
    return replace(sheet, criteria=tuple(_said(row, given.get(row.code)) for row in sheet.criteria), warnings=())


def _said(row: CriterionScore, given: GivenPoints | None) -> CriterionScore:
    if row.state is CriterionState.INFORMATIONAL:
        return row
    return replace(row, state=given.state, why=given.why) if given else replace(row, why=NOT_GIVEN)


@lru_cache(maxsize=64)
def _as_given(criteria_set: CriteriaSet) -> CriteriaSet:
    """The set with each criterion's points given from outside."""
    return replace(criteria_set, criteria=tuple(_external(each) for each in criteria_set.criteria))


def _external(criterion: Criterion) -> Criterion:
    shown = isinstance(criterion.rule, Information)
    return criterion if shown else replace(criterion, rule=External(_fact(criterion.code)))


def _fact(code: str) -> str:
    return f"points of {code}"
