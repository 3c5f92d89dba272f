"""Forms that decide what tasks rest on: many pairs at once, and one pair by hand."""

from collections.abc import Collection, Sequence

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from dondoc.core.refusals import Fault
from dondoc.models import Task

_UNKNOWN = _("Có dòng đã chọn không còn trong danh sách: hãy tải lại trang.")


class PairsForm(forms.Form):
    """Pairs of a task and an item from above, each named `<task id>-<item id>`."""

    pairs = forms.MultipleChoiceField(
        label=_("Các dòng"),
        error_messages={"required": _("Chưa đánh dấu dòng nào."), "invalid_choice": _UNKNOWN},
    )

    def __init__(self, data: QueryDict | None, *, keys: Collection[str]) -> None:
        super().__init__(data)
        self.fields["pairs"].choices = [(key, "") for key in keys]

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """The pairs chosen. Of a valid form only."""
        return [_pair(key) for key in self.cleaned_data["pairs"]]

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that the action found at the top."""
        self.add_error(None, fault.sentence)


class LinkForm(forms.Form):
    """One task and the item from above that it rests on, chosen by hand."""

    task = forms.ChoiceField(
        label=_("Nhiệm vụ của Sở"),
        error_messages={"required": _("Chưa chọn nhiệm vụ của Sở."), "invalid_choice": _UNKNOWN},
    )
    item = forms.ChoiceField(
        label=_("Mục của kế hoạch cấp trên"),
        error_messages={"required": _("Chưa chọn mục của kế hoạch cấp trên."), "invalid_choice": _UNKNOWN},
    )

    def __init__(self, data: QueryDict | None, *, tasks: Sequence[Task], items: Sequence[Task]) -> None:
        super().__init__(data)
        self.fields["task"].choices = [("", "–"), *((str(task.pk), _short(task)) for task in tasks)]
        by_plan: dict[str, list[tuple[str, str]]] = {}
        for item in items:
            by_plan.setdefault(item.plan.heading, []).append((str(item.pk), _short(item)))
        self.fields["item"].choices = [("", "–"), *by_plan.items()]

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """The one pair. Of a valid form only."""
        return [(int(self.cleaned_data["task"]), int(self.cleaned_data["item"]))]

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that the action found at the top."""
        self.add_error(None, fault.sentence)


def _pair(key: str) -> tuple[int, int]:
    task_id, _dash, item_id = key.partition("-")
    return int(task_id), int(item_id)


def _short(task: Task) -> str:
    return f"{task.number}. {Truncator(task.text).chars(90)}"
