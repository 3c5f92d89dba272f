"""The gate: what everybody is told, from where, and what a session may reach before its password is changed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, PASSWORD
from page_texts import text_of

from dondoc.core.permissions import Viewer
from dondoc.models import AuditRow, SignInTry, User

HOME = {"REMOTE_ADDR": "10.0.0.7"}


def username(viewer: Viewer) -> str:
    return User.objects.get(pk=viewer.user_id).username


def try_in(name: str, password: str, **extra: str):
    return Client().post(reverse("sign_in"), {"username": name, "password": password}, **{**HOME, **extra})


def test_right_password_opens_the_page_that_was_asked_for(people) -> None:
    client = Client()
    asked = client.get("/plans/", follow=True)
    assert asked.redirect_chain == [("/sign-in/?next=/plans/", 302)]
    assert 'name="next" value="/plans/"' in asked.content.decode()

    given = {"username": username(people.head), "password": PASSWORD}
    response = client.post(reverse("sign_in"), given | {"next": "/plans/"}, follow=True, **HOME)

    assert response.redirect_chain == [("/plans/", 302)]
    assert "Lê Thị Mẫu Chi" in text_of(response)
    row = AuditRow.objects.get(act="sign-in")
    assert (row.actor_id, row.origin, row.address) == (people.head.user_id, "page", "10.0.0.7")
    assert row.after == {"ways": ["password"]}
    assert client.get(reverse("sign_in")).url == "/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_next_page_is_of_this_site_alone(people, elsewhere: str) -> None:
    given = {"username": username(people.head), "password": PASSWORD, "next": elsewhere}
    assert Client().post(reverse("sign_in"), given, **HOME).url == "/"


def test_session_key_changes_at_sign_in_and_sign_out_is_a_post(people) -> None:
    client = Client()
    client.get(reverse("sign_in"))
    client.session.save()
    before = client.session.session_key
    client.post(reverse("sign_in"), {"username": username(people.head), "password": PASSWORD}, **HOME)
    assert client.session.session_key != before
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).status_code == 302
    assert client.get("/").status_code == 302


def test_empty_fields_are_told_and_count_as_no_try(people) -> None:
    response = try_in("", "")
    assert "Hãy nhập tên đăng nhập và mật khẩu." in text_of(response)
    assert not SignInTry.objects.exists()


def test_check_14_five_wrong_then_the_right_one_is_refused_in_words_and_survives_a_new_process(people) -> None:
    name = username(people.head)
    for _ in range(5):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in text_of(try_in(name, "sai"))

    locked = text_of(try_in(name, PASSWORD))

    assert "Đã nhập sai mật khẩu 5 lần" in locked
    assert SignInTry.objects.filter(outcome="wrong").count() == 5  # counted in the database alone
    assert try_in(name, PASSWORD, REMOTE_ADDR="10.0.0.8").status_code == 302


@pytest.mark.parametrize(("proxies", "peer"), [(0, "10.0.0.7"), (1, "10.0.0.7")])
def test_check_14_hundred_forged_forwarded_addresses_change_nothing(people, settings, proxies: int, peer: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    name = username(people.head)
    for n in range(100):
        forged = f"198.51.100.{n}" + ", 203.0.113.5" * proxies
        try_in(name, "sai", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forged)

    assert set(SignInTry.objects.values_list("source", flat=True)) == {"203.0.113.5" if proxies else peer}
    assert SignInTry.objects.filter(outcome="wrong").count() == 5


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5", "203.0.113.5"),
        ("1.1.1.1,2001:db8::5", "2001:db8::"),
        ("1.1.1.1, unknown", "10.0.0.7"),
        ("", "10.0.0.7"),
    ],
)
def test_check_14_one_trusted_proxy_is_believed_in_its_last_word(db, settings, forwarded: str, source: str) -> None:
    settings.TRUSTED_PROXIES = 1
    try_in("ai-do", "sai", HTTP_X_FORWARDED_FOR=forwarded)
    assert SignInTry.objects.get().source == source


def test_check_14_administrator_sees_the_lock_and_opens_it_on_the_page(people, sign_in) -> None:
    for _ in range(5):
        try_in(username(people.head), "sai")
    administrator = sign_in(Client(), people.administrator)
    assert "Lê Thị Mẫu Chi" in text_of(administrator.get(reverse("locked_sign_ins")))

    response = administrator.post(reverse("unlock_sign_in", args=[people.head.user_id]), follow=True)

    assert "Đã mở khóa đăng nhập cho Lê Thị Mẫu Chi." in text_of(response)
    assert "Không có tài khoản nào đang bị khóa đăng nhập" in text_of(response)
    assert try_in(username(people.head), PASSWORD).status_code == 302


def test_list_of_locks_takes_as_many_queries_for_seven_as_for_one(people, sign_in, settings) -> None:
    administrator = sign_in(Client(), people.administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            administrator.get(reverse("locked_sign_ins"))
        return len(captured)

    for _ in range(5):
        try_in(username(people.head), "sai")
    one = queries()
    for viewer in people:
        for _ in range(5):
            try_in(username(viewer), "sai")
    assert queries() == one <= 20


def test_check_15_known_and_unknown_names_get_the_same_status_and_body(people) -> None:
    def answers(name: str, source: str) -> list[tuple[int, str]]:
        responses = [try_in(name, "sai", REMOTE_ADDR=source) for _ in range(7)]
        return [(r.status_code, bare(r.content.decode(), name)) for r in responses]

    known = answers(username(people.head), "10.0.0.1")
    assert known == answers("khong-ai-ten-the", "10.0.0.2")
    assert len(set(known)) == 2  # wrong five times, locked twice


def test_check_15_as_many_statements_are_run_for_a_name_that_nobody_has(people, settings) -> None:
    settings.EMAIL_HOST, settings.SITE_ADDRESS = "127.0.0.1", "https://dondoc.example"

    def statements(view: str, name: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            Client().post(reverse(view), {"username": name, "password": "sai"}, **HOME)
        return [re.split(r" WHERE | VALUES | SET |SAVEPOINT", query["sql"])[0] for query in captured]

    for view in ("sign_in", "password_forgotten"):
        for _ in range(2):  # the first time the trails begin
            known = statements(view, username(people.head))
            unknown = statements(view, "khong-ai-ten-the")
        assert known == unknown
        assert any("dondoc_signintry" in statement for statement in known)


def bare(page: str, name: str) -> str:
    """The page without its token and without the name that was typed."""
    lines = [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(lines).replace(f'value="{name}"', "")


def test_first_password_reaches_only_the_page_to_change_it(people) -> None:
    User.objects.filter(pk=people.head.user_id).update(password_until="2100-01-01T00:00:00Z")
    client = Client()
    client.post(reverse("sign_in"), {"username": username(people.head), "password": PASSWORD}, **HOME)

    for address in ("/", "/plans/", "/reports/", "/search/?q=x"):
        assert client.get(address).url == reverse("password_change")
    assert client.get("/plans/", HTTP_HX_REQUEST="true").headers["HX-Redirect"] == reverse("password_change")
    page = client.get(reverse("password_change"))
    assert "Cần đổi mật khẩu trước khi làm việc tiếp" in text_of(page)

    new = {"current": PASSWORD, "new": "Gừng-cay9muốim", "again": "Gừng-cay9muốim"}
    response = client.post(reverse("password_change"), new, follow=True, **HOME)

    assert response.redirect_chain == [("/", 302)]
    assert client.get("/plans/").status_code == 200


def test_administrator_with_a_password_of_two_months_changes_it_first(people, settings) -> None:
    settings.PRETEND_TODAY = (AT + timedelta(days=60)).date()
    client = Client()
    client.post(reverse("sign_in"), {"username": username(people.administrator), "password": PASSWORD}, **HOME)
    assert client.get("/people/").url == reverse("password_change")

    head = Client()
    head.post(reverse("sign_in"), {"username": username(people.head), "password": PASSWORD}, **HOME)
    assert head.get("/plans/").status_code == 200


def test_password_is_asked_again_and_wrong_ones_count(people, sign_in) -> None:
    client = sign_in(Client(), people.head)
    address = reverse("account_reauthenticate")
    assert "Nhập lại mật khẩu" in text_of(client.get(address))

    wrong = client.post(address, {"password": "sai"}, **HOME)
    assert "Mật khẩu không đúng." in text_of(wrong)
    assert SignInTry.objects.get().outcome == "wrong"
    assert client.post(address, {"password": PASSWORD}, **HOME).status_code == 302


def test_nobody_signs_up_and_account_without_a_position_gets_no_further(people) -> None:
    for address in ("/accounts/signup/", "/sign-up/", "/accounts/email/"):
        assert Client().get(address).status_code in {302, 404}
    user = User(username="khong.vi.tri", full_name="Không Vị Trí")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert (
        client.post(reverse("sign_in"), {"username": "khong.vi.tri", "password": PASSWORD}, **HOME).status_code == 302
    )
    assert client.get("/").status_code == 403
    assert AuditRow.objects.get(act="sign-in").department is None


def test_source_of_a_person_signed_in_stands_in_the_trail_as_the_proxy_tells_it(people, sign_in, settings) -> None:
    settings.TRUSTED_PROXIES = 1
    client = sign_in(Client(), people.administrator)
    client.post(
        reverse("unlock_sign_in", args=[people.head.user_id]), HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.5", **HOME
    )
    assert AuditRow.objects.get(act="sign-in.unlock").address == "203.0.113.5"
