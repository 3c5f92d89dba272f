"""The matrix of a plan: a cell for each unit's part in each task, totals of the whole plan."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import TODAY
from page_texts import text_of

from dondoc.models import Plan


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


def grid(response) -> list[list[str]]:
    """The cells of every row of tasks, in words; an empty cell is an empty text."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)[1]
    rows = [row for row in body.split("<tr") if 'scope="row"' in row]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_matrix_says_the_state_of_every_part_in_words(client: Client, people, sign_in, plan: Plan, answered) -> None:
    response = sign_in(client, people.coordinator).get(reverse("plan_matrix", args=[plan.pk]))

    assert grid(response) == [
        ["Chưa trả lời", "", "", "", "0/1"],
        ["Chưa trả lời", "Đang thực hiện", "Chưa trả lời", "Chưa trả lời", "0/4"],
        ["", "Quá hạn", "", "", "0/1"],
        ["", "", "Chưa trả lời", "", "0/1"],
        ["", "Đang thực hiện", "", "Chưa trả lời", "0/2"],
        ["", "", "", "", "–"],
    ]
    assert "Xong trên được giao, cả kế hoạch 0/2 0/3 1 quá hạn 0/2 0/2 0/9" in text_of(response)
    assert '<abbr title="Phòng Hành chính tư pháp">P. HCTP</abbr>' in response.content.decode()


def test_cell_links_to_its_task(client: Client, people, sign_in, plan: Plan, answered) -> None:
    page = sign_in(client, people.coordinator).get(reverse("plan_matrix", args=[plan.pk])).content.decode()

    task = plan.tasks.get(number="3")
    # once for the row's name, once for its one cell
    assert page.count(f'href="{reverse("task", args=[plan.pk, task.pk])}"') == 2


def test_totals_count_the_whole_plan_on_every_page(client: Client, people, sign_in, make_plan) -> None:
    plan = make_plan(task_count=60)

    response = sign_in(client, people.coordinator).get(reverse("plan_matrix", args=[plan.pk]) + "?page=2")

    assert len(grid(response)) == 10
    assert "Dòng 51–60 trong tổng số 60" in text_of(response)
    # 20 tasks of all four units, 20 of the division, 20 of the other division
    assert "Xong trên được giao, cả kế hoạch 0/20 0/40 0/40 0/20 0/120" in text_of(response)


def test_matrix_takes_as_many_queries_for_thirty_tasks_as_for_one(client: Client, people, sign_in, make_plan) -> None:
    coordinator = sign_in(client, people.coordinator)
    counts = []
    for size in (1, 30):
        address = reverse("plan_matrix", args=[make_plan(task_count=size).pk])
        with CaptureQueriesContext(connection) as captured:
            coordinator.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 20
