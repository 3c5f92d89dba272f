"""Files of dossiers into a store, each wholly or not at all. One door: load().

Not here: reading files (sources), doubles and replaced rows (changes), the store itself (stores).
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

import duckdb

from dondoc.analytics import changes, damages, rejects, stores
from dondoc.analytics.month_files import MonthFiles
from dondoc.analytics.sources import Source, UnreadableDossiers, open_source
from dondoc.analytics.stores import Load, StoreVersion
from dondoc.core.dossiers import FileReport
from dondoc.core.vietnamese import number_text

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MEGABYTE = 1_000_000


class Stage(StrEnum):
    """What a load is at."""

    WAITING = "waiting"  # for another load of the same store
    READING = "reading"
    COMPARING = "comparing"  # with itself and with the store
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far the load of a file is; `rows` are those read so far."""

    name: str
    stage: Stage
    rows: int = 0


@dataclass(frozen=True)
class _Given:
    path: Path
    name: str
    sha256: str
    stamp: tuple[int, int, int]  # differs when the file is written to while it is read


def load(
    paths: Sequence[Path], store: Path, on_progress: Callable[[Progress], None] = lambda _: None
) -> list[FileReport]:
    """Loads files in order, one commit each, and tells what became of them; makes the store where there is none.

    A file that cannot be read, or for which there is no room, has a `refusal` in its report and changes nothing.
    Waits for another load of the same store. Raises StoreUnusable where the store itself is damaged or not writable.
    """
    return [_load_file(path, store, on_progress) for path in paths]


def _load_file(path: Path, store: Path, on_progress: Callable[[Progress], None]) -> FileReport:
    name = path.name.encode("utf-8", "backslashreplace").decode()  # a file may be named by any bytes
    try:
        source = open_source(path, name=name)
        file = _given(path, name)
        waits = Progress(name, Stage.WAITING)
        with _room_in(store, file), stores.opened_for_writing(store, on_wait=lambda: on_progress(waits)) as version:
            rejects.set_right(version)
            known = version.load_of(file.sha256)
            report = _known(name, known) if known else _loaded(file, source, version, on_progress)
    except (UnreadableDossiers, NoRoom) as refusal:
        report = FileReport(name, refusal=refusal.sentence)
    on_progress(Progress(name, Stage.DONE, report.read))
    return report


def _known(name: str, load: Load) -> FileReport:
    return replace(_report(name, load), stored=0, unchanged=load.read - load.rejected, is_known=True)


def _loaded(file: _Given, source: Source, version: StoreVersion, on_progress: Callable[[Progress], None]) -> FileReport:
    number = version.number + 1
    work = version.directory / stores.WORK
    lines = rejects.FaultLines(work / "faults.csv.zst", file.name)
    read = good = 0
    with MonthFiles(work, number) as months:
        for batch in source.typed():
            months.add(batch.rows)
            lines.write(batch.faults)
            read, good = read + batch.read, good + len(batch.rows)
            on_progress(Progress(file.name, Stage.READING, read))
    lines.close()
    if _stamp(file.path) != file.stamp:
        raise UnreadableDossiers(f"Tệp {file.name} bị thay đổi trong lúc đang đọc. Hãy nạp lại khi tệp đã ghi xong.")
    on_progress(Progress(file.name, Stage.COMPARING, read))
    with changes.engine(work) as engine:
        changed = changes.Changes(version, months.files, number, engine)
        settled = changed.settle()
        if settled.doubles:
            lines = rejects.merged(work / "all-faults.csv.zst", file.name, lines.path, changed.doubles())
    header = source.header
    load = Load(
        number=number,
        file=file.name,
        sha256=file.sha256,
        read=read,
        stored=good - settled.doubles - settled.unchanged,
        rejected=read - good + settled.doubles,
        unchanged=settled.unchanged,
        passed_over=tuple(header.passed_over),
        personal=tuple(header.personal),
        absent=tuple(header.absent),
        rejects_size=lines.size,
    )
    with rejects.added(version, lines.path, load):
        stores.commit(version, load, settled.files)
    return _report(file.name, load)


def _report(name: str, load: Load) -> FileReport:
    shared = {field.name for field in fields(FileReport)} & {field.name for field in fields(Load)}
    return FileReport(name=name, **{key: value for key, value in asdict(load).items() if key in shared})


def _given(path: Path, name: str) -> _Given:
    stamp = _stamp(path)
    with path.open("rb") as file:
        return _Given(path, name, hashlib.file_digest(file, "sha256").hexdigest(), stamp)


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


class NoRoom(Exception):
    """The disk of the store is full; the store is as it was before."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def _room_in(store: Path, file: _Given) -> Iterator[None]:
    """Turns a full disk, told by whichever library was writing, into NoRoom once everything unfinished is swept.

    What else stops the engine is told as StoreUnusable where a data file of the store is damaged.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if not any(os.strerror(code) in str(error) for code in _FULL) and "max_temp_directory_size" not in str(error):
            if isinstance(error, duckdb.Error):
                damages.check(stores.opened(store))
            raise
        free = shutil.disk_usage(store).free
        # More than files of the store and what is written meanwhile.
        needed = max(2 * file.path.stat().st_size, _MEGABYTE)
        raise NoRoom(
            f"Ổ đĩa của kho hồ sơ {store} không đủ chỗ để nạp tệp {file.name}: cần khoảng {_megabytes(needed)}, còn "
            f"{number_text(free // _MEGABYTE)} MB. Kho vẫn như trước khi nạp. Hãy dành thêm "
            f"{_megabytes(max(needed - free, _MEGABYTE))} chỗ trống (hoặc nới giới hạn dung lượng được cấp) "
            "rồi nạp lại tệp này."
        ) from error


def _megabytes(size: int) -> str:
    return f"{number_text(-(-size // _MEGABYTE))} MB"
