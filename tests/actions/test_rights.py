"""Who may do what: every public action by every person of the department and by a coordinator of another one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from inspect import getmembers, isfunction
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError
from factories import (
    AT,
    LATER,
    PDF,
    QUARTERLY,
    TODAY,
    Organisation,
    answers_of,
    approve,
    confirmed_superior,
    duties_of,
    plan_text,
    sample_plan,
    seen_figures,
    superior_plan,
    uploaded,
    write,
)

from dondoc import actions
from dondoc.actions import (
    amendments,
    assignments,
    bases,
    checkpoints,
    confirmations,
    departments,
    drafts,
    evidence,
    passwords,
    people,
    periods,
    plans,
    registers,
    reports,
    sign_ins,
)
from dondoc.actions.checkpoints import CheckpointDraft
from dondoc.actions.evidence import Particulars
from dondoc.core.amendments import Choices
from dondoc.core.permissions import Role, Viewer
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import Move
from dondoc.models import AuditRow, Draft, Plan, PlanLevel, RegisteredDocument, ReportingPeriod


@dataclass(frozen=True)
class World:
    """A department with a running plan and its first quarter, from which each case goes on."""

    organisation: Organisation
    plan: Plan
    period: ReportingPeriod

    @property
    def unit_id(self) -> int:
        return self.organisation.units.division.pk

    @property
    def duty_id(self) -> int:
        return next(duty.pk for duty in duties_of(self.period, self.organisation.units.division))


Act = Callable[[Viewer], object]


def database() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the product."""
    return {
        m.__name__: list(m._default_manager.order_by("pk").values()) for m in apps.get_app_config("dondoc").get_models()
    }


def uploading(world: World) -> Act:
    data = plan_text(replace(sample_plan(), title="Kế hoạch thứ ba"))
    return lambda actor: drafts.upload(data, name="ke-hoach.txt", actor=actor, at=LATER)


def open_draft(world: World) -> int:
    content = replace(sample_plan(), title="Kế hoạch thứ hai")
    return uploaded(content, actor=world.organisation.people.coordinator).pk


def correcting(world: World) -> Act:
    draft_id, content = open_draft(world), replace(sample_plan(), title="Tên đã sửa").to_json()
    return lambda actor: drafts.correct(draft_id, content=content, actor=actor, at=LATER)


def discarding(world: World) -> Act:
    draft_id = open_draft(world)
    return lambda actor: drafts.discard(draft_id, actor=actor, at=LATER)


def choosing_level(world: World) -> Act:
    draft_id = open_draft(world)
    return lambda actor: drafts.choose_level(draft_id, level=PlanLevel.SUPERIOR, actor=actor, at=LATER)


def setting_checkpoints(world: World) -> Act:
    chosen = {world.plan.tasks.get(number="4").pk: [CheckpointDraft("Kiểm tra đợt 1", date(2026, 6, 30))]}
    return lambda actor: checkpoints.set_checkpoints(world.plan.pk, chosen=chosen, actor=actor, at=LATER)


def deciding_bases(world: World) -> Act:
    above = confirmed_superior(superior_plan(), actor=world.organisation.people.coordinator)
    pairs = [(world.plan.tasks.get(number="1").pk, above.tasks.get(number="1").pk)]
    return lambda actor: bases.decide(world.plan.pk, confirmed=pairs, actor=actor, at=LATER)


def settling_conversion(world: World) -> Act:
    draft_id = open_draft(world)
    Draft.objects.filter(pk=draft_id).update(conversion={"encoding": "TCVN3", "samples": []})
    return lambda actor: drafts.settle_conversion(draft_id, is_right=True, actor=actor, at=LATER)


def finishing_reading(world: World) -> Act:
    draft_id = open_draft(world)
    Draft.objects.filter(pk=draft_id).update(state="reading")
    return lambda actor: drafts.finish_reading(draft_id, actor=actor, at=LATER)


def reading_again(world: World) -> Act:
    draft_id = open_draft(world)
    Draft.objects.filter(pk=draft_id).update(state="failed")
    return lambda actor: drafts.read_again(draft_id, actor=actor, at=LATER)


def confirming(world: World) -> Act:
    draft_id = open_draft(world)
    return lambda actor: plans.confirm(draft_id, actor=actor, at=LATER)


def amending(world: World) -> Act:
    draft_id = open_draft(world)
    return lambda actor: amendments.amend(world.plan.pk, draft_id, choices=Choices(), actor=actor, at=LATER)


def setting_reporting(world: World) -> Act:
    return lambda actor: plans.set_reporting(world.plan.pk, rules=[QUARTERLY], actor=actor, at=LATER)


def assigning_tasks(world: World) -> Act:
    task_ids = [world.plan.tasks.get(number="6").pk]
    return lambda actor: assignments.assign_tasks(
        world.plan.pk, task_ids=task_ids, unit_ids=[world.unit_id], actor=actor, at=LATER
    )


def assigning_targets(world: World) -> Act:
    target_ids = [world.plan.targets.get(position=1).pk]
    return lambda actor: assignments.assign_targets(
        world.plan.pk, target_ids=target_ids, unit_ids=[world.unit_id], actor=actor, at=LATER
    )


def settling_register(world: World) -> Act:
    document_id = RegisteredDocument.objects.get(department=world.plan.department, key="99/QĐ-UBND").pk
    known = registers.Particulars(issuer="UBND tỉnh")
    return lambda actor: registers.settle(document_id, known=known, actor=actor, at=LATER)


def adding_to_register(world: World) -> Act:
    return lambda actor: registers.add(number="5/NQ-CP", known=registers.Particulars(), actor=actor, at=LATER)


def gathering_register(world: World) -> Act:
    RegisteredDocument.objects.all().delete()
    return lambda actor: registers.gather(actor=actor, at=LATER)


def saving_answers(world: World) -> Act:
    answers = answers_of(world.period, world.organisation.units.division)[:1]
    return lambda actor: reports.save_answers(world.period.pk, world.unit_id, answers=answers, actor=actor, at=LATER)


def moving(move: Move, *before: Move) -> Callable[[World], Act]:
    def arranged(world: World) -> Act:
        team = world.organisation.people
        write(world.period, world.organisation.units.division, actor=team.reporter)
        for earlier in before:
            doer = {Move.SUBMIT: team.reporter, Move.APPROVE: team.head}[earlier]
            reports.move(world.period.pk, world.unit_id, move=earlier, on=TODAY, actor=doer, at=AT)
        return lambda actor: reports.move(
            world.period.pk, world.unit_id, move=move, on=TODAY, reason="Thiếu số liệu", actor=actor, at=LATER
        )

    return arranged


def attaching(world: World) -> Act:
    write(world.period, world.organisation.units.division, actor=world.organisation.people.reporter)
    return lambda actor: evidence.attach(
        world.period.pk,
        world.unit_id,
        world.duty_id,
        data=PDF,
        name="minh-chung.pdf",
        particulars=Particulars(),
        actor=actor,
        at=LATER,
    )


def removing(world: World) -> Act:
    proof_id = attaching(world)(world.organisation.people.reporter).pk
    return lambda actor: evidence.remove(proof_id, actor=actor, at=LATER)


def removing_from_what_the_office_sees(world: World) -> Act:
    team = world.organisation.people
    act = removing(world)
    approve(world.period, world.organisation.units.division, reporter=team.reporter, head=team.head)
    return act


def composing(world: World) -> Act:
    return lambda actor: periods.compose(world.period.pk, actor=actor, at=LATER)


def asking_to_close(world: World) -> Act:
    return lambda actor: confirmations.request_closing(world.period.pk, actor=actor, at=LATER)


def closing(world: World) -> Act:
    asked = asking_to_close(world)(world.organisation.people.coordinator)
    seen = seen_figures(world.period, world.organisation.people.director)
    return lambda actor: periods.close(asked.pk, seen=seen, actor=actor, at=LATER)


def turning_down(world: World) -> Act:
    asked = asking_to_close(world)(world.organisation.people.coordinator)
    return lambda actor: confirmations.turn_down(asked.pk, reason="Thiếu số liệu", actor=actor, at=LATER)


def withdrawing(world: World) -> Act:
    asked = asking_to_close(world)(world.organisation.people.coordinator)
    return lambda actor: confirmations.withdraw(asked.pk, actor=actor, at=LATER)


def creating_account(world: World) -> Act:
    return lambda actor: people.create_account(
        username="moi", full_name="Người Mẫu", role=Role.DIRECTOR, actor=actor, at=LATER
    )


def switching_off(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    return lambda actor: people.set_active(user_id, active=False, actor=actor, at=LATER)


def inviting(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    return lambda actor: passwords.invite(user_id, actor=actor, at=LATER)


def unlocking(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    return lambda actor: sign_ins.unlock(user_id, actor=actor, at=LATER)


NAMES = ("coordinator", "reporter", "head", "other_reporter", "other_head", "director", "administrator", "stranger")
# Columns as NAMES; the stranger is the coordinator, the head or the administrator of another department who may act
# there. y: done. n: 403, the act is not allowed. h: 404, the object is hidden.
TABLE: list[tuple[str, Callable[[World], Act], str, str]] = [
    ("drafts.upload", uploading, "y n n n n n n y", "coordinator"),
    ("drafts.correct", correcting, "y n n n n n n h", "coordinator"),
    ("drafts.discard", discarding, "y n n n n n n h", "coordinator"),
    ("drafts.finish_reading", finishing_reading, "y n n n n n n h", "coordinator"),
    ("drafts.read_again", reading_again, "y n n n n n n h", "coordinator"),
    ("drafts.choose_level", choosing_level, "y n n n n n n h", "coordinator"),
    ("drafts.settle_conversion", settling_conversion, "y n n n n n n h", "coordinator"),
    ("amendments.amend", amending, "y n n n n n n h", "coordinator"),
    ("plans.confirm", confirming, "y n n n n n n h", "coordinator"),
    ("plans.set_reporting", setting_reporting, "y n n n n n n h", "coordinator"),
    ("assignments.assign_tasks", assigning_tasks, "y n n n n n n h", "coordinator"),
    ("assignments.assign_targets", assigning_targets, "y n n n n n n h", "coordinator"),
    ("registers.settle", settling_register, "y n n n n n n h", "coordinator"),
    ("registers.add", adding_to_register, "y n n n n n n y", "coordinator"),
    ("registers.gather", gathering_register, "y n n n n n n y", "coordinator"),
    ("checkpoints.set_checkpoints", setting_checkpoints, "y n n n n n n h", "coordinator"),
    ("bases.decide", deciding_bases, "y n n n n n n h", "coordinator"),
    ("reports.save_answers", saving_answers, "n y y n n n h h", "reporter"),
    ("reports.move submit", moving(Move.SUBMIT), "n y y n n n h h", "reporter"),
    ("reports.move withdraw", moving(Move.WITHDRAW, Move.SUBMIT), "n y y n n n h h", "reporter"),
    ("reports.move approve", moving(Move.APPROVE, Move.SUBMIT), "n n y n n n h h", "head"),
    ("reports.move send back", moving(Move.SEND_BACK, Move.SUBMIT), "n n y n n n h h", "head"),
    ("reports.move accept", moving(Move.ACCEPT, Move.SUBMIT, Move.APPROVE), "y n n n n n h h", "coordinator"),
    ("reports.move return", moving(Move.RETURN, Move.SUBMIT, Move.APPROVE), "y n n n n n h h", "coordinator"),
    ("evidence.attach", attaching, "n y y n n n h h", "reporter"),
    ("evidence.remove", removing, "h y y h h h h h", "reporter"),
    ("periods.compose", composing, "y n n n n y n h", "director"),
    ("confirmations.request_closing", asking_to_close, "y n n n n n n h", "coordinator"),
    ("confirmations.turn_down", turning_down, "n h h h h y h h", "director"),
    ("confirmations.withdraw", withdrawing, "y h h h h n h h", "coordinator"),
    ("periods.close", closing, "n h h h h y h h", "director"),
    ("people.create_account", creating_account, "n n n n n n y y", "administrator"),
    ("people.set_active", switching_off, "n n n n n n y h", "administrator"),
    ("passwords.invite", inviting, "n n n n n n y h", "administrator"),
    ("sign_ins.unlock", unlocking, "n n n n n n y h", "administrator"),
]
CELLS = [
    pytest.param(arrange, who, answer, stranger, id=f"{name} by {who}")
    for name, arrange, answers, stranger in TABLE
    for who, answer in zip(NAMES, answers.split(), strict=True)
]


@pytest.fixture
def world(organisation: Organisation, plan: Plan, period: ReportingPeriod) -> World:
    return World(organisation, plan, period)


@pytest.mark.parametrize(("arrange", "who", "answer", "stranger"), CELLS)
def test_action_is_open_to_whom_the_table_names_and_changes_nothing_for_the_rest(
    world: World, elsewhere: Organisation, arrange: Callable[[World], Act], who: str, answer: str, stranger: str
):
    actor = getattr(elsewhere.people, stranger) if who == "stranger" else getattr(world.organisation.people, who)
    act = arrange(world)
    before, audit_count = database(), AuditRow.objects.count()
    if answer == "y":
        act(actor)
        written = list(AuditRow.objects.order_by("id")[audit_count:])
        assert {(row.actor_id, row.department_id, row.at) for row in written} == {
            (actor.user_id, actor.department_id, LATER)
        }
    else:
        with pytest.raises({"n": NotAllowed, "h": NotVisible}[answer]):
            act(actor)
        assert database() == before


def test_office_that_sees_an_approved_proof_may_not_remove_it(world: World):
    act = removing_from_what_the_office_sees(world)
    before = database()
    with pytest.raises(NotAllowed):
        act(world.organisation.people.coordinator)
    assert database() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("arrange", "doer"), [pytest.param(row[1], row[3], id=row[0]) for row in TABLE])
def test_action_and_its_audit_row_are_stored_together_or_not_at_all(
    world: World, arrange: Callable[[World], Act], doer: str
):
    act = arrange(world)
    before = database()
    # An account that is gone: what the action changes could be stored, the audit row that names the actor cannot.
    ghost = replace(getattr(world.organisation.people, doer), user_id=10**9)
    with pytest.raises(IntegrityError):
        act(ghost)
    assert database() == before


def test_table_names_every_public_action():
    modules = (
        amendments,
        assignments,
        bases,
        checkpoints,
        confirmations,
        departments,
        drafts,
        evidence,
        passwords,
        people,
        periods,
        plans,
        registers,
        reports,
        sign_ins,
    )
    public = {
        f"{module.__name__.removeprefix(actions.__name__ + '.')}.{name}"
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    # Parts of other actions, and the first set-up, which is run at the machine before anybody can sign in.
    parts = {
        "confirmations.waiting",
        "confirmations.confirm",
        "confirmations.figures_digest",
        "people.place",
        "registers.enter",
        "reports.open_answer",
        "departments.set_up",
        "passwords.first_link",
    }
    # Before anybody has signed in, by a job or at the machine; and the own password, which everybody changes.
    parts |= {f"passwords.{name}" for name in ("change", "set_by_link", "ask_reset", "invite_from_machine")}
    parts |= {f"sign_ins.{name}" for name in ("try_password", "enter", "rescue", "switch_off_idle")}
    assert public == {name.split()[0] for name, *_ in TABLE} | parts
