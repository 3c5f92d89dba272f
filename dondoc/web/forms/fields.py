"""Form fields that take what is typed the Vietnamese way: words, lists of lines, dates, numbers.

Not here: the Vietnamese forms themselves (core/vietnamese).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from dondoc.core.vietnamese import normalise, number_text, parse_number

_WHOLE_DIGITS, _DECIMALS = 14, 4


def drawn(tag: str, attrs: Mapping[str, object], content: str = "") -> SafeString:
    """An element with everything in it escaped: what flatatt and format_html give, in a quarter of their time."""
    said = (
        f" {key}" if value is True else f' {key}="{escape(str(value))}"'
        for key, value in attrs.items()
        if value is not None and value is not False
    )
    return mark_safe(f"<{tag}{''.join(said)}>{content}")  # escaped above; `content` by the caller


class Words(forms.TextInput):
    """One line of text. Drawn without a template: a plan of a hundred tasks has a thousand fields on one page."""

    def render(self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None) -> str:
        given = {"type": self.input_type, "name": name, **self.build_attrs(self.attrs, attrs)}
        text = self.format_value(value)
        return drawn("input", given | {"value": text})


class Lines(forms.Textarea):
    """Several lines of text, drawn without a template too; it grows with its text."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"rows": 2, **(attrs or {})})

    def render(self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None) -> str:
        given = {"name": name, **self.build_attrs(self.attrs, attrs)}
        return drawn("textarea", given, f"\n{escape(self.format_value(value) or '')}</textarea>")


class Unseen(Words):
    """What travels hidden, drawn without a template too."""

    input_type = "hidden"


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


class NumberField(forms.Field):
    """A number as `1.234,5`, of at most four decimals; empty is `None`. What is not a number is told, never guessed."""

    widget = Words(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "figure"})
    default_error_messages = {
        "invalid": _(
            "“%(typed)s” không phải số. Ghi bằng chữ số, dấu phẩy trước phần thập phân, ví dụ 1.234 hoặc 12,5."
        ),
        "too_fine": _("Ghi nhiều nhất 4 chữ số sau dấu phẩy."),
        "too_large": _("Số quá lớn: ghi nhiều nhất 14 chữ số trước dấu phẩy."),
    }

    def prepare_value(self, value: object) -> object:
        return number_text(value) if isinstance(value, Decimal | int) else value

    def to_python(self, value: Any) -> Decimal | int | None:
        if value is None or isinstance(value, Decimal | int):
            return value
        if not value.strip():
            return None
        try:
            return self.checked(parse_number(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"typed": value}) from error

    def checked(self, number: Decimal) -> Decimal | int:
        """The number, when it can be stored as it is. Raises ValidationError; ValueError when it is no such number."""
        if abs(number) >= 10**_WHOLE_DIGITS:
            raise ValidationError(self.error_messages["too_large"], "too_large")
        if number != round(number, _DECIMALS):
            raise ValidationError(self.error_messages["too_fine"], "too_fine")
        return number


class PercentField(NumberField):
    """A whole percentage."""

    default_error_messages = {
        "invalid": _("“%(typed)s” không phải số nguyên từ 0 đến 100. Ghi số, không ghi dấu %%, ví dụ 60."),
    }

    def checked(self, number: Decimal) -> int:
        if number != number.to_integral_value():
            raise ValueError(number)
        return int(number)
