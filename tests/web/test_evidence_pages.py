"""The pages of a proof: attached, downloaded, taken away."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, PDF, TODAY, approve, duties_of, write
from page_texts import text_of

from dondoc.actions import evidence as actions
from dondoc.actions.evidence import Particulars
from dondoc.models import Answer, AuditRow, Evidence, ReportingPeriod, UnitReport


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def reporter(client: Client, people, sign_in) -> Client:
    """The browser of the division's reporter."""
    return sign_in(client, people.reporter)


@pytest.fixture
def duty(period: ReportingPeriod, units):
    """The division's first task."""
    return next(iter(duties_of(period, units.division)))


@pytest.fixture
def address(period: ReportingPeriod, units) -> str:
    """The division's report of the first quarter."""
    return reverse("report", args=[period.pk, units.division.pk])


@pytest.fixture
def attach_address(period: ReportingPeriod, units, duty) -> str:
    """Where a proof of that task is attached."""
    return reverse("evidence_attach", args=[period.pk, units.division.pk, duty.pk])


@pytest.fixture
def proof(period: ReportingPeriod, units, duty, people) -> Evidence:
    """A proof of that task, attached by the reporter."""
    return attached(period, units, duty, people, name="Biên bản số 04.pdf")


def attached(period, units, duty, people, *, name: str, data: bytes = PDF) -> Evidence:
    place = (period.pk, units.division.pk, duty.pk)
    return actions.attach(
        *place, data=data, name=name, particulars=Particulars(number="04/BB-VP"), actor=people.reporter, at=AT
    )


def upload(name: str = "bien-ban.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_proof_is_kept_with_its_particulars_and_listed(reporter, address, attach_address, duty):
    typed = {
        "file": upload(),
        "number": "04/BB-VP",
        "issued_on": "5/3/2026",
        "issuer": "Văn phòng Sở",
        "abstract": "Biên bản khảo sát",
        "page": "2",
    }
    response = reporter.post(attach_address, typed, follow=True)
    assert response.redirect_chain == [(f"{address}#q-{duty.pk}", 302)]
    text = text_of(response)
    assert "Đã đính kèm “bien-ban.pdf”." in text
    assert "bien-ban.pdf 04/BB-VP ngày 5/3/2026, Văn phòng Sở: Biên bản khảo sát (trang 2)" in text
    kept = Evidence.objects.get()
    assert (kept.number, kept.issued_on, kept.issuer) == ("04/BB-VP", date(2026, 3, 5), "Văn phòng Sở")
    assert (kept.abstract, kept.page, kept.file_name) == ("Biên bản khảo sát", "2", "bien-ban.pdf")
    assert Path(kept.file.path).read_bytes() == PDF


def test_faulty_date_is_told_and_the_rest_kept(reporter, attach_address):
    response = reporter.post(attach_address, {"file": upload(), "issued_on": "2026-03-05", "number": "04/BB-VP"})
    text, body = text_of(response), response.content.decode()
    assert "Ngày ban hành: Không phải ngày. Ghi ngày/tháng/năm, ví dụ 15/3/2026." in text
    assert "Trình duyệt không giữ tệp đã chọn: hãy chọn lại tệp." in text
    assert 'value="2026-03-05"' in body
    assert 'value="04/BB-VP"' in body
    assert 'href="#id_issued_on"' in body
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Hãy chọn tệp minh chứng."),
        ({"file": upload(data=b"")}, "Tệp minh chứng trống (0 byte): hãy chọn lại tệp."),
        ({"file": upload("x.pdf", b"MZ...")}, "Chỉ nhận tệp .pdf, .docx, .xlsx, .png, .jpg"),
        ({"file": upload("x.pdf", PDF + bytes(20_000_000))}, "Tệp minh chứng lớn hơn 20 MB"),
    ],
    ids=["none", "empty", "other kind", "too large"],
)
def test_file_that_cannot_be_taken_is_told(reporter, attach_address, given, sentence):
    response = reporter.post(attach_address, given)
    assert sentence in text_of(response)
    assert Evidence.objects.count() == 0
    assert UnitReport.objects.count() == 0


def test_same_file_twice_is_told(reporter, attach_address, proof):
    response = reporter.post(attach_address, {"file": upload()})
    assert "Tệp này đã được đính kèm cho nội dung này rồi." in text_of(response)
    assert Evidence.objects.count() == 1


def test_attach_button_saves_what_was_typed_first(reporter, address, attach_address, duty):
    response = reporter.post(address, {f"{duty.pk}-words": "Đang viết dở", "attach": str(duty.pk)})
    assert (response.status_code, response["Location"]) == (302, attach_address)
    assert Answer.objects.get().words == "Đang viết dở"


def test_attach_page_names_the_task(reporter, attach_address):
    assert "2. Cập nhật hồ sơ an toàn" in text_of(reporter.get(attach_address))


def test_attach_page_is_not_found_when_the_obligation_is_another_units(reporter, period, units):
    duty = next(iter(duties_of(period, units.office)))
    assert reporter.get(reverse("evidence_attach", args=[period.pk, units.division.pk, duty.pk])).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("coordinator", 409), ("director", 404), ("other_reporter", 404)])
def test_attach_is_refused_by_role(client, people, sign_in, attach_address, who, status):
    browser = sign_in(client, getattr(people, who))
    assert browser.get(attach_address).status_code == status
    assert browser.post(attach_address, {"file": upload()}).status_code == status
    assert Evidence.objects.count() == 0


def test_attach_is_refused_when_the_report_is_handed_in(reporter, attach_address, answered):
    with CaptureQueriesContext(connection) as queries:
        assert reporter.get(attach_address).status_code == 409
        assert reporter.post(attach_address, {"file": upload()}).status_code == 409
    assert [q["sql"] for q in queries if "dondoc_answer" in q["sql"]] == []


def test_download_gives_the_file_under_its_name_for_keeping_only(reporter, proof):
    response = reporter.get(reverse("evidence", args=[proof.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n%20s%E1%BB%91%2004.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox"


def test_download_adds_the_true_suffix_when_the_name_pretends_another(reporter, period, units, duty, people):
    proof = attached(period, units, duty, people, name="bao-cao.exe")
    response = reporter.get(reverse("evidence", args=[proof.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="bao-cao.exe.pdf"'
    assert b"".join(response.streaming_content)


def test_download_keeps_a_name_in_capitals(reporter, period, units, duty, people):
    proof = attached(period, units, duty, people, name="ANH.JPEG", data=b"\xff\xd8\xff\xe0anh")
    response = reporter.get(reverse("evidence", args=[proof.pk]))
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "image/jpeg",
        'attachment; filename="ANH.JPEG"',
    )
    assert b"".join(response.streaming_content)


@pytest.mark.parametrize("who", ["coordinator", "director", "other_reporter", "other_head", "administrator"])
def test_proof_of_a_draft_is_not_found_outside_the_unit(client, people, sign_in, proof, who):
    assert sign_in(client, getattr(people, who)).get(reverse("evidence", args=[proof.pk])).status_code == 404


def test_proof_of_an_approved_answer_is_open_to_the_office(client, people, sign_in, period, units, proof):
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    response = sign_in(client, people.coordinator).get(reverse("evidence", args=[proof.pk]))
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    other = sign_in(client, people.other_reporter).get(reverse("evidence", args=[proof.pk]))
    assert other.status_code == 404


def test_removal_asks_first_then_takes_the_proof_away(
    reporter, address, proof, duty, media, django_capture_on_commit_callbacks
):
    asked = reporter.post(address, {"remove": str(proof.pk)}, follow=True)
    page = reverse("evidence_remove", args=[proof.pk])
    assert asked.redirect_chain == [(page, 302)]
    assert "Tệp Biên bản số 04.pdf sẽ bị gỡ khỏi câu trả lời và xóa khỏi kho." in text_of(asked)
    assert Evidence.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        response = reporter.post(page)
    assert (response.status_code, response["Location"]) == (302, f"{address}#q-{duty.pk}")
    assert Evidence.objects.count() == 0
    assert list((media / "evidence").iterdir()) == []


def test_removal_is_refused_when_the_report_is_handed_in(reporter, period, units, people, proof):
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    assert reporter.post(reverse("evidence_remove", args=[proof.pk])).status_code == 409
    assert Evidence.objects.count() == 1


def test_looking_and_downloading_write_nothing(reporter, proof, attach_address):
    before = AuditRow.objects.count()
    reporter.get(attach_address)
    reporter.get(reverse("evidence_remove", args=[proof.pk]))
    assert b"".join(reporter.get(reverse("evidence", args=[proof.pk])).streaming_content) == PDF
    assert AuditRow.objects.count() == before
    assert Evidence.objects.count() == 1
