"""A unit's report: the list of what is asked, the page on which it is answered and read, its moves.

Not here: the form (forms/answers), proofs (evidence), the consolidation (periods).
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import reports as actions
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty, Refused
from dondoc.core.workflow import MOVE_TITLES, NEEDS_REASON, WRITABLE, Move, ReasonMissing
from dondoc.queries import periods, reports
from dondoc.queries.periods import UnitRow
from dondoc.queries.reports import ReportPage
from dondoc.web import clocks
from dondoc.web.forms.answers import AnswerSheet, Reader
from dondoc.web.periods import Due

_MOVED = {
    Move.SUBMIT: _("Đã trình lãnh đạo đơn vị duyệt."),
    Move.WITHDRAW: _("Đã rút lại; nội dung sửa được."),
    Move.APPROVE: _("Đã duyệt và chuyển Văn phòng Sở tiếp nhận."),
    Move.SEND_BACK: _("Đã trả lại người soạn."),
    Move.ACCEPT: _("Đã tiếp nhận báo cáo của đơn vị."),
    Move.RETURN: _("Đã trả lại đơn vị."),
}


@dataclass(frozen=True)
class Line:
    """One unit's report in the list, with its due day and what its reader does next."""

    row: UnitRow
    due: Due

    @classmethod
    def of(cls, row: UnitRow) -> "Line":
        return cls(row, Due.of(row.period, row.report, clocks.today()))

    @property
    def title(self) -> str:
        return periods.title_of(self.row.period)

    @property
    def left_count(self) -> int:
        return self.row.asked_count - self.row.answered_count


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is asked of the viewer's units, and what waits for the viewer's word."""
    check(request.viewer, Act.PLAN_READ)
    today = clocks.today()
    own = [Line.of(row) for row in reports.asked_of(request.viewer, today)]
    waiting = [Line.of(row) for row in reports.waiting_for(request.viewer, today)]
    context = {
        "own": own,
        "waiting": waiting,
        "closed": [(report, periods.title_of(report.period)) for report in reports.closed_of(request.viewer)],
        "first": next((line for line in own if line.row.is_writable), None),
        "has_several_units": len({line.row.unit.pk for line in own}) > 1,
    }
    return render(request, "reports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, period_id: int, unit_id: int) -> HttpResponse:
    """The report of a unit: written by the unit, read by its head and the Office."""
    page = _page(request, period_id, unit_id)
    if request.method != "POST":
        return _shown(request, page, _sheet(request, page))
    sheet = _sheet(request, page, request.POST)
    if "X-Autosave" in request.headers:
        return _autosaved(request, page, sheet)
    _keep(request, page, sheet)
    if "submit" in request.POST:
        sheet.miss_states()
    if sheet.faults:
        return _shown(request, _page(request, period_id, unit_id), sheet)
    if "submit" in request.POST:
        return _moved(request, period_id, unit_id, Move.SUBMIT)
    return _onward(request, page)


@require_POST
def move(request: HttpRequest, period_id: int, unit_id: int) -> HttpResponse:
    """One move of the report: submit, withdraw, approve, send back, accept, return."""
    try:
        wanted = Move(request.POST.get("move", ""))
    except ValueError as error:
        raise BadRequest from error
    return _moved(request, period_id, unit_id, wanted, reason=request.POST.get("reason", ""))


def _page(request: HttpRequest, period_id: int, unit_id: int) -> ReportPage:
    return reports.page(request.viewer, period_id, unit_id, today=clocks.today())


def _sheet(request: HttpRequest, page: ReportPage, typed: QueryDict | None = None) -> AnswerSheet:
    opened_at = parse_datetime(typed.get("opened_at", "")) if typed else None
    reader = Reader(request.viewer.user_id, opened_at)
    return AnswerSheet(page, reader, typed, writes_figures=page.writes_figures)


def _keep(request: HttpRequest, page: ReportPage, sheet: AnswerSheet) -> None:
    """Saves every block that is right; what is wrong in the others is told beside its field."""
    place = {"period_id": page.period.pk, "unit_id": page.unit.pk}
    stamp = {"actor": request.viewer, "at": clocks.now()}
    try:
        actions.save_answers(**place, answers=sheet.drafts(), **stamp)
    except Faulty as faulty:
        sheet.tell(faulty.faults)
        actions.save_answers(**place, answers=sheet.drafts(), **stamp)


def _autosaved(request: HttpRequest, page: ReportPage, sheet: AnswerSheet) -> HttpResponse:
    """204 when everything is kept, else the sentence that stands beside the button."""
    try:
        _keep(request, page, sheet)
    except Refused as refused:
        return HttpResponse(refused.sentence, status=409, content_type="text/plain; charset=utf-8")
    if not sheet.faults:
        return HttpResponse(status=204)
    told = " ".join(f"{fault.place}: {fault.sentence}" for fault in sheet.faults)
    sentence = _("Đã lưu phần còn lại; chưa lưu được: %(told)s") % {"told": told}
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")


def _moved(request: HttpRequest, period_id: int, unit_id: int, wanted: Move, *, reason: str = "") -> HttpResponse:
    place = (period_id, unit_id)
    try:
        actions.move(*place, move=wanted, on=clocks.today(), reason=reason, actor=request.viewer, at=clocks.now())
    except ReasonMissing as missing:
        page = _page(request, *place)
        return _shown(request, page, _sheet(request, page), reason_error=missing.sentence)
    except Faulty as faulty:
        page = _page(request, *place)
        sheet = _sheet(request, page)
        sheet.tell(faulty.faults)
        return _shown(request, page, sheet)
    messages.success(request, _MOVED[wanted])
    if wanted is Move.SUBMIT:
        _warn_of_silence(request, _page(request, *place))
    return redirect("report", *place)


def _warn_of_silence(request: HttpRequest, page: ReportPage) -> None:
    silent_count = sum(not question.is_answered for question in page.targets)
    if silent_count:
        told = _("%(count)s chỉ tiêu chưa có số liệu; báo cáo sẽ ghi là chưa có.") % {"count": silent_count}
        messages.warning(request, told)


def _onward(request: HttpRequest, page: ReportPage) -> HttpResponse:
    """After saving: on to the proof whose button was pressed, else back to the page."""
    attach_to, remove = request.POST.get("attach", ""), request.POST.get("remove", "")
    if attach_to.isdecimal():
        return redirect("evidence_attach", page.period.pk, page.unit.pk, int(attach_to))
    if remove.isdecimal():
        return redirect("evidence_remove", int(remove))
    messages.success(request, _("Đã lưu lúc %(time)s.") % {"time": f"{clocks.now():%H:%M}"})
    return redirect("report", page.period.pk, page.unit.pk)


def _shown(request: HttpRequest, page: ReportPage, sheet: AnswerSheet, *, reason_error: str = "") -> HttpResponse:
    forward = [wanted for wanted in page.allowed_moves if wanted in {Move.APPROVE, Move.ACCEPT}]
    refuse = [wanted for wanted in page.allowed_moves if wanted in NEEDS_REASON]
    context = {
        "page": page,
        "sheet": sheet,
        "title": periods.title_of(page.period),
        "due": Due.of(page.period, page.report, clocks.today()),
        "opened_at": clocks.now().isoformat(),
        "forward": [(wanted, MOVE_TITLES[wanted]) for wanted in forward],
        "refuse": [(wanted, MOVE_TITLES[wanted]) for wanted in refuse],
        "may_withdraw": Move.WITHDRAW in page.allowed_moves,
        "reason_error": reason_error,
        "sends_links": may(request.viewer, Act.LINK_WRITE) and page.state in WRITABLE and not page.period.is_closed,
        "judges_next": may(request.viewer, Act.REPORT_APPROVE, unit_id=page.unit.pk),
        "moves": [(made, MOVE_TITLES[Move(made.move)]) for made in page.moves],
    }
    return render(request, "reports/report.html", context)
