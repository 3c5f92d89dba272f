"""The review of a document with pages: pictures with the places marked, confidence of what was recognised.

Not here: picturing a page (tests/planfile), the review itself (test_draft_reviews).
"""

import io
import re
from copy import deepcopy
from dataclasses import replace

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from draft_pages import READ, SOURCE, part, read_as
from factories import TODAY
from page_texts import text_of

from dondoc.core.plan import Doubt, PlanDraft
from dondoc.models import Draft


def trace(page: int, top: float, confidence: int | None = None, *unsure: str) -> dict[str, object]:
    """One line across the page."""
    spot = {"page": page, "left": 0.1, "top": top, "right": 0.6, "bottom": top + 0.02}
    return {"spots": [spot], "confidence": confidence, "unsure": list(unsure)}


BLANK = {"spots": [], "confidence": None, "unsure": []}
UNSURE = Doubt("low-ocr-confidence", "Chữ “ViỆc 1” đọc chưa rõ (54 %).", "table 1 row 2 column 2")
SCANNED = replace(
    READ,
    targets=(replace(READ.targets[0], text="Tỷ lệ trực tuyến"), *READ.targets[1:]),
    tasks=(replace(READ.tasks[0], text="Việc 1", solutions=()), *READ.tasks[1:]),
    warnings=(UNSURE,),
)


def scanned(people, content: PlanDraft = SCANNED) -> Draft:
    """A scan of two pages: upright with the head, lying with the table; one word of the table was hard to make out."""
    draft = read_as(content, people)
    draft.source = deepcopy(SOURCE)
    for line in draft.source:
        line["trace"], line["cell_traces"] = BLANK, [BLANK] * len(line["cells"])
    by_place = {line["where"]: line for line in draft.source}
    by_place["frame 1"]["trace"] = trace(1, 0.05, 92)
    by_place["paragraph 3"]["trace"] = trace(1, 0.5, 48, "nhoè")
    row = by_place["table 1 row 2"]
    row["trace"] = joined = trace(2, 0.2, 54, "ViỆc")
    row["cell_traces"] = [trace(2, 0.2, 97), {**joined, "spots": [*joined["spots"], trace(1, 0.9)["spots"][0]]}, BLANK]
    draft.page_count, draft.page_shapes, draft.file_name = 2, [1.4142, 0.7071], "ke-hoach.pdf"
    draft.file.save("plan.pdf", ContentFile(two_pages()), save=False)
    draft.save()
    return draft


def two_pages() -> bytes:
    document, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.new_page(842, 595)
    document.save(file)
    document.close()
    return file.getvalue()


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
    return scanned(people)


def page_of(office: Client, draft: Draft) -> HttpResponse:
    return office.get(reverse("draft", args=[draft.pk]))


# ---- pages


def test_pages_keep_room_for_their_pictures(office, draft):
    page = page_of(office, draft).content.decode()

    images = re.findall(r'<img src="([^"]+)" width="1000" height="(\d+)" loading="lazy" alt="(Ảnh[^"]*)"', page)
    assert images == [
        (f"/drafts/{draft.pk}/pages/1.png", "1414", "Ảnh trang 1 của văn bản"),
        (f"/drafts/{draft.pk}/pages/2.png", "707", "Ảnh trang 2 của văn bản"),
    ]


def test_places_are_marked_where_they_stand(office, draft):
    page = page_of(office, draft).content.decode()

    assert (
        '<g id="frame-1" data-line="frame 1"><rect x="100" y="71" width="500" height="28"/></g>'
        in page.split("Trang 2/2")[0]
    )
    assert (
        '<g id="table-1-row-2" data-line="table 1 row 2"><rect x="100" y="141" width="500" height="15"/></g>'
        in page.split("Trang 2/2")[1]
    )


def test_place_over_two_pages_begins_once(office, draft):
    page = page_of(office, draft).content.decode()

    marks = re.findall(r'<g( id="table-1-row-2-column-2")? data-line="table 1 row 2 column 2">', page)
    assert marks == [' id="table-1-row-2-column-2"', ""]


def test_every_link_within_the_page_has_its_place(office, draft):
    page = page_of(office, draft).content.decode()

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) - {"closed"} - set(ids) == set()
    assert len(ids) == len(set(ids))


def test_places_are_told_by_their_page(office, draft):
    assert "Bỏ dòng này Xem trong văn bản: trang 2" in part(page_of(office, draft), "tasks-0")


def test_typed_document_has_no_pages_and_no_confidence(office, people, units):
    page = page_of(office, read_as(READ, people)).content.decode()

    assert 'class="source paper"' in page
    assert "leaf" not in page
    assert "clarity" not in page


def test_empty_cell_is_shown_by_its_row(office, people, units):
    draft = scanned(people)
    draft.places = {**draft.places, "tasks.0.lead": "table 1 row 2 column 3"}
    draft.save()
    page = page_of(office, draft).content.decode()

    assert re.search(r'data-where="table 1 row 2">\s*<div class="field-head">\s*<label for="id_tasks-0-lead">', page)


# ---- confidence


def test_field_tells_how_clearly_it_was_read(office, draft):
    text = text_of(page_of(office, draft))
    assert "chưa rõ 54 %" in part(page_of(office, draft), "tasks-0")
    assert text.count("chưa rõ 54 %") == 1


def test_unsure_word_elsewhere_in_the_line_does_not_blame_the_field(office, draft):
    said = part(page_of(office, draft), "targets-0")
    assert "đọc rõ" in said
    assert "%" not in said.split("đọc rõ")[1].split("So sánh")[0]


def test_corrected_field_says_nothing_of_the_scan(office, people, units):
    draft = scanned(people)
    draft.content = replace(SCANNED, tasks=(replace(SCANNED.tasks[0], text="Việc khác"), *SCANNED.tasks[1:])).to_json()
    draft.save()
    said = part(page_of(office, draft), "tasks-0")
    assert "Đọc được: Việc 1" in said
    assert "chưa rõ 54 %" not in said


def test_unclear_word_is_shown_as_it_stands_on_the_page(office, draft):
    page = page_of(office, draft).content.decode()

    [view] = re.findall(r'<svg class="cut" viewBox="([^"]+)" role="img" aria-label="Ảnh chỗ này ở trang 2">', page)
    assert view == "88 129 524 39"
    assert f'<img src="/drafts/{draft.pk}/pages/2.png" width="1000" height="707" loading="lazy" alt="">' in page
    assert "Cần xem lại 1/1 Chữ “ViỆc 1” đọc chưa rõ (54 %)." in part(page_of(office, draft), "tasks-0")
    assert 'data-doubt="id_tasks-0-text"' in page


# ---- pictures


def picture(office: Client, draft: Draft, number: int, **headers: str) -> HttpResponse:
    return office.get(reverse("draft_page", args=[draft.pk, number]), headers=headers)


def test_picture_is_a_png_that_the_browser_may_keep_and_asks_for(office, draft):
    response = picture(office, draft, 2)

    assert (response.status_code, response["Content-Type"], response.content[:4]) == (200, "image/png", b"\x89PNG")
    assert response["Cache-Control"] == "private, no-cache"
    assert response["ETag"] == f'"{draft.sha256}-2"'
    again = picture(office, draft, 2, if_none_match=response["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])


@pytest.mark.parametrize("number", [0, 3, 99999])
def test_page_that_is_not_there_is_not_found(office, draft, number):
    assert picture(office, draft, number).status_code == 404


def test_kept_picture_is_refused_to_who_may_not_read(draft, people, sign_in, elsewhere):
    etag = f'"{draft.sha256}-1"'
    for person in (people.reporter, people.administrator, elsewhere.people.coordinator):
        assert picture(sign_in(Client(), person), draft, 1, if_none_match=etag).status_code == 404


def test_file_is_served_as_the_pdf_it_is(office, draft):
    response = office.get(reverse("draft_file", args=[draft.pk]))

    assert b"".join(response)[:5] == b"%PDF-"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ke-hoach.pdf"'
