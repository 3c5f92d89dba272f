"""What needs two people, on the pages: asked for, found on the first page of the second person, decided."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import TODAY, approve, write
from page_texts import text_of

from dondoc.models import ConfirmationRequest, Snapshot


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.coordinator)


@pytest.fixture
def director(people, sign_in) -> Client:
    return sign_in(Client(), people.director)


@pytest.fixture
def asked(office, period, answered) -> ConfirmationRequest:
    """The closing of the first quarter, asked for on its page."""
    office.post(reverse("period_close", args=[period.pk]))
    return ConfirmationRequest.objects.get()


def page_of(asked: ConfirmationRequest) -> str:
    return reverse("confirmation", args=[asked.pk])


def test_director_finds_the_request_on_the_first_page_and_confirms_what_was_seen(asked, director, office, period):
    home = director.get(reverse("home"))
    assert "Xác nhận chốt số Quý I/2026" in text_of(home)
    assert "Xác nhận chốt số" not in text_of(office.get(reverse("home")))
    page = director.get(page_of(asked))
    assert "3/4 đơn vị chưa có báo cáo được duyệt" in text_of(page)
    assert "Số liệu của kỳ đã thay đổi" not in text_of(page)

    done = director.post(page_of(asked), {"decision": "confirm", "seen": page.context["digest"]}, follow=True)
    assert "Đã xác nhận chốt số Quý I/2026." in text_of(done)
    assert "Vũ Văn Mẫu Giang đã chốt số lúc" in text_of(done)
    assert Snapshot.objects.count() == 1
    assert director.post(page_of(asked), {"decision": "confirm"}).status_code == 409


def test_figures_that_changed_are_shown_before_they_are_confirmed(asked, director, period, units, people):
    seen = director.get(page_of(asked)).context["digest"]
    write(period, units.other_division, actor=people.other_reporter)
    approve(period, units.other_division, reporter=people.other_reporter, head=people.other_head)
    assert director.post(page_of(asked), {"decision": "confirm", "seen": seen}).status_code == 409
    page = director.get(page_of(asked))
    assert "Số liệu của kỳ đã thay đổi sau khi có đề nghị." in text_of(page)
    assert "2/4 đơn vị chưa có báo cáo được duyệt" in text_of(page)
    again = director.post(page_of(asked), {"decision": "confirm", "seen": page.context["digest"]})
    assert again.status_code == 302


def test_no_comes_with_a_reason_that_the_office_reads(asked, director, office, period):
    missing = director.post(page_of(asked), {"decision": "turn_down", "reason": ""})
    assert "Hãy ghi lý do không xác nhận." in text_of(missing)
    director.post(page_of(asked), {"decision": "turn_down", "reason": "Chờ Thanh tra Sở"})
    text = text_of(office.get(reverse("period", args=[period.pk])))
    assert "Vũ Văn Mẫu Giang không xác nhận đề nghị chốt số. Lý do: Chờ Thanh tra Sở" in text
    assert "Đề nghị chốt số…" in text


def test_office_withdraws_its_own_request_and_cannot_confirm_it(asked, office, period):
    page = office.get(page_of(asked))
    assert "Rút đề nghị" in text_of(page)
    assert "Xác nhận chốt số" not in text_of(page)
    assert office.post(page_of(asked), {"decision": "confirm", "seen": page.context["digest"]}).status_code == 403
    assert "Đã rút đề nghị chốt số Quý I/2026." in text_of(
        office.post(page_of(asked), {"decision": "withdraw"}, follow=True)
    )


def test_request_is_hidden_from_those_who_neither_ask_nor_decide(asked, people, elsewhere, sign_in):
    for viewer in (people.reporter, people.head, people.administrator, elsewhere.people.director):
        assert sign_in(Client(), viewer).get(page_of(asked)).status_code == 404


def test_check_8_restoration_is_asked_for_by_one_and_confirmed_by_another(people, sign_in, director):
    administrator = sign_in(Client(), people.administrator)
    wrong = administrator.post(reverse("restores"), {"digest": "abc", "reason": "Ổ đĩa hỏng"})
    assert wrong.context["form"].errors["digest"] == ["Hãy chép đúng mã 64 ký tự mà lệnh sao lưu đã in ra."]
    administrator.post(reverse("restores"), {"digest": "0" * 64, "reason": "Ổ đĩa hỏng"})
    asked = ConfirmationRequest.objects.get()
    assert administrator.post(page_of(asked), {"decision": "confirm"}).status_code == 403
    assert "Xác nhận khôi phục dữ liệu" in text_of(director.get(reverse("home")))
    assert director.post(reverse("restores"), {"digest": "0" * 64, "reason": "a"}).status_code == 403
    done = director.post(page_of(asked), {"decision": "confirm"}, follow=True)
    assert "Đã xác nhận khôi phục dữ liệu." in text_of(done)
    asked.refresh_from_db()
    assert (asked.is_confirmed, asked.decided_by_id) == (True, people.director.user_id)


def test_page_of_restores_asks_for_one_at_a_time_and_says_what_comes_next(people, director, sign_in):
    administrator = sign_in(Client(), people.administrator)
    empty = administrator.get(reverse("restores"))
    assert "Chưa có đề nghị khôi phục nào" in text_of(empty)
    assert 'name="digest"' in empty.content.decode()

    administrator.post(reverse("restores"), {"digest": "0" * 64, "reason": "Ổ đĩa hỏng"})
    asked = ConfirmationRequest.objects.get()
    waiting = administrator.get(reverse("restores"))
    assert "Một đề nghị đang chờ xác nhận" in text_of(waiting)
    assert 'name="digest"' not in waiting.content.decode()
    assert "Đang chờ người thứ hai xác nhận." in text_of(administrator.get(page_of(asked)))

    director.post(page_of(asked), {"decision": "confirm"})
    page = text_of(administrator.get(page_of(asked)))
    assert "đã xác nhận lúc" in page
    assert f"chạy lệnh khôi phục với số đề nghị {asked.pk}" in page
    assert 'name="digest"' in administrator.get(reverse("restores")).content.decode()
