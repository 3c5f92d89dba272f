"""Pages of the registers of personal data: what is owed, in red when late; faults beside their fields."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY
from page_texts import text_of

from dondoc.actions import incidents, subject_requests
from dondoc.actions.audit import record
from dondoc.actions.incidents import IncidentDraft
from dondoc.actions.subject_requests import RequestDraft
from dondoc.models import AuditDetail, AuditRow, Incident, SubjectRequest, User

NUMBER = "001199012345"
SENT = {
    "kind": "erase",
    "person_name": "Ngô Văn Mẫu",
    "identity_number": NUMBER,
    "content": "Xóa dữ liệu của tôi",
    "received_on": "3/3/2026",
}


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.coordinator)


def test_request_is_entered_on_its_page_and_listed_with_what_is_due(office):
    made = office.post(reverse("subject_request_new"), SENT, follow=True)
    assert "Báo đã nhận yêu cầu, hạn 5/3/2026. Đã quá hạn." in text_of(made)
    listed = office.get(reverse("subject_requests")).content.decode()
    text = text_of(office.get(reverse("subject_requests")))
    assert "1 yêu cầu đang giải quyết. 1 yêu cầu quá hạn." in text
    assert "Ngô Văn Mẫu Xóa 3/3/2026 Báo đã nhận yêu cầu 5/3/2026 quá hạn" in text
    assert '<b class="red">quá hạn</b>' in listed
    assert "Theo thông tin chưa đối chiếu bản chính." in text
    assert SubjectRequest.objects.get().identity_number == NUMBER


def test_number_is_masked_until_the_button_is_pressed(office):
    office.post(reverse("subject_request_new"), SENT)
    made = SubjectRequest.objects.get()
    page = office.get(reverse("subject_request", args=[made.pk])).content.decode()
    assert NUMBER not in page
    assert "********2345" in page
    shown = office.post(reverse("subject_request_number", args=[made.pk]))
    assert NUMBER in shown.content.decode()
    assert AuditRow.objects.filter(act="privacy.reveal").count() == 1


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(office):
    page = office.post(reverse("subject_request_new"), SENT | {"received_on": "30/3/2026"})
    assert page.status_code == 200
    assert page.context["form"].errors["received_on"] == ["Ngày này chưa đến."]
    assert "Xóa dữ liệu của tôi" in page.content.decode()
    assert SubjectRequest.objects.count() == 0


def test_request_is_answered_on_its_page(office):
    office.post(reverse("subject_request_new"), SENT)
    address = reverse("subject_request", args=[SubjectRequest.objects.get().pk])
    sent = SENT | {"identity_number": "", "acknowledged_on": "5/3/2026", "answered_on": "10/3/2026", "answer": "Đã xóa"}
    assert "Đã trả lời." in text_of(office.post(address, sent, follow=True))
    assert SubjectRequest.objects.get().identity_number == NUMBER


def test_incident_is_a_sheet_of_facts_with_both_clocks(office):
    sent = {
        "title": "Gửi nhầm danh sách",
        "description": f"Có CCCD {NUMBER}",
        "found_at": "23:47 8/3/2026",
        "is_serious": "on",
        "touches_personal_data": "on",
    }
    text = text_of(office.post(reverse("incident_new"), sent, follow=True))
    assert "Báo cáo ban đầu hạn 23:47 ngày 9/3/2026 quá hạn" in text
    assert "Báo cáo đầy đủ hạn 23:47 ngày 11/3/2026" in text
    assert "Có CCCD ********2345" in text
    assert "1 sự cố quá hạn báo cáo." in text_of(office.get(reverse("incidents")))


def test_moment_that_is_none_is_refused_in_words(office):
    page = office.post(reverse("incident_new"), {"title": "a", "description": "b", "found_at": "hôm qua"})
    assert page.context["form"].errors["found_at"] == ["Ghi giờ:phút ngày/tháng/năm, ví dụ 08:15 15/6/2026."]
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [("coordinator", 200, 200), ("administrator", 200, 200), ("director", 200, 403), ("head", 403, 403)],
)
def test_registers_answer_by_role(client, people, sign_in, who, reads, writes):
    browser = sign_in(client, getattr(people, who))
    for name, new in (("subject_requests", "subject_request_new"), ("incidents", "incident_new")):
        page = browser.get(reverse(name))
        assert page.status_code == reads
        assert (f'href="{reverse(new)}"' in page.content.decode()) is (writes == 200)
        assert browser.get(reverse(new)).status_code == writes


def test_lists_have_one_query_count_for_one_row_and_for_thirty(office, people):
    draft = RequestDraft("view", "Ngô Văn Mẫu", "Xem", TODAY)
    breach = IncidentDraft("Sự cố", "Diễn biến", AT - timedelta(hours=1), is_serious=True)

    def counts() -> list[int]:
        found = []
        for name in ("subject_requests", "incidents"):
            with CaptureQueriesContext(connection) as made:
                assert office.get(reverse(name)).status_code == 200
            found.append(len(made))
        return found

    subject_requests.enter(draft, actor=people.coordinator, at=AT)
    incidents.enter(breach, actor=people.coordinator, at=AT)
    few = counts()
    assert max(few) <= 20
    for _ in range(29):
        subject_requests.enter(draft, actor=people.coordinator, at=AT)
        incidents.enter(breach, actor=people.coordinator, at=AT)
    assert counts() == few


def test_director_erases_what_the_trail_says_as_a_request_asks(office, people, sign_in):
    office.post(reverse("subject_request_new"), SENT)
    made = SubjectRequest.objects.get()
    row = record("people.rename", User(pk=7), actor=people.administrator, at=AT, after={"name": "Ngô Văn Mẫu Kín"})
    other = record("people.rename", User(pk=8), actor=people.administrator, at=AT, after={"name": "Người khác"})
    address, director = reverse("subject_request_erase", args=[made.pk]), sign_in(Client(), people.director)
    assert address in director.get(reverse("subject_request", args=[made.pk])).content.decode()
    assert address not in office.get(reverse("subject_request", args=[made.pk])).content.decode()
    assert (office.get(address).status_code, office.post(address).status_code) == (403, 403)

    page = director.get(address, {"text": "ngo van mau kin"})
    assert f"Dòng {row.number}," in text_of(page)
    assert f"Dòng {other.number}," not in text_of(page)
    nothing = director.post(address, {"reason": "", "numbers": ""})
    assert nothing.context["form"].errors.keys() == {"reason", "numbers"}
    sent = {"chosen": [row.number], "numbers": f"{other.number}", "reason": "Theo yêu cầu"}
    done = director.post(f"{address}?text=ngo+van+mau+kin", sent, follow=True)
    assert "Đã xóa nội dung của 2 dòng nhật ký." in text_of(done)
    assert not AuditDetail.objects.filter(row__in=[row, other]).exists()


def test_request_for_something_else_or_answered_erases_nothing(office, people, sign_in):
    office.post(reverse("subject_request_new"), SENT | {"kind": "view"})
    address = reverse("subject_request_erase", args=[SubjectRequest.objects.get().pk])
    director = sign_in(Client(), people.director)
    assert "Chỉ xóa nội dung theo một yêu cầu xóa dữ liệu chưa trả lời." in text_of(director.get(address))
    assert director.post(address, {"numbers": "1", "reason": "Theo yêu cầu"}).status_code == 409
