"""What an administrator types to tie an account to the identity provider."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TieForm(forms.Form):
    """The subject: the provider's own, lasting name of the person's account there."""

    use_required_attribute = False

    subject = forms.CharField(
        label=_("Mã định danh"),
        max_length=191,
        error_messages={"required": _("Hãy ghi mã định danh.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("Mã (sub) của người này ở hệ thống đăng nhập một lần; trang từ chối lần đăng nhập đầu có ghi."),
    )
