"""Points still winnable: the page that says where, by which step, until when. Not here: trying a step out (trials)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from dondoc.core.permissions import Act, may
from dondoc.queries import winnables
from dondoc.queries.winnables import WinnableRow
from dondoc.web import clocks
from dondoc.web.assessments import tabs
from dondoc.web.forms.trials import typed


@require_GET
def winnable(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = winnables.page(request.viewer, assessment_id, on=clocks.today())
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(request.viewer, page.assessment, "assessment_winnable"),
        "steps": [(row, trial_url(assessment_id, row)) for row in page.steps],
        "is_own_body": page.assessment.department_id == request.viewer.department_id,
        "may_draft": page.is_whole and may(page.located.viewer, Act.SCORE_EXPORT),
    }
    return render(request, "analyses/winnable.html", context)


def trial_url(assessment_id: int, row: WinnableRow) -> str:
    """The page on which the next step of the row has been tried out; empty where it is to report a figure."""
    values = {key: text for fact, value in row.values.items() for key, text in typed(fact, value).items()}
    return f"{reverse('assessment_trial', args=[assessment_id])}?{urlencode(values)}" if values else ""
