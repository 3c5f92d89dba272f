"""A reading in the background: with the rights of the moment, once, told page by page, begun again when it broke off.

Not here: how scans are read (tests/planfile), what the page shows meanwhile (tests/web).
"""

from datetime import timedelta
from pathlib import Path

import pytest
from background import work_off
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from factories import AT, LATER, plan_text, sample_plan, uploaded

from dondoc.actions import drafts
from dondoc.actions.drafts import FileKnown
from dondoc.core.refusals import NotAllowed
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, Draft, Position, User
from dondoc.queries import drafts as queries

# The worker looks after its own connection, and closes one that stands in a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(people) -> Draft:
    """A file that waits to be read, its job asked for by the coordinator an hour after the upload."""
    draft = uploaded(sample_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(state="failed", as_read={}, content={}, source=[], places={})
    drafts.read_again(draft.pk, actor=people.coordinator, at=LATER)
    draft.refresh_from_db()
    return draft


def now_of(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_job_ends_with_the_reading_and_one_audit_row(draft, people):
    before = AuditRow.objects.count()

    assert work_off() == ["open"]

    read = now_of(draft)
    assert [task["text"] for task in read.content["tasks"]] == [task.text for task in sample_plan().tasks]
    assert (read.state, read.as_read, read.pages_read) == ("open", read.content, 0)
    assert read.source[0]["text"] == "ỦY BAN NHÂN DÂN TỈNH HÀ PHONG"
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.object_id, row.actor_id) == ("draft.read", draft.pk, people.coordinator.user_id)
    assert row.after == {"state": "open"}
    assert timedelta() <= row.at - LATER < timedelta(minutes=1)


def test_job_that_runs_twice_changes_nothing(draft, people):
    DBTaskResult.objects.all().delete()
    for _time in range(2):
        drafts._read_in_background.enqueue(draft.pk, people.coordinator.user_id, LATER.isoformat())
    work_off()
    corrected = now_of(draft)
    drafts.correct(draft.pk, content=sample_plan().to_json(), actor=people.coordinator, at=LATER)
    before = AuditRow.objects.count()

    drafts._read_in_background.enqueue(draft.pk, people.coordinator.user_id, LATER.isoformat())

    assert work_off() == ["open"]
    assert now_of(draft).content == sample_plan().to_json()
    assert now_of(draft).as_read == corrected.as_read
    assert AuditRow.objects.count() == before


def lose_position(user_id: int) -> None:
    Position.objects.filter(user_id=user_id).delete()


def become_director(user_id: int) -> None:
    Position.objects.filter(user_id=user_id).update(role="director")


def be_switched_off(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_position, become_director, be_switched_off])
def test_job_of_someone_who_lost_the_right_ends_refused(draft, people, caplog, lose):
    lose(people.coordinator.user_id)
    before = AuditRow.objects.count()

    assert work_off() == ["refused"]

    refused = now_of(draft)
    assert (refused.state, refused.content, refused.source) == ("failed", {}, [])
    assert refused.refusal == "Nguyễn Thị Mẫu An không còn quyền nhập kế hoạch nên tệp không được đọc."
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.reason) == ("draft.read", refused.refusal)
    [logged] = [line for line in caplog.messages if "refused" in line]
    assert logged.startswith(f"reading of draft {draft.pk} for user {people.coordinator.user_id} refused")


def test_draft_put_aside_meanwhile_stays_aside(draft, people):
    drafts.discard(draft.pk, actor=people.coordinator, at=LATER)
    before = AuditRow.objects.count()

    assert work_off() == ["refused"]
    assert (now_of(draft).state, now_of(draft).content) == ("discarded", {})
    assert AuditRow.objects.count() == before


def test_file_that_cannot_be_read_says_why_and_can_be_read_again(draft, people):
    Path(draft.file.path).write_bytes(b"xin ch\xc3\xa0o")

    assert work_off() == ["failed"]

    failed = now_of(draft)
    assert failed.refusal.startswith("Tệp ke-hoach.txt không có tên loại văn bản và không có nhiệm vụ nào")
    Path(draft.file.path).write_bytes(plan_text(sample_plan()))
    drafts.read_again(draft.pk, actor=people.coordinator, at=LATER)
    assert (now_of(draft).state, now_of(draft).refusal) == ("reading", "")
    assert work_off() == ["open"]


def test_reading_that_broke_off_is_begun_again_after_its_time(draft, people):
    Draft.objects.filter(pk=draft.pk).update(page_count=7, pages_read=3)
    DBTaskResult.objects.update(status="RUNNING")  # its worker was killed
    in_time, too_late = LATER + timedelta(minutes=10), LATER + timedelta(minutes=10, seconds=1)

    assert not queries.is_stalled(people.coordinator, now_of(draft), at=in_time)
    with pytest.raises(WrongState) as refusal:
        drafts.read_again(draft.pk, actor=people.coordinator, at=in_time)
    assert refusal.value.sentence == "Tệp này đã được đọc hoặc đang được đọc."
    assert queries.is_stalled(people.coordinator, now_of(draft), at=too_late)

    drafts.read_again(draft.pk, actor=people.coordinator, at=too_late)

    assert (now_of(draft).state, now_of(draft).pages_read) == ("reading", 0)
    assert not queries.is_stalled(people.coordinator, now_of(draft), at=too_late)
    assert work_off() == ["open"]


def test_draft_that_was_read_is_not_read_again(people):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    with pytest.raises(WrongState):
        drafts.read_again(draft.pk, actor=people.coordinator, at=LATER)
    assert now_of(draft).content == sample_plan().to_json()


def test_job_is_stored_with_what_it_is_for_or_not_at_all(draft, people):
    work_off()
    Draft.objects.filter(pk=draft.pk).update(state="failed")
    with transaction.atomic():
        drafts.read_again(draft.pk, actor=people.coordinator, at=LATER)
        transaction.set_rollback(True)
    assert now_of(draft).state == "failed"
    assert DBTaskResult.objects.ready().count() == 0


def test_file_that_is_being_read_is_known_and_not_corrected(draft, people):
    with pytest.raises(FileKnown) as known:
        drafts.upload(plan_text(sample_plan()), name="b.txt", actor=people.coordinator, at=AT)
    assert known.value.sentence == "Tệp này đã được nhập trước đây: tệp “ke-hoach.txt” đang được đọc."
    with pytest.raises(WrongState) as refusal:
        drafts.correct(draft.pk, content=sample_plan().to_json(), actor=people.coordinator, at=LATER)
    assert refusal.value.sentence == "Tệp đang được đọc; khi đọc xong mới sửa được."


def test_draft_of_another_department_is_hidden_from_its_jobs(draft, elsewhere):
    DBTaskResult.objects.all().delete()
    drafts._read_in_background.enqueue(draft.pk, elsewhere.people.coordinator.user_id, LATER.isoformat())
    assert work_off() == ["refused"]
    assert now_of(draft).content == {}


def test_only_the_office_begins_a_reading_again(draft, people):
    with pytest.raises(NotAllowed):
        drafts.read_again(draft.pk, actor=people.director, at=LATER)
