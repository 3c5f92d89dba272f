"""Form fields that take what is typed the Vietnamese way: words, lists of lines, dates, numbers.

Not here: the Vietnamese forms themselves (core/vietnamese).
"""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dondoc.core.vietnamese import normalise, parse_number

_WHOLE_DIGITS, _DECIMALS = 14, 4


class Words(forms.TextInput):
    """One line of text. Drawn without a template: a plan of a hundred tasks has a thousand fields on one page."""

    def render(self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None) -> str:
        given = {"type": self.input_type, "name": name, **self.build_attrs(self.attrs, attrs)}
        text = self.format_value(value)
        return format_html("<input{}>", flatatt(given if text is None else {**given, "value": text}))


class Lines(forms.Textarea):
    """Several lines of text, drawn without a template too; it grows with its text."""

    def render(self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None) -> str:
        given = {"name": name, **self.build_attrs(self.attrs, attrs), "rows": 2}
        return format_html("<textarea{}>\n{}</textarea>", flatatt(given), self.format_value(value) or "")


class WordsField(forms.CharField):
    """Text in normal form; left empty it is `None`."""

    widget = Words

    def clean(self, value: str | None) -> str | None:
        return normalise(super().clean(value) or "") or None


class LinesField(forms.CharField):
    """A list, one entry a line; empty lines fall out."""

    widget = Lines

    def clean(self, value: str | None) -> list[str]:
        return [line for line in normalise(super().clean(value) or "").splitlines() if line]


class DayField(forms.DateField):
    """A day as `15/6/2026`."""

    widget = Words
    default_error_messages = {"invalid": _("Ngày chưa đúng: hãy ghi ngày/tháng/năm, ví dụ 15/6/2026.")}

    def __init__(self, **given: object) -> None:
        super().__init__(input_formats=["%d/%m/%Y"], **given)

    def clean(self, value: str | None) -> date | None:
        day = super().clean(value)
        if day is not None and not 1900 <= day.year <= 2100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class NumberField(forms.CharField):
    """A number as `1.234,5`, of at most four decimals."""

    widget = Words

    default_error_messages = {
        "invalid": _("Số chưa đúng: hãy ghi như 80 hoặc 1.234,5 (dấu phẩy trước phần lẻ)."),
        "too_long": _("Số quá lớn, hoặc có hơn bốn chữ số lẻ."),
    }

    def clean(self, value: str | None) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if abs(number) >= 10**_WHOLE_DIGITS or number != round(number, _DECIMALS):
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        return number
