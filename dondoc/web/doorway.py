"""What every request passes: who looks, and the one place that turns a refusal into an answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dondoc.actions.audit import record_outside
from dondoc.core.permissions import Act, Origin, Viewer, may
from dondoc.core.refusals import NotAllowed, NotVisible, Refused
from dondoc.core.vietnamese import date_text
from dondoc.queries import glass, score_sheets
from dondoc.queries.people import departments_of, viewer_for
from dondoc.web import administration, clocks
from dondoc.web.addresses import client_address

# The department from which somebody with positions in several looks, kept in the session.
DEPARTMENT = "department_id"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("dondoc.refusals")
# Where an address says less than the model's name.
_KINDS = {
    "period": "reportingperiod",
    "document": "registereddocument",
    "request": "confirmationrequest",
    "round": "scoringround",
}


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    title: str
    url: str
    is_current: bool
    count: int = 0


class Doorway:
    """Puts `request.viewer` on every request and answers refusals: 404, 403 or 409, in words.

    The API, which is no part of the pages, takes the moment and the client's address from here too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at, request.address = clocks.now(), client_address(request)
        request.viewer = self._viewer(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _viewer(self, request: HttpRequest) -> Viewer | None:
        if not request.user.is_authenticated:
            return None
        viewer = viewer_for(
            request.user,
            on=clocks.today(),
            department_id=request.session.get(DEPARTMENT),
            origin=Origin("page", request.address),
        )
        return viewer and glass.looking(viewer, at=request.arrived_at)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """An account without any position reaches nothing but the way out."""
        open_to_all = not getattr(view, "login_required", True) or request.resolver_match.url_name == "sign_out"
        if request.user.is_authenticated and request.viewer is None and not open_to_all:
            return refusal(
                request, NotAllowed(_("Tài khoản chưa được giao vai trò nào. Hãy liên hệ quản trị hệ thống."))
            )
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no page took up itself."""
        return refusal(request, exception) if isinstance(exception, Refused) else None


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page that says why not, and who can lift it."""
    status = 404 if isinstance(refused, NotVisible) else 403 if isinstance(refused, NotAllowed) else 409
    _note(request, refused, status)
    context = {"sentence": refused.sentence, "lifted_by": refused.lifted_by}
    return render(request, f"errors/{status}.html", context, status=status)


def _note(request: HttpRequest, refused: Refused, status: int) -> None:
    """A refused change goes into the audit trail; a refused look into the process log, for a GET writes nothing."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return
    if request.method in _SAFE:
        _log.info("%d %s %s: %s", status, viewer.user_id, request.path, refused.sentence)
        return
    kind, number = _object_asked(request)
    record_outside(
        request.resolver_match.url_name or "",
        actor_name=viewer.full_name,
        origin=viewer.origin,
        at=clocks.now(),
        department_id=viewer.department_id,
        user_id=viewer.user_id,
        is_refused=True,
        object_kind=kind,
        object_id=number,
        after={"path": request.path, "status": status},
        reason=refused.sentence,
    )


def _object_asked(request: HttpRequest) -> tuple[str, int | None]:
    """Kind and id, as the audit trail names them, of the innermost object in the address."""
    ids = [(name, value) for name, value in request.resolver_match.kwargs.items() if name.endswith("_id")]
    if not ids:
        return "", None
    name, number = ids[-1]
    noun = name.removesuffix("_id")
    return _KINDS.get(noun, noun), number


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What every page shows around its content."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    demo_day = date_text(settings.PRETEND_TODAY) if settings.PRETEND_TODAY else ""
    return {
        "viewer": viewer,
        "today": clocks.today(),
        "glass_minutes": _minutes_left(viewer) if viewer and viewer.glass_until else None,
        "nav": _navigation(request, viewer) if viewer else [],
        "department_name": viewer.department_name if viewer else "",
        "departments": departments_of(viewer) if viewer and len(viewer.department_ids) > 1 else [],
        "demo_notice": _("Bản trình diễn với dữ liệu mẫu; hôm nay được coi là ngày %(day)s.") % {"day": demo_day}
        if demo_day
        else "",
    }


def _minutes_left(viewer: Viewer) -> int:
    """Of the glass that this viewer broke, the begun minute counted."""
    return -((clocks.now() - viewer.glass_until) // timedelta(minutes=1))


def _navigation(request: HttpRequest, viewer: Viewer) -> list[NavItem]:
    entries = [
        (_("Việc của tôi"), "home", True),
        (_("Kế hoạch"), "plans", may(viewer, Act.PLAN_READ)),
        (_("Trả lời kỳ báo cáo"), "reports", _within_a_unit(viewer, Act.ANSWER_WRITE)),
        (_("Báo cáo"), "periods", may(viewer, Act.PERIOD_READ) or may(viewer, Act.SNAPSHOT_READ)),
        (_("Chấm điểm DTI"), "bench" if viewer.appraised_ids else "dti", score_sheets.enters(viewer)),
        (_("Hồ sơ TTHC"), "dossiers", _within_a_unit(viewer, Act.DOSSIER_READ)),
        (_("Lịch"), "calendar", may(viewer, Act.PLAN_READ)),
        (_("Tài khoản"), "people", _within_a_unit(viewer, Act.PEOPLE_READ)),
        # Whose work it is; others come to it from where they are.
        (_("Nhật ký"), "audit", may(viewer, Act.AUDIT_EXPORT)),
        (_("Quản trị"), "administration", administration.has_pages(viewer)),
    ]
    # What is read in a file belongs to the plans: it is one, or becomes one. An appraiser enters the DTI by the bench.
    others = {"plans": "/drafts/", "bench": reverse("dti")}
    found = []
    for title, name, allowed in entries:
        if allowed:
            url = reverse(name)
            is_current = request.path.startswith((url, others.get(name, url))) if url != "/" else request.path == url
            found.append(NavItem(title, url, is_current))
    return found


def _within_a_unit(viewer: Viewer, act: Act) -> bool:
    return any(may(viewer, act, unit_id=grant.unit_id) for grant in viewer.grants)
