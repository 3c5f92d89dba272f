"""One task: everything printed, each unit's part and what it has said period by period."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.core.progress import CLOSING_TITLES
from dondoc.queries import periods, plans, tasks
from dondoc.web import clocks
from dondoc.web.forms.sources import Place
from dondoc.web.plans import tabs


@require_GET
def task(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    plan = plans.one(viewer, plan_id)
    row = tasks.one(viewer, plan, task_id, today=today)
    context = {
        "plan": plan,
        "row": row,
        "histories": tasks.histories(viewer, plan, row),
        "place": Place(row.task.where),
        "closing": CLOSING_TITLES[row.task.closing_rule] if len(row.parts) > 1 else "",
    }
    if request.htmx and request.htmx.target == "panel":
        return render(request, "tasks/panel.html", context)
    context["tabs"] = tabs(viewer, plan, "plan", periods.current(viewer, plan, today))
    return render(request, "tasks/task.html", context)
