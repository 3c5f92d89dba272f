"""The list of plans, the tasks of one plan with their filters, the plan as printed."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import TODAY, confirmed, plan_of, uploaded
from page_texts import text_of

from dondoc.models import Plan

FRAGMENT = {"HX-Request": "true", "HX-Target": "list"}


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def coordinator(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


def address_of(plan: Plan, query: str = "") -> str:
    return reverse("plan", args=[plan.pk]) + query


def shown(response) -> list[str]:
    """The numbers of the tasks in the table, in its order."""
    return re.findall(r'<span class="figure">(\d+)\.</span>', response.content.decode())


def totals(response) -> list[tuple[str, str]]:
    """The strip of totals: words and figure."""
    found = re.findall(
        r'class="card[^>]*>\s*<span>(.*?)</span><span class="big">(.*?)</span>', response.content.decode(), re.DOTALL
    )
    return [(" ".join(re.sub("<[^>]+>", " ", words).split()), figure) for words, figure in found]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_list_says_where_each_plan_stands(coordinator: Client, plan: Plan, answered) -> None:
    words = text_of(coordinator.get(reverse("plans")))

    row = words[words.index(plan.title) :]
    # year, tasks, done, late, stuck, tasks with a silent unit, targets met
    assert row.startswith(f"{plan.title} Kế hoạch số 12/KH-STP, 20/1/2026 2026 6 0 1 0 4 2/3 ")


def test_list_is_empty_of_plans_teaches_the_office_the_next_step(coordinator: Client) -> None:
    response = coordinator.get(reverse("plans"))

    assert "Chưa có kế hoạch nào" in text_of(response)
    assert response.content.decode().count('<a class="btn btn-primary"') == 1
    assert f'href="{reverse("draft_upload")}">Nhập kế hoạch' in response.content.decode()


def test_list_offers_no_import_to_a_reporter(client: Client, people, sign_in, plan: Plan) -> None:
    response = sign_in(client, people.reporter).get(reverse("plans"))

    assert reverse("draft_upload") not in response.content.decode()


def test_list_names_the_drafts_that_wait(coordinator: Client, people) -> None:
    draft = uploaded(plan_of(1, 1), actor=people.coordinator, name="ke-hoach-moi.txt")

    response = coordinator.get(reverse("plans"))

    assert "Bản đọc chờ xác nhận" in text_of(response)
    assert f'<a href="{reverse("draft", args=[draft.pk])}">ke-hoach-moi.txt</a>' in response.content.decode()


def test_list_takes_as_many_queries_for_thirty_plans_as_for_one(coordinator: Client, people, plan: Plan) -> None:
    one = queries_of(coordinator, reverse("plans"))
    for n in range(29):
        confirmed(replace(plan_of(1, 1), title=f"Kế hoạch mẫu {n}"), actor=people.coordinator)

    assert queries_of(coordinator, reverse("plans")) == one <= 20


def test_follow_counts_the_tasks_by_state(coordinator: Client, plan: Plan, answered) -> None:
    response = coordinator.get(address_of(plan))

    assert totals(response) == [
        ("Nhiệm vụ", "6"),
        ("Quá hạn", "1"),
        ("Vướng mắc", "0"),
        ("Đang thực hiện", "2"),
        ("Chưa thực hiện", "3"),
        ("Hoàn thành", "0"),
        ("Chưa trả lời", "4"),
    ]
    assert shown(response) == ["1", "2", "3", "4", "5", "6"]
    assert "Dòng 1–6 trong tổng số 6" in text_of(response)


def test_follow_shows_a_collective_task_with_its_units_and_newest_words(coordinator: Client, plan, answered) -> None:
    words = text_of(coordinator.get(address_of(plan)))

    row = words[words.index("2. Cập nhật hồ sơ") : words.index("Nhân lực số 3.")]
    assert "4 đơn vị · 0 xong" in row
    assert "31/12/2026 2026 Đang thực hiện 13 %" in row
    assert "Đã làm được một nửa P. HCTP, Quý I/2026 0" in row


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?state=late", ["3"]),
        ("?state=in_progress", ["2", "5"]),
        ("?silent=1", ["1", "2", "4", "5"]),
        ("?group=Hạ tầng số", ["1", "2"]),
        ("?text=ĐẤU NỐI", ["6"]),
        ("?text=dau noi", ["6"]),
        ("?text=khong co", []),
        ("?state=nonsense&unit=x&page=y", ["1", "2", "3", "4", "5", "6"]),
    ],
)
def test_follow_narrows_to_what_the_address_says(coordinator: Client, plan, answered, query, numbers) -> None:
    assert shown(coordinator.get(address_of(plan, query))) == numbers


def test_follow_of_one_unit_goes_by_that_units_own_part(coordinator: Client, plan, answered, units) -> None:
    division, attached = f"?unit={units.division.pk}", f"?unit={units.attached.pk}"

    assert shown(coordinator.get(address_of(plan, division))) == ["2", "3", "5"]
    assert shown(coordinator.get(address_of(plan, f"{division}&silent=1"))) == []
    assert shown(coordinator.get(address_of(plan, f"{attached}&silent=1"))) == ["2", "5"]
    assert shown(coordinator.get(address_of(plan, f"{attached}&state=in_progress"))) == []


def test_follow_shows_a_reporter_the_units_own_tasks_alone(client: Client, people, sign_in, plan, answered) -> None:
    response = sign_in(client, people.other_reporter).get(address_of(plan))

    assert shown(response) == ["2", "4"]
    assert totals(response)[0] == ("Nhiệm vụ", "2")
    assert "Đã làm được một nửa" not in text_of(response)


def test_follow_pages_by_fifty_and_says_the_total(coordinator: Client, make_plan: Callable[..., Plan]) -> None:
    plan = make_plan(task_count=120)

    response = coordinator.get(address_of(plan, "?page=3"))

    assert shown(response) == [str(n) for n in range(101, 121)]
    assert "Dòng 101–120 trong tổng số 120" in text_of(response)


def test_follow_takes_as_many_queries_for_thirty_tasks_as_for_one(
    coordinator: Client, make_plan: Callable[..., Plan]
) -> None:
    one = queries_of(coordinator, address_of(make_plan(task_count=1)))

    assert queries_of(coordinator, address_of(make_plan(task_count=30))) == one <= 20


@pytest.mark.parametrize("query", ["", "?state=late", "?text=khong co"])
def test_fragment_is_the_same_part_of_the_reloaded_page(coordinator: Client, plan, answered, query) -> None:
    page = coordinator.get(address_of(plan, query)).content.decode()
    fragment = coordinator.get(address_of(plan, query), headers=FRAGMENT).content.decode()

    assert fragment.strip().startswith('<div id="list"')
    assert fragment.strip() in page


def test_going_back_gets_the_whole_page(coordinator: Client, plan: Plan) -> None:
    response = coordinator.get(address_of(plan), headers={**FRAGMENT, "HX-History-Restore-Request": "true"})

    assert "<h1>" in response.content.decode()


def test_next_step_is_to_assign_while_a_task_has_no_unit(coordinator: Client, plan: Plan) -> None:
    page = coordinator.get(address_of(plan)).content.decode()

    assert f'<a class="btn btn-primary" href="{reverse("plan_assign", args=[plan.pk])}">Giao 1 nhiệm vụ' in page


def test_next_step_of_a_reporter_is_to_answer(client: Client, people, units, sign_in, plan, period) -> None:
    page = sign_in(client, people.reporter).get(address_of(plan)).content.decode()

    report = reverse("report", args=[period.pk, units.division.pk])
    assert f'<a class="btn btn-primary" href="{report}">Trả lời Quý I/2026</a>' in page
    assert reverse("plan_assign", args=[plan.pk]) not in page


def test_document_shows_the_head_the_citations_and_the_doubts(coordinator: Client, plan: Plan) -> None:
    response = coordinator.get(reverse("plan_document", args=[plan.pk]))
    words = text_of(response)

    assert "1 điều cần xem lại, ghi khi nhập Nhiệm vụ 6 không ghi thời hạn. (bảng 1, dòng 8)" in words.replace(
        "( ", "("
    )
    assert "Số, ký hiệu 12/KH-STP Ngày ban hành 20/1/2026" in words
    assert "88/KH-UBND, 5/1/2026 (UBND tỉnh) 99/QĐ-UBND" in words
    assert plan.draft.sha256 in words
    assert reverse("draft_file", args=[plan.draft_id]) in response.content.decode()


def test_document_has_an_anchor_for_every_line(coordinator: Client, plan: Plan) -> None:
    page = coordinator.get(reverse("plan_document", args=[plan.pk])).content.decode()

    anchors = [line["where"].replace(" ", "-") for line in plan.draft.source]
    assert anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []


def test_document_hides_the_file_from_who_may_not_read_drafts(client: Client, people, sign_in, plan: Plan) -> None:
    page = sign_in(client, people.reporter).get(reverse("plan_document", args=[plan.pk])).content.decode()

    assert reverse("draft_file", args=[plan.draft_id]) not in page
    assert plan.draft.sha256 in page
