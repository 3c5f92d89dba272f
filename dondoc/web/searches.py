"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.queries.searches import find


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Plans, tasks and units that hold the words of `q`."""
    text = request.GET.get("q", "").strip()[:200]
    return render(request, "searches/search.html", {"text": text, "found": find(request.viewer, text)})
