"""The matrix of a plan: its tasks against the units that answer for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.queries import periods, plans, tasks
from dondoc.web import clocks
from dondoc.web.plans import tabs


@require_GET
def matrix(request: HttpRequest, plan_id: int) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    plan = plans.one(viewer, plan_id)
    context = {
        "plan": plan,
        "matrix": tasks.matrix(viewer, plan, today=today, page=request.GET.get("page", 1)),
        "tabs": tabs(viewer, plan, "plan_matrix", periods.current(viewer, plan, today)),
    }
    return render(request, "matrices/matrix.html", context)
