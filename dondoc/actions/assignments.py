"""Who owes what: units given to tasks and targets, several at once, with deadline and closing rule."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from dondoc.actions.audit import Entry, record_each
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.progress import ClosingRule
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.models import Obligation, Target, Task, Unit
from dondoc.queries import plans
from dondoc.queries.people import live_units_of


@transaction.atomic
def assign_tasks(
    plan_id: int,
    *,
    task_ids: Collection[int],
    unit_ids: Collection[int],
    due_on: date | None = None,
    rule: ClosingRule | None = None,
    actor: Viewer,
    at: datetime,
) -> Sequence[Task]:
    """Makes these units, and no others, answer for these tasks; sets the last day and the closing rule when given.

    What is printed as lead is then settled. Raises NotAllowed, NotVisible, and Faulty when nothing was chosen or a
    unit that has answered already would lose its obligation.
    """
    plan = plans.one(actor, plan_id)
    check(actor, Act.ASSIGNMENT_WRITE)
    tasks = list(Task.objects.filter(plan=plan, dropped_by=None, pk__in=task_ids))
    units = _units(actor, unit_ids)
    if len(tasks) != len(set(task_ids)):
        raise NotVisible
    refuse_faulty(_nothing_chosen(tasks, units) + [f for task in tasks for f in _answered_by_others(task, units)])
    changes = []
    for task in tasks:
        before = _assignment(task)
        _replace(task.obligations.filter(ended_on=None), units, task=task)
        task.unmatched_lead = []
        task.due_on = due_on or task.due_on
        task.closing_rule = rule.value if rule else task.closing_rule
        task.save(update_fields=["unmatched_lead", "due_on", "closing_rule"])
        changes.append(Entry(task, before, _assignment(task)))
    _record_changes(changes, actor, at)
    return tasks


@transaction.atomic
def assign_targets(
    plan_id: int, *, target_ids: Collection[int], unit_ids: Collection[int], actor: Viewer, at: datetime
) -> Sequence[Target]:
    """Makes these units, and no others, give the figures of these targets.

    Raises NotAllowed, NotVisible, Faulty as `assign_tasks` does.
    """
    plan = plans.one(actor, plan_id)
    check(actor, Act.ASSIGNMENT_WRITE)
    targets = list(Target.objects.filter(plan=plan, dropped_by=None, pk__in=target_ids))
    units = _units(actor, unit_ids)
    if len(targets) != len(set(target_ids)):
        raise NotVisible
    refuse_faulty(
        _nothing_chosen(targets, units) + [f for target in targets for f in _answered_by_others(target, units)]
    )
    changes = []
    for target in targets:
        before = _assignment(target)
        _replace(target.obligations.filter(ended_on=None), units, target=target)
        changes.append(Entry(target, before, _assignment(target)))
    _record_changes(changes, actor, at)
    return targets


def _units(actor: Viewer, unit_ids: Collection[int]) -> list[Unit]:
    units = list(live_units_of(actor).filter(pk__in=unit_ids))
    if len(units) != len(set(unit_ids)):
        raise NotVisible
    return units


def _nothing_chosen(rows: Sequence[object], units: Sequence[Unit]) -> list[Fault]:
    faults = []
    if not rows:
        faults.append(Fault("rows", "Chưa chọn dòng nào: hãy đánh dấu các dòng cần giao."))
    if not units:
        faults.append(Fault("units", "Chưa chọn đơn vị nào: hãy chọn ít nhất một đơn vị."))
    return faults


def _answered_by_others(row: Task | Target, units: Sequence[Unit]) -> list[Fault]:
    going = row.obligations.filter(ended_on=None).exclude(unit__in=units)
    losing = going.filter(Q(answers__isnull=False) | Q(predecessors__isnull=False))
    names = losing.order_by("unit__position").values_list("unit__name", flat=True)
    return [
        Fault("units", f"{name} đã trả lời “{str(row)[:80]}” nên không bỏ giao được.") for name in dict.fromkeys(names)
    ]


def _replace(obligations, units: Sequence[Unit], **owner: Task | Target) -> None:  # type: ignore[no-untyped-def]
    obligations.exclude(unit__in=units).delete()
    kept = set(obligations.values_list("unit_id", flat=True))
    Obligation.objects.bulk_create(Obligation(unit=unit, **owner) for unit in units if unit.pk not in kept)


def _record_changes(changes: Sequence[Entry], actor: Viewer, at: datetime) -> None:
    changed = [entry for entry in changes if entry.after != entry.before]
    record_each(Act.ASSIGNMENT_WRITE, changed, actor=actor, at=at)


def _assignment(row: Task | Target) -> dict[str, object]:
    codes = list(row.obligations.filter(ended_on=None).order_by("unit__position").values_list("unit__code", flat=True))
    if isinstance(row, Target):
        return {"units": codes}
    due_on = row.due_on.isoformat() if row.due_on else None
    rest = {"due_on": due_on, "closing_rule": row.closing_rule, "unmatched_lead": row.unmatched_lead}
    return {"units": codes, **rest}
