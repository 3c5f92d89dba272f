"""Single sign-on: out to the identity provider of the settings and back; who comes back is its issuer and subject.

allauth carries state and PKCE; what it leaves to trust (signature, algorithm, key, nonce of the ID token) is verified
here. An e-mail, verified or not, never ties anybody to an account: an administrator does (actions/single_sign_on).
"""

import logging
from collections.abc import Mapping

import jwt
import requests
from allauth.account.internal.decorators import login_not_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dondoc.actions import single_sign_on as actions
from dondoc.core.permissions import Origin
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.web import clocks
from dondoc.web.addresses import client_address
from dondoc.web.forms.single_sign_on import TieForm

_log = logging.getLogger(__name__)

# The only signatures that are believed, and the kind of key of each: none that a public key could forge.
_KEY_KINDS = {"RS256": "RSA", "ES256": "EC"}
_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_LEEWAY_SECONDS = 30
# What a provider that is away, or describes itself wrongly, ends in before allauth begins to watch.
_UNDESCRIBED = (OAuth2Error, KeyError, requests.RequestException)


def claims_of(token: str, *, keys: Mapping[str, object], issuer: str, audience: str, nonce: str) -> dict[str, object]:
    """What an ID token says, every part of it verified against the provider's published keys.

    Raises OAuth2Error: an algorithm other than RS256 and ES256, a key that is not published once under the token's
    key id, a wrong signature, issuer, audience, authorised party or nonce, an end that is past, a claim missing.
    """
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in _KEY_KINDS:
            raise OAuth2Error(f"algorithm {algorithm!r} is not believed")
        key = _published_key(keys, header.get("kid"), algorithm)
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=audience,
            leeway=_LEEWAY_SECONDS,
            options={"require": _CLAIMS},
        )
    except jwt.PyJWTError as fault:
        raise OAuth2Error(f"ID token: {fault}") from fault
    if claims.get("azp", audience) != audience or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1):
        raise OAuth2Error("ID token: made for more than this site")
    if not nonce or not constant_time_compare(str(claims["nonce"]), nonce):
        raise OAuth2Error("ID token: not the nonce of this sign-in")
    if not claims["sub"]:
        raise OAuth2Error("ID token: nobody named")
    return claims


def _published_key(keys: Mapping[str, object], kid: object, algorithm: str) -> jwt.PyJWK:
    published = keys.get("keys")
    found = [
        key
        for key in (published if isinstance(published, list) else ())
        if isinstance(key, dict)
        and kid
        and key.get("kid") == kid
        and key.get("kty") == _KEY_KINDS[algorithm]
        and key.get("use", "sig") == "sig"
    ]
    if len(found) != 1:
        raise OAuth2Error(f"key id {kid!r} is not published")
    return jwt.PyJWK(found[0], algorithm=algorithm)


class IssuerAdapter(OpenIDConnectOAuth2Adapter):
    """The one provider of the settings."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, settings.OIDC_ISSUER)
        self.nonce = ""

    @property
    def openid_config(self) -> dict[str, object]:
        config = super().openid_config
        if config.get("issuer") != settings.OIDC_ISSUER:
            raise OAuth2Error("the provider calls itself by another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        return request.build_absolute_uri(reverse("single_sign_on_return"))

    def get_access_token_data(
        self, request: HttpRequest, app: object, client: OAuth2Client, pkce_code_verifier: str | None = None
    ) -> dict[str, object]:
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error(f"token endpoint: {fault!r}") from fault

    def parse_token(self, data: dict[str, object]) -> SocialToken:
        return SocialToken(token="")  # never kept, never used

    def complete_login(self, request: HttpRequest, app: object, token: SocialToken, **kwargs: object) -> SocialLogin:
        """Who signs in, by the ID token alone; nothing but the subject is taken from it."""
        config = self.openid_config
        with get_social_adapter().get_requests_session() as session:
            answer = session.get(config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json()
        claims = claims_of(
            str(kwargs["response"].get("id_token", "")),
            keys=keys if isinstance(keys, dict) else {},
            issuer=settings.OIDC_ISSUER,
            audience=app.client_id,
            nonce=self.nonce,
        )
        return self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": claims["sub"]}})


class _Return(OAuth2CallbackView):
    """The way back: allauth's, which spends the state; the nonce of the same state goes on to the ID token."""

    def _get_state(self, request: HttpRequest, provider: object) -> tuple[dict | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state["data"]["nonce"]
        return state, response


class _Requests(requests.Session):
    """Requests to the provider: 10 seconds, no redirects, no credentials of the machine."""

    def request(self, method: str, url: str, **kwargs: object) -> requests.Response:
        kwargs |= {"timeout": settings.SOCIALACCOUNT_REQUESTS_TIMEOUT, "allow_redirects": False}
        answer = super().request(method, url, **kwargs)
        if answer.is_redirect:
            raise requests.TooManyRedirects("the provider's addresses must answer themselves", response=answer)
        return answer


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Only who was tied by an administrator comes in; every refusal is a sentence at the gate."""

    def get_requests_session(self) -> requests.Session:
        return _Requests()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not sociallogin.is_existing:
            subject = sociallogin.account.uid
            actions.note_refused("untied", subject=subject, actor=_origin(request), at=clocks.now())
            context = {"subject": subject}
            raise ImmediateHttpResponse(render(request, "socialaccount/untied.html", context, status=403))
        if not sociallogin.user.is_active:  # allauth shows the page of switched-off accounts
            actions.note_refused("switched off", user=sociallogin.user, actor=_origin(request), at=clocks.now())

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, object] | None = None,
    ) -> None:
        raise ImmediateHttpResponse(_refused(request, exception, is_try=error != AuthError.CANCELLED))


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What the sign-in page shows: the provider's name, where there is one."""
    return {"single_sign_on": settings.OIDC_NAME}


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Out to the provider, with a state, a nonce and a PKCE challenge that this browser alone can redeem."""
    if not settings.OIDC_ISSUER:
        raise NotVisible
    adapter = IssuerAdapter(request)
    provider = adapter.get_provider()
    challenge, nonce = generate_code_challenge(), get_random_string(32)
    verifier = challenge.pop("code_verifier")
    try:
        client, address = adapter.get_client(request, provider.app), adapter.authorize_url
    except _UNDESCRIBED as fault:
        return _refused(request, fault, is_try=False)
    client.state = provider.stash_redirect_state(
        request, "login", _page_after(request), {"nonce": nonce}, pkce_code_verifier=verifier
    )
    return redirect(client.get_redirect_url(address, ["openid"], {**challenge, "nonce": nonce}))


@login_not_required
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: signed in (the second factor comes next, where there is one), or a sentence why not."""
    if not settings.OIDC_ISSUER:
        raise NotVisible
    try:
        return _Return.adapter_view(IssuerAdapter)(request)
    except _UNDESCRIBED as fault:
        return _refused(request, fault)


@require_POST
def tie(request: HttpRequest, user_id: int) -> HttpResponse:
    form = TieForm(request.POST)
    subject = form.data.get("subject", "")
    try:
        user = actions.tie(user_id, issuer=settings.OIDC_ISSUER, subject=subject, actor=request.viewer, at=clocks.now())
        messages.success(request, _("Đã gắn tài khoản đăng nhập một lần cho %(name)s.") % {"name": user})
    except Faulty as faulty:
        messages.error(request, faulty.sentence)
    return redirect("person_sign_in", user_id)


@require_POST
def untie(request: HttpRequest, user_id: int, tie_id: int) -> HttpResponse:
    user = actions.untie(user_id, tie_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã bỏ gắn tài khoản đăng nhập một lần của %(name)s.") % {"name": user})
    return redirect("person_sign_in", user_id)


def _page_after(request: HttpRequest) -> str | None:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and is_ours else None


def _origin(request: HttpRequest) -> Origin:
    return Origin("page", client_address(request))


def _refused(request: HttpRequest, fault: Exception | None, *, is_try: bool = True) -> HttpResponse:
    """The gate, with a sentence; somebody who tried and did not come in stands in the trail."""
    why, is_away = type(fault).__name__ if fault else "state", isinstance(fault, requests.RequestException)
    _log.warning("single sign-on refused: %s", why)
    if is_try and not is_away:
        actions.note_refused(why, actor=_origin(request), at=clocks.now())
    if is_away:
        words = _("Chưa kết nối được với %(name)s. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu.")
    else:
        words = _("Việc đăng nhập qua %(name)s không thành công. Hãy thử lại, hoặc đăng nhập bằng mật khẩu.")
    messages.error(request, words % {"name": settings.OIDC_NAME})
    return redirect(settings.LOGIN_URL)
