"""Pages that give a running plan what its document leaves open: units, last days, reporting rules."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dondoc.actions import assignments
from dondoc.actions import plans as plan_acts
from dondoc.core.indicators import asked_text
from dondoc.core.permissions import Act, check
from dondoc.core.plan import ReportingRule
from dondoc.core.refusals import Faulty
from dondoc.models import Plan
from dondoc.queries import periods, plans, targets, tasks
from dondoc.queries.people import units_of
from dondoc.web import clocks
from dondoc.web.forms.assignments import AssignForm, AssignTasksForm
from dondoc.web.forms.drafts import ReportingForm, Rows, rows_of, typed_row, with_row

# What the Office is offered where the document says nothing; nothing holds before the Office saves it.
_PROPOSAL = (
    {"frequency": "quarter", "due_day": 15, "due_month": "last"},
    {"frequency": "year", "due_day": 15, "due_month": 12},
)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The tasks of a plan (with `?of=targets` its targets) and who answers for them; a POST gives the chosen ones."""
    plan = plans.one(request.viewer, plan_id)
    task_rows = tasks.assignments(request.viewer, plan)
    target_rows = sorted(targets.standings(request.viewer, plan), key=lambda row: bool(row.figures))
    waiting_tasks = [row.task.pk for row in task_rows if row.is_waiting]
    waiting_targets = [row.target.pk for row in target_rows if not row.figures]
    units = list(units_of(request.viewer))
    data = request.POST if request.method == "POST" else None
    if request.GET.get("of") == "targets":
        ids = [row.target.pk for row in target_rows]
        form: AssignForm = AssignForm(data, rows=ids, waiting=waiting_targets, units=units)
    else:
        ids = [row.task.pk for row in task_rows]
        form = AssignTasksForm(data, rows=ids, waiting=waiting_tasks, units=units)
    if form.is_valid() and _assigned(request, plan, form):
        of = "?of=targets" if not isinstance(form, AssignTasksForm) else ""
        return redirect(reverse("plan_assign", args=[plan.pk]) + of)
    context = {
        "plan": plan,
        "form": form,
        "of_tasks": isinstance(form, AssignTasksForm),
        "task_rows": task_rows,
        "target_rows": [
            (row, asked_text(row.target.comparator, row.target.value, row.target.unit)) for row in target_rows
        ],
        "waiting_task_count": len(waiting_tasks),
        "waiting_target_count": len(waiting_targets),
    }
    return render(request, "assignments/assign.html", context)


@require_http_methods(["GET", "POST"])
def reporting(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The reporting rules of a plan and the dates they make; a POST sets them, or adds an empty row unsaved."""
    plan = plans.one(request.viewer, plan_id)
    check(request.viewer, Act.PLAN_WRITE)
    rows = rows_of(ReportingForm)
    if request.method == "GET":
        initial = [typed_row(rule) for rule in plan.reporting or _PROPOSAL]
        return _reporting_page(request, plan, rows(prefix="reporting", initial=initial))
    if "add" in request.POST:
        return _reporting_page(request, plan, rows(with_row(request.POST, "reporting"), prefix="reporting"))
    filled = rows(request.POST, prefix="reporting")
    if filled.is_valid() and _reporting_set(request, plan, filled):
        messages.success(request, _("Đã đặt chế độ báo cáo của kế hoạch."))
        return redirect("plan_reporting", plan.pk)
    return _reporting_page(request, plan, filled)


def _assigned(request: HttpRequest, plan: Plan, form: AssignForm) -> bool:
    """Gives the chosen rows to the chosen units; False, with the faults beside their fields, when that cannot be."""
    units = form.chosen_units
    given = {"unit_ids": [unit.pk for unit in units], "actor": request.viewer, "at": clocks.now()}
    names = ", ".join(unit.short_name for unit in units[:3]) if len(units) <= 3 else _("%d đơn vị") % len(units)
    try:
        if isinstance(form, AssignTasksForm):
            dates = {"due_on": form.cleaned_data["due_on"], "rule": form.cleaned_data["rule"]}
            count = len(assignments.assign_tasks(plan.pk, task_ids=form.row_ids, **dates, **given))
            said = ngettext(
                "Đã giao %(count)d nhiệm vụ cho %(units)s.", "Đã giao %(count)d nhiệm vụ cho %(units)s.", count
            )
        else:
            count = len(assignments.assign_targets(plan.pk, target_ids=form.row_ids, **given))
            said = ngettext(
                "Đã giao %(count)d chỉ tiêu cho %(units)s.", "Đã giao %(count)d chỉ tiêu cho %(units)s.", count
            )
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_fault(fault)
        return False
    messages.success(request, said % {"count": count, "units": names})
    return True


def _reporting_set(request: HttpRequest, plan: Plan, filled: Rows) -> bool:
    rules = [
        ReportingRule(**{key: form.cleaned_data[key] for key in ("frequency", "due_day", "due_month")})
        for form in filled.kept
    ]
    try:
        plan_acts.set_reporting(plan.pk, rules=rules, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            index = fault.field.partition(".")[2]
            filled.kept[int(index or 0)].add_error("due_day", fault.sentence)
        return False
    return True


def _reporting_page(request: HttpRequest, plan: Plan, filled: Rows) -> HttpResponse:
    found = periods.visible_to(request.viewer).filter(plan=plan)
    context = {
        "plan": plan,
        "rows": filled,
        "is_proposal": not plan.reporting,
        "periods": [(period, periods.title_of(period)) for period in found],
    }
    return render(request, "assignments/reporting.html", context)
