"""All facts of an assessment: gathered ones with their source, typed ones as a form. Not here: one criterion."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dondoc.actions import facts as actions
from dondoc.core.assessments import Stage, State, check_writable
from dondoc.core.permissions import Act, may, reached_units
from dondoc.core.refusals import Faulty
from dondoc.core.scoring.criteria import Criterion
from dondoc.core.scoring.step_texts import value_text
from dondoc.models import AssessmentFact
from dondoc.queries import assessments, criteria_sets, fact_sources
from dondoc.queries.assessments import Located
from dondoc.web import clocks
from dondoc.web.assessments import tabs
from dondoc.web.forms.facts import FactsForm


@dataclass(frozen=True)
class FactLine:
    """A fact: what it is called, its value in words, its newest row, the criteria that ask for it, its fields."""

    fact: str
    title: str
    value: str
    row: AssessmentFact | None
    codes: Sequence[str]
    fields: Sequence[BoundField]

    @property
    def is_gathered(self) -> bool:
        """Whether a source gives the value; what no source gives yet is typed."""
        return self.row is not None and not self.row.is_typed


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, assessment_id: int) -> HttpResponse:
    found = assessments.located(request.viewer, assessment_id)
    if request.method == "POST" and "gather" in request.POST:
        return _gathered(request, assessment_id)
    if request.method == "POST":
        _check_right(found)
    criteria = _criteria(found)
    form = _form(request, found, criteria)
    if request.method == "POST" and form.is_valid() and _kept(request, assessment_id, form):
        return redirect("assessment_facts", assessment_id)
    bound = fact_sources.bound(found.assessment)
    lines = _lines(found, criteria, form)
    context = {
        "assessment": found.assessment,
        "tabs": tabs(request.viewer, found.assessment, "assessment_facts"),
        "form": form,
        "form_stamps": form.stamps,
        "gathered": [line for line in lines if line.is_gathered],
        "typed": [line for line in lines if not line.is_gathered],
        "known_count": sum(line.row is not None and line.row.value is not None for line in lines),
        "total_count": len(lines),
        "is_open": _is_open(found),
        "may_gather": bool(bound) and _is_open(found) and may(found.viewer, Act.SCORE_WRITE),
        "is_own_body": found.assessment.department_id == request.viewer.department_id,
        "bindings_url": _bindings_url(found),
    }
    return render(request, "assessments/facts.html", context)


def _bindings_url(found: Located) -> str:
    """Where the Office says from where the facts of its own set are taken; empty for others."""
    if not may(found.viewer, Act.CHECK_WRITE):
        return ""
    same = {"department": found.assessment.department_id, "sha256": found.assessment.round.adopted_set.sha256}
    own = criteria_sets.adopted(found.viewer).filter(**same).first()
    return reverse("fact_bindings", args=[own.pk]) if own else ""


def _criteria(found: Located) -> list[Criterion]:
    """The criteria within sight."""
    return [
        each for each in assessments.criteria_of(found.assessment) if found.codes is None or each.code in found.codes
    ]


def _check_right(found: Located) -> None:
    """Before what was typed is judged: raises NotAllowed, WrongState (no longer self-scoring)."""
    if not _writes(found):
        found.check(Act.SCORE_WRITE)
    check_writable(State(found.assessment.state), Stage.SELF)


def _writes(found: Located) -> bool:
    """Whether the viewer enters values, all of them or those of the own units."""
    return may(found.viewer, Act.SCORE_WRITE) or bool(reached_units(found.viewer, Act.SCORE_WRITE))


def _is_open(found: Located) -> bool:
    """Whether values can be entered now: while the body scores itself."""
    return State(found.assessment.state) is State.SELF and _writes(found)


def _form(request: HttpRequest, found: Located, criteria: Sequence[Criterion]) -> FactsForm:
    adopted = found.assessment.round.adopted_set
    return FactsForm(
        request.POST.dict() if request.method == "POST" else {},
        today=clocks.today(),
        criteria_set=criteria_sets.set_of(adopted),
        criteria=criteria,
        values=assessments.facts_of(found.assessment).values,
        names=criteria_sets.fact_names(adopted),
    )


def _lines(found: Located, criteria: Sequence[Criterion], form: FactsForm) -> list[FactLine]:
    rows = assessments.fact_rows(found.assessment)
    asking: dict[str, list[str]] = {}
    for criterion in criteria:
        for fact in criterion.facts:
            asking.setdefault(fact, []).append(criterion.code)
    values = form.values
    return [
        FactLine(fact, given.name.title, value_text(values.get(fact), given.name), rows.get(fact), codes, given.fields)
        for (fact, codes), given in zip(asking.items(), form.inputs(asking), strict=True)
    ]


def _kept(request: HttpRequest, assessment_id: int, form: FactsForm) -> bool:
    """Whether what was typed was taken; if not, its faults stand beside the fields."""
    changes = form.changes
    try:
        actions.enter(
            assessment_id,
            values=changes,
            **form.stamp,
            actor=request.viewer,
            at=clocks.now(),
        )
    except Faulty as faulty:
        form.tell(faulty.faults)
        return False
    words = ngettext("Đã lưu %(count)d số liệu, chấm lại.", "Đã lưu %(count)d số liệu, chấm lại.", len(changes))
    messages.success(request, words % {"count": len(changes)} if changes else _("Không có số liệu nào thay đổi."))
    return True


def _gathered(request: HttpRequest, assessment_id: int) -> HttpResponse:
    taken = actions.gather(assessment_id, on=clocks.today(), actor=request.viewer, at=clocks.now())
    words = ngettext("Đã lấy %(count)d số liệu mới từ nguồn.", "Đã lấy %(count)d số liệu mới từ nguồn.", len(taken))
    told = words % {"count": len(taken)} if taken else _("Nguồn không có số liệu nào mới.")
    messages.success(request, told)
    return redirect("assessment_facts", assessment_id)
