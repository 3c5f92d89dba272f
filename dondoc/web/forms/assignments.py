"""Forms that give tasks and targets to units, several rows at once.

Not here: reporting rules (ReportingForm, among the fields of a draft).
"""

from collections.abc import Collection, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dondoc.core.progress import CLOSING_TITLES, ClosingRule
from dondoc.core.refusals import Fault
from dondoc.models import Unit
from dondoc.web.forms.fields import DayField, Words

WAITING = "waiting"
_ALL, _PROCEDURES = "all", "procedures"


class AssignForm(forms.Form):
    """Rows and the units that shall answer for them. `waiting` stands for every row without a unit."""

    rows = forms.MultipleChoiceField(
        label=_("Các dòng"),
        error_messages={
            "required": _("Chưa chọn dòng nào: hãy đánh dấu các dòng cần giao."),
            "invalid_choice": _("Có dòng đã chọn không còn trong kế hoạch: hãy tải lại trang."),
        },
    )
    units = forms.MultipleChoiceField(
        label=_("Giao cho"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Chưa chọn đơn vị nào: hãy chọn ít nhất một đơn vị."),
            "invalid_choice": _("Có đơn vị đã chọn không còn trong danh sách: hãy tải lại trang."),
        },
    )

    def __init__(
        self, data: QueryDict | None, *, rows: Collection[int], waiting: Collection[int], units: Sequence[Unit]
    ) -> None:
        super().__init__(data)
        self._waiting, self._units = waiting, units
        self.fields["rows"].choices = [(WAITING, ""), *((str(row), "") for row in rows)]
        self.fields["units"].choices = [
            (_ALL, _("Tất cả đơn vị")),
            (_PROCEDURES, _("Các đơn vị có thủ tục hành chính")),
            *((str(unit.pk), unit.name) for unit in units),
        ]

    @property
    def chosen(self) -> frozenset[str]:
        """What is ticked in the column of rows."""
        return frozenset(self["rows"].value() or ())

    @property
    def row_ids(self) -> list[int]:
        """Ids of the rows chosen. Of a valid form only."""
        given = self.cleaned_data["rows"]
        waiting = self._waiting if WAITING in given else ()
        return list(dict.fromkeys([*waiting, *(int(row) for row in given if row != WAITING)]))

    @property
    def chosen_units(self) -> list[Unit]:
        """The units chosen, by name or by kind. Of a valid form only."""
        given = self.cleaned_data["units"]
        return [
            unit
            for unit in self._units
            if _ALL in given or str(unit.pk) in given or (_PROCEDURES in given and unit.handles_procedures)
        ]

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that the action found beside its field."""
        self.add_error(fault.field if fault.field in self.fields else None, fault.sentence)


class AssignTasksForm(AssignForm):
    """Tasks: last day and closing rule too."""

    due_on = DayField(
        label=_("Hạn"),
        required=False,
        help_text=_("Ví dụ 30/6/2026. Để trống thì giữ hạn đang có."),
        widget=Words(attrs={"inputmode": "numeric"}),
    )
    rule = forms.ChoiceField(
        label=_("Khi nhiều đơn vị cùng chủ trì"),
        required=False,
        choices=[("", _("Giữ quy tắc đang có")), *((rule.value, _(title)) for rule, title in CLOSING_TITLES.items())],
    )

    def clean_rule(self) -> ClosingRule | None:
        return ClosingRule(self.cleaned_data["rule"]) if self.cleaned_data["rule"] else None
