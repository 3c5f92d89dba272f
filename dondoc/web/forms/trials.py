"""Values of facts to be tried out, in the address of the page. Not here: keeping facts (facts)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from dondoc.core.scoring.axes import leaves
from dondoc.core.scoring.bindings import FactForm, fact_forms
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Tiers
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.faults import FactsRefused
from dondoc.core.scoring.points import ZERO
from dondoc.core.scoring.step_texts import FactName, value_text
from dondoc.core.vietnamese import number_text, parse_number
from dondoc.web.forms.fields import NumberField, Words

_YES, _NO = "yes", "no"


@dataclass(frozen=True)
class Slider:
    """What moves a number from 0 to `most`; in a ratio `within` is the lower number, which bounds the upper one."""

    field: BoundField
    most: Decimal
    within: BoundField | None = None

    @property
    def limit(self) -> str:
        """`most` as HTML writes numbers."""
        return f"{self.most.normalize():f}"

    @property
    def step(self) -> str:
        return "1" if self.most == self.most.to_integral_value() else "0.01"


@dataclass(frozen=True)
class FactInput:
    """One fact with the fields in which its value is typed: one, or of a ratio the upper and the lower number.

    `now` is the value it has, in words, whatever is tried.
    """

    fact: str
    name: FactName
    fields: tuple[BoundField, ...]
    slider: Slider | None
    is_touched: bool
    now: str

    @property
    def is_ratio(self) -> bool:
        return len(self.fields) == 2


class NumbersField(forms.CharField):
    """A list of numbers as `2; 1,5; 2`; empty is an empty list."""

    widget = Words(attrs={"class": "figure", "autocomplete": "off"})

    def clean(self, value: str | None) -> tuple[Decimal, ...]:
        parts = [part for part in (super().clean(value) or "").split(";") if part.strip()]
        try:
            return tuple(parse_number(part.strip()) for part in parts)
        except ValueError as error:
            raise ValidationError(_("Ghi các số cách nhau bằng dấu chấm phẩy, ví dụ 2; 1,5; 2.")) from error


class TrialForm(forms.Form):
    """A field a fact, two for a ratio. What the address does not name keeps the value it has."""

    use_required_attribute = False

    def __init__(
        self,
        given: Mapping[str, str],
        *,
        criteria_set: CriteriaSet,
        criteria: Sequence[Criterion],
        values: Mapping[str, FactValue],
        names: Mapping[str, FactName],
        reaches: Mapping[str, Decimal] | None = None,
    ) -> None:
        self.values, self.names, self.reaches = values, names, reaches or {}
        forms_of = fact_forms(criteria_set)
        self.kinds = {fact: _kind(forms_of[fact], values.get(fact)) for each in criteria for fact in each.facts}
        self.known = {key: text for fact in self.kinds for key, text in self._now(fact).items()}
        super().__init__({key: given.get(key, text) for key, text in self.known.items()})
        levels = _levels(criteria)
        for fact, kind in self.kinds.items():
            self.fields |= _fields(fact, kind, names[fact], levels.get(fact, ()))

    def inputs(self, facts: Iterable[str]) -> list[FactInput]:
        """The fields of these facts, in their order."""
        return [self._input(fact) for fact in facts]

    def is_touched(self, fact: str) -> bool:
        """Whether something else stands in its fields than the value it has."""
        return any(self.data[key] != self.known[key] for key in _keys(fact, self.kinds[fact]))

    def touched(self, *, but: str = "") -> dict[str, str]:
        """What stands in the fields of the touched facts, one left out: enough to come back to this page."""
        facts = [fact for fact in self.kinds if fact != but and self.is_touched(fact)]
        return {key: self.data[key] for fact in facts for key in _keys(fact, self.kinds[fact])}

    @property
    def changes(self) -> Mapping[str, FactValue]:
        """The facts that are tried with another value than they have."""
        typed_values = {fact: self._value(fact) for fact in self.kinds}
        return {fact: value for fact, value in typed_values.items() if value != self.values.get(fact)}

    def refuse(self, refused: FactsRefused) -> None:
        """Puts each fault beside the field of its fact."""
        for fault in refused.faults:
            keys = _keys(fault.place, self.kinds[fault.place]) if fault.place in self.kinds else (None,)
            self.add_error(keys[0], f"{fault.what}; {fault.expected}.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for fact, kind in self.kinds.items():
            if kind is FactForm.RATIO:
                upper, lower = _keys(fact, kind)
                one_empty = (cleaned.get(upper) is None) != (cleaned.get(lower) is None)
                if one_empty and not {upper, lower} & set(self.errors):
                    self.add_error(upper, _("Ghi cả tử số và mẫu số, hoặc để trống cả hai."))
        return cleaned

    def _input(self, fact: str) -> FactInput:
        fields = tuple(self[key] for key in _keys(fact, self.kinds[fact]))
        name, slider = self.names[fact], self._slider(fact, fields)
        return FactInput(fact, name, fields, slider, self.is_touched(fact), value_text(self.values.get(fact), name))

    def _slider(self, fact: str, fields: Sequence[BoundField]) -> Slider | None:
        match self.kinds[fact]:
            case FactForm.RATIO:
                value = self.values.get(fact)
                most = value.denominator if isinstance(value, Quotient) else Decimal(0)
                return Slider(fields[0], most, within=fields[1])
            case FactForm.NUMBER if self.reaches.get(fact):
                return Slider(fields[0], self.reaches[fact])
            case _:
                return None

    def _now(self, fact: str) -> dict[str, str]:
        return dict.fromkeys(_keys(fact, self.kinds[fact]), "") | typed(fact, self.values.get(fact))

    def _value(self, fact: str) -> FactValue:
        kind = self.kinds[fact]
        given = [self.cleaned_data.get(key) for key in _keys(fact, kind)]
        match kind:
            case FactForm.BOOLEAN:
                return {_YES: True, _NO: False}.get(given[0])
            case FactForm.RATIO:
                return None if None in given else Quotient(*map(Decimal, given))
            case FactForm.LIST:
                return given[0] or self._empty(fact)
            case _:
                return given[0] if given[0] != "" else None

    def _empty(self, fact: str) -> FactValue:
        """An empty line leaves a missing list missing."""
        return None if self.values.get(fact) is None else ()


def typed(fact: str, value: FactValue) -> dict[str, str]:
    """The value as its fields have it, by their names; nothing for a missing one."""
    match value:
        case None:
            return {}
        case bool():
            return {fact: _YES if value else _NO}
        case Quotient(numerator, denominator):
            return dict(zip(_keys(fact, FactForm.RATIO), map(number_text, (numerator, denominator)), strict=True))
        case tuple():
            return {fact: "; ".join(map(number_text, value))}
        case Decimal():
            return {fact: number_text(value)}
        case _:
            return {fact: value}


def _kind(able: frozenset[FactForm], value: FactValue) -> FactForm:
    """The form in which a fact is typed; one that is shown only may have any: that of its value, or a number."""
    if len(able) == 1:
        return next(iter(able))
    return FactForm.RATIO if isinstance(value, Quotient) else FactForm.NUMBER


def _keys(fact: str, kind: FactForm) -> tuple[str, ...]:
    return (f"{fact}.upper", f"{fact}.lower") if kind is FactForm.RATIO else (fact,)


def _fields(fact: str, kind: FactForm, name: FactName, levels: Sequence[str]) -> dict[str, forms.Field]:
    match kind:
        case FactForm.BOOLEAN:
            choices = [("", _("Chưa có số liệu")), (_YES, _("Có")), (_NO, _("Không"))]
            return {fact: forms.ChoiceField(label=name.title, choices=choices, required=False)}
        case FactForm.LEVEL:
            told = [("", _("Chưa có số liệu")), *((level, level) for level in levels)]
            return {fact: forms.ChoiceField(label=name.title, choices=told, required=False)}
        case FactForm.LIST:
            return {fact: NumbersField(label=name.title, required=False)}
        case FactForm.RATIO:
            upper, lower = _keys(fact, kind)
            title, _of, whole = name.title.partition(" / ")
            return {
                upper: NumberField(label=title, required=False),
                lower: NumberField(label=capfirst(whole) or _("Mẫu số"), required=False),
            }
        case FactForm.NUMBER:
            return {fact: NumberField(label=name.title, required=False)}


def _levels(criteria: Sequence[Criterion]) -> dict[str, tuple[str, ...]]:
    """By fact that is read as a level, the levels, as the rules name them."""
    found: dict[str, tuple[str, ...]] = {}
    for criterion in criteria:
        for leaf, _maximum in leaves(criterion.rule, ZERO):
            if isinstance(leaf, Tiers):
                named = (*found.get(leaf.fact, ()), *(name for name, _points in leaf.levels))
                found[leaf.fact] = tuple(dict.fromkeys(named))
    return found
