"""The mock appraisal of an assessment: what the opponent reads of it, and what it objects to, for a viewer.

Not here: what an opponent reads of any assessment (briefs), the rules by which it objects (core/scoring/opponents).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dondoc.core.permissions import Act, Viewer, reaches_department
from dondoc.core.scoring.objections import Objection, ReportedFigure
from dondoc.core.scoring.opponents import objections
from dondoc.queries import assessments, fact_sources
from dondoc.queries.assessments import Located, LocatedPage
from dondoc.queries.briefs import briefs_of


@dataclass(frozen=True)
class MockPage(LocatedPage):
    """The objections within sight, most points at risk first."""

    objections: tuple[Objection, ...]

    @property
    def at_risk(self) -> Decimal:
        """Points at risk, those of a criterion counted once however many objections it has."""
        highest: dict[str, Decimal] = {}
        for each in self.objections:
            highest[each.criterion] = max(each.at_risk, highest.get(each.criterion, Decimal(0)))
        return sum(highest.values(), Decimal(0))

    @property
    def criterion_count(self) -> int:
        return len({each.criterion for each in self.objections})


def page(viewer: Viewer, assessment_id: int, *, on: date) -> MockPage:
    """What an appraiser would object to today, as far as the viewer sees the criteria. Raises NotVisible.

    What plans report is held against the facts only for somebody who sees the figures of all units.
    """
    located = assessments.located(viewer, assessment_id)
    brief = briefs_of([located.assessment])[located.assessment.pk]
    brief = replace(brief, figures=_figures(located, on))
    seen = (each for each in objections(brief) if located.codes is None or each.criterion in located.codes)
    return MockPage(located, brief.criteria_set, tuple(seen))


def _figures(located: Located, on: date) -> Sequence[ReportedFigure]:
    if not reaches_department(located.viewer, Act.FIGURE_READ):
        return ()
    found = fact_sources.current(located.viewer, located.assessment, on=on)
    return [ReportedFigure(each.fact, each.value, each.source) for each in found if each.value is not None]
