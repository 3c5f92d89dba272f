"""Access in an emergency: what an administrator may not see, the glass broken, who is told, how it ends."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from factories import AT, PDF, duties_of, write
from page_texts import text_of

from dondoc.actions import evidence
from dondoc.actions.evidence import Particulars
from dondoc.models import AuditRow, BrokenGlass, Evidence, User

REASON = "Máy chủ lưu tệp hỏng, cần đối chiếu bản gốc"


@pytest.fixture
def proof(period, units, people) -> Evidence:
    """A restricted proof in the division's report, still a draft."""
    write(period, units.division, actor=people.reporter)
    duty = duties_of(period, units.division)[0].pk
    return evidence.attach(
        period.pk, units.division.pk, duty,
        data=PDF, name="danh-sach.pdf", particulars=Particulars(is_restricted=True), actor=people.reporter, at=AT,
    )  # fmt: skip


class Clock:
    """The time that Django tells, moved on by the test."""

    def __init__(self) -> None:
        self.moment = AT

    def __call__(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = moment


@pytest.fixture
def clock(monkeypatch) -> Clock:
    told = Clock()
    monkeypatch.setattr("django.utils.timezone.now", told)
    return told


@pytest.fixture
def administrator(client: Client, people, sign_in, clock) -> Client:
    return sign_in(client, people.administrator)


def opened(browser: Client, proof: Evidence):
    return browser.post(reverse("evidence_guarded", args=[proof.pk]))


def test_check_12_administrator_is_refused_restricted_evidence_of_the_own_department(administrator, proof):
    for address in ("evidence", "evidence_guarded"):
        assert administrator.get(reverse(address, args=[proof.pk])).status_code == 403
    assert opened(administrator, proof).status_code == 403
    assert not AuditRow.objects.filter(act="evidence.reveal", is_refused=False).exists()


def test_check_12_glass_needs_a_reason_of_twenty_characters(administrator, proof):
    for reason in ("", "x" * 19, " " * 40):
        response = administrator.post(reverse("glass"), {"reason": reason})
        assert response.status_code == 200
        assert "Hãy ghi rõ lý do, ít nhất 20 ký tự." in text_of(response)
    assert BrokenGlass.objects.count() == 0
    assert opened(administrator, proof).status_code == 403


def test_check_12_broken_glass_opens_for_thirty_minutes_each_look_in_the_log(administrator, proof, people, clock):
    assert administrator.post(reverse("glass"), {"reason": REASON}).status_code == 302
    assert "còn 30 phút" in text_of(administrator.get(reverse("glass")))
    assert "danh-sach.pdf" in text_of(administrator.get(reverse("glass")))

    clock.move_to(AT + timedelta(minutes=29, seconds=59))
    assert "Đang truy cập khẩn cấp, còn 1 phút." in text_of(administrator.get(reverse("home")))
    assert administrator.get(reverse("evidence", args=[proof.pk]))["Location"].endswith("/guarded/")
    assert AuditRow.objects.filter(act="evidence.reveal").count() == 0
    assert b"".join(opened(administrator, proof).streaming_content) == PDF

    look = AuditRow.objects.get(act="evidence.reveal")
    assert (look.actor_id, look.object_id, look.after) == (
        people.administrator.user_id,
        proof.pk,
        {"glass": True, "restricted": True},
    )
    broken = AuditRow.objects.get(act="glass.break")
    assert (broken.actor_id, broken.reason) == (people.administrator.user_id, REASON)

    clock.move_to(AT + timedelta(minutes=30))
    assert opened(administrator, proof).status_code == 403
    assert administrator.get(reverse("evidence_guarded", args=[proof.pk])).status_code == 403
    assert "Đang truy cập khẩn cấp" not in text_of(administrator.get(reverse("home")))


def test_glass_ends_early_by_its_button(administrator, proof, clock):
    administrator.post(reverse("glass"), {"reason": REASON})
    clock.move_to(AT + timedelta(minutes=5))
    assert administrator.post(reverse("glass_end")).status_code == 302
    assert opened(administrator, proof).status_code == 403
    assert BrokenGlass.objects.get().ends_at == AT + timedelta(minutes=5)
    assert administrator.post(reverse("glass_end")).status_code == 409


def test_check_12_directors_are_alerted_until_they_have_seen_it(administrator, people, sign_in):
    administrator.post(reverse("glass"), {"reason": REASON})
    director = sign_in(Client(), people.director)
    alert = "Hồ Thị Mẫu Hoa đã mở truy cập khẩn cấp"
    home = text_of(director.get(reverse("home")))
    assert alert in home
    assert REASON in home
    assert alert not in text_of(sign_in(Client(), people.coordinator).get(reverse("home")))

    assert director.post(reverse("glass_seen", args=[BrokenGlass.objects.get().pk])).status_code == 302
    assert alert not in text_of(director.get(reverse("home")))
    assert REASON in text_of(director.get(reverse("glass")))
    assert AuditRow.objects.filter(act="glass.see", actor_id=people.director.user_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_check_12_directors_are_alerted_by_mail_where_mail_is_set_up(administrator, people, settings):
    User.objects.filter(pk=people.director.user_id).update(email="giamdoc@example.vn")
    User.objects.filter(pk=people.coordinator.user_id).update(email="vanphong@example.vn")
    settings.EMAIL_HOST = "mail.example.vn"
    administrator.post(reverse("glass"), {"reason": REASON})
    [letter] = mail.outbox
    assert letter.to == ["giamdoc@example.vn"]
    assert letter.subject == "Đôn Đốc: truy cập khẩn cấp"
    assert REASON in letter.body


@pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("reporter", 403), ("head", 403), ("director", 403)])
def test_glass_is_broken_by_administrators_alone(client, people, sign_in, who, status):
    browser = sign_in(client, getattr(people, who))
    assert browser.post(reverse("glass"), {"reason": REASON}).status_code == status
    assert BrokenGlass.objects.count() == 0


def test_glass_of_one_department_opens_nothing_in_another(administrator, elsewhere, proof, sign_in, clock):
    foreign = sign_in(Client(), elsewhere.people.administrator)
    foreign.post(reverse("glass"), {"reason": REASON})
    assert foreign.get(reverse("evidence_guarded", args=[proof.pk])).status_code == 404
    assert "danh-sach.pdf" not in text_of(foreign.get(reverse("glass")))
    director = sign_in(Client(), elsewhere.people.director)
    assert "đã mở truy cập khẩn cấp" in text_of(director.get(reverse("home")))
