"""What if: figures tried out and the points they would give. It is a GET and never writes.

Not here: the fields (forms/trials), the arithmetic (core/scoring/trials).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.core.scoring.criteria import Criterion
from dondoc.core.scoring.faults import FactsRefused
from dondoc.core.scoring.sheets import CriterionScore
from dondoc.core.scoring.trials import Trial
from dondoc.queries import trials
from dondoc.queries.trials import TrialPage
from dondoc.web.assessments import tabs
from dondoc.web.forms.trials import FactInput, TrialForm


@dataclass(frozen=True)
class TrialLine:
    """A criterion with its points as they are, and the fields of the facts that no line before it has."""

    criterion: Criterion
    score: CriterionScore
    inputs: list[FactInput]


@require_GET
def trial(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = trials.page(request.viewer, assessment_id)
    form = TrialForm(
        request.GET,
        criteria_set=page.criteria_set,
        criteria=[criterion for criterion, _score in page.rows],
        values=page.facts.values,
        names=page.names,
    )
    tried, titles = _tried(page, form), {each.code: each.title for each in page.criteria_set.criteria}
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(request.viewer, page.assessment, "assessment_winnable"),
        "form": form,
        "lines": list(_lines(page, form)),
        "tried": tried,
        "differences": [(each, titles[each.code]) for each in page.seen(tried)] if tried else [],
        "changed_count": len(form.changes) if tried else 0,
    }
    return render(request, "analyses/trial.html", context)


def _tried(page: TrialPage, form: TrialForm) -> Trial | None:
    """Both sheets; None where a value does not suit, with the fault in the form."""
    if not form.is_valid():
        return None
    try:
        return page.tried(form.changes)
    except FactsRefused as refused:
        form.refuse(refused)
        return None


def _lines(page: TrialPage, form: TrialForm) -> Iterator[TrialLine]:
    shown: set[str] = set()
    for criterion, score in page.rows:
        fresh = [fact for fact in criterion.facts if fact not in shown]
        shown.update(fresh)
        yield TrialLine(criterion, score, form.inputs(fresh))
