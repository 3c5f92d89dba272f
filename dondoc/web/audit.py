"""The audit trail for those who watch: searched, verified, taken away; the daily heads on a sheet to be kept."""

import json
import tempfile
from time import perf_counter

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from dondoc.actions import audit as actions
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.verifications import Verdict
from dondoc.core.vietnamese import sort_key
from dondoc.queries import audit
from dondoc.queries.audit import Wanted
from dondoc.queries.people import department_of
from dondoc.web import clocks
from dondoc.web.audit_sheets import write_sheet
from dondoc.web.audit_words import ACT_TITLES, KIND_TITLES, REFUSED_TITLES, act_title, acts_alike, acts_said, kind_title

_PAGE_SIZE = 50
_TAIL = 500  # rows verified each time that the page is looked at
_SHEET = 50_000  # rows a workbook opens with ease
_DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


class WantedForm(forms.Form):
    """What is looked for; every field may be left empty."""

    from_on = forms.DateField(label=_("Từ ngày"), required=False, input_formats=_DAYS)
    to_on = forms.DateField(label=_("Đến ngày"), required=False, input_formats=_DAYS)
    person = forms.TypedChoiceField(label=_("Người"), required=False, coerce=int, empty_value=None)
    act = forms.ChoiceField(label=_("Việc"), required=False)
    kind = forms.ChoiceField(label=_("Đối tượng"), required=False)
    object = forms.IntegerField(label=_("Mã đối tượng"), required=False, min_value=1, max_value=2**62)
    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        required=False,
        choices=[("", _("Mọi kết quả")), ("done", _("Đã làm")), ("refused", _("Bị từ chối"))],
    )
    text = forms.CharField(label=_("Có chữ"), required=False, max_length=200)

    def __init__(self, viewer: Viewer, data: object) -> None:
        super().__init__(data, label_suffix="")
        people = [(user.pk, str(user)) for user in audit.people_of(viewer)]
        self.fields["person"].choices = [("", _("Mọi người")), *people]
        # Done or refused, an act is offered once, by its words.
        acts = {act_title(act): act for act in {**REFUSED_TITLES, **ACT_TITLES}}
        by_words = sorted(((act, title) for title, act in acts.items()), key=lambda each: sort_key(each[1]))
        self.fields["act"].choices = [("", _("Mọi việc")), *by_words]
        self.fields["kind"].choices = [("", _("Mọi đối tượng")), *((k, kind_title(k)) for k in KIND_TITLES)]

    @property
    def wanted(self) -> Wanted:
        """What was typed; a field with a fault asks for nothing."""
        self.full_clean()
        typed = self.cleaned_data
        text = typed.get("text") or ""
        return Wanted(
            from_on=typed.get("from_on"),
            to_on=typed.get("to_on"),
            person_id=typed.get("person"),
            acts=acts_alike(typed["act"]) if typed.get("act") else (),
            object_kind=typed.get("kind") or "",
            object_id=typed.get("object"),
            is_refused={"done": False, "refused": True}.get(typed.get("outcome") or ""),
            text=text,
            acts_said=acts_said(text),
        )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return _listed(request, WantedForm(request.viewer, request.GET), whole=False)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    return _listed(request, WantedForm(request.viewer, {}), whole=True)


@require_GET
def row(request: HttpRequest, number: int) -> HttpResponse:
    found = audit.one(request.viewer, number)
    seen = audit.sees_detail(request.viewer, found)
    context = {
        "row": found,
        "sees_detail": seen,
        "is_erased": seen and not hasattr(found, "detail"),
        "before": _told(found.before) if seen else "",
        "after": _told(found.after) if seen else "",
    }
    return render(request, "audit/row.html", context)


@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    kept = audit.heads_of(request.viewer)
    context = {
        "page": Paginator(kept, _PAGE_SIZE).get_page(request.GET.get("page")),
        "department": department_of(request.viewer),
        "printed_at": clocks.now(),
    }
    return render(request, "audit/heads.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    viewer, form = request.viewer, "jsonl" if request.POST.get("form") == "jsonl" else "xlsx"
    wanted = WantedForm(viewer, request.POST).wanted if form == "xlsx" else Wanted()
    actions.export(form, wanted, actor=viewer, at=clocks.now())
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    if form == "xlsx":
        write_sheet(file, audit.exported_rows(viewer, wanted)[:_SHEET].iterator(chunk_size=500))
    else:
        file.writelines(f"{line}\n".encode() for line in audit.exported_lines(viewer))
    file.seek(0)
    name = f"nhat-ky-{department_of(viewer).code}-{clocks.today():%Y%m%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name)


def _listed(request: HttpRequest, form: WantedForm, *, whole: bool) -> HttpResponse:
    viewer = request.viewer
    begun = perf_counter()
    verdict = audit.judged_whole(viewer) if whole else audit.judged_tail(viewer, _TAIL)
    spent = perf_counter() - begun
    wanted = form.wanted
    page = Paginator(audit.found(viewer, wanted), _PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_filtered": bool(wanted.chosen),
        "page": page,
        "may_export": may(viewer, Act.AUDIT_EXPORT),
        "integrity": _integrity(verdict, whole, spent),
    }
    return render(request, "audit/index.html", context)


def _integrity(verdict: Verdict, whole: bool, spent: float) -> dict[str, object]:
    return {"verdict": verdict, "is_whole": whole, "milliseconds": max(1, round(spent * 1000))}


def _told(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
