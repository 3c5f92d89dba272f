"""The list of a register whose entries have clocks: people's requests about their data, incidents.

Not here: the entries themselves (subject_requests, incidents).
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dondoc.calendarfile import privacy_terms
from dondoc.core.permissions import Act, may
from dondoc.core.privacy_terms import Clocks

_PAGE_SIZE = 50


def register_page(request: HttpRequest, rows: Sequence[Clocks[Any]], template: str) -> HttpResponse:
    """The entries in the order given, how many are owed something, and of how many that is late."""
    context = {
        "page": Paginator(rows, _PAGE_SIZE).get_page(request.GET.get("page")),
        "open_count": sum(row.next is not None for row in rows),
        "late_count": sum(row.next is not None and bool(row.late) for row in rows),
        "may_write": may(request.viewer, Act.PRIVACY_WRITE),
        "terms": privacy_terms(),
    }
    return render(request, template, context)
