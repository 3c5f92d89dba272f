"""Pages of the files of dossiers: given, loaded, what became of each, which unit a name in them stands for.

Not here: the rates that come of them (dossiers), reading and keeping them (actions/dossiers).
"""

from collections.abc import Sequence
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
from dondoc.models import DossierUnit, Unit
from dondoc.queries import dossier_loads
from dondoc.queries.people import live_units_of
from dondoc.web import clocks
from dondoc.web.dossier_sheets import faults_workbook
from dondoc.web.dossier_words import measure_title
from dondoc.web.dossiers import tabs
from dondoc.web.forms.dossiers import ChoiceLine, LoadForm
from dondoc.web.score_sheets import WORKBOOK, fetched

_PAGE_SIZE = 50
_NONE = "none"  # of the units that a name can stand for


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
        "unmatched_count": dossier_loads.unsettled_count(request.viewer),
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
        count = _settled(request, found, live, at=clocks.now())
        words = ngettext("Đã chọn đơn vị cho %(count)d tên.", "Đã chọn đơn vị cho %(count)d tên.", count)
        messages.success(request, words % {"count": count})
        return redirect("dossier_units")
    context = {
        "tabs": tabs(viewer, None, "dossier_loads"),
        "lines": [_line(each, live) for each in found],
        "waiting_count": sum(not each.is_settled for each in found),
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


def _settled(request: HttpRequest, found: Sequence[DossierUnit], live: Sequence[Unit], *, at: datetime) -> int:
    """Settles each name for which something else was chosen; how many. Each is an act of its own."""
    sent = {each: request.POST.get(f"unit-{each.pk}", _chosen(each)) for each in found}
    changed = {each: chosen for each, chosen in sent.items() if chosen != _chosen(each)}
    if not {_NONE, *(str(unit.pk) for unit in live)}.issuperset(changed.values()):
        raise NotVisible
    for each, chosen in changed.items():
        unit_id = None if chosen == _NONE else int(chosen)
        dossier_figures.match_unit(each.pk, unit_id=unit_id, actor=request.viewer, at=at)
    return len(changed)


def _line(name: DossierUnit, live: Sequence[Unit]) -> ChoiceLine:
    """What can be chosen for a name: the units at work, the ended one that it stands for, none of them."""
    options = [(str(unit.pk), unit.name) for unit in live]
    if not name.is_settled:
        options.insert(0, ("", _("Chọn đơn vị")))
    if name.unit and name.unit.valid_to is not None:
        options.append((str(name.unit.pk), name.unit.name))
    options.append((_NONE, _("Không phải đơn vị của Sở")))
    mark = "" if name.is_settled else _("chưa khớp đơn vị")
    return ChoiceLine(f"unit-{name.pk}", name.name, options, _chosen(name), mark=mark)


def _chosen(name: DossierUnit) -> str:
    """The value of the choice that stands: a unit, none of them, or nothing yet."""
    if name.unit_id is not None:
        return str(name.unit_id)
    return _NONE if name.is_settled else ""
