"""Criteria sets that a department works with, drafts of imported ones, and where each fact of a set comes from.

Not here: who is scored by them (assessments), taking them into use (actions/criteria_sets).
"""

from collections.abc import Mapping
from functools import lru_cache

from django.db.models import Q, QuerySet

from dondoc.core.permissions import Act, Viewer, check, may, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.criteriafile import read_set
from dondoc.models import AdoptedSet, Assessment, FactBinding, SetDraft

# Whoever may do one of these anywhere in the body reads the sets by which it is scored.
_READING = (Act.SCORE_READ, Act.SCORE_WRITE, Act.CHECK_READ)


def adopted(viewer: Viewer) -> QuerySet[AdoptedSet]:
    """The sets of the viewer's department and those by which it is scored; to an appraiser also those of the bodies
    given. The newest first."""
    bodies = set(viewer.appraised_ids)
    if any(reaches_department(viewer, act) or reached_units(viewer, act) for act in _READING):
        bodies.add(viewer.department_id)
    scoring = Assessment.objects.filter(department__in=bodies).values("round__adopted_set")
    return AdoptedSet.objects.filter(Q(department__in=bodies) | Q(pk__in=scoring))


def one(viewer: Viewer, adopted_id: int) -> AdoptedSet:
    """One of these sets. Raises NotVisible."""
    found = adopted(viewer).filter(pk=adopted_id).first()
    if found is None:
        raise NotVisible
    return found


def set_of(adopted_set: AdoptedSet) -> CriteriaSet:
    """What the set says, read from its text as it was adopted; the same text is read once."""
    return _read(adopted_set.content)


def keeps(viewer: Viewer) -> bool:
    """Whether the viewer may take sets into use: the Office of the department, and its appraiser."""
    return may(viewer, Act.CHECK_WRITE) or may(viewer, Act.APPRAISAL_WRITE)


def check_keeper(viewer: Viewer) -> None:
    """Raises NotAllowed unless the viewer may take sets into use."""
    if not keeps(viewer):
        check(viewer, Act.CHECK_WRITE)


def drafts(viewer: Viewer) -> QuerySet[SetDraft]:
    """Sets being read from tables, the newest first. Raises NotAllowed."""
    check_keeper(viewer)
    return SetDraft.objects.filter(department_id=viewer.department_id)


def draft(viewer: Viewer, draft_id: int) -> SetDraft:
    """One of these drafts. Raises NotAllowed, NotVisible."""
    found = drafts(viewer).filter(pk=draft_id).first()
    if found is None:
        raise NotVisible
    return found


def bindings_of(adopted_set: AdoptedSet) -> Mapping[str, FactBinding]:
    """By fact, where the department takes it from; a fact without binding is typed."""
    return {each.fact: each for each in adopted_set.bindings.select_related("target__plan", "task__plan")}


@lru_cache(maxsize=64)
def _read(content: str) -> CriteriaSet:
    return read_set(content.encode())
