"""What is typed to show or set up a second factor. Each code of an authenticator app opens once."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from dondoc.actions import second_factors as actions
from dondoc.actions.sign_ins import SignInRefused
from dondoc.core.permissions import Origin
from dondoc.web import clocks

_MISSING = {"required": _("Hãy nhập mã.")}


def matching_step(secret: str, code: str) -> int | None:
    """The thirty-second step, of those that count now, whose code of this secret was typed."""
    digits = "".join(sign for sign in code if sign.isdigit())
    steps = (s for s in yield_hotp_counters_from_time() if constant_time_compare(_code(secret, s), digits))
    return next(steps, None)


def _code(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def _code_field(label: str, help_text: str) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs), error_messages=_MISSING
    )


class _Counted:
    """A code is a try to sign in: locked after too many wrong ones, and a step of the app opens once, whichever worker
    of the site is asked."""

    use_required_attribute = False

    def clean_code(self) -> str:
        given = {"actor": Origin("page", context.request.address), "at": clocks.now()}
        try:
            actions.refuse_locked(self.user.pk, **given)
        except SignInRefused as refused:
            raise ValidationError(refused.sentence) from refused
        try:
            code = super().clean_code()
        except ValidationError:
            actions.try_code(self.user.pk, is_right=False, **given)
            raise
        step = None
        if self.authenticator.type == Authenticator.Type.TOTP:
            # -1 where the half minute has just gone by: later than none.
            step = matching_step(get_adapter().decrypt(self.authenticator.data["secret"]), code) or -1
        if not actions.try_code(self.user.pk, is_right=True, step=step, **given):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Counted, AuthenticateForm):
    """At sign-in: a code of the app, or a recovery code."""

    code = _code_field(_("Mã xác thực"), _("Mã 6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."))


class CodeAgainForm(_Counted, ReauthenticateForm):
    """Before a change: the same."""

    code = _code_field(_("Mã xác thực"), _("Mã 6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."))


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app that is being set up."""

    use_required_attribute = False

    code = _code_field(_("Mã đang hiện trong ứng dụng"), _("6 chữ số, thay đổi sau mỗi 30 giây."))


class PasskeyForm(AddWebAuthnForm):
    """A new passkey with its name."""

    name = forms.CharField(
        label=_("Tên khóa"), max_length=60, required=False, help_text=_("Ví dụ: Máy tính cơ quan, Điện thoại của tôi.")
    )
    passwordless = forms.BooleanField(
        label=_("Dùng khóa này để đăng nhập không cần mật khẩu"),
        required=False,
        initial=True,
        help_text=_("Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN."),
    )

    field_order = ("name", "passwordless", "credential")


class ResetForm(forms.Form):
    """Why an administrator takes somebody's factors away."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        error_messages={"required": _("Hãy ghi lý do.")},
        help_text=_("Ví dụ: mất điện thoại, đã xác minh trực tiếp ngày 18/3/2026. Lý do được lưu vào nhật ký."),
    )
