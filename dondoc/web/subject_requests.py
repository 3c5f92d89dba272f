"""The register of people's requests about their own data: the list with what is due, a request, its answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import privacy
from dondoc.actions import subject_requests as actions
from dondoc.calendarfile import privacy_terms
from dondoc.core.permissions import Act, check, may
from dondoc.models import SubjectRequest
from dondoc.queries import audit
from dondoc.queries import subject_requests as queries
from dondoc.web import clocks
from dondoc.web.forms.privacy import EraseForm, RequestForm, kept_by
from dondoc.web.registers_with_clocks import register_page

_FOUND = 200  # rows of the trail that are offered at once


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is owed first, then what is answered."""
    return register_page(request, queries.listed(request.viewer, today=clocks.today()), "subject_requests/list.html")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A request that arrived."""
    check(request.viewer, Act.PRIVACY_WRITE)
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = kept_by(form, lambda draft: actions.enter(draft, actor=request.viewer, at=clocks.now()))
        if made:
            messages.success(request, _("Đã ghi yêu cầu của %(name)s.") % {"name": made.person_name})
            return redirect("subject_request", made.pk)
    return render(request, "subject_requests/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def subject_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request with its clocks; a POST brings it up to date."""
    viewer = request.viewer
    one = queries.one(viewer, request_id)
    form = RequestForm.of(one, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(viewer, Act.PRIVACY_WRITE)
        if form.is_valid():
            kept = kept_by(form, lambda draft: actions.correct(request_id, draft, actor=viewer, at=clocks.now()))
            if kept:
                messages.success(request, _("Đã ghi."))
                return redirect("subject_request", request_id)
    context = {
        "row": queries.row_of(queries.one(viewer, request_id), today=clocks.today()),
        "may_erase": may(viewer, Act.PRIVACY_ERASE) and _may_be_erased(one),
        "form": form if may(viewer, Act.PRIVACY_WRITE) else None,
        "terms": privacy_terms(),
    }
    return render(request, "subject_requests/request.html", context)


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, request_id: int) -> HttpResponse:
    """What the trail says of somebody who asks for erasure: found by a text, chosen by row, erased."""
    viewer = request.viewer
    check(viewer, Act.PRIVACY_ERASE)
    one = queries.one(viewer, request_id)
    text = request.GET.get("text", "")
    found = list(audit.saying(viewer, text)[:_FOUND])
    form = EraseForm(one, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count = kept_by(form, lambda given: privacy.erase(request_id, **given, actor=viewer, at=clocks.now()))
        if count is not None:
            messages.success(request, _("Đã xóa nội dung của %(count)s dòng nhật ký.") % {"count": count})
            return redirect("subject_request", request_id)
    context = {"one": one, "text": text, "found": found, "form": form if _may_be_erased(one) else None}
    return render(request, "subject_requests/erase.html", context)


@require_POST
def number(request: HttpRequest, request_id: int) -> HttpResponse:
    """The identity number, on this page and this once."""
    one = actions.reveal_number(request_id, actor=request.viewer, at=clocks.now())
    context = {"row": queries.row_of(one, today=clocks.today()), "number": one.identity_number}
    return render(request, "subject_requests/request.html", context)


def _may_be_erased(one: SubjectRequest) -> bool:
    """Whether the request asks for that, and waits for it."""
    return one.kind == SubjectRequest.Kind.ERASE and one.answered_on is None
