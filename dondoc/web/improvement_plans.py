"""The plan drafted from the gaps: choose criteria, units and days, fetch it as .docx.

Nothing is stored: the plan comes back through the import once it is issued. Not here: its words (officialdoc).
"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dondoc import officialdoc
from dondoc.core.permissions import Act, may
from dondoc.officialdoc.improvement_plans import describe
from dondoc.queries import improvements
from dondoc.queries.winnables import WinnablePage
from dondoc.web import clocks
from dondoc.web.assessments import tabs
from dondoc.web.forms.improvement_plans import PlanForm
from dondoc.web.score_sheets import WORD_FILE, fetched


@require_http_methods(["GET", "POST"])
def improvement_plan(request: HttpRequest, assessment_id: int) -> HttpResponse:
    today = clocks.today()
    gaps = improvements.page(request.viewer, assessment_id, on=today)
    if request.method == "POST":
        gaps.located.check(Act.SCORE_EXPORT)
    given = request.POST if request.method == "POST" else None
    form = PlanForm(given, rows=gaps.steps, units=improvements.leads(gaps), due_on=_due_on(gaps, today))
    if given is not None and form.is_valid():
        draft = improvements.draft(gaps, form.chosen)
        document = describe(draft, improvements.heading(gaps.assessment, year=draft.year))
        name = f"Ke-hoach-nang-cao-DTI-{gaps.assessment.department.symbol}-{draft.year}.docx"
        return fetched(officialdoc.render(document), WORD_FILE, name)
    context = {
        "page": gaps,
        "assessment": gaps.assessment,
        "tabs": tabs(request.viewer, gaps.assessment, "assessment_winnable"),
        "form": form,
        "may_draft": may(gaps.located.viewer, Act.SCORE_EXPORT),
    }
    return render(request, "analyses/improvement_plan.html", context)


def _due_on(gaps: WinnablePage, today: date) -> date:
    """The end of the self-score; once that has passed, the end of the year."""
    due_on = gaps.assessment.round.self_due_on
    return due_on if due_on >= today else date(today.year, 12, 31)
