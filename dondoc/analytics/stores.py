"""The store of dossiers: what its manifest says, the version a reader sees, how the next version takes its place.

Not here: which rows the next version holds (loads, changes), the list of rejected rows (rejects).

    STORE/manifest.json                 the only truth; replaced by one rename, which is the commit
    STORE/month=2026-01/<load>-1.parquet   rows by month of received_at; never changed once written
    STORE/rejects.csv, rejects/<load>.csv.zst   what was rejected, and the part of each load it is made of
    STORE/lock, readers                 held by the one writer; shared by those who read
    STORE/work/                         what is being written; swept at every opening for writing
"""

import fcntl
import json
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from dondoc.core.dossiers import COLUMNS

FORMAT = 1
MANIFEST, REJECTS, PARTS, WORK, LOCK, READERS = "manifest.json", "rejects.csv", "rejects", "work", "lock", "readers"
_SPILLS = "reading-"
_MONTH = re.compile(r"\d{4}-\d{2}")
_COLUMNS = {column.name for column in COLUMNS} | {"month", "load", "row"}
_DATA_FILE = re.compile(r"\d+-\d+\.parquet")
_PATTERNS = re.compile(r"[*?[]")


class StoreUnusable(Exception):
    """The store cannot be read or written as it is: the Vietnamese sentence to show, with what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StoreMissing(StoreUnusable):
    """There is no store in the folder."""


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of the store: rows received in `month` (`2026-01`); `size` in bytes."""

    month: str
    name: str
    rows: int
    size: int

    @property
    def place(self) -> str:
        """Where the file stands below the folder of the store (and, before the commit, below its work folder)."""
        return f"month={self.month}/{self.name}"


@dataclass(frozen=True)
class Load:
    """One file that was loaded, as its FileReport told it. `rejects_size`: bytes it added to rejects.csv."""

    number: int
    file: str
    sha256: str
    read: int
    stored: int
    rejected: int
    unchanged: int
    passed_over: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    rejects_size: int = 0


@dataclass(frozen=True)
class StoreVersion:
    """One version of a store, whole. Its files stay on the disk for as long as the version is referred to."""

    directory: Path
    loads: tuple[Load, ...] = ()
    files: tuple[DataFile, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last load; 0 in a store that holds nothing."""
        return self.loads[-1].number if self.loads else 0

    @property
    def paths(self) -> dict[str, list[Path]]:
        """The Parquet files by month of received_at, months in order."""
        found: dict[str, list[Path]] = {}
        for file in sorted(self.files, key=lambda each: each.place):
            found.setdefault(file.month, []).append(self.directory / file.place)
        return found

    def spills(self) -> Path:
        """A folder of one's own below `work`, not made yet, for what does not fit into memory while reading."""
        return self.directory / WORK / f"{_SPILLS}{uuid4().hex}"

    def load_of(self, sha256: str) -> Load | None:
        """The load that brought this content; None where it never came."""
        return next((load for load in self.loads if load.sha256 == sha256), None)


def opened(store: Path) -> StoreVersion:
    """The current version, for reading; never waits for a load.

    Raises StoreMissing where there is no store, StoreUnusable where it is damaged or written by a newer program.
    """
    _check_place(store)
    try:
        descriptor = os.open(store / READERS, os.O_RDONLY | (os.O_CREAT if (store / MANIFEST).exists() else 0))
    except FileNotFoundError:
        raise StoreMissing(
            f"Chưa có kho hồ sơ ở thư mục {store}. Hãy nạp tệp hồ sơ trước (dondoc dossiers load)."
        ) from None
    except OSError as error:
        raise StoreUnusable(f"Không đọc được kho hồ sơ {store}. Hãy kiểm tra lại đường dẫn và quyền đọc.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        version = _read(store)
    except BaseException:
        os.close(descriptor)
        raise
    weakref.finalize(version, os.close, descriptor)
    return version


@contextmanager
def opened_for_writing(store: Path, *, on_wait: Callable[[], None] = lambda: None) -> Iterator[StoreVersion]:
    """The current version, made where there is none, while no other load runs; `on_wait` is told before waiting.

    What an interrupted load left behind is gone by then, and again at the end. Raises StoreUnusable.
    """
    _check_place(store)
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = (store / LOCK).open("ab")
    except OSError as error:
        raise StoreUnusable(
            f"Không ghi được vào kho hồ sơ {store}. Hãy kiểm tra lại đường dẫn và quyền ghi."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not (store / MANIFEST).exists():
            _make(store)
        version = _read(store)
        _sweep(version)
        try:
            yield version
        finally:
            _sweep(_read(store))


def commit(version: StoreVersion, load: Load, files: Sequence[DataFile]) -> StoreVersion:
    """The version after `version`: one more load, exactly `files`. New ones are taken from the work folder.

    Until the manifest is renamed nothing has happened; after it everything has. Raises OSError.
    """
    store, old = version.directory, {file.place for file in version.files}
    new = [file.place for file in files if file.place not in old]
    for place in new:
        _sync(store / WORK / place)
    for place in new:
        (store / place).parent.mkdir(exist_ok=True)
        (store / WORK / place).rename(store / place)
    for folder in sorted({(store / place).parent for place in new}):
        _sync(folder)
    following = replace(version, loads=(*version.loads, load), files=tuple(files))
    _write_manifest(following)
    return following


def literal(path: Path) -> str:
    """The path as DuckDB must be given it: what it would take for a pattern stands in brackets."""
    return _PATTERNS.sub(r"[\g<0>]", str(path))


def replace_file(new: Path, old: Path) -> None:
    """Puts `new` in the place of `old` so that a reader, and the disk after a power cut, hold the one or the other."""
    _sync(new)
    new.rename(old)
    _sync(old.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_place(store: Path) -> None:
    """Raises StoreUnusable below a folder named like a column: an engine takes `unit=A` for the unit of every row."""
    for folder in store.absolute().parts:
        if "=" in folder and folder.partition("=")[0].casefold() in _COLUMNS:
            raise StoreUnusable(
                f"Kho hồ sơ không đặt được dưới thư mục tên “{folder}”: tên này trùng với một cột của kho. "
                "Hãy đổi tên thư mục hoặc chọn nơi khác."
            )


def _make(store: Path) -> None:
    """A store that holds nothing, in a folder that holds nothing else."""
    foreign = sorted(entry.name for entry in store.iterdir() if entry.name not in (LOCK, READERS, WORK))
    if foreign:
        raise StoreUnusable(
            f"Thư mục {store} đã có nội dung khác ({foreign[0]}) mà không có {MANIFEST}. Nếu đây là kho hồ sơ thì hãy "
            "khôi phục từ bản sao lưu; nếu không, hãy chọn một thư mục trống."
        )
    (store / READERS).touch()
    _write_manifest(StoreVersion(store))


def _write_manifest(version: StoreVersion) -> None:
    work = version.directory / WORK
    work.mkdir(exist_ok=True)
    told = {
        "format": FORMAT,
        "loads": [asdict(load) for load in version.loads],
        "files": [asdict(file) for file in version.files],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    # A file's name may hold bytes that are no letters; as escapes they are the same text to who reads JSON.
    (work / MANIFEST).write_bytes(text.encode("utf-8", "backslashreplace"))
    replace_file(work / MANIFEST, version.directory / MANIFEST)


def _read(store: Path) -> StoreVersion:
    try:
        told: Any = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
        newer = told["format"] > FORMAT
        version = None if newer else _version(store, told)
    except FileNotFoundError:
        raise StoreMissing(f"Kho hồ sơ {store} thiếu {MANIFEST}. Hãy khôi phục từ bản sao lưu.") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise StoreUnusable(
            f"Tệp {store / MANIFEST} của kho hồ sơ bị hỏng; kho được giữ nguyên. Hãy khôi phục từ bản sao lưu."
        ) from error
    if version is None:
        raise StoreUnusable(
            f"Kho hồ sơ {store} do phiên bản mới hơn của chương trình ghi. Hãy nâng cấp chương trình rồi chạy lại."
        )
    for file in version.files:
        _check(store / file.place, file.size)
    return version


def _version(store: Path, told: Mapping[str, Any]) -> StoreVersion:
    loads = tuple(
        Load(**each | {key: tuple(each[key]) for key in ("passed_over", "personal", "absent")})
        for each in told["loads"]
    )
    files = tuple(DataFile(**each) for each in told["files"])
    if any(not _MONTH.fullmatch(file.month) or not _DATA_FILE.fullmatch(file.name) for file in files):
        raise ValueError("a file outside the store")
    return StoreVersion(store, loads, files)


def _check(path: Path, size: int) -> None:
    try:
        found = path.stat().st_size
    except OSError as error:
        raise StoreUnusable(f"Kho hồ sơ thiếu tệp dữ liệu {path}. Hãy khôi phục tệp này từ bản sao lưu.") from error
    if found != size:
        raise StoreUnusable(
            f"Tệp dữ liệu {path} của kho hồ sơ bị hỏng ({found} byte thay vì {size}). "
            "Hãy khôi phục tệp này từ bản sao lưu."
        )


def _sweep(version: StoreVersion) -> None:
    """Clears what no version refers to; what readers may still want only when nobody is reading."""
    store = version.directory
    (store / WORK).mkdir(exist_ok=True)
    with (store / READERS).open("ab") as readers:
        try:
            fcntl.flock(readers, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_read = False
        except BlockingIOError:
            is_read = True
        for path in (store / WORK).iterdir():
            if not (is_read and path.name.startswith(_SPILLS)):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        if is_read:
            return
        named = {file.place for file in version.files}
        for path in store.glob("month=*/*.parquet"):
            if f"{path.parent.name}/{path.name}" not in named and _DATA_FILE.fullmatch(path.name):
                path.unlink()
