"""What somebody who leaves, or a unit that ends, hands over: open duties, reports under way, proof given."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Count

from dondoc.core.permissions import UNIT_ROLES, Act, Viewer, check, may
from dondoc.core.progress import STATE_TITLES
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import COUNTED, ReportState
from dondoc.core.workflow import STATE_TITLES as REPORT_TITLES
from dondoc.models import Evidence, Obligation, Unit, UnitReport, User
from dondoc.officialdoc.handovers import HandedDraft, HandedDuty, Handover
from dondoc.queries import obligations, periods, plans, units
from dondoc.queries import people as people_queries
from dondoc.queries.answers import Latest, latest, seen_obligations
from dondoc.queries.people import department_of, held, units_of


def of_unit(viewer: Viewer, unit_id: int, *, on: date, site: str) -> Handover:
    """The sheet of a unit. Raises NotAllowed, NotVisible."""
    unit = units.one(viewer, unit_id)
    return _sheet(viewer, [unit], unit.name, "", on=on, site=site)


def of_person(viewer: Viewer, user_id: int, *, on: date, site: str) -> Handover:
    """The sheet of a person: of the units for which the person answers that day. One's own is always there.

    Raises NotAllowed, NotVisible.
    """
    user = _self(viewer) if viewer.user_id == user_id else people_queries.one(viewer, user_id)
    positions = list(user.positions.filter(held(on), department=viewer.department_id).order_by("id"))
    answering = [position.unit_id for position in positions if position.role in UNIT_ROLES and position.unit_id]
    title = next((position.title for position in positions), "")
    return _sheet(viewer, list(units_of(viewer).filter(pk__in=answering)), user.full_name, title, on=on, site=site)


def _self(viewer: Viewer) -> User:
    user = User.objects.filter(pk=viewer.person_id).first()
    if user is None:
        raise NotVisible
    return user


def _sheet(viewer: Viewer, of: Sequence[Unit], giver: str, title: str, *, on: date, site: str) -> Handover:
    for unit in of:
        check(viewer, Act.ANSWER_READ, unit_id=unit.pk)
    if not of and not may(viewer, Act.ANSWER_READ):
        raise NotAllowed("Bạn không có quyền xem nhiệm vụ để lập biên bản bàn giao.")
    department = department_of(viewer)
    ids = [unit.pk for unit in of]
    return Handover(
        parent_body=department.parent_body,
        department=department.name,
        symbol=department.symbol,
        place=department.place,
        on=on,
        giver=giver,
        giver_title=title,
        units=tuple(unit.name for unit in of if unit.name != giver),
        duties=tuple(_duties(viewer, ids, on)),
        drafts=tuple(_drafts(viewer, of)),
        site=site,
    )


def _duties(viewer: Viewer, unit_ids: Collection[int], on: date) -> Sequence[HandedDuty]:
    running = list(plans.running(viewer, today=on))
    answers = {**latest(viewer, *running), **latest(viewer, *running, of_targets=True)} if running else {}
    proofs = _proofs(viewer, [answer.answer_id for answer in answers.values()])
    found: list[HandedDuty] = []
    for of_targets in (False, True):
        kind = "target" if of_targets else "task"
        duties = seen_obligations(viewer, *running, of_targets=of_targets).filter(unit__in=unit_ids)
        asked = duties.filter(obligations.standing()).select_related("unit", f"{kind}__plan")
        for duty in asked.order_by(f"{kind}__plan", f"{kind}__position", "unit__position"):
            found.append(_duty(duty, answers.get(duty.pk), proofs))
    return sorted(found, key=lambda duty: duty.path)


def _duty(duty: Obligation, answer: Latest | None, proofs: Mapping[int, tuple[str, ...]]) -> HandedDuty:
    state = STATE_TITLES[answer.state] if answer and answer.state else "Chưa có câu trả lời được duyệt"
    if answer is not None and duty.target is not None:
        state = "Không phát sinh" if answer.not_applicable else f"Số liệu {answer.period_title}"
    row = duty.task or duty.target
    assert row is not None
    return HandedDuty(
        plan=row.plan.heading,
        number=duty.task.number if duty.task else f"CT{row.position}",
        text=row.text,
        unit_name=duty.unit.short_name,
        due_on=duty.task.due_on if duty.task else None,
        state=state,
        difficulties=answer.difficulties if answer else "",
        proofs=proofs.get(answer.answer_id, ()) if answer else (),
        path=f"plans/{row.plan_id}/",
    )


def _proofs(viewer: Viewer, answer_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By answer id, the documents given as proof; one with personal data only as such."""
    found: dict[int, tuple[str, ...]] = {}
    for proof in Evidence.objects.filter(answer__in=answer_ids).select_related("answer__report").order_by("id"):
        if may(viewer, Act.EVIDENCE_READ, unit_id=proof.answer.report.unit_id):
            name = "Tài liệu có dữ liệu cá nhân" if proof.is_restricted else proof.number or proof.file_name
            found[proof.answer_id] = (*found.get(proof.answer_id, ()), name)
    return found


def _drafts(viewer: Viewer, of: Sequence[Unit]) -> Sequence[HandedDraft]:
    """Reports not taken over yet, for whoever may see how far they are."""
    seen = [
        unit
        for unit in of
        if may(viewer, Act.ANSWER_LOOK, unit_id=unit.pk) or may(viewer, Act.ANSWER_DRAFT_READ, unit_id=unit.pk)
    ]
    under_way = UnitReport.objects.filter(unit__in=seen, period__closed_at__isnull=True)
    counted = under_way.exclude(state__in=[state.value for state in COUNTED])
    rows = counted.select_related("unit", "period").annotate(given=Count("answers", filter=periods.GIVEN))
    asked = obligations.asked_counts([row.period for row in rows], [unit.pk for unit in seen])
    return [
        HandedDraft(
            period_title=periods.title_of(row.period),
            unit_name=row.unit.name,
            state=REPORT_TITLES[ReportState(row.state)],
            answered_count=row.given,
            asked_count=asked[row.period_id].get(row.unit_id, 0),
            due_on=row.period.due_on,
        )
        for row in rows.order_by("period__due_on", "unit__position")
    ]
