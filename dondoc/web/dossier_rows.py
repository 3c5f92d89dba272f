"""The dossiers behind a rate, codes masked; each look is recorded, so a look is a POST.

Not here: the rates (dossiers), who sees how far (queries/dossier_rows).
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import dossier_rows as actions
from dondoc.core.dossiers import Part
from dondoc.core.refusals import Faulty
from dondoc.queries import dossier_rows, dossiers
from dondoc.queries.dossier_rows import PAGE_SIZE
from dondoc.web import clocks
from dondoc.web.dossier_words import CHANNEL_TITLES, STATUS_TITLES
from dondoc.web.dossiers import empty, frame, opened
from dondoc.web.privacy import ReasonForm

PART_TITLES = {
    Part.MISSES: _("Hồ sơ không đạt"),
    Part.NUMERATOR: _("Hồ sơ đạt"),
    Part.DENOMINATOR: _("Mọi hồ sơ được tính"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest) -> HttpResponse:
    """What can be looked at; a POST shows one page of the dossiers and records the look."""
    viewer = request.viewer
    dossier_rows.check_sight(viewer)
    page = opened(request, of_units=True)
    if page is None:
        return empty(request, "dossier_procedures")
    given = request.GET.get("part", "")
    part = Part(given) if given in set(Part) else Part.MISSES
    rate = dossiers.rate_of(page.seen, page.asked)
    count = {Part.MISSES: rate.misses, Part.NUMERATOR: rate.numerator, Part.DENOMINATOR: rate.denominator}[part]
    form, shown = ReasonForm(request.POST if request.method == "POST" else None), None
    # The rows stay in the store: what is paged here are their places.
    turned_to = Paginator(range(count), PAGE_SIZE).get_page(request.POST.get("page"))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            shown = actions.look(
                page.asked, part=part, page=turned_to.number, reason=reason, actor=viewer, at=clocks.now()
            )
        except Faulty as faulty:
            for fault in faulty.faults:
                form.add_error(fault.field, fault.sentence)
    context = frame(viewer, page, "dossier_procedures") | {
        "form": form,
        "needs_reason": dossier_rows.asks_reason(viewer),
        "parts": [(each.value, title, each is part) for each, title in PART_TITLES.items()],
        "part": part.value,
        "part_title": PART_TITLES[part],
        "count": count,
        "rate": rate,
        "shown": shown and [(row, CHANNEL_TITLES[row.channel], STATUS_TITLES[row.status]) for row in shown],
        "page": turned_to,
        "units": page.choice.unit_options(page.seen),
    }
    return render(request, "dossiers/rows.html", context)
