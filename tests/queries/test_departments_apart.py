"""Two departments in one database, all names alike: nothing of one is visible in the other."""

import pytest
from factories import (
    AT,
    PDF,
    TODAY,
    Organisation,
    approve,
    confirmed,
    duties_of,
    give_targets,
    sample_plan,
    uploaded,
    write,
)

from dondoc.actions import assignments, confirmations, drafts, evidence, people, periods, plans, reports
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft
from dondoc.core.permissions import Role
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import Move
from dondoc.models import AuditRow, Draft, Evidence, Plan, ReportingPeriod
from dondoc.queries import answers as answer_queries
from dondoc.queries import calendars, consolidations, home, searches
from dondoc.queries import drafts as draft_queries
from dondoc.queries import people as people_queries
from dondoc.queries import periods as period_queries
from dondoc.queries import plans as plan_queries
from dondoc.queries import reports as report_queries
from dondoc.queries import targets as target_queries
from dondoc.queries import tasks as task_queries


@pytest.fixture
def foreign(elsewhere: Organisation) -> ReportingPeriod:
    """The first quarter of the other department: one report approved with proof, one draft of a plan waiting."""
    office, units, team = elsewhere.people.coordinator, elsewhere.units, elsewhere.people
    plan = confirmed(sample_plan(), actor=office)
    give_targets(plan, [units.division], actor=office)
    period = plan.periods.get(code="2026Q1")
    write(period, units.division, actor=team.reporter)
    duty = duties_of(period, units.division)[0].pk
    evidence.attach(
        period.pk, units.division.pk, duty, data=PDF, name="a", particulars=Particulars(), actor=team.reporter, at=AT
    )
    approve(period, units.division, reporter=team.reporter, head=team.head)
    uploaded(PlanDraft(title="Kế hoạch chờ"), actor=office)
    return period


EVERYBODY = ("coordinator", "reporter", "head", "other_reporter", "other_head", "director", "administrator")


@pytest.mark.parametrize("who", EVERYBODY)
def test_lists_are_empty_for_a_department_that_has_nothing(foreign, organisation, who: str):
    viewer = getattr(organisation.people, who)
    foreign_plan = foreign.plan
    assert list(plan_queries.visible_to(viewer)) == []
    assert list(plan_queries.running(viewer, today=TODAY)) == []
    assert list(period_queries.visible_to(viewer)) == []
    assert period_queries.asked(viewer, TODAY) == []
    assert report_queries.asked_of(viewer, TODAY) == []
    assert report_queries.waiting_for(viewer, TODAY) == []
    assert list(report_queries.closed_of(viewer)) == []
    assert calendars.years(viewer) == []
    assert searches.find(viewer, "kế hoạch chuyển đổi số").count == 0
    assert searches.find(viewer, "rà soát").count == 0
    assert {unit.department_id for unit in searches.find(viewer, "văn phòng").units} <= {organisation.department.pk}
    found = home.of(viewer, today=TODAY)
    assert (found.waiting, found.under_way, found.late, found.standings, found.calendar) == ((), (), (), (), ())
    # Even with a foreign row in hand, nothing is told.
    assert list(answer_queries.seen_obligations(viewer, foreign_plan)) == []
    assert answer_queries.latest(viewer, foreign_plan) == {}
    assert [row.parts for row in task_queries.follow(viewer, foreign_plan, today=TODAY).page if row.parts] == []
    assert [row.figures for row in target_queries.standings(viewer, foreign_plan) if row.figures] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_queries_that_take_an_id_hide_what_is_foreign_like_what_does_not_exist(
    foreign, organisation, elsewhere, who: str
):
    viewer = getattr(organisation.people, who)
    proof = Evidence.objects.get()
    unit_id, own_unit_id = elsewhere.units.division.pk, organisation.units.division.pk

    def answer(act) -> tuple[type[Exception], str]:
        with pytest.raises((NotVisible, NotAllowed)) as refusal:
            act()
        return type(refusal.value), str(refusal.value)

    pairs = [
        (plan_queries.one, (foreign.plan_id,), {}),
        (plan_queries.document, (foreign.plan_id,), {}),
        (period_queries.one, (foreign.pk,), {}),
        (consolidations.kept_document, (foreign.pk,), {}),
        (draft_queries.one, (Draft.objects.first().pk,), {}),
        (report_queries.evidence_file, (proof.pk,), {}),
        (report_queries.page, (foreign.pk, unit_id), {"today": TODAY}),
        (report_queries.page, (foreign.pk, own_unit_id), {"today": TODAY}),
    ]
    for query, ids, rest in pairs:
        unknown = tuple(10**9 for _ in ids)
        refusal = answer(lambda query=query, ids=ids, rest=rest: query(viewer, *ids, **rest))
        assert refusal == answer(lambda query=query, ids=unknown, rest=rest: query(viewer, *ids, **rest))
        # Where the act itself is not open to the role, that is all the person learns.
        assert refusal[0] is NotVisible or query in (draft_queries.one, consolidations.kept_document)


@pytest.mark.parametrize("who", EVERYBODY)
def test_actions_that_take_an_id_hide_what_is_foreign_like_what_does_not_exist(
    foreign, plan, organisation, elsewhere, who: str
):
    viewer = getattr(organisation.people, who)
    unit_id, own_unit_id = elsewhere.units.division.pk, organisation.units.division.pk
    own_period = plan.periods.get(code="2026Q1").pk
    task_id, target_id = foreign.plan.tasks.first().pk, foreign.plan.targets.first().pk
    own_task_id = plan.tasks.first().pk
    duty_id = duties_of(foreign, elsewhere.units.division)[0].pk
    draft_id, proof_id = Draft.objects.filter(department=elsewhere.department).first().pk, Evidence.objects.get().pk
    asked = confirmations.request_closing(foreign.pk, actor=elsewhere.people.coordinator, at=AT)
    given = {"actor": viewer, "at": AT}
    move = {"on": TODAY, "reason": "Thiếu", **given}
    file = {"data": PDF, "name": "a", "particulars": Particulars(), **given}

    def answers(ids: dict[str, int]) -> list[type[Exception]]:
        acts = [
            lambda: drafts.correct(ids["draft"], content=sample_plan().to_json(), **given),
            lambda: drafts.discard(ids["draft"], **given),
            lambda: plans.confirm(ids["draft"], **given),
            lambda: plans.set_reporting(ids["plan"], rules=[], **given),
            lambda: assignments.assign_tasks(ids["plan"], task_ids=[ids["task"]], unit_ids=[own_unit_id], **given),
            lambda: assignments.assign_tasks(plan.pk, task_ids=[ids["task"]], unit_ids=[own_unit_id], **given),
            lambda: assignments.assign_tasks(plan.pk, task_ids=[own_task_id], unit_ids=[ids["unit"]], **given),
            lambda: assignments.assign_targets(plan.pk, target_ids=[ids["target"]], unit_ids=[own_unit_id], **given),
            lambda: reports.save_answers(ids["period"], ids["unit"], answers=[], **given),
            lambda: reports.save_answers(ids["period"], own_unit_id, answers=[], **given),
            lambda: reports.save_answers(own_period, ids["unit"], answers=[], **given),
            lambda: reports.save_answers(own_period, own_unit_id, answers=[AnswerDraft(ids["duty"])], **given),
            *(lambda step=step: reports.move(ids["period"], ids["unit"], move=step, **move) for step in Move),
            *(lambda step=step: reports.move(own_period, ids["unit"], move=step, **move) for step in Move),
            lambda: evidence.attach(ids["period"], ids["unit"], ids["duty"], **file),
            lambda: evidence.attach(own_period, own_unit_id, ids["duty"], **file),
            lambda: evidence.remove(ids["proof"], **given),
            lambda: periods.compose(ids["period"], **given),
            lambda: confirmations.request_closing(ids["period"], **given),
            lambda: periods.close(ids["closing"], seen="", **given),
            lambda: confirmations.turn_down(ids["closing"], reason="Sai", **given),
            lambda: confirmations.withdraw(ids["closing"], **given),
            lambda: people.set_active(ids["user"], active=False, **given),
        ]
        told = []
        for act in acts:
            with pytest.raises((NotVisible, NotAllowed)) as refusal:
                act()
            told.append((type(refusal.value), str(refusal.value)))
        return told

    audit_count = AuditRow.objects.count()
    foreign_ids = {
        "draft": draft_id,
        "plan": foreign.plan_id,
        "task": task_id,
        "target": target_id,
        "period": foreign.pk,
        "unit": unit_id,
        "duty": duty_id,
        "proof": proof_id,
        "closing": asked.pk,
        "user": elsewhere.people.reporter.user_id,
    }
    told = answers(foreign_ids)
    assert told == answers(dict.fromkeys(foreign_ids, 10**9))
    assert AuditRow.objects.count() == audit_count
    if who == "coordinator":
        assert {kind for kind, _ in told[:8]} == {NotVisible}


def test_accounts_and_units_are_those_of_the_own_department(organisation, elsewhere):
    administrator = organisation.people.administrator
    assert {user.pk for user in people_queries.accounts(administrator)} == {v.user_id for v in organisation.people}
    assert set(people_queries.units_of(administrator)) == set(vars(organisation.units).values())
    assert people_queries.department_of(administrator) == organisation.department


def test_same_plan_runs_in_both_departments_side_by_side(foreign, plan, organisation, elsewhere):
    assert Plan.objects.count() == 2
    assert list(plan_queries.visible_to(organisation.people.director)) == [plan]
    assert list(plan_queries.visible_to(elsewhere.people.director)) == [foreign.plan]
    rows = task_queries.follow(organisation.people.coordinator, plan, today=TODAY).page
    assert all(part.answer is None for row in rows for part in row.parts)


def test_two_people_of_one_name_in_two_departments_hold_no_right_in_the_other(organisation, elsewhere):
    user = people.create_account(
        username="cung.ten",
        full_name="Trần Văn Mẫu Bình",
        role=Role.COORDINATOR,
        actor=elsewhere.people.administrator,
        at=AT,
    ).user
    assert people_queries.viewer_for(user, on=TODAY).department_id == elsewhere.department.pk
    assert user not in people_queries.accounts(organisation.people.administrator)
