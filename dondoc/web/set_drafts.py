"""A criteria set read from the table of an annex, its criteria confirmed one by one by a person, then taken into use.

Not here: reading tables (criteriafile), sets in use (criteria_sets).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dondoc.actions import set_drafts as actions
from dondoc.actions.set_drafts import CriterionRow
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.criteria import Source, fact_names
from dondoc.core.scoring.sentences import rule_sentence
from dondoc.core.scoring.step_texts import FactName
from dondoc.models import SetDraft
from dondoc.queries import criteria_sets
from dondoc.web import clocks
from dondoc.web.forms.criteria_sets import CriterionForm, HeadForm, ImportForm, points_of


@dataclass(frozen=True)
class DraftLine:
    """A row of the annex, its rule in words, what is doubtful about it."""

    kept: Mapping[str, Any]
    max: Decimal | None
    sentence: str
    doubts: Sequence[str]

    @property
    def is_open(self) -> bool:
        return not self.kept["is_confirmed"] and not self.kept["is_left_out"]

    @property
    def is_clear(self) -> bool:
        """Whether the row can be confirmed as it was read."""
        return self.is_open and self.max is not None and bool(self.sentence) and not self.doubts


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    criteria_sets.check_keeper(request.viewer)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = actions.begin(file.read(), name=file.name, actor=request.viewer, at=clocks.now())
        except Faulty as faulty:
            form.take_over(faulty.faults)
        else:
            return redirect("set_draft", draft.pk)
    return render(request, "criteria_sets/import.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The rows as read; a POST confirms one or all clear ones, leaves one out, or takes the set into use."""
    found = criteria_sets.draft(request.viewer, draft_id)
    given = request.POST if request.method == "POST" else None
    code = (given or request.GET).get("code", "")
    kept = next((each for each in found.content["criteria"] if each["code"] == code), None)
    if code and kept is None:
        raise NotVisible
    form = kept and CriterionForm(given, kept=kept, pillars=found.content["pillars"])
    head = HeadForm(given if given and "adopt" in given else None, initial=_head(found))
    if given is not None:
        answer = _done(request, found, code, form, head)
        if answer:
            return answer
    lines = [_line(each, found) for each in found.content["criteria"]]
    own = {line.kept["where"] for line in lines}
    context = {
        "draft": found,
        "groups": [
            (pillar, [line for line in lines if line.kept["pillar"] == pillar["code"]])
            for pillar in found.content["pillars"]
        ],
        "doubts": [each["message"] for each in found.content["doubts"] if each["where"] not in own],
        "line": next((line for line in lines if line.kept is kept), None),
        "form": form,
        "head": head,
        "open_count": sum(line.is_open for line in lines),
        "clear_count": sum(line.is_clear for line in lines),
        "line_count": len(lines),
    }
    return render(request, "criteria_sets/draft.html", context)


def _done(
    request: HttpRequest, draft: SetDraft, code: str, form: CriterionForm | None, head: HeadForm
) -> HttpResponse | None:
    """Does what the button says; `None` where something has to be corrected first."""
    here, actor, at = reverse("set_draft", args=[draft.pk]), request.viewer, clocks.now()
    if "clear" in request.POST:
        return _all_clear(request, draft)
    try:
        if "adopt" in request.POST:
            if not head.is_valid():
                return None
            adopted = actions.adopt_draft(draft.pk, head=head.head(), actor=actor, at=at)
            messages.success(request, _("Đã đưa “%(title)s” vào sử dụng.") % {"title": adopted.title})
            return redirect("criteria_set", adopted.pk)
        if form is None:
            raise BadRequest
        if "leave" in request.POST:
            actions.confirm(draft.pk, code, row=None, actor=actor, at=at)
            messages.success(request, _("Chỉ số %(code)s không đưa vào bộ.") % {"code": code})
        elif "as_read" in request.POST:
            kept = next(each for each in draft.content["criteria"] if each["code"] == code)
            actions.confirm(draft.pk, code, row=_as_read(kept), actor=actor, at=at)
        elif form.is_valid():
            actions.confirm(draft.pk, code, row=form.row(), actor=actor, at=at)
            messages.success(request, _("Đã xác nhận chỉ số %(code)s.") % {"code": code})
        else:
            return None
    except Faulty as faulty:
        (head if "adopt" in request.POST else form).take_over(faulty.faults)
        return None
    return redirect(f"{here}#c-{code}")


def _all_clear(request: HttpRequest, draft: SetDraft) -> HttpResponse:
    """Confirms each row that was read without doubt, as it was read: each by itself, in the trail too."""
    clear = [line.kept for line in (_line(each, draft) for each in draft.content["criteria"]) if line.is_clear]
    for kept in clear:
        actions.confirm(draft.pk, kept["code"], row=_as_read(kept), actor=request.viewer, at=clocks.now())
    count = len(clear)
    told = ngettext("Đã xác nhận %(count)d chỉ số.", "Đã xác nhận %(count)d chỉ số.", count) % {"count": count}
    messages.success(request, told)
    return redirect("set_draft", draft.pk)


def _as_read(kept: Mapping[str, Any]) -> CriterionRow:
    """The row without any change. Raises BadRequest for one that cannot be confirmed so."""
    if kept["max"] is None or not kept["rule"]:
        raise BadRequest
    return CriterionRow(
        pillar=kept["pillar"],
        title=kept["title"],
        max=Decimal(kept["max"]),
        rule=kept["rule"],
        evidence=tuple(kept["evidence"]),
        source=Source(kept["source"]),
        verifier=kept["verifier"],
        profiles=tuple(kept["profiles"]),
    )


def _line(kept: Mapping[str, Any], draft: SetDraft) -> DraftLine:
    maximum = None if kept["max"] is None else Decimal(kept["max"])
    rule = criteria_sets.draft_rule(kept)
    facts = dict.fromkeys(fact_names(rule)) if rule else {}
    # one figure is what the criterion is about; several are told apart by their own names
    names = {fact: FactName(kept["title"]) for fact in facts} if len(facts) == 1 else {}
    return DraftLine(
        kept,
        maximum,
        rule_sentence(rule, maximum, names) if rule and maximum is not None else "",
        [each["message"] for each in draft.content["doubts"] if each["where"] == kept["where"]],
    )


def _head(draft: SetDraft) -> dict[str, object]:
    """What can be told of the whole set beforehand."""
    year = clocks.today().year
    return {
        "title": draft.content["title"],
        "id": f"bo-chi-so-{year}",
        "valid_from": f"1/1/{year}",
        "valid_to": f"31/12/{year}",
        "scale": points_of(draft.content["criteria"]),
        "profiles": _("Mọi cơ quan"),
        "not_applicable": "rescale",
    }
