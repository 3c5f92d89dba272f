"""How allauth finds the product's own sign-in: tries counted, addresses, nobody signs up, our words.

Not here: second factor (second_factors), single sign-on (single_sign_on).
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dondoc.actions import sign_ins
from dondoc.core.permissions import Origin
from dondoc.models import User
from dondoc.queries.passwords import must_change
from dondoc.web import clocks
from dondoc.web.addresses import client_address

# In the session of whoever must change the password before anything else.
MUST_CHANGE = "must_change_password"


class AccountAdapter(DefaultAccountAdapter):
    """Every way to sign in ends in `login`; every password that allauth asks for is tried in `authenticate`."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản đang bị khóa. Quản trị hệ thống có thể mở lại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Hãy nhập mật khẩu hiện tại."),
        "incorrect_code": _("Mã không đúng."),
        "invalid_login": _("Không đăng nhập được."),
        "invalid_or_expired_key": _("Liên kết không còn dùng được."),
        "too_many_login_attempts": _("Đã thử quá nhiều lần. Hãy thử lại sau."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "rate_limited": _("Đã thử quá nhiều lần. Hãy thử lại sau."),
    }

    def authenticate(self, request: HttpRequest, **credentials: str) -> User:
        """The account, or a ValidationError in words; the try is counted."""
        try:
            return sign_ins.try_password(
                username=credentials["username"],
                password=credentials["password"],
                actor=Origin("page", client_address(request)),
                at=clocks.now(),
            )
        except sign_ins.SignInRefused as refused:
            raise ValidationError(refused.sentence) from refused

    def reauthenticate(self, user: User, password: str) -> bool:
        try:
            return self.authenticate(self.request, username=user.username, password=password).pk == user.pk
        except ValidationError as fault:
            if fault.message == sign_ins.SignInRefused().sentence:
                return False
            raise

    def login(self, request: HttpRequest, user: User) -> None:
        """Signed in, whatever the way: counted, recorded, and sent to change a password that must be changed."""
        ways = [record["method"] for record in get_authentication_records(request, user)]
        # Asked before: from here on the sign-in counts as a sign of life.
        is_due = must_change(user, clocks.now())
        super().login(request, user)
        if is_due:
            request.session[MUST_CHANGE] = True
        sign_ins.enter(user, ways=ways, actor=Origin("page", client_address(request)), at=clocks.now())

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
