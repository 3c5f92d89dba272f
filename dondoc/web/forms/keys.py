"""Forms of links and tokens: what is made, for whom, until when. Not here: what may be (actions/keys)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dondoc.core.keys import SCOPE_TITLES
from dondoc.core.permissions import Act
from dondoc.models import Plan, Unit
from dondoc.queries.reports import Question


class LastDayField(forms.DateField):
    """The last day on which a key holds; the value is the end of that day."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            label=_("Dùng được đến hết ngày"),
            input_formats=["%d/%m/%Y"],
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "figure"}),
            error_messages={
                "required": _("Hãy ghi ngày hết hạn."),
                "invalid": _("Không phải ngày. Ghi ngày/tháng/năm, ví dụ 15/3/2026."),
            },
            **given,
        )

    def clean(self, value: Any) -> datetime:
        day: date = super().clean(value)
        return timezone.make_aware(datetime.combine(day, time.max))


class LinksForm(forms.Form):
    """Links to some of a unit's obligations, for one receiver."""

    use_required_attribute = False

    given_to = forms.CharField(
        label=_("Người nhận"),
        max_length=200,
        help_text=_("Họ tên, chức vụ hoặc số điện thoại: để nhớ ai giữ liên kết, và ghi vào nhật ký."),
        error_messages={"required": _("Hãy ghi người nhận liên kết.")},
    )
    expires_on = LastDayField(help_text=_("Thường là hạn gửi của kỳ; dài nhất 93 ngày."))
    obligation_ids = forms.TypedMultipleChoiceField(
        label=_("Nội dung cần trả lời"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices choices-lines"}),
        help_text=_("Mỗi nội dung một liên kết. Liên kết cũ còn hiệu lực của cùng nội dung sẽ bị thu hồi."),
        error_messages={"required": _("Hãy chọn ít nhất một nội dung cần trả lời.")},
    )

    def __init__(self, unit: Unit, questions: Iterable[Question], *, last_day: date, data: Any = None) -> None:
        tasks_first = sorted(questions, key=lambda question: question.obligation.task_id is None)
        chosen = [(question.obligation.pk, title_of(question)) for question in tasks_first]
        first = {
            "given_to": _("Đầu mối %(unit)s") % {"unit": unit.short_name or unit.name},
            "expires_on": last_day,
            "obligation_ids": [pk for pk, _title in chosen],
        }
        super().__init__(data, initial=first)
        self.fields["obligation_ids"].choices = chosen


class TokenForm(forms.Form):
    """A token for a program."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Tên khóa"),
        max_length=100,
        help_text=_("Tên phần mềm hoặc cơ quan dùng khóa, ví dụ Kho dữ liệu dùng chung."),
        error_messages={"required": _("Hãy ghi tên khóa, ví dụ tên phần mềm dùng khóa.")},
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("Quyền của khóa"),
        coerce=Act,
        choices=[(act.value, _(title)) for act, title in SCOPE_TITLES.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices choices-lines"}),
        help_text=_("Hãy chọn những quyền cần dùng; quyền đọc kế hoạch đi cùng mọi quyền khác."),
        error_messages={"required": _("Hãy chọn ít nhất một quyền cho khóa.")},
    )
    plan_id = forms.TypedChoiceField(
        label=_("Giới hạn trong kế hoạch"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Để trống thì khóa dùng được với mọi kế hoạch của cơ quan."),
    )
    expires_on = LastDayField(help_text=_("Dài nhất một năm."))

    def __init__(self, plans: Iterable[Plan], data: Any = None) -> None:
        super().__init__(data)
        self.fields["plan_id"].choices = [("", _("Mọi kế hoạch")), *((plan.pk, plan.heading) for plan in plans)]


def title_of(question: Question) -> str:
    """`Nhiệm vụ 3: …`, or `Chỉ tiêu: …`."""
    duty = question.obligation
    if duty.task is not None:
        return _("Nhiệm vụ %(number)s: %(text)s") % {"number": duty.task.number, "text": duty.task.text}
    return _("Chỉ tiêu: %(text)s") % {"text": duty.target.text}
