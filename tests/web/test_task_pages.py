"""One task: everything printed, each unit's part with its proof, and what was said period by period."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from factories import AT, LATER, PDF, TODAY, approve, duties_of, write
from page_texts import text_of

from dondoc.actions import evidence, reports
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.models import Plan, Task


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def task(plan: Plan) -> Task:
    """The task that all four units owe."""
    return plan.tasks.get(number="2")


def page_of(client: Client, task: Task, **given):
    return client.get(reverse("task", args=[task.plan_id, task.pk]), **given)


def test_task_shows_what_is_printed(client: Client, people, sign_in, task: Task) -> None:
    response = page_of(sign_in(client, people.coordinator), task)
    words = text_of(response)

    assert "Giải pháp thực hiện Lập danh mục cho việc 2 Phân công người thực hiện" in words
    assert "Sản phẩm, kết quả dự kiến Báo cáo kết quả" in words
    assert "Hạn 31/12/2026 (văn bản ghi “2026”)" in words
    assert "Phối hợp Sở Khoa học và Công nghệ" in words
    assert "Hoàn thành khi mọi đơn vị chủ trì hoàn thành" in words
    place = f"{reverse('plan_document', args=[task.plan_id])}#table-1-row-3"
    assert f'<a href="{place}">bảng 1, dòng 3</a>' in response.content.decode()


def test_task_shows_each_units_part(client: Client, people, sign_in, task: Task, answered) -> None:
    words = text_of(page_of(sign_in(client, people.coordinator), task))

    assert "Đang thực hiện · 13 % · 0/4 đơn vị xong" in words
    silent = "Chưa trả lời Chưa có câu trả lời nào được lãnh đạo đơn vị duyệt."
    assert f"Văn phòng Sở {silent}" in words
    assert "Phòng Hành chính tư pháp Đang thực hiện · 50 % Đã làm được một nửa Quý I/2026" in words
    assert words.count(silent) == 3


def test_task_shows_a_reporter_the_own_answer_alone(client: Client, people, sign_in, task: Task, answered) -> None:
    words = text_of(page_of(sign_in(client, people.other_reporter), task))

    assert "Thanh tra Sở Chưa trả lời" in words
    assert "Đã làm được một nửa" not in words


def test_task_links_the_proof_that_counts(client: Client, people, sign_in, units, period, task: Task) -> None:
    write(period, units.division, actor=people.reporter)
    duty = next(duty for duty in duties_of(period, units.division) if duty.task_id == task.pk)
    proof = evidence.attach(
        period.pk,
        units.division.pk,
        duty.pk,
        data=PDF,
        name="bien-ban.pdf",
        particulars=Particulars(number="04/BB-VP", issued_on=date(2026, 3, 5), abstract="Biên bản mẫu", page="2"),
        actor=people.reporter,
        at=AT,
    )
    coordinator = sign_in(client, people.coordinator)
    assert reverse("evidence", args=[proof.pk]) not in page_of(coordinator, task).content.decode()

    approve(period, units.division, reporter=people.reporter, head=people.head)

    response = page_of(coordinator, task)
    assert reverse("evidence", args=[proof.pk]) in response.content.decode()
    assert "04/BB-VP, 5/3/2026: Biên bản mẫu (trang 2)" in text_of(response)


def test_task_keeps_what_was_said_in_earlier_periods(
    client: Client, people, sign_in, units, plan, task: Task, answered
) -> None:
    second = plan.periods.get(code="2026Q2")
    duties = duties_of(second, units.division)
    reports.save_answers(
        second.pk,
        units.division.pk,
        answers=[
            AnswerDraft(d.pk, words="Xong cả", state=AnswerState.DONE, percent=100)
            if d.task_id
            else AnswerDraft(d.pk, not_applicable=True)
            for d in duties
        ],
        actor=people.reporter,
        at=LATER,
    )
    approve(second, units.division, reporter=people.reporter, head=people.head, at=LATER)

    words = text_of(page_of(sign_in(client, people.coordinator), task))

    assert "Phòng Hành chính tư pháp Hoàn thành · 100 % Xong cả Quý II/2026" in words
    assert "1 kỳ trước Đã làm được một nửa Quý I/2026" in words


def test_panel_holds_the_same_detail_as_the_page(client: Client, people, sign_in, task: Task, answered) -> None:
    coordinator = sign_in(client, people.coordinator)
    page = page_of(coordinator, task).content.decode()
    panel = page_of(coordinator, task, headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()

    detail = panel[panel.index('<div id="detail"') :].strip()
    assert "<h1>" not in panel
    assert detail in page


def test_task_of_another_plan_is_not_found(client: Client, people, sign_in, task: Task, make_plan) -> None:
    other = make_plan()

    response = sign_in(client, people.coordinator).get(reverse("task", args=[other.pk, task.pk]))

    assert response.status_code == 404


def test_task_leads_the_unit_to_its_answer_while_the_period_is_asked(
    client: Client, people, sign_in, task: Task, period, units, settings
) -> None:
    duty = task.obligations.get(unit=units.division)
    link = f'href="{reverse("report", args=[period.pk, units.division.pk])}#q-{duty.pk}">Trả lời Quý I/2026</a>'

    assert link in page_of(sign_in(client, people.reporter), task).content.decode()
    assert "Trả lời Quý I/2026" not in text_of(page_of(sign_in(client, people.coordinator), task))
    settings.PRETEND_TODAY = date(2026, 2, 1)
    assert "Trả lời Quý I/2026" not in text_of(page_of(sign_in(client, people.reporter), task))
