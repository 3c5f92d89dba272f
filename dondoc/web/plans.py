"""The plans, the tasks of one plan, the plan as printed. Not here: its matrix, its targets, one task."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dondoc.core.permissions import Act, Viewer, may, reached_units
from dondoc.core.progress import STATE_TITLES, TaskState
from dondoc.models import Plan, PlanLevel, ReportingPeriod
from dondoc.queries import amendments, bases, drafts, periods, plans, tasks
from dondoc.queries.tasks import PAGE_SIZE, TaskFilter, TaskList
from dondoc.web import clocks
from dondoc.web.doorway import NavItem
from dondoc.web.forms.sources import Place, passages
from dondoc.web.words import spoken


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    page = Paginator(plans.listed(viewer), PAGE_SIZE).get_page(request.GET.get("page"))
    may_import = may(viewer, Act.DRAFT_WRITE)
    context = {
        "page": page,
        "standings": plans.standings(viewer, list(page), today=clocks.today()),
        "may_import": may_import,
        "drafts": drafts.waiting(viewer) if may_import else (),
        "superior": _superior(viewer),
    }
    return render(request, "plans/index.html", context)


@require_GET
def follow(request: HttpRequest, plan_id: int) -> HttpResponse:
    viewer, today = request.viewer, clocks.today()
    plan = plans.one_known(viewer, plan_id)
    if plan.level == PlanLevel.SUPERIOR:
        return redirect("superior_plan", plan.pk)
    narrow = _narrow(request.GET)
    found = tasks.follow(viewer, plan, today=today, narrow=narrow, page=request.GET.get("page", 1))
    context = {"plan": plan, "found": found, "narrow": narrow, "states": _states(found)}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "plans/tasks.html", context)
    period = periods.current(viewer, plan, today)
    context["tabs"] = tabs(viewer, plan, "plan", period)
    context["primary"] = _primary(viewer, plan, found, period)
    context["doubts"] = plans.doubts(plan)
    context["amended"] = next(iter(amendments.of_plan(viewer, plan)), None)
    context["dropped"] = amendments.dropped(viewer, plan) if context["amended"] else None
    return render(request, "plans/follow.html", context)


@require_GET
def document(request: HttpRequest, plan_id: int) -> HttpResponse:
    viewer = request.viewer
    plan = plans.document(viewer, plan_id)
    context = {
        "plan": plan,
        "passages": list(passages(plan.draft.source)),
        "doubts": [(doubt, Place(doubt.where)) for doubt in plans.doubts(plan)],
        "may_download": may(viewer, Act.DRAFT_READ),
        "amendments": amendments.of_plan(viewer, plan),
        "tabs": tabs(viewer, plan, "plan_document", periods.current(viewer, plan, clocks.today())),
    }
    return render(request, "plans/document.html", context)


def tabs(viewer: Viewer, plan: Plan, here: str, period: ReportingPeriod | None) -> list[NavItem]:
    """The pages of a plan that this viewer may open; `here` is the address name of the one that is open."""
    entries = [
        (_("Theo dõi"), "plan", plan.pk, True),
        (_("Ma trận"), "plan_matrix", plan.pk, True),
        (_("Chỉ tiêu"), "plan_targets", plan.pk, True),
        (_("Văn bản"), "plan_document", plan.pk, True),
        (_("Căn cứ cấp trên"), "plan_bases", plan.pk, may(viewer, Act.DRAFT_READ)),
        (_("Giao việc"), "plan_assign", plan.pk, may(viewer, Act.ASSIGNMENT_WRITE)),
        (_("Mốc thực hiện"), "plan_checkpoints", plan.pk, may(viewer, Act.PLAN_WRITE)),
        (_("Chế độ báo cáo"), "plan_reporting", plan.pk, may(viewer, Act.PLAN_WRITE)),
    ]
    if plan.level == PlanLevel.SUPERIOR:
        entries = [(_("Các mục"), "superior_plan", plan.pk, True), (_("Văn bản"), "plan_document", plan.pk, True)]
    if period is not None:
        read = Act.SNAPSHOT_READ if period.is_closed else Act.PERIOD_READ
        entries.append((_("Kỳ báo cáo"), "period", period.pk, may(viewer, read)))
    return [
        NavItem(title, reverse(name, args=[key]), is_current=name == here)
        for title, name, key, open_ in entries
        if open_
    ]


def _narrow(given: QueryDict) -> TaskFilter:
    unit, state = given.get("unit", ""), given.get("state", "")
    return TaskFilter(
        group=given.get("group") or None,
        unit_id=int(unit) if unit.isdecimal() else None,
        state=TaskState(state) if state in set(TaskState) else None,
        text=given.get("text", "").strip(),
        silent=given.get("silent") == "1",
    )


def _superior(viewer: Viewer) -> list[tuple[Plan, int, int]]:
    """Each superior plan with how many items it has and how many of them a task carries."""
    counts = bases.taken_counts(viewer)
    return [(plan, *counts.get(plan.pk, (0, 0))) for plan in plans.superior(viewer)]


def _states(found: TaskList) -> list[tuple[str, str, int]]:
    """Each state with its title and how many tasks of the plan are in it, what went wrong first."""
    order = (TaskState.LATE, TaskState.STUCK, TaskState.IN_PROGRESS, TaskState.NOT_STARTED, TaskState.DONE)
    return [(state.value, spoken(STATE_TITLES[state]), found.by_state[state]) for state in order]


def _primary(viewer: Viewer, plan: Plan, found: TaskList, period: ReportingPeriod | None) -> tuple[str, str] | None:
    """Address and words of the next step that the plan asks of this viewer."""
    if found.unassigned_count and may(viewer, Act.ASSIGNMENT_WRITE):
        words = _("Giao %(count)s nhiệm vụ chưa có đơn vị") % {"count": found.unassigned_count}
        return reverse("plan_assign", args=[plan.pk]), words
    if period is None:
        return None
    title = spoken(periods.title_of(period))
    own = reached_units(viewer, Act.ANSWER_WRITE)
    if own and periods.is_asked(period, clocks.today()):
        return reverse("report", args=[period.pk, min(own)]), _("Trả lời %(period)s") % {"period": title}
    if may(viewer, Act.PERIOD_READ):
        return reverse("period", args=[period.pk]), _("Mở báo cáo %(period)s") % {"period": title}
    return None
