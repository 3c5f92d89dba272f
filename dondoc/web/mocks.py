"""The mock appraisal before a self-score is handed in. Not here: the rules of the opponent (core/scoring/opponents)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.core.scoring.objections import GROUND_TITLES
from dondoc.queries import mocks
from dondoc.web import clocks
from dondoc.web.assessments import tabs


@require_GET
def mock(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = mocks.page(request.viewer, assessment_id, on=clocks.today())
    titles = {each.code: each.title for each in page.criteria_set.criteria}
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(request.viewer, page.assessment, "assessment_mock"),
        "findings": [(each, GROUND_TITLES[each.ground], titles[each.criterion]) for each in page.objections],
    }
    return render(request, "analyses/mock.html", context)
