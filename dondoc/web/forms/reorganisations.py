"""The form of a reorganisation: what is asked depends on its kind; the preview asks who takes which duty and person."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Viewer
from dondoc.core.refusals import Fault
from dondoc.core.reorganisations import Kind, NewUnit, Order
from dondoc.queries.people import live_units_of
from dondoc.queries.reorganisations import Outlook
from dondoc.web.forms.fields import DayField, Lines

KIND_TITLES = {
    Kind.RENAME: _("Đổi tên"),
    Kind.MERGE: _("Sáp nhập, hợp nhất"),
    Kind.SPLIT: _("Chia, tách"),
    Kind.END: _("Giải thể"),
}
_UNIT_KINDS = [
    (UnitKind.DIVISION.value, _("Phòng")),
    (UnitKind.ATTACHED.value, _("Đơn vị trực thuộc")),
    (UnitKind.OFFICE.value, _("Văn phòng")),
]
_REQUIRED = {"required": _("Hãy ghi hoặc chọn ở đây.")}
_NEW = {Kind.MERGE: 1, Kind.SPLIT: 2}
_NOBODY = "none"


class ReorganisationForm(forms.Form):
    """Fields by kind; new units are `new0_…` and `new1_…`, taken where a name is given."""

    use_required_attribute = False

    def __init__(self, viewer: Viewer, kind: Kind, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.kind = kind
        units = [(unit.pk, unit.name) for unit in live_units_of(viewer)]
        self.names = dict(units)
        several = kind in (Kind.MERGE, Kind.END)
        choice = forms.TypedMultipleChoiceField if several else forms.TypedChoiceField
        widget = forms.CheckboxSelectMultiple if several else forms.Select
        self.fields["units"] = choice(
            label=_("Đơn vị kết thúc hoạt động") if several else _("Đơn vị"),
            choices=units if several else [("", _("Chọn đơn vị")), *units],
            coerce=int,
            widget=widget,
            error_messages=_REQUIRED,
        )
        self._add_heirs(units)
        self.fields["effective_on"] = DayField(
            label=_("Ngày có hiệu lực"),
            error_messages=_REQUIRED,
            help_text=_("Ngày đầu tiên theo tổ chức mới, ví dụ 1/4/2026."),
        )
        self.fields["decision"] = forms.CharField(
            label=_("Số, ký hiệu quyết định"), max_length=100, error_messages=_REQUIRED
        )
        self.fields["note"] = forms.CharField(label=_("Ghi chú"), required=False, widget=Lines)

    def _add_heirs(self, units: list[tuple[int, str]]) -> None:
        if self.kind is Kind.RENAME:
            self.fields["name"] = forms.CharField(label=_("Tên mới"), max_length=200, error_messages=_REQUIRED)
            self.fields["short_name"] = forms.CharField(
                label=_("Tên viết tắt mới"), max_length=60, error_messages=_REQUIRED
            )
        if self.kind in (Kind.MERGE, Kind.END):
            self.fields["heir"] = forms.TypedChoiceField(
                label=_("Đơn vị đang có tiếp nhận"),
                choices=[("", _("Thành lập đơn vị mới") if self.kind is Kind.MERGE else _("Không có")), *units],
                coerce=int,
                empty_value=None,
                required=False,
            )
        if self.kind is Kind.SPLIT:
            self.fields["stays"] = forms.BooleanField(
                label=_("Đơn vị cũ tiếp tục hoạt động, chỉ tách bớt nhiệm vụ"), required=False
            )
        for number in range(_NEW.get(self.kind, 0)):
            which = _("Đơn vị mới") if self.kind is Kind.MERGE else _("Đơn vị mới thứ %(n)s") % {"n": number + 1}
            for name, field in _new_fields(which):
                self.fields[f"new{number}_{name}"] = field

    def order(self) -> Order:
        """What was typed and, from the preview, chosen."""
        said = self.cleaned_data
        units = said["units"] if isinstance(said["units"], list) else [said["units"]]
        heirs: list[int | NewUnit] = [said["heir"]] if said.get("heir") else []
        heirs += [units[0]] if said.get("stays") else []
        heirs += (
            [] if said.get("heir") else [self._new(n) for n in range(_NEW.get(self.kind, 0)) if said[f"new{n}_name"]]
        )
        return Order(
            kind=self.kind,
            unit_ids=tuple(units),
            effective_on=said["effective_on"],
            decision=said["decision"],
            note=said["note"],
            name=said.get("name", ""),
            short_name=said.get("short_name", ""),
            heirs=tuple(heirs),
            duties={key: place for key, place in self._chosen("duty").items() if place is not None},
            people=self._chosen("position"),
        )

    def take_over(self, fault: Fault) -> None:
        """Puts a fault of the action beside its field."""
        name = fault.field
        if name.startswith("new."):
            _new, place, column = name.split(".")
            first = 1 if self.cleaned_data.get("stays") else 0
            name = f"new{int(place) - first}_{column}"
        name = {"heirs": "heir" if "heir" in self.fields else "new0_name"}.get(name, name)
        self.add_error(name if name in self.fields else None, fault.sentence)

    def heir_names(self, order: Order) -> list[str]:
        """The heirs in their order, by name."""
        return [heir.name if isinstance(heir, NewUnit) else self.names[heir] for heir in order.heirs]

    def choices(self, outlook: Outlook, order: Order) -> dict[str, list]:
        """For the preview: each duty and each person with what is chosen for it."""
        return {
            "duties": [
                (duty, f"duty_{duty.obligation_id}", order.duties.get(duty.obligation_id, 0)) for duty in outlook.duties
            ],
            "positions": [
                (position, f"position_{position.pk}", order.people.get(position.pk, 0))
                for position in outlook.positions
            ],
        }

    def _new(self, number: int) -> NewUnit:
        said = {name: self.cleaned_data[f"new{number}_{name}"] for name, _field in _new_fields("")}
        return NewUnit(**(said | {"kind": UnitKind(said["kind"])}))

    def _chosen(self, what: str) -> dict[int, int | None]:
        """By id, the place of the heir chosen on the preview."""
        found: dict[int, int | None] = {}
        for key, value in (self.data or {}).items():
            name, _separator, number = key.partition("_")
            if name == what and number.isdigit() and (value.isdigit() or value == _NOBODY):
                found[int(number)] = int(value) if value.isdigit() else None
        return found


def _new_fields(which: object) -> list[tuple[str, forms.Field]]:
    return [
        (
            "name",
            forms.CharField(
                label=_("%(which)s: tên") % {"which": which},
                max_length=200,
                required=False,
                help_text=_("Chỉ ghi khi thành lập đơn vị mới."),
            ),
        ),
        ("short_name", forms.CharField(label=_("Tên viết tắt"), max_length=60, required=False)),
        (
            "code",
            forms.CharField(
                label=_("Mã đơn vị"), max_length=60, required=False, help_text=_("Chỉ 0-9 và A-Z, ví dụ HCTP.")
            ),
        ),
        ("kind", forms.ChoiceField(label=_("Loại đơn vị"), choices=_UNIT_KINDS, required=False)),
        ("handles_procedures", forms.BooleanField(label=_("Có giải quyết thủ tục hành chính"), required=False)),
    ]
