"""Lists of units and people: taken in after a preview, and fetched."""

import base64
import binascii

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import rosters as actions
from dondoc.core.archives import UnreadableFile
from dondoc.core.permissions import Act, check
from dondoc.core.refusals import Faulty
from dondoc.web import clocks

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterForm(forms.Form):
    """The file."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_("Tệp .xlsx có bảng “Đơn vị” và “Nhân sự”, hoặc tệp .csv mã UTF-8. Không ghi mật khẩu vào tệp."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Hãy chọn tệp danh sách."), "empty": _("Tệp trống (0 byte): hãy chọn lại tệp.")},
    )


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Choosing a file, then what it would change with all its faults, then the act: the file travels in the page."""
    viewer = request.viewer
    check(viewer, Act.PEOPLE_WRITE)
    if "content" in request.POST:
        return _taken_in(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            change = actions.preview(data, name=file.name, actor=viewer)
        except UnreadableFile as unreadable:
            form.add_error("file", unreadable.sentence)
        else:
            context |= {"change": change, "name": file.name, "content": base64.b64encode(data).decode()}
    return render(request, "people/import.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    data = actions.export(actor=request.viewer, at=clocks.now())
    answer = HttpResponse(data, content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="Don-vi-va-nhan-su-{clocks.today():%Y-%m-%d}.xlsx"'
    return answer


def _taken_in(request: HttpRequest) -> HttpResponse:
    form = RosterForm()
    try:
        data = base64.b64decode(request.POST["content"], validate=True)
        name = request.POST.get("name", "")
        change = actions.take_in(data, name=name, actor=request.viewer, at=clocks.now())
    except (UnreadableFile, Faulty, binascii.Error):
        messages.error(request, _("Danh sách không còn hợp lệ với dữ liệu hiện tại: hãy chọn lại tệp để xem lỗi."))
        return render(request, "people/import.html", {"form": form})
    words = _("Đã nhập danh sách: %(units)s đơn vị và %(people)s dòng nhân sự thay đổi.")
    messages.success(request, words % {"units": change.units.count, "people": change.people.count})
    return redirect("people")
