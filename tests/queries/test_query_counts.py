"""Lists read the database as often for thirty rows as for one, and never more than twenty times."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import AT, TODAY, approve, confirmed, confirmed_superior, give_targets, plan_of, write
from keepsakes import kept

from dondoc.actions import assignments
from dondoc.actions.bases import decide
from dondoc.actions.checkpoints import CheckpointDraft, set_checkpoints
from dondoc.actions.people import create_account
from dondoc.core.permissions import Role
from dondoc.models import Plan
from dondoc.queries import (
    bases,
    calendars,
    checkpoints,
    consolidations,
    drafts,
    home,
    periods,
    plans,
    reports,
    searches,
    targets,
    tasks,
)
from dondoc.queries.people import accounts

OF_ONE_PLAN: dict[str, Callable[..., object]] = {
    "follow": lambda viewer, plan: list(tasks.follow(viewer, plan, today=TODAY).page),
    "matrix": lambda viewer, plan: tasks.matrix(viewer, plan, today=TODAY).rows,
    "assignments": lambda viewer, plan: tasks.assignments(viewer, plan),
    "unassigned": lambda viewer, plan: tasks.unassigned(viewer, plan),
    "checkpoints": lambda viewer, plan: checkpoints.vague(viewer, plan, today=TODAY),
    "bases": lambda viewer, plan: bases.of_plan(viewer, plan).proposed,
    "targets": lambda viewer, plan: targets.standings(viewer, plan),
    "consolidation": lambda viewer, plan: consolidations.consolidate(viewer, plan.periods.get(code="2026Q1")).groups,
    "unit rows": lambda viewer, plan: periods.unit_rows(viewer, plan.periods.get(code="2026Q1"), today=TODAY),
}
OF_ALL_PLANS: dict[str, Callable[..., object]] = {
    "home": lambda viewer: home.of(viewer, today=TODAY),
    "plans": lambda viewer: [str(plan.office) for plan in plans.listed(viewer)],
    "standings": lambda viewer: plans.standings(viewer, list(plans.visible_to(viewer)), today=TODAY),
    "periods": lambda viewer: [row.period.plan.title for row in periods.listed(viewer, today=TODAY)],
    "calendar": lambda viewer: [row.period.plan.title for row in calendars.of_year(viewer, 2026, today=TODAY)],
    "asked": lambda viewer: [asked.period.plan.title for asked in reports.asked_of(viewer, TODAY)],
    "waiting": lambda viewer: [asked.period.plan.title for asked in reports.waiting_for(viewer, TODAY)],
    "drafts": lambda viewer: [draft.plan.title for draft in drafts.visible_to(viewer)],
    "search": lambda viewer: [task.plan.title for task in searches.find(viewer, "việc mẫu").tasks],
}


def count(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def answer(plan: Plan, units, team) -> Plan:
    """The plan with the first quarter answered and approved by the division."""
    period = plan.periods.get(code="2026Q1")
    write(period, units.division, actor=team.reporter)
    approve(period, units.division, reporter=team.reporter, head=team.head)
    return plan


@pytest.fixture
def sizes(make_plan, units, people) -> tuple[Plan, Plan]:
    """A plan with one task and one target, and a plan with thirty of each, both answered by the division."""

    def make() -> tuple[Plan, Plan]:
        small, large = make_plan(), make_plan(task_count=30, target_count=30)
        given = {"task_ids": list(small.tasks.values_list("pk", flat=True)), "unit_ids": [units.division.pk]}
        assignments.assign_tasks(small.pk, **given, actor=people.coordinator, at=AT)
        return answer(small, units, people), answer(large, units, people)

    return kept("sizes", make)


@pytest.mark.parametrize("name", OF_ONE_PLAN)
def test_list_of_one_plan_reads_as_often_for_thirty_rows_as_for_one(sizes, people, name: str):
    small, large = (Plan.objects.get(pk=plan.pk) for plan in sizes)
    counts = [count(lambda plan=plan: OF_ONE_PLAN[name](people.coordinator, plan)) for plan in (small, large)]
    assert counts[0] == counts[1] <= 20


@pytest.mark.parametrize("name", ["follow", "matrix", "targets"])
def test_list_of_a_unit_reads_as_often_for_thirty_rows_as_for_one(sizes, people, name: str):
    small, large = (Plan.objects.get(pk=plan.pk) for plan in sizes)
    counts = [count(lambda plan=plan: OF_ONE_PLAN[name](people.head, plan)) for plan in (small, large)]
    assert counts[0] == counts[1] <= 20


def test_page_of_a_report_reads_as_often_for_thirty_questions_as_for_one(sizes, people, units):
    def read(plan: Plan) -> int:
        period_id = plan.periods.get(code="2026Q1").pk
        return count(lambda: reports.page(people.head, period_id, units.division.pk, today=TODAY))

    assert read(sizes[0]) == read(sizes[1]) <= 20


def test_superior_plan_reads_as_often_for_thirty_carried_items_as_for_one(sizes, people):
    counts = []
    for plan in sizes:
        content = plan_of(plan.tasks.count(), 0)
        content = replace(content, title=f"Kế hoạch của tỉnh {plan.pk}", issuer="Ủy ban nhân dân tỉnh Hà Phong")
        above = confirmed_superior(content, actor=people.coordinator)
        pairs = list(
            zip(plan.tasks.values_list("pk", flat=True), above.tasks.values_list("pk", flat=True), strict=True)
        )
        decide(plan.pk, confirmed=pairs, actor=people.coordinator, at=AT)
        above = plans.one_superior(people.coordinator, above.pk)
        counts.append(count(lambda above=above: bases.items_of(people.coordinator, above, today=TODAY)))
    assert counts[0] == counts[1] <= 20


def test_home_reads_as_often_for_thirty_checkpoints_as_for_one(sizes, people):
    counts = []
    for plan in sizes:
        chosen = {task.pk: [CheckpointDraft("Có dự thảo", date(2026, 3, 2))] for task in plan.tasks.all()}
        set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)
        counts.append(count(lambda: home.of(people.reporter, today=TODAY)))
    assert counts[0] == counts[1] <= 20


@pytest.fixture
def grow(units, people) -> Callable[[int], None]:
    """Makes the department run so many more plans, each with one approved and one submitted report."""

    def growing(plan_count: int) -> None:
        for number in range(plan_count):
            content = replace(plan_of(3, 1), title=f"Kế hoạch mẫu {Plan.objects.count()}.{number}")
            plan = confirmed(content, actor=people.coordinator)
            give_targets(plan, [units.division], actor=people.coordinator)
            answer(plan, units, people)
            write(plan.periods.get(code="2026Q1"), units.other_division, actor=people.other_reporter)

    return lambda plan_count: kept(f"{plan_count} plans more", lambda: growing(plan_count))


@pytest.mark.parametrize("name", OF_ALL_PLANS)
def test_list_of_all_plans_reads_as_often_for_ten_plans_as_for_two(grow, people, name: str):
    viewers = [people.coordinator, people.director]
    if name in ("home", "calendar", "asked", "waiting", "search"):
        viewers += [people.head, people.other_reporter]
    grow(2)
    before = [count(lambda viewer=viewer: OF_ALL_PLANS[name](viewer)) for viewer in viewers]
    grow(8)
    after = [count(lambda viewer=viewer: OF_ALL_PLANS[name](viewer)) for viewer in viewers]
    assert before == after
    assert max(after) <= 20


def test_list_of_accounts_reads_as_often_for_thirty_people_as_for_seven(organisation):
    administrator = organisation.people.administrator

    def read() -> list[str]:
        return [str(p.unit) for user in accounts(administrator) for p in user.positions.all()]

    before = count(read)
    for number in range(23):
        create_account(
            username=f"nguoi{number}",
            full_name=f"Người Mẫu {number}",
            role=Role.REPORTER,
            unit_id=organisation.units.division.pk,
            actor=administrator,
            at=AT,
        )
    assert len(read()) == 30
    assert count(read) == before <= 20
