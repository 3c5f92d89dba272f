"""Pages of checkpoints: proposals to accept, change or leave out; what a unit and a task page show of them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from factories import AT, TODAY
from page_texts import text_of

from dondoc.actions.checkpoints import CheckpointDraft, set_checkpoints
from dondoc.models import Checkpoint, Plan


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.coordinator)


def address(plan: Plan) -> str:
    return reverse("plan_checkpoints", args=[plan.pk])


def form_of(client: Client, plan: Plan, query: str = "") -> dict[str, str]:
    """What a browser would send if the page were saved as it stands."""
    form = client.get(address(plan) + query).context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if not name.startswith("take"):
            sent[name] = value or ""
        elif value:
            sent[name] = "on"
    return sent


def kept(plan: Plan) -> list[tuple[str, str, date]]:
    found = Checkpoint.objects.filter(task__plan=plan).order_by("task__position", "due_on")
    return list(found.values_list("task__number", "text", "due_on"))


def test_page_shows_vague_tasks_by_kind_with_a_proposal_beside_each(office: Client, plan: Plan) -> None:
    response = office.get(address(plan))
    words = text_of(response)

    assert "4 nhiệm vụ có thời hạn chung chung, chưa có mốc." in words
    assert "Báo cáo định kỳ 4 nhiệm vụ" in words
    assert "Văn bản ghi “Thường xuyên” · Sản phẩm: Báo cáo kết quả" in words
    assert "Văn bản không ghi thời hạn" in words
    assert "Rà soát đường truyền, thiết bị mạng" not in words
    task = plan.tasks.get(number="4")
    form = response.context["form"]
    assert form[f"text-{task.pk}-1"].value() == "Báo cáo Quý II/2026"
    assert form[f"day-{task.pk}-1"].value() == "15/6/2026"
    assert 'value="Báo cáo Quý II/2026"' in response.content.decode()


def test_saving_the_page_as_it_stands_accepts_every_proposal(office: Client, plan: Plan) -> None:
    response = office.post(address(plan), form_of(office, plan), follow=True)

    assert response.redirect_chain == [(address(plan), 302)]
    words = text_of(response)
    assert "Đã đặt mốc cho 4 nhiệm vụ." in words
    assert "4 nhiệm vụ đã có mốc." in words
    assert len(kept(plan)) == 16
    assert kept(plan)[:2] == [
        ("2", "Báo cáo Quý I/2026", date(2026, 3, 16)),
        ("2", "Báo cáo Quý II/2026", date(2026, 6, 15)),
    ]


def test_task_not_ticked_is_left_out_and_what_was_changed_is_kept(office: Client, plan: Plan) -> None:
    second, fourth = plan.tasks.get(number="2").pk, plan.tasks.get(number="4").pk
    sent = form_of(office, plan, "?tick=none")
    assert [name for name in sent if name.startswith("take")] == []
    sent |= {f"take-{fourth}": "on", f"text-{fourth}-0": "Kiểm tra đợt 1", f"day-{fourth}-0": "31/3/2026"}
    for number in (1, 2, 3):
        sent |= {f"text-{fourth}-{number}": "", f"day-{fourth}-{number}": ""}

    office.post(address(plan), sent)

    assert kept(plan) == [("4", "Kiểm tra đợt 1", date(2026, 3, 31))]
    again = office.get(address(plan)).context["form"]
    assert f"take-{fourth}" not in again.fields
    assert f"take-{second}" in again.fields


def test_checkpoints_that_are_set_can_be_changed_added_and_taken_away(office: Client, plan: Plan, people) -> None:
    fourth = plan.tasks.get(number="4").pk
    old = {fourth: [CheckpointDraft("Đợt 1", date(2026, 6, 30)), CheckpointDraft("Đợt 2", date(2026, 9, 30))]}
    set_checkpoints(plan.pk, chosen=old, actor=people.coordinator, at=AT)
    sent = form_of(office, plan, "?tick=none")
    sent |= {f"text-{fourth}-0": "", f"day-{fourth}-0": "", f"text-{fourth}-1": "Đợt hai"}
    sent |= {f"text-{fourth}-2": "Đợt 3", f"day-{fourth}-2": "15/12/2026"}

    office.post(address(plan), sent)

    assert kept(plan) == [("4", "Đợt hai", date(2026, 9, 30)), ("4", "Đợt 3", date(2026, 12, 15))]


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(office: Client, plan: Plan) -> None:
    fourth = plan.tasks.get(number="4").pk
    sent = form_of(office, plan) | {f"text-{fourth}-0": "", f"day-{fourth}-1": "4/1/2027", f"day-{fourth}-2": "mai"}

    response = office.post(address(plan), sent)

    assert response.status_code == 200
    assert "Nhiệm vụ 4, ngày của mốc 3: Ngày chưa đúng" in text_of(response)
    sent[f"day-{fourth}-2"] = "15/9/2026"
    response = office.post(address(plan), sent)
    words = text_of(response)
    assert "Nhiệm vụ 4, nội dung mốc 1: Mốc chưa có nội dung." in words
    assert "Nhiệm vụ 4, ngày của mốc 2: Ngày của mốc phải trong năm 2026." in words
    assert 'value="4/1/2027"' in response.content.decode()
    assert kept(plan) == []


def test_plan_without_vague_deadlines_says_so(office: Client, plan: Plan) -> None:
    plan.tasks.update(due_text="Quý II/2026", due_on=date(2026, 6, 30))

    assert "Mọi nhiệm vụ đã có thời hạn cụ thể" in text_of(office.get(address(plan)))


def test_task_page_shows_its_checkpoints_with_how_near_they_are(office: Client, plan: Plan, people) -> None:
    task = plan.tasks.get(number="4")
    days = [("Đợt 1", date(2026, 3, 2)), ("Đợt 2", date(2026, 3, 20)), ("Đợt 3", date(2026, 12, 15))]
    chosen = {task.pk: [CheckpointDraft(text, day) for text, day in days]}
    set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)

    words = text_of(office.get(reverse("task", args=[plan.pk, task.pk])))

    assert (
        "Mốc thực hiện 2/3/2026 : Đợt 1 quá hạn 6 ngày làm việc 20/3/2026 : Đợt 2 còn 8 ngày làm việc "
        "15/12/2026 : Đợt 3 "
    ) in words


def test_home_of_the_lead_unit_shows_the_checkpoint_to_watch(client: Client, plan: Plan, people, sign_in) -> None:
    task = plan.tasks.get(number="4")
    chosen = {task.pk: [CheckpointDraft("Đợt 2", date(2026, 3, 20))]}
    set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)

    response = sign_in(client, people.other_reporter).get(reverse("home"))

    words = text_of(response)
    assert (
        "Mốc thực hiện sắp đến hoặc đã qua Đợt 2 4. Kiểm tra việc thực hiện mốc 20/3/2026 còn 8 ngày làm việc" in words
    )
    assert f'href="{reverse("task", args=[plan.pk, task.pk])}"' in response.content.decode()
    assert "Mốc thực hiện" not in text_of(sign_in(client, people.reporter).get(reverse("home")))
