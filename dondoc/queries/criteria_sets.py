"""Criteria sets that a department works with, drafts of imported ones, and where each fact of a set comes from.

Not here: who is scored by them (assessments), taking them into use (actions/criteria_sets).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from dondoc.core.permissions import Act, Viewer, check, may, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.core.scoring.bindings import FactBinding as DefaultBinding
from dondoc.core.scoring.bindings import fact_forms
from dondoc.core.scoring.changes import CriterionChange, Pair, changes
from dondoc.core.scoring.criteria import CriteriaSet, Rule
from dondoc.core.scoring.faults import SetRefused
from dondoc.core.scoring.step_texts import FactName, names_of
from dondoc.criteriafile import read_bindings, read_rule, read_set, shipped_sets
from dondoc.models import AdoptedSet, Assessment, FactBinding, PlanLevel, SetDraft, Target, Task

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


def check_reader(viewer: Viewer) -> None:
    """Raises NotAllowed for whoever has no business with criteria sets."""
    anywhere = any(reaches_department(viewer, act) or reached_units(viewer, act) for act in _READING)
    if not anywhere and not viewer.appraised_ids and not keeps(viewer):
        check(viewer, Act.CHECK_READ)


def shipped(viewer: Viewer) -> Sequence[CriteriaSet]:
    """The sets that come with the software, in the order of their files. Raises NotAllowed."""
    check_reader(viewer)
    return [_read(path.read_text(encoding="utf-8")) for path in shipped_sets()]


def shipped_set(viewer: Viewer, set_id: str) -> tuple[CriteriaSet, Mapping[str, FactName]]:
    """One of these with the names of its facts. Raises NotAllowed, NotVisible."""
    check_reader(viewer)
    path = next((path for path in shipped_sets() if path.stem == set_id), None)
    if path is None:
        raise NotVisible
    content = path.read_text(encoding="utf-8")
    return _read(content), names_of(_shipped_bindings(content))


def own_of(viewer: Viewer, criteria_set: CriteriaSet) -> AdoptedSet | None:
    """The newest of the department's own sets that goes by the name of this one."""
    return AdoptedSet.objects.filter(department_id=viewer.department_id, set_id=criteria_set.id).first()


def changes_of(adopted_set: AdoptedSet) -> Sequence[CriterionChange]:
    """What became of each criterion since the set from which this one goes on; nothing where there is none."""
    if adopted_set.earlier is None:
        return ()
    pairs = [Pair(old, new) for old, new in adopted_set.pairs]
    return changes(set_of(adopted_set.earlier), set_of(adopted_set), pairs)


def targets_to_bind(adopted_set: AdoptedSet) -> QuerySet[Target]:
    """The targets at work of the department's own plans, the newest plan first, from which a fact can be taken."""
    own = Target.objects.filter(dropped_by=None, plan__department=adopted_set.department_id, plan__level=PlanLevel.OWN)
    return own.select_related("plan").order_by("-plan__year", "plan_id", "position")


def tasks_to_bind(adopted_set: AdoptedSet) -> QuerySet[Task]:
    """The tasks at work of these plans."""
    own = Task.objects.filter(dropped_by=None, plan__department=adopted_set.department_id, plan__level=PlanLevel.OWN)
    return own.select_related("plan").order_by("-plan__year", "plan_id", "position")


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


def draft_rule(kept: Mapping[str, Any]) -> Rule | None:
    """The rule kept for a criterion of a draft; None where none is kept, or it does not suit the maximum."""
    if not kept["rule"] or kept["max"] is None:
        return None
    try:
        return read_rule(kept["rule"], Decimal(kept["max"]), place=kept["code"])
    except SetRefused:
        return None


def bindings_of(adopted_set: AdoptedSet) -> Mapping[str, FactBinding]:
    """By fact, where the department takes it from; a fact without binding is typed."""
    return {each.fact: each for each in adopted_set.bindings.select_related("target__plan", "task__plan")}


def default_bindings(adopted_set: AdoptedSet) -> Sequence[DefaultBinding]:
    """The default sources that are shipped with this very set; none for a set of the department's own."""
    return _shipped_bindings(adopted_set.content)


def fact_names(adopted_set: AdoptedSet) -> Mapping[str, FactName]:
    """By fact of the set, what it is called; else what a shipped set calls the same fact, else its identifier."""
    known = {**_shipped_names(), **names_of(default_bindings(adopted_set))}
    return {fact: known.get(fact, FactName(fact)) for fact in fact_forms(set_of(adopted_set))}


@lru_cache(maxsize=1)
def _shipped_names() -> Mapping[str, FactName]:
    """By fact, its name in the last of the shipped sets that name it."""
    found: dict[str, FactName] = {}
    for path in shipped_sets():
        found |= names_of(_shipped_bindings(path.read_text(encoding="utf-8")))
    return found


@lru_cache(maxsize=64)
def _shipped_bindings(content: str) -> Sequence[DefaultBinding]:
    criteria_set = _read(content)
    for path in shipped_sets():
        bindings = path.parent / "bindings" / path.name
        if path.stem == criteria_set.id and bindings.exists() and path.read_text(encoding="utf-8") == content:
            return read_bindings(bindings, criteria_set)
    return ()


@lru_cache(maxsize=64)
def _read(content: str) -> CriteriaSet:
    return read_set(content.encode())
