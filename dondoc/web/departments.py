"""From which department somebody with positions in several looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dondoc.core.refusals import NotVisible
from dondoc.queries.people import departments_of
from dondoc.web.doorway import DEPARTMENT


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Looks from the department chosen until another one is; begins at its first page."""
    chosen = request.POST.get("department", "")
    found = departments_of(request.viewer).filter(pk=int(chosen)) if chosen.isdecimal() else ()
    if not found:
        raise NotVisible
    request.session[DEPARTMENT] = found[0].pk
    return redirect("home")
