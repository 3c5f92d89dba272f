"""Facts of an assessment typed by hand, with their day and source. Not here: trying values out (trials)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from dondoc.core.refusals import Fault
from dondoc.core.vietnamese import date_text
from dondoc.web.forms.fields import DayField, WordsField
from dondoc.web.forms.trials import TrialForm


class FactsForm(TrialForm):
    """The facts with the day on which what is new stood so, and where it is from."""

    def __init__(self, given: Mapping[str, str], *, today: date, **known: Any) -> None:
        super().__init__({"as_of": date_text(today), "source": "", **given}, **known)
        self.data = {"as_of": date_text(today), "source": "", **given, **self.data}
        self.fields["as_of"] = DayField(
            label=_("Ngày của số liệu mới"), error_messages={"required": _("Hãy ghi ngày của số liệu.")}
        )
        self.fields["source"] = WordsField(
            label=_("Nguồn số liệu mới"),
            required=False,
            help_text=_("Văn bản, hệ thống hoặc sổ mà số liệu được lấy ra, ví dụ: Báo cáo 45/BC-STP."),
        )

    def tell(self, faults: tuple[Fault, ...]) -> None:
        """Puts each fault of the action beside its field."""
        for fault in faults:
            upper = f"{fault.field}.upper"
            self.add_error(upper if upper in self.fields else fault.field, fault.sentence)
