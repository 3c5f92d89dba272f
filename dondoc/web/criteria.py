"""The page of one criterion of an assessment: its rule, facts, proof, points of every stage, and what is done with it.

Not here: the whole sheet (assessments), proof opened at its page (bench).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dondoc.core.refusals import NotVisible
from dondoc.core.scoring.sentences import criterion_sentence
from dondoc.queries import criteria_sets, score_sheets
from dondoc.web.assessments import tabs


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, assessment_id: int, code: str) -> HttpResponse:
    page = score_sheets.page(request.viewer, assessment_id)
    row = next((each for each in page.rows if each.criterion.code == code), None)
    if row is None:
        raise NotVisible
    context = {
        "page": page,
        "assessment": page.assessment,
        "row": row,
        "tabs": tabs(request.viewer, page.assessment, "assessment"),
        "sentence": criterion_sentence(row.criterion, criteria_sets.fact_names(page.assessment.round.adopted_set)),
    }
    return render(request, "assessments/criterion.html", context)
