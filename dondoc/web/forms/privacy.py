"""Forms of the registers of personal data: a person's request, an incident."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dondoc.actions.incidents import IncidentDraft
from dondoc.actions.subject_requests import RequestDraft
from dondoc.core.refusals import Faulty
from dondoc.core.vietnamese import date_text
from dondoc.models import AuditRow, Incident, SubjectRequest
from dondoc.web.audit_words import act_title
from dondoc.web.forms.fields import DayField, Lines, Words
from dondoc.web.templatetags.dondoc_text import moment_text

_Row = TypeVar("_Row")
_MISSING = {"required": _("Chưa ghi mục này.")}
_KINDS = [("", _("Chọn loại yêu cầu")), *((kind.value, _(kind.label)) for kind in SubjectRequest.Kind)]


class MomentField(forms.DateTimeField):
    """A moment as `08:15 15/6/2026`, local time."""

    widget = Words

    def __init__(self, **given: object) -> None:
        invalid = {"invalid": _("Ghi giờ:phút ngày/tháng/năm, ví dụ 08:15 15/6/2026.")}
        super().__init__(input_formats=["%H:%M %d/%m/%Y"], error_messages=_MISSING | invalid, **given)

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, datetime):
            return value
        local = localtime(value)
        return f"{local:%H:%M} {date_text(local)}"


class RequestForm(forms.Form):
    """A person's request; what happens to it later is written into the same form."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Loại yêu cầu"), choices=_KINDS, error_messages=_MISSING)
    person_name = forms.CharField(label=_("Họ và tên người yêu cầu"), max_length=100, error_messages=_MISSING)
    identity_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        required=False,
        max_length=20,
        help_text=_("Được mã hóa khi lưu."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(label=_("Cách liên hệ"), max_length=200, required=False)
    content = forms.CharField(label=_("Nội dung yêu cầu"), widget=Lines, error_messages=_MISSING)
    received_on = DayField(label=_("Ngày nhận"), error_messages=_MISSING)
    has_processor = forms.BooleanField(
        label=_("Có bên xử lý dữ liệu hoặc bên thứ ba phải cùng thực hiện"), required=False
    )
    acknowledged_on = DayField(label=_("Ngày báo đã nhận"), required=False)
    extended_to = DayField(label=_("Gia hạn đến"), required=False, help_text=_("Chỉ gia hạn một lần."))
    extended_because = forms.CharField(label=_("Lý do gia hạn"), required=False, widget=Lines)
    answered_on = DayField(label=_("Ngày trả lời"), required=False)
    answer = forms.CharField(label=_("Nội dung trả lời"), required=False, widget=Lines)

    @classmethod
    def of(cls, request: SubjectRequest, data: object = None) -> "RequestForm":
        """The form of a request that is there: its number stays out of the page."""
        initial = {name: getattr(request, name) for name in cls.base_fields if name != "identity_number"}
        days = {name: date_text(value) for name, value in initial.items() if name.endswith(("_on", "_to")) and value}
        form = cls(data, initial=initial | days)
        if request.identity_number:
            form.fields["identity_number"].help_text = _("Để trống: giữ số đã ghi.")
        return form

    def draft(self) -> RequestDraft:
        given = dict(self.cleaned_data)
        return RequestDraft(**given | {"identity_number": given["identity_number"] or None})


class IncidentForm(forms.Form):
    """An incident; notices and measures are written into the same form as they happen."""

    use_required_attribute = False

    title = forms.CharField(label=_("Tên sự cố"), max_length=200, error_messages=_MISSING)
    description = forms.CharField(label=_("Diễn biến, phạm vi ảnh hưởng"), widget=Lines, error_messages=_MISSING)
    found_at = MomentField(label=_("Phát hiện lúc"), help_text=_("Giờ:phút ngày/tháng/năm, ví dụ 08:15 15/6/2026."))
    is_serious = forms.BooleanField(
        label=_("Sự cố nghiêm trọng"), required=False, help_text=_("Phải có báo cáo ban đầu trong 24 giờ.")
    )
    touches_personal_data = forms.BooleanField(
        label=_("Liên quan dữ liệu cá nhân"),
        required=False,
        help_text=_("Phải thông báo cơ quan chuyên trách trong 72 giờ."),
    )
    first_notice_at = MomentField(label=_("Đã gửi báo cáo ban đầu lúc"), required=False)
    full_notice_at = MomentField(label=_("Đã gửi báo cáo đầy đủ lúc"), required=False)
    measures = forms.CharField(label=_("Nguyên nhân, biện pháp"), required=False, widget=Lines)
    closed_at = MomentField(label=_("Kết thúc lúc"), required=False)

    @classmethod
    def of(cls, incident: Incident, data: object = None) -> "IncidentForm":
        return cls(data, initial={name: getattr(incident, name) for name in cls.base_fields})

    def draft(self) -> IncidentDraft:
        return IncidentDraft(**self.cleaned_data)


class EraseForm(forms.Form):
    """Which rows of the trail lose what they say was changed, and why."""

    use_required_attribute = False

    chosen = forms.TypedMultipleChoiceField(
        label=_("Dòng tìm thấy"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices choices-lines"}),
    )
    numbers = forms.RegexField(
        r"^[\d\s,;]*$",
        label=_("Số của dòng khác"),
        required=False,
        strip=True,
        help_text=_("Cách nhau bằng dấu phẩy: cả những dòng mà bạn không xem được nội dung."),
        error_messages={"invalid": _("Chỉ ghi số của các dòng, cách nhau bằng dấu phẩy.")},
    )
    reason = forms.CharField(label=_("Lý do"), required=False, widget=Lines)

    def __init__(self, request: SubjectRequest, found: Iterable[AuditRow], data: object = None) -> None:
        said = {"number": request.pk, "day": date_text(request.received_on)}
        reason = gettext("Yêu cầu xóa dữ liệu số %(number)s, nhận ngày %(day)s") % said
        super().__init__(data, initial={"reason": reason})
        self.fields["chosen"].choices = [(row.number, _row_title(row)) for row in found]
        if not self.fields["chosen"].choices:
            del self.fields["chosen"]

    def draft(self) -> dict[str, Any]:
        typed = {int(number) for number in re.findall(r"\d{1,18}", self.cleaned_data["numbers"])}
        return {"numbers": {*self.cleaned_data.get("chosen", ()), *typed}, "reason": self.cleaned_data["reason"]}


def _row_title(row: AuditRow) -> str:
    said = {"number": row.number, "moment": moment_text(row.at), "act": act_title(row.act), "who": row.actor_name}
    return gettext("Dòng %(number)s, %(moment)s: %(act)s (%(who)s)") % said


def kept_by(form: RequestForm | IncidentForm | EraseForm, act: Callable[[Any], _Row]) -> _Row | None:
    """What the act makes of the form's draft; `None` with every fault beside its field."""
    try:
        return act(form.draft())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return None
