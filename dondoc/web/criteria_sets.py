"""Criteria sets as people read them: those in use, those that come with the software, what changed since last year.

Not here: reading a set from an annex (set_drafts), where its facts come from (fact_bindings).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import criteria_sets as actions
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import Faulty
from dondoc.core.scoring.changes import CHANGE_TITLES, ChangeKind, CriterionChange
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Pillar
from dondoc.core.scoring.sentences import criterion_sentence
from dondoc.core.scoring.step_texts import FactName
from dondoc.models import AdoptedSet
from dondoc.queries import criteria_sets
from dondoc.web import clocks
from dondoc.web.forms.criteria_sets import SOURCE_TITLES
from dondoc.web.forms.rounds import profile_title

_PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """A criterion as the annex prints it; `profiles` where it is not for all, `change` since last year's set."""

    criterion: Criterion
    sentence: str
    source: str
    profiles: tuple[str, ...]
    change: CriterionChange | None

    @property
    def changed(self) -> list[str]:
        """What changed, in words."""
        kinds = self.change.kinds if self.change else ()
        return [CHANGE_TITLES[kind] for kind in kinds if kind is not ChangeKind.SAME]


@dataclass(frozen=True)
class Group:
    """A pillar with its criteria; `maximum` counts those of the first profile, as the set's scale does."""

    pillar: Pillar
    maximum: Decimal
    lines: Sequence[Line]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    shipped = criteria_sets.shipped(viewer)
    found = criteria_sets.adopted(viewer).select_related("department", "earlier")
    page = Paginator(found, _PAGE_SIZE).get_page(request.GET.get("page"))
    own_ids = set(found.filter(department_id=viewer.department_id).values_list("set_id", flat=True))
    keeps = criteria_sets.keeps(viewer)
    context = {
        "page": page,
        "lines": [(adopted, criteria_sets.set_of(adopted)) for adopted in page],
        "shipped": [(each, each.id in own_ids) for each in shipped],
        "keeps": keeps,
        "drafts": criteria_sets.drafts(viewer).filter(adopted=None)[:_PAGE_SIZE] if keeps else [],
    }
    return render(request, "criteria_sets/index.html", context)


@require_GET
def criteria_set(request: HttpRequest, adopted_id: int) -> HttpResponse:
    viewer = request.viewer
    adopted = criteria_sets.one(viewer, adopted_id)
    found = criteria_sets.set_of(adopted)
    changes = criteria_sets.changes_of(adopted)
    names = criteria_sets.fact_names(adopted)
    changed_only = request.GET.get("show") == "changed"
    context = _told(found, names, changes, changed_only=changed_only) | {
        "adopted": adopted,
        "dropped": [each.old for each in changes if each.new is None],
        "is_own": adopted.department_id == viewer.department_id,
        "opens": _opens(viewer, adopted),
        "show_changed": changed_only,
        "counts": _counts(changes),
    }
    return render(request, "criteria_sets/set.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def shipped_set(request: HttpRequest, name: str) -> HttpResponse:
    """A set that comes with the software; a POST takes it into use."""
    viewer = request.viewer
    found, facts = criteria_sets.shipped_set(viewer, name)
    faults = []
    if request.method == "POST":
        try:
            adopted = actions.adopt_shipped(name, actor=viewer, at=clocks.now())
        except Faulty as faulty:
            faults = faulty.faults
        else:
            messages.success(request, _("Đã đưa “%(title)s” vào sử dụng.") % {"title": adopted.title})
            return redirect("criteria_set", adopted.pk)
    context = _told(found, facts, ()) | {
        "faults": faults,
        "own": criteria_sets.own_of(viewer, found),
        "keeps": criteria_sets.keeps(viewer),
    }
    return render(request, "criteria_sets/shipped.html", context)


def _told(
    found: CriteriaSet,
    names: Mapping[str, FactName],
    changes: Sequence[CriterionChange],
    *,
    changed_only: bool = False,
) -> dict[str, object]:
    """What both pages show of a set."""
    by_code = {each.new.code: each for each in changes if each.new is not None}
    lines = [_line(each, _called(each, names), by_code.get(each.code)) for each in found.criteria]
    shown = [line for line in lines if line.changed] if changed_only else lines
    counted = found.criteria_of(found.profiles[0])
    groups = [
        Group(
            pillar,
            sum((each.max for each in counted if each.pillar == pillar.code), Decimal(0)),
            [line for line in shown if line.criterion.pillar == pillar.code],
        )
        for pillar in found.pillars
    ]
    return {
        "criteria_set": found,
        "groups": [group for group in groups if group.lines],
        "profiles": [profile_title(profile) for profile in found.profiles],
    }


def _called(criterion: Criterion, names: Mapping[str, FactName]) -> Mapping[str, FactName]:
    """The names of the facts; the one fact of a criterion that has no name of its own is what the criterion says."""
    if len(criterion.facts) != 1:
        return names
    fact = criterion.facts[0]
    has_own = fact in names and names[fact].title != fact
    return names if has_own else {fact: FactName(criterion.title)}


def _line(criterion: Criterion, names: Mapping[str, FactName], change: CriterionChange | None) -> Line:
    return Line(
        criterion,
        criterion_sentence(criterion, names),
        str(SOURCE_TITLES[criterion.source]),
        tuple(map(profile_title, criterion.profiles)),
        change,
    )


def _counts(changes: Sequence[CriterionChange]) -> list[tuple[str, int]]:
    """How many criteria changed in which way, those that did not last."""
    kinds = [*(kind for kind in ChangeKind if kind is not ChangeKind.SAME), ChangeKind.SAME]
    found = [(CHANGE_TITLES[kind], sum(kind in each.kinds for each in changes)) for kind in kinds]
    return [(title, count) for title, count in found if count]


def _opens(viewer: Viewer, adopted: AdoptedSet) -> bool:
    """Whether the next step is to open a round with the set."""
    own = adopted.department_id == viewer.department_id
    return own and (may(viewer, Act.CHECK_MOVE) or may(viewer, Act.APPRAISAL_MOVE))
