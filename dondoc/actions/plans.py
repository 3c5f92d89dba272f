"""From a draft to a running plan: tasks, targets, obligations and the year's reporting periods.

Not here: a later version of the document (amendments).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dondoc.actions import contents, registers
from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import PlanDraft, ReportingRule
from dondoc.core.refusals import refuse_faulty
from dondoc.core.workflow import WrongState
from dondoc.models import Citation, Draft, Obligation, Plan, PlanLevel, ReportingPeriod, Target, Task
from dondoc.queries import drafts, plans
from dondoc.queries.people import units_of


@transaction.atomic
def confirm(draft_id: int, *, actor: Viewer, at: datetime) -> Plan:
    """Stores everything a draft says as a running plan, and hands the tasks to the units its leads name.

    A draft of the superior level becomes a plan to rest on: nobody owes anything by it, and nobody is asked.
    Raises NotAllowed, NotVisible, WrongState (confirmed already, or not read yet), Faulty (no year, no title, no task,
    a reporting rule that names no day, a text that is missing or too long, a conversion not found right); a fault's
    field is its place in the plan contract.
    """
    draft = drafts.one(actor, draft_id)
    check(actor, Act.PLAN_WRITE)
    if draft.state != Draft.State.OPEN:
        raise WrongState("Bản đọc này đã được xác nhận thành kế hoạch, hoặc tệp chưa đọc xong.")
    content = PlanDraft.from_json(draft.content)
    units = list(units_of(actor))
    plan = contents.plan_of(content, draft, units, at)
    plan.level = draft.level
    citations = contents.citations_of(plan, content)
    targets = contents.targets_of(plan, content, draft)
    tasks = contents.tasks_of(plan, content, units)
    refuse_faulty(
        contents.conversion_faults(draft)
        + contents.faults_of(content)
        + contents.column_faults_of(plan, citations, targets, tasks)
    )
    plan.save()
    Citation.objects.bulk_create(citations)
    registers.enter(plan, citations, actor=actor)
    Target.objects.bulk_create(targets)
    Task.objects.bulk_create(tasks)
    if plan.level == PlanLevel.OWN:
        Obligation.objects.bulk_create(contents.obligations_of(tasks, units))
        _store_periods(plan, content.reporting)
    draft.state = Draft.State.CONFIRMED
    draft.save(update_fields=["state"])
    record(Act.PLAN_WRITE, plan, actor=actor, at=at, after={"draft": draft.pk, "sha256": draft.sha256})
    return plan


@transaction.atomic
def set_reporting(plan_id: int, *, rules: Sequence[ReportingRule], actor: Viewer, at: datetime) -> Plan:
    """Gives a plan its reporting rules: the Office decides where the document says nothing.

    Periods that units have begun to answer, or were sent links for, stay. Raises NotAllowed, NotVisible, Faulty.
    """
    plan = plans.one(actor, plan_id)
    check(actor, Act.PLAN_WRITE)
    refuse_faulty(contents.rule_faults(rules, plan.year))
    before = plan.reporting
    plan.reporting = PlanDraft(reporting=tuple(rules)).to_json()["reporting"]
    plan.save(update_fields=["reporting"])
    plan.periods.filter(reports__isnull=True, links__isnull=True, closed_at__isnull=True).delete()
    _store_periods(plan, rules)
    record("plan.set-reporting", plan, actor=actor, at=at, before=before, after=plan.reporting)
    return plan


def _store_periods(plan: Plan, rules: Sequence[ReportingRule]) -> None:
    kept = set(plan.periods.values_list("code", flat=True))
    made = contents.periods_of(plan, rules)
    ReportingPeriod.objects.bulk_create(period for period in made if period.code not in kept)
