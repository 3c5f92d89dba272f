"""A later version of a plan taken over by the running plan: tasks and targets keep their rows, so nothing is lost.

Not here: how the versions are compared (core/amendments), a plan's first confirmation (plans).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from dondoc.actions import contents, registers
from dondoc.actions.audit import record
from dondoc.actions.plans import set_reporting
from dondoc.core.amendments import Choice, Choices, Kind, Listing
from dondoc.core.likenesses import Tie
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import Target as TargetDraft
from dondoc.core.plan import TaskDraft
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.workflow import WrongState
from dondoc.models import Amendment, Citation, Draft, Obligation, Plan, PlanLevel, Target, Task, Unit
from dondoc.queries import amendments, drafts, plans
from dondoc.queries.amendments import Preview
from dondoc.queries.people import units_of

# Far from every position of a document: rows are moved there and then to their new places, so that no two meet.
_APART = 10_000

_HEAD = (
    *("draft", "kind", "number", "symbol", "issued_on", "place", "issuer", "title", "office"),
    *("signer_position", "signer_name", "recipients"),
)
_OF_TASKS = ("number", "group", "text", "solutions", "due_text", "lead", "cooperating", "products", "where", "folded")
_OF_TARGETS = ("text", "comparator", "value", "unit", "where")


@transaction.atomic
def amend(plan_id: int, draft_id: int, *, choices: Choices, actor: Viewer, at: datetime) -> Plan:
    """Makes a draft the version of the plan that is at work.

    What the document did not change stays as it was set by hand: last days, units, closing rules, reporting rules.
    A task's new printed leads bring their units in; a unit named no longer goes unless it has answered. What is
    dropped keeps its answers and is asked no more; periods that are closed stay as they are.

    Raises NotAllowed, NotVisible, WrongState (the draft is not open, or from above), Faulty (what `plans.confirm`
    refuses; another year; a tie without a choice, the field being `tasks.<index>` of the old document; no change).
    """
    draft = drafts.one(actor, draft_id)
    check(actor, Act.PLAN_WRITE)
    if draft.state != Draft.State.OPEN or draft.level != PlanLevel.OWN:
        raise WrongState("Bản đọc này không còn chờ xác nhận, hoặc là văn bản của cấp trên.")
    plan = _locked(plan_id, actor)
    found = amendments.preview(actor, plan, draft, choices)
    units = list(units_of(actor))
    fresh = contents.plan_of(found.new, draft, units, at)
    citations = contents.citations_of(plan, found.new)
    targets = contents.targets_of(plan, found.new, draft)
    tasks = contents.tasks_of(plan, found.new, units)
    refuse_faulty(
        contents.conversion_faults(draft)
        + contents.faults_of(found.new)
        + contents.column_faults_of(fresh, citations, targets, tasks)
        + _faults(plan, found, choices)
    )
    amendment = Amendment.objects.create(
        plan=plan,
        draft=draft,
        previous_draft=plan.draft,
        changes={},
        confirmed_by_id=actor.person_id,
        confirmed_at=at,
    )
    added = {
        "tasks": _take_tasks(plan, found, tasks, amendment, units),
        "targets": _take_targets(plan, found, targets, amendment),
    }
    amendment.changes = {**found.changes.to_json(), "added": added}
    amendment.save(update_fields=["changes"])
    _take_head(plan, fresh, found, citations, actor=actor, at=at)
    draft.content, draft.state = found.new.to_json(), Draft.State.CONFIRMED
    draft.save(update_fields=["content", "state"])
    before = {"draft": amendment.previous_draft_id}
    after = {"draft": draft.pk, "sha256": draft.sha256, "amendment": amendment.pk}
    record("plan.amend", plan, actor=actor, at=at, before=before, after=after)
    return plan


def _locked(plan_id: int, actor: Viewer) -> Plan:
    """The plan, itself and its periods locked for this transaction.

    Locked, because an answer written or a period closed meanwhile would belong to half of each version.
    """
    list(Plan.objects.select_for_update().filter(pk=plans.one(actor, plan_id).pk))
    plan = plans.one(actor, plan_id)
    list(plan.periods.select_for_update())
    return plan


def _faults(plan: Plan, found: Preview, choices: Choices) -> list[Fault]:
    faults = []
    if found.new.year != plan.year:
        sentence = f"Văn bản ghi năm {found.new.year}, kế hoạch đang theo dõi là của năm {plan.year}: hãy chọn lại."
        faults.append(Fault("year", sentence))
    comparison = found.changes.comparison
    if comparison.is_empty:
        faults.append(Fault("draft", "Văn bản không khác gì bản đang theo dõi: không có gì để điều chỉnh."))
    for tie in comparison.tasks.ties:
        faults += _tie_faults(tie, "tasks", found.old.tasks, choices.tasks)
    for tie in comparison.targets.ties:
        faults += _tie_faults(tie, "targets", found.old.targets, choices.targets)
    return faults


def _tie_faults(tie: Tie, place: str, olds: Sequence[TaskDraft | TargetDraft], choice: Choice) -> list[Fault]:
    """Each old row of a tie that has no choice, or one that another row of it has too."""
    faults = []
    for old in tie.olds:
        row = olds[old]
        name = f"Nhiệm vụ {row.number}" if isinstance(row, TaskDraft) else f"Chỉ tiêu “{row.text[:80]}”"
        named = choice.get(old)
        if old not in choice or (named is not None and named not in tie.news):
            faults.append(Fault(f"{place}.{old}", f"{name}: hãy chọn dòng tương ứng trong văn bản mới."))
        elif named is not None and [choice.get(other) for other in tie.olds].count(named) > 1:
            faults.append(Fault(f"{place}.{old}", f"{name}: dòng đã chọn trùng với dòng của mục khác."))
    return faults


def _take_head(
    plan: Plan, fresh: Plan, found: Preview, citations: Sequence[Citation], *, actor: Viewer, at: datetime
) -> None:
    for name in _HEAD:
        setattr(plan, name, getattr(fresh, name))
    plan.save(update_fields=_HEAD)
    if found.new.citations != found.old.citations:
        plan.citations.all().delete()
        Citation.objects.bulk_create(citations)
        registers.enter(plan, citations, actor=actor)
    if found.new.reporting != found.old.reporting:
        plan.reporting = set_reporting(plan.pk, rules=found.new.reporting, actor=actor, at=at).reporting


def _take_tasks(
    plan: Plan, found: Preview, fresh: Sequence[Task], amendment: Amendment, units: Sequence[Unit]
) -> list[int]:
    """Brings the tasks to the new version; returns the ids of those added."""
    listing = found.changes.comparison.tasks
    running = {task.position - 1: task for task in plan.tasks.filter(dropped_by=None)}
    for entry in listing.entries:
        if entry.old is not None and entry.new is not None:
            task, said = running[entry.old], fresh[entry.new]
            _settle_by_hand(task, said, found.old.tasks[entry.old])
            for name in _OF_TASKS:
                setattr(task, name, getattr(said, name))
    rows = Task.objects.filter(plan=plan, dropped_by=None)
    _place(running, listing, amendment, (*_OF_TASKS, "due_on", "unmatched_lead"), rows)
    added = Task.objects.bulk_create(fresh[entry.new] for entry in listing.of(Kind.ADDED) if entry.new is not None)
    Obligation.objects.filter(pk__in=found.ended).delete()
    begun = [Obligation(task_id=task_id, unit_id=unit) for task_id, come in found.begun.items() for unit in come]
    Obligation.objects.bulk_create([*begun, *contents.obligations_of(added, units)])
    return [task.pk for task in added]


def _settle_by_hand(task: Task, said: Task, old: TaskDraft) -> None:
    """Last day and unmatched leads: the document's where it changed, else as the Office left them."""
    was_set_by_hand = task.due_on != old.due
    if said.due_on != old.due and not (said.due_on is None and was_set_by_hand):
        task.due_on = said.due_on
    newly = [lead for lead in said.unmatched_lead if lead not in old.lead]
    task.unmatched_lead = [lead for lead in said.lead if lead in newly or lead in task.unmatched_lead]


def _take_targets(plan: Plan, found: Preview, fresh: Sequence[Target], amendment: Amendment) -> list[int]:
    """Brings the targets to the new version; returns the ids of those added."""
    listing = found.changes.comparison.targets
    running = {target.position - 1: target for target in plan.targets.filter(dropped_by=None)}
    for entry in listing.entries:
        if entry.old is not None and entry.new is not None:
            for name in _OF_TARGETS:
                setattr(running[entry.old], name, getattr(fresh[entry.new], name))
    _place(running, listing, amendment, _OF_TARGETS, Target.objects.filter(plan=plan, dropped_by=None))
    added = Target.objects.bulk_create(fresh[entry.new] for entry in listing.of(Kind.ADDED) if entry.new is not None)
    return [target.pk for target in added]


def _place(
    running: Mapping[int, Any], listing: Listing, amendment: Amendment, fields: Sequence[str], rows: QuerySet[Any]
) -> None:
    """Drops from `rows` what the new version leaves out, and stores the others with these fields, each in its place."""
    gone = [running[entry.old].pk for entry in listing.of(Kind.DROPPED) if entry.old is not None]
    rows.filter(pk__in=gone).update(dropped_by=amendment)
    rows.update(position=F("position") + _APART)
    kept = []
    for entry in listing.entries:
        if entry.old is not None and entry.new is not None:
            running[entry.old].position = entry.new + 1
            kept.append(running[entry.old])
    rows.bulk_update(kept, [*fields, "position"])
