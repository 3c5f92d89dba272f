"""What a plan's document says, checked, and as rows not yet stored: what confirming and amending a plan share.

Not here: storing it (plans, amendments).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Model

from dondoc.actions.columns import column_faults
from dondoc.calendarfile import holiday_table, load_rule
from dondoc.core.leads import match_lead
from dondoc.core.periods import DueReport, Frequency, Period, ReportingRuleFaulty, reports_of
from dondoc.core.plan import PlanDraft, ReportingRule
from dondoc.core.refusals import Fault
from dondoc.core.vietnamese import fold
from dondoc.models import Citation, Draft, Obligation, Plan, ReportingPeriod, Target, Task, Unit
from dondoc.queries.people import unit_names, units_meant

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


def faults_of(content: PlanDraft) -> list[Fault]:
    """What a plan cannot do without: title, year, a task, reporting rules that name days."""
    faults = []
    if not content.title.strip():
        faults.append(Fault("title", "Kế hoạch chưa có trích yếu: hãy ghi tên kế hoạch."))
    if content.year is None:
        faults.append(Fault("year", "Kế hoạch chưa có năm: hãy ghi năm mà kế hoạch áp dụng."))
    if not content.tasks:
        faults.append(Fault("tasks", "Chưa có nhiệm vụ nào: hãy kiểm tra lại văn bản hoặc thêm nhiệm vụ."))
    return faults if content.year is None else faults + rule_faults(content.reporting, content.year)


def conversion_faults(draft: Draft) -> list[Fault]:
    """A text converted from an old encoding that nobody has yet found right (reliability check 37)."""
    if draft.conversion is None or draft.conversion.get("is_right"):
        return []
    return [Fault("conversion", "Hãy so các dòng mẫu rồi đánh dấu là chữ đã chuyển đúng.")]


def rule_faults(rules: Sequence[ReportingRule], year: int) -> list[Fault]:
    """Reporting rules that name no day in the year; the field is `reporting.<number>`."""
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


def column_faults_of(plan: Plan, *lists: Sequence[Model]) -> list[Fault]:
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


def plan_of(content: PlanDraft, draft: Draft, units: Sequence[Unit], at: datetime) -> Plan:
    """The head of a plan; its Office only where the printed one is a unit's own name."""
    office = match_lead(content.office, unit_names(units)) if content.office else None
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


def citations_of(plan: Plan, content: PlanDraft) -> list[Citation]:
    """The legal bases in their order."""
    return [
        Citation(plan=plan, position=n, number=c.number, issued_on=c.issued_on, issuer=c.issuer)
        for n, c in enumerate(content.citations, start=1)
    ]


def targets_of(plan: Plan, content: PlanDraft, draft: Draft) -> list[Target]:
    """The targets in their order, each with its place in the source."""
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


def tasks_of(plan: Plan, content: PlanDraft, units: Sequence[Unit]) -> list[Task]:
    """The tasks in their order; a printed lead that is no unit waits in `unmatched_lead`."""
    matched = units_meant([lead for task in content.tasks for lead in task.lead], units)
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


def obligations_of(tasks: Sequence[Task], units: Sequence[Unit]) -> list[Obligation]:
    """One for each unit that a task's leads mean, a unit named twice once."""
    matched = units_meant([lead for task in tasks for lead in task.lead], units)
    return [
        Obligation(task=task, unit_id=unit_id)
        for task in tasks
        for unit_id in dict.fromkeys(unit_id for lead in task.lead for unit_id in matched[lead])
    ]


def periods_of(plan: Plan, rules: Sequence[ReportingRule]) -> list[ReportingPeriod]:
    """The periods of the plan's year that these rules ask for, each once."""
    found: dict[str, ReportingPeriod] = {}
    for due in _due_reports(rules, plan.year):
        found.setdefault(
            due.period.code,
            ReportingPeriod(
                plan=plan,
                code=due.period.code,
                frequency=due.frequency.value,
                window_from=due.window_from,
                window_to=due.window_to,
                printed_due_on=due.printed_due_on,
                due_on=due.due_on,
                shifted_because=due.shifted_because,
            ),
        )
    return list(found.values())


def _due_reports(rules: Sequence[ReportingRule], year: int) -> Sequence[DueReport]:
    holidays = holiday_table(range(year - 1, year + 2))
    return reports_of(rules, year=year, windows=load_rule(date(year, 1, 1)), holidays=holidays)
