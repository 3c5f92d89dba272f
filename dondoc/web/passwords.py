"""The pages on which passwords are changed, forgotten and set through a one-time link, and the slip with the link."""

from collections.abc import Callable

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from dondoc.actions import passwords as actions
from dondoc.actions.passwords import Invitation, LinkSpent
from dondoc.core.permissions import Origin
from dondoc.core.refusals import Faulty
from dondoc.queries.passwords import least_length, link_holder, sends_mail
from dondoc.web import clocks
from dondoc.web.adapters import MUST_CHANGE
from dondoc.web.addresses import client_address
from dondoc.web.forms.passwords import ChangeForm, ForgottenForm, NewPasswordForm

_OPEN = frozenset({"password_change", "sign_out", "set_language", "session_alive", "account_reauthenticate"})


class MustChange:
    """Whoever came in with a first password, or an administrator with an old one, reaches only the page to change it.

    The second factor goes before: it is asked for, and set up, on the way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        name = request.resolver_match.url_name or ""
        if MUST_CHANGE not in request.session or not request.user.is_authenticated:
            return None
        if name in _OPEN or name.startswith("mfa_") or not getattr(view, "login_required", True):
            return None
        address = reverse("password_change")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@sensitive_post_parameters("current", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    form = ChangeForm(request.POST or None, least=least_length(request.user))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = actions.change(current=given["current"], new=given["new"], actor=request.viewer, at=clocks.now())
        except Faulty as faulty:
            _take_over(form, faulty)
        else:
            request.session.pop(MUST_CHANGE, None)
            update_session_auth_hash(request, user)
            request.user = user
            password_changed.send(sender=user.__class__, request=request, user=user)
            messages.success(request, _("Đã đổi mật khẩu. Các phiên làm việc khác đã kết thúc."))
            return redirect("home")
    return render(request, "account/password_change.html", {"form": form, "must": MUST_CHANGE in request.session})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = Origin("page", client_address(request))
        actions.ask_reset(username=form.cleaned_data["username"], actor=origin, at=clocks.now())
        return redirect(reverse("password_forgotten") + "?sent=1")
    context = {"form": form, "is_sent": "sent" in request.GET and request.method == "GET", "sends_mail": sends_mail()}
    return render(request, "account/password_reset.html", context)


@sensitive_post_parameters("new", "again")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    holder = link_holder(token, clocks.now())
    if holder is None:
        raise LinkSpent
    form = NewPasswordForm(request.POST or None, least=least_length(holder))
    if request.method == "POST" and form.is_valid():
        origin = Origin("page", client_address(request))
        try:
            actions.set_by_link(token, new=form.cleaned_data["new"], actor=origin, at=clocks.now())
        except Faulty as faulty:
            _take_over(form, faulty)
        else:
            messages.success(request, _("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
            return redirect("sign_in")
    response = render(request, "account/password_by_link.html", {"form": form, "holder": holder})
    # The address of this page is the link itself. (Without any referrer a browser would not say whose form is sent.)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@require_POST
def invite(request: HttpRequest, user_id: int) -> HttpResponse:
    return hand_over(request, actions.invite(user_id, actor=request.viewer, at=clocks.now()))


def hand_over(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """After an account was opened or a password taken away: says to whom the letter goes, or shows the slip, once."""
    if invitation.mailed_to:
        words = _("Đã gửi thư có liên kết đặt mật khẩu tới %(address)s cho %(name)s.")
        messages.success(request, words % {"address": invitation.mailed_to, "name": invitation.user})
        return redirect("people")
    site = settings.SITE_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    context = {"person": invitation.user, "until": invitation.until, "link": site + invitation.path}
    response = render(request, "account/slip.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _take_over(form: NewPasswordForm, faulty: Faulty) -> None:
    for fault in faulty.faults:
        form.add_error(fault.field, fault.sentence)
