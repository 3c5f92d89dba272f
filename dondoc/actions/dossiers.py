"""A file of dossiers: given, kept until it is loaded, loaded in the background into the store of its department.

Not here: reading and storing the rows (analytics/loads), the small tables of counts (dossier_figures), figures of
targets that come from them (measured_targets).
"""

import errno
import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localtime
from django_tasks import TaskContext, task

from dondoc.actions import dossier_figures
from dondoc.actions.audit import record
from dondoc.actions.letters import moment_of
from dondoc.calendarfile import RuleFileFaulty
from dondoc.core.dossier_uploads import size_faults, upload_faults
from dondoc.core.dossiers import FileReport
from dondoc.core.filenames import shortened
from dondoc.core.permissions import Act, Origin, Viewer, check, may
from dondoc.core.refusals import NotVisible, Refused, refuse_faulty
from dondoc.models import DossierLoad
from dondoc.queries import keys
from dondoc.queries.dossier_loads import UNFINISHED
from dondoc.queries.dossier_stores import given_files, store_of
from dondoc.queries.people import viewer_for

if TYPE_CHECKING:
    from dondoc.analytics.loads import Progress

_log = logging.getLogger(__name__)
_PIECE = 1 << 20
_TOLD_EVERY = 200_000  # rows
_NAME_LENGTH = 60  # characters of up to four bytes: a name of a file has at most 255
_LEFT_BEHIND = timedelta(days=1)
# After each try that left a load waiting, how long until the next; after the last the night asks again.
_WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOST = "Tệp đã gửi không còn trên máy chủ: hãy gửi lại tệp."
_BROKE_OFF = (
    "Việc nạp bị dừng vì lỗi của máy chủ; tệp vẫn được giữ và sẽ được nạp lại. "
    "Nếu sau một ngày vẫn chưa nạp xong, hãy báo quản trị hệ thống."
)


def give_file(upload: IO[bytes], *, name: str, actor: Viewer, at: datetime) -> DossierLoad:
    """Keeps a file, streamed to disk, and has it loaded in the background: the load waits with the state `waiting`.

    By whoever may upload on the page, or by a token with the scope. Raises NotAllowed; Faulty (field `file`) for a
    file that is empty, of another kind, too large, for which the disk has no room, or that is one too many to wait.
    """
    _check_gives(actor)
    waiting = DossierLoad.objects.filter(department_id=actor.department_id, state__in=UNFINISHED).count()
    refuse_faulty(upload_faults(name, waiting_count=waiting))
    begun = given_files() / f"{uuid.uuid4().hex}.part"
    try:
        digest, size = _streamed(upload, begun)
        load = DossierLoad(
            department_id=actor.department_id,
            file_name=shortened(name, _NAME_LENGTH),
            sha256=digest,
            size=size,
            via=actor.origin.kind,
            requested_by_id=actor.user_id,
            requested_with_id=actor.token_id,
            requested_at=at,
        )
        _store(load, begun, actor=actor, at=at)
    finally:
        begun.unlink(missing_ok=True)
    return load


def finish_load(load_id: int, *, actor: Viewer, at: datetime) -> DossierLoad:
    """Loads the file of a load that waits or broke off, and counts anew. One that is done stays as it is.

    The store takes a file as a whole or not at all, and the same file once: so whatever broke off before, nothing is
    lost and nothing doubled. The file goes once it is loaded or refused. Raises NotVisible, NotAllowed.
    """
    load = DossierLoad.objects.filter(pk=load_id, department_id=actor.department_id).first()
    if load is None:
        raise NotVisible
    _check_gives(actor)
    with dossier_figures.alone(load.department_id):
        load.refresh_from_db()
        if load.state in UNFINISHED:
            _run(load, actor=actor, at=at)
    if load.state not in UNFINISHED:
        _forget_file(load)
    return load


def take_up(*, at: datetime) -> int:
    """Asks again for every load that waits or broke off, of all departments; how many. Sweeps what nobody waits for.

    Asked twice is done once: the second finds it done.
    """
    left = list(DossierLoad.objects.filter(state__in=UNFINISHED).order_by("requested_at", "pk"))
    for load in left:
        _enqueue(load, at)
    wanted = {str(load.pk) for load in left}
    for path in given_files().iterdir() if given_files().is_dir() else ():
        with suppress(FileNotFoundError):  # gone since: taken over, or loaded
            if path.name not in wanted and path.stat().st_mtime < (at - _LEFT_BEHIND).timestamp():
                _remove(path)
    return len(left)


@task(takes_context=True)
def _load_in_background(context: TaskContext, load_id: int, asked_at: str, tries: int = 0) -> str:
    """The job: finishes a load on behalf of whoever gave the file, with the rights held now. Returns the outcome.

    A load that waits then, whatever held it up, is tried again by itself, a few times and later each time.
    """
    at, load = moment_of(context, asked_at), DossierLoad.objects.get(pk=load_id)
    actor = _giver(load, at)
    try:
        return finish_load(load_id, actor=actor, at=at).state
    except Refused as refused:
        _log.warning("load %s for %s refused: %s", load_id, actor.full_name, refused.sentence)
        sentence = f"{actor.full_name} không còn quyền nạp dữ liệu hồ sơ nên tệp không được nạp."
        with dossier_figures.alone(load.department_id):
            _end(load, FileReport(load.file_name, refusal=sentence), actor=actor, at=at)
        _forget_file(load)
        return "refused"
    finally:
        started = context.task_result.started_at
        waits = DossierLoad.objects.filter(pk=load_id, state=DossierLoad.WAITING).exists()
        if waits and started and tries < len(_WAITS):
            again = _load_in_background.using(run_after=started + _WAITS[tries])
            again.enqueue(load_id=load_id, asked_at=at.isoformat(), tries=tries + 1)


def _check_gives(actor: Viewer) -> None:
    """Raises NotAllowed unless the actor gives files: a program with the scope, or a person on the page."""
    if not may(actor, Act.DOSSIER_LOAD):
        check(actor, Act.DOSSIER_UPLOAD)


def _giver(load: DossierLoad, at: datetime) -> Viewer:
    """Who gave the file, with the rights held at that moment: none, where they are gone."""
    origin = Origin("job", "load_dossiers")
    user, token = load.requested_by, load.requested_with
    found = None
    if token is not None:
        found = keys.viewer_with(token, at=at, origin=origin)
    elif user is not None and user.is_active:
        found = viewer_for(user, on=localtime(at).date(), department_id=load.department_id, origin=origin)
    if found is not None and found.department_id == load.department_id:
        return found
    return Viewer(load.requested_by_id, load.department_id, str(token or user), frozenset(), origin)


def _streamed(upload: IO[bytes], path: Path) -> tuple[str, int]:
    """Writes the file piece by piece; its SHA-256 and size. Raises Faulty for one that is empty, or has no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(path.parent).free
    told = getattr(upload, "size", None)  # of an upload; a file of the machine does not say
    if told is not None:
        refuse_faulty(size_faults(told, free=free))
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            while piece := upload.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                refuse_faulty(size_faults(size, free=free))
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())  # accepted is what a power cut leaves
    except OSError as error:
        if error.errno not in _FULL:
            raise
        refuse_faulty(size_faults(max(size, 1), free=0))
    refuse_faulty(size_faults(size, free=free))
    return digest.hexdigest(), size


@transaction.atomic
def _store(load: DossierLoad, begun: Path, *, actor: Viewer, at: datetime) -> None:
    """Keeps the load with its job, and its file under the load's number."""
    load.save()
    after = {"file_name": load.file_name, "sha256": load.sha256, "size": load.size}
    act = Act.DOSSIER_LOAD if actor.user_id is None else Act.DOSSIER_UPLOAD
    record(act, load, actor=actor, at=at, after=after)
    _enqueue(load, at)
    # Last, so that nothing that fails leaves a file without its row.
    folder = given_files() / str(load.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    begun.rename(folder / load.file_name)


def _enqueue(load: DossierLoad, at: datetime) -> None:
    _load_in_background.enqueue(load_id=load.pk, asked_at=at.isoformat())


def _run(load: DossierLoad, *, actor: Viewer, at: datetime) -> None:
    """Loads the file. Whatever keeps it from being stored or counted leaves the load waiting, and is said there."""
    from dondoc.analytics import engines, stores, windows  # slow import: Arrow and DuckDB  # noqa: PLC0415

    started = monotonic()
    DossierLoad.objects.filter(pk=load.pk).update(state=DossierLoad.RUNNING, remarks={})
    try:
        report, number = _brought_in(load)
        _end(load, report, number=number, took=timedelta(seconds=monotonic() - started), actor=actor, at=at)
    except (stores.StoreUnusable, engines.EngineMissing, windows.WindowsApart, RuleFileFaulty) as unusable:
        _log.error("load %s waits: %s", load.pk, unusable)
        _put_off(load, str(unusable))
    except Exception:
        _put_off(load, _BROKE_OFF)
        raise


def _brought_in(load: DossierLoad) -> tuple[FileReport, int | None]:
    """What became of the file, and the number of the load that brought its content into the store; none if refused."""
    from dondoc.analytics import loads, stores  # slow import: Arrow and DuckDB  # noqa: PLC0415

    path, store = given_files() / str(load.pk) / load.file_name, store_of(load.department_id)
    if path.exists():
        [report] = loads.load([path], store, on_progress=_teller(load.pk))
        if report.refusal:
            return report, None
    # A store that was restored with an older database may hold the rows of a file that is gone.
    kept = stores.opened(store).load_of(load.sha256) if store.exists() else None
    if kept is None:
        return FileReport(load.file_name, refusal=_LOST), None
    # Where no load has them yet, they are its own: of just now, or of a run before that broke off.
    is_own = not DossierLoad.objects.filter(department_id=load.department_id, number=kept.number).exists()
    stored = kept.stored if is_own else 0
    report = FileReport(
        load.file_name,
        read=kept.read,
        stored=stored,
        rejected=kept.rejected,
        unchanged=kept.read - kept.rejected - stored,
        passed_over=kept.passed_over,
        personal=kept.personal,
        absent=kept.absent,
    )
    return report, kept.number


def _put_off(load: DossierLoad, sentence: str) -> None:
    """Leaves a load waiting, and says why."""
    fields = {"state": DossierLoad.WAITING, "rows_read": 0, "remarks": {"refusal": sentence}}
    DossierLoad.objects.filter(pk=load.pk, state=DossierLoad.RUNNING).update(**fields)
    load.refresh_from_db()


def _teller(load_id: int) -> "Callable[[Progress], None]":
    """What is told how far the loading is, and writes it down now and then."""
    told = 0

    def tell(progress: "Progress") -> None:
        nonlocal told
        if progress.rows - told >= _TOLD_EVERY:
            told = progress.rows
            DossierLoad.objects.filter(pk=load_id, state=DossierLoad.RUNNING).update(rows_read=told)

    return tell


def _end(
    load: DossierLoad,
    report: FileReport,
    *,
    number: int | None = None,
    took: timedelta = timedelta(),
    actor: Viewer,
    at: datetime,
) -> None:
    """Ends a load with what became of its file; counts the department's dossiers anew where it could be read."""
    fields: dict[str, Any] = {
        "state": DossierLoad.REFUSED if report.refusal else DossierLoad.DONE,
        "rows_read": report.read,
        "rows_stored": report.stored,
        "rows_rejected": report.rejected,
        "rows_unchanged": report.unchanged,
        "number": number,
        "remarks": {
            "passed_over": report.passed_over,
            "personal": report.personal,
            "absent": report.absent,
            "refusal": report.refusal,
        },
        "finished_at": at + took,
    }
    counted = None if report.refusal else dossier_figures.count(load.department_id, localtime(at).date())
    with transaction.atomic():
        ended = DossierLoad.objects.filter(pk=load.pk, state__in=UNFINISHED).update(**fields)
        load.refresh_from_db()
        if ended and counted:
            dossier_figures.keep(load.department_id, counted, at=at)
        if ended:  # last: whoever else of the department leaves a trail waits from here on
            after = {key: fields[key] for key in fields if key.startswith(("state", "rows"))}
            record("dossier.finish-load", load, actor=actor, at=at, after=after, reason=report.refusal)


def _forget_file(load: DossierLoad) -> None:
    _remove(given_files() / str(load.pk))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
