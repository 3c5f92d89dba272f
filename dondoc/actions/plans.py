"""From a draft to a running plan: tasks, targets, obligations and the year's reporting periods."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.calendarfile import holiday_table, load_rule
from dondoc.core.leads import LeadMatch, UnitKind, UnitNames, match_lead
from dondoc.core.periods import ReportingRuleFaulty, reports_of
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import PlanDraft, ReportingRule, TaskDraft
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import fold
from dondoc.core.workflow import WrongState
from dondoc.models import Citation, Draft, Obligation, Plan, ReportingPeriod, Target, Task, Unit
from dondoc.queries import drafts, plans
from dondoc.queries.people import units_of


@transaction.atomic
def confirm(draft_id: int, *, actor: Viewer, at: datetime) -> Plan:
    """Stores everything a draft says as a running plan, and hands the tasks to the units its leads name.

    Raises NotAllowed, NotVisible, WrongState (confirmed already), Faulty (no year, no title, no task, a reporting
    rule that names no day).
    """
    check(actor, Act.PLAN_WRITE)
    draft = drafts.one(actor, draft_id)
    if draft.state != Draft.State.OPEN:
        raise WrongState("Bản đọc này đã được xác nhận thành kế hoạch.")
    content = PlanDraft.from_json(draft.content)
    refuse_faulty(_faults(content))
    plan = _store_plan(draft, content, actor, at)
    _store_targets(plan, content, draft)
    _store_tasks(plan, content, actor)
    _store_periods(plan, content.reporting)
    draft.state = Draft.State.CONFIRMED
    draft.save(update_fields=["state"])
    record(Act.PLAN_WRITE, plan, actor=actor, at=at, after={"draft": draft.pk, "sha256": draft.sha256})
    return plan


@transaction.atomic
def set_reporting(plan_id: int, *, rules: Sequence[ReportingRule], actor: Viewer, at: datetime) -> Plan:
    """Gives a plan its reporting rules: the Office decides where the document says nothing.

    Periods that units have begun to answer stay. Raises NotAllowed, NotVisible, Faulty.
    """
    check(actor, Act.PLAN_WRITE)
    plan = plans.one(actor, plan_id)
    refuse_faulty(_rule_faults(rules, plan.year))
    before = plan.reporting
    plan.reporting = PlanDraft(reporting=tuple(rules)).to_json()["reporting"]
    plan.save(update_fields=["reporting"])
    plan.periods.filter(reports__isnull=True, closed_at__isnull=True).delete()
    _store_periods(plan, rules)
    record("plan.set-reporting", plan, actor=actor, at=at, before=before, after=plan.reporting)
    return plan


def _unit_names(units: Sequence[Unit]) -> list[UnitNames]:
    """The units as lead matching needs them."""
    return [
        UnitNames(u.pk, UnitKind(u.kind), u.handles_procedures, (u.name, u.short_name, u.code, *u.aliases))
        for u in units
    ]


def _faults(content: PlanDraft) -> list[Fault]:
    faults = []
    if not content.title.strip():
        faults.append(Fault("title", "Kế hoạch chưa có trích yếu: hãy ghi tên kế hoạch."))
    if content.year is None:
        faults.append(Fault("year", "Kế hoạch chưa có năm: hãy ghi năm mà kế hoạch áp dụng."))
    if not content.tasks:
        faults.append(Fault("tasks", "Chưa có nhiệm vụ nào: hãy kiểm tra lại văn bản hoặc thêm nhiệm vụ."))
    return faults + _rule_faults(content.reporting, content.year or date.min.year)


def _rule_faults(rules: Sequence[ReportingRule], year: int) -> list[Fault]:
    faults = []
    for number, rule in enumerate(rules):
        try:
            _due_reports([rule], year)
        except ReportingRuleFaulty as error:
            faults.append(Fault(f"reporting.{number}", str(error)))
        except ValueError as error:  # the year itself has no calendar
            return [Fault("year", str(error))]
    return faults


def _store_plan(draft: Draft, content: PlanDraft, actor: Viewer, at: datetime) -> Plan:
    office = _matched(content.office, list(units_of(actor))) if content.office else ()
    plan = Plan.objects.create(
        department_id=actor.department_id,
        draft=draft,
        kind=content.kind,
        number=content.number,
        symbol=content.symbol,
        issued_on=content.issued_on,
        place=content.place,
        issuer=content.issuer,
        title=content.title,
        year=content.year or 0,
        office_id=office[0] if office else None,
        signer_position=content.signer.position if content.signer else None,
        signer_name=content.signer.name if content.signer else None,
        recipients=list(content.recipients),
        reporting=draft.content["reporting"],
        confirmed_at=at,
    )
    Citation.objects.bulk_create(
        Citation(plan=plan, position=n, number=c.number, issued_on=c.issued_on, issuer=c.issuer)
        for n, c in enumerate(content.citations, start=1)
    )
    return plan


def _matched(printed: str, units: Sequence[Unit]) -> tuple[int, ...]:
    match = match_lead(printed, _unit_names(units))
    return () if match.is_collective else match.unit_ids


def _store_targets(plan: Plan, content: PlanDraft, draft: Draft) -> None:
    Target.objects.bulk_create(
        Target(
            plan=plan,
            position=n,
            text=target.text,
            comparator=target.comparator,
            value=target.value,
            unit=target.unit,
            where=draft.places.get(f"targets.{n - 1}", ""),
        )
        for n, target in enumerate(content.targets, start=1)
    )


def _store_tasks(plan: Plan, content: PlanDraft, actor: Viewer) -> None:
    names = _unit_names(list(units_of(actor)))
    matches = {lead: match_lead(lead, names) for task in content.tasks for lead in task.lead}
    tasks = [_task(plan, n, draft, matches) for n, draft in enumerate(content.tasks, start=1)]
    Task.objects.bulk_create(tasks)
    Obligation.objects.bulk_create(
        Obligation(task=task, unit_id=unit_id)
        for task in tasks
        for unit_id in dict.fromkeys(uid for lead in task.lead for uid in matches[lead].unit_ids)
    )


def _task(plan: Plan, position: int, draft: TaskDraft, matches: dict[str, LeadMatch]) -> Task:
    return Task(
        plan=plan,
        position=position,
        number=draft.number,
        group=draft.group,
        text=draft.text,
        solutions=list(draft.solutions),
        due_text=draft.due_text,
        due_on=draft.due,
        lead=list(draft.lead),
        unmatched_lead=[lead for lead in draft.lead if not matches[lead].unit_ids],
        cooperating=list(draft.cooperating),
        products=list(draft.products),
        where=draft.where,
        folded=fold(" ".join([draft.number, draft.text, draft.group or "", *draft.solutions, *draft.products])),
    )


def _due_reports(rules: Sequence[ReportingRule], year: int) -> Sequence[object]:
    return reports_of(
        rules, year=year, windows=load_rule(date(year, 1, 1)), holidays=holiday_table(range(year - 1, year + 2))
    )


def _store_periods(plan: Plan, rules: Sequence[ReportingRule]) -> None:
    windows, holidays = load_rule(date(plan.year, 1, 1)), holiday_table(range(plan.year - 1, plan.year + 2))
    kept = set(plan.periods.values_list("code", flat=True))
    for due in reports_of(rules, year=plan.year, windows=windows, holidays=holidays):
        if due.period.code in kept:
            continue
        kept.add(due.period.code)
        ReportingPeriod.objects.create(
            plan=plan,
            code=due.period.code,
            frequency=due.frequency.value,
            window_from=due.window_from,
            window_to=due.window_to,
            printed_due_on=due.printed_due_on,
            due_on=due.due_on,
            shifted_because=due.shifted_because,
        )
