"""Forms of one criterion: own words, points of a stage, proof, dispute. Not here: facts (facts)."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.actions.evidence import Particulars
from dondoc.actions.scores import Given
from dondoc.core.assessments import OUTCOME_TITLES, REASON_TITLES, Outcome, ReasonCode
from dondoc.core.refusals import Fault
from dondoc.web.forms.evidence import EvidenceForm
from dondoc.web.forms.fields import Lines, NumberField
from dondoc.web.words import spoken


class TellingForm(forms.Form):
    """A form in which a fault of an action, named after the criterion too, stands beside its field."""

    use_required_attribute = False

    def tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            field = fault.field.rpartition(".")[2]
            self.add_error(field if field in self.fields else None, fault.sentence)


class WordsForm(TellingForm):
    """What the body says of its own points."""

    words = forms.CharField(
        label=_("Giải thích của đơn vị"),
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("Vì sao được điểm như vậy, hoặc vì sao chưa có số liệu."),
    )


class PointsForm(TellingForm):
    """Points that the Office or the appraiser gives, with the reason where they differ; no points: does not apply."""

    points = NumberField(label=_("Điểm"), required=False, help_text=_("Để trống nếu chỉ số không áp dụng."))
    reason = forms.TypedChoiceField(
        label=_("Lý do, khi điểm khác cột trước"), required=False, coerce=ReasonCode, empty_value=None
    )
    words = forms.CharField(label=_("Ý kiến"), required=False, widget=Lines(attrs={"rows": 2}))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["reason"].choices = [("", "–"), *((code.value, spoken(t)) for code, t in REASON_TITLES.items())]

    def given(self, code: str) -> Given:
        said = self.cleaned_data
        points = None if said["points"] is None else Decimal(said["points"])
        return Given(code, points, said["reason"], said["words"])


class ProofForm(EvidenceForm):
    """A file that proves the criterion; one with personal data is given with an answer, where it is guarded."""

    is_restricted = None
    file = forms.FileField(
        label=_("Tệp minh chứng"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("Tệp .pdf, .docx, .xlsx, .png, .jpg, đến 20 MB, không có dữ liệu cá nhân."),
        error_messages={"required": _("Hãy chọn tệp minh chứng.")},
    )

    def particulars(self) -> Particulars:
        return Particulars(**{name: value for name, value in self.cleaned_data.items() if name != "file"})

    def tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add_error(fault.field, fault.sentence)


class ChoiceForm(TellingForm):
    """A proof given with an answer, taken for the criterion too."""

    evidence = forms.TypedChoiceField(
        label=_("Minh chứng đã nộp kèm trả lời"),
        coerce=int,
        error_messages={"required": _("Hãy chọn một minh chứng."), "invalid_choice": _("Hãy chọn một minh chứng.")},
    )
    place = forms.CharField(
        label=_("Trang"), max_length=40, required=False, help_text=_("Chỗ ghi nội dung chứng minh, ví dụ 2 hoặc 3–5.")
    )

    def __init__(self, *given: object, choices: list[tuple[int, str]], **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["evidence"].choices = [("", "–"), *choices]

    def tell(self, faults: Iterable[Fault]) -> None:
        super().tell(Fault({"file": "evidence", "page": "place"}[fault.field], fault.sentence) for fault in faults)


class DisputeForm(TellingForm):
    """What the body answers to the appraised points."""

    asked_points = NumberField(label=_("Điểm đề nghị"), error_messages={"required": _("Hãy ghi số điểm đề nghị.")})
    words = forms.CharField(
        label=_("Nội dung giải trình"),
        widget=Lines(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi nội dung giải trình.")},
    )


class DecisionForm(TellingForm):
    """The appraiser's answer to a dispute."""

    outcome = forms.TypedChoiceField(
        label=_("Kết luận"), coerce=Outcome, error_messages={"required": _("Hãy chọn kết luận.")}
    )
    points = NumberField(label=_("Điểm, khi chấp nhận một phần"), required=False)
    answer = forms.CharField(
        label=_("Ý kiến trả lời"),
        widget=Lines(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi ý kiến trả lời để cơ quan được đánh giá biết lý do.")},
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["outcome"].choices = [("", "–"), *((each.value, spoken(t)) for each, t in OUTCOME_TITLES.items())]
