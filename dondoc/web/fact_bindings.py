"""Where a department takes each fact of a set from, and choosing another source. Not here: the figures themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import criteria_sets as actions
from dondoc.actions.criteria_sets import Source
from dondoc.analytics.measures import BY_NAME
from dondoc.core.permissions import Act, may
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.bindings import BINDING_TITLES, BY_WORDS, BindingKind, fact_forms
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.step_texts import FactName
from dondoc.models import AdoptedSet, FactBinding
from dondoc.queries import criteria_sets
from dondoc.web import clocks
from dondoc.web.forms.criteria_sets import BindingForm


@dataclass(frozen=True)
class FactLine:
    """A fact of the set: what it is called, the criteria that read it, where it comes from."""

    fact: str
    name: FactName
    codes: Sequence[str]
    binding: FactBinding | None

    @property
    def kind(self) -> BindingKind:
        return BindingKind(self.binding.kind) if self.binding else BindingKind.TYPED

    @property
    def kind_title(self) -> str:
        return BINDING_TITLES[self.kind]

    @property
    def measure_title(self) -> str:
        """The measure of dossiers that gives it; empty for another source."""
        return BY_NAME[self.binding.measure].title if self.binding and self.binding.measure else ""

    @property
    def is_open(self) -> bool:
        """Whether a target or task is still to be found for it."""
        return self.kind in BY_WORDS and self.binding.target_id is None and self.binding.task_id is None


@require_http_methods(["GET", "HEAD", "POST"])
def bindings(request: HttpRequest, adopted_id: int) -> HttpResponse:
    """The facts with their sources; a POST binds the one that is chosen, or looks for all that are open."""
    viewer = request.viewer
    adopted = criteria_sets.one(viewer, adopted_id)
    if request.method == "POST" and "find" in request.POST:
        before = _open_count(adopted)
        actions.bind_defaults(adopted.pk, actor=viewer, at=clocks.now())
        found = before - _open_count(adopted)
        messages.success(request, _("Tìm thêm được nguồn cho %(count)d số liệu.") % {"count": found})
        return redirect("fact_bindings", adopted.pk)
    lines = _lines(adopted)
    line = _chosen(request, lines)
    binds = adopted.department_id == viewer.department_id and may(viewer, Act.CHECK_WRITE)
    form = _form(request, adopted, line) if line and (binds or request.method == "POST") else None
    if form and form.is_bound and form.is_valid():
        try:
            actions.bind(adopted.pk, sources={line.fact: form.chosen()}, actor=viewer, at=clocks.now())
        except Faulty as faulty:
            form.take_over(faulty.faults)
        else:
            messages.success(request, _("Đã ghi nguồn của “%(title)s”.") % {"title": line.name.title})
            return redirect(f"{reverse('fact_bindings', args=[adopted.pk])}#f-{line.fact}")
    context = {
        "adopted": adopted,
        "lines": lines,
        "line": line,
        "form": form,
        "binds": binds,
        "open_count": sum(each.is_open for each in lines),
        "typed_count": sum(each.kind is BindingKind.TYPED for each in lines),
    }
    return render(request, "criteria_sets/bindings.html", context)


def _chosen(request: HttpRequest, lines: Sequence[FactLine]) -> FactLine | None:
    """The fact named in the address, or sent. Raises NotVisible for one that the set does not have."""
    fact = request.POST.get("fact", "") if request.method == "POST" else request.GET.get("fact", "")
    line = next((each for each in lines if each.fact == fact), None)
    if line is None and (fact or request.method == "POST"):
        raise NotVisible
    return line


def _form(request: HttpRequest, adopted: AdoptedSet, line: FactLine) -> BindingForm:
    binding = line.binding
    return BindingForm(
        request.POST if request.method == "POST" else None,
        now=Source(line.kind, binding.target_id, binding.task_id, binding.measure)
        if binding
        else Source(BindingKind.TYPED),
        forms=fact_forms(criteria_sets.set_of(adopted))[line.fact],
        targets=criteria_sets.targets_to_bind(adopted),
        tasks=criteria_sets.tasks_to_bind(adopted),
    )


def _lines(adopted: AdoptedSet) -> list[FactLine]:
    found, bound = criteria_sets.set_of(adopted), criteria_sets.bindings_of(adopted)
    names, codes = criteria_sets.fact_names(adopted), _codes(found)
    return [FactLine(fact, name, codes[fact], bound.get(fact)) for fact, name in names.items()]


def _codes(found: CriteriaSet) -> Mapping[str, list[str]]:
    """By fact, the codes of the criteria that read it."""
    codes: dict[str, list[str]] = {}
    for criterion in found.criteria:
        for fact in criterion.facts:
            codes.setdefault(fact, []).append(criterion.code)
    return codes


def _open_count(adopted: AdoptedSet) -> int:
    return sum(each.is_open for each in _lines(adopted))
