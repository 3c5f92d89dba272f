"""A person: the positions held with their days, one more given, one ended, the hand-over sheet."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import positions as actions
from dondoc.core.permissions import HELD_ROLES, OUTSIDE_ROLES, ROLE_TITLES, Act, Role, Viewer, check, may
from dondoc.core.refusals import Faulty
from dondoc.core.vietnamese import date_text
from dondoc.models import Position
from dondoc.queries import handovers
from dondoc.queries.people import live_units_of, one
from dondoc.web import clocks
from dondoc.web.forms.fields import DayField
from dondoc.web.handovers import handover_file


class PositionForm(forms.Form):
    """One more position. `username` is asked for only where the person is not chosen yet: one of another department."""

    use_required_attribute = False

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        help_text=_("Ghi đúng từng chữ tên đăng nhập của người ở cơ quan khác."),
        error_messages={"required": _("Hãy ghi tên đăng nhập.")},
    )
    role = forms.TypedChoiceField(label=_("Vai trò"), coerce=Role, error_messages={"required": _("Hãy chọn vai trò.")})
    unit_id = forms.TypedChoiceField(
        label=_("Đơn vị"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Bắt buộc với đầu mối báo cáo và lãnh đạo đơn vị."),
    )
    title = forms.CharField(label=_("Chức vụ"), max_length=100, required=False)
    decision = forms.CharField(label=_("Số, ký hiệu quyết định"), max_length=100, required=False)
    valid_from = DayField(label=_("Từ ngày"), error_messages={"required": _("Hãy ghi ngày bắt đầu.")})
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi chưa định ngày kết thúc."))

    def __init__(self, viewer: Viewer, data: object = None, *, username: str = "") -> None:
        super().__init__(data, initial={"valid_from": date_text(clocks.today())})
        roles = HELD_ROLES if username else [role for role in HELD_ROLES if role in OUTSIDE_ROLES]
        self.fields["role"].choices = [("", _("Chọn vai trò")), *((r.value, _(ROLE_TITLES[r])) for r in roles)]
        self.fields["unit_id"].choices = [
            ("", _("Không thuộc đơn vị nào")),
            *live_units_of(viewer).values_list("pk", "name"),
        ]
        if username:
            del self.fields["username"]
        else:
            del self.fields["unit_id"]
        self.username = username

    def granted(self, viewer: Viewer) -> Position | None:
        """The position given; every fault of what was typed goes beside its field."""
        try:
            given = {"username": self.username, **self.cleaned_data}
            return actions.grant_position(**given, actor=viewer, at=clocks.now())
        except Faulty as faulty:
            for fault in faulty.faults:
                self.add_error(fault.field if fault.field in self.fields else None, fault.sentence)
            return None


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    viewer = request.viewer
    found = one(viewer, user_id)
    form = PositionForm(viewer, username=found.username) if may(viewer, Act.PEOPLE_WRITE) else None
    if request.method == "POST":
        check(viewer, Act.PEOPLE_WRITE)
        form = PositionForm(viewer, request.POST, username=found.username)
        if form.is_valid() and (position := form.granted(viewer)):
            messages.success(request, _("Đã giao chức vụ %(title)s.") % {"title": position.title})
            return redirect("person", user_id)
    units = {position.unit_id for position in found.positions.all() if position.unit_id}
    context = {
        "person": found,
        "form": form,
        "may_hand_over": may(viewer, Act.ANSWER_READ) or any(may(viewer, Act.ANSWER_READ, unit_id=u) for u in units),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """An appraiser or auditor who has an account in another department."""
    check(request.viewer, Act.PEOPLE_WRITE)
    form = PositionForm(request.viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (position := form.granted(request.viewer)):
        words = _("Đã giao vai trò %(role)s cho %(name)s.")
        messages.success(request, words % {"role": position.get_role_display(), "name": position.user})
        return redirect("people")
    return render(request, "people/outside.html", {"form": form})


@require_POST
def end(request: HttpRequest, position_id: int) -> HttpResponse:
    day = DayField(required=False).clean(request.POST.get("valid_to", "")) or clocks.today()
    reason = request.POST.get("reason", "")
    position = actions.end_position(position_id, valid_to=day, reason=reason, actor=request.viewer, at=clocks.now())
    words = _("Chức vụ %(title)s kết thúc hết ngày %(day)s.")
    messages.success(request, words % {"title": position.title, "day": date_text(day)})
    return redirect("person", position.user_id)


@require_POST
def analyst(request: HttpRequest, position_id: int) -> HttpResponse:
    """Says whether a coordinator may see rows of dossiers."""
    chosen = request.POST.get("is_analyst") == "1"
    position = actions.mark_analyst(position_id, is_analyst=chosen, actor=request.viewer, at=clocks.now())
    words = _("Đã giao %(name)s phân tích dữ liệu hồ sơ.") if chosen else _("%(name)s thôi phân tích dữ liệu hồ sơ.")
    messages.success(request, words % {"name": position.user})
    return redirect("person", position.user_id)


@require_GET
def handover(request: HttpRequest, user_id: int) -> HttpResponse:
    site = request.build_absolute_uri("/")
    return handover_file(handovers.of_person(request.viewer, user_id, on=clocks.today(), site=site))
