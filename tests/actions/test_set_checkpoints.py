"""Checkpoints set for many tasks at once: what is kept, what is refused, what the audit says."""

from datetime import date

import pytest
from factories import AT, LATER

from dondoc.actions.checkpoints import CheckpointDraft, set_checkpoints
from dondoc.core.refusals import Fault, Faulty, NotVisible
from dondoc.models import AuditRow, Checkpoint, Plan

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)


def ids(plan: Plan, *numbers: str) -> list[int]:
    return [plan.tasks.get(number=number).pk for number in numbers]


def kept(plan: Plan) -> list[tuple[str, str, date]]:
    found = Checkpoint.objects.filter(task__plan=plan).order_by("task__position", "due_on")
    return list(found.values_list("task__number", "text", "due_on"))


def test_checkpoints_are_set_for_several_tasks_and_the_printed_deadline_stays(plan: Plan, people) -> None:
    second, fourth = ids(plan, "2", "4")
    chosen = {
        second: [CheckpointDraft("  Trình ký ", SEPTEMBER), CheckpointDraft("Có dự thảo", JUNE)],
        fourth: [CheckpointDraft("Kiểm tra đợt 1", JUNE)],
    }
    assert set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT) == 2
    assert kept(plan) == [
        ("2", "Có dự thảo", JUNE),
        ("2", "Trình ký", SEPTEMBER),
        ("4", "Kiểm tra đợt 1", JUNE),
    ]
    task = plan.tasks.get(pk=fourth)
    assert (task.due_text, task.due_on) == ("Thường xuyên", None)


def test_checkpoints_set_again_take_the_place_of_those_of_the_tasks_given_alone(plan: Plan, people) -> None:
    second, fourth = ids(plan, "2", "4")
    first = {task_id: [CheckpointDraft("Có dự thảo", JUNE)] for task_id in (second, fourth)}
    set_checkpoints(plan.pk, chosen=first, actor=people.coordinator, at=AT)
    assert set_checkpoints(plan.pk, chosen={second: []}, actor=people.coordinator, at=LATER) == 1
    assert kept(plan) == [("4", "Có dự thảo", JUNE)]
    row = AuditRow.objects.filter(act="task.set-checkpoints").latest("id")
    assert (row.object_id, row.before, row.after) == (second, [{"text": "Có dự thảo", "due_on": "2026-06-30"}], [])


def test_same_checkpoints_change_nothing(plan: Plan, people) -> None:
    chosen = {ids(plan, "4")[0]: [CheckpointDraft("Kiểm tra", JUNE)]}
    set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)
    before = AuditRow.objects.count()
    assert set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=LATER) == 0
    assert AuditRow.objects.count() == before


def test_every_fault_is_told_at_once_and_nothing_is_stored(plan: Plan, people) -> None:
    second, fourth = ids(plan, "2", "4")
    chosen = {
        second: [CheckpointDraft("Có dự thảo", JUNE), CheckpointDraft("", date(2027, 1, 4))],
        fourth: [CheckpointDraft("Kiểm tra", None), CheckpointDraft("x" * 301, JUNE)],
    }
    with pytest.raises(Faulty) as refused:
        set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)
    assert refused.value.faults == (
        Fault(f"{second}.1.text", "Mốc chưa có nội dung."),
        Fault(f"{second}.1.due_on", "Ngày của mốc phải trong năm 2026."),
        Fault(f"{fourth}.0.due_on", "Mốc chưa có ngày."),
        Fault(f"{fourth}.1.text", "Nội dung mốc dài quá 300 ký tự."),
    )
    assert kept(plan) == []


def test_same_checkpoint_twice_is_refused(plan: Plan, people) -> None:
    [fourth] = ids(plan, "4")
    twice = [CheckpointDraft("Kiểm tra", JUNE), CheckpointDraft(" Kiểm  tra", JUNE)]
    with pytest.raises(Faulty, match="hai lần"):
        set_checkpoints(plan.pk, chosen={fourth: twice}, actor=people.coordinator, at=AT)


def test_no_task_chosen_is_refused(plan: Plan, people) -> None:
    with pytest.raises(Faulty, match="Chưa chọn nhiệm vụ nào"):
        set_checkpoints(plan.pk, chosen={}, actor=people.coordinator, at=AT)


def test_task_of_another_plan_is_not_there(plan: Plan, superior: Plan, people) -> None:
    chosen = {superior.tasks.get(number="1").pk: [CheckpointDraft("Có dự thảo", JUNE)]}
    with pytest.raises(NotVisible):
        set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)
    with pytest.raises(NotVisible):
        set_checkpoints(superior.pk, chosen=chosen, actor=people.coordinator, at=AT)
    assert Checkpoint.objects.count() == 0
