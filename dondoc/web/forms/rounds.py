"""The forms of a round: what it is called, its days, and the bodies that are taken into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dondoc.actions.rounds import Body, RoundDraft
from dondoc.core.refusals import Fault
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.models import Department
from dondoc.web.forms.fields import DayField

_PROFILES = {
    "with-procedures": _("Có thủ tục hành chính"),
    "without-procedures": _("Không có thủ tục hành chính"),
    "province": _("Tỉnh, thành phố"),
}
_REQUIRED = {"required": _("Hãy ghi ở đây.")}


def profile_title(profile: str) -> str:
    """What a profile of a set is called; one of an unknown set by its own name."""
    return str(_PROFILES.get(profile, profile))


def profile_field(criteria_set: CriteriaSet) -> forms.ChoiceField:
    """The profiles of the set; a body has to be put under one of them."""
    choices = [(profile, profile_title(profile)) for profile in criteria_set.profiles]
    return forms.ChoiceField(label=_("Nhóm đơn vị"), choices=choices)


def reason_field() -> forms.CharField:
    """Why a body has no place; left empty, it is ranked."""
    return forms.CharField(
        label=_("Không xếp hạng vì"),
        required=False,
        max_length=200,
        help_text=_("Để trống nếu cơ quan được xếp hạng. Cơ quan không xếp hạng vẫn được chấm điểm."),
        error_messages={"max_length": _("Lý do dài quá 200 ký tự: hãy rút gọn.")},
    )


@dataclass(frozen=True)
class BodyFields:
    """The fields of one body, bound."""

    department: Department
    chosen: forms.BoundField
    profile: forms.BoundField
    reason: forms.BoundField


class RoundForm(forms.Form):
    """A round of one set; for each body that can be taken in `<id>.chosen`, `.profile`, `.unranked_because`."""

    use_required_attribute = False

    title = forms.CharField(label=_("Tên đợt đánh giá"), max_length=200, error_messages=_REQUIRED)
    year = forms.IntegerField(
        label=_("Năm đánh giá"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "figure"}),
        error_messages={**_REQUIRED, "invalid": _("Ghi năm bằng bốn chữ số, ví dụ 2026.")},
        min_value=2000,
        max_value=2100,
    )
    self_due_on = DayField(
        label=_("Hạn tự chấm"), help_text=_("Ngày/tháng/năm, ví dụ 15/6/2026."), error_messages=_REQUIRED
    )
    appraisal_due_on = DayField(label=_("Hạn thẩm định"), required=False)
    dispute_due_on = DayField(label=_("Hạn giải trình"), required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        criteria_set: CriteriaSet,
        departments: Sequence[Department],
        today: date,
    ) -> None:
        last = (criteria_set.valid_to or today).year
        year = min(max(today.year, criteria_set.valid_from.year), last)
        super().__init__(data, initial={"year": year, "title": _now("Đánh giá chuyển đổi số năm %d") % year})
        self._departments = departments
        for each in departments:
            self.fields[f"{each.pk}.chosen"] = forms.BooleanField(
                label=each.name, required=False, initial=len(departments) == 1
            )
            self.fields[f"{each.pk}.profile"] = profile_field(criteria_set)
            self.fields[f"{each.pk}.unranked_because"] = reason_field()

    @property
    def rows(self) -> Iterator[BodyFields]:
        """The bodies with their fields."""
        for each in self._departments:
            yield BodyFields(
                each, self[f"{each.pk}.chosen"], self[f"{each.pk}.profile"], self[f"{each.pk}.unranked_because"]
            )

    def draft(self) -> RoundDraft:
        """Of a valid form only."""
        names = ("title", "year", "self_due_on", "appraisal_due_on", "dispute_due_on")
        return RoundDraft(**{name: self.cleaned_data[name] for name in names})

    def bodies(self) -> list[Body]:
        """The bodies chosen. Of a valid form only."""
        given = self.cleaned_data
        return [
            body_of(each.pk, given[f"{each.pk}.profile"], given[f"{each.pk}.unranked_because"])
            for each in self._departments
            if given[f"{each.pk}.chosen"]
        ]

    def take_over(self, fault: Fault) -> None:
        """Puts a fault of the action beside its field."""
        self.add_error(fault.field if fault.field in self.fields else None, fault.sentence)


class BodyForm(forms.Form):
    """One more body for a round."""

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, str] | None, *, criteria_set: CriteriaSet, departments: Sequence[Department]
    ) -> None:
        super().__init__(data)
        choices = [(each.pk, each.name) for each in departments]
        self.fields["body"] = forms.TypedChoiceField(label=_("Cơ quan"), choices=choices, coerce=int)
        self.fields["profile"] = profile_field(criteria_set)
        self.fields["unranked_because"] = reason_field()

    def body(self) -> Body:
        """Of a valid form only."""
        given = self.cleaned_data
        return body_of(given["body"], given["profile"], given["unranked_because"])

    def take_over(self, fault: Fault) -> None:
        """Puts a fault of the action beside its field."""
        self.add_error(fault.field.partition(".")[2] or None, fault.sentence)


def body_of(department_id: int, profile: str, unranked_because: str) -> Body:
    """A body; one with a reason not to be ranked is not."""
    return Body(department_id, profile, not unranked_because, unranked_because)
