"""Units: their days, people and changes; a reorganisation previewed and carried out; the hand-over sheet of a unit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import reorganisations as actions
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.core.reorganisations import Kind
from dondoc.queries import handovers
from dondoc.queries import units as queries
from dondoc.web import clocks
from dondoc.web.forms.reorganisations import KIND_TITLES, ReorganisationForm
from dondoc.web.handovers import handover_file


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    rows = queries.listed(viewer, on=today)
    context = {
        "rows": rows,
        "alarm_count": sum(row.is_alarming for row in rows),
        "changes": [(change, KIND_TITLES[Kind(change.kind)]) for change in queries.changes(viewer)],
        "may_write": may(viewer, Act.PEOPLE_WRITE),
        "may_read_answers": may(viewer, Act.ANSWER_READ),
    }
    return render(request, "units/index.html", context)


@require_GET
def handover(request: HttpRequest, unit_id: int) -> HttpResponse:
    site = request.build_absolute_uri("/")
    sheet = handovers.of_unit(request.viewer, unit_id, on=clocks.today(), site=site)
    return handover_file(sheet)


@require_http_methods(["GET", "POST"])
def reorganise(request: HttpRequest) -> HttpResponse:
    """Choosing, then the preview, then the act: three steps of one form."""
    check(request.viewer, Act.PEOPLE_WRITE)
    given = request.POST if request.method == "POST" else None
    wanted = (given or request.GET).get("kind")
    if wanted not in set(Kind):
        return render(request, "units/choose.html", {"kinds": [(kind.value, KIND_TITLES[kind]) for kind in Kind]})
    kind = Kind(wanted)
    form = ReorganisationForm(request.viewer, kind, given)
    context = {"form": form, "kind": kind.value, "title": KIND_TITLES[kind]}
    if given is not None and "edit" not in given and form.is_valid():
        try:
            if "confirm" in given:
                actions.carry_out(form.order(), on=clocks.today(), actor=request.viewer, at=clocks.now())
                messages.success(request, _("Đã thực hiện: %(title)s.") % {"title": KIND_TITLES[kind]})
                return redirect("units")
            return _preview(request, form, context)
        except Faulty as faulty:
            for fault in faulty.faults:
                form.take_over(fault)
    return render(request, "units/reorganise.html", context)


def _preview(request: HttpRequest, form: ReorganisationForm, context: dict[str, object]) -> HttpResponse:
    order = form.order()
    outlook = actions.preview(order, actor=request.viewer)
    context |= {
        "order": order,
        "outlook": outlook,
        "units": [form.names[unit_id] for unit_id in order.unit_ids],
        "heirs": list(enumerate(form.heir_names(order))),
        "is_early": order.effective_on > clocks.today(),
        **form.choices(outlook, order),
    }
    return render(request, "units/preview.html", context)
