"""Sessions: their two ends (idle and absolute), and the pages on which people see and end them.

The idle clock is a signed cookie of its own; when it is set anew, once a minute, the session is marked as in use, for
the lists. The absolute clock begins at sign-in and is kept in the session. Both run on real time, also where the
demonstration pretends a day.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from dondoc.actions import sessions as actions
from dondoc.core.permissions import Act, may
from dondoc.queries.sessions import SEEN_EVERY, department_sessions, idle_seconds, own_sessions
from dondoc.web import clocks

SIGNED_IN_AT = "signed_in_at"
_PAGE_SIZE = 50
_SIGNER = Signer(salt="dondoc.sessions")


def begin(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Whoever signs in, by whatever way, begins the absolute clock (receiver of Django's `user_logged_in`)."""
    request.session[SIGNED_IN_AT] = time.time()


class SessionEnds:
    """Ends the session of whoever was idle too long or signed in too long ago, and says so at the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (sentence := _ended(request)):
            logout(request)
            request.viewer = None
            if _needs_sign_in(request):
                return _to_sign_in(request, sentence)
        response = self.get_response(request)
        if request.user.is_authenticated:
            _keep_alive(request, response)
        return response


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What the script that warns before the end needs to know."""
    viewer = getattr(request, "viewer", None)
    return {"idle_seconds": idle_seconds(viewer) if viewer else 0}


def _ended(request: HttpRequest) -> str:
    """Why the session is at its end, in a sentence; empty while it is not."""
    began = request.session.get(SIGNED_IN_AT, 0.0)
    if time.time() - began > settings.SESSION_COOKIE_AGE:
        return _("Phiên làm việc đã kéo dài 12 giờ nên được kết thúc. Hãy đăng nhập lại.")
    idle = idle_seconds(request.viewer)
    if time.time() - max(_seen_at(request), began) > idle:
        words = _("Phiên làm việc đã kết thúc vì %(minutes)s phút không có thao tác. Hãy đăng nhập lại.")
        return words % {"minutes": idle // 60}
    return ""


def _seen_at(request: HttpRequest) -> float:
    """When this session was last seen, by its own cookie; 0 where there is none, or one of another session."""
    try:
        owner, _dot, moment = _SIGNER.unsign(request.COOKIES.get(settings.IDLE_COOKIE_NAME, "")).partition(".")
    except BadSignature:
        return 0.0
    return float(moment) if constant_time_compare(owner, _owner(request)) else 0.0


def _keep_alive(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the idle clock anew, unless that was done within the last minute; from the second time on the lists know."""
    moment, before = time.time(), _seen_at(request)
    if moment - before < SEEN_EVERY.total_seconds():
        return
    if before and request.viewer:
        actions.note_seen(request.session.session_key or "", actor=request.viewer, at=_real_time())
    response.set_cookie(
        settings.IDLE_COOKIE_NAME,
        _SIGNER.sign(f"{_owner(request)}.{int(moment)}"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _real_time() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _owner(request: HttpRequest) -> str:
    """The session as the idle cookie names it: its key cannot be read from it."""
    return salted_hmac("dondoc.sessions", request.session.session_key or "", algorithm="sha256").hexdigest()


def _needs_sign_in(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "login_required", True)


def _to_sign_in(request: HttpRequest, sentence: str) -> HttpResponse:
    """The gate, with the reason; from there back to the page on which the person was."""
    messages.warning(request, sentence)
    address = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': _page_of(request)})}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: what was asked for, or where what was sent or fetched stands."""
    if request.method == "GET" and not request.htmx:
        return request.get_full_path()
    behind = request.htmx.current_url if request.htmx else request.META.get("HTTP_REFERER", "")
    if not behind or not url_has_allowed_host_and_scheme(behind, {request.get_host()}, request.is_secure()):
        return "/"
    page = urlsplit(behind)
    return f"{page.path}?{page.query}" if page.query else page.path


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Keeps the session alive; the answer carries what forms of an older sign-in need to be accepted again."""
    return JsonResponse({"token": get_token(request), "seconds": idle_seconds(request.viewer)})


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "sessions": own_sessions(request.viewer, at=_real_time()),
        "current": request.session.session_key,
        "may_see_all": may(request.viewer, Act.PEOPLE_WRITE),
    }
    return render(request, "usersessions/index.html", context)


@require_GET
def department(request: HttpRequest) -> HttpResponse:
    found = department_sessions(request.viewer, at=_real_time())
    context = {"page": Paginator(found, _PAGE_SIZE).get_page(request.GET.get("page")), "count": len(found)}
    return render(request, "usersessions/department.html", context | {"current": request.session.session_key})


@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    owner = actions.end_session(session_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã kết thúc một phiên làm việc của %(name)s.") % {"name": owner})
    return redirect("sessions" if owner.pk == request.viewer.user_id else "department_sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    key = request.session.session_key or ""
    count = actions.end_sessions_of(viewer.person_id, kept=key, actor=viewer, at=clocks.now())
    messages.success(request, _("Đã kết thúc %(count)s phiên làm việc khác.") % {"count": count})
    return redirect("sessions")
