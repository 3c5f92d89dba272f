"""Who comes in by the interface, and the one shape of every refusal: `{"sentence": …, "lifted_by": …}`.

A program comes with `Authorization: Bearer`, a person with the session of the pages. Not here: what is served.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from dondoc.actions import keys as key_actions
from dondoc.actions import rates
from dondoc.actions.audit import record_outside
from dondoc.api.operations import BY_URL_NAME
from dondoc.core.keys import TOKEN_REQUESTS, TooManyRequests, check_rate
from dondoc.core.permissions import Origin, Viewer
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible, Refused
from dondoc.queries import keys

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Refusal(Schema):
    """Why not, and who or what can lift it."""

    sentence: str
    lifted_by: str


class NotSignedIn(Refused):
    """Neither a token that is good nor a session (401)."""

    def __init__(self) -> None:
        super().__init__("Cần khóa API còn hiệu lực (Authorization: Bearer) hoặc phiên làm việc.")


class Misasked(Refused):
    """The address asks for something that no operation takes (400)."""


class Entrance(HttpBearer):
    """Turns the key or the session of a request into its viewer, once the address is as it should be."""

    def __call__(self, request: HttpRequest) -> Viewer:
        """The viewer. Raises Misasked, NotSignedIn, NotAllowed, TooManyRequests."""
        _check_parameters(request)
        if "Authorization" in request.headers:
            kind, _, secret = request.headers["Authorization"].partition(" ")
            if kind.lower() != "bearer":
                raise NotSignedIn
            return self.authenticate(request, secret.strip())
        if request.viewer is None:
            raise NotSignedIn
        if check_csrf(request):
            raise NotAllowed("Yêu cầu ghi bằng phiên làm việc cần mã chống giả mạo (X-CSRFToken).")
        return request.viewer

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        at = request.arrived_at
        try:
            viewer, found = keys.viewer_of_token(token, at=at, origin=Origin("api", request.address))
        except NotVisible as unknown:
            raise NotSignedIn from unknown
        check_rate(rates.count(f"token {found.pk}", at=at), TOKEN_REQUESTS, at=at)
        key_actions.mark_used(found.pk, actor=viewer, at=at)
        return viewer


class Readable(JSONRenderer):
    """JSON with Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Refusal)

api = NinjaAPI(
    title="Đôn Đốc",
    version="1",
    description="Kế hoạch, nhiệm vụ, chỉ tiêu, trả lời, số liệu, báo cáo, kết quả đánh giá đã công bố, tỷ lệ tính từ "
    "hồ sơ của cơ quan. "
    "Danh sách: 50 dòng một trang.",
    openapi_url=None,  # served by urls.py, with its own address
    docs_url=None,  # no page that fetches from foreign hosts
    auth=Entrance(),
    renderer=Readable(),
)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal of core, queries or actions in the shape of the interface."""
    status = _status(refusal)
    _note(request, refusal, status)
    answer = _answer(request, status, refusal.sentence, refusal.lifted_by)
    if isinstance(refusal, TooManyRequests):
        answer["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, NotSignedIn):
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters of the address: 400; a body or a file: 422. Names what is wrong, never repeats what was sent."""
    places = {".".join(str(part) for part in found["loc"][1:]): found["msg"] for found in error.errors}
    status = 422 if any(found["loc"][0] in {"body", "file"} for found in error.errors) else 400
    told = "; ".join(f"{place} ({message})" for place, message in places.items())
    return _answer(request, status, f"Yêu cầu chưa đúng: {told}.")


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses itself: a body that is no JSON."""
    return _answer(request, error.status_code, "Nội dung gửi lên không phải JSON đúng dạng.")


def in_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view; a method that is not served there is refused in the shape of the interface (405)."""

    @wraps(view)
    def shaped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        told = _answer(request, 405, f"Địa chỉ này chỉ nhận: {answer['Allow']}.")
        told["Allow"] = answer["Allow"]
        return told

    return shaped


def _note(request: HttpRequest, refusal: Refused, status: int) -> None:
    """A refused change goes into the audit trail, as on the pages; a look goes nowhere, nor does a typing mistake."""
    viewer: Viewer | None = getattr(request, "auth", None) or request.viewer
    if viewer is None or request.method in _SAFE or status not in {403, 404, 409}:
        return
    found = request.resolver_match
    kind, number = next(reversed(found.kwargs.items()), ("", None))
    record_outside(
        BY_URL_NAME[found.url_name].act,
        actor_name=viewer.full_name,
        origin=viewer.origin,
        at=request.arrived_at,
        department_id=viewer.department_id,
        user_id=viewer.user_id,
        is_refused=True,
        object_kind=kind.removesuffix("_id"),
        object_id=number,
        after={"path": request.path, "status": status},
        reason=refusal.sentence,
    )


def _check_parameters(request: HttpRequest) -> None:
    """Raises Misasked for a query parameter that the operation does not take, a token among them."""
    unknown = set(request.GET) - BY_URL_NAME[request.resolver_match.url_name].parameters
    if unknown:
        raise Misasked("Địa chỉ có tham số không dùng ở đây. Khóa API chỉ gửi trong Authorization: Bearer.")


def _status(refusal: Refused) -> int:
    match refusal:
        case Misasked():
            return 400
        case NotSignedIn():
            return 401
        case NotAllowed():
            return 403
        case NotVisible():
            return 404
        case Faulty():
            return 422
        case TooManyRequests():
            return 429
    return 409


def _answer(request: HttpRequest, status: int, sentence: str, lifted_by: str = "") -> HttpResponse:
    return api.create_response(request, {"sentence": sentence, "lifted_by": lifted_by}, status=status)
