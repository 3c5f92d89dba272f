"""Pages of the files of dossiers: given, loaded, what became of each, which unit a name in them stands for.

Not here: the rates that come of them (dossiers), reading and keeping them (actions/dossiers).
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import dossier_figures
from dondoc.actions import dossiers as actions
from dondoc.analytics.headers import title_of
from dondoc.analytics.measures import MEASURES
from dondoc.core.dossiers import COLUMNS
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import DossierUnit
from dondoc.queries import dossier_loads
from dondoc.queries.people import live_units_of
from dondoc.web import clocks
from dondoc.web.dossier_sheets import faults_workbook
from dondoc.web.dossier_words import measure_title
from dondoc.web.dossiers import tabs
from dondoc.web.forms.dossiers import LoadForm
from dondoc.web.score_sheets import WORKBOOK, fetched

_PAGE_SIZE = 50


@dataclass(frozen=True)
class NameLine:
    """A unit as the files write it, and what can be chosen for it."""

    unit: DossierUnit
    is_settled: bool
    chosen: str
    is_ended: bool


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The files given so far, how far the newest are; a POST takes further ones in."""
    viewer = request.viewer
    form = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    if request.method == "POST":
        check(viewer, Act.DOSSIER_UPLOAD)
        if form.is_valid() and _given(request, form):
            return redirect("dossier_loads")
    loads = dossier_loads.listed(viewer)
    page = Paginator(loads, _PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(viewer, None, "dossier_loads"),
        "form": form if may(viewer, Act.DOSSIER_UPLOAD) else None,
        "page": page,
        "totals": dossier_loads.totals(viewer),
        "is_unfinished": dossier_loads.is_any_unfinished(viewer),
        "columns": [(title_of(each.name), each.needed) for each in COLUMNS],
        "may_upload": may(viewer, Act.DOSSIER_UPLOAD),
    }
    return render(request, "dossiers/loads.html", context)


@require_GET
def load(request: HttpRequest, load_id: int) -> HttpResponse:
    """What became of one file: rows that add up, columns left out, measures that stay empty."""
    found = dossier_loads.one(request.viewer, load_id)
    absent = found.remarks.get("absent", [])
    context = {
        "load": found,
        "tabs": tabs(request.viewer, None, "dossier_loads"),
        "is_unfinished": found.state in dossier_loads.UNFINISHED,
        "absent": [title_of(name) for name in absent],
        "emptied": [measure_title(each.name) for each in MEASURES if each.needs in absent],
        "may_upload": may(request.viewer, Act.DOSSIER_UPLOAD),
    }
    return render(request, "dossiers/load.html", context)


@require_GET
def rejects(request: HttpRequest, load_id: int) -> HttpResponse:
    """The rows of one file that were rejected, as a workbook."""
    faults = dossier_loads.faults(request.viewer, load_id)
    found = dossier_loads.one(request.viewer, load_id)
    workbook = faults_workbook(faults, found_at=found.finished_at or found.requested_at)
    return fetched(workbook, WORKBOOK, f"Dong-bi-loai-{found.pk}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """The names of units in the files; a POST says which units they stand for."""
    viewer = request.viewer
    found, live = dossier_loads.names(viewer), list(live_units_of(viewer))
    if request.method == "POST":
        count = _settled(request, found, at=clocks.now())
        words = ngettext("Đã chọn đơn vị cho %(count)d tên.", "Đã chọn đơn vị cho %(count)d tên.", count)
        messages.success(request, words % {"count": count})
        return redirect("dossier_units")
    context = {
        "tabs": tabs(viewer, None, "dossier_loads"),
        "lines": [
            NameLine(each, _is_settled(each), _chosen(each), each.unit is not None and each.unit.valid_to is not None)
            for each in found
        ],
        "waiting_count": sum(not _is_settled(each) for each in found),
        "options": [(str(unit.pk), unit.name) for unit in live],
    }
    return render(request, "dossiers/units.html", context)


def _given(request: HttpRequest, form: LoadForm) -> bool:
    """Whether every file was taken; if not, what was wrong with which stands beside the field."""
    files, taken = form.cleaned_data["file"], []
    for file in files:
        try:
            taken.append(actions.give_file(file, name=file.name, actor=request.viewer, at=clocks.now()).file_name)
        except Faulty as faulty:
            for fault in faulty.faults:
                form.add_error("file", f"{file.name}: {fault.sentence}" if len(files) > 1 else fault.sentence)
    if taken:
        messages.success(request, _("Đã nhận %(names)s; tệp đang được nạp.") % {"names": ", ".join(taken)})
    return form.is_valid()


def _settled(request: HttpRequest, found: list[DossierUnit], *, at: datetime) -> int:
    """Settles each name for which something else was chosen; how many. Each is an act of its own."""
    count = 0
    for each in found:
        chosen = request.POST.get(f"unit-{each.pk}", _chosen(each))
        if chosen == _chosen(each):
            continue
        if chosen != "none" and not (chosen.isascii() and chosen.isdecimal()):
            raise NotVisible
        unit_id = None if chosen == "none" else int(chosen)
        dossier_figures.match_unit(each.pk, unit_id=unit_id, actor=request.viewer, at=at)
        count += 1
    return count


def _is_settled(unit: DossierUnit) -> bool:
    return unit.unit_id is not None or unit.settled_at is not None


def _chosen(unit: DossierUnit) -> str:
    """The value of the choice that stands: a unit, none of them, or nothing yet."""
    if unit.unit_id is not None:
        return str(unit.unit_id)
    return "none" if unit.settled_at is not None else ""
