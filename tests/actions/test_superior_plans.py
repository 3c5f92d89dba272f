"""A plan from above: kept to rest on and nothing else; what tasks rest on in it, decided many at once."""

from dataclasses import replace

import pytest
from factories import AT, LATER, TODAY, plan_text, sample_plan, superior_plan, uploaded

from dondoc.actions import assignments, drafts, plans
from dondoc.actions.bases import decide
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import AuditRow, Basis, Draft, Obligation, Plan, PlanLevel
from dondoc.queries import home, periods
from dondoc.queries import plans as read


def pair(plan: Plan, superior: Plan, task: str, item: str) -> tuple[int, int]:
    return plan.tasks.get(number=task).pk, superior.tasks.get(number=item).pk


def links() -> list[tuple[str, str, bool]]:
    return list(Basis.objects.values_list("task__number", "superior_task__number", "is_confirmed"))


def test_plan_from_above_keeps_its_items_targets_and_citations_and_asks_nobody(plan: Plan, superior: Plan) -> None:
    assert superior.level == PlanLevel.SUPERIOR
    assert (superior.tasks.count(), superior.targets.count()) == (4, 1)
    assert Obligation.objects.filter(task__plan=superior).count() == 0
    assert superior.periods.count() == 0


def test_plan_from_above_changes_nothing_that_is_followed(plan: Plan, people) -> None:
    def seen(viewer):
        return home.of(viewer, today=TODAY), list(read.listed(viewer)), periods.listed(viewer, today=TODAY)

    before = seen(people.coordinator)
    superior = plans.confirm(_superior_draft(people).pk, actor=people.coordinator, at=AT)
    assert seen(people.coordinator) == before
    assert list(read.superior(people.coordinator)) == [superior]


def test_plan_from_above_gives_nobody_work(superior: Plan, units, people) -> None:
    with pytest.raises(NotVisible):
        assignments.assign_tasks(
            superior.pk,
            task_ids=[superior.tasks.get(number="1").pk],
            unit_ids=[units.office.pk],
            actor=people.coordinator,
            at=AT,
        )
    with pytest.raises(NotVisible):
        plans.set_reporting(superior.pk, rules=[], actor=people.coordinator, at=AT)


@pytest.mark.parametrize(
    ("letterhead", "level"),
    [("SỞ TƯ PHÁP", PlanLevel.OWN), (None, PlanLevel.SUPERIOR)],
)
def test_level_is_proposed_from_the_issuer(people, letterhead: str | None, level: PlanLevel) -> None:
    text = plan_text(sample_plan()).decode()
    if letterhead is None:
        text = text.replace("SỞ TƯ PHÁP\n", "").replace("/KH-STP", "/KH-UBND")
    draft = drafts.upload(text.encode(), name="ke-hoach.txt", actor=people.coordinator, at=AT)
    assert Draft.objects.get(pk=draft.pk).level == level


def test_level_chosen_is_kept_with_an_audit_row(people) -> None:
    draft = uploaded(sample_plan(), actor=people.coordinator)
    drafts.choose_level(draft.pk, level=PlanLevel.SUPERIOR, actor=people.coordinator, at=LATER)
    drafts.choose_level(draft.pk, level=PlanLevel.SUPERIOR, actor=people.coordinator, at=LATER)
    [row] = AuditRow.objects.filter(act="draft.choose-level")
    assert (row.before, row.after) == ("own", "superior")


def test_pairs_are_confirmed_and_turned_down_at_once(plan: Plan, superior: Plan, people) -> None:
    count = decide(
        plan.pk,
        confirmed=[pair(plan, superior, "1", "1"), pair(plan, superior, "5", "2")],
        turned_down=[pair(plan, superior, "4", "4")],
        actor=people.coordinator,
        at=AT,
    )
    assert count == 3
    assert links() == [("1", "1", True), ("4", "4", False), ("5", "2", True)]


def test_confirmed_pair_turned_down_is_unlinked_and_can_be_linked_again(plan: Plan, superior: Plan, people) -> None:
    both = [pair(plan, superior, "1", "1")]
    decide(plan.pk, confirmed=both, actor=people.coordinator, at=AT)
    assert decide(plan.pk, turned_down=both, actor=people.coordinator, at=LATER) == 1
    assert links() == [("1", "1", False)]
    assert decide(plan.pk, confirmed=both, actor=people.coordinator, at=LATER) == 1
    assert decide(plan.pk, confirmed=both, actor=people.coordinator, at=LATER) == 0
    rows = AuditRow.objects.filter(act="task.decide-basis").order_by("id")
    said = [(row.before and row.before["is_confirmed"], row.after["is_confirmed"]) for row in rows]
    assert said == [(None, True), (True, False), (False, True)]


def test_nothing_decided_and_a_pair_decided_both_ways_are_refused(plan: Plan, superior: Plan, people) -> None:
    with pytest.raises(Faulty, match="Chưa chọn căn cứ nào"):
        decide(plan.pk, actor=people.coordinator, at=AT)
    both = [pair(plan, superior, "1", "1")]
    with pytest.raises(Faulty, match="vừa được xác nhận vừa bị bỏ"):
        decide(plan.pk, confirmed=both, turned_down=both, actor=people.coordinator, at=AT)
    assert links() == []


def test_pair_of_other_plans_is_not_there(plan: Plan, superior: Plan, elsewhere, people) -> None:
    task_id, item_id = pair(plan, superior, "1", "1")
    for wrong in ((item_id, item_id), (task_id, task_id), (task_id, item_id + 1000)):
        with pytest.raises(NotVisible):
            decide(plan.pk, confirmed=[wrong], actor=people.coordinator, at=AT)
    with pytest.raises(NotVisible):
        decide(plan.pk, confirmed=[(task_id, item_id)], actor=elsewhere.people.coordinator, at=AT)
    assert links() == []


def _superior_draft(people) -> Draft:
    draft = uploaded(replace(superior_plan(), title="Kế hoạch khác của tỉnh"), actor=people.coordinator)
    drafts.choose_level(draft.pk, level=PlanLevel.SUPERIOR, actor=people.coordinator, at=AT)
    return draft
