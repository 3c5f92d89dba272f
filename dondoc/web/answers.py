"""The page behind a signed link: one question, answered without an account.

The address is the secret and the only authority here: no cookie counts, so none is set and no form token is asked.
Not here: the links as the Office keeps them (web/links).
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dondoc.actions import keys as actions
from dondoc.actions import rates
from dondoc.actions.keys import Proof
from dondoc.core.keys import LINK_REQUESTS, TooManyRequests, check_rate
from dondoc.core.permissions import Origin
from dondoc.core.refusals import Fault, Faulty, NotVisible, Refused
from dondoc.queries import keys, periods
from dondoc.queries.keys import LinkPage
from dondoc.web import clocks
from dondoc.web.addresses import client_address
from dondoc.web.forms.answers import AnswerSheet, Reader
from dondoc.web.forms.evidence import EvidenceForm
from dondoc.web.periods import Due

_View = Callable[[HttpRequest, str], HttpResponse]


def _kept_apart(view: _View) -> _View:
    """Counts the request, and turns what goes wrong into a page that says nothing about what is behind the link."""

    @wraps(view)
    def guarded(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            _count(request, secret)
            answer = view(request, secret)
        except TooManyRequests as refused:
            answer = render(request, "links/later.html", {"sentence": refused.sentence}, status=429)
            answer["Retry-After"] = str(refused.retry_after)
        except NotVisible:
            answer = render(request, "links/closed.html", status=404)
        answer["Referrer-Policy"] = "no-referrer"
        answer["Cache-Control"] = "no-store"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return guarded


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_apart
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What is asked, the form, and what was kept; only a POST writes."""
    page = keys.link_page(secret, at=clocks.now(), origin=Origin("link", client_address(request)))
    if request.method != "POST":
        return _shown(request, page, _sheet(page), EvidenceForm())
    sheet, form = _sheet(page, request), EvidenceForm(request.POST, request.FILES)
    block = sheet.blocks[0]
    is_right = block.form.is_valid()
    if _sends_proof(form) and not form.is_valid():
        is_right = False
    if not is_right:
        return _shown(request, page, sheet, form)
    try:
        actions.answer_link(
            page.link.pk,
            answer=next(iter(sheet.drafts()), None),
            proof=_proof(form) if _sends_proof(form) else None,
            hands_in="hand_in" in request.POST,
            actor=page.viewer,
            at=clocks.now(),
        )
    except Faulty as faulty:
        _tell(sheet, form, faulty.faults)
        return _shown(request, page, sheet, form)
    except NotVisible:
        raise
    except Refused as refused:
        return _shown(request, page, sheet, form, refused=refused)
    return redirect("answer", secret)


def _count(request: HttpRequest, secret: str) -> None:
    """Raises TooManyRequests after so many requests with one link, or from one place, in a minute."""
    at = clocks.now()
    for subject in (f"link {secret}", f"link source {client_address(request)}"):
        check_rate(rates.count(subject, at=at), LINK_REQUESTS, at=at)


def _sheet(page: LinkPage, request: HttpRequest | None = None) -> AnswerSheet:
    typed = request.POST if request else None
    opened_at = parse_datetime(typed.get("opened_at", "")) if typed else None
    return AnswerSheet(page, Reader(None, opened_at), typed)


def _sends_proof(form: EvidenceForm) -> bool:
    """Whether a file was chosen, or something said of one."""
    return bool(form.files.get("file")) or any(form.data.get(name, "").strip() for name in form.fields)


def _proof(form: EvidenceForm) -> Proof:
    return Proof(form.content(), form.cleaned_data["file"].name, form.particulars())


def _tell(sheet: AnswerSheet, form: EvidenceForm, faults: tuple[Fault, ...]) -> None:
    """Puts what the action found beside its field, of the answer or of the proof."""
    sheet.tell(fault for fault in faults if "." in fault.field)
    for fault in faults:
        if "." not in fault.field:
            form.add_error(fault.field, fault.sentence)


def _shown(
    request: HttpRequest, page: LinkPage, sheet: AnswerSheet, form: EvidenceForm, *, refused: Refused | None = None
) -> HttpResponse:
    has_proof_faults = form.is_bound and _sends_proof(form) and bool(form.errors)
    context = {
        "viewer": page.viewer,  # whoever else is signed in in this browser
        "page": page,
        "sheet": sheet,
        "proof": form if has_proof_faults else EvidenceForm(),
        "title": periods.title_of(page.link.period),
        "due": Due.of(page.link.period, None, clocks.today()),
        "opened_at": clocks.now().isoformat(),
        "refused": refused,
        "has_faults": bool(sheet.faults) or has_proof_faults,
    }
    return render(request, "links/answer.html", context, status=409 if refused else 200)
