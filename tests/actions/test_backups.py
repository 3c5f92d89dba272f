"""A backup, and its restoration by two people into an empty folder."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from factories import AT, LATER, People

from dondoc.actions import backups, confirmations
from dondoc.actions.backups import CannotRestore
from dondoc.analytics import loads, stores
from dondoc.core.permissions import Grant, OwnWork, Role
from dondoc.core.refusals import Faulty, NotAllowed
from dondoc.models import AuditRow, ConfirmationRequest, Department
from dondoc.queries import confirmations as queries
from dondoc.queries.dossier_stores import given_files, store_of

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL brings its own tools"),
    pytest.mark.django_db(transaction=True),
]
REASON = "Ổ đĩa hỏng"


@pytest.fixture
def backup(people: People, media: Path, tmp_path: Path) -> Path:
    """A backup of a department with one file."""
    (media / "evidence").mkdir(parents=True)
    (media / "evidence" / "a.pdf").write_bytes(b"%PDF-1.4")
    folder = tmp_path / "backup"
    backups.back_up(folder, at=AT)
    return folder


def digest_of(folder: Path) -> str:
    row = AuditRow.objects.filter(act="operation.backup").latest("id")
    assert (folder / "list.json").exists()
    return row.after["list"]


@pytest.fixture
def confirmed(backup: Path, people: People) -> ConfirmationRequest:
    """The administrator's request to restore it, confirmed by the director."""
    asked = backups.request_restore(digest_of(backup), reason=REASON, actor=people.administrator, at=AT)
    return backups.confirm_restore(asked.pk, actor=people.director, at=AT)


def test_backup_holds_database_and_files_with_their_hashes(backup, people):
    assert sorted(path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()) == [
        "dondoc.sqlite3",
        "files/evidence/a.pdf",
        "list.json",
    ]
    with closing(sqlite3.connect(backup / "dondoc.sqlite3")) as copy:
        assert copy.execute("SELECT name FROM dondoc_department").fetchall() == [(Department.objects.get().name,)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with pytest.raises(CannotRestore, match="phải trống"):
        backups.back_up(backup, at=LATER)


def test_check_8_nobody_restores_alone(backup, people, tmp_path):
    both = replace(people.administrator, grants=people.administrator.grants | {Grant(Role.DIRECTOR)})
    asked = backups.request_restore(digest_of(backup), reason=REASON, actor=both, at=AT)
    with pytest.raises(OwnWork):
        backups.confirm_restore(asked.pk, actor=both, at=LATER)
    with pytest.raises(CannotRestore, match="người thứ hai"):
        backups.restore(backup, into=tmp_path / "new", request_id=asked.pk, at=LATER)
    assert not (tmp_path / "new").exists()
    assert [one for one in people if queries.waiting_for(one)] == [people.director]


def test_restored_folder_is_the_backup_and_the_request_opens_it_once(backup, confirmed, tmp_path):
    new = tmp_path / "new"
    assert backups.restore(backup, into=new, request_id=confirmed.pk, at=LATER) == 2
    for place in ("dondoc.sqlite3", "files/evidence/a.pdf"):
        assert (new / place).read_bytes() == (backup / place).read_bytes()
    row = AuditRow.objects.get(act="operation.restore")
    assert (row.object_kind, row.object_id) == ("confirmationrequest", confirmed.pk)
    with pytest.raises(CannotRestore, match="chưa dùng"):
        backups.restore(backup, into=tmp_path / "again", request_id=confirmed.pk, at=LATER)


def test_stores_of_dossiers_and_files_that_wait_for_them_come_back(people, media, tmp_path):
    file, department = tmp_path / "hồ sơ.csv", people.administrator.department_id
    file.write_text(
        "Mã hồ sơ,Kênh tiếp nhận,Ngày tiếp nhận,Hạn trả,Trạng thái\nA1,Trực tuyến,05/01/2026,09/01/2026,Đang xử lý\n",
        encoding="utf-8",
    )
    loads.load([file], store_of(department))
    waiting = given_files() / "7" / "next.csv"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("Mã hồ sơ\n", encoding="utf-8")
    backups.back_up(tmp_path / "backup", at=AT)
    asked = backups.request_restore(digest_of(tmp_path / "backup"), reason=REASON, actor=people.administrator, at=AT)
    backups.confirm_restore(asked.pk, actor=people.director, at=AT)
    backups.restore(tmp_path / "backup", into=tmp_path / "new", request_id=asked.pk, at=LATER)
    restored = tmp_path / "new" / "dossiers" / str(department)
    assert stores.opened(restored).loads == stores.opened(store_of(department)).loads
    assert loads.load([file], restored)[0].is_known
    assert (tmp_path / "new" / "dossiers" / "given" / "7" / "next.csv").read_text(encoding="utf-8") == "Mã hồ sơ\n"


def test_damaged_store_of_dossiers_is_not_backed_up_in_silence(people, media, tmp_path):
    store = store_of(people.administrator.department_id)
    store.mkdir(parents=True)
    (store / stores.MANIFEST).write_text("{}")
    with pytest.raises(CannotRestore, match="bị hỏng"):
        backups.back_up(tmp_path / "backup", at=AT)


def test_confirmation_holds_for_a_day(backup, confirmed, tmp_path):
    with pytest.raises(CannotRestore, match="24 giờ"):
        backups.restore(backup, into=tmp_path / "new", request_id=confirmed.pk, at=AT + timedelta(hours=24, seconds=1))
    assert backups.restore(backup, into=tmp_path / "new", request_id=confirmed.pk, at=AT + timedelta(hours=24)) == 2


@pytest.mark.parametrize("harm", ["change", "remove", "add", "list"])
def test_damaged_backup_is_refused_before_anything_is_copied(backup, confirmed, tmp_path, harm):
    proof = backup / "files" / "evidence" / "a.pdf"
    match harm:
        case "change":
            proof.write_bytes(b"%PDF-1.5")
        case "remove":
            proof.unlink()
        case "add":
            (backup / "files" / "b.pdf").write_bytes(b"%PDF-1.4")
        case "list":
            (backup / "list.json").write_text("{}")
    with pytest.raises(CannotRestore):
        backups.restore(backup, into=tmp_path / "new", request_id=confirmed.pk, at=LATER)
    assert not (tmp_path / "new").exists()
    confirmed.refresh_from_db()
    assert "used_at" not in confirmed.detail


def test_folder_that_is_not_empty_is_left_alone(backup, confirmed, tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "dondoc.sqlite3").write_bytes(b"in use")
    with pytest.raises(CannotRestore, match="phải trống"):
        backups.restore(backup, into=taken, request_id=confirmed.pk, at=LATER)
    assert (taken / "dondoc.sqlite3").read_bytes() == b"in use"


def test_request_names_its_backup_and_its_reason_and_comes_from_an_administrator(backup, people):
    with pytest.raises(Faulty) as refusal:
        backups.request_restore("abc", reason="", actor=people.administrator, at=AT)
    assert {fault.field for fault in refusal.value.faults} == {"digest", "reason"}
    for viewer in (people.director, people.coordinator, people.reporter):
        with pytest.raises(NotAllowed):
            backups.request_restore("0" * 64, reason=REASON, actor=viewer, at=AT)
    asked = backups.request_restore("0" * 64, reason=REASON, actor=people.administrator, at=AT)
    confirmations.turn_down(asked.pk, reason="Chưa cần", actor=people.director, at=LATER)
    with pytest.raises(CannotRestore):
        backups.restore(backup, into=backup / "new", request_id=asked.pk, at=LATER)


def test_commands_back_up_and_restore(people, media, tmp_path, capsys):
    call_command("backup", str(tmp_path / "b"))
    digest = capsys.readouterr().out.split()[-1]
    with pytest.raises(CommandError, match="người thứ hai"):
        call_command("restore", str(tmp_path / "b"), "--into", str(tmp_path / "n"), "--request", "1")
    asked = backups.request_restore(digest, reason=REASON, actor=people.administrator, at=AT)
    backups.confirm_restore(asked.pk, actor=people.director, at=AT)
    ConfirmationRequest.objects.update(decided_at=AuditRow.objects.latest("id").at + timedelta(days=3650))
    call_command("restore", str(tmp_path / "b"), "--into", str(tmp_path / "n"), "--request", str(asked.pk))
    assert "Đã khôi phục 1 tệp" in capsys.readouterr().out
