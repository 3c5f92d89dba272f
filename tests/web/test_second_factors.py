"""The second factor: who must have one, on which ways in, and what opens once."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from ipaddress import ip_network

import pytest
from allauth.mfa.models import Authenticator
from authenticators import app_code
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import PASSWORD, Organisation, People

from dondoc.actions import passwords
from dondoc.core.permissions import Viewer
from dondoc.models import AuditRow, User

HERE, ELSEWHERE = "10.1.2.3", "203.0.113.9"


@pytest.fixture(autouse=True)
def no_tries_before() -> None:
    """Tries are counted in the cache too, under numbers that come again in the next test."""
    cache.clear()


@pytest.fixture
def required(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def name_of(viewer: Viewer) -> str:
    return User.objects.get(pk=viewer.user_id).username


def with_password(viewer: Viewer, *, address: str = HERE, client: Client | None = None):
    """The browser after name and password, and where it was sent."""
    User.objects.filter(pk=viewer.user_id).update(password_set_at=timezone.now())
    client = client or Client(REMOTE_ADDR=address)
    answer = client.post("/sign-in/", {"username": name_of(viewer), "password": PASSWORD, "next": ""})
    assert answer.status_code == 302
    return client, answer["Location"]


def set_up_app(client: Client) -> str:
    """Confirms the password, scans, types the first code. Returns the secret in the app."""
    answer = client.get("/second-factor/app/")
    assert answer["Location"] == "/sign-in/again/?next=%2Fsecond-factor%2Fapp%2F"
    answer = client.post("/sign-in/again/", {"password": PASSWORD, "next": "/second-factor/app/"})
    assert answer["Location"] == "/second-factor/app/", answer.content.decode()
    page = client.get("/second-factor/app/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    answer = client.post("/second-factor/app/", {"code": app_code(secret)})
    assert answer["Location"] == "/second-factor/"
    return secret


@pytest.fixture
def protected(people: People) -> Callable[[Viewer], str]:
    """`protected(viewer)`: the secret of the app that this person has set up."""

    def protect(viewer: Viewer) -> str:
        client, _ = with_password(viewer)
        secret = set_up_app(client)
        cache.clear()
        return secret

    return protect


def test_check_17_those_who_must_reach_only_the_set_up_page(required: None, people: People) -> None:
    for viewer in (people.administrator, people.coordinator, people.director):
        client, sent_to = with_password(viewer)
        assert sent_to == "/"
        for address in ("/", "/plans/", "/people/", "/sessions/", "/tokens/", "/search/?q=a"):
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/second-factor/?next="), address
        assert "bắt buộc có xác thực hai bước" in client.get("/second-factor/").content.decode()
        assert client.post("/plans/register/", {"number": "5/NQ-CP"})["Location"] == "/second-factor/"
        set_up_app(client)
        assert client.get("/").status_code == 200


def test_check_17_others_inside_come_in_by_password(required: None, people: People) -> None:
    for viewer in (people.reporter, people.head):
        client, _ = with_password(viewer)
        assert client.get("/").status_code == 200


def test_check_17_everybody_from_outside_must_have_one(required: None, settings, people: People) -> None:
    settings.INSIDE_NETWORKS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))

    inside, _ = with_password(people.reporter, address=HERE)
    outside, _ = with_password(people.reporter, address=ELSEWHERE)

    assert inside.get("/").status_code == 200
    assert inside.get("/", REMOTE_ADDR=f"::ffff:{HERE}").status_code == 200
    assert outside.get("/")["Location"].startswith("/second-factor/")
    # The same session, carried outside.
    assert inside.get("/", REMOTE_ADDR=ELSEWHERE).status_code == 302
    # What the client writes of itself changes nothing.
    assert outside.get("/", headers={"x-forwarded-for": HERE}).status_code == 302


def test_demonstration_only_offers_it(settings, people: People) -> None:
    assert settings.SECOND_FACTOR_REQUIRED is False
    client, _ = with_password(people.administrator)
    assert client.get("/people/").status_code == 200
    assert "bắt buộc" not in client.get("/second-factor/").content.decode()


def test_check_17_password_alone_does_not_open_where_an_app_is_set_up(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, sent_to = with_password(people.reporter)

    assert sent_to == "/sign-in/code/"
    assert client.get("/reports/")["Location"] == "/sign-in/?next=/reports/"
    refused = client.post("/sign-in/code/", {"code": "000000"})
    assert "Mã hoặc khóa không đúng, đã dùng rồi hoặc đã hết hạn" in refused.content.decode()
    assert client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})["Location"] == "/"
    assert client.get("/reports/").status_code == 200


def test_check_17_code_of_the_app_works_once(protected, people: People) -> None:
    secret = protected(people.reporter)
    code = app_code(secret, steps=1)
    first, _ = with_password(people.reporter)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    cache.clear()  # as another worker of the site, or the same after a restart

    second, _ = with_password(people.reporter)
    for spent in (code, f"{code[:3]} {code[3:]}", app_code(secret), app_code(secret, steps=-1)):
        assert second.post("/sign-in/code/", {"code": spent}).status_code == 200, spent
    assert second.get("/reports/").status_code == 302


def test_code_with_which_the_app_was_set_up_is_spent(people: People) -> None:
    client, _ = with_password(people.reporter)
    secret = set_up_app(client)
    first = Authenticator.objects.get(user_id=people.reporter.user_id, type="totp").data["last_step"]
    again, _ = with_password(people.reporter)

    assert again.post("/sign-in/code/", {"code": app_code(secret)}).status_code == 200
    assert first > 0


def test_check_17_recovery_codes_are_hashed_and_open_once(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, _ = with_password(people.reporter)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    client.post("/sign-in/again/", {"password": PASSWORD, "next": "/second-factor/recovery-codes/"})
    page = client.post("/second-factor/recovery-codes/").content.decode()
    codes = re.findall(r'<li class="figure">(\w{5}-\w{5})</li>', page)
    assert len(set(codes)) == 10
    assert re.findall(r"\w{5}-\w{5}</li>", client.get("/second-factor/recovery-codes/").content.decode()) == []

    kept = json.dumps(Authenticator.objects.get(user_id=people.reporter.user_id, type="recovery_codes").data)
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []

    def enter(code: str) -> int:
        cache.clear()
        browser, sent_to = with_password(people.reporter)
        assert sent_to == "/sign-in/code/"
        return browser.post("/sign-in/code/", {"code": code}).status_code

    assert enter(codes[0]) == 302
    assert enter(codes[0]) == 200
    assert enter(f" {codes[1].upper().replace('-', ' ')} ") == 302
    assert enter(codes[1]) == 200
    assert enter("aaaaa-aaaaa") == 200


def test_new_recovery_codes_end_the_old_ones(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, _ = with_password(people.reporter)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    client.post("/sign-in/again/", {"password": PASSWORD})
    made = [client.post("/second-factor/recovery-codes/").content.decode() for _ in range(2)]
    old, new = (re.search(r'<li class="figure">(\w{5}-\w{5})</li>', page)[1] for page in made)

    browser, _ = with_password(people.reporter)
    assert browser.post("/sign-in/code/", {"code": old}).status_code == 200
    assert browser.post("/sign-in/code/", {"code": new}).status_code == 302


def test_secrets_of_apps_are_sealed_in_the_database(protected, people: People) -> None:
    secret = protected(people.reporter)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert secret not in stored


@pytest.mark.parametrize(
    "address",
    ["/second-factor/app/", "/second-factor/passkeys/new/", "/second-factor/recovery-codes/"],
)
def test_factors_change_only_after_the_password_was_asked_again(people: People, address: str) -> None:
    client, _ = with_password(people.reporter)

    answer = client.get(address)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/again/")
    assert client.post(address, {"code": "123456"}).status_code == 302
    assert Authenticator.objects.count() == 0


def test_app_is_not_taken_away_without_the_password(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, _ = with_password(people.reporter)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})

    assert client.post("/second-factor/app/remove/")["Location"].startswith("/sign-in/again/")
    assert Authenticator.objects.filter(type="totp").count() == 1
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.post("/second-factor/app/remove/")["Location"] == "/second-factor/"
    assert Authenticator.objects.count() == 0


def test_removing_the_last_one_asks_for_a_longer_password_where_it_was_short(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, _ = with_password(people.reporter)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    short = "kx7 mzq9"
    answer = client.post("/password/", {"current": PASSWORD, "new": short, "again": short})
    assert answer["Location"] == "/"
    cache.clear()
    client.post("/sign-in/again/", {"password": short})
    assert client.get("/plans/").status_code == 200
    client.post("/second-factor/app/remove/")

    assert client.get("/plans/")["Location"] == "/password/"
    client.post("/password/", {"current": short, "new": "Kx7 mzq9 tuv#2W", "again": "Kx7 mzq9 tuv#2W"})
    assert client.get("/plans/").status_code == 200


def test_check_17_removing_the_last_one_closes_the_door_again(required: None, protected, people: People) -> None:
    secret = protected(people.coordinator)
    client, _ = with_password(people.coordinator)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    assert client.get("/plans/").status_code == 200
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/second-factor/app/remove/")

    assert client.get("/plans/")["Location"].startswith("/second-factor/?next=")


def test_check_17_whatever_way_led_in_the_factor_is_asked_for(required: None, protected, people: People) -> None:
    secret = protected(people.director)
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(User.objects.get(pk=people.director.user_id))  # a way in that asked for nothing

    assert client.get("/plans/")["Location"] == "/second-factor/again/?next=%2Fplans%2F"
    # The password alone neither opens nor adds a factor of one's own.
    for address in ("/second-factor/", "/second-factor/app/", "/second-factor/passkeys/new/", "/tokens/"):
        assert client.get(address)["Location"].startswith("/second-factor/again/"), address
    answer = client.post("/second-factor/again/", {"code": app_code(secret, steps=1), "next": "/plans/"})
    assert answer["Location"] == "/plans/"
    assert client.get("/plans/").status_code == 200


def test_check_17_link_to_a_new_password_does_not_go_around_the_factor(protected, people: People) -> None:
    protected(people.reporter)
    user = User.objects.get(pk=people.reporter.user_id)
    link, new = passwords.first_link(user, at=timezone.now()).path, "Thuyen-qua-song-Lo-1968"
    client = Client(REMOTE_ADDR=HERE)

    answer = client.post(link, {"new": new, "again": new})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    answer = client.post("/sign-in/", {"username": user.username, "password": new, "next": ""})

    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/reports/").status_code == 302


def test_there_is_no_admin_site(people: People) -> None:
    client, _ = with_password(people.administrator)
    assert client.get("/admin/").status_code == 404


def test_check_17_fragment_without_a_factor_brings_the_whole_page_there(required: None, people: People) -> None:
    client, _ = with_password(people.coordinator)

    answer = client.get("/search/?q=a", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/second-factor/"


def test_check_14_wrong_codes_lock_as_wrong_passwords_do(protected, people: People) -> None:
    secret = protected(people.reporter)
    client, _ = with_password(people.reporter)
    for _attempt in range(5):
        assert "Mã hoặc khóa không đúng" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
        cache.clear()  # as another worker of the site, or the same after a restart

    locked = client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    assert "5 lần: từ địa chỉ mạng này không đăng nhập được tài khoản này" in locked.content.decode()
    assert client.get("/reports/").status_code == 302
    assert AuditRow.objects.filter(act="second-factor.wrong", is_refused=True).count() == 5
    # Who guesses locks out the own address alone.
    elsewhere, _ = with_password(people.reporter, address=ELSEWHERE)
    assert elsewhere.post("/sign-in/code/", {"code": app_code(secret, steps=1)})["Location"] == "/"


def test_administrator_takes_a_lost_factor_away(protected, people: People) -> None:
    secret = protected(people.reporter)
    there, _ = with_password(people.reporter)
    there.post("/sign-in/code/", {"code": app_code(secret, steps=1)})
    administrator, _ = with_password(people.administrator)
    page = f"/people/{people.reporter.user_id}/sign-in/"
    shown = administrator.get(page).content.decode()
    assert "Ứng dụng xác thực" in shown
    assert secret not in shown

    assert "Hãy ghi lý do." in administrator.post(page, {"reason": " "}).content.decode()
    assert administrator.post(page, {"reason": "Mất điện thoại"})["Location"] == page

    assert there.get("/reports/").status_code == 302
    assert with_password(people.reporter)[1] == "/"
    row = AuditRow.objects.get(act="second-factor.reset")
    assert (row.actor_id, row.object_id, row.detail.reason) == (
        people.administrator.user_id,
        people.reporter.user_id,
        "Mất điện thoại",
    )


def test_nobody_else_sees_or_takes_away_factors(protected, people: People, elsewhere: Organisation) -> None:
    protected(people.reporter)
    page = f"/people/{people.reporter.user_id}/sign-in/"
    expected = {people.coordinator: 403, people.head: 403, elsewhere.people.administrator: 404}

    for viewer, status in expected.items():
        client = Client()
        client.force_login(User.objects.get(pk=viewer.user_id))
        assert client.get(page).status_code == status
        assert client.post(page, {"reason": "Mất điện thoại"}).status_code == status
    assert Authenticator.objects.count() == 1


def test_administrator_does_not_take_away_own_factors(protected, people: People) -> None:
    secret = protected(people.administrator)
    client, _ = with_password(people.administrator)
    client.post("/sign-in/code/", {"code": app_code(secret, steps=1)})

    answer = client.post(f"/people/{people.administrator.user_id}/sign-in/", {"reason": "Thử"})

    assert answer.status_code == 200
    assert Authenticator.objects.count() == 1


def test_looking_at_sign_in_pages_writes_nothing(protected, people: People) -> None:
    secret = protected(people.administrator)
    waiting, sent_to = with_password(people.administrator)
    client, _ = with_password(people.administrator)
    client.post(sent_to, {"code": app_code(secret, steps=1)})
    client.post("/sign-in/again/", {"password": PASSWORD})
    pages = [f"/second-factor/{page}" for page in ("", "again/", "app/remove/", "passkeys/new/", "recovery-codes/")]
    pages += ["/sessions/", "/sessions/department/", "/sessions/alive/", f"/people/{people.reporter.user_id}/sign-in/"]

    with CaptureQueriesContext(connection) as captured:
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        assert waiting.get("/sign-in/code/").status_code == 200

    statements = [query["sql"] for query in captured]
    assert [sql[:90] for sql in statements if re.match(r"(INSERT|UPDATE|DELETE)(?!.{0,15}django_session)", sql)] == []
    assert len(statements) > len(pages)


def test_set_up_and_removal_are_in_the_trail(people: People) -> None:
    client, _ = with_password(people.reporter)
    set_up_app(client)
    client.post("/second-factor/app/remove/")

    acts = AuditRow.objects.filter(act__startswith="second-factor.").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["second-factor.added", "second-factor.removed"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DONDOC_INSIDE_NETWORKS": "10.0.0.1/8"}, "DONDOC_INSIDE_NETWORKS: 10.0.0.1/8 has host bits set"),
        ({"DONDOC_SECOND_FACTOR": "perhaps"}, "second_factor"),
        ({"DONDOC_OIDC_ISSUER": "https://id.example"}, "DONDOC_OIDC_NAME, _ISSUER, _CLIENT_ID, _CLIENT_SECRET"),
    ],
)
def test_faulty_settings_stop_the_start(given: dict[str, str], told: str, monkeypatch, tmp_path) -> None:
    for name, value in {"DONDOC_DATA_DIR": str(tmp_path), **given}.items():
        monkeypatch.setenv(name, value)
    run = subprocess.run([sys.executable, "-c", "import config.settings"], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert told in run.stderr
