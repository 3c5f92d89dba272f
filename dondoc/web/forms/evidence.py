"""The form of a proof: the file and the particulars of the document in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.actions.evidence import Particulars
from dondoc.core.proof_files import LARGEST


class EvidenceForm(forms.Form):
    """A file and what the document is. Kind and size of the file are judged by the action."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Tệp minh chứng"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("Tệp .pdf, .docx, .xlsx, .png, .jpg, đến 20 MB."),
        error_messages={"required": _("Hãy chọn tệp minh chứng.")},
    )
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False, help_text=_("Ví dụ 38/QĐ-STP."))
    issued_on = forms.DateField(
        label=_("Ngày ban hành"),
        required=False,
        input_formats=["%d/%m/%Y"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "figure"}),
        help_text=_("Ngày/tháng/năm, ví dụ 15/3/2026."),
        error_messages={"invalid": _("Không phải ngày. Ghi ngày/tháng/năm, ví dụ 15/3/2026.")},
    )
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    abstract = forms.CharField(label=_("Trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    page = forms.CharField(
        label=_("Trang"), max_length=40, required=False, help_text=_("Chỗ ghi nội dung chứng minh, ví dụ 2 hoặc 3–5.")
    )

    is_restricted = forms.BooleanField(
        label=_("Có dữ liệu cá nhân"),
        required=False,
        help_text=_("Mỗi lần mở tệp được ghi vào nhật ký; không có trong tìm kiếm và API."),
    )

    def content(self) -> bytes:
        """The file; of one that is too large only as much as shows that it is."""
        return bytes(self.cleaned_data["file"].read(LARGEST + 1))

    def particulars(self) -> Particulars:
        given = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return Particulars(**given)
