"""Criteria sets taken into use: from a file, shipped, or from a table confirmed rule by rule; the sources of facts.

Not here: what a set must hold (core/scoring/shapes), reading files (criteriafile), rounds (rounds).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.analytics.measures import BY_NAME
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.bindings import BY_WORDS, FORMS, BindingKind, FactForm, fact_forms
from dondoc.core.scoring.bindings import FactBinding as DefaultBinding
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.faults import SetRefused
from dondoc.criteriafile import read_mapping, read_set, shipped_sets
from dondoc.models import AdoptedSet, Department, FactBinding, Target, Task
from dondoc.queries import criteria_sets

# What the column of points can hold.
_MOST_DECIMALS, _MOST_POINTS = 4, 10**8


@dataclass(frozen=True)
class Source:
    """Where a fact is to be taken from: a target or a task of the department, a measure of its dossiers, or none of
    them for one typed by hand."""

    kind: BindingKind
    target_id: int | None = None
    task_id: int | None = None
    measure: str = ""

    @property
    def is_found(self) -> bool:
        """Whether figures come from there by themselves."""
        return self.target_id is not None or self.task_id is not None or bool(self.measure)


@transaction.atomic
def adopt(
    content: str,
    *,
    actor: Viewer,
    at: datetime,
    earlier_id: int | None = None,
    pairs: Sequence[tuple[str, str]] = (),
) -> AdoptedSet:
    """Takes a set into use from the text of its file; `pairs` are the codes that go on from the set `earlier_id`.

    Facts are bound by the default sources that come with a shipped set. Raises NotAllowed, NotVisible (the earlier
    set), Faulty with every fault at once (the field is the code, key or line; `content` for a set in use already).
    """
    criteria_sets.check_keeper(actor)
    earlier = criteria_sets.one(actor, earlier_id) if earlier_id is not None else None
    criteria_set = _read(content)
    digest = hashlib.sha256(content.encode()).hexdigest()
    Department.objects.select_for_update().get(pk=actor.department_id)
    if AdoptedSet.objects.filter(department_id=actor.department_id, sha256=digest).exists():
        refuse_faulty([Fault("content", "Bộ chỉ số này đã được đưa vào sử dụng rồi.")])
    old = {each.code for each in criteria_sets.set_of(earlier).criteria} if earlier else set()
    new = {each.code for each in criteria_set.criteria}
    refuse_faulty([Fault("pairs", f"Không có cặp chỉ số {a} → {b}.") for a, b in pairs if {a} - old or {b} - new])
    adopted = AdoptedSet.objects.create(
        department_id=actor.department_id,
        set_id=criteria_set.id,
        title=criteria_set.title,
        decision=criteria_set.decision,
        content=content,
        sha256=digest,
        earlier=earlier,
        pairs=[list(pair) for pair in pairs],
        adopted_by_id=actor.person_id,
        adopted_at=at,
    )
    _bind_defaults(adopted, criteria_set)
    after = {"set": adopted.set_id, "title": adopted.title, "sha256": digest, "earlier": earlier_id}
    record("set.adopt", adopted, actor=actor, at=at, after=after)
    return adopted


def adopt_shipped(set_id: str, *, actor: Viewer, at: datetime) -> AdoptedSet:
    """Takes a set into use that comes with the software, as going on from last year's where a mapping is shipped too.

    Raises NotAllowed, NotVisible (there is none of that name), Faulty.
    """
    criteria_sets.check_keeper(actor)
    path = next((path for path in shipped_sets() if path.stem == set_id), None)
    if path is None:
        raise NotVisible
    earlier, pairs = _goes_on_from(path, actor)
    content = path.read_text(encoding="utf-8")
    return adopt(content, earlier_id=earlier.pk if earlier else None, pairs=pairs, actor=actor, at=at)


@transaction.atomic
def bind(adopted_id: int, *, sources: Mapping[str, Source], actor: Viewer, at: datetime) -> AdoptedSet:
    """Says where these facts of an own set are taken from; those not named stay as they are.

    Raises NotVisible (the set, a fact, a target, a task), NotAllowed, Faulty (the field is the fact).
    """
    adopted = _own(adopted_id, actor)
    check(actor, Act.CHECK_WRITE)
    forms = fact_forms(criteria_sets.set_of(adopted))
    if not forms.keys() >= sources.keys():
        raise NotVisible
    for source in sources.values():
        _check_there(source, actor)
    refuse_faulty([fault for fact, source in sources.items() for fault in _source_faults(fact, source, forms[fact])])
    now = criteria_sets.bindings_of(adopted)
    changed = {fact: source for fact, source in sources.items() if _source_of(now.get(fact)) != source}
    FactBinding.objects.filter(adopted_set=adopted, fact__in=changed).delete()
    FactBinding.objects.bulk_create([_binding(adopted, fact, source) for fact, source in changed.items()])
    if changed:
        before = {fact: _plain(_source_of(now.get(fact))) for fact in changed}
        after = {fact: _plain(source) for fact, source in changed.items()}
        record("set.bind", adopted, actor=actor, at=at, before=before, after=after)
    return adopted


@transaction.atomic
def bind_defaults(adopted_id: int, *, actor: Viewer, at: datetime) -> AdoptedSet:
    """Looks again, by the words of the default sources, for targets and tasks of facts that have none yet.

    Raises NotVisible, NotAllowed.
    """
    adopted = _own(adopted_id, actor)
    check(actor, Act.CHECK_WRITE)
    bound = _bind_defaults(adopted, criteria_sets.set_of(adopted))
    if bound:
        record("set.bind", adopted, actor=actor, at=at, after=bound)
    return adopted


def _read(content: str) -> CriteriaSet:
    """The set of the text. Raises Faulty."""
    try:
        criteria_set = read_set(content.encode())
    except SetRefused as refused:
        refuse_faulty([Fault(fault.place, f"{fault.sentence}.") for fault in refused.faults])
        raise
    faults = []
    if criteria_set.criterion_decimals > _MOST_DECIMALS:
        faults.append(Fault("decimals", f"decimals.criterion: nhiều nhất {_MOST_DECIMALS} chữ số thập phân."))
    if any(each.max >= _MOST_POINTS for each in criteria_set.criteria):
        faults.append(Fault("max", f"max: điểm tối đa phải nhỏ hơn {_MOST_POINTS}."))
    for code in [each.code for each in criteria_set.criteria if len(each.code) > 20]:
        faults.append(Fault(code, f"Mã chỉ số {code} dài quá 20 ký tự."))
    for each in criteria_set.criteria:
        # Otherwise full points, rounded, could be more than the maximum.
        if each.max != round(each.max, criteria_set.criterion_decimals):
            faults.append(Fault(each.code, f"Điểm tối đa của chỉ số {each.code} lẻ hơn decimals.criterion."))
    if any(len(profile) > 60 for profile in criteria_set.profiles):
        faults.append(Fault("profiles", "profiles: tên nhóm đơn vị dài quá 60 ký tự."))
    for fact in [fact for fact in fact_forms(criteria_set) if len(fact) > 60]:
        faults.append(Fault(fact, f"Tên số liệu {fact} dài quá 60 ký tự."))
    for key, text, most in (("id", criteria_set.id, 100), ("title", criteria_set.title, 300)):
        faults += [Fault(key, f"{key}: dài quá {most} ký tự.")] if len(text) > most else []
    faults += [Fault("decision", "decision: dài quá 200 ký tự.")] if len(criteria_set.decision) > 200 else []
    refuse_faulty(faults)
    return criteria_set


def _own(adopted_id: int, actor: Viewer) -> AdoptedSet:
    """A set of the actor's department, locked. Raises NotVisible."""
    adopted = criteria_sets.one(actor, adopted_id)
    if adopted.department_id != actor.department_id:
        raise NotVisible
    return AdoptedSet.objects.select_for_update().get(pk=adopted.pk)


def _goes_on_from(path: Path, actor: Viewer) -> tuple[AdoptedSet | None, Sequence[tuple[str, str]]]:
    """The department's newest set from which a shipped one goes on, with the codes."""
    for earlier in AdoptedSet.objects.filter(department_id=actor.department_id):
        mapping = path.parent / "mappings" / f"{earlier.set_id}--{path.stem}.toml"
        if mapping.exists():
            found = read_mapping(mapping, criteria_sets.set_of(earlier), read_set(path))
            return earlier, [(pair.old, pair.new) for pair in found]
    return None, ()


def _bind_defaults(adopted: AdoptedSet, criteria_set: CriteriaSet) -> dict[str, object]:
    """Binds facts that have no source yet to the target or task whose text has the words of their default source, and
    to the measure of dossiers that it names.

    What fits several stays open, for a person to choose.
    """
    kept = {row.fact: _source_of(row) for row in adopted.bindings.all()}
    bound = {fact for fact, source in kept.items() if source and source.is_found}
    defaults = [each for each in criteria_sets.default_bindings(adopted) if each.fact not in bound]
    years = (criteria_set.valid_from.year, (criteria_set.valid_to or criteria_set.valid_from).year)
    here = {"plan__department": adopted.department_id, "plan__level": "own", "plan__year__range": years}
    targets = list(Target.objects.filter(dropped_by=None, **here)) if defaults else []
    tasks = list(Task.objects.filter(dropped_by=None, **here)) if defaults else []
    sources = {each.fact: _default(each, targets, tasks) for each in defaults}
    FactBinding.objects.filter(adopted_set=adopted, fact__in=sources).delete()
    FactBinding.objects.bulk_create([_binding(adopted, fact, source) for fact, source in sources.items()])
    found = {fact: source for fact, source in sources.items() if source.is_found}
    return {fact: _plain(source) for fact, source in found.items()}


def _default(default: DefaultBinding, targets: Sequence[Target], tasks: Sequence[Task]) -> Source:
    if default.kind is BindingKind.TARGET:
        fitting = [target.pk for target in targets if default.suits(target.text)]
        return Source(default.kind, target_id=fitting[0] if len(fitting) == 1 else None)
    if default.kind in BY_WORDS:
        fitting = [task.pk for task in tasks if default.suits(task.text)]
        return Source(default.kind, task_id=fitting[0] if len(fitting) == 1 else None)
    return Source(default.kind, measure=default.measure if default.measure in BY_NAME else "")


def _check_there(source: Source, actor: Viewer) -> None:
    """Raises NotVisible for a target or task that the department does not have."""
    for model, pk in ((Target, source.target_id), (Task, source.task_id)):
        if pk is not None and not model.objects.filter(pk=pk, plan__department=actor.department_id).exists():
            raise NotVisible


def _source_faults(fact: str, source: Source, forms: frozenset[FactForm]) -> list[Fault]:
    if not FORMS[source.kind] & forms:
        return [Fault(fact, f"Số liệu {fact}: nguồn này không cho được giá trị mà cách tính cần.")]
    wants = {BindingKind.TARGET: (True, False), BindingKind.TASK: (False, True), BindingKind.EVIDENCE: (False, True)}
    given = (source.target_id is not None, source.task_id is not None)
    if given != wants.get(source.kind, (False, False)):
        return [Fault(fact, f"Số liệu {fact}: hãy chọn đúng một chỉ tiêu hoặc nhiệm vụ theo loại nguồn.")]
    if source.kind is BindingKind.DOSSIERS and FactForm.RATIO in forms:
        return [] if source.measure in BY_NAME else [Fault(fact, f"Số liệu {fact}: hãy chọn một tỷ lệ của hồ sơ.")]
    return [Fault(fact, f"Số liệu {fact}: nguồn này không dùng tỷ lệ của hồ sơ.")] if source.measure else []


def _binding(adopted: AdoptedSet, fact: str, source: Source) -> FactBinding:
    return FactBinding(
        adopted_set=adopted,
        fact=fact,
        kind=source.kind.value,
        target_id=source.target_id,
        task_id=source.task_id,
        measure=source.measure,
    )


def _source_of(binding: FactBinding | None) -> Source | None:
    if binding is None:
        return None
    return Source(BindingKind(binding.kind), binding.target_id, binding.task_id, binding.measure)


def _plain(source: Source | None) -> dict[str, object] | None:
    if source is None:
        return None
    measured = {"measure": source.measure} if source.measure else {}
    return {"kind": source.kind.value, "target": source.target_id, "task": source.task_id, **measured}
