"""Rounds of assessment: opened for the bodies chosen, followed in one table, published with places.

Not here: one body's sheet (assessments), what the appraiser works through (bench).
"""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import rounds as actions
from dondoc.core.assessments import STAGE_TITLES, State
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.queries import criteria_sets, rounds
from dondoc.queries.rounds import RoundPage, RoundRow
from dondoc.web import clocks
from dondoc.web.forms.rounds import BodyForm, RoundForm, profile_title


@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """Which set first; then what the round is called, its days and its bodies."""
    viewer, given = request.viewer, request.POST if request.method == "POST" else None
    departments = rounds.openable(viewer)
    sets = list(criteria_sets.adopted(viewer))
    wanted = (given or request.GET).get("set", "")
    chosen = next((each for each in sets if str(each.pk) == wanted), None)
    if wanted and chosen is None:
        raise NotVisible
    chosen = chosen or (sets[0] if len(sets) == 1 else None)
    if chosen is None:
        return render(request, "rounds/choose.html", {"sets": sets})
    criteria_set = criteria_sets.set_of(chosen)
    form = RoundForm(given, criteria_set=criteria_set, departments=departments, today=clocks.today())
    if given is not None and form.is_valid():
        try:
            opened = actions.open_round(
                chosen.pk, draft=form.draft(), bodies=form.bodies(), actor=viewer, at=clocks.now()
            )
        except Faulty as faulty:
            for fault in faulty.faults:
                form.take_over(fault)
        else:
            messages.success(request, _("Đã mở đợt đánh giá “%(title)s”.") % {"title": opened.title})
            return redirect("scoring_round", opened.pk)
    context = {"form": form, "adopted": chosen, "criteria_set": criteria_set, "has_choice": len(sets) > 1}
    return render(request, "rounds/open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scoring_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """The table of the round; a POST publishes it, takes a body in or out."""
    page = rounds.page(request.viewer, round_id)
    form = _body_form(request, page)
    if request.method == "POST":
        answer = _done(request, page, form)
        if answer:
            return answer
    groups = [(profile_title(profile), _of_profile(page, profile)) for profile in page.criteria_set.profiles]
    context = {
        "page": page,
        "stages": [STAGE_TITLES[stage] for stage in page.stages],
        "groups": [(title, rows) for title, rows in groups if rows],
        "form": form,
        "is_final": bool(page.rows) and not page.unfinished,
        "is_bench": any(row.assessment.department_id in request.viewer.appraised_ids for row in page.rows),
    }
    return render(request, "rounds/round.html", context)


def _of_profile(page: RoundPage, profile: str) -> list[tuple[RoundRow, list[object], bool]]:
    """The rows of a profile: the sheet of each column, and whether the body may still be taken out."""
    return [
        (row, [row.sheets.get(stage) for stage in page.stages], page.may_keep and row.assessment.state == State.SELF)
        for row in page.rows
        if row.assessment.profile == profile
    ]


def _body_form(request: HttpRequest, page: RoundPage) -> BodyForm | None:
    """The form of one more body; None where there is none to take in."""
    if not page.may_keep:
        return None
    there = {row.assessment.department_id for row in page.rows}
    departments = [each for each in rounds.openable(request.viewer) if each.pk not in there]
    data = request.POST if "add" in request.POST else None
    return BodyForm(data, criteria_set=page.criteria_set, departments=departments) if departments else None


def _done(request: HttpRequest, page: RoundPage, form: BodyForm | None) -> HttpResponse | None:
    """The answer to what was asked for; None where something typed is wrong, which then stands beside its field."""
    asked = {"actor": request.viewer, "at": clocks.now()}
    round_id = page.scoring_round.pk
    if "publish" in request.POST:
        actions.publish(round_id, **asked)
        messages.success(request, _("Đã công bố kết quả của đợt đánh giá."))
    elif "remove" in request.POST and request.POST["remove"].isdecimal():
        return _taken_out(request, page, int(request.POST["remove"]))
    elif "add" in request.POST and form is not None:
        if not _added(request, page, form):
            return None
    else:
        raise BadRequest
    return redirect("scoring_round", round_id)


def _added(request: HttpRequest, page: RoundPage, form: BodyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        made = actions.add_body(page.scoring_round.pk, body=form.body(), actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.take_over(fault)
        return False
    messages.success(request, _("Đã đưa %(body)s vào đợt đánh giá.") % {"body": made.department})
    return True


def _taken_out(request: HttpRequest, page: RoundPage, department_id: int) -> HttpResponse:
    """The last body takes the round with it."""
    actions.remove_body(page.scoring_round.pk, department_id=department_id, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã đưa cơ quan ra khỏi đợt đánh giá."))
    return redirect("dti") if len(page.rows) == 1 else redirect("scoring_round", page.scoring_round.pk)
