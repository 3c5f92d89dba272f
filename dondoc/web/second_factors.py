"""The second factor: who must have one, what keeps its secrets, and the pages on which people see and change theirs.

Not here: asking for it at sign-in, the pages that add one (allauth.mfa, wired in urls), what is typed (forms).
"""

from collections.abc import Callable
from ipaddress import ip_address

from allauth.account.decorators import reauthentication_required
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from dondoc.actions import second_factors as actions
from dondoc.core.permissions import Origin, Role, Viewer
from dondoc.core.refusals import Faulty
from dondoc.models.sealed import SealedText
from dondoc.queries.passwords import must_change
from dondoc.queries.second_factors import factors_of, has_factor, recovery_hash
from dondoc.queries.sign_in_means import means_of
from dondoc.web import clocks
from dondoc.web.adapters import MUST_CHANGE
from dondoc.web.forms.second_factors import ResetForm, matching_step
from dondoc.web.forms.single_sign_on import TieForm

# The account whose second factor was shown in this session.
PROVED = "second_factor_of"
_MUST_HAVE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.DIRECTOR})
_ALWAYS_OPEN = frozenset({"sign_out", "set_language", "session_alive", "account_reauthenticate"})
_TO_SET_UP = _ALWAYS_OPEN | {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate"}
_TO_PROVE = frozenset({"sign_out", "set_language", "session_alive"}) | {
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
_SEALED = SealedText()
_HASHED = "sha256$"


class SecondFactor:
    """Whoever must show a second factor and has not done so in this session reaches nothing but the page for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        viewer = getattr(request, "viewer", None)
        if viewer is None or not request.user.is_authenticated or not must_have(viewer):
            return None
        if request.session.get(PROVED) == request.user.pk:
            return None
        if not getattr(view, "login_required", True):
            request.viewer = None  # nobody yet: what is open to all, the API among it, answers as it answers strangers
            return None
        can_prove = has_factor(request.user.pk)
        if request.resolver_match.url_name in (_TO_PROVE if can_prove else _TO_SET_UP):
            return None
        address = reverse("mfa_reauthenticate" if can_prove else "mfa_index")
        if request.method == "GET" and not request.htmx:
            address += "?" + urlencode({"next": request.get_full_path()})
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def must_have(viewer: Viewer) -> bool:
    """Whether this person, from this address, may come in with a second factor only."""
    return settings.SECOND_FACTOR_REQUIRED and (bool(viewer.roles & _MUST_HAVE) or _is_outside(viewer.origin.address))


def _is_outside(address: str) -> bool:
    if not settings.INSIDE_NETWORKS:
        return False
    try:
        found = ip_address(address)
    except ValueError:
        return True
    # A socket that takes both kinds of addresses writes 10.1.2.3 as ::ffff:10.1.2.3.
    found = getattr(found, "ipv4_mapped", None) or found
    return not any(found in network for network in settings.INSIDE_NETWORKS)


class _KeptCode(str):
    """A recovery code as it is kept, a hash: equal to the code that it was made of."""

    __slots__ = ()

    def __eq__(self, typed: object) -> bool:
        return isinstance(typed, str) and constant_time_compare(str(self), recovery_hash(typed))

    __hash__ = str.__hash__


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words, sealed secrets, hashed recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Mã hoặc khóa không đúng, đã dùng rồi hoặc đã hết hạn. Hãy thử lại với mã mới."),
    }

    def encrypt(self, text: str) -> str:
        return _SEALED.get_prep_value(text)

    def decrypt(self, encrypted_text: str) -> str:
        if encrypted_text.startswith(_HASHED):
            return _KeptCode(encrypted_text)
        return _SEALED.from_db_value(encrypted_text, None, None)

    def get_totp_label(self, user: object) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Đôn Đốc"}

    def generate_authenticator_name(self, user: object, type: str) -> str:
        count = sum(factor.kind == type for factor in factors_of(user.pk))
        return _("Khóa đăng nhập số %(number)s") % {"number": count + 1}


def added(sender: object, instance: Authenticator, created: bool, **kwargs: object) -> None:
    """A factor is being set up (in its transaction): that shows it, and the code it was set up with is spent."""
    request = context.request
    if not created or request is None or instance.type == Authenticator.Type.RECOVERY_CODES:
        return
    if instance.type == Authenticator.Type.TOTP:
        secret = SecondFactorAdapter().decrypt(instance.data["secret"])
        step = matching_step(secret, request.POST.get("code", ""))
        origin = Origin("page", request.address)
        actions.try_code(instance.user_id, is_right=True, step=step, actor=origin, at=clocks.now())
    request.session[PROVED] = instance.user_id
    actions.note_change("added", instance.type, actor=request.viewer, at=clocks.now())


def used(sender: object, request: HttpRequest, user: object, **kwargs: object) -> None:
    """A factor was shown, at sign-in or again later."""
    request.session[PROVED] = user.pk


def removed(sender: object, request: HttpRequest, authenticator: Authenticator, **kwargs: object) -> None:
    """A factor was taken away by its owner: what was shown no longer counts, nor a password too short without it."""
    request.session.pop(PROVED, None)
    if must_change(request.user, clocks.now()):
        request.session[MUST_CHANGE] = True
    actions.note_change("removed", authenticator.type, actor=request.viewer, at=clocks.now())


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    found = factors_of(request.viewer.person_id)
    shown = {
        "app": next((factor for factor in found if factor.kind == "totp"), None),
        "passkeys": [factor for factor in found if factor.kind == "webauthn"],
        "recovery": next((factor for factor in found if factor.kind == "recovery_codes"), None),
        "is_needed": must_have(request.viewer) and request.session.get(PROVED) != request.user.pk,
        "must_have": must_have(request.viewer),
    }
    return render(request, "mfa/index.html", shown)


@require_http_methods(["GET", "POST"])
@reauthentication_required(app="allauth.mfa")
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown in this one answer and never again."""
    codes = []
    if request.method == "POST":
        codes = actions.make_recovery_codes(actor=request.viewer, at=clocks.now())
    found = factors_of(request.viewer.person_id)
    shown = {"codes": codes, "recovery": next((f for f in found if f.kind == "recovery_codes"), None)}
    return render(request, "mfa/recovery_codes.html", shown)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """By what means somebody signs in, for an administrator: factors, sessions, the account at the provider."""
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _reset(request, user_id, form):
        return redirect("person_sign_in", user_id)
    means = means_of(request.viewer, user_id)
    shown = {"means": means, "form": form, "tie_form": TieForm(), "is_self": user_id == request.viewer.user_id}
    return render(request, "mfa/person.html", shown)


def _reset(request: HttpRequest, user_id: int, form: ResetForm) -> bool:
    try:
        user = actions.reset_factors(user_id, **form.cleaned_data, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    words = _("Đã gỡ xác thực hai bước của %(name)s và kết thúc các phiên làm việc của người này.")
    messages.success(request, words % {"name": user})
    return True
