"""A request that waits for a second person: what is asked, and the decision; requests to restore a backup."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import backups
from dondoc.actions import confirmations as actions
from dondoc.actions import periods as period_actions
from dondoc.core.indicators import Verdict
from dondoc.core.permissions import Act, check, may
from dondoc.core.progress import TaskState
from dondoc.core.refusals import Faulty
from dondoc.models import ConfirmationRequest
from dondoc.queries import confirmations, consolidations, periods
from dondoc.queries.confirmations import DECIDING, Kind
from dondoc.web import clocks
from dondoc.web.forms.fields import Lines
from dondoc.web.words import spoken

_PAGE_SIZE = 50


class DecisionForm(forms.Form):
    """What was shown to whoever decides, and why not where the answer is no."""

    use_required_attribute = False

    reason = forms.CharField(label=_("Lý do không xác nhận"), required=False, widget=Lines)


class RestoreForm(forms.Form):
    """Which backup, and why."""

    use_required_attribute = False

    digest = forms.CharField(label=_("Mã của bản sao lưu"), help_text=_("64 ký tự, lệnh sao lưu in ra khi làm xong."))
    reason = forms.CharField(label=_("Lý do"), widget=Lines)


@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, request_id: int) -> HttpResponse:
    """The request with what it is about; a POST confirms, turns down or withdraws it."""
    asked = confirmations.one(request.viewer, request_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    is_closing = asked.kind == Kind.CLOSING
    if request.method == "POST" and form.is_valid() and _decide(request, asked, form):
        return redirect("period", asked.object_id) if is_closing else redirect("restores")
    is_own = asked.requested_by_id == request.viewer.user_id
    context = {
        "asked": asked,
        "form": form,
        "may_decide": asked.is_confirmed is None and not is_own and may(request.viewer, DECIDING[Kind(asked.kind)]),
        "may_withdraw": asked.is_confirmed is None and is_own,
    }
    context |= _closing(request, asked) if is_closing else {}
    return render(request, f"confirmations/{asked.kind}.html", context)


@require_http_methods(["GET", "POST"])
def restores(request: HttpRequest) -> HttpResponse:
    """The requests to restore a backup; a POST makes one."""
    viewer = request.viewer
    found = confirmations.restores(viewer)
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(viewer, Act.OPERATION_REQUEST)
        if form.is_valid():
            try:
                backups.request_restore(**form.cleaned_data, actor=viewer, at=clocks.now())
            except Faulty as faulty:
                for fault in faulty.faults:
                    form.add_error(fault.field, fault.sentence)
            else:
                messages.success(request, _("Đã đề nghị khôi phục; cần người thứ hai xác nhận."))
                return redirect("restores")
    may_ask = may(viewer, Act.OPERATION_REQUEST)
    context = {
        "page": Paginator(found, _PAGE_SIZE).get_page(request.GET.get("page")),
        "waits": may_ask and found.filter(is_confirmed=None).exists(),
        "form": form if may_ask else None,
    }
    return render(request, "confirmations/restores.html", context)


def _closing(request: HttpRequest, asked: ConfirmationRequest) -> dict[str, object]:
    """The figures of the period as they stand."""
    period = periods.one(request.viewer, asked.object_id)
    gathered = consolidations.consolidate(request.viewer, period)
    digest = actions.figures_digest(gathered)
    return {
        "period": period,
        "title": periods.title_of(period),
        "gathered": gathered,
        "counted_count": len(gathered.units) - len(gathered.silent_units),
        "done_count": gathered.by_state[TaskState.DONE],
        "late_count": gathered.by_state[TaskState.LATE],
        "met_count": gathered.by_verdict[Verdict.MET],
        "digest": digest,
        "has_changed": digest != asked.detail["figures"],
    }


def _decide(request: HttpRequest, asked: ConfirmationRequest, form: DecisionForm) -> bool:
    """Does what the pressed button says; a missing reason goes beside its field."""
    given = {"actor": request.viewer, "at": clocks.now()}
    what = _("khôi phục dữ liệu")
    if asked.kind == Kind.CLOSING:
        title = spoken(periods.title_of(periods.one(request.viewer, asked.object_id)))
        what = _("chốt số %(title)s") % {"title": title}
    match request.POST.get("decision"):
        case "withdraw":
            actions.withdraw(asked.pk, **given)
            words = _("Đã rút đề nghị %(what)s.")
        case "turn_down":
            try:
                actions.turn_down(asked.pk, reason=form.cleaned_data["reason"], **given)
            except Faulty as faulty:
                for fault in faulty.faults:
                    form.add_error(fault.field, fault.sentence)
                return False
            words = _("Đã trả lại đề nghị %(what)s.")
        case _ if asked.kind == Kind.CLOSING:
            period_actions.close(asked.pk, seen=request.POST.get("seen", ""), **given)
            words = _("Đã xác nhận %(what)s.")
        case _:
            backups.confirm_restore(asked.pk, **given)
            words = _("Đã xác nhận %(what)s.")
    messages.success(request, words % {"what": what})
    return True
