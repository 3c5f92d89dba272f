"""“Việc của tôi”: what waits for whoever looks, until when, and how things stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dondoc.core.indicators import Verdict
from dondoc.core.permissions import Act, Role, Viewer, may
from dondoc.queries import glass
from dondoc.queries import home as queries
from dondoc.queries.home import Errand, Home, Waiting
from dondoc.queries.people import accounts, unanswerable
from dondoc.queries.periods import PeriodRow
from dondoc.queries.plans import PlanStanding
from dondoc.web import clocks

_DUE_SHOWN = 6
# What those see who read and do nothing else here.
_SIGHTS = {
    Role.APPRAISER: _(
        "Bạn xem kế hoạch đã ban hành, phân công, câu trả lời Văn phòng Sở đã tiếp nhận cùng minh chứng, "
        "và báo cáo của các kỳ đã chốt số. Phần đang soạn, đang trình không hiện ra."
    ),
    Role.AUDITOR: _("Bạn xem được toàn bộ nội dung của Sở, kể cả phần đang soạn, và không thay đổi gì trên hệ thống."),
}
_CHART_WIDTH = 600


@dataclass(frozen=True)
class Segment:
    """One piece of a bar; lengths in units of the drawing, `x` from its left edge."""

    verdict: str
    x: int
    width: int


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    found = queries.of(viewer, today=today)
    waiting = [(waiting, _address(waiting)) for waiting in found.waiting]
    context = {
        "home": found,
        "waiting": waiting,
        "first": waiting[0] if waiting else None,
        "under_way": [(waiting, _address(waiting)) for waiting in found.under_way],
        "late_rest": found.late_count - len(found.late),
        "charts": [(standing, _segments(standing)) for standing in found.standings if standing.target_count],
        "calendar": [row for row in found.calendar if row.is_asked or not row.is_over][:_DUE_SHOWN],
        "accounts": _account_counts(viewer),
        "unanswerable": unanswerable(viewer, on=today),
        "next_period": _next_period(viewer, found),
        "glass_alerts": glass.unseen(viewer),
        "may_import": may(viewer, Act.DRAFT_WRITE),
        "may_read_plans": may(viewer, Act.PLAN_READ),
        "may_read_periods": may(viewer, Act.PERIOD_READ),
        "sight": next((words for role, words in _SIGHTS.items() if viewer.roles == {role}), ""),
    }
    return render(request, "home/home.html", context)


def _address(waiting: Waiting) -> str:
    """The page where this waits to be done."""
    match waiting.errand:
        case Errand.CONFIRM:
            return reverse("draft", args=[waiting.draft.pk])
        case Errand.ASSIGN:
            return reverse("plan_assign", args=[waiting.plan.pk])
        case Errand.CLOSE | Errand.RESTORE:
            return reverse("confirmation", args=[waiting.asked.pk])
        case Errand.COMPOSE:
            return reverse("period", args=[waiting.period.pk])
        case Errand.SCORE | Errand.CHECK | Errand.SIGN | Errand.DISPUTE:
            return reverse("assessment", args=[waiting.assessment.pk])
        case Errand.APPRAISE | Errand.DECIDE:
            return f"{reverse('bench')}?round={waiting.assessment.round_id}"
        case Errand.MEND:
            return reverse("dossier_load", args=[waiting.load.pk])
        case Errand.NAME:
            return reverse("dossier_units")
        case Errand.ANSWER | Errand.APPROVE | Errand.ACCEPT:
            return reverse("report", args=[waiting.period.pk, waiting.unit.pk])


def _segments(standing: PlanStanding) -> Sequence[Segment]:
    """The bar of a plan's targets: its verdicts one after the other, none of them rounded away."""
    segments, counted = [], 0
    for verdict in Verdict:
        count = standing.by_verdict[verdict]
        x = counted * _CHART_WIDTH // standing.target_count
        counted += count
        width = counted * _CHART_WIDTH // standing.target_count - x
        if count:
            segments.append(Segment(verdict.value, x, width))
    return segments


def _next_period(viewer: Viewer, found: Home) -> PeriodRow | None:
    """The period to look at for whoever reads periods."""
    if not may(viewer, Act.PERIOD_READ):
        return None
    return next(iter(found.calendar), None)


def _account_counts(viewer: Viewer) -> tuple[int, int] | None:
    """How many accounts there are and how many are switched off, for whoever keeps them."""
    if not may(viewer, Act.PEOPLE_WRITE):
        return None
    found = accounts(viewer)
    return found.count(), found.filter(is_active=False).count()
