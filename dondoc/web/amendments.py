"""Pages of a plan's later versions: of which plan a draft is one, what it changes, taking it over, past amendments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import amendments as acts
from dondoc.core.amendments import Changes, Choices
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.queries import amendments, drafts, periods, plans
from dondoc.web import clocks
from dondoc.web.forms.amendments import ChoiceForm, Shown, kind_titles
from dondoc.web.plans import tabs


@require_GET
def choose(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The plans that the draft may amend, the likely one first."""
    draft = drafts.one(request.viewer, draft_id)
    proposal = amendments.proposed(request.viewer, draft)
    context = {"draft": draft, "proposal": proposal, "plans": amendments.candidates(request.viewer, draft)}
    return render(request, "amendments/choose.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, draft_id: int, plan_id: int) -> HttpResponse:
    """What the draft changes in the plan; a POST takes the version over, or shows what the choices would make."""
    viewer = request.viewer
    draft, plan = drafts.one(viewer, draft_id), plans.one(viewer, plan_id)
    found = amendments.preview(viewer, plan, draft)
    form = ChoiceForm(request.POST if request.method == "POST" else None, plan=plan, draft=draft, found=found)
    is_trial = "try" in request.POST
    if request.method == "POST":
        check(viewer, Act.PLAN_WRITE)
        if form.is_valid() and not is_trial:
            try:
                acts.amend(plan.pk, draft.pk, choices=form.choices(), actor=viewer, at=clocks.now())
            except Faulty as faulty:
                for fault in faulty.faults:
                    form.add_fault(fault)
            else:
                messages.success(request, _("Đã áp dụng bản điều chỉnh theo tệp %s.") % draft.file_name)
                return redirect("plan", plan.pk)
    choices = form.choices() if form.is_bound else Choices()
    changes = amendments.preview(viewer, plan, draft, choices).changes if choices != Choices() else found.changes
    is_open = amendments.candidates(viewer, draft).filter(pk=plan.pk).exists()
    context = {
        "draft": draft,
        "plan": plan,
        "form": form,
        "is_trial": is_trial,
        "is_empty": found.changes.comparison.is_empty,
        "shown": Shown(changes, form),
        "kinds": kind_titles().items(),
        "may_amend": is_open and may(viewer, Act.PLAN_WRITE),
    }
    return render(request, "amendments/amend.html", context)


@require_GET
def amendment(request: HttpRequest, plan_id: int, amendment_id: int) -> HttpResponse:
    """A past amendment as it was confirmed."""
    viewer = request.viewer
    kept = amendments.one(viewer, plan_id, amendment_id)
    context = {
        "plan": kept.plan,
        "amendment": kept,
        "shown": Shown(Changes.from_json(kept.changes)),
        "kinds": kind_titles().items(),
        "may_download": may(viewer, Act.DRAFT_READ),
        "tabs": tabs(viewer, kept.plan, "plan_document", periods.current(viewer, kept.plan, clocks.today())),
    }
    return render(request, "amendments/amendment.html", context)
