"""Signed links as the Office keeps them: made for a unit's obligations, listed, taken back.

Not here: the page that a link opens (web/answers).
"""

from datetime import timedelta
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import keys as actions
from dondoc.actions.keys import NewLink
from dondoc.core.keys import KEY_STATE_TITLES, KeyState
from dondoc.core.permissions import Act, may
from dondoc.core.refusals import Faulty
from dondoc.core.vietnamese import date_text
from dondoc.models import ReportingPeriod, SignedLink
from dondoc.queries import keys, periods
from dondoc.web import clocks
from dondoc.web.forms.keys import LinksForm

_PAGE_SIZE = 50
# A link that is sent after the due day is offered this long.
_AT_LEAST = timedelta(days=7)
_SUBJECT = _("Đề nghị trả lời báo cáo %(period)s")
_LETTER = _("Kính gửi %(who)s,\n\n%(links)s\n\nMỗi liên kết trả lời một nội dung, dùng được đến hết ngày %(day)s.")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who holds which link, and where it stands."""
    page = Paginator(keys.links(request.viewer), _PAGE_SIZE).get_page(request.GET.get("page"))
    at = clocks.now()
    lines = [(link, *_standing(link, at), periods.title_of(link.period)) for link in page]
    context = {"page": page, "lines": lines, "may_write": may(request.viewer, Act.LINK_WRITE)}
    return render(request, "links/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, period_id: int, unit_id: int) -> HttpResponse:
    """Which of a unit's obligations are sent to whom; then the links, shown this once."""
    period, unit, questions = keys.questions_to_send(request.viewer, period_id, unit_id)
    last_day = max(period.due_on, clocks.today() + _AT_LEAST)
    typed = request.POST if request.method == "POST" else None
    form = LinksForm(unit, questions, last_day=last_day, data=typed)
    if typed is not None and form.is_valid():
        made = _made(request, period_id, form)
        if made:
            return _told(request, period, form.cleaned_data["given_to"], made)
    context = {"form": form, "period": period, "unit": unit, "title": periods.title_of(period)}
    return render(request, "links/new.html", context)


@require_POST
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    link = actions.revoke_link(link_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã thu hồi liên kết của %(who)s.") % {"who": link.given_to})
    return redirect("links")


def _standing(link: SignedLink, at: object) -> tuple[str, bool]:
    """In words, and whether there is something to take back."""
    state = keys.state_of(link, at)
    return _(KEY_STATE_TITLES[state]), state in {KeyState.LIVE, KeyState.HANDED_IN}


def _made(request: HttpRequest, period_id: int, form: LinksForm) -> list[NewLink]:
    """The links; none where something was wrong, which then stands beside its field."""
    given = form.cleaned_data
    try:
        made = actions.create_links(
            period_id,
            obligation_ids=given["obligation_ids"],
            given_to=given["given_to"],
            expires_at=given["expires_on"],
            actor=request.viewer,
            at=clocks.now(),
        )
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return []
    return list(made)


def _told(request: HttpRequest, period: ReportingPeriod, given_to: str, made: list[NewLink]) -> HttpResponse:
    """The page that names the secrets; nobody can be shown them again."""
    lines = [(new.link, request.build_absolute_uri(reverse("answer", args=[new.secret]))) for new in made]
    listed = "\n\n".join(f"{link.obligation.task or link.obligation.target}\n{address}" for link, address in lines)
    title = periods.title_of(period)
    letter = _LETTER % {"who": given_to, "links": listed, "day": date_text(made[0].link.expires_at.date())}
    context = {
        "lines": lines,
        "letter": letter,
        "mail": f"mailto:?subject={quote(str(_SUBJECT % {'period': title}))}&body={quote(letter)}",
        "period": period,
        "title": title,
        "given_to": given_to,
    }
    return render(request, "links/made.html", context)
