"""Proofs of an answer: attached on a page of their own, downloaded under the name they came with, taken away.

Not here: which files are taken (actions/evidence), where proofs are listed (reports).
"""

from pathlib import PurePath

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import evidence as actions
from dondoc.actions.reports import PeriodClosed
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import check_provable, provable
from dondoc.models import Evidence
from dondoc.queries import evidence as proofs
from dondoc.queries import periods, reports
from dondoc.queries.obligations import asked_in
from dondoc.queries.reports import Located
from dondoc.web import clocks
from dondoc.web.forms.evidence import EvidenceForm

# By the suffix under which the file is stored, which its content decided: type, and suffixes its name may end in.
_KINDS = {
    ".pdf": ("application/pdf", {".pdf"}),
    ".png": ("image/png", {".png"}),
    ".jpg": ("image/jpeg", {".jpg", ".jpeg"}),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}),
}


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, period_id: int, unit_id: int, obligation_id: int) -> HttpResponse:
    """The form of a proof, and the proof kept."""
    found = reports.located(request.viewer, period_id, unit_id)
    _check_open(request.viewer, found, Act.EVIDENCE_ADD)
    duty = asked_in(found.period).filter(pk=obligation_id, unit=found.unit).select_related("task", "target").first()
    if duty is None:
        raise NotVisible
    is_sent = request.method == "POST"
    form = EvidenceForm(request.POST, request.FILES) if is_sent else EvidenceForm()
    if is_sent and form.is_valid() and _kept(request, found, obligation_id, form):
        messages.success(request, _("Đã đính kèm “%(name)s”.") % {"name": form.cleaned_data["file"].name})
        return redirect(_place(period_id, unit_id, obligation_id))
    context = {
        "unit": found.unit,
        "duty": duty,
        "form": form,
        "title": periods.title_of(found.period),
        "back": _place(period_id, unit_id, obligation_id),
    }
    return render(request, "evidence/attach.html", context)


@require_GET
def download(request: HttpRequest, evidence_id: int) -> HttpResponse | FileResponse:
    """The file; of a guarded proof the page that records the look first."""
    evidence = proofs.one(request.viewer, evidence_id)
    if proofs.is_guarded(request.viewer, evidence):
        return redirect("evidence_guarded", evidence_id)
    return handed_out(evidence)


def handed_out(evidence: Evidence) -> FileResponse:
    """The file, for keeping; never shown as a page of this site."""
    return file_answer(evidence.file, evidence.file_name)


def file_answer(file: FieldFile, name: str) -> FileResponse:
    """The same of any file kept as a proof, under the name it came with."""
    content_type, _suffixes = _KINDS[PurePath(file.name).suffix]
    answer = FileResponse(
        file.open("rb"), as_attachment=True, filename=_file_name(file, name), content_type=content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """The question before a proof is taken away, and the answer yes."""
    evidence = reports.evidence_file(request.viewer, evidence_id)
    report = evidence.answer.report
    _check_open(request.viewer, Located(report.period, report.unit, report), Act.EVIDENCE_REMOVE)
    back = _place(report.period_id, report.unit_id, evidence.answer.obligation_id)
    if request.method == "POST":
        actions.remove(evidence_id, actor=request.viewer, at=clocks.now())
        messages.success(request, _("Đã gỡ minh chứng “%(name)s”.") % {"name": evidence.file_name})
        return redirect(back)
    return render(request, "evidence/remove.html", {"evidence": evidence, "unit": report.unit, "back": back})


def _check_open(viewer: Viewer, found: Located, act: Act) -> None:
    """Refuses where no proof could be added or taken away."""
    check(viewer, act, unit_id=found.unit.pk)
    if found.period.is_closed:
        raise PeriodClosed
    check_provable(found.state, provable(viewer, unit_id=found.unit.pk))


def _kept(request: HttpRequest, found: Located, obligation_id: int, form: EvidenceForm) -> bool:
    """Whether the proof was taken; if not, its faults stand beside the fields."""
    try:
        actions.attach(
            found.period.pk,
            found.unit.pk,
            obligation_id,
            data=form.content(),
            name=form.cleaned_data["file"].name,
            particulars=form.particulars(),
            actor=request.viewer,
            at=clocks.now(),
        )
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    return True


def _place(period_id: int, unit_id: int, obligation_id: int) -> str:
    return f"{reverse('report', args=[period_id, unit_id])}#q-{obligation_id}"


def _file_name(file: FieldFile, name: str) -> str:
    """The name it came with; a name that pretends another kind of file gets the true suffix at its end."""
    stored = PurePath(file.name).suffix
    return name if PurePath(name).suffix.lower() in _KINDS[stored][1] else name + stored
