"""Pages that give a running plan what its document leaves open: units, last days, reporting rules."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dondoc.actions import assignments
from dondoc.actions import plans as plan_acts
from dondoc.core.permissions import Act, check
from dondoc.core.plan import ReportingRule
from dondoc.core.refusals import Faulty
from dondoc.models import Plan
from dondoc.queries import periods, plans, tasks
from dondoc.queries.people import live_units_of
from dondoc.web import clocks
from dondoc.web.forms.assignments import AssignForm, AssignTasksForm
from dondoc.web.forms.drafts import ReportingForm, Rows, rows_of, typed_row, with_row
from dondoc.web.plans import tabs

# What the Office is offered where the document says nothing; nothing holds before the Office saves it.
_PROPOSAL = (
    {"frequency": "quarter", "due_day": 15, "due_month": "last"},
    {"frequency": "year", "due_day": 15, "due_month": 12},
)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The tasks of a plan (with `?of=targets` its targets) and who answers for them; a POST gives the chosen ones."""
    viewer = request.viewer
    plan = plans.one(viewer, plan_id)
    of_targets = request.GET.get("of") == "targets"
    found = tasks.assignments(viewer, plan, of_targets=of_targets, page=request.GET.get("page", 1))
    other = tasks.assignments(viewer, plan, of_targets=not of_targets)
    of_plan = {"tasks": found, "targets": other} if not of_targets else {"tasks": other, "targets": found}
    data = request.POST if request.method == "POST" else None
    kind = AssignForm if of_targets else AssignTasksForm
    form = kind(data, rows=found.ids, waiting=found.waiting_ids, units=list(live_units_of(viewer)))
    if form.is_valid() and _assigned(request, plan, form):
        return redirect(request.get_full_path())
    context = {
        "plan": plan,
        "form": form,
        "found": found,
        "of_plan": of_plan,
        "of_targets": of_targets,
        "tabs": tabs(viewer, plan, "plan_assign", periods.current(viewer, plan, clocks.today())),
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
        "tabs": tabs(request.viewer, plan, "plan_reporting", periods.current(request.viewer, plan, clocks.today())),
    }
    return render(request, "assignments/reporting.html", context)
