"""A backup of the whole installation, and its restoration into an empty folder, which needs two people.

Not here: PostgreSQL, which brings its own tools (pg_dump, pg_restore).
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from dondoc.actions import confirmations
from dondoc.actions.audit import record_outside
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, Refused, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import ConfirmationRequest
from dondoc.queries.confirmations import Kind
from dondoc.queries.dossier_stores import given_files

DATABASE, FILES, LIST = "dondoc.sqlite3", "files", "list.json"
# A confirmed request opens one restoration within this time.
CONFIRMED_FOR = timedelta(hours=24)
_COMMAND = Origin("command")


class CannotRestore(Refused):
    """A backup that is damaged, a target that is not empty, a request that does not open this restoration."""


def back_up(folder: Path, *, at: datetime) -> str:
    """Copies database, files and stores of dossiers into a new folder with a list of SHA-256; gives the list's digest.

    The database is copied while it is at work, as it stands at one moment, and each store as one version of it stands.
    Raises CannotRestore.
    """
    _check_sqlite()
    _check_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # A connection of its own: what is not committed yet has no place in a backup.
    source = f"{Path(connection.settings_dict['NAME']).as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(folder / DATABASE)) as copy:
        live.backup(copy)
    if Path(settings.MEDIA_ROOT).is_dir():
        shutil.copytree(settings.MEDIA_ROOT, folder / FILES)
    _copy_dossiers(folder)
    listed = {place: _digest(folder / place) for place in _places(folder)}
    text = json.dumps({"made_at": at.isoformat(), "files": listed}, indent=1, sort_keys=True)
    (folder / LIST).write_text(text, encoding="utf-8")
    digest = _digest(folder / LIST)
    after = {"list": digest, "count": len(listed)}
    record_outside("operation.backup", actor_name="Dòng lệnh", origin=_COMMAND, at=at, after=after)
    return digest


def _copy_dossiers(folder: Path) -> None:
    """Copies the files that wait to be loaded, then the stores: a file loaded meanwhile is found in its store."""
    from dondoc.analytics import copies, stores  # slow import: Arrow  # noqa: PLC0415

    data, given = Path(settings.DATA_DIR), given_files()
    for path in sorted(given.glob("*/*")):
        place = folder / path.relative_to(data)
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(path, place)
    for manifest in sorted(given.parent.glob(f"*/{stores.MANIFEST}")):
        try:
            copies.copy(manifest.parent, folder / manifest.parent.relative_to(data))
        except stores.StoreUnusable as unusable:
            raise CannotRestore(unusable.sentence) from unusable


@transaction.atomic
def request_restore(digest: str, *, reason: str, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Asks to restore the backup whose list has this digest. Raises NotAllowed, Faulty, WrongState (one waits)."""
    check(actor, Act.OPERATION_REQUEST)
    given, words = normalise(digest).lower(), normalise(reason)
    faults = []
    if len(given) != 64 or set(given) - set("0123456789abcdef"):
        faults.append(Fault("digest", "Hãy chép đúng mã 64 ký tự mà lệnh sao lưu đã in ra."))
    if not words:
        faults.append(Fault("reason", "Hãy ghi lý do khôi phục."))
    refuse_faulty(faults)
    return confirmations.ask(Kind.RESTORE, None, detail={"list": given}, reason=words, actor=actor, at=at)


@transaction.atomic
def confirm_restore(request_id: int, *, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Confirms it as the second person. Raises NotVisible, NotAllowed, OwnWork, NotWaiting."""
    asked = confirmations.waiting(request_id, actor=actor)
    if asked.kind != Kind.RESTORE:
        raise NotVisible
    return confirmations.confirm(asked, actor=actor, at=at)


@transaction.atomic
def restore(folder: Path, *, into: Path, request_id: int, at: datetime) -> int:
    """Puts a backup into an empty folder, from which the product can then be started; gives how many files it has.

    Raises CannotRestore unless a second person confirmed this very backup within a day and it was not used yet, every
    file is there as listed and no other, and the folder is empty. Nothing of the running installation is touched.
    """
    _check_sqlite()
    asked = ConfirmationRequest.objects.select_for_update().filter(pk=request_id, kind=Kind.RESTORE).first()
    if asked is None or not asked.is_confirmed or asked.decided_at is None or "used_at" in asked.detail:
        raise CannotRestore("Cần một đề nghị khôi phục đã được người thứ hai xác nhận và chưa dùng.")
    if at - asked.decided_at > CONFIRMED_FOR:
        raise CannotRestore("Đề nghị khôi phục đã xác nhận quá 24 giờ: hãy đề nghị lại.")
    listed = _listed(folder, asked.detail["list"])
    _check_empty(into)
    for place in listed:
        (into / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / place, into / place)
    if {place: _digest(into / place) for place in listed} != listed:
        raise CannotRestore("Tệp chép sang không khớp bản sao lưu: hãy kiểm tra ổ đĩa rồi làm lại vào thư mục trống.")
    asked.detail |= {"used_at": at.isoformat()}
    asked.save(update_fields=["detail"])
    record_outside(
        "operation.restore",
        actor_name="Dòng lệnh",
        origin=_COMMAND,
        at=at,
        department_id=asked.department_id,
        object_kind="confirmationrequest",
        object_id=asked.pk,
        after={"list": asked.detail["list"], "count": len(listed)},
    )
    return len(listed)


def _listed(folder: Path, digest: str) -> dict[str, str]:
    """The files of a backup with their hashes, each checked; none may be missing, changed or added."""
    path = folder / LIST
    if not path.is_file() or _digest(path) != digest:
        raise CannotRestore("Thư mục này không phải bản sao lưu đã được xác nhận.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    listed: dict[str, str] = content["files"]
    found = {place: _digest(folder / place) for place in _places(folder)}
    wrong = sorted(place for place in found.keys() | listed.keys() if found.get(place) != listed.get(place))
    if wrong:
        raise CannotRestore(f"Bản sao lưu hỏng: {len(wrong)} tệp thiếu, thừa hoặc sai mã băm, trước hết {wrong[0]}.")
    return listed


def _places(folder: Path) -> Iterator[str]:
    """Every file of a backup but its list, by its place in it."""
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return (place for place in found if place != LIST)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRestore(f"Thư mục {folder} phải trống.")


def _check_sqlite() -> None:
    if connection.vendor != "sqlite":
        raise CannotRestore("Lệnh này dành cho SQLite; với PostgreSQL hãy dùng pg_dump và pg_restore.")
