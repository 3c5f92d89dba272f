"""Accounts: the list, a new account with every fault beside its field, switching off and on."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT
from page_texts import text_of

from dondoc.actions import people as actions
from dondoc.core.permissions import Role
from dondoc.models import User

NEW = {
    "full_name": "Lý Thị Mẫu Ngân",
    "username": "ngan",
    "role": "reporter",
    "title": "Chuyên viên",
    "email": "ngan@sotuphap.example",
}


@pytest.fixture
def administrator(client: Client, people, sign_in) -> Client:
    """The browser of the administrator."""
    return sign_in(client, people.administrator)


def names(response) -> list[str]:
    """The people in the list, in its order."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)[1]
    return re.findall(r'<th scope="row">(.*?)</th>', body)


def test_list_is_sorted_by_given_name(administrator: Client, people) -> None:
    response = administrator.get(reverse("people"))

    assert names(response) == [
        "Nguyễn Thị Mẫu An",
        "Trần Văn Mẫu Bình",
        "Lê Thị Mẫu Chi",
        "Phạm Văn Mẫu Dũng",
        "Đỗ Thị Mẫu Đào",
        "Vũ Văn Mẫu Giang",
        "Hồ Thị Mẫu Hoa",
    ]
    words = text_of(response)
    assert "7 tài khoản, 0 đang khóa." in words
    head = User.objects.get(pk=people.head.user_id)
    position = f"Lãnh đạo đơn vị {head.positions.get().title} Phòng Hành chính tư pháp Đang dùng"
    assert f"Lê Thị Mẫu Chi {head.username} {position}" in words


def test_list_leaves_out_another_department(administrator: Client, elsewhere) -> None:
    assert len(names(administrator.get(reverse("people")))) == 7


def test_coordinator_reads_and_changes_nothing(client: Client, people, sign_in) -> None:
    coordinator = sign_in(client, people.coordinator)
    page = coordinator.get(reverse("people"))

    assert len(names(page)) == 7
    assert '<form class="form"' not in page.content.decode()
    assert "/active/" not in page.content.decode()
    assert coordinator.post(reverse("people"), NEW).status_code == 403
    assert coordinator.post(reverse("person_active", args=[people.head.user_id]), {"active": "0"}).status_code == 403
    assert User.objects.filter(is_active=True).count() == 7


def test_administrator_opens_an_account_and_hands_over_a_link_that_is_shown_once(administrator: Client, units) -> None:
    response = administrator.post(reverse("people"), NEW | {"unit_id": units.division.pk, "email": ""})

    assert response.status_code == 200
    user = User.objects.get(username="ngan")
    assert not user.has_usable_password()
    link = re.search(r"http://127.0.0.1:8000(/password/[^<]+/)", response.content.decode())[1]
    assert Client().get(link).status_code == 200
    assert link not in administrator.get(reverse("people")).content.decode()
    position = user.positions.get()
    assert (position.role, position.unit, position.title) == ("reporter", units.division, "Chuyên viên")


def test_faults_stand_at_the_top_and_beside_their_fields_and_typed_words_stay(administrator: Client, people) -> None:
    taken = User.objects.get(pk=people.head.user_id).username

    response = administrator.post(reverse("people"), NEW | {"username": taken, "email": "ngan@"})

    assert response.status_code == 200
    page = response.content.decode()
    top = re.search(r'<div class="errors".*?</div>', page, re.DOTALL)[0]
    assert re.findall(r'href="#(id_\w+)"', top) == ["id_username", "id_unit_id", "id_email"]
    assert 'id="id_unit_id_error"><li>Vai trò “Đầu mối báo cáo của đơn vị” cần một đơn vị.</li>' in page
    assert 'value="Lý Thị Mẫu Ngân"' in page
    assert f'value="{taken}"' in page
    assert User.objects.count() == 7


def test_account_is_switched_off_and_on(administrator: Client, people, sign_in) -> None:
    head = sign_in(Client(), people.head)
    address = reverse("person_active", args=[people.head.user_id])

    off = administrator.post(address, {"active": "0"}, follow=True)
    refused = head.get(reverse("home"))
    on = administrator.post(address, {"active": "1"}, follow=True)

    assert "7 tài khoản, 1 đang khóa." in text_of(off)
    assert refused.status_code == 302
    assert "7 tài khoản, 0 đang khóa." in text_of(on)


def test_own_account_has_no_switch_and_refuses_one(administrator: Client, people) -> None:
    own = reverse("person_active", args=[people.administrator.user_id])

    assert own not in administrator.get(reverse("people")).content.decode()
    assert administrator.post(own, {"active": "0"}).status_code == 409
    assert User.objects.get(pk=people.administrator.user_id).is_active


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("people")).status_code == 200
    return len(captured)


def test_list_takes_as_many_queries_for_thirty_accounts_as_for_seven(administrator: Client, people) -> None:
    seven = queries_of(administrator)
    for n in range(23):
        actions.create_account(
            username=f"nguoi{n}",
            full_name=f"Người Mẫu {n}",
            role=Role.DIRECTOR,
            actor=people.administrator,
            at=AT,
        )

    assert queries_of(administrator) == seven <= 20
