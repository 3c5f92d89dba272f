"""What the appraiser writes: points with their reason, a second reading, the answer to a dispute, a sample to draw."""

from collections.abc import Collection, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.actions.scores import Given
from dondoc.core.assessments import OUTCOME_TITLES, REASON_TITLES, Outcome, ReasonCode
from dondoc.core.refusals import Fault
from dondoc.queries.appraisals import Case
from dondoc.web.forms.fields import Lines, NumberField, Words
from dondoc.web.words import spoken

_LONGEST = {"max_length": _("Nội dung dài quá 4.000 ký tự: hãy rút gọn.")}


class PointsForm(forms.Form):
    """Points of one criterion of one body; without points only where it does not apply."""

    use_required_attribute = False

    points = NumberField(label=_("Điểm"), required=False)
    does_not_apply = forms.BooleanField(label=_("Không áp dụng cho cơ quan này"), required=False)
    words = forms.CharField(
        label=_("Ý kiến"), required=False, max_length=4000, widget=Lines({"rows": 3}), error_messages=_LONGEST
    )

    def __init__(self, case: Case, data: Mapping[str, str] | None = None) -> None:
        self.case = case
        super().__init__(data, initial=self.standing())

    def standing(self) -> dict[str, object]:
        """What stands in the form before anything is typed."""
        return {}

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("points") is None and not given.get("does_not_apply") and "points" not in self.errors:
            self.add_error("points", _("Hãy ghi điểm, hoặc đánh dấu “Không áp dụng”."))
        return given

    def given(self) -> Given:
        """Of a valid form only."""
        said = self.cleaned_data
        points = None if said["does_not_apply"] else said["points"]
        return Given(self.case.criterion.code, points, said.get("reason") or None, said["words"])

    def take_over(self, faults: Collection[Fault]) -> None:
        """Puts the faults of the action beside their fields."""
        for fault in faults:
            name = fault.field.rpartition(".")[2]
            self.add_error(name if name in self.fields else None, fault.sentence)


class AppraisalForm(PointsForm):
    """Appraised points; a reason where they differ from those that the body has signed."""

    reason = forms.TypedChoiceField(label=_("Lý do khác điểm cơ quan đã ký"), required=False, coerce=ReasonCode)
    field_order = ("points", "does_not_apply", "reason", "words")

    def __init__(self, case: Case, data: Mapping[str, str] | None = None) -> None:
        super().__init__(case, data)
        titles = [(code.value, spoken(title)) for code, title in REASON_TITLES.items()]
        self.fields["reason"].choices = [("", _("Không khác")), *titles]

    def standing(self) -> dict[str, object]:
        row = self.case.given or self.case.standing
        if row is None:
            return {}
        does_not_apply = row.state == "not-applicable"
        kept = {"reason": row.reason, "words": row.words} if self.case.given else {}
        return {"points": row.points, "does_not_apply": does_not_apply, **kept}


class DecisionForm(forms.Form):
    """What the appraiser decides on a dispute; points only where it is accepted in part."""

    use_required_attribute = False

    outcome = forms.TypedChoiceField(
        label=_("Quyết định"),
        widget=forms.RadioSelect,
        coerce=Outcome,
        error_messages={"required": _("Hãy chọn chấp nhận, chấp nhận một phần hay không chấp nhận.")},
    )
    points = NumberField(
        label=_("Điểm sau giải trình"),
        required=False,
        help_text=_("Chỉ ghi khi chấp nhận một phần: ở giữa điểm thẩm định và điểm đề nghị."),
    )
    answer = forms.CharField(
        label=_("Ý kiến trả lời"),
        max_length=4000,
        widget=Lines({"rows": 3}),
        error_messages={"required": _("Hãy ghi ý kiến trả lời để cơ quan được đánh giá biết lý do."), **_LONGEST},
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.fields["outcome"].choices = [(outcome.value, spoken(title)) for outcome, title in OUTCOME_TITLES.items()]

    def take_over(self, faults: Collection[Fault]) -> None:
        """Puts the faults of the action beside their fields."""
        for fault in faults:
            self.add_error(fault.field, fault.sentence)


class SampleForm(forms.Form):
    """A sample to draw."""

    use_required_attribute = False

    seed = forms.CharField(
        label=_("Mã gieo"),
        max_length=60,
        widget=Words,
        help_text=_("Chữ hoặc số bất kỳ, nên chọn trước mặt mọi người; cùng mã thì rút lại được đúng mẫu này."),
        error_messages={"required": _("Hãy ghi mã gieo (chữ hoặc số bất kỳ).")},
    )
    count = forms.IntegerField(
        label=_("Số chỉ số rút"),
        widget=Words(attrs={"inputmode": "numeric", "class": "figure"}),
        error_messages={"required": _("Hãy ghi số chỉ số cần rút."), "invalid": _("Ghi số nguyên, ví dụ 10.")},
    )

    def take_over(self, faults: Collection[Fault]) -> None:
        """Puts the faults of the action beside their fields."""
        for fault in faults:
            self.add_error(fault.field, fault.sentence)
