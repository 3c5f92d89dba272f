"""The target wall: where every target of a plan stands, by how much, and whose figures are missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.core.indicators import VERDICT_TITLES, Verdict
from dondoc.queries import periods, plans, targets
from dondoc.web import clocks
from dondoc.web.plans import tabs


@require_GET
def wall(request: HttpRequest, plan_id: int) -> HttpResponse:
    viewer = request.viewer
    plan = plans.one(viewer, plan_id)
    rows = targets.standings(viewer, plan)
    chosen = request.GET.get("verdict", "")
    counts = targets.by_verdict(rows)
    context = {
        "plan": plan,
        "rows": [row for row in rows if chosen not in set(Verdict) or row.standing.verdict == chosen],
        "total_count": len(rows),
        "provisional_count": sum(row.is_provisional for row in rows),
        "verdicts": [(verdict.value, VERDICT_TITLES[verdict], counts[verdict]) for verdict in Verdict],
        "chosen": chosen,
        "tabs": tabs(viewer, plan, "plan_targets", periods.current(viewer, plan, clocks.today())),
    }
    return render(request, "targets/wall.html", context)
