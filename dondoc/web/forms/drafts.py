"""The reading of a plan file as forms: every field of the plan contract as typed text, and back.

Not here: what stands beside a field (reviews), the acts (actions/drafts).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dondoc.core.refusals import Fault
from dondoc.core.vietnamese import date_text, number_text
from dondoc.web.forms.fields import DayField, Lines, LinesField, NumberField, Unseen, Words, WordsField, drawn

MAX_FILE_SIZE = 20_000_000
_MAX_ROWS = 5_000
_REQUIRED = {"required": _("Chưa ghi mục này.")}
_SINGLE = ("kind", "number", "symbol", "issued_on", "place", "issuer", "title", "year", "office")
_DAYS = frozenset({"issued_on", "due"})

# The first of each is what an added row begins with.
FREQUENCIES = [
    ("quarter", _("hằng quý")),
    ("month", _("hằng tháng")),
    ("half_year", _("6 tháng")),
    ("year", _("hằng năm")),
]
MONTHS = [("last", _("tháng cuối kỳ")), *((str(n), format_lazy("{} {}", _("tháng"), n)) for n in range(1, 13))]
COMPARATORS = [("=", _("bằng")), (">=", _("từ … trở lên (≥)")), ("<=", _("không quá (≤)"))]


def _short(label: Any, length: int, *, required: bool = False) -> WordsField:
    return WordsField(label=label, max_length=length, required=required, error_messages=_REQUIRED)


def _long(label: Any, length: int | None = None, *, required: bool = False) -> WordsField:
    return WordsField(label=label, max_length=length, required=required, error_messages=_REQUIRED, widget=Lines)


def _lines(label: Any) -> LinesField:
    return LinesField(label=label, required=False)


class UploadForm(forms.Form):
    """A plan file."""

    file = forms.FileField(
        label=_("Tệp kế hoạch"),
        help_text=_(
            "Tệp Word (.docx), PDF, bản quét hoặc ảnh chụp (.pdf, .png, .jpg), .doc, .odt hoặc .txt, không quá 20 MB. "
            "Bản Word cho kết quả đúng nhất."
        ),
        allow_empty_file=True,  # the reader says what is wrong with an empty file
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.png,.jpg,.jpeg,.tif,.tiff,.doc,.odt,.txt"}),
        error_messages={"required": _("Chưa chọn tệp nào: hãy chọn tệp kế hoạch."), "invalid": _("Chưa chọn tệp nào.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_SIZE:
            raise forms.ValidationError(_("Tệp lớn hơn 20 MB: hãy bỏ bớt ảnh, hoặc chỉ tải lên phần kế hoạch."))
        return file


class PlanForm(forms.Form):
    """What stands once in a plan: its head, who follows it up, who signs, who receives it."""

    kind = _short(_("Loại văn bản"), 60, required=True)
    number = _short(_("Số, ký hiệu"), 60)
    symbol = _short(_("Ký hiệu"), 40)
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    place = _short(_("Địa danh"), 100)
    issuer = _short(_("Cơ quan ban hành"), 200)
    title = _long(_("Trích yếu"))
    year = forms.IntegerField(
        label=_("Năm của kế hoạch"),
        required=False,
        min_value=1900,
        max_value=2099,
        widget=Words(attrs={"inputmode": "numeric"}),
        error_messages={
            key: _("Năm chưa đúng: hãy ghi bốn chữ số, ví dụ 2026.") for key in ("invalid", "min_value", "max_value")
        },
    )
    office = _short(_("Đơn vị theo dõi, đôn đốc"), 200)
    signer_position = _short(_("Chức vụ người ký"), 100)
    signer_name = _short(_("Họ tên người ký"), 100)
    recipients = _lines(_("Nơi nhận"))

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("signer_name") and "signer_position" in given and not given["signer_position"]:
            self.add_error("signer_position", _("Đã có họ tên người ký: hãy ghi chức vụ."))


class CitationForm(forms.Form):
    """A legal basis."""

    number = _short(_("Số, ký hiệu"), 60, required=True)
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    issuer = _long(_("Cơ quan ban hành"), 200)


class TargetForm(forms.Form):
    """A measurable target."""

    text = _long(_("Chỉ tiêu"), required=True)
    comparator = forms.ChoiceField(
        label=_("So sánh"),
        choices=COMPARATORS,
        initial="=",
        error_messages={"invalid_choice": _("Cách so sánh chưa đúng: hãy chọn bằng, từ … trở lên hoặc không quá.")},
    )
    value = NumberField(label=_("Giá trị"), error_messages=_REQUIRED)
    unit = _short(_("Đơn vị tính"), 100, required=True)


class TaskForm(forms.Form):
    """A task, field by field as printed; `where` is its place in the source."""

    number = _short(_("Số thứ tự"), 20, required=True)
    group = _long(_("Nhóm nhiệm vụ"))
    text = _long(_("Nhiệm vụ"), required=True)
    solutions = _lines(_("Giải pháp thực hiện"))
    due_text = _short(_("Thời hạn như văn bản ghi"), 1000)
    due = DayField(label=_("Hạn (ngày cuối cùng)"), required=False)
    lead = _lines(_("Đơn vị chủ trì"))
    cooperating = _lines(_("Đơn vị phối hợp"))
    products = _lines(_("Sản phẩm, kết quả"))
    where = forms.CharField(required=False, max_length=100, widget=Unseen)


class ReportingForm(forms.Form):
    """A periodic report that units owe."""

    frequency = forms.ChoiceField(label=_("Kỳ báo cáo"), choices=FREQUENCIES, initial="quarter")
    due_day = forms.IntegerField(
        label=_("Ngày"),
        min_value=1,
        max_value=31,
        widget=Words(attrs={"inputmode": "numeric"}),
        error_messages=_REQUIRED
        | {key: _("Ngày chưa đúng: hãy ghi từ 1 đến 31.") for key in ("invalid", "min_value", "max_value")},
    )
    due_month = forms.ChoiceField(label=_("Tháng"), choices=MONTHS, initial="last")

    def clean_due_month(self) -> str | int:
        month = self.cleaned_data["due_month"]
        return month if month == "last" else int(month)


class Tick(forms.CheckboxInput):
    """A tick, drawn without a template as the texts around it are."""

    def render(self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None) -> str:
        given = {"type": "checkbox", "name": name, **self.build_attrs(self.attrs, attrs)}
        return drawn("input", given | {"checked": self.check_test(value)})


class Rows(forms.BaseFormSet):
    """Rows that a tick removes."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")
        form.fields["DELETE"].widget = Tick()

    @property
    def kept(self) -> list[forms.Form]:
        """The rows that stay: neither ticked off nor added and left empty. Of a bound, checked formset only."""
        return [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def is_removed(self, form: forms.Form) -> bool:
        """Whether the row is ticked off."""
        return bool(form["DELETE"].value())


def rows_of(form: type[forms.Form]) -> type[Rows]:
    """A formset of such rows."""
    return forms.formset_factory(
        form, formset=Rows, extra=0, can_delete=True, max_num=_MAX_ROWS, absolute_max=_MAX_ROWS
    )


LISTS: dict[str, tuple[Any, type[Rows]]] = {
    "citations": (_("Căn cứ"), rows_of(CitationForm)),
    "targets": (_("Chỉ tiêu"), rows_of(TargetForm)),
    "tasks": (_("Nhiệm vụ"), rows_of(TaskForm)),
    "reporting": (_("Chế độ báo cáo"), rows_of(ReportingForm)),
}


class DraftForms:
    """All forms of one plan, filled with its content or with what was sent."""

    def __init__(self, content: Mapping[str, Any] | None = None, *, data: QueryDict | None = None) -> None:
        shown = typed(content) if content is not None else {}
        self.plan = PlanForm(data, initial=shown.get("plan"))
        self.lists = {
            name: rows(data, prefix=name, initial=shown.get(name), form_kwargs={"use_required_attribute": False})
            for name, (_title, rows) in LISTS.items()
        }
        self.conversion_faults: list[str] = []
        self._general: list[str] = []

    def is_valid(self) -> bool:
        """Whether every field is in order; all are looked at."""
        return all([self.plan.is_valid(), *(rows.is_valid() for rows in self.lists.values())])

    def content(self) -> dict[str, Any]:
        """The object of the plan contract that the fields say, without the warnings. Of valid forms only."""
        given = {key: plain(value) for key, value in self.plan.cleaned_data.items()}
        position, name = given.pop("signer_position"), given.pop("signer_name")
        lists = {
            key: [{k: plain(v) for k, v in form.cleaned_data.items() if k != "DELETE"} for form in rows.kept]
            for key, rows in self.lists.items()
        }
        for task in lists["tasks"]:
            task["where"] = task["where"] or ""  # an added task stands nowhere in the source
        return {
            **given,
            **lists,
            "title": given["title"] or "",
            "signer": position and {"position": position, "name": name},
        }

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that an action found beside the field it names."""
        name, _dot, index = fault.field.partition(".")
        if name == "conversion":
            self.conversion_faults.append(fault.sentence)
        elif name in self.plan.fields:
            self.plan.add_error(name, fault.sentence)
        elif name == "reporting" and index:
            self.lists[name].kept[int(index)].add_error("due_day", fault.sentence)
        else:
            self._general.append(fault.sentence)

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """Every fault in the order of the page: anchor of its field (empty for none), name of the field, sentence."""
        yield from (("", "", sentence) for sentence in self._general)
        yield from (("conversion", str(_("Chữ đã chuyển")), sentence) for sentence in self.conversion_faults)
        for bound in self.plan:
            yield from ((bound.id_for_label, str(bound.label), sentence) for sentence in bound.errors)
        for name, rows in self.lists.items():
            yield from (("", str(LISTS[name][0]), sentence) for sentence in rows.non_form_errors())
            for number, form in enumerate(rows.forms, start=1):
                for bound in form if not rows.is_removed(form) else ():
                    label = f"{LISTS[name][0]}, {_('dòng')} {number}, {bound.label}"
                    yield from ((bound.id_for_label, label, sentence) for sentence in bound.errors)


def with_row(data: QueryDict, name: str) -> QueryDict:
    """What was sent, with one more empty row in that list; for a list that does not exist, what was sent."""
    data = data.copy()
    count = f"{name}-TOTAL_FORMS"
    if name in LISTS and data.get(count, "").isdecimal():
        data[count] = str(int(data[count]) + 1)
    return data


def typed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The object of the plan contract as the fields show it, list by list; the rest under `plan`."""
    signer = content["signer"] or {"position": None, "name": None}
    head = {key: _text(key, content[key]) for key in (*_SINGLE, "recipients")}
    head |= {"signer_position": signer["position"] or "", "signer_name": signer["name"] or ""}
    lists = {name: [typed_row(row) for row in content[name]] for name in LISTS}
    return {"plan": head, **lists}


def typed_row(row: Mapping[str, Any]) -> dict[str, str]:
    """One object of the plan contract as the fields show it."""
    return {key: _text(key, value) for key, value in row.items()}


def plain(value: object) -> object:
    """A cleaned value as the plan contract writes it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case "":
            return None
        case _:
            return value


def _text(key: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return "\n".join(value)
        case str() if key in _DAYS:
            return date_text(date.fromisoformat(value))
        case int() | float() if key == "value":
            return number_text(Decimal(str(value)))
        case _:
            return str(value)
