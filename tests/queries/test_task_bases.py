"""What tasks rest on in plans from above, what nobody took, and who carries an item."""

from dataclasses import replace

import pytest
from factories import AT, TODAY, confirmed_superior, superior_plan

from dondoc.actions.bases import decide
from dondoc.core.bases import Reach
from dondoc.core.progress import TaskState
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.models import Plan
from dondoc.queries import bases, plans, searches


def pairs(plan: Plan, superior: Plan, *numbers: tuple[str, str]) -> list[tuple[int, int]]:
    return [(plan.tasks.get(number=own).pk, superior.tasks.get(number=item).pk) for own, item in numbers]


@pytest.fixture
def linked(plan: Plan, superior: Plan, people) -> Plan:
    """The sample plan whose task 1 rests on item 1."""
    decide(plan.pk, confirmed=pairs(plan, superior, ("1", "1")), actor=people.coordinator, at=AT)
    return plan


def proposed(thread: bases.Thread) -> list[tuple[str, str]]:
    return [(proposal.task.number, proposal.superior_task.number) for proposal in thread.proposed]


def test_proposals_wait_until_somebody_decides(plan: Plan, superior: Plan, people) -> None:
    assert proposed(bases.of_plan(people.coordinator, plan)) == [("1", "1"), ("5", "2")]
    decide(
        plan.pk,
        confirmed=pairs(plan, superior, ("1", "1")),
        turned_down=pairs(plan, superior, ("5", "2")),
        actor=people.coordinator,
        at=AT,
    )
    thread = bases.of_plan(people.coordinator, plan)
    assert proposed(thread) == []
    assert [(basis.task.number, basis.superior_task.number) for basis in thread.linked] == [("1", "1")]


def test_items_nobody_took_are_those_that_mean_the_department(linked: Plan, people) -> None:
    thread = bases.of_plan(people.coordinator, linked)
    assert [(item.task.number, item.reach) for item in thread.not_taken] == [("2", Reach.ALL), ("3", Reach.NAMED)]
    assert [task.number for task in thread.without] == ["2", "3", "4", "5", "6"]
    assert (thread.resting_count, thread.task_count) == (1, 6)


def test_items_of_a_plan_that_names_nobody_all_count(plan: Plan, people) -> None:
    items = tuple(replace(item, lead=("Công an tỉnh",)) for item in superior_plan().tasks)
    confirmed_superior(replace(superior_plan(), tasks=items), actor=people.coordinator)
    thread = bases.of_plan(people.coordinator, plan)
    assert [item.task.number for item in thread.not_taken] == ["1", "2", "3", "4"]
    [above] = thread.superior_plans
    assert all(item.is_meant for item in bases.items_of(people.coordinator, above, today=TODAY))


def test_cooperating_department_is_meant_too(plan: Plan, people) -> None:
    items = tuple(replace(item, lead=("Công an tỉnh",)) for item in superior_plan().tasks)
    items = (*items[:3], replace(items[3], cooperating=("Sở Tư pháp",)))
    confirmed_superior(replace(superior_plan(), tasks=items), actor=people.coordinator)
    thread = bases.of_plan(people.coordinator, plan)
    assert [(item.task.number, item.reach) for item in thread.not_taken] == [("4", Reach.NAMED)]


def test_plan_of_another_year_is_set_against_only_when_it_is_cited(plan: Plan, people) -> None:
    older = confirmed_superior(replace(superior_plan(), year=2025), actor=people.coordinator)
    assert bases.of_plan(people.coordinator, plan).superior_plans == (older,)
    uncited = replace(superior_plan(), year=2025, number="7/KH-UBND", title="Kế hoạch khác của tỉnh")
    confirmed_superior(uncited, actor=people.coordinator)
    assert bases.of_plan(people.coordinator, plan).superior_plans == (older,)


def test_item_shows_the_tasks_that_carry_it_within_the_viewers_sight(linked: Plan, superior: Plan, people) -> None:
    def carriers(viewer) -> list[list[tuple[str, TaskState | None]]]:
        items = bases.items_of(viewer, superior, today=TODAY)
        return [[(task.number, state) for task, state in item.carriers] for item in items]

    assert carriers(people.coordinator) == [[("1", TaskState.NOT_STARTED)], [], [], []]
    assert carriers(people.reporter) == [[("1", None)], [], [], []]


def test_counts_say_how_much_of_a_superior_plan_is_carried(linked: Plan, superior: Plan, people) -> None:
    assert bases.taken_counts(people.coordinator) == {superior.pk: (4, 1)}


def test_thread_is_read_by_the_office_and_the_director(linked: Plan, people) -> None:
    assert bases.of_plan(people.director, linked).resting_count == 1
    for viewer in (people.head, people.reporter):
        with pytest.raises(NotAllowed):
            bases.of_plan(viewer, linked)


def test_superior_plans_of_another_department_are_not_there(superior: Plan, elsewhere) -> None:
    assert list(plans.superior(elsewhere.people.coordinator)) == []
    for read in (plans.one_superior, plans.one_known, plans.document):
        with pytest.raises(NotVisible):
            read(elsewhere.people.coordinator, superior.pk)


def test_search_finds_a_superior_plan_but_not_its_items(superior: Plan, people) -> None:
    assert searches.find(people.reporter, "88/KH-UBND").plans == (superior,)
    assert searches.find(people.coordinator, "diễn tập ứng cứu").tasks == ()
