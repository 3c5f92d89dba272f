"""What if: figures tried out and the points they would give. It is a GET and never writes.

Not here: the fields (forms/trials), the arithmetic (core/scoring/trials).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
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
    """A criterion with its points as they are, and the fields of the facts that no line before it has.

    Beside each fact stands the address of the page on which it alone is put back.
    """

    criterion: Criterion
    score: CriterionScore
    inputs: list[tuple[FactInput, str]]


@require_GET
def trial(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = trials.page(request.viewer, assessment_id)
    form = TrialForm(
        request.GET,
        criteria_set=page.criteria_set,
        criteria=[criterion for criterion, _score in page.rows],
        values=page.facts.values,
        names=page.names,
        reaches=page.reaches,
    )
    shows_all = request.GET.get("show") == "all"
    tried, titles = _tried(page, form), {each.code: each.title for each in page.criteria_set.criteria}
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(request.viewer, page.assessment, "assessment_winnable"),
        "form": form,
        "lines": list(_lines(page, form, shows_all=shows_all)),
        "shows_all": shows_all,
        "other_url": _url(form, shows_all=not shows_all),
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


def _lines(page: TrialPage, form: TrialForm, *, shows_all: bool) -> Iterator[TrialLine]:
    """All in the order of the set; else those that lose points or are being tried, most points lost first."""
    shown: set[str] = set()
    for criterion, score in page.rows if shows_all else _losing(page, form):
        fresh = [fact for fact in criterion.facts if fact not in shown]
        shown.update(fresh)
        inputs = [(each, _url(form, shows_all=shows_all, but=each.fact)) for each in form.inputs(fresh)]
        yield TrialLine(criterion, score, inputs)


def _losing(page: TrialPage, form: TrialForm) -> list[tuple[Criterion, CriterionScore]]:
    found = [(row.max - (row.points or 0), criterion, row) for criterion, row in page.rows]
    kept = [each for each in found if each[0] or any(form.is_touched(fact) for fact in each[1].facts)]
    return [(criterion, row) for _lost, criterion, row in sorted(kept, key=lambda each: -each[0])]


def _url(form: TrialForm, *, shows_all: bool, but: str = "") -> str:
    return f"?{urlencode(form.touched(but=but) | ({'show': 'all'} if shows_all else {}))}"
