"""Looks at personal data that are recorded: a guarded proof, an answer with the identity numbers in it.

Not here: the registers of requests and incidents (subject_requests, incidents).
"""

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import privacy as actions
from dondoc.core.permissions import Act, may
from dondoc.core.refusals import Faulty
from dondoc.queries import evidence as proofs
from dondoc.queries.evidence import MASKED, REASON
from dondoc.web import clocks
from dondoc.web.evidence import handed_out
from dondoc.web.forms.fields import Lines


class ReasonForm(forms.Form):
    """Why somebody has to see."""

    use_required_attribute = False

    reason = forms.CharField(label=_("Lý do cần xem"), required=False, widget=Lines)


@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, evidence_id: int) -> HttpResponse | FileResponse:
    """What a guarded proof is, identity numbers masked; a POST hands the file out and records the look."""
    viewer = request.viewer
    evidence = proofs.one(viewer, evidence_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return handed_out(
                actions.reveal_evidence(evidence_id, reason=form.cleaned_data["reason"], actor=viewer, at=clocks.now())
            )
        except Faulty as faulty:
            for fault in faulty.faults:
                form.add_error(fault.field, fault.sentence)
    asked = proofs.asks(viewer, evidence)
    context = {
        "evidence": evidence,
        "suffix": PurePath(evidence.file.name).suffix,
        "form": form,
        "is_masked": asked == MASKED,
        "needs_reason": asked == REASON,
        "may_mark": may(viewer, Act.EVIDENCE_MARK),
    }
    return render(request, "privacy/proof.html", context)


@require_POST
def mark(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Marks a proof as holding personal data, or takes the mark away."""
    restricted = request.POST.get("restricted") == "1"
    evidence = actions.mark_evidence(evidence_id, restricted=restricted, actor=request.viewer, at=clocks.now())
    words = (
        _("Đã đánh dấu “%(name)s” có dữ liệu cá nhân.")
        if restricted
        else _("Đã bỏ dấu có dữ liệu cá nhân của “%(name)s”.")
    )
    messages.success(request, words % {"name": evidence.file_name})
    report = evidence.answer.report
    return redirect("report", report.period_id, report.unit_id)


@require_POST
def reveal(request: HttpRequest, answer_id: int) -> HttpResponse:
    """An answer with the identity numbers in it, on this page and this once."""
    answer = actions.reveal_answer(answer_id, actor=request.viewer, at=clocks.now())
    return render(request, "privacy/answer.html", {"answer": answer})
