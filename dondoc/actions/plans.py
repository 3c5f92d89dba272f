"""From a draft to a running plan: tasks, targets, obligations and the year's reporting periods."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.calendarfile import holiday_table, load_rule
from dondoc.core.leads import UnitKind, UnitNames, match_lead
from dondoc.core.periods import DueReport, Frequency, Period, ReportingRuleFaulty, reports_of
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import PlanDraft, ReportingRule
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import fold
from dondoc.core.workflow import WrongState
from dondoc.models import Citation, Draft, Obligation, Plan, ReportingPeriod, Target, Task, Unit
from dondoc.queries import drafts, plans
from dondoc.queries.people import units_of

# Columns that what a plan says may not fit: the place in the plan contract, and what the page calls it.
_COLUMNS: dict[type[Model], dict[str, tuple[str, str]]] = {
    Plan: {
        "kind": ("kind", "Loại văn bản"),
        "number": ("number", "Số, ký hiệu"),
        "symbol": ("symbol", "Ký hiệu"),
        "place": ("place", "Địa danh"),
        "issuer": ("issuer", "Cơ quan ban hành"),
        "signer_position": ("signer.position", "Chức vụ người ký"),
        "signer_name": ("signer.name", "Họ tên người ký"),
    },
    Citation: {"number": ("number", "số, ký hiệu"), "issuer": ("issuer", "cơ quan ban hành")},
    Target: {
        "text": ("text", "chỉ tiêu"),
        "comparator": ("comparator", "so sánh"),
        "value": ("value", "giá trị"),
        "unit": ("unit", "đơn vị tính"),
    },
    Task: {"number": ("number", "số thứ tự"), "text": ("text", "nhiệm vụ")},
}
_PLACES: dict[type[Model], tuple[str, str]] = {
    Citation: ("Căn cứ", "citations"),
    Target: ("Chỉ tiêu", "targets"),
    Task: ("Nhiệm vụ", "tasks"),
}


@transaction.atomic
def confirm(draft_id: int, *, actor: Viewer, at: datetime) -> Plan:
    """Stores everything a draft says as a running plan, and hands the tasks to the units its leads name.

    Raises NotAllowed, NotVisible, WrongState (confirmed already), Faulty (no year, no title, no task, a reporting
    rule that names no day, a text that is missing or too long); a fault's field is its place in the plan contract.
    """
    check(actor, Act.PLAN_WRITE)
    draft = drafts.one(actor, draft_id)
    if draft.state != Draft.State.OPEN:
        raise WrongState("Bản đọc này đã được xác nhận thành kế hoạch.")
    content = PlanDraft.from_json(draft.content)
    units = list(units_of(actor))
    plan = _plan(content, draft, units, at)
    citations, targets, tasks = _citations(plan, content), _targets(plan, content, draft), _tasks(plan, content, units)
    refuse_faulty(_faults(content) + _unstorable(plan, citations, targets, tasks))
    plan.save()
    Citation.objects.bulk_create(citations)
    Target.objects.bulk_create(targets)
    Task.objects.bulk_create(tasks)
    Obligation.objects.bulk_create(_obligations(tasks, units))
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


def _faults(content: PlanDraft) -> list[Fault]:
    faults = []
    if not content.title.strip():
        faults.append(Fault("title", "Kế hoạch chưa có trích yếu: hãy ghi tên kế hoạch."))
    if content.year is None:
        faults.append(Fault("year", "Kế hoạch chưa có năm: hãy ghi năm mà kế hoạch áp dụng."))
    if not content.tasks:
        faults.append(Fault("tasks", "Chưa có nhiệm vụ nào: hãy kiểm tra lại văn bản hoặc thêm nhiệm vụ."))
    return faults if content.year is None else faults + _rule_faults(content.reporting, content.year)


def _rule_faults(rules: Sequence[ReportingRule], year: int) -> list[Fault]:
    faults = []
    try:
        Period(Frequency.YEAR, year)
        for number, rule in enumerate(rules):
            try:
                _due_reports([rule], year)
            except ReportingRuleFaulty as error:
                faults.append(Fault(f"reporting.{number}", str(error)))
    except ValueError as error:  # the year itself has no calendar
        return [Fault("year", str(error))]
    return faults


def _unstorable(plan: Plan, *lists: Sequence[Model]) -> list[Fault]:
    """What the columns cannot hold, each with its place in the plan contract."""
    faults = _placed(plan, "", "")
    for rows in lists:
        for number, row in enumerate(rows):
            title, place = _PLACES[type(row)]
            faults += _placed(row, f"{title} {number + 1}, ", f"{place}.{number}.")
    return faults


def _placed(row: Model, title: str, place: str) -> list[Fault]:
    columns = _COLUMNS[type(row)]
    return [
        Fault(place + columns[fault.field][0], f"{title}{columns[fault.field][1]}: {fault.sentence}")
        for fault in column_faults(row, columns)
    ]


def _plan(content: PlanDraft, draft: Draft, units: Sequence[Unit], at: datetime) -> Plan:
    office = match_lead(content.office, _unit_names(units)) if content.office else None
    return Plan(
        department_id=draft.department_id,
        draft=draft,
        kind=content.kind,
        number=content.number,
        symbol=content.symbol,
        issued_on=content.issued_on,
        place=content.place,
        issuer=content.issuer,
        title=content.title,
        year=content.year or 0,
        office_id=office.unit_ids[0] if office and office.unit_ids and not office.is_collective else None,
        signer_position=content.signer.position if content.signer else None,
        signer_name=content.signer.name if content.signer else None,
        recipients=list(content.recipients),
        reporting=draft.content["reporting"],
        confirmed_at=at,
    )


def _citations(plan: Plan, content: PlanDraft) -> list[Citation]:
    return [
        Citation(plan=plan, position=n, number=c.number, issued_on=c.issued_on, issuer=c.issuer)
        for n, c in enumerate(content.citations, start=1)
    ]


def _targets(plan: Plan, content: PlanDraft, draft: Draft) -> list[Target]:
    # By its words: the reading may have lost rows since, so that the numbers of the places fit no longer.
    read_at = {t["text"]: draft.places.get(f"targets.{n}", "") for n, t in enumerate(draft.as_read["targets"])}
    return [
        Target(
            plan=plan,
            position=n,
            text=target.text,
            comparator=target.comparator,
            value=target.value,
            unit=target.unit,
            where=read_at.get(target.text, ""),
        )
        for n, target in enumerate(content.targets, start=1)
    ]


def _tasks(plan: Plan, content: PlanDraft, units: Sequence[Unit]) -> list[Task]:
    matched = _matched([lead for task in content.tasks for lead in task.lead], units)
    return [
        Task(
            plan=plan,
            position=n,
            number=task.number,
            group=task.group,
            text=task.text,
            solutions=list(task.solutions),
            due_text=task.due_text,
            due_on=task.due,
            lead=list(task.lead),
            unmatched_lead=[lead for lead in task.lead if not matched[lead]],
            cooperating=list(task.cooperating),
            products=list(task.products),
            where=task.where,
            folded=fold(" ".join([task.number, task.text, task.group or "", *task.solutions, *task.products])),
        )
        for n, task in enumerate(content.tasks, start=1)
    ]


def _obligations(tasks: Sequence[Task], units: Sequence[Unit]) -> list[Obligation]:
    """One for each unit that a task's leads mean, a unit named twice once."""
    matched = _matched([lead for task in tasks for lead in task.lead], units)
    return [
        Obligation(task=task, unit_id=unit_id)
        for task in tasks
        for unit_id in dict.fromkeys(unit_id for lead in task.lead for unit_id in matched[lead])
    ]


def _matched(leads: Collection[str], units: Sequence[Unit]) -> dict[str, tuple[int, ...]]:
    names = _unit_names(units)
    return {lead: match_lead(lead, names).unit_ids for lead in dict.fromkeys(leads)}


def _unit_names(units: Sequence[Unit]) -> list[UnitNames]:
    return [
        UnitNames(u.pk, UnitKind(u.kind), u.handles_procedures, (u.name, u.short_name, u.code, *u.aliases))
        for u in units
    ]


def _due_reports(rules: Sequence[ReportingRule], year: int) -> Sequence[DueReport]:
    holidays = holiday_table(range(year - 1, year + 2))
    return reports_of(rules, year=year, windows=load_rule(date(year, 1, 1)), holidays=holidays)


def _store_periods(plan: Plan, rules: Sequence[ReportingRule]) -> None:
    kept = set(plan.periods.values_list("code", flat=True))
    for due in _due_reports(rules, plan.year):
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
