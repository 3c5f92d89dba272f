"""The page of API tokens: made by the administrator, shown once, listed by their first letters, taken back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, Organisation, People
from page_texts import text_of
from rights import newcomer

from dondoc.actions import keys
from dondoc.core.permissions import Act, Role
from dondoc.models import ApiToken, Plan
from dondoc.web import clocks

ROLES = ("administrator", "coordinator", "director", "head", "reporter")


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


@pytest.fixture
def administrator(people: People, sign_in) -> Client:
    return sign_in(Client(), people.administrator)


def made(people: People, name: str = "IOC") -> keys.NewToken:
    end = AT + timedelta(days=30)
    return keys.create_token(
        name=name, scopes=[Act.ANSWER_READ], plan_id=None, expires_at=end, actor=people.administrator, at=AT
    )


def test_token_is_shown_once(plan: Plan, administrator: Client) -> None:
    sent = {"name": "Kho dữ liệu", "scopes": ["figure.read"], "plan_id": plan.pk, "expires_on": "31/12/2026"}

    page = administrator.post(reverse("tokens"), sent)

    [secret] = re.findall(r'value="(dondoc_[\w-]{43})"', page.content.decode())
    token = ApiToken.objects.get()
    assert (token.name, token.plan_id, token.scopes) == ("Kho dữ liệu", plan.pk, ["plan.read", "figure.read"])
    assert Client().get(f"/api/v1/plans/{plan.pk}/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    listed = administrator.get(reverse("tokens"))
    assert secret not in listed.content.decode()
    text = text_of(listed)
    assert f"Kho dữ liệu {token.prefix}… Đang dùng được" in text
    assert "Đọc số liệu chỉ tiêu đã tiếp nhận" in text
    assert "Kế hoạch số 12/KH-STP" in text


def test_what_is_wrong_is_told_beside_its_field(administrator: Client) -> None:
    page = administrator.post(reverse("tokens"), {"name": "", "expires_on": "31/13/2026", "scopes": ["report.approve"]})
    text = text_of(page)
    assert "Hãy ghi tên khóa" in text
    assert "Không phải ngày." in text
    assert ApiToken.objects.count() == 0
    page = administrator.post(reverse("tokens"), {"name": "IOC", "expires_on": "31/12/2028", "scopes": ["plan.read"]})
    assert "Thời hạn dài nhất là 366 ngày." in text_of(page)


def test_token_without_a_scope_is_not_made(administrator: Client) -> None:
    assert "Quyền của khóa (không bắt buộc)" not in text_of(administrator.get(reverse("tokens")))
    page = administrator.post(reverse("tokens"), {"name": "IOC", "expires_on": "31/12/2026"})
    assert "Hãy chọn ít nhất một quyền cho khóa." in text_of(page)
    assert ApiToken.objects.count() == 0


def test_token_is_taken_back(people: People, administrator: Client) -> None:
    secret = made(people).secret
    page = administrator.post(reverse("token_revoke", args=[ApiToken.objects.get().pk]), follow=True)

    assert "Đã thu hồi khóa IOC." in text_of(page)
    assert Client().get("/api/v1/plans/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_tokens_answer_by_role_and_department(
    people: People, organisation: Organisation, elsewhere: Organisation, sign_in
) -> None:
    token, auditor = made(people).token, newcomer(organisation, Role.AUDITOR)
    sent = {"name": "IOC 2", "expires_on": "31/12/2026", "scopes": ["plan.read"]}
    revoke = reverse("token_revoke", args=[token.pk])

    def answers(ask) -> tuple[int, ...]:
        viewers = [*(getattr(people, role) for role in ROLES), auditor]
        return tuple(ask(sign_in(Client(), viewer)).status_code for viewer in viewers)

    assert answers(lambda client: client.get(reverse("tokens"))) == (200, 403, 403, 403, 403, 200)
    assert answers(lambda client: client.post(reverse("tokens"), sent)) == (200, 403, 403, 403, 403, 403)
    assert sign_in(Client(), elsewhere.people.administrator).post(revoke).status_code == 404
    assert "IOC" not in text_of(sign_in(Client(), elsewhere.people.administrator).get(reverse("tokens")))
    assert answers(lambda client: client.post(revoke)) == (302, 403, 403, 403, 403, 403)


def test_auditor_sees_first_letters_and_no_form(people: People, organisation: Organisation, sign_in) -> None:
    new = made(people)
    page = sign_in(Client(), newcomer(organisation, Role.AUDITOR)).get(reverse("tokens")).content.decode()

    assert new.token.prefix in page
    assert new.secret not in page
    assert new.token.sha256 not in page
    assert "Tạo khóa mới" not in page


def test_list_of_tokens_asks_the_database_equally_for_one_and_thirty(people: People, administrator: Client) -> None:
    counts = []
    for size in (1, 29):
        for number in range(size):
            made(people, f"IOC {number}")
        administrator.get(reverse("tokens"))
        with CaptureQueriesContext(connection) as captured:
            assert administrator.get(reverse("tokens")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20
