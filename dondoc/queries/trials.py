"""What if: the facts of an assessment to be tried out with other values, for a viewer. Nothing is stored.

Not here: the arithmetic (core/scoring/trials).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.permissions import Viewer
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Information
from dondoc.core.scoring.facts import Facts, FactValue
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionScore, ScoreSheet
from dondoc.core.scoring.step_texts import FactName
from dondoc.core.scoring.steps import full_step
from dondoc.core.scoring.trials import Difference, Trial, trial
from dondoc.queries import assessments
from dondoc.queries.assessments import Located, LocatedPage
from dondoc.queries.criteria_sets import fact_names


@dataclass(frozen=True)
class TrialPage(LocatedPage):
    """The criteria that the viewer sees and that give points, each with its row of the sheet as it is.

    `reaches` has, by fact that is a plain number, how far it makes sense to move it.
    """

    facts: Facts
    names: Mapping[str, FactName]
    rows: tuple[tuple[Criterion, CriterionScore], ...]
    reaches: Mapping[str, Decimal]

    def tried(self, changes: Mapping[str, FactValue]) -> Trial:
        """Both sheets. Raises FactsRefused with every fault at once."""
        return trial(self.criteria_set, self.facts, changes)

    def seen(self, tried: Trial) -> tuple[Difference, ...]:
        """The criteria within sight whose points differ."""
        codes = self.located.codes
        return tuple(each for each in tried.criteria if codes is None or each.code in codes)


def page(viewer: Viewer, assessment_id: int) -> TrialPage:
    """The facts of a seen assessment, as far as the viewer sees its criteria. Raises NotVisible."""
    located = assessments.located(viewer, assessment_id)
    assessment = located.assessment
    criteria_set, facts = assessments.set_in(assessment), assessments.facts_of(assessment)
    names = fact_names(assessment.round.adopted_set)
    rows = _rows(located, score(criteria_set, facts))
    reaches = _reaches(criteria_set, facts, [criterion for criterion, _score in rows])
    return TrialPage(located, criteria_set, facts, names, rows, reaches)


def _rows(located: Located, sheet: ScoreSheet) -> tuple[tuple[Criterion, CriterionScore], ...]:
    scored = {each.code: each for each in sheet.criteria}
    return tuple(
        (each, scored[each.code])
        for each in assessments.criteria_of(located.assessment)
        if (located.codes is None or each.code in located.codes)
        and not isinstance(each.rule, Information)
        and each.code not in located.assessment.not_applicable
    )


def _reaches(criteria_set: CriteriaSet, facts: Facts, criteria: Iterable[Criterion]) -> Mapping[str, Decimal]:
    """Twice what a number is, or what the full step of a criterion asks of it, whichever is more."""
    found = {fact: 2 * value for fact, value in facts.values.items() if isinstance(value, Decimal)}
    for criterion in criteria:
        step = full_step(criterion, facts, criteria_set)
        for change in step.changes if step else ():
            if isinstance(change.after, Decimal):
                found[change.fact] = max(change.after, found.get(change.fact, change.after))
    return found
