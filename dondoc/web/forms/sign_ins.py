"""What is typed to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.web.forms.passwords import password_field


class SignInForm(forms.Form):
    """Name and password."""

    use_required_attribute = False

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
    )
    password = password_field(_("Mật khẩu"), autocomplete="current-password")
