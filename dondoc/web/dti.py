"""The way into the assessments: the one under way with its next step, and all those before. Not here: one sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.queries import assessments, criteria_sets, score_sheets
from dondoc.web import clocks
from dondoc.web.assessments import next_step


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    standings = score_sheets.standings(viewer)
    bodies = [each.assessment for each in standings]
    own = next(
        (each for each in bodies if each.department_id == viewer.department_id and not viewer.appraised_ids), None
    )
    context: dict[str, object] = {
        "standings": standings,
        "keeps": criteria_sets.keeps(viewer),
        "is_appraiser": bool(viewer.appraised_ids),
    }
    context["has_others"] = any(each.department_id != viewer.department_id for each in bodies)
    if own is not None:
        page = score_sheets.page(viewer, own.pk)
        context["page"], context["step"] = page, next_step(viewer, page)
        context["due"] = assessments.due_of(own, today=clocks.today())
    return render(request, "assessments/index.html", context)
