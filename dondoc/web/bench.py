"""The appraiser's bench: the queue, one criterion across all bodies with proof at its page, second readings.

Not here: a body's own sheet and its moves (assessments), the round as a table (rounds).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from dondoc import planfile
from dondoc.actions import disputes, samples, scores
from dondoc.core.assessments import Stage, State
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.sentences import criterion_sentence
from dondoc.models import CriterionProof
from dondoc.planfile import UnreadableFile
from dondoc.queries import appraisals, assessments
from dondoc.queries.appraisals import Case, CriterionPage
from dondoc.web import clocks
from dondoc.web.forms.bench import AppraisalForm, DecisionForm, PointsForm, SampleForm

_PAGE_SIZE = 50
_PICTURED = {".pdf", ".png", ".jpg"}
SECOND = "second"


@dataclass(frozen=True)
class Shown:
    """A proof opened at a page; without a number it has no picture: it is no document of pages, or is restricted."""

    proof: CriterionProof
    number: int | None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What matters most now, in one round."""
    viewer = request.viewer
    rounds = appraisals.bench_rounds(viewer)
    chosen = request.GET.get("round", "")
    scoring_round = next((each for each in rounds if not chosen or str(each.pk) == chosen), None)
    if chosen and scoring_round is None:
        raise NotVisible
    if scoring_round is None:
        return render(request, "bench/empty.html")
    bench = appraisals.bench(viewer, scoring_round)
    body = request.GET.get("body", "")
    lines = [line for line in bench.queue if not body or str(line.assessment.pk) == body]
    context = {
        "bench": bench,
        "rounds": rounds,
        "page": Paginator(lines, _PAGE_SIZE).get_page(request.GET.get("page")),
        "body": body,
        "first": lines[0] if lines else None,
        "at_risk": sum(each.at_risk for each in bench.bodies),
        "ready": [each for each in bench.bodies if each.is_ready],
        "unsigned_count": sum(each.given_count is None for each in bench.bodies),
        "waiting_bodies": [each for each in bench.bodies if each.assessment.state == State.SUBMITTED],
    }
    return render(request, "bench/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """One criterion across the bodies, one of them opened; a POST gives points, agrees, reads again or decides."""
    page = appraisals.criterion_page(request.viewer, round_id, code)
    case = _chosen(request, page)
    is_second = request.GET.get("reading") == SECOND
    forms = _forms(request, case, is_second)
    if request.method == "POST":
        answer = _done(request, page, case, forms)
        if answer:
            return answer
    context = {
        "page": page,
        "case": case,
        "is_second": is_second,
        "is_own_first": bool(case and case.given and case.given.scored_by_id == request.viewer.user_id),
        "sentence": criterion_sentence(page.criterion, page.names),
        "shown": _shown(request, case) if case else None,
        "waiting": [each for each in page.cases if each.waits],
        "undoubted": _undoubted(page),
        **forms,
    }
    return render(request, "bench/criterion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest, round_id: int) -> HttpResponse:
    """The samples for a second reading, one opened with its agreement; a POST draws another."""
    page = appraisals.sample_page(request.viewer, round_id, request.GET.get("sample", ""))
    form = SampleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            drawn = samples.draw(round_id, **form.cleaned_data, actor=request.viewer, at=clocks.now())
        except Faulty as faulty:
            form.take_over(faulty.faults)
        else:
            messages.success(request, _("Đã rút mẫu theo mã gieo “%(seed)s”.") % {"seed": drawn.seed})
            return redirect(f"{reverse('bench_sample', args=[round_id])}?sample={drawn.pk}")
    share, mean = page.agreement.share, page.agreement.mean_difference
    context = {
        "page": page,
        "form": form,
        "next": next((each for each in page.readings if each.second is None and not each.is_own_first), None),
        "share": None if share is None else Decimal(share.numerator * 100) / share.denominator,
        "mean": None if mean is None else Decimal(mean.numerator) / mean.denominator,
    }
    return render(request, "bench/sample.html", context)


@require_GET
def proof_page(request: HttpRequest, proof_id: int, number: int) -> HttpResponse:
    """One page of a proof as a picture. The browser may keep it, and asks each time whether it still may show it."""
    proof = assessments.proof(request.viewer, proof_id)
    stored = assessments.proof_file(request.viewer, proof_id)
    etag = f'"{proof.sha256}-{number}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        with stored.open("rb") as file:
            data = file.read()
        try:
            response = HttpResponse(planfile.picture_in_child(data, page=number, name=proof.file_name), "image/png")
        except UnreadableFile as error:
            raise NotVisible from error
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _chosen(request: HttpRequest, page: CriterionPage) -> Case | None:
    """The case opened; None before one is. Raises NotVisible."""
    wanted = request.GET.get("body", "")
    found = next((each for each in page.cases if str(each.assessment.pk) == wanted), None)
    if wanted and found is None:
        raise NotVisible
    return found


def _forms(request: HttpRequest, case: Case | None, is_second: bool) -> dict[str, object]:
    """The form that the case asks for now."""
    if case is None:
        return {}
    given = request.POST if request.method == "POST" else None
    state = State(case.assessment.state)
    if is_second:
        return {"second_form": PointsForm(case, given)} if state is State.SUBMITTED else {}
    if case.waits_for_decision:
        return {"decision_form": DecisionForm(given)}
    return {"form": AppraisalForm(case, given)} if state is State.SUBMITTED else {}


def _done(
    request: HttpRequest, page: CriterionPage, case: Case | None, forms: dict[str, object]
) -> HttpResponse | None:
    """The answer to what was asked for; None where something typed is wrong, which then stands beside its field."""
    if "agree" in request.POST:
        return _agreed(request, page, [each for each in page.cases if str(each.assessment.pk) == request.POST["agree"]])
    if "agree_undoubted" in request.POST:
        return _agreed(request, page, _undoubted(page))
    if case is None or not forms:
        raise BadRequest
    (form,) = forms.values()
    if not form.is_valid():
        return None
    try:
        _write(request, case, form)
    except Faulty as faulty:
        form.take_over(faulty.faults)
        return None
    messages.success(request, _("Đã ghi chỉ số %(code)s của %(body)s.") % _named(case))
    if request.GET.get("reading") == SECOND:
        return redirect("bench_sample", page.scoring_round.pk)
    return _onward(request, page)


def _write(request: HttpRequest, case: Case, form: PointsForm | DecisionForm) -> None:
    asked = {"actor": request.viewer, "at": clocks.now()}
    match form:
        case DecisionForm():
            disputes.decide(case.dispute.pk, **form.cleaned_data, **asked)
        case AppraisalForm():
            scores.appraise(case.assessment.pk, given=[form.given()], **asked)
        case _:
            scores.read_again(case.assessment.pk, given=[form.given()], **asked)


def _agreed(request: HttpRequest, page: CriterionPage, cases: list[Case]) -> HttpResponse:
    """Agrees with the points that these bodies have signed."""
    for each in cases:
        scores.agree_all(
            each.assessment.pk,
            stage=Stage.APPRAISED,
            codes=[page.criterion.code],
            actor=request.viewer,
            at=clocks.now(),
        )
    told = ngettext(
        "Đã đồng ý với điểm của %(count)d cơ quan.", "Đã đồng ý với điểm của %(count)d cơ quan.", len(cases)
    )
    messages.success(request, told % {"count": len(cases)})
    return _onward(request, page)


def _onward(request: HttpRequest, page: CriterionPage) -> HttpResponse:
    """To the case of the same criterion that matters most now, or to its table when none waits."""
    now = appraisals.criterion_page(request.viewer, page.scoring_round.pk, page.criterion.code)
    place = reverse("bench_criterion", args=[page.scoring_round.pk, page.criterion.code])
    following = now.first_waiting if "body" in request.GET else None
    return redirect(f"{place}?body={following.assessment.pk}" if following else place)


def _undoubted(page: CriterionPage) -> list[Case]:
    """The cases that wait and against which nothing speaks."""
    return [each for each in page.cases if each.waits and not each.objections and not each.contradictions]


def _shown(request: HttpRequest, case: Case) -> Shown | None:
    """The proof asked for, else the first, at the page asked for, else at the one where the proof stands."""
    asked = request.GET.get("proof", "")
    proof = next((each for each in case.proofs if not asked or str(each.pk) == asked), None)
    if proof is None:
        return None
    stored = proof.evidence.file.name if proof.evidence else proof.file.name
    if proof.is_restricted or PurePath(stored).suffix not in _PICTURED:
        return Shown(proof, None)
    number = request.GET.get("page", "")
    if not re.fullmatch(r"\d{1,4}", number):
        noted = re.search(r"\d{1,4}", proof.page)
        number = noted[0] if noted else "1"
    return Shown(proof, max(1, int(number)))


def _named(case: Case) -> dict[str, object]:
    return {"code": case.criterion.code, "body": case.assessment.department}
