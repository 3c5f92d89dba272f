"""Which unit answers for which criterion, under which profile the body is scored, and what does not apply to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import assessments as actions
from dondoc.core.assessments import State
from dondoc.core.permissions import Act, may
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.queries import assessments, people
from dondoc.queries.assessments import Located
from dondoc.web import clocks
from dondoc.web.assessments import tabs
from dondoc.web.forms.assessments import AppliesForm, OwnersForm


@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: HttpRequest, assessment_id: int) -> HttpResponse:
    found = assessments.located(request.viewer, assessment_id)
    if found.assessment.department_id != request.viewer.department_id:
        raise NotVisible  # the units of a body are its own business
    if request.method != "POST":
        return _shown(request, found, _owners(found), _applies(found))
    if "applies" in request.POST:
        form = applies = _applies(found, request)
        act, told = actions.set_applicable, _("Đã lưu và chấm lại.")
        shown = _owners(found)
    else:
        form = shown = _owners(found, request)
        act, told = actions.set_owners, _("Đã lưu phân công chỉ số.")
        applies = _applies(found)
    found.check(Act.CHECK_WRITE)
    if form.is_valid() and _kept(request, found, act, form):
        messages.success(request, told)
        return redirect("assessment_owners", assessment_id)
    return _shown(request, found, shown, applies, form)


def _kept(request: HttpRequest, found: Located, act: Any, form: Any) -> bool:
    """Whether it was taken; if not, its faults stand beside the fields."""
    try:
        act(found.assessment.pk, **form.told(), actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    return True


def _owners(found: Located, request: HttpRequest | None = None) -> OwnersForm:
    now = assessments.owners_of(found.assessment)
    units = [*people.live_units_of(found.viewer)]
    criteria = _criteria(found)
    return OwnersForm(request.POST if request else None, criteria=criteria, units=units, owners=now)


def _criteria(found: Located) -> Sequence[Any]:
    seen = assessments.criteria_of(found.assessment)
    return [each for each in seen if found.codes is None or each.code in found.codes]


def _applies(found: Located, request: HttpRequest | None = None) -> AppliesForm:
    return AppliesForm(
        request.POST if request else None,
        criteria_set=assessments.set_in(found.assessment),
        initial={"profile": found.assessment.profile, "not_applicable": found.assessment.not_applicable},
    )


def _shown(
    request: HttpRequest, found: Located, form: OwnersForm, applies: AppliesForm, wrong: forms.Form | None = None
) -> HttpResponse:
    writes, state = may(found.viewer, Act.CHECK_WRITE), State(found.assessment.state)
    context = {
        "assessment": found.assessment,
        "tabs": tabs(request.viewer, found.assessment, "assessment_owners"),
        "pillars": form.pillars(assessments.set_in(found.assessment)),
        "rows": form.criteria,
        "given_count": len(set(assessments.owners_of(found.assessment)) & {each.code for each in form.criteria}),
        "may_write": writes and state in {State.SELF, State.CHECK},
        "may_apply": writes and state is State.SELF,
        "applies": applies,
        "form": wrong,
    }
    return render(request, "assessments/owners.html", context)
