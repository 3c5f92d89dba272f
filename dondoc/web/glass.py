"""Access in an emergency: the reason, the time left, what it opens; and the note taken of it by those alerted."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import glass as actions
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.queries import glass as queries
from dondoc.web import clocks
from dondoc.web.forms.fields import Lines

_PAGE_SIZE = 50


class GlassForm(forms.Form):
    """Why it cannot wait."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Lý do"),
        widget=Lines,
        help_text=_("Ít nhất 20 ký tự; lãnh đạo Sở và người thanh tra, kiểm tra đọc đúng các chữ này."),
        error_messages={"required": _("Hãy ghi rõ lý do, ít nhất 20 ký tự.")},
    )


@require_http_methods(["GET", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """Who broke glass and why; for an administrator the form, or what the broken glass opens."""
    viewer = request.viewer
    told = queries.told(viewer)
    form = GlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(viewer, Act.GLASS_BREAK)
        if form.is_valid() and _broken(request, form):
            return redirect("glass")
    proofs = queries.proofs(viewer) if viewer.glass_until else None
    context = {
        "told": Paginator(told, _PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form if may(viewer, Act.GLASS_BREAK) and viewer.glass_until is None else None,
        "proofs": None if proofs is None else Paginator(proofs, _PAGE_SIZE).get_page(request.GET.get("proofs")),
        "unseen": {one.pk for one in queries.unseen(viewer)},
    }
    return render(request, "glass/glass.html", context)


def _broken(request: HttpRequest, form: GlassForm) -> bool:
    """Breaks the glass; what is wrong with the reason goes beside it."""
    try:
        actions.break_glass(reason=form.cleaned_data["reason"], actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    messages.success(request, _("Đã mở truy cập khẩn cấp trong 30 phút; lãnh đạo Sở và thanh tra đã được báo."))
    return True


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    actions.end(actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã kết thúc truy cập khẩn cấp."))
    return redirect("glass")


@require_POST
def seen(request: HttpRequest, glass_id: int) -> HttpResponse:
    """A director or auditor says that the alert was read."""
    actions.take_note(glass_id, actor=request.viewer, at=clocks.now())
    return redirect("glass")
