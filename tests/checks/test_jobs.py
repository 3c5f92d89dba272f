"""Check 10: a job acts with the rights that its asker has when it runs. Not here: how it reads (actions)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from background import work_off
from django_tasks_db.models import DBTaskResult
from factories import LATER, TODAY, Organisation, People, sample_plan, uploaded

from dondoc.actions import drafts
from dondoc.models import AuditRow, Draft, Position, User

# The worker looks after its own connection, and closes one that stands in a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(people: People) -> Draft:
    """A file that waits to be read, gone from the disk: whoever opens it all the same breaks."""
    draft = uploaded(sample_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(state="failed", as_read={}, content={}, source=[], places={})
    drafts.read_again(draft.pk, actor=people.coordinator, at=LATER)
    Path(draft.file.path).unlink()
    return draft


def lose_position(user_id: int, elsewhere: Organisation) -> None:
    Position.objects.filter(user_id=user_id).delete()


def end_position(user_id: int, elsewhere: Organisation) -> None:
    Position.objects.filter(user_id=user_id).update(valid_to=TODAY - timedelta(days=1))


def be_disabled(user_id: int, elsewhere: Organisation) -> None:
    User.objects.filter(pk=user_id).update(is_active=False)


def move_to_another_unit(user_id: int, elsewhere: Organisation) -> None:
    division = Position.objects.get(user_id=user_id).department.units.get(code="HCTP")
    Position.objects.filter(user_id=user_id).update(role="reporter", unit=division)


def move_to_another_department(user_id: int, elsewhere: Organisation) -> None:
    Position.objects.filter(user_id=user_id).update(department=elsewhere.department, unit=elsewhere.units.office)


@pytest.mark.parametrize(
    "lose", [lose_position, end_position, be_disabled, move_to_another_unit, move_to_another_department]
)
def test_check_10_job_whose_asker_lost_the_right_ends_refused(
    asked: Draft,
    people: People,
    elsewhere: Organisation,
    caplog: pytest.LogCaptureFixture,
    lose: Callable[[int, Organisation], None],
) -> None:
    user_id = people.coordinator.user_id
    lose(user_id, elsewhere)
    before = AuditRow.objects.count()

    assert work_off() == ["refused"]

    kept = Draft.objects.get(pk=asked.pk)
    assert (kept.state, kept.content, kept.as_read, kept.source, kept.places) == ("failed", {}, {}, [], {})
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.origin, row.object_id, row.department_id) == (
        "draft.read",
        "job",
        asked.pk,
        people.coordinator.department_id,
    )
    assert row.detail.reason == "Nguyễn Thị Mẫu An không còn quyền nhập kế hoạch nên tệp không được đọc."
    [logged] = [line for line in caplog.messages if "refused" in line]
    assert logged.startswith(f"reading of draft {asked.pk} for user {user_id} refused")


def test_check_10_job_whose_asker_kept_the_right_opens_the_file(asked: Draft) -> None:
    with pytest.raises(AssertionError):  # the job broke
        work_off()
    assert "FileNotFoundError" in DBTaskResult.objects.latest("enqueued_at").traceback
