"""The calendar of a year: every report due, with its countdown and why a day was shifted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dondoc.core.permissions import Act, may
from dondoc.queries import calendars
from dondoc.web import clocks


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isdecimal() and 1900 <= int(asked) < 2100 else today.year
    rows = calendars.of_year(viewer, shown, today=today)
    context = {
        "year": shown,
        "years": calendars.years(viewer),
        "rows": rows,
        "next": next((row for row in rows if not row.is_settled), None),
        "may_read_periods": may(viewer, Act.PERIOD_READ),
    }
    return render(request, "calendars/year.html", context)
