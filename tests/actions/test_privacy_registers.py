"""Registers of personal data, erasure of details, and what a thief of the database file would read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from factories import AT, LATER

from dondoc.actions import incidents, privacy, subject_requests
from dondoc.actions.audit import record
from dondoc.actions.incidents import IncidentDraft
from dondoc.actions.subject_requests import RequestDraft
from dondoc.core.chains import START
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditDetail, AuditRow, Incident, SubjectRequest
from dondoc.queries import incidents as incident_queries
from dondoc.queries import subject_requests as queries

NUMBER = "001199012345"
TODAY = AT.date()
DRAFT = RequestDraft(
    kind="view",
    person_name="Ngô Văn Mẫu",
    content=f"Xem dữ liệu của tôi, CCCD {NUMBER}",
    received_on=date(2026, 3, 3),
    identity_number=NUMBER,
)
BREACH = IncidentDraft(
    title="Gửi nhầm danh sách",
    description="Danh sách gửi nhầm đơn vị",
    found_at=AT - timedelta(hours=2),
    is_serious=True,
    touches_personal_data=True,
)


def fields(refusal: pytest.ExceptionInfo[Faulty]) -> set[str]:
    return {fault.field for fault in refusal.value.faults}


def test_request_is_entered_with_its_clocks_and_its_number_masked_in_the_trail(people):
    made = subject_requests.enter(DRAFT, actor=people.coordinator, at=AT)
    [row] = queries.listed(people.director, today=TODAY)
    assert (row.request, row.number, row.next.due) == (made, "********2345", date(2026, 3, 5))
    assert [step.title for step in row.late] == ["Báo đã nhận yêu cầu"]
    written = AuditRow.objects.get(act="privacy.write")
    assert written.after["identity_number"] == "********2345"
    assert NUMBER not in str(written.after)


def test_check_76_restricted_fields_are_not_readable_in_the_raw_database(people):
    subject_requests.enter(DRAFT, actor=people.coordinator, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM dondoc_subjectrequest")
        [[stored]] = cursor.fetchall()
    assert NUMBER not in stored
    assert SubjectRequest.objects.get().identity_number == NUMBER


@pytest.mark.django_db(transaction=True)
def test_check_76_number_stands_in_no_byte_of_the_database_file(people):
    if connection.vendor != "sqlite":
        pytest.skip("a file of SQLite is read")
    number = "079203004567"
    subject_requests.enter(replace(DRAFT, content="Xem", identity_number=number), actor=people.coordinator, at=AT)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(connection.settings_dict["NAME"], "rb") as file:
        stored = file.read()
    assert "Ngô Văn Mẫu".encode() in stored
    assert number.encode() not in stored


def test_check_76_another_key_reads_nothing(people, settings):
    made = subject_requests.enter(DRAFT, actor=people.coordinator, at=AT)
    settings.SEALING_KEY = "another key of fifty characters and more, made up for tests"
    with pytest.raises(InvalidToken):
        SubjectRequest.objects.get(pk=made.pk)


def test_number_is_shown_to_the_keeper_of_the_register_with_a_record(people):
    made = subject_requests.enter(DRAFT, actor=people.coordinator, at=AT)
    assert subject_requests.reveal_number(made.pk, actor=people.coordinator, at=LATER).identity_number == NUMBER
    assert AuditRow.objects.get(act="privacy.reveal").object_id == made.pk
    with pytest.raises(NotAllowed):
        subject_requests.reveal_number(made.pk, actor=people.director, at=LATER)


def test_number_left_empty_later_stays_as_it_was(people):
    made = subject_requests.enter(DRAFT, actor=people.coordinator, at=AT)
    later = replace(DRAFT, identity_number=None, acknowledged_on=date(2026, 3, 4))
    subject_requests.correct(made.pk, later, actor=people.coordinator, at=LATER)
    made.refresh_from_db()
    assert (made.identity_number, made.acknowledged_on) == (NUMBER, date(2026, 3, 4))


def test_every_fault_of_a_request_is_told_at_once(people):
    wrong = replace(
        DRAFT,
        person_name="",
        received_on=TODAY + timedelta(days=1),
        answered_on=TODAY,
        extended_because="Phức tạp",
    )
    with pytest.raises(Faulty) as refusal:
        subject_requests.enter(wrong, actor=people.coordinator, at=AT)
    assert fields(refusal) == {"person_name", "received_on", "answered_on", "answer", "extended_to"}
    assert SubjectRequest.objects.count() == 0


def test_request_is_extended_once_with_reasons_and_no_longer_than_the_term_allows(people):
    asked = replace(DRAFT, kind="restrict")
    made = subject_requests.enter(asked, actor=people.coordinator, at=AT)
    plain = date(2026, 3, 18)
    for day, because, field in [
        (plain, "Phức tạp", "extended_to"),
        (plain + timedelta(days=16), "Phức tạp", "extended_to"),
        (plain + timedelta(days=15), "", "extended_because"),
    ]:
        longer = replace(asked, extended_to=day, extended_because=because)
        with pytest.raises(Faulty) as refusal:
            subject_requests.correct(made.pk, longer, actor=people.coordinator, at=LATER)
        assert fields(refusal) == {field}
    longest = replace(asked, extended_to=plain + timedelta(days=15), extended_because="Phức tạp")
    subject_requests.correct(made.pk, longest, actor=people.coordinator, at=LATER)
    with pytest.raises(Faulty, match="một lần"):
        subject_requests.correct(
            made.pk, replace(longest, extended_to=plain + timedelta(days=10)), actor=people.coordinator, at=LATER
        )


def test_registers_are_written_by_office_and_administrator_and_read_by_four_roles(people):
    for writer in (people.coordinator, people.administrator):
        subject_requests.enter(DRAFT, actor=writer, at=AT)
        incidents.enter(BREACH, actor=writer, at=AT)
    for viewer in (people.reporter, people.head, people.director):
        with pytest.raises(NotAllowed):
            subject_requests.enter(DRAFT, actor=viewer, at=AT)
        with pytest.raises(NotAllowed):
            incidents.enter(BREACH, actor=viewer, at=AT)
    readers = {name for name, viewer in vars(people).items() if _reads(viewer)}
    assert readers >= {"coordinator", "administrator", "director"}
    assert not readers & {"reporter", "head", "other_reporter", "other_head"}


def _reads(viewer) -> bool:
    try:
        return len(queries.listed(viewer, today=TODAY)) == len(incident_queries.listed(viewer, now=AT)) == 2
    except NotAllowed:
        return False


def test_registers_of_another_department_do_not_exist(people, elsewhere):
    made = subject_requests.enter(DRAFT, actor=elsewhere.people.coordinator, at=AT)
    breach = incidents.enter(BREACH, actor=elsewhere.people.coordinator, at=AT)
    for act in (
        lambda: subject_requests.correct(made.pk, DRAFT, actor=people.coordinator, at=LATER),
        lambda: subject_requests.reveal_number(made.pk, actor=people.coordinator, at=LATER),
        lambda: incidents.correct(breach.pk, BREACH, actor=people.coordinator, at=LATER),
    ):
        with pytest.raises(NotVisible):
            act()
    assert queries.listed(people.coordinator, today=TODAY) == []


def test_incident_lists_what_is_owed_next_and_late(people):
    made = incidents.enter(BREACH, actor=people.coordinator, at=AT)
    [row] = incident_queries.listed(people.director, now=AT)
    assert (row.next.title, row.next.due) == ("Báo cáo ban đầu", BREACH.found_at + timedelta(hours=24))
    assert row.late == []
    notified = replace(BREACH, first_notice_at=AT)
    incidents.correct(made.pk, notified, actor=people.coordinator, at=LATER)
    [row] = incident_queries.listed(people.director, now=BREACH.found_at + timedelta(hours=72, minutes=1))
    assert (row.next.title, [step.title for step in row.late]) == ("Báo cáo đầy đủ", ["Báo cáo đầy đủ"])


def test_incident_is_not_closed_without_cause_and_measures(people):
    with pytest.raises(Faulty) as refusal:
        incidents.enter(
            replace(BREACH, closed_at=AT, first_notice_at=BREACH.found_at - timedelta(hours=1)),
            actor=people.coordinator,
            at=AT,
        )
    assert fields(refusal) == {"measures", "first_notice_at"}
    assert Incident.objects.count() == 0


def asked_to_erase(people) -> int:
    draft = RequestDraft("erase", "Ngô Văn Mẫu", "Xóa dữ liệu của tôi", AT.date())
    return subject_requests.enter(draft, actor=people.coordinator, at=AT).pk


def test_erased_detail_is_gone_and_the_chain_is_whole(people):
    rows = [
        record("people.write", Incident(pk=7), actor=people.administrator, at=AT, after={"name": f"Người {n}"})
        for n in range(3)
    ]
    request_id, one = asked_to_erase(people), [rows[1].number]
    assert privacy.erase(request_id, one, reason="Yêu cầu xóa số 1", actor=people.director, at=LATER) == 1

    assert list(AuditDetail.objects.filter(row__in=rows).values_list("row_id", flat=True)) == [rows[0].pk, rows[2].pk]
    erasure = AuditRow.objects.get(act="privacy.erase")
    assert (erasure.object_kind, erasure.object_id, erasure.reason) == ("auditrow", rows[1].pk, "Yêu cầu xóa số 1")
    assert erasure.after == {"request": request_id}
    previous = {}
    for row in AuditRow.objects.order_by("department_id", "number"):
        assert row.previous_hash == previous.get(row.department_id, START)
        previous[row.department_id] = row.hash
    assert privacy.erase(request_id, one, reason="Lần nữa", actor=people.director, at=LATER) == 0


def test_erasure_is_refused_without_reason_and_to_others_and_across_departments(people, elsewhere):
    mine = record("people.write", Incident(pk=7), actor=people.administrator, at=AT, after="a")
    theirs = record("people.write", Incident(pk=7), actor=elsewhere.people.administrator, at=AT, after="a")
    request_id, given = asked_to_erase(people), {"reason": "Yêu cầu", "at": LATER}
    with pytest.raises(Faulty) as refusal:
        privacy.erase(request_id, [mine.number, 10**6], reason=" ", actor=people.director, at=LATER)
    assert fields(refusal) == {"reason", "numbers"}
    with pytest.raises(Faulty, match="Hãy chọn hoặc ghi số ít nhất một dòng nhật ký"):
        privacy.erase(request_id, [], actor=people.director, **given)
    with pytest.raises(NotVisible):
        privacy.erase(asked_to_erase(elsewhere.people), [mine.number], actor=people.director, **given)
    for viewer in (people.administrator, people.coordinator, people.reporter):
        with pytest.raises(NotAllowed):
            privacy.erase(request_id, [mine.number], actor=viewer, **given)
    assert AuditDetail.objects.filter(row__in=[mine, theirs]).count() == 2


@pytest.mark.parametrize("changed", [{"kind": "view"}, {"answered_on": AT.date(), "answer": "Đã xóa"}])
def test_erasure_needs_a_request_for_it_that_waits(people, changed):
    row = record("people.write", Incident(pk=7), actor=people.administrator, at=AT, after="a")
    draft = replace(RequestDraft("erase", "Ngô Văn Mẫu", "Xóa dữ liệu của tôi", AT.date()), **changed)
    request_id = subject_requests.enter(draft, actor=people.coordinator, at=AT).pk
    with pytest.raises(WrongState):
        privacy.erase(request_id, [row.number], reason="Yêu cầu", actor=people.director, at=LATER)
    assert AuditDetail.objects.filter(row=row).exists()
