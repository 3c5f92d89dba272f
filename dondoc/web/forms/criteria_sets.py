"""The forms of criteria sets: the annex, one criterion as a person confirms it, what is told of the whole set, the
source of a fact.

Not here: what makes a set or a rule right (core/scoring, actions/set_drafts).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dondoc.actions.criteria_sets import Source as FactSource
from dondoc.actions.set_drafts import CriterionRow, SetHead
from dondoc.analytics.measures import MEASURES
from dondoc.core.refusals import Fault
from dondoc.core.scoring.bindings import BINDING_TITLES, BY_WORDS, FORMS, BindingKind, FactForm
from dondoc.core.scoring.criteria import UNOFFICIAL, NotApplicable, Source
from dondoc.core.vietnamese import number_text, parse_number
from dondoc.models import Target, Task
from dondoc.web.forms.fields import DayField, Lines, LinesField, NumberField, WordsField
from dondoc.web.words import spoken

SOURCE_TITLES = {
    Source.SELF: _("Cơ quan tự báo cáo"),
    Source.AUTOMATIC: _("Hệ thống đo tự động"),
    Source.EXTERNAL: _("Cơ quan khác cho số liệu"),
    Source.SURVEY: _("Điều tra, khảo sát"),
}
_REQUIRED = {"required": _("Hãy ghi ở đây.")}


class _Form(forms.Form):
    """Faults of an action go beside their fields; what has none there stands at the top."""

    use_required_attribute = False

    def take_over(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.sentence)


class ImportForm(_Form):
    """An annex with the table of a set."""

    file = forms.FileField(
        label=_("Tệp phụ lục"),
        help_text=_("Tệp Excel (.xlsx) hoặc Word (.docx) có bảng chỉ số, điểm tối đa, cách tính; không quá 20 MB."),
        allow_empty_file=True,  # the reader says what is wrong with an empty file
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
        error_messages={"required": _("Chưa chọn tệp nào: hãy chọn tệp phụ lục.")},
    )


class CriterionForm(_Form):
    """One criterion of a draft; the rule is written as in a set file."""

    pillar = forms.ChoiceField(label=_("Nhóm chỉ số"), error_messages=_REQUIRED)
    title = WordsField(label=_("Tên chỉ số"), error_messages=_REQUIRED)
    max = NumberField(label=_("Điểm tối đa"), error_messages=_REQUIRED)
    rule = forms.CharField(
        label=_("Cách tính"),
        widget=Lines(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Ghi theo mẫu ở dưới; tên số liệu bằng chữ không dấu, ví dụ so_cuoc_hop."),
        error_messages=_REQUIRED,
    )
    evidence = LinesField(label=_("Tài liệu kiểm chứng"), required=False, help_text=_("Mỗi loại tài liệu một dòng."))
    source = forms.ChoiceField(
        label=_("Nguồn dữ liệu"), choices=[(each.value, title) for each, title in SOURCE_TITLES.items()]
    )
    verifier = WordsField(label=_("Đơn vị xác minh"), required=False)

    def __init__(self, data: Mapping[str, str] | None, *, kept: Mapping[str, Any], pillars: Sequence[Mapping]) -> None:
        initial = {**kept, "evidence": "\n".join(kept["evidence"])}
        if kept["max"] is not None:
            initial["max"] = Decimal(kept["max"])
        super().__init__(data, initial=initial)
        self.fields["pillar"].choices = [(each["code"], f"{each['code']}. {each['title']}") for each in pillars]

    def row(self) -> CriterionRow:
        """Of a valid form only."""
        given = self.cleaned_data
        return CriterionRow(
            pillar=given["pillar"],
            title=given["title"],
            max=Decimal(given["max"]),
            rule=given["rule"],
            evidence=tuple(given["evidence"]),
            source=Source(given["source"]),
            verifier=given["verifier"] or "",
        )


class HeadForm(_Form):
    """What an annex does not print in its table, to take the set into use."""

    title = WordsField(label=_("Tên bộ chỉ số"), error_messages=_REQUIRED)
    decision = WordsField(
        label=_("Quyết định ban hành"),
        required=False,
        help_text=_(
            "Số, ký hiệu và ngày, ví dụ 12/QĐ-UBND ngày 5/1/2026. Để trống thì bộ được ghi là không chính thức."
        ),
    )
    id = WordsField(
        label=_("Mã bộ chỉ số"),
        help_text=_("Chữ thường không dấu, số và dấu gạch nối, ví dụ so-tinh-2026."),
        error_messages=_REQUIRED,
    )
    valid_from = DayField(label=_("Có hiệu lực từ"), error_messages=_REQUIRED)
    valid_to = DayField(label=_("đến"), required=False)
    scale = NumberField(label=_("Tổng điểm"), error_messages=_REQUIRED)
    profiles = LinesField(
        label=_("Nhóm cơ quan được chấm"),
        help_text=_("Mỗi nhóm một dòng; chỉ có một nhóm thì giữ nguyên."),
        error_messages=_REQUIRED,
    )
    not_applicable = forms.ChoiceField(
        label=_("Chỉ số không áp dụng"),
        choices=[
            (NotApplicable.RESCALE.value, _("quy đổi điểm còn lại về tổng điểm")),
            (NotApplicable.SMALLER_MAX.value, _("trừ ra khỏi điểm tối đa của cơ quan")),
        ],
    )
    bands = LinesField(
        label=_("Xếp loại"),
        required=False,
        help_text=_("Mỗi loại một dòng, từ cao xuống thấp, phần trăm phải vượt: Tốt: 80. Loại cuối ghi 0."),
    )

    def clean_bands(self) -> tuple[tuple[str, Decimal], ...]:
        return tuple(map(_band, self.cleaned_data["bands"]))

    def head(self) -> SetHead:
        """Of a valid form only."""
        given = self.cleaned_data
        return SetHead(
            **{key: given[key] for key in ("id", "title", "valid_from", "valid_to", "bands")},
            decision=given["decision"] or UNOFFICIAL,
            scale=Decimal(given["scale"]),
            profiles=tuple(given["profiles"]),
            not_applicable=NotApplicable(given["not_applicable"]),
        )


class BindingForm(_Form):
    """Where one fact is taken from: one choice among what can give the value that the rules read."""

    source = forms.ChoiceField(label=_("Lấy số liệu từ"), error_messages={"invalid_choice": _("Hãy chọn một nguồn.")})

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        now: FactSource,
        forms: frozenset[FactForm],
        targets: Iterable[Target],
        tasks: Iterable[Task],
    ) -> None:
        super().__init__(data, initial={"source": _key(now)})
        able = [kind for kind in BindingKind if FORMS[kind] & forms]
        measured = BindingKind.DOSSIERS in able and FactForm.RATIO in forms
        listed = BY_WORDS | ({BindingKind.DOSSIERS} if measured else set())
        plain = [(kind.value, spoken(BINDING_TITLES[kind])) for kind in able if kind not in listed]
        chosen: list[Any] = [*reversed(plain)]
        if measured:
            options = [(f"{BindingKind.DOSSIERS.value}:{each.name}", spoken(each.title)) for each in MEASURES]
            chosen.append((spoken(BINDING_TITLES[BindingKind.DOSSIERS]), options))
        if BindingKind.TARGET in able:
            chosen.append((_now("Số liệu chỉ tiêu"), [(f"target:{each.pk}", _named(each)) for each in targets]))
        for kind in (BindingKind.TASK, BindingKind.EVIDENCE):
            if kind in able:
                options = [(f"{kind.value}:{each.pk}", f"{each.number}. {_named(each)}") for each in tasks]
                chosen.append((spoken(BINDING_TITLES[kind]), options))
        self.fields["source"].choices = chosen

    def chosen(self) -> FactSource:
        """Of a valid form only."""
        kind, _colon, chosen = self.cleaned_data["source"].partition(":")
        match BindingKind(kind):
            case BindingKind.TARGET:
                return FactSource(BindingKind.TARGET, target_id=int(chosen))
            case BindingKind.DOSSIERS:
                return FactSource(BindingKind.DOSSIERS, measure=chosen)
            case BindingKind.TASK | BindingKind.EVIDENCE as done:
                return FactSource(done, task_id=int(chosen))
            case plain:
                return FactSource(plain)


def _key(source: FactSource) -> str:
    """The choice that stands for a source."""
    chosen = source.target_id or source.task_id or source.measure
    return f"{source.kind.value}:{chosen}" if chosen else source.kind.value


def _named(each: Target | Task) -> str:
    text = each.text if len(each.text) <= 110 else f"{each.text[:109]}…"
    return f"{text} ({each.plan.number or each.plan.year})"


def _band(line: str) -> tuple[str, Decimal]:
    """`Tốt: 80`. Raises ValidationError."""
    name, _colon, percent = line.rpartition(":")
    try:
        return name.strip(), parse_number(percent.strip())
    except ValueError as error:
        told = _("“%(line)s” chưa đúng: ghi tên loại, dấu hai chấm, phần trăm, ví dụ Tốt: 80.")
        raise forms.ValidationError(told, params={"line": line}) from error


def points_of(criteria: Iterable[Mapping[str, Any]]) -> str:
    """What the maxima of the kept criteria add up to, as typed."""
    found = (Decimal(each["max"]) for each in criteria if each["max"] is not None and not each["is_left_out"])
    return number_text(sum(found, Decimal(0)))
