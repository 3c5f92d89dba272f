"""Checkpoints of a plan's tasks whose deadlines are vague: proposed, changed and set for many at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dondoc.actions import checkpoints as acts
from dondoc.core.refusals import Faulty
from dondoc.models import Plan
from dondoc.queries import checkpoints as queries
from dondoc.queries import periods, plans
from dondoc.web import clocks
from dondoc.web.forms.checkpoints import CheckpointsForm
from dondoc.web.plans import tabs


@require_http_methods(["GET", "POST"])
def checkpoints(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The vague tasks by kind of product with the proposal beside each; a POST sets the ticked ones."""
    viewer, today = request.viewer, clocks.today()
    plan = plans.one(viewer, plan_id)
    groups = queries.vague(viewer, plan, today=today)
    data = request.POST if request.method == "POST" else None
    form = CheckpointsForm(data, groups=groups, is_ticked=request.GET.get("tick") != "none")
    if form.is_valid() and _set(request, plan, form):
        return redirect("plan_checkpoints", plan.pk)
    vague = [task for group in groups for task in group.tasks]
    context = {
        "plan": plan,
        "form": form,
        "task_count": len(vague),
        "unset_count": sum(not task.kept for task in vague),
        "tabs": tabs(viewer, plan, "plan_checkpoints", periods.current(viewer, plan, today)),
    }
    return render(request, "checkpoints/set.html", context)


def _set(request: HttpRequest, plan: Plan, form: CheckpointsForm) -> bool:
    """Sets what was chosen; False, with the faults beside their fields, when that cannot be."""
    try:
        count = acts.set_checkpoints(plan.pk, chosen=form.chosen, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_fault(fault)
        return False
    if count:
        said = ngettext("Đã đặt mốc cho %(count)d nhiệm vụ.", "Đã đặt mốc cho %(count)d nhiệm vụ.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Không có mốc nào thay đổi."))
    return True
