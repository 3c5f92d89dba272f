"""The plan drafted from the gaps: chosen on the page, fetched as .docx, taken in again by the import, whole."""

from dataclasses import replace
from datetime import date

import pytest
from assessing import Case, brought, case_of
from django.test import Client
from django.urls import reverse
from factories import AT, TODAY, Organisation
from keepsakes import kept
from page_texts import text_of

from dondoc.actions import drafts
from dondoc.core.assessments import State
from dondoc.core.permissions import Viewer
from dondoc.core.plan import PlanDraft
from dondoc.management import demonstrations
from dondoc.models import Assessment, User
from dondoc.queries import improvements
from dondoc.queries.improvements import Chosen
from dondoc.queries.people import viewer_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return brought(case_of(organisation), State.SELF)


@pytest.fixture
def demonstration() -> tuple[Viewer, Assessment]:
    """The Office of the sample department and its assessment of this year."""
    kept("demonstration", lambda: demonstrations.load(lambda line: None))
    one = Assessment.objects.get(department__symbol="STP", round__year=2026)
    office = viewer_for(User.objects.get(username="dieuphoi"), on=TODAY)
    assert office is not None
    return office, one


def given(client: Client, assessment_id: int, **more: str) -> dict[str, str]:
    """What the page sends when nothing on it is changed, and what is changed."""
    form = client.get(reverse("improvement_plan", args=[assessment_id])).context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {key: "on" if value is True else value for key, value in sent.items()} | more


def test_plan_of_the_demonstration_comes_back_whole_through_the_import(
    client: Client, demonstration: tuple[Viewer, Assessment], sign_in
) -> None:
    office, one = demonstration
    sign_in(client, office)
    sent = given(client, one.pk, **{"due-5.1": "30/6/2026", "lead-5.1": "Văn phòng Sở"})
    answer = client.post(reverse("improvement_plan", args=[one.pk]), sent)
    assert answer["Content-Disposition"] == 'attachment; filename="Ke-hoach-nang-cao-DTI-STP-2026.docx"'

    gaps = improvements.page(office, one.pk, on=TODAY)
    codes = [row.winnable.criterion.code for row in gaps.steps]
    leads = {row.winnable.criterion.code: row.owner.name for row in gaps.steps if row.owner} | {"5.1": "Văn phòng Sở"}
    days = dict.fromkeys(codes, date(2026, 12, 15)) | {"5.1": date(2026, 6, 30)}
    drafted = improvements.draft(gaps, [Chosen(code, leads[code], days[code]) for code in codes])

    taken_in = drafts.upload(answer.content, name="ke-hoach.docx", actor=office, at=AT)
    reading = PlanDraft.from_json(taken_in.content)
    assert tuple(replace(task, where="") for task in reading.tasks) == drafted.tasks
    assert reading.targets == drafted.targets
    assert (len(reading.tasks), len(reading.targets)) == (27, 23)
    assert sorted({task.due for task in reading.tasks}) == [date(2026, 6, 30), date(2026, 12, 15)]
    assert [task.lead for task in reading.tasks if "chỉ số 5.1:" in task.text] == [("Văn phòng Sở",)]
    assert [group for group, _tasks in drafted.groups] == [pillar.title for pillar in gaps.criteria_set.pillars]


def test_plan_has_only_what_was_chosen(client: Client, case: Case, sign_in) -> None:
    sign_in(client, case.organisation.people.coordinator)
    sent = given(client, case.assessment_id, **{"lead-2.2": "Văn phòng Sở"})
    del sent["take-1.2"], sent["take-2.1"]
    answer = client.post(reverse("improvement_plan", args=[case.assessment_id]), sent)

    actor = case.organisation.people.coordinator
    reading = PlanDraft.from_json(drafts.upload(answer.content, name="ke-hoach.docx", actor=actor, at=AT).content)
    assert [(task.text, task.lead, task.due) for task in reading.tasks] == [
        ("Cải thiện chỉ số 2.2: Người đứng đầu", ("Văn phòng Sở",), date(2026, 6, 30))
    ]


def test_plan_is_asked_for_units_and_days_and_keeps_what_was_typed(client: Client, case: Case, sign_in) -> None:
    sign_in(client, case.organisation.people.coordinator)
    sent = given(client, case.assessment_id, **{"due-1.2": "mai", "due-2.1": ""})
    answer = client.post(reverse("improvement_plan", args=[case.assessment_id]), sent)

    text = text_of(answer)
    assert "Hạn hoàn thành, chỉ số 1.2: Ngày chưa đúng" in text
    assert "Hạn hoàn thành, chỉ số 2.1: Hãy ghi hạn hoàn thành." in text
    assert "Đơn vị chủ trì, chỉ số 2.2: Hãy chọn đơn vị chủ trì." in text
    assert 'value="mai"' in answer.content.decode()


def test_plan_without_any_criterion_is_refused(client: Client, case: Case, sign_in) -> None:
    sign_in(client, case.organisation.people.coordinator)
    answer = client.post(reverse("improvement_plan", args=[case.assessment_id]), {})
    assert "Hãy chọn ít nhất một chỉ số để đưa vào kế hoạch." in text_of(answer)


def test_director_reads_the_gaps_and_is_told_who_fetches_the_plan(client: Client, case: Case, sign_in) -> None:
    sign_in(client, case.organisation.people.director)
    text = text_of(client.get(reverse("improvement_plan", args=[case.assessment_id])))
    assert "Chuyên viên Văn phòng Sở là người tải dự thảo Kế hoạch." in text
    assert "Tải dự thảo Kế hoạch (.docx)" not in text


def test_day_is_the_end_of_the_self_score_and_then_of_the_year(client: Client, case: Case, sign_in, settings) -> None:
    sign_in(client, case.organisation.people.coordinator)
    assert given(client, case.assessment_id)["due-1.2"] == "30/6/2026"
    settings.PRETEND_TODAY = date(2026, 7, 1)
    assert given(client, case.assessment_id)["due-1.2"] == "31/12/2026"


def test_demonstration_is_compared_with_last_year_and_its_rank(
    client: Client, demonstration: tuple[Viewer, Assessment], sign_in
) -> None:
    office, one = demonstration
    sign_in(client, office)
    text = text_of(client.get(reverse("assessment_analysis", args=[one.pk])))
    assert "Năm 2025 61,28 % 612,80/1.000" in text
    assert "So với năm trước, điểm phần trăm" in text
    assert "So với trung bình cơ quan khác" not in text
    last = Assessment.objects.get(department=one.department, round__year=2025)
    published = text_of(client.get(reverse("assessment_analysis", args=[last.pk])))
    assert "So với trung bình cơ quan khác, điểm phần trăm" in published
    assert "Năm Thứ hạng 2025 2/2" in published
