"""What a mock appraisal reads of many assessments: origins of facts, proofs, figures told elsewhere, changed criteria.

Not here: what is objected to (core/scoring/opponents), what the appraiser works through (appraisals).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dondoc.core.scoring.bindings import BindingKind
from dondoc.core.scoring.changes import CriterionChange, Pair, changes
from dondoc.core.scoring.objections import Brief, Origin, Proof, ReportedFigure
from dondoc.core.scoring.plain_facts import fact_value
from dondoc.models import AdoptedSet, Assessment, AssessmentFact, CriterionProof, FactBinding
from dondoc.queries import assessments, criteria_sets

# What is said of a proof with personal data.
RESTRICTED = "Tài liệu có dữ liệu cá nhân"


@dataclass
class _Kept:
    """Of one body: where each fact comes from, and what its source said where something else was then typed."""

    origins: dict[str, Origin] = field(default_factory=dict)
    gathered: dict[str, ReportedFigure] = field(default_factory=dict)


def briefs_of(found: Collection[Assessment]) -> Mapping[int, Brief]:
    """By assessment id, all that the opponent reads; five statements however many.

    The period is the year of the round. A fact that was typed over what its source gave has that as a figure told
    elsewhere.
    """
    facts = assessments.facts_of_all(found)
    kept, proofs, changed = _kept(found), proofs_of(found), _changes(found)
    return {
        each.pk: Brief(
            criteria_set=assessments.set_in(each),
            facts=facts[each.pk],
            period=(date(each.round.year, 1, 1), date(each.round.year, 12, 31)),
            origins=kept[each.pk].origins,
            proofs=proofs[each.pk],
            figures=[fig for fact, fig in kept[each.pk].gathered.items() if kept[each.pk].origins[fact].is_typed],
            changes=changed.get(each.round.adopted_set_id, ()),
            names=criteria_sets.fact_names(each.round.adopted_set),
        )
        for each in found
    }


def measures_of(found: Collection[Assessment]) -> Mapping[int, Mapping[str, str]]:
    """By assessment id and fact, what it measures: facts bound to one target measure the same; one statement.

    The bindings are the body's own for the set, and where it has none those shipped with the set.
    """
    digests = {each.round.adopted_set.sha256 for each in found}
    bound = FactBinding.objects.filter(
        adopted_set__department__in={each.department_id for each in found},
        adopted_set__sha256__in=digests,
        target__isnull=False,
    )
    own: dict[tuple[int, str], dict[str, str]] = {}
    for row in bound.select_related("adopted_set"):
        place = (row.adopted_set.department_id, row.adopted_set.sha256)
        own.setdefault(place, {})[row.fact] = f"target {row.target_id}"
    return {
        each.pk: _shipped_measures(each.round.adopted_set)
        | own.get((each.department_id, each.round.adopted_set.sha256), {})
        for each in found
    }


def proofs_of(found: Collection[Assessment]) -> Mapping[int, Sequence[Proof]]:
    """By assessment id, what proves the criteria now, as rules read it; one statement."""
    proofs: dict[int, list[Proof]] = {each.pk: [] for each in found}
    rows = CriterionProof.objects.filter(assessment__in=proofs, withdrawn_at=None)
    for row in rows.select_related("evidence"):
        name = RESTRICTED if row.is_restricted else row.file_name
        proofs[row.assessment_id].append(Proof(row.criterion, name, row.sha256, row.number, row.issued_on, row.page))
    return proofs


def _shipped_measures(adopted_set: AdoptedSet) -> dict[str, str]:
    shipped = criteria_sets.default_bindings(adopted_set)
    return {each.fact: f"target {'; '.join(each.words)}" for each in shipped if each.kind is BindingKind.TARGET}


def _kept(found: Collection[Assessment]) -> Mapping[int, _Kept]:
    kept = {each.pk: _Kept() for each in found}
    rows = AssessmentFact.objects.filter(assessment__in=kept).order_by("id")
    fields = ("assessment_id", "fact", "value", "as_of", "is_typed", "source")
    for assessment_id, fact, value, as_of, is_typed, source in rows.values_list(*fields):
        one = kept[assessment_id]
        one.origins[fact] = Origin(as_of, is_typed, source)
        if not is_typed:
            one.gathered[fact] = ReportedFigure(fact, fact_value(value), source)
    return kept


def _changes(found: Collection[Assessment]) -> Mapping[int, tuple[CriterionChange, ...]]:
    """By adopted set, what became of each criterion since the set before it."""
    sets = {each.round.adopted_set_id: each.round.adopted_set for each in found}
    earlier = AdoptedSet.objects.in_bulk([s.earlier_id for s in sets.values() if s.earlier_id is not None])
    return {
        pk: changes(
            criteria_sets.set_of(earlier[each.earlier_id]),
            criteria_sets.set_of(each),
            [Pair(old, new) for old, new in each.pairs],
        )
        for pk, each in sets.items()
        if each.earlier_id is not None
    }
