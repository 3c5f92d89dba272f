"""A request that waits for a second person: what is asked, and the decision.

Not here: where the request is made (the page of its noun).
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import confirmations as actions
from dondoc.actions import periods as period_actions
from dondoc.core.indicators import Verdict
from dondoc.core.permissions import may
from dondoc.core.progress import TaskState
from dondoc.core.refusals import Faulty
from dondoc.models import ConfirmationRequest
from dondoc.queries import confirmations, consolidations, periods
from dondoc.queries.confirmations import DECIDING, Kind
from dondoc.web import clocks
from dondoc.web.forms.fields import Lines
from dondoc.web.words import spoken


class DecisionForm(forms.Form):
    """What was shown to whoever decides, and why not where the answer is no."""

    use_required_attribute = False

    reason = forms.CharField(label=_("Lý do không xác nhận"), required=False, widget=Lines)


@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, request_id: int) -> HttpResponse:
    """The request with what it is about; a POST confirms, turns down or withdraws it."""
    asked = confirmations.one(request.viewer, request_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decide(request, asked, form):
        return redirect("period", asked.object_id)
    period = periods.one(request.viewer, asked.object_id)
    gathered = consolidations.consolidate(request.viewer, period)
    digest = actions.figures_digest(gathered)
    is_own = asked.requested_by_id == request.viewer.user_id
    context = {
        "asked": asked,
        "form": form,
        "period": period,
        "title": periods.title_of(period),
        "gathered": gathered,
        "counted_count": len(gathered.units) - len(gathered.silent_units),
        "done_count": gathered.by_state[TaskState.DONE],
        "late_count": gathered.by_state[TaskState.LATE],
        "met_count": gathered.by_verdict[Verdict.MET],
        "digest": digest,
        "has_changed": digest != asked.detail["figures"],
        "may_decide": asked.is_confirmed is None and not is_own and may(request.viewer, DECIDING[Kind(asked.kind)]),
        "may_withdraw": asked.is_confirmed is None and is_own,
    }
    return render(request, "confirmations/closing.html", context)


def _decide(request: HttpRequest, asked: ConfirmationRequest, form: DecisionForm) -> bool:
    """Does what the pressed button says; a missing reason goes beside its field."""
    given = {"actor": request.viewer, "at": clocks.now()}
    title = spoken(periods.title_of(periods.one(request.viewer, asked.object_id)))
    match request.POST.get("decision"):
        case "withdraw":
            actions.withdraw(asked.pk, **given)
            words = _("Đã rút đề nghị chốt số %(title)s.")
        case "turn_down":
            try:
                actions.turn_down(asked.pk, reason=form.cleaned_data["reason"], **given)
            except Faulty as faulty:
                for fault in faulty.faults:
                    form.add_error(fault.field, fault.sentence)
                return False
            words = _("Đã trả lại đề nghị chốt số %(title)s.")
        case _:
            period_actions.close(asked.pk, seen=request.POST.get("seen", ""), **given)
            words = _("Đã chốt số %(title)s.")
    messages.success(request, words % {"title": title})
    return True
