"""Pages of an uploaded plan file: upload, reading in the background, review beside the source, confirm, discard.

Also the file itself, its pages as pictures, and its corrections as an example file.
"""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from dondoc import planfile
from dondoc.actions import drafts as acts
from dondoc.actions import plans
from dondoc.actions.drafts import FileKnown
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import Draft, Plan, PlanLevel
from dondoc.planfile import UnreadableFile
from dondoc.queries import amendments, corrections, drafts, registers, targets, tasks
from dondoc.web import clocks
from dondoc.web.forms.drafts import DraftForms, UploadForm, with_row
from dondoc.web.forms.notes import seen, unseen
from dondoc.web.forms.pictures import pages
from dondoc.web.forms.reviews import Review
from dondoc.web.forms.sources import passages

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".tif": "image/tiff",
}
_UNREAD = (Draft.State.READING, Draft.State.FAILED)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a plan file in; below it the drafts that wait to be confirmed."""
    check(request.viewer, Act.DRAFT_WRITE)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    known = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = acts.upload(file.read(), name=file.name, actor=request.viewer, at=clocks.now())
        except UnreadableFile as error:
            form.add_error("file", error.sentence)
        except FileKnown as error:
            known = error.draft
            form.add_error("file", error.sentence)
        else:
            if draft.state == Draft.State.OPEN:
                messages.success(request, _("Đã đọc tệp %s. Hãy soát lại trước khi xác nhận.") % draft.file_name)
            return redirect("draft", draft.pk)
    plan = drafts.plan_of(known) if known else None
    context = {"form": form, "known": known, "plan": plan, "waiting": drafts.waiting(request.viewer)}
    return render(request, "drafts/upload.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The reading beside the source; a POST saves the corrections, or adds an empty row without saving."""
    draft = drafts.one(request.viewer, draft_id)
    if draft.state in _UNREAD:
        return render(request, "drafts/reading.html", _progress_of(request, draft))
    if request.method == "GET":
        return _page(request, draft, DraftForms(draft.content))
    check(request.viewer, Act.DRAFT_WRITE)
    if "add" in request.POST:
        return _page(request, draft, DraftForms(data=with_row(request.POST, request.POST["add"])))
    filled = DraftForms(data=request.POST)
    is_valid = filled.is_valid()
    if is_valid:
        _save(request, draft, filled)
    if "X-Autosave" in request.headers:
        sentence = _("Chưa lưu: có chỗ ghi chưa đúng; bấm Lưu để xem.")
        return HttpResponse(status=204) if is_valid else HttpResponse(sentence, "text/plain; charset=utf-8", 400)
    if not is_valid:
        return _page(request, draft, filled)
    messages.success(request, _("Đã lưu các chỗ sửa."))
    return redirect("draft", draft.pk)


@require_GET
def progress(request: HttpRequest, draft_id: int) -> HttpResponse:
    """How far the reading is: the part of the page that asks for itself; at its end the whole page comes anew."""
    draft = drafts.unread(request.viewer, draft_id)
    if draft.state == Draft.State.READING:
        return render(request, "drafts/progress.html", _progress_of(request, draft))
    return HttpResponseClientRedirect(reverse("draft", args=[draft.pk]))


@require_POST
def read_again(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Has the file read once more."""
    acts.read_again(draft_id, actor=request.viewer, at=clocks.now())
    return redirect("draft", draft_id)


@require_POST
def confirm(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Saves what stands on the page, then makes the plan of it."""
    draft = drafts.one(request.viewer, draft_id)
    check(request.viewer, Act.PLAN_WRITE)
    if draft.state in _UNREAD:
        return redirect("draft", draft.pk)
    filled = DraftForms(data=request.POST)
    if not filled.is_valid():
        return _page(request, draft, filled)
    _save(request, draft, filled)
    try:
        plan = plans.confirm(draft.pk, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            filled.add_fault(fault)
        return _page(request, draft, filled)
    if plan.level == PlanLevel.SUPERIOR:
        messages.success(request, _("Đã nhập %s làm căn cứ cho nhiệm vụ của Sở.") % plan.heading)
        return redirect("superior_plan", plan.pk)
    messages.success(request, _("Đã xác nhận: %s đang được theo dõi.") % plan.heading)
    return redirect("plan_assign" if _waits(request, plan) else "plan", plan.pk)


@require_POST
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Puts the draft aside."""
    draft = drafts.unread(request.viewer, draft_id)
    acts.discard(draft.pk, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã bỏ bản đọc của tệp %s. Tệp này có thể được tải lên lại.") % draft.file_name)
    return redirect("draft_upload")


@require_GET
def file(request: HttpRequest, draft_id: int) -> FileResponse:
    """The file as it came, for keeping; never shown as a page of this site."""
    draft = drafts.unread(request.viewer, draft_id)
    return FileResponse(
        draft.file.open("rb"),
        as_attachment=True,
        filename=draft.file_name,
        content_type=_TYPES[PurePath(draft.file.name).suffix],
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"},
    )


@require_GET
def page(request: HttpRequest, draft_id: int, number: int) -> HttpResponse:
    """One page of the file as a picture. The browser may keep it, and asks each time whether it still may show it."""
    draft = drafts.unread(request.viewer, draft_id)
    if not 1 <= number <= draft.page_count:
        raise NotVisible
    etag = f'"{draft.sha256}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        with draft.file.open("rb") as file:
            picture = planfile.picture_in_child(file.read(), page=number, name=draft.file_name)
        response = HttpResponse(picture, "image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
def example(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The corrections as an example file for the reader's tests."""
    found = corrections.example_of(request.viewer, draft_id)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.zip"'}
    return HttpResponse(found.zipped(), "application/zip", headers=headers)


def _page(request: HttpRequest, draft: Draft, filled: DraftForms) -> HttpResponse:
    review = Review(filled, draft, seen=_seen(request, draft), of_register=registers.doubts(request.viewer, draft))
    context = {
        "draft": draft,
        "plan": drafts.plan_of(draft),
        "review": review,
        "pages": pages(draft, review.traces),
        "source": [] if draft.page_count else list(passages(draft.source)),
        "is_converted_right": _is_ticked(request, draft),
        "may_export": corrections.has_corrections(draft),
        "amends": amendments.proposed(request.viewer, draft),
        "may_write": draft.state == Draft.State.OPEN and may(request.viewer, Act.DRAFT_WRITE),
        "may_assign": may(request.viewer, Act.ASSIGNMENT_WRITE),
        "levels": PlanLevel.choices,
        "level": request.POST.get("level", draft.level),
    }
    return render(request, "drafts/review.html", context)


def _save(request: HttpRequest, draft: Draft, filled: DraftForms) -> None:
    content = {**filled.content(), "warnings": unseen(draft, _seen(request, draft))}
    acts.correct(draft.pk, content=content, actor=request.viewer, at=clocks.now())
    if request.POST.get("level") in PlanLevel.values:
        level = PlanLevel(request.POST["level"])
        acts.choose_level(draft.pk, level=level, actor=request.viewer, at=clocks.now())
    acts.settle_conversion(draft.pk, is_right=_is_ticked(request, draft), actor=request.viewer, at=clocks.now())


def _seen(request: HttpRequest, draft: Draft) -> set[int]:
    """Which doubts are marked as seen, on the page or as it was kept."""
    if request.method == "POST":
        return {int(key) for key in request.POST.getlist("seen") if key.isdecimal()}
    return seen(draft)


def _is_ticked(request: HttpRequest, draft: Draft) -> bool:
    """Whether the conversion from an old encoding is said to be right, on the page or as it was kept."""
    if request.method == "POST":
        return "conversion" in request.POST
    return draft.conversion is not None and draft.conversion.get("is_right", False)


def _progress_of(request: HttpRequest, draft: Draft) -> dict[str, object]:
    """What the page of a draft says that is not read yet."""
    return {
        "draft": draft,
        "page": min(draft.pages_read + 1, draft.page_count),
        "is_stalled": drafts.is_stalled(request.viewer, draft, at=clocks.now()),
        "may_write": may(request.viewer, Act.DRAFT_WRITE),
    }


def _waits(request: HttpRequest, plan: Plan) -> bool:
    """Whether a task or a target has no unit yet."""
    nobody = any(not row.figures for row in targets.standings(request.viewer, plan))
    return nobody or bool(tasks.unassigned(request.viewer, plan))
