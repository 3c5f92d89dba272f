"""The consolidation of a period: gathered live while it is open, as it was kept once it is closed."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from dondoc.core.consolidation import (
    Consolidation,
    Heading,
    Proof,
    TargetResult,
    TaskResult,
    UnitAnswer,
    UnitStatus,
    target_result,
    task_result,
)
from dondoc.core.identities import mask
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import ClosingRule
from dondoc.core.refusals import NotVisible
from dondoc.models import Evidence, Obligation, Plan, ReportingPeriod, Snapshot, Task
from dondoc.queries import obligations, periods
from dondoc.queries.answers import Latest, figure_of, latest
from dondoc.queries.reorganisations import names_on

_GUARDED = "Tài liệu có dữ liệu cá nhân"


def consolidate(viewer: Viewer, period: ReportingPeriod) -> Consolidation:
    """What the period says. States of tasks are those of the last day of its data window. Raises NotAllowed."""
    check(viewer, Act.SNAPSHOT_READ if period.is_closed else Act.PERIOD_READ)
    kept = Snapshot.objects.filter(period=period).only("figures").first()
    return Consolidation.from_json(kept.figures) if kept else _gathered(viewer, period)


def kept_document(viewer: Viewer, period_id: int) -> Snapshot:
    """The report of a closed period. Raises NotAllowed, NotVisible."""
    check(viewer, Act.SNAPSHOT_READ)
    found = Snapshot.objects.filter(period__in=periods.visible_to(viewer), period_id=period_id).first()
    if found is None:
        raise NotVisible
    return found


def _gathered(viewer: Viewer, period: ReportingPeriod) -> Consolidation:
    answers = latest(viewer, period.plan, period_id=period.pk)
    proofs = _proofs([answer.answer_id for answer in answers.values()])
    rows = periods.unit_rows(viewer, period, today=period.due_on)
    names = names_on([row.unit for row in rows], period.window_to)
    statuses = [
        UnitStatus(names[row.unit.pk], row.state, row.report.submitted_on if row.report else None, row.late_days)
        for row in rows
    ]
    return Consolidation(
        heading=_heading(period.plan),
        period_code=period.code,
        period_title=periods.title_of(period),
        window_from=period.window_from,
        window_to=period.window_to,
        due_on=period.due_on,
        as_of=period.window_to,
        units=tuple(statuses),
        targets=tuple(_target_results(period, answers, proofs, names)),
        tasks=tuple(_task_results(period, answers, proofs, names)),
    )


def _heading(plan: Plan) -> Heading:
    department = plan.department
    return Heading(
        department=department.name,
        parent_body=department.parent_body,
        symbol=department.symbol,
        place=department.place,
        addressed_to=tuple(department.reports_to),
        plan_kind=plan.kind,
        plan_number=plan.number,
        plan_issued_on=plan.issued_on,
        plan_title=plan.title,
        plan_issuer=plan.issuer,
        signer_position=plan.signer_position,
        signer_name=plan.signer_name,
    )


def _task_results(
    period: ReportingPeriod,
    answers: dict[int, Latest],
    proofs: dict[int, tuple[Proof, ...]],
    names: Mapping[int, str],
) -> Sequence[TaskResult]:
    said = _said(obligations.asked_in(period).filter(task__isnull=False), "task_id", answers, names)
    return [
        _task_result(task, [_unit_answer(name, answer, proofs) for name, answer in said.get(task.pk, ())], period)
        for task in period.plan.tasks.filter(dropped_by=None)
    ]


def _said(
    duties: QuerySet[Obligation], owner: str, answers: dict[int, Latest], names: Mapping[int, str]
) -> dict[int, list[tuple[str, Latest | None]]]:
    """By id of the task or target (`owner` is the column), every unit that owes it, by name, with its answer."""
    found: dict[int, list[tuple[str, Latest | None]]] = {}
    in_order = duties.order_by("unit__position", "unit_id")
    for owner_id, duty_id, unit_id in in_order.values_list(owner, "id", "unit_id"):
        found.setdefault(owner_id, []).append((names[unit_id], answers.get(duty_id)))
    return found


def _task_result(task: Task, answers: Sequence[UnitAnswer], period: ReportingPeriod) -> TaskResult:
    return task_result(
        number=task.number,
        group=task.group,
        text=task.text,
        solutions=task.solutions,
        due_text=task.due_text,
        due_on=task.due_on,
        lead=task.lead or [answer.unit_name for answer in answers],
        cooperating=task.cooperating,
        products=task.products,
        answers=answers,
        as_of=period.window_to,
        rule=ClosingRule(task.closing_rule),
    )


def _unit_answer(unit_name: str, answer: Latest | None, proofs: dict[int, tuple[Proof, ...]]) -> UnitAnswer:
    if answer is None:
        return UnitAnswer(unit_name)
    return UnitAnswer(
        unit_name=unit_name,
        state=answer.state,
        percent=answer.percent,
        words=answer.words,
        difficulties=answer.difficulties,
        proofs=proofs.get(answer.answer_id, ()),
    )


def _proofs(answer_ids: Sequence[int]) -> dict[int, tuple[Proof, ...]]:
    found: dict[int, tuple[Proof, ...]] = {}
    for e in Evidence.objects.filter(answer_id__in=answer_ids):
        # The report goes to more people than a document with personal data: neither its abstract nor its name.
        abstract, name = ("", _GUARDED) if e.is_restricted else (mask(e.abstract), mask(e.file_name))
        proof = Proof(mask(e.number), e.issued_on, mask(e.issuer), abstract, e.page, name)
        found[e.answer_id] = (*found.get(e.answer_id, ()), proof)
    return found


def _target_results(
    period: ReportingPeriod,
    answers: dict[int, Latest],
    proofs: dict[int, tuple[Proof, ...]],
    names: Mapping[int, str],
) -> Sequence[TargetResult]:
    said = _said(obligations.asked_in(period).filter(target__isnull=False), "target_id", answers, names)
    return [
        target_result(
            text=target.text,
            comparator=target.comparator,
            value=target.value,
            unit=target.unit,
            figures=[figure_of(unit_name, answer) for unit_name, answer in said.get(target.pk, ())],
            answers=[_unit_answer(unit_name, answer, proofs) for unit_name, answer in said.get(target.pk, ())],
        )
        for target in period.plan.targets.filter(dropped_by=None)
    ]
