"""Periods of the plans: who has answered, what the report will say, the report as .docx, the closing.

Not here: a single unit's report (reports), the words of the official document (officialdoc).
"""

import re
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dondoc.actions import periods as actions
from dondoc.actions.confirmations import request_closing
from dondoc.actions.reports import PeriodClosed
from dondoc.core.consolidation import Consolidation, TargetResult, UnitStatus
from dondoc.core.indicators import Verdict, asked_text, figure_text
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.progress import TaskState
from dondoc.core.workflow import WRITABLE
from dondoc.models import ReportingPeriod, UnitReport
from dondoc.officialdoc import Clause, OfficialDocument
from dondoc.officialdoc.period_reports import describe
from dondoc.queries import confirmations, consolidations, periods, reports
from dondoc.queries.periods import PeriodRow, UnitRow
from dondoc.queries.tasks import PAGE_SIZE
from dondoc.web import clocks
from dondoc.web.words import spoken

_SOON = 5  # days before the due day from which the countdown stands out
_WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class Due:
    """The due day of a period as the pages tell it: counted down while the report is waited for, else judged."""

    period: ReportingPeriod
    is_waited: bool
    is_sent: bool
    countdown: str
    days_left: int
    late_days: int

    @classmethod
    def of(cls, period: ReportingPeriod, report: UnitReport | None, today: date) -> "Due":
        """For one unit's report (`None`: not begun)."""
        is_sent = report is not None and report.state not in WRITABLE
        return cls(
            period=period,
            is_waited=not is_sent and not period.is_closed,
            is_sent=is_sent,
            countdown=periods.countdown_to(period, today),
            days_left=(period.due_on - today).days,
            late_days=periods.late_days(period, report, today),
        )

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= _SOON


@dataclass(frozen=True)
class PeriodLine:
    """A period in the list, with its due day."""

    row: PeriodRow
    due: Due


@dataclass(frozen=True)
class UnitLine:
    """A unit on the page of a period: how it stands in the report, and how much it has written."""

    status: UnitStatus
    row: UnitRow | None
    late_days: int
    is_open: bool  # to whoever looks


@dataclass(frozen=True)
class TargetLine:
    """A target with its figure as the report prints it."""

    result: TargetResult

    @property
    def asked(self) -> str:
        return asked_text(self.result.comparator, self.result.value, self.result.unit)

    @property
    def figure(self) -> str:
        return figure_text(self.result.standing, self.result.unit)

    @property
    def is_short(self) -> bool:
        return self.result.standing.verdict is Verdict.NOT_MET

    @property
    def is_provisional(self) -> bool:
        return bool(self.result.standing.missing) and self.result.standing.numerator is not None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The periods of every plan."""
    today = clocks.today()
    page = Paginator(periods.listed(request.viewer, today=today), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [PeriodLine(row, Due.of(row.period, None, today)) for row in page]
    context = {
        "page": page,
        "lines": lines,
        "first": next((line for line in lines if line.row.is_asked), None),
        "reads_drafts": may(request.viewer, Act.PERIOD_READ),
    }
    return render(request, "periods/list.html", context)


@require_GET
def period(request: HttpRequest, period_id: int) -> HttpResponse:
    """Everything that the consolidated report of the period says, with who has answered."""
    one = periods.one(request.viewer, period_id)
    gathered = consolidations.consolidate(request.viewer, one)
    described = describe(gathered)
    asked = None if one.is_closed else confirmations.closing_of(request.viewer, one)
    context = {
        "period": one,
        "title": periods.title_of(one),
        "gathered": gathered,
        "due": Due.of(one, None, clocks.today()),
        "units": _unit_lines(request.viewer, one, gathered),
        "counted_count": len(gathered.units) - len(gathered.silent_units),
        "targets": [TargetLine(result) for result in gathered.targets],
        "results": Paginator(gathered.tasks, PAGE_SIZE).get_page(request.GET.get("page")),
        "done_count": gathered.by_state[TaskState.DONE],
        "late_count": gathered.by_state[TaskState.LATE],
        "met_count": gathered.by_verdict[Verdict.MET],
        "described": described,
        "outline": _outline(described),
        "kept": consolidations.kept_document(request.viewer, period_id) if one.is_closed else None,
        "may_compose": one.is_closed or may(request.viewer, Act.PERIOD_COMPOSE),
        "may_close": may(request.viewer, Act.CLOSING_REQUEST) and not one.is_closed,
        "sends_links": may(request.viewer, Act.LINK_WRITE) and not one.is_closed,
        "asked": asked,
        "is_asked": asked is not None and asked.is_confirmed is None,
    }
    return render(request, "periods/period.html", context)


@require_POST
def document(request: HttpRequest, period_id: int) -> HttpResponse:
    """The consolidated report as a Word file; of a closed period the very file that was kept."""
    data = actions.compose(period_id, actor=request.viewer, at=clocks.now())
    one = periods.one(request.viewer, period_id)
    plan_name = re.sub(r"[^\w-]+", "-", one.plan.number or str(one.plan_id))
    answer = HttpResponse(data, content_type=_WORD_FILE)
    answer["Content-Disposition"] = content_disposition_header(True, f"Bao-cao-{one.code}-{plan_name}.docx")
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, period_id: int) -> HttpResponse:
    """What closing means, unit by unit; then the request to close, which a director confirms."""
    one = periods.one(request.viewer, period_id)
    check(request.viewer, Act.CLOSING_REQUEST)
    if request.method == "POST":
        request_closing(period_id, actor=request.viewer, at=clocks.now())
        words = _("Đã đề nghị chốt số %(title)s; lãnh đạo Sở xác nhận thì kỳ mới được chốt.")
        messages.success(request, words % {"title": spoken(periods.title_of(one))})
        return redirect("period", period_id)
    if one.is_closed:
        raise PeriodClosed
    context = {
        "period": one,
        "title": periods.title_of(one),
        "gathered": consolidations.consolidate(request.viewer, one),
        "is_early": clocks.today() < one.due_on,
    }
    return render(request, "periods/close.html", context)


def _unit_lines(viewer: Viewer, one: ReportingPeriod, gathered: Consolidation) -> list[UnitLine]:
    """The units of the report; while the period is open, the silent ones grow later day by day."""
    follows = may(viewer, Act.PERIOD_READ)
    found = periods.unit_rows(viewer, one, today=clocks.today()) if follows else ()
    rows = {row.unit.name: row for row in found}
    lines = []
    for status in gathered.units:
        row = rows.get(status.unit_name)
        late_days = row.late_days if row and not one.is_closed else status.late_days
        lines.append(UnitLine(status, row, late_days, is_open=row is not None and reports.sees(viewer, row)))
    return lines


def _outline(described: OfficialDocument) -> list[tuple[str, list[tuple[str, str, object]]]]:
    """The report's text for reading on the page: sections, each with (kind, number, block)."""
    sections = []
    for roman, section in zip(_ROMAN, described.sections, strict=False):
        blocks, clause_count = [], 0
        for block in section.blocks:
            clause_count += isinstance(block, Clause)
            blocks.append((type(block).__name__, f"{clause_count}.", block))
        sections.append((f"{roman}. {section.title}", blocks))
    return sections
