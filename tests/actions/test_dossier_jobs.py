"""Loading in the background: with the rights of the moment, once, gone on with after a kill, nothing doubled.

Not here: what is kept of a file (test_load_dossiers), a kill in the middle of writing the store (tests/analytics).
"""

from datetime import timedelta

import pytest
from background import work_off
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from dossier_files import csv_of, give
from factories import AT, LATER, Organisation, People

from dondoc.actions import dossiers, keys
from dondoc.analytics import loads
from dondoc.core.permissions import Act, Origin, Viewer
from dondoc.models import ApiToken, AuditRow, DossierFigures, DossierLoad, Position, UnitMonth, User
from dondoc.queries.dossier_stores import given_files, store_of
from dondoc.queries.keys import viewer_of_token

# The worker looks after its own connection, and closes one that stands in a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def load(people: People) -> DossierLoad:
    return give(csv_of({}, {}), actor=people.coordinator, at=AT)


def now_of(load: DossierLoad) -> DossierLoad:
    return DossierLoad.objects.get(pk=load.pk)


def received() -> list[int]:
    """How many dossiers the department received, by month and unit of the calendar."""
    return [row.denominator for row in UnitMonth.objects.filter(measure="online_rate", calendar="calendar")]


def test_job_ends_with_the_counts_and_one_audit_row(load: DossierLoad, people: People) -> None:
    before = AuditRow.objects.count()

    assert work_off() == ["done"]

    done = now_of(load)
    assert (done.state, done.rows_read, done.rows_stored, done.number) == ("done", 2, 2, 1)
    assert timedelta() <= done.finished_at - AT < timedelta(minutes=1)
    assert (received(), DossierFigures.objects.get().last_load) == ([2], done)
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.object_id, row.actor_id, row.origin) == (
        "dossier.finish-load", load.pk, people.coordinator.user_id, "job",
    )  # fmt: skip


def test_job_that_runs_twice_changes_nothing(load: DossierLoad) -> None:
    dossiers.take_up(at=AT)
    assert work_off() == ["done", "done"]
    before = AuditRow.objects.count(), now_of(load).rows_stored

    dossiers._load_in_background.enqueue(load.pk, LATER.isoformat())

    assert work_off() == ["done"]
    assert (AuditRow.objects.count(), now_of(load).rows_stored) == before == (before[0], 2)


def kill_before_the_store(load: DossierLoad) -> None:
    DossierLoad.objects.filter(pk=load.pk).update(state="running", rows_read=1)


def kill_after_the_store(load: DossierLoad) -> None:
    kill_before_the_store(load)
    loads.load([given_files() / str(load.pk) / load.file_name], store_of(load.department_id))


@pytest.mark.parametrize("kill", [kill_before_the_store, kill_after_the_store])
def test_load_whose_worker_was_killed_goes_on_and_doubles_nothing(load: DossierLoad, kill) -> None:
    kill(load)
    DBTaskResult.objects.all().delete()  # what the killed worker had taken stays taken: nothing runs by itself
    assert (work_off(), now_of(load).state) == ([], "running")

    call_command("load_dossiers")

    assert work_off() == ["done"]
    done = now_of(load)
    assert (done.rows_read, done.rows_stored, done.rows_unchanged, done.number) == (2, 2, 0, 1)
    assert received() == [2]
    assert list(given_files().iterdir()) == []


def waits() -> float | None:
    """How many minutes after its try the waiting job is done again; then it is due at once."""
    *_done, last, job = DBTaskResult.objects.order_by("enqueued_at")
    if job.status != "READY":
        return None
    DBTaskResult.objects.filter(pk=job.pk).update(run_after=job.enqueued_at)
    return (job.run_after - last.started_at).total_seconds() / 60


def test_load_that_waits_is_tried_again_by_itself_and_then_by_night(
    load: DossierLoad, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = store_of(load.department_id) / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}")

    assert (work_off(), now_of(load).state) == (["waiting"], "waiting")
    assert [(waits(), work_off()) for _try in range(3)] == [
        (1, ["waiting"]), (10, ["waiting"]), (60, ["waiting"]),
    ]  # fmt: skip
    assert (waits(), DBTaskResult.objects.ready().count()) == (None, 0)

    dossiers.take_up(at=LATER)
    manifest.unlink()
    assert (work_off(), now_of(load).state) == (["done"], "done")
    assert DBTaskResult.objects.ready().count() == 0


def test_sweeping_passes_over_what_goes_meanwhile(load: DossierLoad) -> None:
    (given_files() / "0af3.part").symlink_to(given_files() / "gone")

    dossiers.take_up(at=AT)

    assert (given_files() / str(load.pk) / load.file_name).exists()


def test_file_left_behind_by_nobody_is_swept_after_a_day(load: DossierLoad) -> None:
    stray = given_files() / "0af3.part"
    stray.write_bytes(b"x")
    moment = AT.fromtimestamp(stray.stat().st_mtime, AT.tzinfo)

    dossiers.take_up(at=moment + timedelta(hours=23))
    assert stray.exists()
    dossiers.take_up(at=moment + timedelta(hours=25))

    assert [path.name for path in given_files().iterdir()] == [str(load.pk)]


def lose_position(user_id: int) -> None:
    Position.objects.filter(user_id=user_id).delete()


def become_director(user_id: int) -> None:
    Position.objects.filter(user_id=user_id).update(role="director")


def be_switched_off(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_position, become_director, be_switched_off])
def test_check_10_load_of_someone_who_lost_the_right_ends_refused(
    load: DossierLoad, people: People, caplog: pytest.LogCaptureFixture, lose
) -> None:
    lose(people.coordinator.user_id)
    before = AuditRow.objects.count()

    assert work_off() == ["refused"]

    refused = now_of(load)
    assert (refused.state, refused.number, DossierFigures.objects.count()) == ("refused", None, 0)
    said = "Nguyễn Thị Mẫu An không còn quyền nạp dữ liệu hồ sơ nên tệp không được nạp."
    assert refused.remarks["refusal"] == said
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.origin, row.object_id, row.detail.reason) == ("dossier.finish-load", "job", load.pk, said)
    assert list(given_files().iterdir()) == []
    assert not store_of(load.department_id).exists()
    [logged] = [line for line in caplog.messages if "refused" in line]
    assert logged.startswith(f"load {load.pk} for Nguyễn Thị Mẫu An refused")


def program(people: People) -> Viewer:
    """A program with a key that may load files."""
    given = {"name": "Kho dữ liệu mẫu", "scopes": [Act.DOSSIER_LOAD], "plan_id": None}
    made = keys.create_token(**given, expires_at=AT + timedelta(days=30), actor=people.administrator, at=AT)
    return viewer_of_token(made.secret, at=AT, origin=Origin("api", "203.0.113.9"))[0]


def test_load_of_a_program_is_done_with_its_key(people: People) -> None:
    load = give(csv_of({}), actor=program(people), at=AT)
    assert (load.via, load.requested_by, load.requested_with) == ("api", None, ApiToken.objects.get())

    assert work_off() == ["done"]

    rows = AuditRow.objects.order_by("-id")[:2]
    assert [(row.act, row.actor_name, row.origin) for row in rows] == [
        ("dossier.finish-load", program_name(), "job"), ("dossier.load", program_name(), "api"),
    ]  # fmt: skip


def program_name() -> str:
    return f"Khóa API Kho dữ liệu mẫu ({ApiToken.objects.get().prefix}…)"


def test_check_10_load_of_a_key_taken_back_meanwhile_ends_refused(people: People) -> None:
    load = give(csv_of({}), actor=program(people), at=AT)
    keys.revoke_token(ApiToken.objects.get().pk, actor=people.administrator, at=AT)

    assert work_off() == ["refused"]
    assert (now_of(load).state, DossierFigures.objects.count()) == ("refused", 0)


def test_nightly_command_counts_every_department_and_asks_again_for_what_broke_off(
    load: DossierLoad, people: People, settings, capsys: pytest.CaptureFixture
) -> None:
    settings.PRETEND_TODAY = AT.date()
    assert work_off() == ["done"]
    broken = give(csv_of({}, {}, {}), actor=people.coordinator, at=LATER)
    DBTaskResult.objects.all().delete()
    settings.PRETEND_TODAY = AT.date() + timedelta(days=1)

    call_command("refresh_dossiers")

    assert capsys.readouterr().out == "1 tệp hồ sơ đang chờ nạp.\nH99.13 Sở Tư pháp: số liệu tính đến 11/3/2026.\n"
    assert DossierFigures.objects.get().as_of == settings.PRETEND_TODAY
    assert work_off() == ["done"]
    assert (now_of(broken).rows_stored, received()) == (1, [3])


def test_store_that_went_bad_is_named_and_leaves_the_other_departments_their_night(
    load: DossierLoad, elsewhere: Organisation, settings, capsys: pytest.CaptureFixture
) -> None:
    settings.PRETEND_TODAY = AT.date()
    give(csv_of({}), actor=elsewhere.people.coordinator, at=AT)
    assert work_off() == ["done", "done"]
    [path] = store_of(load.department_id).glob("month=*/*.parquet")
    path.write_bytes(bytes(byte ^ 0xA5 for byte in path.read_bytes()))

    with pytest.raises(CommandError, match="Có cơ quan không tính lại được"):
        call_command("refresh_dossiers")

    told = capsys.readouterr()
    assert f"Tệp dữ liệu {path} của kho hồ sơ bị hỏng, không đọc được." in told.err
    assert told.out == "H99.14 Sở Tư pháp: số liệu tính đến 10/3/2026.\n"
    assert received() == [2, 1]
