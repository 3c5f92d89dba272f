"""Signing in by name and password; whom the locks keep out, and letting them in again.

Not here: the second factor and single sign-on, to which allauth goes on from here.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import sign_ins as actions
from dondoc.core.permissions import Act, Origin, may
from dondoc.queries.passwords import sends_mail
from dondoc.queries.sign_ins import locked, switched_off_idle
from dondoc.web import clocks
from dondoc.web.addresses import client_address
from dondoc.web.forms.sign_ins import SignInForm


@sensitive_post_parameters("password")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    following = _following(request)
    if request.user.is_authenticated:
        return redirect(following or "home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = Origin("page", client_address(request))
        try:
            user = actions.try_password(**form.cleaned_data, actor=origin, at=clocks.now())
        except actions.SignInRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            login = Login(user=user, redirect_url=following or None)
            return perform_password_login(request, {"username": user.username}, login)
    return render(request, "account/login.html", {"form": form, "next": following, "sends_mail": sends_mail()})


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "locked": locked(request.viewer, clocks.now()),
        "idle": switched_off_idle(request.viewer),
        "may_unlock": may(request.viewer, Act.PEOPLE_WRITE),
    }
    return render(request, "account/locked.html", context)


@require_POST
def unlock(request: HttpRequest, user_id: int) -> HttpResponse:
    user = actions.unlock(user_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã mở khóa đăng nhập cho %(name)s.") % {"name": user})
    return redirect("locked_sign_ins")


def _following(request: HttpRequest) -> str:
    """The page that was asked for before, of this site alone."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
