"""The thread upwards: what a plan's tasks rest on, decided many at once; a superior plan and who carries its items."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions.bases import decide
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.models import Plan
from dondoc.queries import bases as queries
from dondoc.queries import periods, plans
from dondoc.queries.bases import Thread
from dondoc.queries.tasks import PAGE_SIZE
from dondoc.web import clocks
from dondoc.web.forms.bases import LinkForm, PairsForm
from dondoc.web.plans import tabs

_LISTS = ("proposed", "linked", "not_taken", "without")  # of a thread; `?of=` says which of them `?page=` turns


@require_http_methods(["GET", "POST"])
def bases(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Proposals with both texts, what is linked, what is not; a POST decides about what was ticked or chosen."""
    viewer = request.viewer
    plan = plans.one(viewer, plan_id)
    thread = queries.of_plan(viewer, plan)
    act = request.POST.get("act", "")
    form = _form(request, plan, thread, act)
    if request.method == "POST":
        check(viewer, Act.PLAN_WRITE)
        if form.is_valid() and _decided(request, plan, form, act):
            return redirect("plan_bases", plan.pk)
    context = {
        "plan": plan,
        "thread": thread,
        **{f"{name}_page": _page(request, name, getattr(thread, name)) for name in _LISTS},
        "form": form,
        "link": form if act == "link" else LinkForm(None, tasks=_tasks(plan), items=thread.superior_tasks),
        "chosen": set(request.POST.getlist("pairs")),
        "may_write": may(viewer, Act.PLAN_WRITE),
        "may_import": may(viewer, Act.DRAFT_WRITE),
        "tabs": tabs(viewer, plan, "plan_bases", periods.current(viewer, plan, clocks.today())),
    }
    return render(request, "bases/thread.html", context)


@require_GET
def superior(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan from above: each item with the tasks that carry it; with `?free=1` only what nobody carries.

    `?item=` opens the page on which the item stands.
    """
    viewer = request.viewer
    plan = plans.one_superior(viewer, plan_id)
    items = queries.items_of(viewer, plan, today=clocks.today())
    free = [item for item in items if not item.carriers]
    is_free = request.GET.get("free") == "1"
    shown = free if is_free else items
    sought = (place for place, item in enumerate(shown) if str(item.task.pk) == request.GET.get("item"))
    number = request.GET.get("page", next(sought, 0) // PAGE_SIZE + 1)
    context = {
        "plan": plan,
        "page": Paginator(shown, PAGE_SIZE).get_page(number),
        "is_free": is_free,
        "own_plans": queries.resting_on(viewer, plan) if may(viewer, Act.DRAFT_READ) else (),
        "item_count": len(items),
        "free_count": len(free),
        "meant_count": sum(item.is_meant for item in free),
        "tabs": tabs(viewer, plan, "superior_plan", None),
    }
    return render(request, "bases/superior.html", context)


def _page(request: HttpRequest, name: str, rows: Sequence) -> Page:
    """The page of this list that is open; of the lists that are not turned, the first."""
    number = request.GET.get("page") if request.GET.get("of") == name else 1
    return Paginator(rows, PAGE_SIZE).get_page(number)


def _form(request: HttpRequest, plan: Plan, thread: Thread, act: str) -> PairsForm | LinkForm:
    data = request.POST if request.method == "POST" else None
    if act == "link":
        return LinkForm(data, tasks=_tasks(plan), items=thread.superior_tasks)
    linked = [f"{basis.task_id}-{basis.superior_task_id}" for basis in thread.linked]
    return PairsForm(data, keys=[*linked, *(proposal.key for proposal in thread.proposed)])


def _tasks(plan: Plan) -> list:
    return list(plan.tasks.filter(dropped_by=None))


def _decided(request: HttpRequest, plan: Plan, form: PairsForm | LinkForm, act: str) -> bool:
    """Puts the decision down; False, with the faults on the form, when that cannot be."""
    kind = "confirmed" if act in ("confirm", "link") else "turned_down"
    try:
        decide(plan.pk, **{kind: form.chosen}, actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_fault(fault)
        return False
    count = len(form.chosen)
    if kind == "confirmed":
        said = ngettext("Đã xác nhận %(count)d căn cứ.", "Đã xác nhận %(count)d căn cứ.", count)
    elif act == "unlink":
        said = ngettext("Đã gỡ %(count)d căn cứ.", "Đã gỡ %(count)d căn cứ.", count)
    else:
        said = _("Đã bỏ %(count)d đề xuất; các dòng này không được đề xuất lại.")
    messages.success(request, said % {"count": count})
    return True
