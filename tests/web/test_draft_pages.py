"""The pages of an uploaded plan file: upload, confirm, discard, the file. Not here: the review (test_draft_reviews)."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from draft_pages import READ, fields_of, post, read_as
from factories import TODAY, plan_of, plan_text, sample_plan, uploaded
from page_texts import text_of

from dondoc.actions import plans
from dondoc.models import Draft, Plan

FILE = plan_text(sample_plan())


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


@pytest.fixture
def draft(units, people) -> Draft:
    """A draft read as `READ`."""
    return read_as(READ, people)


@pytest.fixture
def address(draft: Draft) -> str:
    return reverse("draft", args=[draft.pk])


# ---- upload


def send(office: Client, data: bytes, name: str = "ke-hoach.txt") -> HttpResponse:
    return office.post(reverse("draft_upload"), {"file": SimpleUploadedFile(name, data)})


def test_upload_keeps_the_file_and_opens_the_review(office, units):
    response = send(office, FILE)

    draft = Draft.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("draft", args=[draft.pk]))
    assert "Đã đọc tệp ke-hoach.txt." in text_of(office.get(response["Location"]))


def test_upload_says_what_is_wrong_at_the_top_and_beside_the_field(office, units):
    response = send(office, b"")

    sentence = "Tệp ke-hoach.txt rỗng"
    assert response.status_code == 200
    assert text_of(response).count(sentence) == 2
    assert Draft.objects.count() == 0


def test_upload_without_a_file_says_so(office, units):
    assert text_of(office.post(reverse("draft_upload"))).count("Chưa chọn tệp nào: hãy chọn tệp kế hoạch.") == 2


def test_upload_refuses_a_large_file_unread(office, units):
    text = text_of(send(office, b"x" * 20_000_001))

    assert text.count("Tệp lớn hơn 20 MB") == 2
    assert Draft.objects.count() == 0


def test_same_file_again_links_to_the_open_draft(office, units):
    send(office, FILE)

    response = send(office, FILE, "ten-khac.txt")

    draft = Draft.objects.get()
    assert f'<a href="/drafts/{draft.pk}/">Mở bản đọc của tệp ke-hoach.txt</a>' in response.content.decode()
    assert text_of(response).count("Tệp này đã được nhập trước đây: bản đọc đang chờ xác nhận “ke-hoach.txt”.") == 2


def test_same_file_again_links_to_the_plan_when_confirmed(office, plan):
    response = send(office, plan_text(sample_plan()))

    assert f'<a href="/plans/{plan.pk}/">Mở Kế hoạch số 12/KH-STP</a>' in response.content.decode()


def test_upload_page_lists_the_drafts_that_wait(office, draft, plan):
    text = text_of(office.get(reverse("draft_upload")))

    assert "ke-hoach.txt Nguyễn Thị Mẫu An tải lên lúc 09:00 ngày 10/3/2026" in text
    assert text.count("tải lên lúc") == 1


def test_upload_page_teaches_when_no_draft_waits(office, units):
    assert "Không có bản đọc nào chờ xác nhận." in text_of(office.get(reverse("draft_upload")))


def test_upload_page_asks_the_database_as_often_for_30_drafts_as_for_1(office, people, units):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(reverse("draft_upload"))
        return len(captured)

    uploaded(plan_of(1, 0), actor=people.coordinator)
    one = count()
    for n in range(2, 31):
        uploaded(plan_of(n, 0), actor=people.coordinator)

    assert count() == one <= 20


# ---- confirm


def test_confirm_takes_unsaved_corrections_along(office, draft, address):
    response = post(office, f"{address}confirm/", title="Tên đã sửa", number="12/KH-STP")

    plan = Plan.objects.get()
    assert (plan.title, plan.number, plan.draft_id) == ("Tên đã sửa", "12/KH-STP", draft.pk)
    assert (response.status_code, response["Location"]) == (302, f"/plans/{plan.pk}/assign/")


def test_confirm_opens_the_plan_when_nothing_waits_to_be_assigned(office, people, units):
    draft = read_as(replace(READ, targets=(), tasks=READ.tasks[:1], warnings=()), people)

    response = post(office, f"{reverse('draft', args=[draft.pk])}confirm/")

    assert response["Location"] == f"/plans/{Plan.objects.get().pk}/"


def test_confirm_lists_what_a_plan_lacks_and_keeps_the_corrections(office, draft, address):
    response = post(office, f"{address}confirm/", title="", year="", office="Thanh tra Sở")

    text = text_of(response)
    assert "Trích yếu: Kế hoạch chưa có trích yếu: hãy ghi tên kế hoạch." in text
    assert "Năm của kế hoạch: Kế hoạch chưa có năm: hãy ghi năm mà kế hoạch áp dụng." in text
    assert '<a href="#id_year">' in response.content.decode()
    assert Plan.objects.count() == 0
    assert Draft.objects.get(pk=draft.pk).content["office"] == "Thanh tra Sở"


def test_confirm_without_any_task_says_so(office, draft, address):
    response = post(office, f"{address}confirm/", **{f"tasks__{n}__DELETE": "on" for n in range(6)})

    assert "Chưa có nhiệm vụ nào" in text_of(response)
    assert Plan.objects.count() == 0


def test_confirm_stores_nothing_when_a_field_is_faulty(office, draft, address):
    response = post(office, f"{address}confirm/", issued_on="hôm nay")

    assert "Ngày ban hành: Ngày chưa đúng" in text_of(response)
    assert Plan.objects.count() == 0
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()


def test_confirmed_draft_is_only_to_be_read(office, people, draft, address):
    sent = fields_of(office, address)
    plan = plans.confirm(draft.pk, actor=people.coordinator, at=draft.uploaded_at)

    page = office.get(address).content.decode()
    assert f'<a href="/plans/{plan.pk}/">Mở kế hoạch</a>' in page
    assert '<fieldset class="stack-wide" id="fields" disabled>' in page
    for button in ("Xác nhận kế hoạch", "Thêm dòng", "Bỏ dòng này", "Bỏ bản đọc"):
        assert button not in page
    assert office.post(address, sent | {"title": "Khác"}).status_code == 409


def test_director_reads_a_draft_without_buttons(client, people, sign_in, address):
    page = sign_in(client, people.director).get(address).content.decode()

    assert "Soát lại bản đọc" in page
    assert 'id="fields" disabled>' in page
    assert "Xác nhận kế hoạch" not in page


# ---- discard and the file


def test_discarded_draft_is_gone_and_its_file_can_come_again(office, units):
    address = send(office, FILE)["Location"]

    response = office.post(f"{address}discard/")

    assert (response.status_code, response["Location"]) == (302, reverse("draft_upload"))
    assert office.get(address).status_code == 404
    assert send(office, FILE).status_code == 302


def test_file_comes_back_as_it_was_sent(office, draft):
    response = office.get(reverse("draft_file", args=[draft.pk]))

    assert b"".join(response) == plan_text(READ)
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == 'attachment; filename="ke-hoach.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox"


def test_upload_under_a_false_name_says_so(office, units):
    text = text_of(send(office, FILE, "ke-hoach.html"))

    assert text.count("Tệp ke-hoach.html có đuôi .html nên không được nhận.") == 2
    assert Draft.objects.count() == 0
