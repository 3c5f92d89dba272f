"""The page of a file that is being read in the background, or was not readable; a text in an old encoding.

Not here: the job itself (tests/actions/test_read_in_background), the review (test_draft_reviews).
"""

import io
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from draft_pages import READ, fields_of, post, read_as
from factories import AT, TODAY
from page_texts import text_of
from PIL import Image

from dondoc.actions.audit import record
from dondoc.models import Draft, Plan
from dondoc.queries.drafts import READ_AGAIN


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


def unread(people, **fields: object) -> Draft:
    """A draft whose file waits to be read."""
    draft = read_as(READ, people)
    empty = {"as_read": {}, "content": {}, "source": [], "places": {}}
    Draft.objects.filter(pk=draft.pk).update(**({"state": "reading", "page_count": 12} | empty | fields))
    begun(draft, people, at=AT + timedelta(hours=16))  # later than the site's clock: never stalled
    draft.refresh_from_db()
    return draft


def begun(draft: Draft, people, *, at: datetime) -> None:
    """As if the reading had been begun again at that moment."""
    record(READ_AGAIN, draft, actor=people.coordinator, at=at)


@pytest.fixture
def draft(units, people) -> Draft:
    return unread(people)


@pytest.fixture
def address(draft: Draft) -> str:
    return reverse("draft", args=[draft.pk])


def picture() -> bytes:
    """A page that a telephone took, or a scanner."""
    file = io.BytesIO()
    Image.new("L", (400, 560), 255).save(file, "PNG")
    return file.getvalue()


# ---- upload


def test_picture_waits_to_be_read_and_its_job_waits_too(office, units):
    response = office.post(reverse("draft_upload"), {"file": SimpleUploadedFile("anh.png", picture())})

    draft = Draft.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("draft", args=[draft.pk]))
    assert (draft.state, draft.page_count, draft.content) == ("reading", 1, {})
    assert draft.file.name == f"plans/{draft.sha256[:16]}.png"
    [job] = DBTaskResult.objects.ready()
    assert job.args_kwargs["kwargs"]["draft_id"] == draft.pk
    text = text_of(office.get(response["Location"]))
    assert "Đang đọc tệp" in text
    assert "Đang chờ đến lượt đọc: 1 trang" in text
    assert "Đã đọc tệp" not in text


# ---- progress


def test_progress_tells_which_page_is_read(office, draft, address):
    Draft.objects.update(pages_read=2)

    text = text_of(office.get(address))
    assert "Đang đọc trang 3/12" in text
    assert "Đọc lại" not in text


def test_progress_never_counts_beyond_the_last_page(office, draft, address):
    Draft.objects.update(pages_read=12)
    assert "Đang đọc trang 12/12" in text_of(office.get(address))


def test_page_asks_for_its_progress_and_comes_anew_without_script(office, address):
    page = office.get(address).content.decode()

    assert f'hx-get="{address}progress/" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_fragment_is_the_same_part_of_the_page(office, draft, address):
    Draft.objects.update(pages_read=5)

    fragment = office.get(f"{address}progress/").content.decode()

    assert "Đang đọc trang 6/12" in fragment
    assert fragment.strip() in office.get(address).content.decode()


def test_fragment_sends_to_the_whole_page_when_the_reading_is_over(office, draft, address):
    for state in ("open", "failed"):
        Draft.objects.update(state=state)
        response = office.get(f"{address}progress/")
        assert (response.status_code, response["HX-Redirect"]) == (200, address)


def test_reading_that_takes_too_long_can_be_begun_again(office, people, draft, address):
    begun(draft, people, at=AT - timedelta(days=1))

    assert "Việc đọc lâu hơn thường lệ" in text_of(office.get(address))
    response = office.post(f"{address}again/")
    assert (response.status_code, response["Location"]) == (302, address)
    assert DBTaskResult.objects.ready().count() == 1


def test_reading_that_goes_on_is_not_begun_again(office, draft, address):
    assert office.post(f"{address}again/").status_code == 409
    assert DBTaskResult.objects.count() == 0


def test_nothing_is_saved_or_confirmed_before_it_is_read(office, draft, address):
    assert "Đang đọc tệp" in text_of(office.post(address, {"title": "Tên"}))
    assert office.post(f"{address}confirm/", {"title": "Tên"})["Location"] == address
    assert Plan.objects.count() == 0
    assert Draft.objects.get().content == {}


def test_director_sees_the_progress_without_buttons(client, people, sign_in, draft, address):
    begun(draft, people, at=AT - timedelta(days=1))
    text = text_of(sign_in(client, people.director).get(address))
    assert "Đang chờ đến lượt đọc: 12 trang" in text
    assert "Đọc lại" not in text
    assert "Bỏ tệp này" not in text


def test_reading_waits_among_the_things_to_do(office, draft):
    Draft.objects.update(pages_read=4)

    assert "Đang đọc ke-hoach.txt" in text_of(office.get(reverse("home")))
    assert "ke-hoach.txt Đang đọc, 4/12 trang" in text_of(office.get(reverse("draft_upload")))
    assert "ke-hoach.txt Đang đọc, 4/12 trang" in text_of(office.get(reverse("plans")))


# ---- not readable


def test_failed_reading_says_why_and_what_to_do(office, people, units):
    draft = unread(people, state="failed", refusal="Tệp ke-hoach.txt mờ quá: hãy quét lại ở 300 dpi.")
    address = reverse("draft", args=[draft.pk])

    text = text_of(office.get(address))
    assert "Tệp ke-hoach.txt mờ quá: hãy quét lại ở 300 dpi." in text
    assert "Tải lên tệp khác Đọc lại Bỏ tệp này" in text
    assert "Không đọc được ke-hoach.txt: xem lý do" in text_of(office.get(reverse("home")))
    assert "ke-hoach.txt Không đọc được" in text_of(office.get(reverse("draft_upload")))
    assert office.post(f"{address}again/").status_code == 302
    assert Draft.objects.get().state == "reading"


def test_failed_reading_can_be_put_aside(office, people, units):
    draft = unread(people, state="failed", refusal="Tệp hỏng.")

    office.post(reverse("draft_discard", args=[draft.pk]))

    assert Draft.objects.get().state == "discarded"


# ---- a text converted from an old encoding


@pytest.fixture
def converted(units, people) -> str:
    """Address of a draft typed in TCVN3."""
    draft = read_as(READ, people)
    conversion = {"encoding": "TCVN3", "samples": [["KÕ ho¹ch chuyÓn ®æi sè", "Kế hoạch chuyển đổi số"]]}
    Draft.objects.filter(pk=draft.pk).update(conversion=conversion)
    return reverse("draft", args=[draft.pk])


def test_conversion_is_shown_before_and_after(office, converted):
    text = text_of(office.get(converted))

    assert "Chữ được chuyển từ bảng mã TCVN3" in text
    assert "Trong tệp Đã chuyển KÕ ho¹ch chuyÓn ®æi sè Kế hoạch chuyển đổi số" in text


def test_plan_is_confirmed_only_with_the_conversion_found_right(office, converted):
    response = post(office, f"{converted}confirm/", number="12/KH-STP")

    sentence = "Hãy so các dòng mẫu rồi đánh dấu là chữ đã chuyển đúng."
    assert text_of(response).count(sentence) == 2
    assert '<a href="#conversion">Chữ đã chuyển</a>' in response.content.decode()
    assert Plan.objects.count() == 0

    post(office, f"{converted}confirm/", number="12/KH-STP", conversion="on")
    assert Plan.objects.count() == 1


def test_conversion_found_right_is_kept_with_what_is_saved(office, converted):
    post(office, converted, conversion="on")
    assert 'id="conversion" checked' in office.get(converted).content.decode()

    sent = fields_of(office, converted)
    sent.pop("conversion")
    office.post(converted, sent)
    assert 'id="conversion" checked' not in office.get(converted).content.decode()


def test_text_in_unicode_asks_nothing_about_encodings(office, people, units):
    assert "bảng mã" not in text_of(office.get(reverse("draft", args=[read_as(READ, people).pk])))
