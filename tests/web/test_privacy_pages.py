"""Identity numbers on the pages: masked everywhere, shown once and recorded; guarded proofs behind a button."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from factories import AT, PDF, TODAY, answers_of, approve, duties_of
from page_texts import text_of

from dondoc.actions import evidence, reports
from dondoc.actions.evidence import Particulars
from dondoc.models import AuditRow, Evidence

NUMBER = "001199012345"
SHOWN = "********2345"


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def proof(period, units, people) -> Evidence:
    """A restricted proof; the same number in it and in the words of every answer; approved by the head."""
    told = [
        replace(answer, words=f"Ông Mẫu, CCCD {NUMBER}", difficulties=f"Trùng số {NUMBER}")
        for answer in answers_of(period, units.division)
    ]
    reports.save_answers(period.pk, units.division.pk, answers=told, actor=people.reporter, at=AT)
    made = evidence.attach(
        period.pk,
        units.division.pk,
        duties_of(period, units.division)[0].pk,
        data=PDF,
        name=f"cccd {NUMBER}.pdf",
        particulars=Particulars(number="5/DS", abstract=f"Danh sách {NUMBER}", is_restricted=True),
        actor=people.reporter,
        at=AT,
    )
    approve(period, units.division, reporter=people.reporter, head=people.head)
    return made


def test_numbers_are_masked_on_every_page_and_in_the_report(client, people, sign_in, proof, period, units):
    office = sign_in(client, people.coordinator)
    task = proof.answer.obligation.task
    pages = [
        reverse("report", args=[period.pk, units.division.pk]),
        reverse("period", args=[period.pk]),
        reverse("plan", args=[period.plan_id]),
        reverse("task", args=[period.plan_id, task.pk]),
        reverse("evidence_guarded", args=[proof.pk]),
    ]
    for page in pages:
        body = office.get(page).content.decode()
        assert NUMBER not in body, page
        assert SHOWN in body or page == pages[2], page
    report = office.post(reverse("period_document", args=[period.pk])).content
    text = "\n".join(
        cell.text for table in Document(BytesIO(report)).tables for row in table.rows for cell in row.cells
    ) + "\n".join(paragraph.text for paragraph in Document(BytesIO(report)).paragraphs)
    assert NUMBER not in text
    assert SHOWN in text


def test_number_is_shown_once_to_whom_asks_by_a_button_and_the_look_is_recorded(
    client, people, sign_in, proof, period, units
):
    office = sign_in(client, people.coordinator)
    address = reverse("privacy_reveal", args=[proof.answer_id])
    page = reverse("report", args=[period.pk, units.division.pk])
    assert address in office.get(page).content.decode()
    assert office.get(address).status_code == 405
    assert not AuditRow.objects.filter(act="privacy.reveal").exists()

    shown = office.post(address)
    assert f"Ông Mẫu, CCCD {NUMBER}" in text_of(shown)
    assert shown["Cache-Control"] == "no-store"
    assert AuditRow.objects.get(act="privacy.reveal").object_id == proof.answer_id
    assert NUMBER not in office.get(page).content.decode()


def test_unit_that_writes_sees_what_it_typed(client, people, sign_in, period, units):
    told = [replace(answer, words=f"CCCD {NUMBER}") for answer in answers_of(period, units.division)]
    reports.save_answers(period.pk, units.division.pk, answers=told, actor=people.reporter, at=AT)
    page = sign_in(client, people.reporter).get(reverse("report", args=[period.pk, units.division.pk]))
    assert f">\nCCCD {NUMBER}</textarea>" in page.content.decode()


def test_guarded_proof_is_handed_out_by_post_alone(client, people, sign_in, proof):
    office = sign_in(client, people.coordinator)
    guarded = reverse("evidence_guarded", args=[proof.pk])
    assert office.get(reverse("evidence", args=[proof.pk]))["Location"] == guarded
    text = text_of(office.get(guarded))
    assert "Minh chứng có dữ liệu cá nhân" in text
    assert not AuditRow.objects.filter(act="evidence.reveal").exists()

    response = office.post(guarded)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Security-Policy"] == "sandbox"
    assert AuditRow.objects.filter(act="evidence.reveal").count() == 1


def test_office_takes_the_mark_away_and_the_file_is_handed_out_as_any_other(client, people, sign_in, proof):
    office = sign_in(client, people.coordinator)
    assert office.post(reverse("evidence_mark", args=[proof.pk]), {"restricted": "0"}).status_code == 302
    response = office.get(reverse("evidence", args=[proof.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert sign_in(Client(), people.head).post(reverse("evidence_mark", args=[proof.pk])).status_code == 403


def test_unit_says_on_the_form_that_a_proof_holds_personal_data(client, people, sign_in, period, units, make_file):
    reporter = sign_in(client, people.reporter)
    duty = duties_of(period, units.division)[0].pk
    address = reverse("evidence_attach", args=[period.pk, units.division.pk, duty])
    assert "Có dữ liệu cá nhân" in text_of(reporter.get(address))
    assert reporter.post(address, {"file": make_file(), "is_restricted": "on"}).status_code == 302
    assert Evidence.objects.get().is_restricted


@pytest.fixture
def make_file():
    """`make_file()`: a proof as a browser sends it."""

    def make() -> BytesIO:
        file = BytesIO(PDF)
        file.name = "danh-sach.pdf"
        return file

    return make
