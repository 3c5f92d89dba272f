"""What the reader of a page of dossiers chooses, and the form that takes files in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dondoc.core.periods import Frequency, Period
from dondoc.models import DossierUnit
from dondoc.queries.dossiers import CALENDAR, Asked, Seen, periods_known, unit_name
from dondoc.web.dossier_words import CALENDAR_TITLES
from dondoc.web.words import spoken


class Choice:
    """What the address asks for: what it does not say, or says wrongly, falls back to what is usual."""

    def __init__(self, given: Mapping[str, str], seen: Seen, measures: Sequence[str]) -> None:
        calendar = given.get("calendar", CALENDAR)
        self.calendar = calendar if calendar in CALENDAR_TITLES else CALENDAR
        self.periods = periods_known(seen, self.calendar)
        by_code = {period.code: period for period in self.periods}
        usual = by_code.get(str(seen.figures.as_of.year)) or next(iter(self.periods), None)
        self.period = by_code.get(given.get("period", "")) or usual or Period(Frequency.YEAR, seen.figures.as_of.year)
        measure = given.get("measure", "")
        self.measure = measure if measure in measures else measures[0]
        units = {str(unit.pk): unit for unit in seen.units}
        self.unit: DossierUnit | None = units.get(given.get("unit", ""))
        self.procedure_code = given.get("procedure")
        field = given.get("field", "*")
        self.field = None if field == "*" else field  # an empty one is chosen, too: of dossiers that name none

    @property
    def asked(self) -> Asked:
        unit_id = self.unit.pk if self.unit else None
        return Asked(self.period, self.calendar, self.measure, unit_id, self.procedure_code)

    @property
    def query(self) -> dict[str, str]:
        """The address of the same choice on another page."""
        return {"period": self.period.code, "calendar": self.calendar, "measure": self.measure}

    @property
    def period_options(self) -> list[tuple[str, str, bool]]:
        """Code, title, whether chosen; quarters stand under their year."""
        return [(each.code, spoken(each.title), each == self.period) for each in self.periods]

    @property
    def calendar_options(self) -> list[tuple[str, str, bool]]:
        return [(key, str(title), key == self.calendar) for key, title in CALENDAR_TITLES.items()]

    def unit_options(self, seen: Seen) -> list[tuple[str, str, bool]]:
        """One of the names of each unit, in the organisation's order; then names that stand for no unit."""
        found: dict[str, DossierUnit] = {}
        chosen = set(seen.alike(self.unit.pk)) if self.unit else set()
        order = sorted(
            seen.units, key=lambda each: (each.unit is None, each.unit.position if each.unit else 0, each.name)
        )
        for unit in order:
            found.setdefault(unit_name(unit), unit)
        return [(str(unit.pk), name or _("(không ghi đơn vị)"), unit.pk in chosen) for name, unit in found.items()]


@dataclass(frozen=True)
class ChoiceLine:
    """A line of a table of choices: for what, a mark and a note beside it, the options by value and title."""

    name: str
    label: str
    options: Iterable[tuple[str, str]]
    chosen: str
    mark: str = ""
    note: str = ""


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> list[Any]:
        return files.getlist(name)


class _FilesField(forms.FileField):
    """Several files at once, each as the field takes one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(_FilesField, self).clean(each, initial) for each in data or [None]]


class LoadForm(forms.Form):
    """Files of dossiers."""

    use_required_attribute = False

    file = _FilesField(
        label=gettext_lazy("Tệp hồ sơ"),
        help_text=gettext_lazy(
            "Tệp xuất từ hệ thống một cửa: .csv, .xlsx hoặc .parquet; chọn được nhiều tệp. "
            "Tệp xuất lại sau cập nhật các hồ sơ đã nạp; nạp lại cùng một tệp không làm thay đổi gì."
        ),
        allow_empty_file=True,  # the reader says what is wrong with an empty file
        widget=_Files(attrs={"accept": ".csv,.xlsx,.parquet", "multiple": True}),
        error_messages={"required": gettext_lazy("Chưa chọn tệp nào: hãy chọn tệp hồ sơ.")},
    )
