"""Every address of the site, how it is asked for, which right it needs, and a world in which asking makes sense.

A new address is one line in `ROWS`. Not here: the comparison (test_role_pages), what asking writes (test_readonly).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie

from assessing import annex, brought, case_of
from django.test import Client
from django.urls import get_resolver, reverse
from dossier_files import loaded
from factories import (
    AT,
    PDF,
    QUARTERLY,
    TODAY,
    Organisation,
    close_period,
    confirmed,
    confirmed_superior,
    duties_of,
    give_targets,
    later_version,
    plan_of,
    sample_plan,
    superior_plan,
    uploaded,
    write,
)
from keepsakes import kept
from rights import ALL, DEPARTMENT, Answers, Both, Place, Right, RoleFirst, Rule, Throughout, newcomer, reaches

from dondoc.actions import amendments, confirmations, evidence, proofs, reports, set_drafts
from dondoc.actions.evidence import Particulars
from dondoc.core.amendments import Choices
from dondoc.core.assessments import MOVE_ACTS as SCORE_MOVE_ACTS
from dondoc.core.assessments import Move as ScoreMove
from dondoc.core.assessments import State
from dondoc.core.permissions import HELD_ROLES, Act, Role, Viewer
from dondoc.core.workflow import COUNTED, MOVE_ACTS, MOVES, NEEDS_REASON, READ_ACTS, WRITABLE, Move, ReportState
from dondoc.models import Assessment, RegisteredDocument, Unit

MONTHLY = replace(QUARTERLY, frequency="month")
# The state of each unit's report by period; the last period is closed.
STATES = {
    "2026-01": ReportState.DRAFT,
    "2026-02": ReportState.SUBMITTED,
    "2026-03": ReportState.APPROVED,
    "2026-04": ReportState.ACCEPTED,
    "2026-05": ReportState.RETURNED,
    "2026-06": ReportState.APPROVED,
}
CLOSED, UNBEGUN = "2026-06", "2026-07"
# Ids of which each unit has its own.
OF_UNIT = frozenset({"unit_id", "user_id", "task_id", "obligation_id", "figure_id", "evidence_id", "answer_id"})
_WAYS = {
    ReportState.DRAFT: (),
    ReportState.SUBMITTED: (Move.SUBMIT,),
    ReportState.APPROVED: (Move.SUBMIT, Move.APPROVE),
    ReportState.ACCEPTED: (Move.SUBMIT, Move.APPROVE, Move.ACCEPT),
    ReportState.RETURNED: (Move.SUBMIT, Move.SEND_BACK),
}


@dataclass(frozen=True)
class World:
    """Ids in one department as `unit` has them: a running plan, amended once, one from above, a draft that waits, the
    unit's report and proof in each state, by period code (`period_2026_01`, `evidence_2026_01`)."""

    ids: Mapping[str, object]

    def __getattr__(self, name: str) -> object:
        try:
            return vars(self)["ids"][name]  # not `self.ids`, which asks here again while a world is unpickled
        except KeyError as error:
            raise AttributeError(name) from error

    @classmethod
    def of(cls, organisation: Organisation) -> "World":
        """The world of the division of this department."""
        return kept("world", lambda: worlds(organisation))[0]


def places_of(organisation: Organisation, elsewhere: Organisation) -> dict[Place, World]:
    """The worlds of both divisions, and of the division of another department."""

    def make() -> dict[Place, World]:
        own, other = worlds(organisation)
        return {Place.OWN: own, Place.OTHER: other, Place.ELSEWHERE: worlds(elsewhere)[0]}

    return kept("places", make)


def worlds(organisation: Organisation) -> tuple[World, World]:
    """The worlds of the division and of the other division of a department."""
    people, units = organisation.people, organisation.units
    first = replace(sample_plan(), reporting=(MONTHLY,))
    plan = confirmed(first, actor=people.coordinator)
    give_targets(plan, [units.division, units.attached, units.other_division], actor=people.coordinator)
    later = later_version(replace(first, number="13/KH-STP"), actor=people.coordinator)
    plan = amendments.amend(plan.pk, later.pk, choices=Choices(), actor=people.coordinator, at=AT)
    shared = {
        "plan_id": plan.pk,
        "amendment_id": plan.amendments.get().pk,
        "superior_id": confirmed_superior(superior_plan(), actor=people.coordinator).pk,
        "draft_id": uploaded(plan_of(1, 1), actor=people.coordinator).pk,
        "document_id": RegisteredDocument.objects.get(department=plan.department, key="88/KH-UBND").pk,
        "number": 1,  # of a page that a text file does not have
        "unknown_id": 10**9,
        "secret": "sai",
        "assessment_id": brought(case_of(organisation), State.RELEASED).assessment_id,
        "code": "1.1",  # of the division
        "set_name": "qd-766-2022",
        "set_draft_id": set_drafts.begin(annex(), name="phu-luc.xlsx", actor=people.coordinator, at=AT).pk,
    }
    stamp = {"particulars": Particulars(), "actor": people.coordinator, "at": AT}
    shared["round_id"] = Assessment.objects.get(pk=shared["assessment_id"]).round_id
    shared["proof_id"] = proofs.attach(shared["assessment_id"], "1.1", data=PDF, name="anh.pdf", **stamp).pk
    shared["adopted_id"] = Assessment.objects.get(pk=shared["assessment_id"]).round.adopted_set_id
    shared["load_id"] = loaded({"unit": units.division.name}, actor=people.coordinator, at=AT).pk
    shared |= {f"period_{code.replace('-', '_')}": plan.periods.get(code=code).pk for code in [*STATES, UNBEGUN]}
    teams = [
        (units.division, people.reporter, people.head),
        (units.other_division, people.other_reporter, people.other_head),
    ]
    of_units = [_unit(plan, unit, reporter, head, people.coordinator) for unit, reporter, head in teams]
    for own, (unit, *_people) in zip(of_units, teams, strict=True):
        colleague = newcomer(organisation, Role.REPORTER, unit_id=unit.pk, name=f"second.{unit.pk}")
        own["user_id"] = colleague.user_id
    close_period(plan.periods.get(code=CLOSED), people)
    shared["request_id"] = confirmations.request_closing(
        plan.periods.get(code="2026-04").pk, actor=people.coordinator, at=AT
    ).pk
    return tuple(World(shared | own) for own in of_units)


def _unit(plan, unit: Unit, reporter: Viewer, head: Viewer, office: Viewer) -> dict[str, object]:
    """The unit's reports in each state, each with a proof of its first task."""
    own: dict[str, object] = {"unit_id": unit.pk}
    for code, state in STATES.items():
        period = plan.periods.get(code=code)
        write(period, unit, actor=reporter)
        duties = list(duties_of(period, unit))
        proof = evidence.attach(
            period.pk,
            unit.pk,
            duties[0].pk,
            data=PDF,
            name="bien-ban.pdf",
            particulars=Particulars(number="04/BB-VP"),
            actor=reporter,
            at=AT,
        )
        for move in _WAYS[state]:
            actor = {Move.SUBMIT: reporter, Move.ACCEPT: office}.get(move, head)
            reports.move(period.pk, unit.pk, move=move, on=TODAY, reason="Thiếu số", actor=actor, at=AT)
        own[f"evidence_{code.replace('-', '_')}"] = proof.pk
        answered = proof.answer
        own[f"answer_{code.replace('-', '_')}"] = answered.pk
    own |= {
        "task_id": duties[0].task_id,
        "obligation_id": duties[0].pk,
        "figure_id": duties[-1].pk,
        "period_id": own.get("period_id") or plan.periods.get(code="2026-01").pk,
        "evidence_id": own["evidence_2026_01"],
        "answer_id": own["answer_2026_01"],
    }
    return own


@dataclass(frozen=True, eq=False)
class Asking:
    """One way to ask for an address: its name, the ids in it (keyword: attribute of the world), what is sent."""

    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] | None = None

    def __str__(self) -> str:
        parts = [self.name, *(["post"] if self.sent is not None else []), *(self.sent or {}).values()]
        return " ".join([*parts, *(source for keyword, source in self.ids.items() if source != keyword)])

    def address(self, world: World) -> str:
        return reverse(self.name, kwargs={keyword: getattr(world, source) for keyword, source in self.ids.items()})

    def status(self, client: Client, world: World) -> int:
        """What this browser is answered, a file read to its end; its cookies stay as they are."""
        kept = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
        response = self.answer(client, world)
        client.cookies = kept
        if response.streaming:
            list(response)
        return response.status_code

    def answer(self, client: Client, world: World):
        if self.sent is None:
            return client.get(self.address(world))
        return client.post(self.address(world), self.sent)


@dataclass(frozen=True)
class Row:
    """An asking with its rule, and what those are answered who may. `is_open`: no account is asked for."""

    asking: Asking
    rule: Rule
    answers: Answers = 200
    is_open: bool = False

    def __str__(self) -> str:
        return str(self.asking)


def _both(reading: Right, showing: Right, needs: Right | None = None) -> Rule:
    return Both(needs, (reading, showing), ALL)


def get(name: str, *ids: str) -> Asking:
    return Asking(name, {keyword: keyword for keyword in ids})


def post(name: str, *ids: str, **sent: str) -> Asking:
    return Asking(name, {keyword: keyword for keyword in ids}, sent)


def row(
    asking: Asking, needs: Right, *, sees: Right | None = None, also: tuple[Right, ...] = (), answers: Answers = 200
) -> Row:
    """An asking for what the whole department shares; without `sees`, an object is seen by the right itself.

    `also` are further rights of which each alone shows the object.
    """
    places = DEPARTMENT if asking.ids else ()
    return Row(asking, Rule(None if also else needs, (sees or needs, *also) if places else (), places), answers)


def by_role(asking: Asking, *sees: Right, answers: int = 200, needs: Right | None = None) -> Row:
    """An asking that asks for the right before it looks for the object: without any of `sees` 403, whatever the
    object; `needs` is asked for after that."""
    sources = set(asking.ids.values())
    places = ALL if sources & OF_UNIT else DEPARTMENT if sources - {"unknown_id"} else ()
    return Row(asking, RoleFirst(needs, sees, places), answers)


# Whoever may do one of these sees an assessment: throughout the body, or the criteria of the own unit.
SCORES = (Act.SCORE_READ, Act.SCORE_WRITE, Act.CHECK_READ)


class OfWhole(Rule):
    """What is done with a whole assessment: a right in the own unit alone does not reach it."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        assert self.needs is not None
        found = super().refusal(role, place)
        return 403 if found is None and not reaches(role, self.needs, Place.OTHER) else found


def of_assessment(asking: Asking, needs: Right | None = None, answers: Answers = 200) -> Row:
    """A page of an assessment whose points have been released; with `needs` a page of the whole."""
    return Row(asking, OfWhole(needs, SCORES, DEPARTMENT) if needs else Rule(None, SCORES, DEPARTMENT), answers)


class KeptBy(Rule):
    """What only whoever keeps criteria sets is told of: the Office and the appraiser."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if role not in {Role.COORDINATOR, Role.APPRAISER}:
            return 403
        return 404 if place is Place.ELSEWHERE else None


BINDS = Rule(Act.CHECK_WRITE, SCORES, DEPARTMENT)
DRAFT_OF_SET = {"draft_id": "set_draft_id"}


def _of_criterion(**sent: str) -> Asking:
    return post("assessment_criterion", "assessment_id", "code", **sent)


# The moves of the assessment whose points have been released: nothing is disputed yet.
_SCORE_MOVES = [(move, needs, 302 if move is ScoreMove.CONCLUDE else 409) for move, needs in SCORE_MOVE_ACTS.items()]


def wrong_method(asking: Asking) -> Row:
    """An address that is asked for in another way."""
    return Row(asking, Rule(), 405)


def own_account(asking: Asking, status: int = 200) -> Row:
    """What belongs to whoever is signed in, whatever the roles."""
    return Row(asking, Rule(), status)


def open_to_all(asking: Asking, status: Answers = 200) -> Row:
    """What is asked for without an account."""
    return Row(asking, Rule(), status, is_open=True)


def superior(name: str) -> Asking:
    """A page of the plan from above."""
    return Asking(name, {"plan_id": "superior_id"})


def _of_report(code: str) -> list[Row]:
    """Everything that can be asked of a unit's report in the state that it has in this period."""
    is_closed = code == CLOSED
    state = STATES.get(code, ReportState.DRAFT)
    reading = Act.ANSWER_READ if is_closed else READ_ACTS[state]
    seen = (Act.ANSWER_LOOK, reading, Act.FIGURE_WRITE)
    mark = code.replace("-", "_")
    place = {"period_id": f"period_{mark}", "unit_id": "unit_id"}
    proof = {"evidence_id": f"evidence_{mark}"}
    is_begun = code in STATES

    def rule(needs: Right | None, *sees: Right) -> Rule:
        return Rule(needs, sees or seen, ALL)

    def provable(done: int) -> Answers:
        of_unit, of_office = (state in WRITABLE and not is_closed), (state in COUNTED and not is_closed)
        return lambda role: done if (of_office if role is Role.COORDINATOR else of_unit) else 409

    attach = {**place, "obligation_id": "obligation_id"}
    writing = Act.ANSWER_WRITE if is_begun else Act.ANSWER_BEGIN
    rows = [
        Row(Asking("report", place), rule(None)),
        Row(Asking("report", place, {}), rule(writing), 302 if state in WRITABLE and not is_closed else 409),
        Row(Asking("evidence_attach", attach), rule(Act.EVIDENCE_ADD), provable(200)),
        Row(Asking("evidence_attach", attach, {}), rule(Act.EVIDENCE_ADD), provable(200)),
    ]
    for move, (starts, _end) in MOVES.items():
        sent = {"move": move.value} | ({"reason": "Thiếu số"} if move in NEEDS_REASON else {})
        done = 302 if state in starts and is_begun and not is_closed else 409
        rows.append(Row(Asking("report_move", place, sent), rule(MOVE_ACTS[move]), done))
    if is_begun:
        rows += [
            Row(Asking("evidence", proof), _both(reading, Act.EVIDENCE_READ)),
            Row(
                Asking("evidence_remove", proof), _both(reading, Act.EVIDENCE_READ, Act.EVIDENCE_REMOVE), provable(200)
            ),
            Row(
                Asking("evidence_remove", proof, {}),
                _both(reading, Act.EVIDENCE_READ, Act.EVIDENCE_REMOVE),
                provable(302),
            ),
        ]
    return rows


def _in_already(role: Role) -> int:
    return 302 if role in HELD_ROLES else 200


def _unless_no_analyst(role: Role) -> int:
    """The coordinator of these worlds is no analyst."""
    return 403 if role is Role.COORDINATOR else 200


PLAN, DRAFTS = Act.PLAN_READ, Act.DRAFT_READ
ROWS: list[Row] = [
    own_account(get("home")),
    own_account(get("search")),
    own_account(get("rights")),
    open_to_all(post("set_language", language="en"), 302),
    row(get("plans"), PLAN),
    row(get("plan", "plan_id"), PLAN),
    row(get("plan_document", "plan_id"), PLAN),
    row(get("plan_matrix", "plan_id"), PLAN),
    row(get("plan_targets", "plan_id"), PLAN),
    row(get("plan_amendment", "plan_id", "amendment_id"), PLAN),
    Row(get("task", "plan_id", "task_id"), Rule(PLAN, (PLAN,), ALL)),
    row(get("plan_assign", "plan_id"), Act.ASSIGNMENT_WRITE, sees=PLAN),
    row(post("plan_assign", "plan_id"), Act.ASSIGNMENT_WRITE, sees=PLAN),
    row(get("plan_reporting", "plan_id"), Act.PLAN_WRITE, sees=PLAN),
    row(post("plan_reporting", "plan_id"), Act.PLAN_WRITE, sees=PLAN),
    row(get("plan_checkpoints", "plan_id"), Act.PLAN_WRITE, sees=PLAN),
    row(post("plan_checkpoints", "plan_id"), Act.PLAN_WRITE, sees=PLAN),
    row(get("plan_bases", "plan_id"), DRAFTS, sees=PLAN),
    Row(post("plan_bases", "plan_id"), Rule(Act.PLAN_WRITE, (PLAN,), DEPARTMENT)),
    row(get("lint"), PLAN),
    row(post("lint"), PLAN),
    row(get("register"), PLAN),
    row(post("register", number="5/NQ-CP"), Act.PLAN_WRITE, answers=302),
    wrong_method(get("register_gather")),
    row(post("register_gather"), Act.PLAN_WRITE, answers=302),
    row(get("registered_document", "document_id"), PLAN),
    row(post("registered_document", "document_id"), Act.PLAN_WRITE, sees=PLAN, answers=302),
    row(superior("superior_plan"), PLAN),
    row(superior("plan"), PLAN, answers=302),
    row(superior("plan_document"), PLAN),
    *(
        row(superior(name), PLAN, answers=404)
        for name in ("plan_matrix", "plan_targets", "plan_assign", "plan_reporting", "plan_bases", "plan_checkpoints")
    ),
    row(get("draft_upload"), Act.DRAFT_WRITE),
    row(post("draft_upload"), Act.DRAFT_WRITE),
    row(get("draft", "draft_id"), DRAFTS),
    row(post("draft", "draft_id"), Act.DRAFT_WRITE, sees=DRAFTS),
    row(get("draft_lint", "draft_id"), DRAFTS),
    row(get("draft_amends", "draft_id"), DRAFTS),
    row(get("draft_amend", "draft_id", "plan_id"), DRAFTS),
    row(post("draft_amend", "draft_id", "plan_id"), Act.PLAN_WRITE, sees=DRAFTS),
    row(get("draft_file", "draft_id"), DRAFTS),
    row(get("draft_progress", "draft_id"), DRAFTS),
    row(get("draft_page", "draft_id", "number"), DRAFTS, answers=404),
    row(get("draft_example", "draft_id"), DRAFTS),
    wrong_method(get("draft_again", "draft_id")),
    row(post("draft_again", "draft_id"), Act.DRAFT_WRITE, sees=DRAFTS, answers=409),
    wrong_method(get("draft_confirm", "draft_id")),
    row(post("draft_confirm", "draft_id"), Act.PLAN_WRITE, sees=DRAFTS),
    wrong_method(get("draft_discard", "draft_id")),
    row(post("draft_discard", "draft_id"), Act.DRAFT_WRITE, sees=DRAFTS, answers=302),
    row(get("reports"), PLAN),
    wrong_method(Asking("report_move", {"period_id": "period_id", "unit_id": "unit_id"})),
    *(row for code in [*STATES, UNBEGUN] for row in _of_report(code)),
    row(get("periods"), Act.SNAPSHOT_READ),
    row(get("period", "period_id"), Act.PERIOD_READ, sees=PLAN),
    row(Asking("period", {"period_id": "period_2026_06"}), Act.SNAPSHOT_READ, sees=PLAN),
    row(post("period_document", "period_id"), Act.PERIOD_COMPOSE, sees=PLAN),
    row(Asking("period_document", {"period_id": "period_2026_06"}, {}), Act.SNAPSHOT_READ, sees=PLAN),
    row(get("period_close", "period_id"), Act.CLOSING_REQUEST, sees=PLAN),
    row(post("period_close", "period_id"), Act.CLOSING_REQUEST, sees=PLAN, answers=302),
    row(get("calendar"), PLAN),
    # a body's own assessment
    by_role(get("dti"), Act.SCORE_READ, Act.SCORE_WRITE, Act.APPRAISAL_WRITE),
    of_assessment(get("assessment", "assessment_id")),
    of_assessment(get("assessment_facts", "assessment_id")),
    Row(post("assessment_facts", "assessment_id"), Rule(Act.SCORE_WRITE, SCORES, DEPARTMENT), 409),
    of_assessment(post("assessment_facts", "assessment_id", gather="1"), Act.SCORE_WRITE, answers=409),
    of_assessment(get("assessment_owners", "assessment_id")),
    of_assessment(post("assessment_owners", "assessment_id"), Act.CHECK_WRITE, answers=409),
    of_assessment(
        post("assessment_owners", "assessment_id", applies="1", profile="with-procedures"), Act.CHECK_WRITE, answers=409
    ),
    of_assessment(get("assessment_criterion", "assessment_id", "code")),
    Row(_of_criterion(act="explain"), Rule(Act.SCORE_WRITE, SCORES, DEPARTMENT), 409),
    of_assessment(_of_criterion(act="check"), Act.CHECK_WRITE, answers=409),
    of_assessment(_of_criterion(act="appraise"), Act.APPRAISAL_WRITE, answers=409),
    # points above the maximum: told beside the field
    of_assessment(_of_criterion(act="dispute", words="Đủ", asked_points="41"), Act.DISPUTE_WRITE),
    wrong_method(get("assessment_move", "assessment_id")),
    *(
        of_assessment(
            post("assessment_move", "assessment_id", move=move.value, reason="Thiếu số"), needs, answers=status
        )
        for move, needs, status in _SCORE_MOVES
    ),
    of_assessment(get("criterion_proof", "proof_id")),
    # analysis of an assessment
    of_assessment(get("assessment_winnable", "assessment_id")),
    of_assessment(get("assessment_trial", "assessment_id")),
    of_assessment(get("assessment_mock", "assessment_id")),
    of_assessment(get("assessment_analysis", "assessment_id"), Act.SCORE_READ),
    of_assessment(get("improvement_plan", "assessment_id"), Act.SCORE_READ),
    of_assessment(post("improvement_plan", "assessment_id"), Act.SCORE_EXPORT),
    of_assessment(get("assessment_workbook", "assessment_id"), Act.SCORE_EXPORT),
    of_assessment(get("assessment_sheet", "assessment_id"), Act.SCORE_EXPORT),
    of_assessment(get("dispute_file", "assessment_id"), Act.DISPUTE_READ, answers=409),
    # rounds, the appraiser's bench
    by_role(get("round_open"), Act.CHECK_MOVE, Act.APPRAISAL_MOVE),
    by_role(post("round_open"), Act.CHECK_MOVE, Act.APPRAISAL_MOVE),
    of_assessment(get("scoring_round", "round_id")),
    of_assessment(post("scoring_round", "round_id", publish="1"), Act.APPRAISAL_MOVE, answers=409),
    by_role(get("bench"), Act.APPRAISAL_WRITE),
    of_assessment(get("bench_criterion", "round_id", "code"), Act.APPRAISAL_WRITE),
    of_assessment(post("bench_criterion", "round_id", "code", agree_undoubted="1"), Act.APPRAISAL_WRITE, answers=302),
    of_assessment(get("bench_sample", "round_id"), Act.APPRAISAL_WRITE),
    of_assessment(post("bench_sample", "round_id"), Act.APPRAISAL_WRITE),
    of_assessment(get("criterion_proof_page", "proof_id", "number"), answers=404),  # of a file without pages
    # criteria sets: kept by the Office and the appraiser
    by_role(get("criteria_sets"), *SCORES),
    row(get("criteria_set", "adopted_id"), Act.SCORE_READ, also=SCORES),
    Row(Asking("shipped_set", {"name": "set_name"}), RoleFirst(None, SCORES)),
    Row(Asking("shipped_set", {"name": "set_name"}, {}), KeptBy(), 302),
    Row(get("set_import"), KeptBy()),
    Row(post("set_import"), KeptBy()),
    Row(Asking("set_draft", DRAFT_OF_SET), KeptBy(places=DEPARTMENT)),
    Row(Asking("set_draft", DRAFT_OF_SET, {"code": "1.1", "as_read": "1"}), KeptBy(places=DEPARTMENT), 302),
    row(get("fact_bindings", "adopted_id"), Act.SCORE_READ, also=SCORES),
    Row(post("fact_bindings", "adopted_id", fact="has_page", source="typed"), BINDS, 302),
    Row(post("fact_bindings", "adopted_id", find="1"), BINDS, 302),
    # dossiers: rates of the own unit for its people, of the department for the others
    row(get("dossiers"), Act.DOSSIER_READ),
    row(get("dossier_procedures"), Act.DOSSIER_READ),
    row(get("dossier_overdue"), Act.DOSSIER_READ),
    row(get("dossier_service_index"), Act.DOSSIER_READ),
    row(get("dossier_export"), Act.DOSSIER_EXPORT),
    row(get("dossier_rows"), Act.DOSSIER_ROWS_READ, answers=_unless_no_analyst),
    row(post("dossier_rows"), Act.DOSSIER_ROWS_READ, answers=_unless_no_analyst),  # without a reason
    Row(get("dossier_loads"), Throughout(Act.DOSSIER_READ)),
    row(post("dossier_loads"), Act.DOSSIER_UPLOAD),  # without a file
    Row(get("dossier_load", "load_id"), OfWhole(Act.DOSSIER_READ, (Act.DOSSIER_READ,), DEPARTMENT)),
    row(get("dossier_rejects", "load_id"), Act.DOSSIER_UPLOAD, sees=Act.DOSSIER_READ),
    row(get("dossier_units"), Act.DOSSIER_UPLOAD),
    row(post("dossier_units"), Act.DOSSIER_UPLOAD, answers=302),
    row(get("dossier_targets"), Act.PLAN_WRITE),
    row(post("dossier_targets"), Act.PLAN_WRITE, answers=302),
    # who signs in, and how: nobody's own business is in the table
    open_to_all(get("sign_in"), _in_already),
    open_to_all(get("account_login"), _in_already),
    wrong_method(get("sign_out")),
    own_account(post("sign_out"), 302),
    own_account(get("account_reauthenticate")),
    open_to_all(get("account_inactive")),
    own_account(get("password_change")),
    open_to_all(get("password_forgotten")),
    open_to_all(Asking("password_by_link", {"token": "secret"}), 409),
    own_account(get("mfa_authenticate"), 302),
    open_to_all(get("mfa_login_webauthn"), 302),
    own_account(get("mfa_index")),
    own_account(get("mfa_reauthenticate"), 302),
    own_account(get("mfa_reauthenticate_webauthn"), 302),
    own_account(get("mfa_activate_totp"), 302),
    own_account(get("mfa_deactivate_totp"), 404),
    own_account(get("mfa_add_webauthn"), 302),
    own_account(Asking("mfa_remove_webauthn", {"pk": "unknown_id"}), 302),
    own_account(get("recovery_codes"), 302),
    open_to_all(get("single_sign_on"), 404),
    open_to_all(get("single_sign_on_return"), 404),
    own_account(get("sessions")),
    own_account(get("session_alive")),
    own_account(post("sessions_end_others"), 302),
    own_account(Asking("session_end", {"session_id": "unknown_id"}, {}), 404),
    row(get("department_sessions"), Act.PEOPLE_WRITE),
    own_account(get("administration")),
    # the row `operation` lets administrators and auditors read; a director is the second person (EXTRA_POLICY)
    by_role(get("restores"), Act.OPERATION_READ, Act.RESTORE_CONFIRM),
    by_role(post("restores"), Act.OPERATION_READ, Act.RESTORE_CONFIRM, needs=Act.OPERATION_REQUEST),
    wrong_method(get("department")),
    own_account(post("department", department="0"), 404),
    # the organisation
    row(get("people"), Act.PEOPLE_READ),
    row(post("people"), Act.PEOPLE_WRITE),
    wrong_method(get("person_active", "user_id")),
    by_role(post("person_active", "user_id", active=""), Act.PEOPLE_WRITE, answers=302),
    by_role(get("person_sign_in", "user_id"), Act.PEOPLE_WRITE),
    by_role(post("person_invite", "user_id"), Act.PEOPLE_WRITE),
    by_role(post("person_tie", "user_id"), Act.PEOPLE_WRITE, answers=302),
    by_role(Asking("person_untie", {"user_id": "user_id", "tie_id": "unknown_id"}, {}), Act.PEOPLE_WRITE, answers=404),
    Row(get("locked_sign_ins"), Throughout(Act.PEOPLE_READ)),
    by_role(post("unlock_sign_in", "user_id"), Act.PEOPLE_WRITE, answers=302),
    by_role(get("person", "user_id"), Act.PEOPLE_READ),
    by_role(post("person", "user_id"), Act.PEOPLE_READ, needs=Act.PEOPLE_WRITE),
    by_role(get("person_handover", "user_id"), Act.PEOPLE_READ, needs=Act.ANSWER_READ),
    wrong_method(Asking("position_end", {"position_id": "unknown_id"})),
    by_role(Asking("position_end", {"position_id": "unknown_id"}, {}), Act.PEOPLE_WRITE, answers=404),
    wrong_method(Asking("position_analyst", {"position_id": "unknown_id"})),
    by_role(Asking("position_analyst", {"position_id": "unknown_id"}, {}), Act.PEOPLE_WRITE, answers=404),
    row(get("people_import"), Act.PEOPLE_WRITE),
    row(post("people_import"), Act.PEOPLE_WRITE),
    wrong_method(get("people_export")),
    # who takes lists in is given the list to correct
    by_role(post("people_export"), Act.PEOPLE_EXPORT, Act.PEOPLE_WRITE),
    row(get("people_outside"), Act.PEOPLE_WRITE),
    row(post("people_outside"), Act.PEOPLE_WRITE),
    row(get("units"), Act.PEOPLE_READ),
    by_role(get("unit_handover", "unit_id"), Act.PEOPLE_READ, needs=Act.ANSWER_READ),
    row(get("unit_reorganise"), Act.PEOPLE_WRITE),
    row(post("unit_reorganise"), Act.PEOPLE_WRITE),
    row(get("account_review"), Act.REVIEW_READ),
    by_role(post("account_review"), Act.REVIEW_READ, needs=Act.REVIEW_SIGN),
    by_role(Asking("account_review_sheet", {"review_id": "unknown_id"}), Act.REVIEW_READ, answers=404),
    # the trail, the keys, what two people decide
    row(get("audit"), Act.AUDIT_READ),
    row(get("audit_heads"), Act.AUDIT_READ),
    row(post("audit_verify"), Act.AUDIT_READ),
    row(post("audit_export"), Act.AUDIT_EXPORT),
    by_role(Asking("audit_row", {"number": "unknown_id"}), Act.AUDIT_READ, answers=404),
    by_role(get("links"), Act.LINK_READ, Act.LINK_WRITE),
    by_role(get("link_new", "period_id", "unit_id"), Act.LINK_WRITE),
    by_role(post("link_new", "period_id", "unit_id"), Act.LINK_WRITE),
    by_role(Asking("link_revoke", {"link_id": "unknown_id"}, {}), Act.LINK_WRITE, answers=404),
    by_role(get("tokens"), Act.LINK_READ, Act.TOKEN_WRITE),
    by_role(post("tokens"), Act.LINK_READ, Act.TOKEN_WRITE, needs=Act.TOKEN_WRITE),
    by_role(Asking("token_revoke", {"token_id": "unknown_id"}, {}), Act.TOKEN_WRITE, answers=404),
    open_to_all(get("answer", "secret"), 404),
    row(get("confirmation", "request_id"), Act.CLOSING_READ, also=(Act.CLOSING_REQUEST, Act.CLOSING_CONFIRM)),
    # personal data
    Row(get("evidence_guarded", "evidence_id"), _both(Act.ANSWER_DRAFT_READ, Act.EVIDENCE_READ)),
    # a draft's proof is not the Office's to see
    by_role(post("evidence_mark", "evidence_id"), Act.EVIDENCE_MARK, answers=404),
    Row(post("privacy_reveal", "answer_id"), Rule(Act.PRIVACY_REVEAL, (Act.ANSWER_DRAFT_READ,), ALL)),
    by_role(get("glass"), Act.GLASS_SEE, Act.GLASS_BREAK),
    by_role(post("glass"), Act.GLASS_SEE, Act.GLASS_BREAK, needs=Act.GLASS_BREAK),
    by_role(
        post("glass", reason="Kiểm tra minh chứng khi có sự cố"),
        Act.GLASS_SEE,
        Act.GLASS_BREAK,
        answers=302,
        needs=Act.GLASS_BREAK,
    ),
    by_role(post("glass_end"), Act.GLASS_BREAK, answers=409),
    by_role(Asking("glass_seen", {"glass_id": "unknown_id"}, {}), Act.GLASS_SEE, answers=404),
    by_role(get("subject_requests"), Act.PRIVACY_READ),
    by_role(get("subject_request_new"), Act.PRIVACY_WRITE),
    by_role(post("subject_request_new"), Act.PRIVACY_WRITE),
    by_role(Asking("subject_request", {"request_id": "unknown_id"}), Act.PRIVACY_READ, answers=404),
    by_role(Asking("subject_request_number", {"request_id": "unknown_id"}, {}), Act.PRIVACY_WRITE, answers=404),
    by_role(Asking("subject_request_erase", {"request_id": "unknown_id"}), Act.PRIVACY_ERASE, answers=404),
    by_role(Asking("subject_request_erase", {"request_id": "unknown_id"}, {}), Act.PRIVACY_ERASE, answers=404),
    by_role(get("incidents"), Act.PRIVACY_READ),
    by_role(get("incident_new"), Act.PRIVACY_WRITE),
    by_role(post("incident_new"), Act.PRIVACY_WRITE),
    by_role(Asking("incident", {"incident_id": "unknown_id"}), Act.PRIVACY_READ, answers=404),
]


def address_names() -> set[str]:
    """The name of every address of the site."""
    return {pattern.name for pattern in patterns(get_resolver().url_patterns)}


def patterns(found) -> Iterator:
    """Every address below these."""
    for pattern in found:
        yield from patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
