"""Passwords over the pages: changed, forgotten, set through a link that comes by mail or on a slip."""

import re
import socket
import unicodedata
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from background import work_off
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from factories import AT, PASSWORD
from mail import mail_server
from page_texts import text_of

from dondoc.actions import passwords
from dondoc.actions.passwords import LinkSpent
from dondoc.core.keys import masked
from dondoc.core.permissions import Origin
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.models import AuditRow, SignInTry, User
from dondoc.queries.passwords import faults_of, known_words, link_holder, link_token
from dondoc.web import clocks

HOME = {"REMOTE_ADDR": "10.0.0.7"}
NEW = "Gừng-cay9muốim"
LINK = re.compile(r"https://dondoc\.example/password/\S+/")


@pytest.fixture
def head(people) -> User:
    """The head of the division, who has an address."""
    User.objects.filter(pk=people.head.user_id).update(email="chi@sotuphap.example")
    return User.objects.get(pk=people.head.user_id)


@pytest.fixture
def letters(settings):
    """What the mail server of the tests received."""
    settings.SITE_ADDRESS = "https://dondoc.example"
    settings.TRUSTED_PROXIES = 0
    with mail_server(settings) as box:
        yield box


def opens(user: User, password: str) -> bool:
    answer = Client().post(reverse("sign_in"), {"username": user.username, "password": password}, **HOME)
    return answer.status_code == 302


def ask(name: str, **extra: str):
    return Client().post(reverse("password_forgotten"), {"username": name}, follow=True, **{**HOME, **extra})


def set_new(path: str, new: str = NEW):
    return Client().post(path, {"new": new, "again": new}, follow=True, **HOME)


def test_owner_changes_the_password_and_other_sessions_end(people, head, sign_in) -> None:
    client, other = sign_in(Client(), people.head), sign_in(Client(), people.head)
    given = {"current": PASSWORD, "new": NEW, "again": unicodedata.normalize("NFD", NEW)}

    response = client.post(reverse("password_change"), given, follow=True, **HOME)

    assert "Đã đổi mật khẩu." in text_of(response)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert (opens(head, NEW), opens(head, PASSWORD)) == (True, False)
    row = AuditRow.objects.get(act="password.change")
    assert (row.actor_id, row.object_id, row.before, row.after) == (head.pk, head.pk, None, None)


def test_check_16_password_typed_in_nfc_or_nfd_signs_in(people, head) -> None:
    head.set_password(unicodedata.normalize("NFD", NEW))
    head.save()
    for form in ("NFC", "NFD"):
        assert opens(head, unicodedata.normalize(form, NEW))


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"current": "sai"}, "current", "Mật khẩu hiện tại không đúng."),
        ({"new": "Gừng-cay9muối", "again": "Gừng-cay9muối"}, "new", "Mật khẩu cần ít nhất 14 ký tự."),
        ({"again": "khác"}, "again", "Hai lần nhập chưa giống nhau."),
        ({"new": PASSWORD, "again": PASSWORD}, "new", "Mật khẩu mới phải khác mật khẩu hiện tại."),
        ({"new": "PhongHanhChinhTuPhap@2026", "again": "PhongHanhChinhTuPhap@2026"}, "new", "Mật khẩu này dễ đoán"),
    ],
)
def test_fault_stands_beside_its_field_and_nothing_changes(people, head, sign_in, given, field, sentence) -> None:
    client = sign_in(Client(), people.head)
    full = {"current": PASSWORD, "new": NEW, "again": NEW} | given

    response = client.post(reverse("password_change"), full, **HOME)

    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors[field])
    assert User.objects.get(pk=head.pk).check_password(PASSWORD)
    assert NEW not in response.content.decode()


def test_wrong_current_passwords_are_tries_and_lock_as_such(people, head, sign_in) -> None:
    client = sign_in(Client(), people.head)
    for _ in range(5):
        client.post(reverse("password_change"), {"current": "sai", "new": NEW, "again": NEW}, **HOME)
    right = client.post(reverse("password_change"), {"current": PASSWORD, "new": NEW, "again": NEW}, **HOME)
    assert "Đã nhập sai mật khẩu 5 lần" in text_of(right)
    assert SignInTry.objects.filter(outcome="wrong").count() == 5


def test_check_16_administrator_takes_none_of_the_last_ten(people) -> None:
    administrator = people.administrator
    ones = [f"Gió thổi qua đồi số {n}!" for n in range(12)]
    current = PASSWORD
    for n, new in enumerate(ones):
        passwords.change(current=current, new=new, actor=administrator, at=AT + timedelta(days=n))
        current = new

    def taken(new: str) -> bool:
        try:
            passwords.change(current=current, new=new, actor=administrator, at=AT + timedelta(days=20))
        except Faulty:
            return False
        return True

    assert len(User.objects.get(pk=administrator.user_id).earlier_passwords) == 10
    assert [taken(old) for old in ones[1:]] == [False] * 11
    assert taken(ones[0])


def test_check_16_three_thousand_common_ones_are_refused(head) -> None:
    common = sorted(known_words().common)[:: len(known_words().common) // 3000]
    assert len(common) >= 3000
    Authenticator.objects.create(user=head, type=Authenticator.Type.TOTP, data={})
    taken = [one for one in common if len(one) >= 8 and not faults_of(one, head)]
    taken += [one for one in common if not any("dễ đoán" in sentence for sentence in faults_of(one, None))]
    assert taken == []


def test_check_16_length_needed_follows_the_second_factor(people, head, sign_in) -> None:
    client = sign_in(Client(), people.head)
    assert "Ít nhất 14 ký tự, gồm chữ thường" in text_of(client.get(reverse("password_change")))

    Authenticator.objects.create(user=head, type=Authenticator.Type.TOTP, data={})

    assert faults_of("gừngcay9", head) == []
    assert faults_of("gừngcay9", User.objects.get(pk=people.reporter.user_id)) != []


def test_profile_holds_for_the_ways_of_django_too(people, head) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password("ngắn", head)
    assert refusal.value.messages[0] == "Mật khẩu cần ít nhất 14 ký tự."


@pytest.mark.django_db(transaction=True)
def test_check_21_reset_link_leads_to_the_configured_address_whatever_host_was_said(head, letters, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask(
        head.username, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example", HTTP_ORIGIN="http://evil.example"
    )
    work_off()

    [letter] = letters
    words = letter.get_content()
    assert (letter["to"], letter["subject"]) == ("chi@sotuphap.example", "Đôn Đốc: đặt lại mật khẩu")
    assert len(LINK.findall(words)) == words.count("://") == 1
    assert "evil" not in str(letter)


@pytest.mark.django_db(transaction=True)
def test_reset_link_works_once_and_does_not_sign_in(head, letters) -> None:
    assert "Nếu tên đăng nhập vừa nhập thuộc một tài khoản" in text_of(ask(head.username))
    work_off()
    path = LINK.search(letters[0].get_content())[0].removeprefix("https://dondoc.example")
    page = Client().get(path)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]

    response = set_new(path)

    assert response.redirect_chain == [("/sign-in/", 302)]
    assert "Đã đặt mật khẩu." in text_of(response)
    assert opens(head, NEW)
    again = set_new(path, "Khác hẳn 1 câu nữa!")
    assert again.status_code == 409
    assert "không còn dùng được" in text_of(again)
    assert opens(head, NEW)
    row = AuditRow.objects.get(act="password.set-by-link")
    assert (row.object_id, row.address, row.is_refused) == (head.pk, "10.0.0.7", False)


@pytest.mark.django_db(transaction=True)
def test_check_15_reset_for_a_known_and_an_unknown_name_is_answered_alike(people, head, letters) -> None:
    known, unknown = ask(head.username), ask("khong-ai-ten-the")
    without_address = ask(User.objects.get(pk=people.reporter.user_id).username)

    for response in (unknown, without_address):
        assert (response.status_code, response.redirect_chain) == (known.status_code, known.redirect_chain)
        assert text_of(response) == text_of(known)
    # As much is written: a try, an audit row and a job each; the job says nothing of what was typed.
    assert SignInTry.objects.filter(outcome="asked").count() == 3
    assert AuditRow.objects.filter(act="password.ask-reset").count() == 3
    arguments = [job.args_kwargs["kwargs"]["user_id"] for job in DBTaskResult.objects.order_by("enqueued_at")]
    assert arguments == [head.pk, 0, 0]
    work_off()
    assert [letter["to"] for letter in letters] == ["chi@sotuphap.example"]


@pytest.mark.django_db(transaction=True)
def test_name_is_sent_three_letters_an_hour_and_a_source_asks_twenty_times(head, letters) -> None:
    for _ in range(5):
        assert ask(head.username).status_code == 200
    work_off()
    assert len(letters) == 3
    for _ in range(15):
        ask("khong-ai-ten-the")
    assert ask("khong-ai-ten-the").status_code == 409
    assert ask("khong-ai-ten-the", REMOTE_ADDR="10.0.0.8").status_code == 200


@pytest.mark.parametrize(("server", "site"), [("", "https://dondoc.example"), ("127.0.0.1", "")])
def test_check_21_without_mail_or_address_a_reset_is_refused_in_words(head, settings, server: str, site: str) -> None:
    settings.EMAIL_HOST, settings.SITE_ADDRESS = server, site
    page = text_of(Client().get(reverse("password_forgotten")))
    assert "Hệ thống chưa được thiết lập gửi thư." in page
    assert ask(head.username).status_code == 409
    assert not DBTaskResult.objects.exists()


def test_reset_link_runs_out_and_ends_with_every_sign_of_life(head) -> None:
    token = link_token(head, AT + timedelta(minutes=60))

    assert link_holder(token, AT + timedelta(minutes=59, seconds=59)) == head
    assert link_holder(token, AT + timedelta(minutes=60)) is None
    user, minute, proof = token.split("-")
    for forged in (f"{user}-{minute}-{proof[:-2]}aa", f"1-{minute}-{proof}", f"{user}-{minute}z-{proof}", "", "x" * 99):
        assert link_holder(forged, AT) is None
    for change in ({"last_login": AT}, {"email": "khac@sotuphap.example"}, {"is_active": False}, {"password": "!"}):
        User.objects.filter(pk=head.pk).update(**change)
        assert link_holder(token, AT) is None
        head.save()
        assert link_holder(token, AT) == head


@pytest.mark.django_db(transaction=True)
def test_check_21_invitation_goes_to_the_person_and_is_unknown_to_the_administrator(
    people, head, letters, sign_in
) -> None:
    administrator = sign_in(Client(), people.administrator)

    response = administrator.post(reverse("person_invite", args=[head.pk]), HTTP_HOST="localhost", follow=True)

    assert "Đã gửi thư có liên kết đặt mật khẩu tới chi@sotuphap.example" in text_of(response)
    assert not re.search(r"/password/\w+-", response.content.decode())
    assert not opens(head, PASSWORD)
    work_off()
    path = LINK.search(letters[0].get_content())[0].removeprefix("https://dondoc.example")
    assert link_holder(path.split("/")[2], clocks.now() + timedelta(hours=71)).pk == head.pk
    assert link_holder(path.split("/")[2], clocks.now() + timedelta(hours=73)) is None
    assert set_new(path).redirect_chain == [("/sign-in/", 302)]
    assert opens(head, NEW)


def test_person_without_an_address_gets_a_slip_that_is_shown_once(people, sign_in) -> None:
    user = User.objects.get(pk=people.reporter.user_id)
    administrator = sign_in(Client(), people.administrator)

    response = administrator.post(reverse("person_invite", args=[user.pk]))

    assert response.headers["Cache-Control"] == "no-store"
    path = re.search(r"http://127.0.0.1:8000(/password/[^<]+/)", response.content.decode())[1]
    assert set_new(path).redirect_chain == [("/sign-in/", 302)]
    assert opens(user, NEW)
    row = AuditRow.objects.get(act="password.invite")
    assert (row.actor_id, row.after) == (people.administrator.user_id, {"mailed": False})


def test_link_to_a_password_is_masked_in_logs(head) -> None:
    token = link_token(head, AT)
    assert masked(f"Forbidden: /password/{token}/ and /password/forgotten/") == (
        "Forbidden: /password/…/ and /password/forgotten/"
    )


def test_later_invitation_ends_the_one_before(people) -> None:
    first, second = (
        passwords.invite(people.reporter.user_id, actor=people.administrator, at=AT + timedelta(minutes=n)).path
        for n in range(2)
    )
    origin = Origin("page", "10.0.0.7")
    with pytest.raises(LinkSpent):
        passwords.set_by_link(first.split("/")[2], new=NEW, actor=origin, at=AT + timedelta(minutes=2))
    assert passwords.set_by_link(second.split("/")[2], new=NEW, actor=origin, at=AT + timedelta(minutes=2))


def test_only_an_administrator_invites_and_never_the_own_account(people, elsewhere) -> None:
    for viewer in (people.coordinator, people.director, people.reporter):
        with pytest.raises(NotAllowed):
            passwords.invite(people.head.user_id, actor=viewer, at=AT)
    with pytest.raises(NotVisible):
        passwords.invite(people.head.user_id, actor=elsewhere.people.administrator, at=AT)
    with pytest.raises(Faulty):
        passwords.invite(people.administrator.user_id, actor=people.administrator, at=AT)
    assert User.objects.filter(password__startswith="!").count() == 0


def test_machine_lets_in_the_only_administrator(people, capsys) -> None:
    user = User.objects.get(pk=people.administrator.user_id)
    User.objects.filter(pk=user.pk).update(is_active=False, off_reason="45 ngày không đăng nhập")
    for _ in range(5):
        opens(user, "sai")

    call_command("rescue_account", user.username)

    path = re.search(r"http://127.0.0.1:8000(/password/\S+/)", capsys.readouterr().out)[1]
    set_new(path)
    assert opens(user, NEW)
    acts = AuditRow.objects.filter(origin="command").exclude(act="department.set-up").values_list("act", flat=True)
    assert list(acts) == ["sign-in.rescue", "password.invite"]
    with pytest.raises(CommandError):
        call_command("rescue_account", "khong-ai-ten-the")


@pytest.fixture
def mail_is_down(settings) -> None:
    """A mail server that answers nothing."""
    settings.SITE_ADDRESS, settings.TRUSTED_PROXIES = "https://dondoc.example", 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()


def waits() -> float | None:
    """How many minutes after its try the waiting job is done again; then it is due at once."""
    job = DBTaskResult.objects.order_by("-enqueued_at").first()
    if job.status != "READY":
        return None
    last = DBTaskResult.objects.exclude(pk=job.pk).order_by("-enqueued_at").first()
    minutes = round((job.run_after - last.started_at).total_seconds() / 60, 1)
    DBTaskResult.objects.filter(pk=job.pk).update(run_after=job.enqueued_at)
    return minutes


@pytest.mark.django_db(transaction=True)
def test_letter_that_was_not_taken_is_sent_again_when_the_server_is_back(mail_is_down, head, settings) -> None:
    ask(head.username)
    work_off()
    assert waits() == 1
    with mail_server(settings) as box:
        work_off()
    assert [letter["To"] for letter in box] == ["chi@sotuphap.example"]
    assert LINK.search(box[0].get_content())
    assert waits() is None
    assert not AuditRow.objects.filter(act="password.mail-failed").exists()


@pytest.mark.django_db(transaction=True)
def test_letter_is_given_up_after_four_tries_and_the_administrator_is_told(mail_is_down, head, people, sign_in) -> None:
    administrator = sign_in(Client(), people.administrator)
    administrator.post(reverse("person_invite", args=[head.pk]))
    tried = []
    for _ in range(4):
        work_off()
        tried.append(waits())
    assert tried == [1, 5, 30, None]
    row = AuditRow.objects.get(act="password.mail-failed")
    assert (row.object_id, row.department_id, row.origin) == (head.pk, people.head.department_id, "job")
    told = "Thư đặt mật khẩu chưa gửi được sau nhiều lần thử."
    page = text_of(administrator.get(reverse("people")))
    assert told in page
    assert "chi@sotuphap.example" in page
    assert told not in text_of(sign_in(Client(), people.director).get(reverse("people")))

    administrator.post(reverse("person_invite", args=[head.pk]))
    assert told not in text_of(administrator.get(reverse("people")))


@pytest.mark.django_db(transaction=True)
def test_letter_whose_link_was_overtaken_is_not_sent_again(mail_is_down, head, people, settings) -> None:
    passwords.invite(head.pk, actor=people.administrator, at=AT)
    work_off()
    assert waits() == 1
    passwords.invite(head.pk, actor=people.administrator, at=AT + timedelta(hours=1))
    with mail_server(settings) as box:
        work_off()
    assert len(box) == 1
