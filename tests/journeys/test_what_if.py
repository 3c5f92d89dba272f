"""What if: a figure is slid and the points answer; the number follows, and nothing is written."""

import pytest
from assessing import brought, case_of
from factories import found_department
from playwright.sync_api import expect
from visitors import SignIn

from dondoc.core.assessments import State
from dondoc.management import demonstrations
from dondoc.models import Assessment, AssessmentFact, CriterionScore, User

pytestmark = pytest.mark.journey


def test_sliding_a_figure_changes_the_points_and_writes_nothing(site: str, sign_in: SignIn) -> None:
    case = brought(case_of(found_department()), State.SELF)
    user = User.objects.get(pk=case.organisation.people.coordinator.user_id)
    user.set_password(demonstrations.organisation()["password"])
    user.save()
    visitor = sign_in(user.username)
    visitor.visit(f"/dti/{case.assessment_id}/what-if/")
    stored = everything_stored()

    slider, number = visitor.page.get_by_role("slider", name="meetings"), visitor.page.get_by_label("meetings").first
    expect(slider).to_have_value("3")
    slider.press("ArrowRight")
    expect(visitor.page.locator("#trial-result")).to_contain_text("80,00 → 85,00")
    assert (number.input_value(), "meetings=4" in visitor.page.url) == ("4", True)
    expect(slider).to_be_focused()

    number.fill("2")
    expect(slider).to_have_value("2")
    expect(visitor.page.locator("#trial-result")).to_contain_text("80,00 → 75,00")
    visitor.look()
    visitor.follow("Trả lại meetings")
    expect(slider).to_have_value("3")
    assert everything_stored() == stored


def everything_stored() -> list[list[object]]:
    return [list(model.objects.order_by("pk").values()) for model in (Assessment, AssessmentFact, CriterionScore)]
