"""What was rejected: rejects.csv of a store, and the part of it that each load brought.

A part is kept compressed; rejects.csv is its header and the parts, in order of the loads, so that it can be written
anew whenever it is not what the manifest says. Values stand in it as in the file they come from, also those that a
spreadsheet would take for a formula: programs compare them. Not here: what makes a row faulty (typing_rows, changes).
"""

import csv
import heapq
import io
import itertools
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from dondoc.analytics import stores
from dondoc.analytics.csvlines import csv_lines
from dondoc.core.dossiers import Fault

COLUMNS = ("file", "row", "column", "value", "reason")
_HEADER = (",".join(COLUMNS) + "\n").encode()


class FaultLines:
    """The faults of one file on their way to the disk, as lines of rejects.csv; `size` in bytes, not compressed."""

    def __init__(self, path: Path, file_name: str) -> None:
        self.path, self.size, self._file_name = path, 0, file_name
        self._stream = pa.output_stream(str(path), compression="zstd")

    def write(self, faults: Iterable[Fault]) -> None:
        """Adds one line a fault. Raises OSError."""
        lines = csv_lines((self._file_name, each.row, each.column, each.value, each.reason) for each in faults)
        data = "".join(lines).encode("utf-8", "backslashreplace")
        if data:
            self.size += len(data)
            self._stream.write(data)

    def close(self) -> None:
        """Everything is on its way to the disk. Raises OSError."""
        self._stream.close()


def merged(path: Path, file_name: str, found: Path, later: Iterable[Fault]) -> FaultLines:
    """The faults of the part `found` and the `later` ones, both in order of rows, as one part, closed."""
    lines = FaultLines(path, file_name)
    in_order = heapq.merge(_faults_of(found), later, key=lambda fault: fault.row)
    while batch := list(itertools.islice(in_order, 10_000)):
        lines.write(batch)
    lines.close()
    return lines


def part_of(store: Path, number: int) -> Path:
    """Where the part of one load stands; there is none for a load that rejected nothing."""
    return store / stores.PARTS / f"{number}.csv.zst"


def faults_of(store: Path, number: int) -> Iterator[Fault]:
    """What one load rejected, in order of rows."""
    part = part_of(store, number)
    return _faults_of(part) if part.exists() else iter(())


def _faults_of(part: Path) -> Iterator[Fault]:
    with _lines(part) as lines:
        text = io.TextIOWrapper(lines, encoding="utf-8", newline="")
        for _, row, column, value, reason in csv.reader(text):
            yield Fault(int(row), column, value, reason)


@contextmanager
def added(version: stores.StoreVersion, part: Path, load: stores.Load) -> Iterator[None]:
    """rejects.csv with the lines of a load, for the time of its commit; as before where the commit fails."""
    if not load.rejects_size:
        yield
        return
    path = version.directory / stores.REJECTS
    size, place = path.stat().st_size, part_of(version.directory, load.number)
    try:
        place.parent.mkdir(exist_ok=True)
        stores.replace_file(part, place)
        with path.open("ab") as file, _lines(place) as lines:
            shutil.copyfileobj(lines, file)
            file.flush()
            os.fsync(file.fileno())
        yield
    except BaseException:
        os.truncate(path, size)
        place.unlink(missing_ok=True)
        raise


def set_right(version: stores.StoreVersion) -> None:
    """Writes rejects.csv anew from its parts where it is not what the manifest says. Raises OSError, StoreUnusable.

    The part that an interrupted load left is gone afterwards.
    """
    part_of(version.directory, version.number + 1).unlink(missing_ok=True)
    path = version.directory / stores.REJECTS
    expected = len(_HEADER) + sum(load.rejects_size for load in version.loads)
    if path.exists() and path.stat().st_size == expected:
        return
    parts = [part_of(version.directory, load.number) for load in version.loads if load.rejects_size]
    if gone := [part for part in parts if not part.exists()]:
        raise stores.StoreUnusable(f"Kho hồ sơ thiếu tệp {gone[0]}. Hãy khôi phục tệp này từ bản sao lưu.")
    written = version.directory / stores.WORK / stores.REJECTS
    with written.open("wb") as file:
        file.write(_HEADER)
        for part in parts:
            with _lines(part) as lines:
                shutil.copyfileobj(lines, file)
    stores.replace_file(written, path)


@contextmanager
def _lines(part: Path) -> Iterator[BinaryIO]:
    with pa.input_stream(str(part), compression="zstd") as stream:
        yield stream
