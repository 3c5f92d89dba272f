"""One task: everything printed, each unit's part and what it has said period by period."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dondoc.core.permissions import Act, Viewer, may, reached_units
from dondoc.core.progress import CLOSING_TITLES
from dondoc.models import ReportingPeriod
from dondoc.queries import bases, checkpoints, periods, plans, tasks
from dondoc.queries.tasks import TaskRow
from dondoc.web import clocks
from dondoc.web.forms.sources import Place
from dondoc.web.plans import tabs
from dondoc.web.words import spoken


@require_GET
def task(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    plan = plans.one(viewer, plan_id)
    row = tasks.one(viewer, plan, task_id, today=today)
    is_others = tasks.is_others(viewer, row)
    context = {
        "plan": plan,
        "row": row,
        "histories": tasks.histories(viewer, plan, row),
        "is_others": is_others,
        "others": tasks.others(viewer, row),
        "awaits_acceptance": not may(viewer, Act.ANSWER_SUBMITTED_READ) and not reached_units(viewer, Act.ANSWER_READ),
        "checkpoints": () if is_others else checkpoints.of_task(row, today=today),
        "bases": bases.of_task(row.task),
        "place": Place("" if row.task.dropped_by_id else row.task.where),  # it stood in an earlier version
        "closing": CLOSING_TITLES[row.task.closing_rule] if len(row.parts) > 1 else "",
    }
    if request.htmx and request.htmx.target == "panel":
        return render(request, "tasks/panel.html", context)
    period = periods.current(viewer, plan, today)
    context["tabs"] = tabs(viewer, plan, "plan", period)
    context["answer"] = _answer(viewer, row, period)
    return render(request, "tasks/task.html", context)


def _answer(viewer: Viewer, row: TaskRow, period: ReportingPeriod | None) -> tuple[str, str] | None:
    """Where this viewer's unit answers for the task now, and the title of the period."""
    own = reached_units(viewer, Act.ANSWER_WRITE)
    part = next((part for part in row.parts if part.unit.pk in own), None)
    if part is None or row.task.dropped_by_id or period is None or not periods.is_asked(period, clocks.today()):
        return None
    address = reverse("report", args=[period.pk, part.unit.pk])
    return f"{address}#q-{part.obligation_id}", spoken(periods.title_of(period))
