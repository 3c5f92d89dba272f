"""Every page for every role on a phone, by day and by night: nothing sticks out, the next step is within reach."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from factories import sample_plan, uploaded
from visitors import PHONE, SignIn, Visitor

from dondoc.core.permissions import Role
from dondoc.management.stand_ins import stand_in
from dondoc.models import Draft, Plan, PlanLevel, ReportingPeriod, Unit

pytestmark = pytest.mark.journey


@pytest.fixture
def addresses(demonstration: None) -> Callable[[str], list[str]]:
    """`addresses(username)`: the pages that this person of the demonstration opens, the import's among them."""
    uploaded(sample_plan(), actor=stand_in(Role.COORDINATOR))
    plan = Plan.objects.get(number="27/KH-STP")
    period = ReportingPeriod.objects.get(plan=plan, code="2026Q1")
    superior = Plan.objects.get(level=PlanLevel.SUPERIOR)
    draft = Draft.objects.get(state=Draft.State.OPEN)
    division, office = Unit.objects.get(code="HCTP"), Unit.objects.get(code="VP")
    task = plan.tasks.get(number="2")
    all_at_work = [
        reverse("home"),
        reverse("plans"),
        reverse("plan", args=[plan.pk]),
        reverse("plan", args=[plan.pk]) + "?text=du+lieu",
        reverse("plan_matrix", args=[plan.pk]),
        reverse("plan_targets", args=[plan.pk]),
        reverse("plan_document", args=[plan.pk]),
        reverse("task", args=[plan.pk, task.pk]),
        reverse("superior_plan", args=[superior.pk]),
        reverse("calendar"),
        reverse("search") + "?q=dữ+liệu",
    ]
    of_periods = [
        reverse("periods"),
        reverse("period", args=[period.pk]),
        reverse("report", args=[period.pk, office.pk]),
        reverse("draft", args=[draft.pk]),
        reverse("plan_bases", args=[plan.pk]),
    ]
    of_the_office = [
        reverse("draft_upload"),
        reverse("plan_assign", args=[plan.pk]),
        reverse("plan_assign", args=[plan.pk]) + "?of=targets",
        reverse("plan_reporting", args=[plan.pk]),
        reverse("plan_checkpoints", args=[plan.pk]),
        reverse("period_close", args=[period.pk]),
        reverse("people"),
    ]
    of_the_unit = [reverse("reports"), reverse("report", args=[period.pk, division.pk])]
    return {
        "dieuphoi": [*all_at_work, *of_periods, *of_the_office],
        "giamdoc": [*all_at_work, *of_periods],
        "hctp.baocao": [*all_at_work, *of_the_unit],
        "hctp.truong": [reverse("home"), *of_the_unit],
        "quantri": [reverse("home"), reverse("people"), reverse("search") + "?q=stp"],
    }.__getitem__


@pytest.mark.parametrize("username", ["dieuphoi", "giamdoc", "hctp.baocao", "hctp.truong", "quantri"])
def test_pages_fit_a_phone_by_day_and_by_night(username: str, addresses, sign_in: SignIn) -> None:
    visitor = sign_in(username, viewport=PHONE, has_touch=True)

    found = {}
    for address in addresses(username):
        visitor.go(address)
        found[address] = [*visitor.inspect(), *out_of_reach(visitor), *visitor.weak_contrasts_in_the_dark()]

    assert {address: faults for address, faults in found.items() if faults} == {}


def out_of_reach(visitor: Visitor) -> list[str]:
    """Names of primary buttons and links that a finger cannot hit."""
    primary = visitor.page.locator("main .btn-primary").filter(visible=True)
    return primary.evaluate_all(
        """(buttons) => buttons.filter((button) => {
          button.scrollIntoView({ block: "center" });
          const box = button.getBoundingClientRect();
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return box.left < 0 || box.right > innerWidth || box.height < 44 || !(hit && button.contains(hit));
        }).map((button) => `out of reach: ${button.textContent.trim()}`)"""
    )
