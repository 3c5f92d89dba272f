"""The sheet of an assessment, its tabs, its moves. Not here: facts (assessment_facts), one criterion (criteria)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from dondoc.actions import assessments as actions
from dondoc.actions import scores
from dondoc.core.assessments import MOVE_TITLES, NEEDS_REASON, STATE_TITLES, Move, Stage, State
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import Fault, Faulty
from dondoc.models import Assessment
from dondoc.queries import assessments, score_sheets
from dondoc.queries.score_sheets import SheetPage, SheetPillar, SheetRow
from dondoc.web import clocks
from dondoc.web.doorway import NavItem
from dondoc.web.forms.assessments import MoveForm
from dondoc.web.words import spoken

# What each move brings about, said before it is made. A whole round is published on its own page.
CONSEQUENCES: dict[Move, Promise] = {
    Move.HAND_IN: gettext_lazy(
        "Các đơn vị không sửa số liệu và giải trình được nữa; Văn phòng Sở kiểm tra từng chỉ số."
    ),
    Move.REOPEN: gettext_lazy(
        "Các đơn vị sửa lại được số liệu; chỉ số nào thay đổi điểm thì Văn phòng Sở kiểm tra lại."
    ),
    Move.CHECKED: gettext_lazy("Phiếu được trình Giám đốc; điểm và minh chứng không sửa được nữa."),
    Move.SIGN: gettext_lazy("Phiếu được gửi đi thẩm định; số liệu và điểm được giữ nguyên như lúc ký."),
    Move.SEND_BACK: gettext_lazy("Phiếu trở lại Văn phòng Sở kiểm tra, kèm lý do."),
    Move.RETURN: gettext_lazy("Phiếu trở lại cơ quan để bổ sung số liệu, minh chứng, kèm lý do."),
    Move.RELEASE: gettext_lazy("Cơ quan được đánh giá xem được điểm thẩm định và có quyền giải trình."),
    Move.DISPUTE: gettext_lazy("Mọi giải trình đã viết được gửi cùng lúc; sau đó không viết thêm được."),
    Move.CONCLUDE: gettext_lazy("Điểm thẩm định trở thành điểm chính thức, không sửa được nữa."),
}
_SHOWN: dict[str, Callable[[SheetRow], object]] = {
    "missing": lambda row: row.is_missing,
    "lost": lambda row: row.lost,
}


@dataclass(frozen=True)
class Offer:
    """A move that can be made now: what it is called, what it brings about, whether it asks for a reason."""

    move: Move
    title: str
    consequence: str
    needs_reason: bool


@require_GET
def sheet(request: HttpRequest, assessment_id: int) -> HttpResponse:
    return _shown(request, score_sheets.page(request.viewer, assessment_id), MoveForm())


@require_POST
def move(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """One move, or the agreement with all that has no points of a stage yet."""
    page = score_sheets.page(request.viewer, assessment_id)
    if "agree" in request.POST:
        return _agreed(request, page)
    form = MoveForm(request.POST)
    if not form.is_valid():
        if "move" in form.errors:
            raise BadRequest
        return _shown(request, page, form)
    try:
        wanted = form.cleaned_data["move"]
        moved = actions.move(
            assessment_id, move=wanted, reason=form.cleaned_data["reason"], actor=request.viewer, at=clocks.now()
        )
    except Faulty as faulty:
        return _shown(request, page, form, faults=faulty.faults)
    told = {"move": spoken(MOVE_TITLES[wanted]), "state": spoken(STATE_TITLES[State(moved.state)])}
    messages.success(request, _("Đã thực hiện “%(move)s”. Phiếu đánh giá: %(state)s.") % told)
    return redirect("assessment", assessment_id)


def tabs(viewer: Viewer, assessment: Assessment, current: str) -> list[NavItem]:
    """The pages of an assessment that are open to the viewer; `current` is the address name of the one that is open."""
    entries = [
        (_("Phiếu điểm"), "assessment"),
        (_("Số liệu"), "assessment_facts"),
        (_("Điểm còn giành được"), "assessment_winnable"),
        (_("Thẩm định thử"), "assessment_mock"),
    ]
    if may(assessments.acting(viewer, assessment), Act.SCORE_READ):
        entries.append((_("Phân tích"), "assessment_analysis"))
    if assessment.department_id == viewer.department_id:
        entries.append((_("Phân công"), "assessment_owners"))
    return [NavItem(title, reverse(name, args=[assessment.pk]), is_current=name == current) for title, name in entries]


def next_step(viewer: Viewer, page: SheetPage) -> tuple[str, str] | None:
    """Address and words of what the assessment asks of this viewer next."""
    place = page.assessment.pk
    state, sheet_url = State(page.assessment.state), reverse("assessment", args=[place])
    missing = [row for row in page.rows if row.is_missing]
    if state is State.SELF and missing and _writes(page):
        words = ngettext(
            "Nhập số liệu cho %(count)d chỉ số còn thiếu", "Nhập số liệu cho %(count)d chỉ số còn thiếu", len(missing)
        )
        return reverse("assessment_facts", args=[place]), words % {"count": len(missing)}
    stage = {State.CHECK: Stage.CHECK, State.SUBMITTED: Stage.APPRAISED}.get(state)
    unread = open_codes(page, stage) if stage else []
    if unread:
        url = reverse("assessment_criterion", args=[place, unread[0]])
        words = _("Kiểm tra %(count)d chỉ số") if stage is Stage.CHECK else _("Thẩm định %(count)d chỉ số")
        return url, words % {"count": len(unread)}
    forward = next((each for each in page.moves if each not in NEEDS_REASON and each in CONSEQUENCES), None)
    return (f"{sheet_url}#moves", spoken(MOVE_TITLES[forward])) if forward else None


def open_codes(page: SheetPage, stage: Stage) -> list[str]:
    """Codes that wait for points of this stage by the viewer; none where the viewer gives none."""
    act = {Stage.CHECK: Act.CHECK_WRITE, Stage.APPRAISED: Act.APPRAISAL_WRITE}[stage]
    if not may(page.located.viewer, act):
        return []
    rows = assessments.scores_of_all([page.assessment])[page.assessment.pk]
    return assessments.unread(page.assessment, rows, stage)


def own_units(viewer: Viewer) -> frozenset[int]:
    """Ids of the units in which the viewer holds a position."""
    return frozenset(grant.unit_id for grant in viewer.grants if grant.unit_id is not None)


def _writes(page: SheetPage) -> bool:
    units = [None, *(row.owner.pk for row in page.rows if row.owner)]
    return any(may(page.located.viewer, Act.SCORE_WRITE, unit_id=unit_id) for unit_id in units)


def _agreed(request: HttpRequest, page: SheetPage) -> HttpResponse:
    stages = {each.value: each for each in (Stage.CHECK, Stage.APPRAISED)}
    stage = stages.get(request.POST["agree"])
    if stage is None:
        raise BadRequest
    place = page.assessment.pk
    count = len(open_codes(page, stage))
    scores.agree_all(place, stage=stage, actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã đồng ý điểm của %(count)d chỉ số.") % {"count": count})
    return redirect("assessment", place)


def _shown(request: HttpRequest, page: SheetPage, form: MoveForm, *, faults: Sequence[Fault] = ()) -> HttpResponse:
    viewer, show = request.viewer, request.GET.get("show", "")
    stage = {State.CHECK: Stage.CHECK, State.SUBMITTED: Stage.APPRAISED}.get(State(page.assessment.state))
    units = own_units(viewer)
    mine = [row for row in page.rows if row.owner and row.owner.pk in units]
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(viewer, page.assessment, "assessment"),
        "pillars": _narrowed(page, show, mine),
        "show": show if show in {*_SHOWN, "mine"} else "",
        "mine_count": len(mine) if units and page.is_whole else 0,
        "step": next_step(viewer, page),
        "due": assessments.due_of(page.assessment, today=clocks.today()),
        "offers": [_offer(each) for each in sorted(page.moves, key=NEEDS_REASON.__contains__) if each in CONSEQUENCES],
        "way": assessments.moves_of(page.assessment),
        "may_export": may(page.located.viewer, Act.SCORE_EXPORT),
        "agree": stage,
        "open_count": len(open_codes(page, stage)) if stage else 0,
        "form": form,
        "faults": faults,
    }
    return render(request, "assessments/sheet.html", context)


def _narrowed(page: SheetPage, show: str, mine: Sequence[SheetRow]) -> list[SheetPillar]:
    keep = (lambda row: row in mine) if show == "mine" else _SHOWN.get(show)
    if keep is None:
        return list(page.pillars)
    found = [replace(each, rows=tuple(row for row in each.rows if keep(row))) for each in page.pillars]
    return [each for each in found if each.rows]


def _offer(move: Move) -> Offer:
    return Offer(move, spoken(MOVE_TITLES[move]), str(CONSEQUENCES[move]), move in NEEDS_REASON)
