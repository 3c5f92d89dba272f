"""What goes from ended units to those that follow them: duties, answers under way with their proof, positions.

Not here: ending and founding units (reorganisations).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dondoc.actions.audit import record
from dondoc.actions.positions import BUSINESS_ROLES, as_data, moved
from dondoc.actions.reports import answer_data
from dondoc.core.permissions import Act, Role, Viewer
from dondoc.core.progress import AnswerState
from dondoc.core.reorganisations import Order, Said, begins_on, joined
from dondoc.core.workflow import WRITABLE, Move, ReportState
from dondoc.models import (
    Answer,
    Evidence,
    Obligation,
    Plan,
    Reorganisation,
    ReportingPeriod,
    ReportMove,
    Unit,
    UnitReport,
)
from dondoc.queries.people import overlapping
from dondoc.queries.reorganisations import held_after, last_day_before, running_duties


def give_duties(
    units: Sequence[Unit],
    heirs: Sequence[Unit],
    order: Order,
    reorganisation: Reorganisation,
    *,
    actor: Viewer,
    at: datetime,
) -> None:
    """Ends the open duties of the units and gives each to its heir; answers under way in open periods go along.

    A task that several of them had is one duty of the heir. A duty that stays with its unit is left as it is.
    """
    duties = running_duties(actor.department_id, [unit.pk for unit in units], order.effective_on)
    going = [
        (duty, heir)
        for duty in duties.select_related("unit", "task__plan", "target__plan").order_by("unit__position", "id")
        if (heir := heirs[order.duties.get(duty.pk, 0)]) != duty.unit
    ]
    for plan in {_plan(duty): None for duty, _ in going}:
        periods = list(plan.periods.select_for_update().order_by("window_to"))
        first_day = begins_on(order.effective_on, [p.window_to for p in periods if p.is_closed])
        given: dict[Obligation, list[Obligation]] = {}
        for duty, heir in going:
            if _plan(duty) == plan:
                given.setdefault(_given(duty, heir, first_day), []).append(duty)
        for period in periods:
            if not period.is_closed and period.window_to >= first_day:
                _carry_over(period, given, reorganisation, actor, at)


def move_people(
    ending: Sequence[Unit],
    heirs: Sequence[Unit],
    order: Order,
    reorganisation: Reorganisation,
    *,
    actor: Viewer,
    at: datetime,
) -> None:
    """Ends the positions in units that end, and gives the same ones in the heirs, but for those that the order ends.

    The actor's own role in the work ends: nobody gives one to himself.
    """
    for position in held_after(actor.department_id, [unit.pk for unit in ending], order.effective_on):
        before = as_data(position)
        place = order.people.get(position.pk, 0)
        is_own = position.user_id == actor.person_id and Role(position.role) in BUSINESS_ROLES
        follower = None
        if heirs and place is not None and not is_own:
            follower = moved(
                position, heirs[place], on=order.effective_on, decision=reorganisation.decision, actor=actor
            )
        position.valid_to = last_day_before(order.effective_on)
        position.save(update_fields=["valid_to"])
        record("people.end-position", position, actor=actor, at=at, before=before, after=as_data(position))
        if follower is not None and not overlapping(follower).exists():
            follower.save()
            record("people.grant-position", follower, actor=actor, at=at, after=as_data(follower))


def _plan(duty: Obligation) -> Plan:
    owed = duty.task or duty.target
    assert owed is not None
    return owed.plan


def _given(duty: Obligation, heir: Unit, first_day: date) -> Obligation:
    """Ends a duty; returns the heir's, which may be there already."""
    own = Obligation.objects.filter(unit=heir, task=duty.task, target=duty.target, ended_on=None).first()
    own = own or Obligation.objects.create(unit=heir, task=duty.task, target=duty.target, began_on=first_day)
    duty.ended_on, duty.successor = first_day - timedelta(days=1), own
    duty.save(update_fields=["ended_on", "successor"])
    return own


def _carry_over(
    period: ReportingPeriod,
    given: dict[Obligation, list[Obligation]],
    reorganisation: Reorganisation,
    actor: Viewer,
    at: datetime,
) -> None:
    """What the old units wrote in an open period becomes the draft of the heirs; a report handed in comes back."""
    for heir in {duty.unit: None for duty in given}:
        report = UnitReport.objects.filter(period=period, unit=heir).first()
        if report is not None and ReportState(report.state) not in WRITABLE:
            _give_back(report, reorganisation, actor, at)
        for duty, before in given.items():
            if duty.unit != heir:
                continue
            said = Answer.objects.filter(report__period=period, obligation__in=before).order_by("obligation_id")
            parts = list(said.select_related("report__unit"))
            if parts:
                report = report or UnitReport.objects.create(period=period, unit=heir)
                _write(report, duty, parts, actor, at)


def _write(report: UnitReport, duty: Obligation, parts: Sequence[Answer], actor: Viewer, at: datetime) -> None:
    """Joins answers into the heir's, its own first, each named; the proof moves along."""
    own = Answer.objects.filter(report=report, obligation=duty).select_related("report__unit").first()
    answer = own or Answer(report=report, obligation=duty)
    before = answer_data(own) if own else None
    joining = ([own] if own else []) + list(parts)
    whole = joined([_said(part) for part in joining])
    answer.words, answer.difficulties = whole.words, whole.difficulties
    answer.state, answer.percent = whole.state, whole.percent
    answer.numerator, answer.denominator = whole.numerator, whole.denominator
    answer.not_applicable = whole.not_applicable
    answer.source = joining[0].source if len(joining) == 1 else ""
    answer.updated_by_id, answer.updated_at = actor.person_id, at
    answer.save()
    Evidence.objects.filter(answer__in=parts).update(answer=answer)
    sources = {"from": [part.pk for part in parts]}
    record("answer.carry-over", answer, actor=actor, at=at, before=before, after=answer_data(answer) | sources)


def _said(answer: Answer) -> Said:
    return Said(
        unit_name=answer.report.unit.name,
        words=answer.words,
        state=AnswerState(answer.state) if answer.state else None,
        percent=answer.percent,
        numerator=answer.numerator,
        denominator=answer.denominator,
        not_applicable=answer.not_applicable,
        difficulties=answer.difficulties,
    )


def _give_back(report: UnitReport, reorganisation: Reorganisation, actor: Viewer, at: datetime) -> None:
    """A report that was handed in is written again: the unit has been given more to answer."""
    before, report.state = report.state, ReportState.RETURNED.value
    report.save(update_fields=["state"])
    reason = f"Đơn vị nhận thêm nhiệm vụ theo {reorganisation.decision}: hãy bổ sung rồi trình lại."
    ReportMove.objects.create(
        report=report,
        move=Move.RETURN.value,
        state_before=before,
        state_after=report.state,
        reason=reason,
        moved_by_id=actor.person_id,
        moved_at=at,
    )
    states = {"state": before}, {"state": report.state}
    record(Act.REPORT_ACCEPT, report, actor=actor, at=at, before=states[0], after=states[1], reason=reason)
