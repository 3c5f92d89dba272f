"""Search from anywhere, and the language of the pages."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from factories import Organisation, People, confirmed, sample_plan

from dondoc.models import Plan
from dondoc.queries.searches import find


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("đường truyền", ["1"]),
        ("DUONG TRUYEN", ["1"]),
        ("dau noi", ["6"]),
        ("Đấu nối", ["6"]),
        ("không có chữ này", []),
        ("  ", []),
    ],
)
def test_search_finds_tasks_with_and_without_diacritics(
    plan: Plan, people: People, text: str, tasks: list[str]
) -> None:
    assert [task.number for task in find(people.coordinator, text).tasks] == tasks


def test_search_finds_units_by_initials(plan: Plan, people: People) -> None:
    assert [unit.name for unit in find(people.coordinator, "vps").units] == ["Văn phòng Sở"]


def test_search_finds_the_plan_by_number_and_initials(plan: Plan, people: People) -> None:
    assert find(people.coordinator, "12/kh-stp").plans == (plan,)
    assert find(people.coordinator, "cds").plans == (plan,)


def test_search_finds_tasks_of_other_units_in_the_plan(plan: Plan, people: People) -> None:
    assert [task.number for task in find(people.reporter, "duong truyen").tasks] == ["1"]
    assert [task.number for task in find(people.reporter, "dau moi").tasks] == ["3"]


def test_search_never_reaches_another_department(plan: Plan, elsewhere: Organisation) -> None:
    confirmed(sample_plan(), actor=elsewhere.people.coordinator)
    found = find(elsewhere.people.coordinator, "duong truyen")
    assert {task.plan.department_id for task in found.tasks} == {elsewhere.department.pk}
    assert len(found.tasks) == 1


def test_search_finds_nothing_without_a_role(plan: Plan, people: People) -> None:
    assert find(people.administrator, "duong truyen").count == 1
    assert find(replace(people.administrator, grants=frozenset()), "duong truyen").count == 0


def test_search_page_names_what_was_found(
    client: Client, plan: Plan, people: People, sign_in: Callable[..., Client]
) -> None:
    page = sign_in(client, people.coordinator).get(reverse("search"), {"q": "duong truyen"}).content.decode()
    assert "1 kết quả cho “duong truyen”." in page
    assert "1. Rà soát đường truyền, thiết bị mạng" in page


def test_pages_speak_vietnamese_whatever_the_browser_prefers(client: Client, people: People, sign_in) -> None:
    response = sign_in(client, people.coordinator).get(reverse("search"), headers={"accept-language": "en-US"})
    assert response.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in response.content.decode()


def test_pages_speak_english_once_chosen(client: Client, people: People, sign_in) -> None:
    signed = sign_in(client, people.coordinator)
    assert signed.post(reverse("set_language"), {"language": "en", "next": "/search/"}).url == "/search/"
    response = signed.get(reverse("search"))
    assert response.headers["Content-Language"] == "en"
    assert '<html lang="en">' in response.content.decode()
