"""Every public action on criteria sets, rounds and assessments, with its rule of the table.

Not here: plans and reports (action_rows), accounts (account_rows), the comparison (test_rights).
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from action_rows import Act, Row, World, attaching
from assessing import DRAFT, SET, Case, annex, brought, case_of
from factories import AT, LATER, PDF, TODAY, approve, found_department, write
from rights import ALL, DEPARTMENT, Place, Rule, reaches

from dondoc.actions import (
    assessments,
    criteria_sets,
    disputes,
    facts,
    proofs,
    rounds,
    samples,
    scores,
    set_drafts,
)
from dondoc.actions.criteria_sets import Source as FactSource
from dondoc.actions.evidence import Particulars
from dondoc.actions.rounds import Body
from dondoc.actions.scores import Given
from dondoc.actions.set_drafts import CriterionRow, SetHead
from dondoc.core.assessments import Move, Outcome, ReasonCode, Stage, State
from dondoc.core.permissions import Act as Right
from dondoc.core.permissions import Role
from dondoc.core.scoring.bindings import BindingKind
from dondoc.core.scoring.criteria import NotApplicable

SEES = (Right.SCORE_READ, Right.SCORE_WRITE, Right.CHECK_READ)


class Unsigned(Rule):
    """Before the director has signed, no appraiser sees the assessment."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        return 404 if role is Role.APPRAISER else super().refusal(role, place)


class WholeBody(Unsigned):
    """A right in the own unit alone is none on the whole assessment."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        assert self.needs is not None
        found = super().refusal(role, place)
        return 403 if found is None and not reaches(role, self.needs, Place.OTHER) else found


class Either(Rule):
    """The Office of the body, or its appraiser."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if place is not None and not any(reaches(role, right, place) for right in self.sees):
            return 404
        return None if role in {Role.COORDINATOR, Role.APPRAISER} else 403


class OfficeFirst(Either):
    """Whoever keeps no sets is told so first."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if role not in {Role.COORDINATOR, Role.APPRAISER}:
            return 403
        return 404 if place is Place.ELSEWHERE else None


class Nowhere(Rule):
    """A body that is given to none of the actors."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        return 404


def at_state(state: State | None, make: Callable[[Case], Act]) -> Callable[[World], Act]:
    """The act on an assessment brought to that state; just opened for `None`."""

    def arranged(world: World) -> Act:
        case = case_of(world.organisation)
        return make(case if state is None else brought(case, state))

    return arranged


def adopting(world: World) -> Act:
    return lambda actor: criteria_sets.adopt(SET, actor=actor, at=LATER)


def adopting_shipped(world: World) -> Act:
    return lambda actor: criteria_sets.adopt_shipped("so-mau-2026", actor=actor, at=LATER)


def binding(world: World) -> Act:
    adopted = case_of(world.organisation).adopted
    target_id = world.plan.targets.get(position=1).pk
    sources = {"online": FactSource(BindingKind.TARGET, target_id=target_id)}
    return lambda actor: criteria_sets.bind(adopted.pk, sources=sources, actor=actor, at=LATER)


def binding_defaults(world: World) -> Act:
    adopted = case_of(world.organisation).adopted
    return lambda actor: criteria_sets.bind_defaults(adopted.pk, actor=actor, at=LATER)


ROW = CriterionRow("1", "Có chuyên mục", Decimal(60), '{ kind = "yes-no", fact = "has_page" }')
LAST_ROW = CriterionRow("2", "Số cuộc họp", Decimal(40), '{ kind = "count-capped", fact = "meetings", each = 10 }')
HEAD = SetHead(
    id="phu-luc-2026",
    title="Bộ chỉ số theo phụ lục",
    decision="12/QĐ-UBND",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    scale=Decimal(100),
    profiles=("chung",),
    not_applicable=NotApplicable.RESCALE,
    bands=(("Tốt", Decimal(50)), ("Yếu", Decimal(0))),
)


def beginning_draft(world: World) -> Act:
    data = annex()
    return lambda actor: set_drafts.begin(data, name="phu-luc.xlsx", actor=actor, at=LATER)


def begun(world: World) -> int:
    return set_drafts.begin(annex(), name="phu-luc.xlsx", actor=world.organisation.people.coordinator, at=AT).pk


def confirming_row(world: World) -> Act:
    draft_id = begun(world)
    return lambda actor: set_drafts.confirm(draft_id, "1.1", row=ROW, actor=actor, at=LATER)


def adopting_draft(world: World) -> Act:
    draft_id, office = begun(world), world.organisation.people.coordinator
    set_drafts.confirm(draft_id, "1.1", row=ROW, actor=office, at=AT)
    set_drafts.confirm(draft_id, "2.1", row=LAST_ROW, actor=office, at=AT)
    return lambda actor: set_drafts.adopt_draft(draft_id, head=HEAD, actor=actor, at=LATER)


def opening(world: World) -> Act:
    adopted = criteria_sets.adopt(SET, actor=world.organisation.people.coordinator, at=AT)
    body = Body(world.organisation.department.pk, "with-procedures")
    return lambda actor: rounds.open_round(adopted.pk, draft=DRAFT, bodies=[body], actor=actor, at=LATER)


def adding(world: World) -> Act:
    other = found_department("H99.77").department
    round_id = case_of(world.organisation).assessment.round_id
    body = Body(other.pk, "with-procedures")
    return lambda actor: rounds.add_body(round_id, body=body, actor=actor, at=LATER)


def removing_body(case: Case) -> Act:
    round_id, department_id = case.assessment.round_id, case.organisation.department.pk
    return lambda actor: rounds.remove_body(round_id, department_id=department_id, actor=actor, at=LATER)


def publishing(case: Case) -> Act:
    round_id = case.assessment.round_id
    return lambda actor: rounds.publish(round_id, actor=actor, at=LATER)


def giving_owners(case: Case) -> Act:
    owners = {"2.2": case.organisation.units.attached.pk}
    return lambda actor: assessments.set_owners(case.assessment_id, owners=owners, actor=actor, at=LATER)


def applying(case: Case) -> Act:
    return lambda actor: assessments.set_applicable(
        case.assessment_id, profile="with-procedures", not_applicable=["1.2"], actor=actor, at=LATER
    )


def moving(move: Move, *before: Callable[[Case], object]) -> Callable[[Case], Act]:
    def made(case: Case) -> Act:
        for each in before:
            each(case)
        return lambda actor: assessments.move(
            case.assessment_id, move=move, reason="Thiếu minh chứng", actor=actor, at=LATER
        )

    return made


def entering(case: Case) -> Act:
    return lambda actor: facts.enter(case.assessment_id, values={"has_page": False}, as_of=TODAY, actor=actor, at=LATER)


def gathering(world: World) -> Act:
    people, units = world.organisation.people, world.organisation.units
    case = case_of(world.organisation)
    target_id = world.plan.targets.get(position=1).pk
    sources = {"online": FactSource(BindingKind.TARGET, target_id=target_id)}
    criteria_sets.bind(case.adopted.pk, sources=sources, actor=people.coordinator, at=AT)
    write(world.period, units.division, actor=people.reporter)
    approve(world.period, units.division, reporter=people.reporter, head=people.head)
    return lambda actor: facts.gather(case.assessment_id, on=TODAY, actor=actor, at=LATER)


def explaining(case: Case) -> Act:
    return lambda actor: scores.explain(case.assessment_id, words={"1.1": "Đang xây dựng"}, actor=actor, at=LATER)


def scoring(act: Callable[..., object]) -> Callable[[Case], Act]:
    given = [Given("1.1", Decimal(10), ReasonCode.NO_EVIDENCE, "Chưa kèm ảnh")]
    return lambda case: lambda actor: act(case.assessment_id, given=given, actor=actor, at=LATER)


def agreeing(case: Case) -> Act:
    return lambda actor: scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=actor, at=LATER)


def appraised(case: Case) -> None:
    """The appraiser has given all points, not yet released them."""
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)


def reading_again(case: Case) -> Act:
    appraised(case)
    return scoring(scores.read_again)(case)


def attaching_proof(case: Case) -> Act:
    return lambda actor: proofs.attach(
        case.assessment_id, "1.1", data=PDF, name="anh.pdf", particulars=Particulars(), actor=actor, at=LATER
    )


def choosing(world: World) -> Act:
    people, division = world.organisation.people, world.organisation.units.division
    evidence_id = attaching(world)(people.reporter).pk
    approve(world.period, division, reporter=people.reporter, head=people.head)
    case = case_of(world.organisation)
    return lambda actor: proofs.choose(case.assessment_id, "1.1", evidence_id=evidence_id, actor=actor, at=LATER)


def withdrawing_proof(case: Case) -> Act:
    proof_id = attaching_proof(case)(case.organisation.people.coordinator).pk
    return lambda actor: proofs.withdraw(proof_id, actor=actor, at=LATER)


def lowered(case: Case) -> None:
    """Criterion 1.1 appraised below what the body had, and released."""
    given = [Given("1.1", Decimal(10), ReasonCode.EVIDENCE_WEAK)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=AT)
    appraised(case)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=AT)


def disputing(case: Case) -> Act:
    lowered(case)
    return lambda actor: disputes.write(
        case.assessment_id, "1.1", words="Đã có ảnh", asked_points=Decimal(30), actor=actor, at=LATER
    )


def disputed(case: Case) -> int:
    return disputing(case)(case.organisation.people.coordinator).pk


def removing_dispute(case: Case) -> Act:
    dispute_id = disputed(case)
    return lambda actor: disputes.remove(dispute_id, actor=actor, at=LATER)


def sending(case: Case) -> Act:
    disputed(case)
    return moving(Move.DISPUTE)(case)


def deciding(case: Case) -> Act:
    dispute_id = disputed(case)
    assessments.move(case.assessment_id, move=Move.DISPUTE, actor=case.organisation.people.director, at=AT)
    return lambda actor: disputes.decide(dispute_id, outcome=Outcome.UPHELD, answer="Đồng ý", actor=actor, at=LATER)


def drawing(case: Case) -> Act:
    round_id = case.assessment.round_id
    return lambda actor: samples.draw(round_id, seed="12", count=2, actor=actor, at=LATER)


def row(
    name: str,
    arrange: Callable[[World], Act],
    needs: Right,
    *,
    kind: type[Rule] = Rule,
    places: tuple[Place, ...] = DEPARTMENT,
    doer: str = "coordinator",
    **more: Any,
) -> Row:
    return Row(name, arrange, kind(needs, SEES, places), doer, **more)


# An appraiser is none of the people of the department.
APPRAISER = {"doer": "appraiser", "is_kept": False}
ASSESSMENT_ROWS = [
    Row("criteria_sets.adopt", adopting, OfficeFirst(), "coordinator"),
    Row("criteria_sets.adopt_shipped", adopting_shipped, OfficeFirst(), "coordinator"),
    row("criteria_sets.bind", binding, Right.CHECK_WRITE),
    row("criteria_sets.bind_defaults", binding_defaults, Right.CHECK_WRITE, is_kept=False),
    Row("set_drafts.begin", beginning_draft, OfficeFirst(), "coordinator"),
    Row("set_drafts.confirm", confirming_row, OfficeFirst(places=DEPARTMENT), "coordinator"),
    Row("set_drafts.adopt_draft", adopting_draft, OfficeFirst(places=DEPARTMENT), "coordinator"),
    row("rounds.open_round", opening, Right.CHECK_MOVE, kind=Either),
    row("rounds.add_body", adding, Right.APPRAISAL_MOVE, kind=Nowhere, is_kept=False),
    row("rounds.remove_body", at_state(None, removing_body), Right.CHECK_MOVE, kind=Either),
    row("rounds.publish", at_state(State.FINAL, publishing), Right.APPRAISAL_MOVE, **APPRAISER),
    row("assessments.set_owners", at_state(None, giving_owners), Right.CHECK_WRITE, kind=Unsigned),
    row("assessments.set_applicable", at_state(None, applying), Right.CHECK_WRITE, kind=Unsigned),
    row("assessments.move hand in", at_state(State.SELF, moving(Move.HAND_IN)), Right.CHECK_MOVE, kind=Unsigned),
    row("assessments.move reopen", at_state(State.CHECK, moving(Move.REOPEN)), Right.CHECK_MOVE, kind=Unsigned),
    row(
        "assessments.move checked",
        at_state(
            State.CHECK,
            moving(Move.CHECKED, lambda case: agreeing(case)(case.organisation.people.coordinator)),
        ),
        Right.CHECK_MOVE,
        kind=Unsigned,
    ),
    row(
        "assessments.move sign",
        at_state(State.SIGN, moving(Move.SIGN)),
        Right.SCORE_SIGN,
        kind=Unsigned,
        doer="director",
    ),
    row(
        "assessments.move send back",
        at_state(State.SIGN, moving(Move.SEND_BACK)),
        Right.SCORE_SIGN,
        kind=Unsigned,
        doer="director",
    ),
    row(
        "assessments.move return",
        at_state(State.SUBMITTED, moving(Move.RETURN)),
        Right.APPRAISAL_MOVE,
        **APPRAISER,
    ),
    row(
        "assessments.move release",
        at_state(State.SUBMITTED, moving(Move.RELEASE, appraised)),
        Right.APPRAISAL_MOVE,
        **APPRAISER,
    ),
    row("assessments.move dispute", at_state(State.SUBMITTED, sending), Right.DISPUTE_SEND, doer="director"),
    row(
        "assessments.move conclude",
        at_state(State.RELEASED, moving(Move.CONCLUDE)),
        Right.APPRAISAL_MOVE,
        **APPRAISER,
    ),
    row("facts.enter", at_state(State.SELF, entering), Right.SCORE_WRITE, kind=Unsigned, places=ALL),
    row("facts.gather", gathering, Right.SCORE_WRITE, kind=WholeBody),
    row("scores.explain", at_state(State.SELF, explaining), Right.SCORE_WRITE, kind=Unsigned, places=ALL),
    row("scores.check", at_state(State.CHECK, scoring(scores.check)), Right.CHECK_WRITE, kind=Unsigned, places=ALL),
    row("scores.agree_all", at_state(State.CHECK, agreeing), Right.CHECK_WRITE, kind=Unsigned),
    row(
        "scores.appraise",
        at_state(State.SUBMITTED, scoring(scores.appraise)),
        Right.APPRAISAL_WRITE,
        places=ALL,
        **APPRAISER,
    ),
    row("scores.read_again", at_state(State.SUBMITTED, reading_again), Right.APPRAISAL_WRITE, places=ALL, **APPRAISER),
    row("proofs.attach", at_state(State.SELF, attaching_proof), Right.SCORE_WRITE, kind=Unsigned, places=ALL),
    row("proofs.choose", choosing, Right.SCORE_WRITE, kind=Unsigned, places=ALL),
    row("proofs.withdraw", at_state(State.SELF, withdrawing_proof), Right.SCORE_WRITE, kind=Unsigned, places=ALL),
    row("disputes.write", at_state(State.SUBMITTED, disputing), Right.DISPUTE_WRITE),
    row("disputes.remove", at_state(State.SUBMITTED, removing_dispute), Right.DISPUTE_WRITE, places=ALL),
    row("disputes.decide", at_state(State.SUBMITTED, deciding), Right.DISPUTE_DECIDE, places=ALL, **APPRAISER),
    row("samples.draw", at_state(State.SUBMITTED, drawing), Right.APPRAISAL_WRITE, **APPRAISER),
]
