"""Every public action on plans, reports and periods: how it is made ready, and the rule of the table it stands for.

An action is one line in `ROWS`. Not here: accounts, keys, personal data (account_rows), the comparison (test_rights).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

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
from rights import ALL, DEPARTMENT, Both, Place, RoleFirst, Rule

from dondoc.actions import (
    amendments,
    assignments,
    bases,
    checkpoints,
    confirmations,
    drafts,
    evidence,
    figures,
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
from dondoc.actions.reports import AnswerDraft
from dondoc.core.amendments import Choices
from dondoc.core.permissions import Act as Right
from dondoc.core.permissions import Role, Viewer
from dondoc.core.workflow import Move
from dondoc.models import Draft, Plan, PlanLevel, RegisteredDocument, ReportingPeriod


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

    @property
    def figure_id(self) -> int:
        """The obligation to give the one figure that is no rate."""
        return list(duties_of(self.period, self.organisation.units.division))[-1].pk


Act = Callable[[Viewer], object]


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


def saving_answers_begun(world: World) -> Act:
    reports.save_answers(world.period.pk, world.unit_id, answers=[], actor=world.organisation.people.reporter, at=AT)
    return saving_answers(world)


def saving_figure(world: World) -> Act:
    given = AnswerDraft(world.figure_id, numerator=Decimal(3))
    return lambda actor: reports.save_answers(world.period.pk, world.unit_id, answers=[given], actor=actor, at=LATER)


def putting_figure(world: World) -> Act:
    return lambda actor: figures.put(
        world.period.pk,
        world.figure_id,
        numerator=Decimal(3),
        denominator=None,
        not_applicable=False,
        actor=actor,
        at=LATER,
    )


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


@dataclass(frozen=True)
class Row:
    """A public action, how it is made ready, the rule of the table it stands for, and one who may do it."""

    name: str
    arrange: Callable[[World], Act]
    rule: Rule
    doer: str
    wrong_state: frozenset[Role] = frozenset()  # the act is theirs in another state of the report (409)
    but: frozenset[Role] = frozenset()  # refused (403) though the letter is there: another act stands behind it
    is_kept: bool = True  # `doer` is one of People; the act asks nothing of who that is before it writes
    only_looks: bool = False  # shows what would change, changes nothing and leaves no row of the trail

    def __str__(self) -> str:
        return self.name


def on_drafts(name: str, arrange: Callable[[World], Act], needs: Right = Right.DRAFT_WRITE) -> Row:
    return Row(name, arrange, Rule(needs, (Right.DRAFT_READ,), DEPARTMENT), "coordinator")


def on_plans(name: str, arrange: Callable[[World], Act], needs: Right = Right.PLAN_WRITE) -> Row:
    return Row(name, arrange, Rule(needs, (Right.PLAN_READ,), DEPARTMENT), "coordinator")


def on_periods(name: str, arrange: Callable[[World], Act], needs: Right) -> Row:
    """On a period: seen with the plan, and by a link that asks for an answer in it."""
    return Row(name, arrange, Rule(needs, (Right.PLAN_READ, Right.ASSIGNMENT_READ), DEPARTMENT), "coordinator")


def on_reports(name: str, arrange: Callable[[World], Act], needs: Right, doer: str, seen: Right, **more: Any) -> Row:
    """On a unit's report, which is seen by whoever sees how far it is, reads it, or gives figures to it."""
    return Row(name, arrange, Rule(needs, (Right.ANSWER_LOOK, seen, Right.FIGURE_WRITE), ALL), doer, **more)


def by_role(name: str, arrange: Callable[[World], Act], needs: Right, doer: str, *places: Place, **more: Any) -> Row:
    """An action that asks for the right before it looks for the object."""
    return Row(name, arrange, RoleFirst(needs, (needs,), places), doer, **more)


DRAFT, HANDED_IN = Right.ANSWER_DRAFT_READ, Right.ANSWER_SUBMITTED_READ
# A link hands in its one answer (keys.answer_link), never the unit's report.
NO_LINK = frozenset({Role.LINK})
CLOSING_SEEN = (Right.CLOSING_READ, Right.CLOSING_REQUEST, Right.CLOSING_CONFIRM)
OFFICE, UNIT = frozenset({Role.COORDINATOR}), frozenset({Role.REPORTER, Role.HEAD})
ROWS = [
    Row("drafts.upload", uploading, Rule(Right.DRAFT_WRITE), "coordinator"),
    on_drafts("drafts.correct", correcting),
    on_drafts("drafts.discard", discarding),
    on_drafts("drafts.finish_reading", finishing_reading),
    on_drafts("drafts.read_again", reading_again),
    on_drafts("drafts.choose_level", choosing_level),
    on_drafts("drafts.settle_conversion", settling_conversion),
    on_drafts("amendments.amend", amending, Right.PLAN_WRITE),
    on_drafts("plans.confirm", confirming, Right.PLAN_WRITE),
    on_plans("plans.set_reporting", setting_reporting),
    on_plans("assignments.assign_tasks", assigning_tasks, Right.ASSIGNMENT_WRITE),
    on_plans("assignments.assign_targets", assigning_targets, Right.ASSIGNMENT_WRITE),
    on_plans("registers.settle", settling_register),
    Row("registers.add", adding_to_register, Rule(Right.PLAN_WRITE), "coordinator"),
    Row("registers.gather", gathering_register, Rule(Right.PLAN_WRITE), "coordinator"),
    on_plans("checkpoints.set_checkpoints", setting_checkpoints),
    on_plans("bases.decide", deciding_bases),
    on_reports("reports.save_answers begun", saving_answers_begun, Right.ANSWER_WRITE, "reporter", DRAFT),
    on_reports("reports.save_answers", saving_answers, Right.ANSWER_BEGIN, "reporter", DRAFT),
    on_reports("reports.save_answers figure", saving_figure, Right.FIGURE_WRITE, "reporter", DRAFT),
    on_reports("figures.put", putting_figure, Right.FIGURE_WRITE, "reporter", DRAFT),
    on_reports("reports.move submit", moving(Move.SUBMIT), Right.REPORT_SUBMIT, "reporter", DRAFT, but=NO_LINK),
    on_reports(
        "reports.move withdraw",
        moving(Move.WITHDRAW, Move.SUBMIT),
        Right.REPORT_SUBMIT,
        "reporter",
        DRAFT,
        but=NO_LINK,
    ),
    on_reports("reports.move approve", moving(Move.APPROVE, Move.SUBMIT), Right.REPORT_APPROVE, "head", DRAFT),
    on_reports("reports.move send back", moving(Move.SEND_BACK, Move.SUBMIT), Right.REPORT_APPROVE, "head", DRAFT),
    on_reports(
        "reports.move accept",
        moving(Move.ACCEPT, Move.SUBMIT, Move.APPROVE),
        Right.REPORT_ACCEPT,
        "coordinator",
        HANDED_IN,
    ),
    on_reports(
        "reports.move return",
        moving(Move.RETURN, Move.SUBMIT, Move.APPROVE),
        Right.REPORT_ACCEPT,
        "coordinator",
        HANDED_IN,
    ),
    on_reports("evidence.attach", attaching, Right.EVIDENCE_ADD, "reporter", DRAFT, wrong_state=OFFICE),
    Row(
        "evidence.remove",
        removing,
        Both(Right.EVIDENCE_REMOVE, (DRAFT, Right.EVIDENCE_READ), ALL),
        "reporter",
    ),
    Row(
        "evidence.remove approved",
        removing_from_what_the_office_sees,
        Both(Right.EVIDENCE_REMOVE, (HANDED_IN, Right.EVIDENCE_READ), ALL),
        "coordinator",
        wrong_state=UNIT,
    ),
    on_periods("periods.compose", composing, Right.PERIOD_COMPOSE),
    on_periods("confirmations.request_closing", asking_to_close, Right.CLOSING_REQUEST),
    Row(
        "periods.close",
        closing,
        Rule(Right.CLOSING_CONFIRM, CLOSING_SEEN, DEPARTMENT),
        "director",
    ),
    Row(
        "confirmations.turn_down",
        turning_down,
        Rule(Right.CLOSING_CONFIRM, CLOSING_SEEN, DEPARTMENT),
        "director",
    ),
    Row(
        "confirmations.withdraw",
        withdrawing,
        Rule(Right.CLOSING_REQUEST, CLOSING_SEEN, DEPARTMENT),
        "coordinator",
        is_kept=False,  # only the one who asked takes back
    ),
    by_role("people.create_account", creating_account, Right.PEOPLE_WRITE, "administrator"),
    by_role("people.set_active", switching_off, Right.PEOPLE_WRITE, "administrator", *DEPARTMENT),
    by_role("passwords.invite", inviting, Right.PEOPLE_WRITE, "administrator", *DEPARTMENT),
    by_role("sign_ins.unlock", unlocking, Right.PEOPLE_WRITE, "administrator", *DEPARTMENT),
]
