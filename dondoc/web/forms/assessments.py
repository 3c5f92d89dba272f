"""Forms of an assessment as a whole: a move, owners of criteria, what applies. Not here: facts, one criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from dondoc.core.assessments import NEEDS_REASON, Move
from dondoc.core.scoring.criteria import CriteriaSet, Criterion
from dondoc.models import Unit
from dondoc.web.forms.rounds import profile_field


class MoveForm(forms.Form):
    """A move, with a reason where it takes one."""

    use_required_attribute = False

    move = forms.TypedChoiceField(choices=[(each.value, each.value) for each in Move], coerce=Move)
    reason = forms.CharField(
        label=_("Lý do trả lại"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("move") in NEEDS_REASON and not given.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do trả lại để người nhận biết cần bổ sung gì."))
        return given


@dataclass(frozen=True)
class OwnedPillar:
    """A pillar with its criteria, each with its field and the unit it has now."""

    title: str
    rows: Sequence[tuple[Criterion, BoundField, str]]


class OwnersForm(forms.Form):
    """A unit for each criterion."""

    use_required_attribute = False

    def __init__(
        self,
        given: Mapping[str, str] | None,
        *,
        criteria: Sequence[Criterion],
        units: Sequence[Unit],
        owners: Mapping[str, Unit],
    ) -> None:
        self.criteria, self.owners = criteria, owners
        initial = {each.code: owners[each.code].pk for each in criteria if each.code in owners}
        super().__init__(given, initial=initial)
        choices = [("", "–"), *((unit.pk, unit.name) for unit in units)]
        for each in criteria:
            self.fields[each.code] = forms.TypedChoiceField(
                label=_("Đơn vị phụ trách chỉ số %(code)s") % {"code": each.code},
                choices=[*choices, *_ended(owners.get(each.code), units)],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def pillars(self, criteria_set: CriteriaSet) -> list[OwnedPillar]:
        found = [
            OwnedPillar(
                f"{pillar.code}. {pillar.title}",
                [
                    (each, self[each.code], str(self.owners.get(each.code, "")))
                    for each in self.criteria
                    if each.pillar == pillar.code
                ],
            )
            for pillar in criteria_set.pillars
        ]
        return [each for each in found if each.rows]

    def told(self) -> dict[str, Any]:
        """What the action takes: those that changed."""
        now = {code: unit.pk for code, unit in self.owners.items()}
        return {"owners": {code: pk for code, pk in self.cleaned_data.items() if now.get(code) != pk}}


class AppliesForm(forms.Form):
    """The profile and the criteria that do not apply."""

    use_required_attribute = False

    not_applicable = forms.MultipleChoiceField(
        label=_("Chỉ số không áp dụng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ số không áp dụng không có điểm, điểm tối đa của phiếu giảm theo hoặc được quy đổi."),
    )

    def __init__(self, *given: object, criteria_set: CriteriaSet, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["profile"] = profile_field(criteria_set)
        told = [(each.code, f"{each.code} {each.title}") for each in criteria_set.criteria]
        self.fields["not_applicable"].choices = told

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data}


def _ended(unit: Unit | None, units: Sequence[Unit]) -> list[tuple[int, str]]:
    """The unit that a criterion has, where it has ended since: it stays until another is chosen."""
    return [(unit.pk, unit.name)] if unit is not None and unit not in units else []
