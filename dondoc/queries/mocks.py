"""The mock appraisal of an assessment: what the opponent reads of it, and what it objects to, for a viewer.

Not here: the rules by which it objects (core/scoring/opponents).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dondoc.core.permissions import Act, Viewer, reaches_department
from dondoc.core.scoring.changes import CriterionChange, Pair, changes
from dondoc.core.scoring.objections import Brief, Objection, Origin, Proof, ReportedFigure
from dondoc.core.scoring.opponents import objections
from dondoc.models import Assessment, CriterionProof
from dondoc.queries import assessments, fact_sources
from dondoc.queries.assessments import Located, LocatedPage
from dondoc.queries.criteria_sets import fact_names, set_of


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
    assessment = located.assessment
    criteria_set, year = assessments.set_in(assessment), assessment.round.year
    brief = Brief(
        criteria_set=criteria_set,
        facts=assessments.facts_of(assessment),
        period=(date(year, 1, 1), date(year, 12, 31)),
        origins={
            fact: Origin(row.as_of, row.is_typed, row.source) for fact, row in assessments.fact_rows(assessment).items()
        },
        proofs=proofs_given(assessment),
        figures=_figures(located, on),
        changes=_changes(assessment),
        names=fact_names(assessment.round.adopted_set),
    )
    seen = (each for each in objections(brief) if located.codes is None or each.criterion in located.codes)
    return MockPage(located, criteria_set, tuple(seen))


def proofs_given(assessment: Assessment) -> Sequence[Proof]:
    """What proves the criteria now, as rules read it."""
    return [_proof(row) for rows in assessments.proofs_of(assessment).values() for row in rows]


def _proof(row: CriterionProof) -> Proof:
    return Proof(row.criterion, row.file_name, row.sha256, row.number, row.issued_on, row.page)


def _figures(located: Located, on: date) -> Sequence[ReportedFigure]:
    if not reaches_department(located.viewer, Act.FIGURE_READ):
        return ()
    found = fact_sources.current(located.viewer, located.assessment, on=on)
    return [ReportedFigure(each.fact, each.value, each.source) for each in found if each.value is not None]


def _changes(assessment: Assessment) -> Sequence[CriterionChange]:
    adopted = assessment.round.adopted_set
    if adopted.earlier is None:
        return ()
    pairs = [Pair(old, new) for old, new in adopted.pairs]
    return changes(set_of(adopted.earlier), set_of(adopted), pairs)
