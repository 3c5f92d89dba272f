"""Checkpoints of tasks whose printed deadline is vague, set for many tasks at once.

Not here: which checkpoints are proposed (core/checkpoints).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import Checkpoint, Plan, Task
from dondoc.queries import plans

_LONGEST = 300


@dataclass(frozen=True)
class CheckpointDraft:
    """One checkpoint as entered; `due_on` is `None` when the day was left empty."""

    text: str
    due_on: date | None


@transaction.atomic
def set_checkpoints(
    plan_id: int, *, chosen: Mapping[int, Sequence[CheckpointDraft]], actor: Viewer, at: datetime
) -> int:
    """Gives these tasks, by id, these checkpoints and no others; returns how many tasks changed.

    The printed deadline stays. Raises NotAllowed, NotVisible, and Faulty for no task chosen, an empty or too long
    text, a missing day, one outside the plan's year, the same checkpoint twice; a fault's field is
    `<task id>.<index>.text` or `.due_on`, `tasks` where none was chosen.
    """
    plan = plans.one(actor, plan_id)
    check(actor, Act.PLAN_WRITE)
    found = list(plan.tasks.filter(pk__in=chosen, dropped_by=None).prefetch_related("checkpoints"))
    if len(found) != len(chosen):
        raise NotVisible
    refuse_faulty(_faults(plan, chosen))
    return sum(_replace(task, chosen[task.pk], actor, at) for task in found)


def _faults(plan: Plan, chosen: Mapping[int, Sequence[CheckpointDraft]]) -> list[Fault]:
    if not chosen:
        return [Fault("tasks", "Chưa chọn nhiệm vụ nào: hãy đánh dấu các nhiệm vụ cần đặt mốc.")]
    faults = []
    for task_id, drafts in chosen.items():
        seen = set()
        for number, draft in enumerate(drafts):
            place, text = f"{task_id}.{number}", normalise(draft.text)
            if not text:
                faults.append(Fault(f"{place}.text", "Mốc chưa có nội dung."))
            elif len(text) > _LONGEST:
                faults.append(Fault(f"{place}.text", f"Nội dung mốc dài quá {_LONGEST} ký tự."))
            if draft.due_on is None:
                faults.append(Fault(f"{place}.due_on", "Mốc chưa có ngày."))
            elif draft.due_on.year != plan.year:
                faults.append(Fault(f"{place}.due_on", f"Ngày của mốc phải trong năm {plan.year}."))
            elif (text, draft.due_on) in seen:
                faults.append(Fault(f"{place}.text", "Mốc này được ghi hai lần."))
            seen.add((text, draft.due_on))
    return faults


def _replace(task: Task, drafts: Sequence[CheckpointDraft], actor: Viewer, at: datetime) -> bool:
    before = [_as_data(checkpoint) for checkpoint in task.checkpoints.all()]
    rows = [Checkpoint(task=task, text=normalise(d.text), due_on=d.due_on) for d in drafts if d.due_on]
    after = [_as_data(row) for row in sorted(rows, key=lambda row: row.due_on)]
    if after == before:
        return False
    task.checkpoints.all().delete()
    Checkpoint.objects.bulk_create(rows)
    record("task.set-checkpoints", task, actor=actor, at=at, before=before, after=after)
    return True


def _as_data(checkpoint: Checkpoint) -> dict[str, str]:
    return {"text": checkpoint.text, "due_on": checkpoint.due_on.isoformat()}
