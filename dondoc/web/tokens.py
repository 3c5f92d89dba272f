"""API tokens as the administrator keeps them: made, shown once, listed by their first letters, taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import keys as actions
from dondoc.actions.keys import NewToken
from dondoc.core.keys import KEY_STATE_TITLES, SCOPE_TITLES, KeyState
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.queries import keys
from dondoc.web import clocks
from dondoc.web.forms.keys import TokenForm

_PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The tokens, and for an administrator the form of a new one."""
    viewer = request.viewer
    found = keys.tokens(viewer)
    form = None
    if request.method == "POST":
        check(viewer, Act.TOKEN_WRITE)
        form = TokenForm(keys.plans_to_limit(viewer), request.POST)
        made = _made(request, form) if form.is_valid() else None
        if made:
            return render(request, "tokens/made.html", {"token": made.token, "secret": made.secret})
    elif may(viewer, Act.TOKEN_WRITE):
        form = TokenForm(keys.plans_to_limit(viewer))
    page = Paginator(found, _PAGE_SIZE).get_page(request.GET.get("page"))
    at = clocks.now()
    lines = [(token, [_(SCOPE_TITLES[Act(scope)]) for scope in token.scopes], *_standing(token, at)) for token in page]
    return render(request, "tokens/list.html", {"page": page, "lines": lines, "form": form})


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    token = actions.revoke_token(token_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã thu hồi khóa %(name)s.") % {"name": token.name})
    return redirect("tokens")


def _standing(token: object, at: object) -> tuple[str, bool]:
    """In words, and whether it still opens anything."""
    state = keys.state_of(token, at)
    return _(KEY_STATE_TITLES[state]), state is KeyState.LIVE


def _made(request: HttpRequest, form: TokenForm) -> NewToken | None:
    """The token; `None` where something was wrong, which then stands beside its field."""
    given = form.cleaned_data
    try:
        return actions.create_token(
            name=given["name"],
            scopes=given["scopes"],
            plan_id=given["plan_id"],
            expires_at=given["expires_on"],
            actor=request.viewer,
            at=clocks.now(),
        )
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return None
