"""The register of incidents: the list with what is owed, an incident as a sheet of facts to print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import incidents as actions
from dondoc.calendarfile import privacy_terms
from dondoc.core.permissions import Act, check, may
from dondoc.queries import incidents as queries
from dondoc.web import clocks
from dondoc.web.forms.privacy import IncidentForm, kept_by
from dondoc.web.registers_with_clocks import register_page


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is owed first, then what is done."""
    return register_page(request, queries.listed(request.viewer, now=clocks.now()), "incidents/list.html")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An incident that was found."""
    check(request.viewer, Act.PRIVACY_WRITE)
    form = IncidentForm(request.POST if request.method == "POST" else None, initial={"found_at": clocks.now()})
    if request.method == "POST" and form.is_valid():
        made = kept_by(form, lambda draft: actions.enter(draft, actor=request.viewer, at=clocks.now()))
        if made:
            messages.success(request, _("Đã ghi sự cố “%(title)s”.") % {"title": made.title})
            return redirect("incident", made.pk)
    return render(request, "incidents/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The sheet of facts of an incident; a POST brings it up to date."""
    viewer = request.viewer
    one = queries.one(viewer, incident_id)
    form = IncidentForm.of(one, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(viewer, Act.PRIVACY_WRITE)
        if form.is_valid():
            kept = kept_by(form, lambda draft: actions.correct(incident_id, draft, actor=viewer, at=clocks.now()))
            if kept:
                messages.success(request, _("Đã ghi."))
                return redirect("incident", incident_id)
    context = {
        "row": queries.row_of(queries.one(viewer, incident_id), now=clocks.now()),
        "form": form if may(viewer, Act.PRIVACY_WRITE) else None,
        "terms": privacy_terms(),
    }
    return render(request, "incidents/incident.html", context)
