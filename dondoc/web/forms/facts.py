"""Facts of an assessment typed by hand, with their day and source. Not here: trying values out (trials)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from dondoc.core.refusals import Fault
from dondoc.core.vietnamese import date_text
from dondoc.web.forms.fields import DayField, WordsField
from dondoc.web.forms.trials import TrialForm

# A fact may well be called `as_of` or `source`, but not so.
DAY, SOURCE = "given.as_of", "given.source"


class FactsForm(TrialForm):
    """The facts with the day on which what is new stood so, and where it is from."""

    def __init__(self, given: Mapping[str, str], *, today: date, **known: Any) -> None:
        super().__init__(given, **known)
        self.data = {DAY: given.get(DAY, date_text(today)), SOURCE: given.get(SOURCE, ""), **self.data}
        self.fields[DAY] = DayField(
            label=_("Ngày của số liệu mới"), error_messages={"required": _("Hãy ghi ngày của số liệu.")}
        )
        self.fields[SOURCE] = WordsField(
            label=_("Nguồn số liệu mới"),
            required=False,
            help_text=_("Văn bản, hệ thống hoặc sổ mà số liệu được lấy ra, ví dụ: Báo cáo 45/BC-STP."),
        )

    @property
    def stamps(self) -> tuple[BoundField, BoundField]:
        """The day and the source."""
        return self[DAY], self[SOURCE]

    @property
    def stamp(self) -> dict[str, Any]:
        """What stands in them; of a valid form only."""
        return {"as_of": self.cleaned_data[DAY], "source": self.cleaned_data[SOURCE] or ""}

    def tell(self, faults: tuple[Fault, ...]) -> None:
        """Puts each fault of the action beside its field."""
        for fault in faults:
            upper, own = f"{fault.field}.upper", f"given.{fault.field}"
            name = next((each for each in (own, upper) if each in self.fields), fault.field)
            self.add_error(name, fault.sentence)
