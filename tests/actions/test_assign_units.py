"""Who owes what: several rows at once, all or none, nobody loses what is answered."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import AT, LATER, write

from dondoc.actions import assignments
from dondoc.core.progress import ClosingRule
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import AuditRow, Obligation, Task
from dondoc.queries import tasks as task_queries


def ids(rows) -> list[int]:
    return [row.pk for row in rows]


@pytest.fixture
def assign(plan, people):
    """Gives tasks, named by number, to units."""

    def assigning(numbers: str, *units, **given):
        task_ids = ids(plan.tasks.filter(number__in=numbers.split()))
        return assignments.assign_tasks(
            plan.pk, task_ids=task_ids, unit_ids=ids(units), actor=people.coordinator, at=LATER, **given
        )

    return assigning


def owed(plan) -> dict[str, list[str]]:
    return {t.number: list(t.obligations.values_list("unit__code", flat=True)) for t in plan.tasks.all()}


def test_task_gets_these_units_and_no_others(plan, units, assign):
    assign("2 6", units.attached, units.office)
    assert owed(plan) == {
        "1": ["VP"],
        "2": ["VP", "CC1"],
        "3": ["HCTP"],
        "4": ["TTR"],
        "5": ["HCTP", "CC1"],
        "6": ["VP", "CC1"],
    }


def test_obligation_that_stays_is_the_same_row(plan, units, assign):
    before = Obligation.objects.get(task__number="2", unit=units.office).pk
    assign("2", units.office, units.division)
    assert Obligation.objects.get(task__number="2", unit=units.office).pk == before


def test_printed_lead_is_settled_by_assigning(plan, units, people, assign):
    assert [task.number for task in task_queries.unassigned(people.coordinator, plan)] == ["6"]
    assign("6", units.office)
    assert Task.objects.get(number="6").unmatched_lead == []
    assert Task.objects.get(number="6").lead == ["Sở Khoa học và Công nghệ"]
    assert task_queries.unassigned(people.coordinator, plan) == []


def test_last_day_and_closing_rule_change_only_when_given(plan, units, assign):
    assign("1", units.office)
    task = Task.objects.get(number="1")
    assert (task.due_on, task.closing_rule) == (date(2026, 6, 30), "all")
    assign("1", units.office, due_on=date(2026, 9, 30), rule=ClosingRule.ANY)
    task.refresh_from_db()
    assert (task.due_on, task.closing_rule, task.due_text) == (date(2026, 9, 30), "any", "Quý II/2026")


def test_each_changed_task_has_one_audit_row_and_an_unchanged_one_none(plan, units, assign):
    before = AuditRow.objects.count()
    assign("1 6", units.office)
    [row] = AuditRow.objects.all()[before:]
    task = Task.objects.get(number="6")
    assert (row.act, row.object_kind, row.object_id) == ("assignment.write", "task", task.pk)
    assert row.before == {
        "units": [],
        "due_on": None,
        "closing_rule": "all",
        "unmatched_lead": ["Sở Khoa học và Công nghệ"],
    }
    assert row.after == {"units": ["VP"], "due_on": None, "closing_rule": "all", "unmatched_lead": []}


def test_trail_of_a_batch_takes_as_many_statements_for_six_tasks_as_for_one(plan, units, assign):
    def writes(numbers: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assign(numbers, units.attached)
        return sum('"dondoc_audit' in query["sql"] for query in captured)

    assert writes("1") == writes("2 3 4 5 6")


def test_targets_get_units_and_one_audit_row_each(plan, units, people):
    before = AuditRow.objects.count()
    targets = list(plan.targets.all())
    units_now = [units.division, units.other_division]
    assignments.assign_targets(
        plan.pk, target_ids=ids(targets[:2]), unit_ids=ids(units_now), actor=people.coordinator, at=LATER
    )
    found = [list(target.obligations.values_list("unit__code", flat=True)) for target in targets]
    assert found == [["HCTP", "TTR"], ["HCTP", "TTR"], ["HCTP", "CC1"]]
    rows = AuditRow.objects.all()[before:]
    assert [(row.object_kind, row.object_id, row.before, row.after) for row in rows] == [
        ("target", target.pk, {"units": ["HCTP", "CC1"]}, {"units": ["HCTP", "TTR"]}) for target in targets[:2]
    ]


def test_nothing_chosen_is_told_at_once(plan, people):
    before = AuditRow.objects.count()
    for act, key in ((assignments.assign_tasks, "task_ids"), (assignments.assign_targets, "target_ids")):
        with pytest.raises(Faulty) as refusal:
            act(plan.pk, **{key: []}, unit_ids=[], actor=people.coordinator, at=LATER)
        assert [fault.field for fault in refusal.value.faults] == ["rows", "units"]
    assert AuditRow.objects.count() == before


def test_unit_that_has_answered_keeps_its_obligation_and_no_row_of_the_batch_changes(
    plan, period, units, people, assign
):
    write(period, units.division, actor=people.reporter)
    before, audit_count = owed(plan), AuditRow.objects.count()
    with pytest.raises(Faulty) as refusal:
        assign("1 2 3", units.office)
    assert [(fault.field, fault.sentence) for fault in refusal.value.faults] == [
        ("units", "Phòng Hành chính tư pháp đã trả lời “2. Cập nhật hồ sơ an toàn” nên không bỏ giao được."),
        ("units", "Phòng Hành chính tư pháp đã trả lời “3. Phân công đầu mối số hóa” nên không bỏ giao được."),
    ]
    assert (owed(plan), AuditRow.objects.count()) == (before, audit_count)
    assign("1 2 3", units.office, units.division)
    assert owed(plan)["3"] == ["VP", "HCTP"]


def test_figure_that_was_given_keeps_the_target_with_its_unit(plan, period, units, people):
    write(period, units.division, actor=people.reporter)
    target = plan.targets.get(position=1)
    with pytest.raises(Faulty) as refusal:
        assignments.assign_targets(
            plan.pk, target_ids=[target.pk], unit_ids=[units.office.pk], actor=people.coordinator, at=LATER
        )
    [fault] = refusal.value.faults
    assert fault.sentence == f"Phòng Hành chính tư pháp đã trả lời “{target.text}” nên không bỏ giao được."
    assert list(target.obligations.values_list("unit__code", flat=True)) == ["HCTP", "CC1"]


def test_task_of_another_plan_or_unit_of_another_department_is_not_visible(plan, units, people, make_plan, elsewhere):
    own, foreign = plan.tasks.get(number="1").pk, make_plan().tasks.get().pk
    before = owed(plan)
    for task_ids, unit_ids in (
        ([own, foreign], [units.office.pk]),
        ([own], [units.office.pk, elsewhere.units.office.pk]),
        ([own, 10**9], [units.office.pk]),
        ([own], [10**9]),
    ):
        with pytest.raises(NotVisible):
            assignments.assign_tasks(plan.pk, task_ids=task_ids, unit_ids=unit_ids, actor=people.coordinator, at=AT)
    assert owed(plan) == before


def test_same_task_and_unit_named_twice_count_once(plan, units, people):
    task_id = plan.tasks.get(number="6").pk
    assignments.assign_tasks(
        plan.pk, task_ids=[task_id] * 2, unit_ids=[units.office.pk] * 2, actor=people.coordinator, at=AT
    )
    assert owed(plan)["6"] == ["VP"]
