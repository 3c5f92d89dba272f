"""Which gaps a plan takes up, who leads, until when. Not here: what the plan says (core/improvements)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from dondoc.core.vietnamese import date_text
from dondoc.models import Unit
from dondoc.queries.improvements import Chosen
from dondoc.queries.winnables import WinnableRow
from dondoc.web.forms.fields import DayField, Words


@dataclass(frozen=True)
class GapLine:
    """A gap with its three fields."""

    row: WinnableRow
    take: BoundField
    lead: BoundField
    due: BoundField


class PlanForm(forms.Form):
    """One line a gap: taken up or not, the unit that leads, the last day."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, rows: Sequence[WinnableRow], units: Sequence[Unit], due_on: date) -> None:
        super().__init__(data)
        self.rows = rows
        choices = [("", _("Chưa chọn")), *((unit.name, unit.short_name) for unit in units)]
        known = {unit.name for unit in units}
        for row in rows:
            code, owner = row.winnable.criterion.code, row.owner
            told = {"code": code}
            self.fields[f"take-{code}"] = forms.BooleanField(
                label=_("Chỉ số %(code)s") % told, required=False, initial=True
            )
            self.fields[f"lead-{code}"] = forms.ChoiceField(
                label=_("Đơn vị chủ trì, chỉ số %(code)s") % told,
                choices=choices,
                required=False,
                initial=owner.name if owner and owner.name in known else "",
            )
            self.fields[f"due-{code}"] = DayField(
                label=_("Hạn hoàn thành, chỉ số %(code)s") % told,
                required=False,
                initial=date_text(due_on),
                widget=Words(attrs={"class": "figure", "size": 10, "autocomplete": "off"}),
            )

    @property
    def lines(self) -> Iterator[GapLine]:
        for row in self.rows:
            code = row.winnable.criterion.code
            yield GapLine(row, self[f"take-{code}"], self[f"lead-{code}"], self[f"due-{code}"])

    @property
    def chosen(self) -> list[Chosen]:
        given = self.cleaned_data
        codes = [row.winnable.criterion.code for row in self.rows]
        return [Chosen(code, given[f"lead-{code}"], given[f"due-{code}"]) for code in codes if given[f"take-{code}"]]

    def clean(self) -> dict[str, object]:
        given = super().clean()
        taken = [row.winnable.criterion.code for row in self.rows if given.get(f"take-{row.winnable.criterion.code}")]
        if not taken:
            self.add_error(None, _("Hãy chọn ít nhất một chỉ số để đưa vào kế hoạch."))
        for code in taken:
            if not given.get(f"lead-{code}") and f"lead-{code}" not in self.errors:
                self.add_error(f"lead-{code}", _("Hãy chọn đơn vị chủ trì."))
            if not given.get(f"due-{code}") and f"due-{code}" not in self.errors:
                self.add_error(f"due-{code}", _("Hãy ghi hạn hoàn thành."))
        return given
