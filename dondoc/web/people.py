"""Accounts: who may sign in, in which role; opened and switched off by an administrator."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import people as actions
from dondoc.actions.passwords import Invitation
from dondoc.core.permissions import HELD_ROLES, ROLE_TITLES, Act, Role, Viewer, check, may
from dondoc.core.refusals import Faulty
from dondoc.core.vietnamese import person_key
from dondoc.queries.passwords import unsent_letters
from dondoc.queries.people import accounts, live_units_of
from dondoc.web import clocks
from dondoc.web.passwords import hand_over

_PAGE_SIZE = 50


class AccountForm(forms.Form):
    """A new account with its one position."""

    use_required_attribute = False

    full_name = forms.CharField(label=_("Họ và tên"), max_length=100)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        help_text=_("Chữ không dấu, số và các dấu . _ - @ +, không có dấu cách."),
    )
    role = forms.TypedChoiceField(
        label=_("Vai trò"),
        choices=[("", _("Chọn vai trò")), *((role.value, _(ROLE_TITLES[role])) for role in HELD_ROLES)],
        coerce=Role,
    )
    unit_id = forms.TypedChoiceField(
        label=_("Đơn vị"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Bắt buộc với đầu mối báo cáo và lãnh đạo đơn vị."),
    )
    title = forms.CharField(
        label=_("Chức vụ"), max_length=100, required=False, help_text=_("Như in trong văn bản, ví dụ Trưởng phòng.")
    )
    email = forms.CharField(
        label=_("Thư điện tử"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Nơi nhận liên kết đặt mật khẩu; không có thì in liên kết và trao tận tay."),
    )

    def __init__(self, viewer: Viewer, data: object = None) -> None:
        super().__init__(data)
        self.fields["unit_id"].choices = [
            ("", _("Không thuộc đơn vị nào")),
            *live_units_of(viewer).values_list("pk", "name"),
        ]


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        check(viewer, Act.PEOPLE_WRITE)
        form = AccountForm(viewer, request.POST)
        if form.is_valid() and (invitation := _create(request, form)):
            return hand_over(request, invitation)
    else:
        form = AccountForm(viewer) if may(viewer, Act.PEOPLE_WRITE) else None
    found = sorted(accounts(viewer), key=lambda user: person_key(user.full_name))
    context = {
        "page": Paginator(found, _PAGE_SIZE).get_page(request.GET.get("page")),
        "off_count": sum(not user.is_active for user in found),
        "form": form,
        "unsent": unsent_letters(viewer) if form else (),
    }
    return render(request, "people/index.html", context)


@require_POST
def active(request: HttpRequest, user_id: int) -> HttpResponse:
    is_active = request.POST.get("active") == "1"
    user = actions.set_active(user_id, active=is_active, actor=request.viewer, at=clocks.now())
    words = _("Đã mở lại tài khoản %(name)s.") if is_active else _("Đã khóa tài khoản %(name)s.")
    messages.success(request, words % {"name": user.username})
    return redirect("people")


def _create(request: HttpRequest, form: AccountForm) -> Invitation | None:
    """Opens the account; every fault of what was typed goes beside its field."""
    try:
        invitation = actions.create_account(**form.cleaned_data, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return None
    user = invitation.user
    messages.success(request, _("Đã mở tài khoản %(name)s cho %(person)s.") % {"name": user.username, "person": user})
    return invitation
