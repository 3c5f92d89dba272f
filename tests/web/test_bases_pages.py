"""Pages of the thread upwards: deciding about proposals, a superior plan, links up from a task; choosing the level."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY, confirmed, confirmed_superior, plan_of, superior_plan, uploaded
from page_texts import text_of

from dondoc.actions.bases import decide
from dondoc.models import Basis, Draft, Plan, PlanLevel


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.coordinator)


def address(plan: Plan) -> str:
    return reverse("plan_bases", args=[plan.pk])


def key(plan: Plan, superior: Plan, task: str, item: str) -> str:
    return f"{plan.tasks.get(number=task).pk}-{superior.tasks.get(number=item).pk}"


def links() -> list[tuple[str, str, bool]]:
    return list(Basis.objects.values_list("task__number", "superior_task__number", "is_confirmed"))


@pytest.fixture
def linked(plan: Plan, superior: Plan, people) -> Plan:
    """The sample plan whose task 1 rests on item 1."""
    pair = (plan.tasks.get(number="1").pk, superior.tasks.get(number="1").pk)
    decide(plan.pk, confirmed=[pair], actor=people.coordinator, at=AT)
    return plan


def test_page_puts_both_texts_side_by_side_and_lists_what_is_left_over(
    office: Client, plan: Plan, superior: Plan
) -> None:
    words = text_of(office.get(address(plan)))

    assert "0/6 nhiệm vụ đã có căn cứ. 2 đề xuất chờ xác nhận. 3 mục của cấp trên chưa nhiệm vụ nào nhận" in words
    assert (
        "1. Rà soát đường truyền, thiết bị mạng 1. Rà soát đường truyền, thiết bị mạng tại trụ sở cơ quan nhà nước "
        "Kế hoạch số 88/KH-UBND · chủ trì: Các sở, ban, ngành cấp tỉnh “Rà soát đường truyền, thiết bị mạng”"
    ) in words
    assert "Mục của cấp trên chưa nhiệm vụ nào nhận: 3" in words
    assert "Nhiệm vụ của Sở chưa có căn cứ: 6" in words


def test_ticked_proposals_are_confirmed_at_once(office: Client, plan: Plan, superior: Plan) -> None:
    ticked = [key(plan, superior, "1", "1"), key(plan, superior, "5", "2")]

    response = office.post(address(plan), {"act": "confirm", "pairs": ticked}, follow=True)

    assert "Đã xác nhận 2 căn cứ." in text_of(response)
    assert links() == [("1", "1", True), ("5", "2", True)]
    assert "2/6 nhiệm vụ đã có căn cứ." in text_of(response)


def test_turned_down_proposals_come_no_more(office: Client, plan: Plan, superior: Plan) -> None:
    response = office.post(address(plan), {"act": "refuse", "pairs": [key(plan, superior, "5", "2")]}, follow=True)

    assert "Đã bỏ 1 đề xuất; các dòng này không được đề xuất lại." in text_of(response)
    assert links() == [("5", "2", False)]
    assert "Đề xuất chờ xác nhận: 1" in text_of(response)


def test_linked_pair_is_unlinked(office: Client, linked: Plan, superior: Plan) -> None:
    response = office.post(address(linked), {"act": "unlink", "pairs": [key(linked, superior, "1", "1")]}, follow=True)

    assert "Đã gỡ 1 căn cứ." in text_of(response)
    assert links() == [("1", "1", False)]


def test_pair_that_was_not_proposed_is_linked_by_hand(office: Client, plan: Plan, superior: Plan) -> None:
    task, item = plan.tasks.get(number="3"), superior.tasks.get(number="3")

    office.post(address(plan), {"act": "link", "task": task.pk, "item": item.pk})

    assert links() == [("3", "3", True)]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"act": "confirm"}, "Chưa đánh dấu dòng nào."),
        ({"act": "confirm", "pairs": ["1-999999"]}, "Có dòng đã chọn không còn trong danh sách: hãy tải lại trang."),
        ({"act": "link"}, "Chưa chọn nhiệm vụ của Sở."),
    ],
)
def test_what_cannot_be_decided_is_told_and_changes_nothing(
    office: Client, plan: Plan, superior: Plan, sent, sentence: str
) -> None:
    response = office.post(address(plan), sent)

    assert response.status_code == 200
    assert sentence in text_of(response)
    assert links() == []


def test_page_without_a_superior_plan_offers_to_import_one(office: Client, plan: Plan) -> None:
    response = office.get(address(plan))

    assert "Chưa có kế hoạch cấp trên nào của năm này" in text_of(response)
    assert f'href="{reverse("draft_upload")}">Nhập kế hoạch cấp trên</a>' in response.content.decode()


def test_director_reads_without_buttons(client: Client, people, sign_in, linked: Plan) -> None:
    words = text_of(sign_in(client, people.director).get(address(linked)))

    assert "1/6 nhiệm vụ đã có căn cứ." in words
    assert "Xác nhận các dòng đã đánh dấu" not in words
    assert "Gỡ các căn cứ" not in words
    assert "Gắn căn cứ" not in words


def test_superior_plan_shows_who_carries_each_item_and_how_it_stands(
    office: Client, linked: Plan, superior: Plan
) -> None:
    response = office.get(reverse("superior_plan", args=[superior.pk]))

    words = text_of(response)
    assert "2 mục thuộc phần việc của Sở chưa nhiệm vụ nào nhận." in words
    assert "1. Rà soát đường truyền, thiết bị mạng Chưa thực hiện Kế hoạch số 12/KH-STP" in words
    assert "Thí điểm trợ giúp pháp lý" in words
    free = text_of(office.get(reverse("superior_plan", args=[superior.pk]), {"free": "1"}))
    assert "Kế hoạch số 12/KH-STP Hạ tầng" not in free
    assert "Rà soát đường truyền" not in free
    assert "Thí điểm trợ giúp pháp lý" in free


def test_plan_address_of_a_superior_plan_leads_to_its_items(office: Client, superior: Plan) -> None:
    response = office.get(reverse("plan", args=[superior.pk]))

    assert (response.status_code, response.url) == (302, reverse("superior_plan", args=[superior.pk]))


def test_task_links_up_to_what_it_rests_on(office: Client, linked: Plan, superior: Plan) -> None:
    response = office.get(reverse("task", args=[linked.pk, linked.tasks.get(number="1").pk]))

    item = superior.tasks.get(number="1")
    link = f'<a href="{reverse("superior_plan", args=[superior.pk])}?item={item.pk}#item-{item.pk}">'
    assert f"{link}Mục 1 của Kế hoạch số 88/KH-UBND</a>: {item.text}" in response.content.decode()


def test_list_of_plans_keeps_superior_plans_apart(office: Client, linked: Plan, superior: Plan) -> None:
    response = office.get(reverse("plans"))

    assert [standing.plan for standing in response.context["standings"]] == [linked]
    assert (
        "Chuyển đổi số năm 2026 của tỉnh Hà Phong Kế hoạch số 88/KH-UBND, Ủy ban nhân dân tỉnh Hà Phong, 5/1/2026 "
        "1/4 mục có nhiệm vụ nhận"
    ) in text_of(response)


def test_review_proposes_the_level_and_confirms_with_the_one_chosen(office: Client, people) -> None:
    draft = uploaded(superior_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(level=PlanLevel.SUPERIOR)
    page = office.get(reverse("draft", args=[draft.pk]))
    assert 'name="level" value="superior" checked' in page.content.decode()

    filled = page.context["review"].filled
    sent = {"level": "superior"}
    for form in [filled.plan, *(form for listed in filled.lists.values() for form in listed.forms)]:
        sent |= {bound.html_name: bound.value() or "" for bound in form if bound.name != "DELETE"}
    for listed in filled.lists.values():
        sent |= {bound.html_name: bound.value() for bound in listed.management_form}
    response = office.post(reverse("draft_confirm", args=[draft.pk]), sent, follow=True)

    superior = Plan.objects.get(draft=draft)
    assert superior.level == PlanLevel.SUPERIOR
    assert response.redirect_chain == [(reverse("superior_plan", args=[superior.pk]), 302)]
    assert "Đã nhập Kế hoạch số 88/KH-UBND làm căn cứ cho nhiệm vụ của Sở." in text_of(response)


def long_superior_plan(people) -> Plan:
    """A plan from above of 120 items, all of them for every department."""
    item = superior_plan().tasks[0]
    items = tuple(replace(item, number=str(n), text=f"Mục dài số {n} của tỉnh") for n in range(1, 121))
    return confirmed_superior(replace(superior_plan(), tasks=items), actor=people.coordinator)


def numbers(response, pattern: str) -> list[int]:
    lists = text_of(response).partition("Gắn căn cứ không có trong đề xuất")[0]
    return [int(number) for number in re.findall(pattern, lists)]


def test_superior_plan_is_shown_by_pages_of_50(office: Client, people, units) -> None:
    long = long_superior_plan(people)
    items = reverse("superior_plan", args=[long.pk])

    assert numbers(office.get(items), r"Mục dài số (\d+)") == list(range(1, 51))
    last = office.get(items, {"free": "1", "page": "3"})
    assert numbers(last, r"Mục dài số (\d+)") == list(range(101, 121))
    assert "Dòng 101–120 trong tổng số 120" in text_of(last)
    assert 'href="?free=1&amp;page=2"' in last.content.decode()


def test_link_to_an_item_opens_the_page_on_which_it_stands(office: Client, people, units) -> None:
    long = long_superior_plan(people)

    response = office.get(reverse("superior_plan", args=[long.pk]), {"item": long.tasks.get(number="51").pk})

    assert numbers(response, r"Mục dài số (\d+)") == list(range(51, 101))


def test_each_list_of_the_thread_is_turned_by_itself(office: Client, people, units) -> None:
    long_superior_plan(people)
    plan = confirmed(plan_of(60, 0), actor=people.coordinator)

    response = office.get(address(plan), {"of": "not_taken", "page": "2"})

    assert numbers(response, r"\d+\. Mục dài số (\d+)") == list(range(51, 101))
    assert numbers(response, r"\d+\. Việc mẫu số (\d+)") == list(range(1, 51))
    page = response.content.decode()
    assert 'href="?of=not_taken&amp;page=3#not-taken"' in page
    assert 'href="?of=without&amp;page=2#without"' in page
    assert "Mục của cấp trên chưa nhiệm vụ nào nhận: 120" in text_of(response)


def test_pages_of_120_items_ask_the_database_as_often_as_of_4(office: Client, people, units) -> None:
    def count(*plans: Plan) -> list[int]:
        found = []
        for name, plan in zip(("plan_bases", "superior_plan"), plans, strict=True):
            with CaptureQueriesContext(connection) as captured:
                assert office.get(reverse(name, args=[plan.pk])).status_code == 200
            found.append(len(captured))
        return found

    plan = confirmed(plan_of(1, 0), actor=people.coordinator)
    short = confirmed_superior(superior_plan(), actor=people.coordinator)
    few = count(plan, short)
    short.delete()
    long = long_superior_plan(people)

    many = count(plan, long)
    assert many == few
    assert max(many) <= 20
