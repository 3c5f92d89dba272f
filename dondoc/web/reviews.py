"""The half-yearly review of accounts and rights: the list, the signature, the reviews before."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import reviews as actions
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.queries import reviews as queries
from dondoc.web import clocks
from dondoc.web.forms.fields import Lines
from dondoc.web.review_sheets import sheet_of

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE_SIZE = 20


class SignForm(forms.Form):
    """The signature: the own full name and password."""

    use_required_attribute = False

    note = forms.CharField(label=_("Ghi chú, việc cần sửa"), required=False, widget=Lines)
    name = forms.CharField(
        label=_("Họ và tên của bạn"),
        help_text=_("Ghi đủ họ và tên để ký."),
        error_messages={"required": _("Hãy ghi đủ họ và tên để ký.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Hãy ghi mật khẩu.")},
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Every account with its rights and its last sign-in; a POST signs the list."""
    viewer, today = request.viewer, clocks.today()
    lines = queries.lines(viewer, today=today)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(viewer, Act.REVIEW_SIGN)
        if form.is_valid() and _signed(request, form):
            return redirect("account_review")
    due_on = queries.due_on(viewer)
    context = {
        "lines": [(line, line.last_sign_in_on and date.fromisoformat(line.last_sign_in_on)) for line in lines],
        "digest": actions.list_digest(queries.as_kept(lines)),
        "due_on": due_on,
        "is_overdue": due_on is None or due_on < today,
        "form": form if may(viewer, Act.REVIEW_SIGN) else None,
        "page": Paginator(queries.signed(viewer), _PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "reviews/review.html", context)


@require_GET
def sheet(request: HttpRequest, review_id: int) -> HttpResponse:
    """A signed review as a workbook."""
    one = queries.one(request.viewer, review_id)
    answer = HttpResponse(sheet_of(one), content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="Ra-soat-tai-khoan-{one.signed_at:%Y-%m-%d}.xlsx"'
    return answer


def _signed(request: HttpRequest, form: SignForm) -> bool:
    """Signs; every fault of what was typed goes beside its field."""
    seen = request.POST.get("seen", "")
    try:
        actions.sign(**form.cleaned_data, seen=seen, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    messages.success(request, _("Đã ký rà soát tài khoản và quyền."))
    return True
