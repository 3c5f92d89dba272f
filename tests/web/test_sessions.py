"""Sessions: their ends, their cookies, and who sees and ends which."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as live
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, Organisation, People

from dondoc.core.permissions import Viewer
from dondoc.models import AuditRow, User

ROOT = Path(__file__).parents[2]
MINUTE = 60


def came_in(viewer: Viewer, **environment: str) -> Client:
    """A browser in which this person signed in through the page."""
    client = Client(**environment)
    # An administrator's password of months ago would have to be changed first.
    User.objects.filter(pk=viewer.user_id).update(password_set_at=timezone.now())
    sent = {"username": User.objects.get(pk=viewer.user_id).username, "password": PASSWORD, "next": ""}
    answer = client.post("/sign-in/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


class Clock:
    """Real time as the site reads it, moved on by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moved = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.moved)

    def pass_minutes(self, minutes: float) -> None:
        self.moved += minutes * MINUTE


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def told(client: Client) -> list[str]:
    return [str(message) for message in get_messages(client.get("/sign-in/").wsgi_request)]


def test_check_18_session_ends_after_15_idle_minutes_and_comes_back_to_the_page(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    clock.pass_minutes(14.9)
    assert client.get("/reports/").status_code == 200
    clock.pass_minutes(15.1)

    answer = client.get("/reports/?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Freports%2F%3Fpage%3D2")
    page = client.get(answer["Location"]).content.decode()
    assert "Phiên làm việc đã kết thúc vì 15 phút không có thao tác. Hãy đăng nhập lại." in page
    assert 'name="next" value="/reports/?page=2"' in page


def test_check_18_administrator_may_be_idle_for_5_minutes(people: People, clock: Clock) -> None:
    client = came_in(people.administrator)
    clock.pass_minutes(4.9)
    assert client.get("/people/").status_code == 200
    clock.pass_minutes(5.1)

    assert client.get("/people/").status_code == 302
    assert "5 phút không có thao tác" in told(client)[0]


def test_check_18_session_ends_after_12_hours_however_busy(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    for _ in range(12 * 6):
        assert client.get("/reports/").status_code == 200
        clock.pass_minutes(10)

    assert client.get("/reports/").status_code == 302
    assert told(client) == ["Phiên làm việc đã kéo dài 12 giờ nên được kết thúc. Hãy đăng nhập lại."]


def test_ended_session_is_gone_from_the_server(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    key = client.cookies["sessionid"].value
    clock.pass_minutes(16)
    client.get("/")

    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize("forged", ["", "0", "someone.99999999999", "someone.99999999999:signature"])
def test_idle_clock_cannot_be_set_by_the_browser(people: People, clock: Clock, forged: str) -> None:
    client = came_in(people.reporter)
    clock.pass_minutes(16)
    client.cookies["seen"] = forged

    assert client.get("/reports/").status_code == 302


def test_idle_clock_of_another_session_does_not_count(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    clock.pass_minutes(10)
    fresh = came_in(people.reporter).cookies["seen"].value
    clock.pass_minutes(6)
    client.cookies["seen"] = fresh

    assert client.get("/reports/").status_code == 302


def test_idle_clock_is_set_at_most_once_a_minute(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    at_once = client.get("/reports/")
    clock.pass_minutes(1.1)
    later = client.get("/reports/")

    assert "seen" not in at_once.cookies
    assert "seen" in later.cookies
    assert Signer(salt="dondoc.sessions").unsign(later.cookies["seen"].value)


def test_form_sent_after_the_end_comes_back_to_its_page(people: People, clock: Clock) -> None:
    client = came_in(people.coordinator)
    clock.pass_minutes(16)

    answer = client.post("/language/", {"language": "en"}, headers={"referer": "http://testserver/plans/?page=3"})
    assert answer.status_code == 302  # open to all: no gate
    client = came_in(people.coordinator)
    clock.pass_minutes(16)
    answer = client.post("/plans/register/", {}, headers={"referer": "http://testserver/plans/register/?page=3"})
    assert answer["Location"] == "/sign-in/?next=%2Fplans%2Fregister%2F%3Fpage%3D3"


def test_form_sent_from_elsewhere_after_the_end_comes_back_home(people: People, clock: Clock) -> None:
    client = came_in(people.coordinator)
    clock.pass_minutes(16)

    answer = client.post("/plans/register/", {}, headers={"referer": "https://elsewhere.example/plans/"})

    assert answer["Location"] == "/sign-in/?next=%2F"


def test_fragment_asked_for_after_the_end_brings_the_whole_page_to_the_gate(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    clock.pass_minutes(16)

    answer = client.get("/search/?q=a", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/plans/"})

    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fplans%2F"


def test_light_address_keeps_the_session_alive_and_writes_nothing(people: People, clock: Clock) -> None:
    client = came_in(people.reporter)
    for _ in range(4):
        clock.pass_minutes(14)
        answer = client.get("/sessions/alive/")
        assert answer.status_code == 200
    assert answer.json()["seconds"] == 900
    assert len(answer.json()["token"]) == 64


def test_check_18_session_id_is_new_at_sign_in(people: People) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    user = User.objects.get(pk=people.reporter.user_id)
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": ""})

    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_check_18_signed_out_cookie_is_dead_on_the_server(people: People) -> None:
    client = came_in(people.reporter)
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    client.post("/sign-out/")

    thief = Client()
    for name, value in kept.items():
        thief.cookies[name] = value

    assert thief.get("/reports/")["Location"] == "/sign-in/?next=/reports/"


def test_check_18_person_sees_and_ends_own_sessions(people: People) -> None:
    here = came_in(people.reporter, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    there = came_in(people.reporter, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")
    page = here.get("/sessions/").content.decode()
    assert "Firefox trên Linux" in page
    assert "Chrome trên Windows" in page

    other = UserSession.objects.get(session_key=there.cookies["sessionid"].value)
    assert here.post(f"/sessions/{other.pk}/end/")["Location"] == "/sessions/"

    assert there.get("/reports/").status_code == 302
    assert here.get("/reports/").status_code == 200
    assert AuditRow.objects.filter(act="session.end", object_id=people.reporter.user_id).count() == 1


def test_person_ends_all_other_sessions_at_once(people: People) -> None:
    here, second, third = (came_in(people.reporter) for _ in range(3))

    here.post("/sessions/others/")

    assert [client.get("/reports/").status_code for client in (here, second, third)] == [200, 302, 302]


def test_check_18_administrator_ends_sessions_of_the_department(people: People) -> None:
    reporter, administrator = came_in(people.reporter), came_in(people.administrator)
    row = UserSession.objects.get(session_key=reporter.cookies["sessionid"].value)
    page = administrator.get("/sessions/department/").content.decode()
    assert people.reporter.full_name in page
    assert reporter.cookies["sessionid"].value not in page

    assert administrator.post(f"/sessions/{row.pk}/end/")["Location"] == "/sessions/department/"

    assert reporter.get("/reports/").status_code == 302


def test_session_that_was_idle_too_long_is_listed_no_more(people: People, clock: Clock) -> None:
    forgotten = came_in(people.reporter, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    here = came_in(people.reporter, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")
    administrator = came_in(people.administrator)

    def listed_after(minutes: int) -> tuple[bool, bool, int]:
        for _ in range(minutes):
            clock.pass_minutes(1.01)
            own, all_of_them = here.get("/sessions/"), administrator.get("/sessions/department/")
        page = own.content.decode()
        return "Firefox trên Linux" in page, "Chrome trên Windows" in page, all_of_them.context["count"]

    assert listed_after(10) == (True, True, 3)
    assert forgotten.get("/reports/").status_code == 200  # alive for fifteen minutes more
    assert listed_after(14) == (True, True, 3)
    assert listed_after(2) == (False, True, 2)
    assert forgotten.get("/reports/").status_code == 302


def test_others_see_and_end_no_session_but_their_own(people: People, elsewhere: Organisation) -> None:
    reporter = came_in(people.reporter)
    row = UserSession.objects.get(session_key=reporter.cookies["sessionid"].value)

    head = came_in(people.head)
    assert head.get("/sessions/department/").status_code == 403
    assert head.post(f"/sessions/{row.pk}/end/").status_code == 403
    stranger = Client()
    stranger.force_login(User.objects.get(pk=elsewhere.people.administrator.user_id))
    assert stranger.post(f"/sessions/{row.pk}/end/").status_code == 404
    assert people.reporter.full_name not in stranger.get("/sessions/department/").content.decode().split("<table")[-1]
    assert reporter.get("/reports/").status_code == 200


def test_check_18_cookies_of_production_are_bound_to_the_host(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    key = "k" * 30 + "0123456789abcdefghijKLMNOP"
    env |= {"DONDOC_PRODUCTION": "1", "DONDOC_DATA_DIR": str(tmp_path), "DONDOC_SECRET_KEY": key}
    script = (
        "from config import settings as s\n"
        "for kind in ('SESSION', 'CSRF', 'LANGUAGE'):\n"
        "    cookie = [getattr(s, f'{kind}_COOKIE_{part}') for part in ('NAME', 'SECURE', 'HTTPONLY', 'SAMESITE')]\n"
        "    print(*cookie)\n"
        "print(s.IDLE_COOKIE_NAME, s.MESSAGE_STORAGE.rsplit('.', 1)[-1], s.SECOND_FACTOR_REQUIRED)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [
        "__Host-session True True Lax",
        "__Host-csrf True True Lax",
        "__Host-language True True Lax",
        "__Host-seen SessionStorage True",
    ]


def test_cookies_are_hidden_from_scripts_and_of_this_site_alone(people: People) -> None:
    client = Client()
    client.get("/sign-in/")
    user = User.objects.get(pk=people.reporter.user_id)
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": ""})

    assert {"sessionid", "seen"} <= set(answer.cookies)
    for morsel in answer.cookies.values():
        assert (bool(morsel["httponly"]), morsel["samesite"], morsel["path"], morsel["domain"]) == (
            True,
            "Lax",
            "/",
            "",
        )
    assert live.SESSION_ENGINE == "django.contrib.sessions.backends.db"
