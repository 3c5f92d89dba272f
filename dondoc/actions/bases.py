"""What tasks rest on in superior plans: confirmed or turned down, many at once.

Not here: which pairs are proposed (core/bases).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.models import Basis, Task
from dondoc.queries import plans

Pair = tuple[int, int]


@transaction.atomic
def decide(
    plan_id: int,
    *,
    confirmed: Collection[Pair] = (),
    turned_down: Collection[Pair] = (),
    actor: Viewer,
    at: datetime,
) -> int:
    """Puts down what tasks of the plan rest on, each pair a task's id and a superior task's; returns what changed.

    A pair turned down is proposed no more; turning down a confirmed one unlinks it, confirming it links it again.
    Raises NotAllowed, NotVisible, and Faulty when nothing was decided or a pair is decided both ways.
    """
    plan = plans.one(actor, plan_id)
    check(actor, Act.PLAN_WRITE)
    decisions = {**dict.fromkeys(confirmed, True), **dict.fromkeys(turned_down, False)}
    refuse_faulty(_faults(confirmed, turned_down))
    own = set(plan.tasks.filter(dropped_by=None).values_list("pk", flat=True))
    above = set(Task.objects.filter(plan__in=plans.superior(actor), dropped_by=None).values_list("pk", flat=True))
    if not all(task_id in own and superior_id in above for task_id, superior_id in decisions):
        raise NotVisible
    kept = {(basis.task_id, basis.superior_task_id): basis for basis in Basis.objects.filter(task__plan=plan)}
    changed = [pair for pair, said in decisions.items() if pair not in kept or kept[pair].is_confirmed != said]
    for pair in changed:
        _decide(kept.get(pair) or Basis(task_id=pair[0], superior_task_id=pair[1]), decisions[pair], actor, at)
    return len(changed)


def _decide(basis: Basis, is_confirmed: bool, actor: Viewer, at: datetime) -> None:
    before = None if basis.pk is None else {"is_confirmed": basis.is_confirmed}
    basis.is_confirmed = is_confirmed
    basis.decided_by_id, basis.decided_at = actor.person_id, at
    basis.save()
    after = {"task": basis.task_id, "superior_task": basis.superior_task_id, "is_confirmed": is_confirmed}
    record("task.decide-basis", basis, actor=actor, at=at, before=before, after=after)


def _faults(confirmed: Collection[Pair], turned_down: Collection[Pair]) -> list[Fault]:
    if not confirmed and not turned_down:
        return [Fault("pairs", "Chưa chọn căn cứ nào: hãy đánh dấu các dòng cần xác nhận hoặc bỏ.")]
    if set(confirmed) & set(turned_down):
        return [Fault("pairs", "Một căn cứ không thể vừa được xác nhận vừa bị bỏ.")]
    return []
