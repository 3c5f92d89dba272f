"""What stands now where a department's facts are bound to: figures of targets, states of tasks, confirmed proof, and
measures of dossiers.

Not here: keeping it as facts of an assessment (actions/facts), which fact is bound to what (actions/criteria_sets).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dondoc.core.periods import Frequency, Period
from dondoc.core.permissions import Viewer
from dondoc.core.progress import TaskState
from dondoc.core.scoring.bindings import FORMS, BindingKind, FactForm, fact_forms
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.workflow import ReportState
from dondoc.models import Assessment, DossierFigures, Evidence, FactBinding
from dondoc.queries import dossier_years, progress, targets
from dondoc.queries.criteria_sets import set_of
from dondoc.queries.progress import TaskStanding
from dondoc.queries.targets import TargetRow

# Of the forms a source can give, the one taken where a rule reads several.
_PREFERRED = (FactForm.RATIO, FactForm.NUMBER, FactForm.BOOLEAN)


@dataclass(frozen=True)
class Found:
    """The value of a fact on a day, where it was taken from in words, and the path of the page that shows it."""

    fact: str
    value: FactValue
    as_of: date
    source: str
    path: str = ""


@dataclass(frozen=True)
class _Sources:
    """What stands behind the bindings, each kind read once."""

    targets: Mapping[int, TargetRow]
    tasks: Mapping[int, TaskStanding]
    proofs: Mapping[int, int]
    dossiers: DossierFigures | None
    year: Period
    on: date


def current(viewer: Viewer, assessment: Assessment, *, on: date) -> Sequence[Found]:
    """What each bound fact of the body's own set stands at on that day; None where its source says nothing yet.

    The bindings are those of the body for the set of the round. Seven statements at most, however many facts, and one
    for each measure of dossiers.
    """
    bindings = bound(assessment)
    forms = fact_forms(set_of(assessment.round.adopted_set))
    sources = _read(viewer, bindings, assessment, on)
    found = []
    for binding in bindings:
        able = FORMS[BindingKind(binding.kind)] & forms.get(binding.fact, frozenset())
        form = next((form for form in _PREFERRED if form in able), None)
        if form is not None:
            found.append(_found(binding, form, sources))
    return found


def bound(assessment: Assessment) -> Sequence[FactBinding]:
    """The facts of the assessment that its body has bound to a target, a task or a measure of dossiers."""
    own = FactBinding.objects.filter(
        adopted_set__department=assessment.department_id, adopted_set__sha256=assessment.round.adopted_set.sha256
    )
    rows = own.select_related("target__plan", "task__plan")
    return [row for row in rows if row.target_id is not None or row.task_id is not None or row.measure]


def _read(viewer: Viewer, bindings: Collection[FactBinding], assessment: Assessment, on: date) -> _Sources:
    of_targets = {b.target.plan_id: b.target.plan for b in bindings if b.target}
    of_tasks = {b.task.plan_id: b.task.plan for b in bindings if b.task}
    return _Sources(
        {row.target.pk: row for row in targets.standings(viewer, *of_targets.values())} if of_targets else {},
        {row.task_id: row for row in progress.standings(viewer, *of_tasks.values(), today=on)} if of_tasks else {},
        _proofs([b.task_id for b in bindings if b.task_id is not None and b.kind == BindingKind.EVIDENCE]),
        dossier_years.figures_of(assessment.department_id) if any(b.measure for b in bindings) else None,
        Period(Frequency.YEAR, assessment.round.year),
        on,
    )


def _proofs(task_ids: Collection[int]) -> Mapping[int, int]:
    """By task, how many different files stand with answers that the Office has taken over."""
    taken = Evidence.objects.filter(
        answer__obligation__task__in=task_ids, answer__report__state=ReportState.ACCEPTED.value
    )
    digests: dict[int, set[str]] = {task_id: set() for task_id in task_ids}
    for task_id, digest in taken.values_list("answer__obligation__task_id", "sha256"):
        digests[task_id].add(digest)
    return {task_id: len(found) for task_id, found in digests.items()}


def _found(binding: FactBinding, form: FactForm, sources: _Sources) -> Found:
    if binding.target is not None:
        return _of_target(binding, form, sources.targets.get(binding.target.pk), sources.on)
    if binding.measure:
        return _of_dossiers(binding, form, sources)
    assert binding.task is not None
    plan, task = binding.task.plan, binding.task
    path = f"/plans/{plan.pk}/tasks/{task.pk}/"
    name = f"Nhiệm vụ {task.number} của {plan}"
    if binding.kind == BindingKind.EVIDENCE:
        count = sources.proofs.get(task.pk, 0)
        value = _as(form, count, None, is_done=count > 0)
        return Found(binding.fact, value, sources.on, f"Minh chứng đã tiếp nhận: {name}"[:300], path)
    row = sources.tasks.get(task.pk)
    if row is None or not row.parts:
        return Found(binding.fact, None, sources.on, name[:300], path)
    done = sum(part.state is TaskState.DONE for part in row.parts.values())
    value = _as(form, done, len(row.parts), is_done=row.state is TaskState.DONE)
    return Found(binding.fact, value, sources.on, name[:300], path)


def _of_target(binding: FactBinding, form: FactForm, row: TargetRow | None, on: date) -> Found:
    assert binding.target is not None
    target = binding.target
    answers = [figure.answer for figure in row.figures if figure.answer is not None] if row else []
    known = [each for each in answers if each.numerator is not None]
    as_of = max((each.updated_on for each in known), default=on)
    waiting = f"; còn {len(row.standing.missing)} đơn vị chưa báo cáo" if row and known and row.standing.missing else ""
    name = f"Chỉ tiêu {target.position} của {target.plan}{waiting}"
    numerator = sum((each.numerator for each in known if each.numerator is not None), Decimal(0))
    value: FactValue = None
    if known and form is FactForm.NUMBER:
        value = numerator
    elif known and form is FactForm.RATIO and target.unit == "%":
        value = Quotient(numerator, sum((each.denominator or Decimal(0) for each in known), Decimal(0)))
    return Found(binding.fact, value, as_of, name[:300], f"/plans/{target.plan_id}/targets/")


def _of_dossiers(binding: FactBinding, form: FactForm, sources: _Sources) -> Found:
    """The measure over the year of the round, all dossiers of the body together; no value where none is counted."""
    figures, path = sources.dossiers, "/dossiers/"
    if figures is None:
        return Found(binding.fact, None, sources.on, "Chưa có dữ liệu hồ sơ nào được nạp", path)
    rate = dossier_years.of_department(figures, binding.measure, sources.year)
    value = Quotient(Decimal(rate.numerator), Decimal(rate.denominator)) if rate.denominator else None
    source = dossier_years.source_of(figures, binding.measure, sources.year)
    return Found(binding.fact, value if form is FactForm.RATIO else None, figures.as_of, source[:300], path)


def _as(form: FactForm, count: int, whole: int | None, *, is_done: bool) -> FactValue:
    if form is FactForm.RATIO and whole is not None:
        return Quotient(Decimal(count), Decimal(whole))
    return is_done if form is FactForm.BOOLEAN else Decimal(count)
