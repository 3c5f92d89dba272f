"""What is typed where a password is set, changed, asked for again or forgotten."""

from allauth.account.forms import ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.core.passwords import entered
from dondoc.queries.passwords import profile


def password_field(label: str, *, autocomplete: str, help_text: str = "") -> forms.CharField:
    """A password as it is typed: spaces and all."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "off"})
    missing = {"required": _("Hãy nhập mật khẩu.")}
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text, error_messages=missing)


class NewPasswordForm(forms.Form):
    """A new password, typed twice. `least`: how many characters the person's own needs."""

    use_required_attribute = False

    new = password_field(_("Mật khẩu mới"), autocomplete="new-password")
    again = password_field(_("Nhập lại mật khẩu mới"), autocomplete="new-password")

    def __init__(self, data: object = None, *, least: int) -> None:
        super().__init__(data)
        numbers = {"least": least, "recommended": profile().recommended}
        if least < profile().least:
            words = _("Ít nhất %(least)s ký tự, nên từ %(recommended)s; được dùng dấu cách và chữ có dấu.")
        else:
            words = _(
                "Ít nhất %(least)s ký tự, gồm chữ thường, chữ hoa, chữ số và ký hiệu; được dùng dấu cách và chữ có dấu."
                " Ví dụ một câu dễ nhớ của riêng bạn, không ghép từ tên người, tên đơn vị."
            )
        self.fields["new"].help_text = words % numbers

    def clean(self) -> dict[str, str]:
        given = super().clean()
        if "new" in given and "again" in given and entered(given["new"]) != entered(given["again"]):
            self.add_error("again", _("Hai lần nhập chưa giống nhau."))
        return given


class ChangeForm(NewPasswordForm):
    """The owner changes the password."""

    field_order = ("current", "new", "again")
    current = password_field(_("Mật khẩu hiện tại"), autocomplete="current-password")


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    use_required_attribute = False

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
    )


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    use_required_attribute = False

    password = password_field(_("Mật khẩu"), autocomplete="current-password")
