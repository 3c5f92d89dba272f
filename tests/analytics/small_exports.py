"""Small files of dossiers for the tests of the store: writing them, and what a store holds as plain Python."""

import csv
import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dondoc.analytics import stores

# The command in a process of its own.
DONDOC = (sys.executable, "-c", "import sys; from dondoc.cli import main; sys.exit(main())")
HEADER = ("Mã hồ sơ", "Đơn vị", "Kênh tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả", "Trạng thái")


@dataclass(frozen=True)
class Dossier:
    """One line of a file; open unless it has a day on which it was finished."""

    code: str
    received: str = "2026-02-01"
    unit: str = "Phòng Tư pháp"
    due: str = "2026-12-31"
    finished: str = ""
    channel: str = "Trực tuyến"

    @property
    def cells(self) -> tuple[str, ...]:
        status = "Đã giải quyết" if self.finished else "Đang xử lý"
        return (self.code, self.unit, self.channel, self.received, self.due, self.finished, status)


def text_of(dossiers: Iterable[Dossier]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *(each.cells for each in dossiers)])
    return text.getvalue()


def export(path: Path, *dossiers: Dossier) -> Path:
    path.write_text(text_of(dossiers), encoding="utf-8")
    return path


def rows_in(store: Path) -> list[dict[str, Any]]:
    """Every row of the store, in order of codes, each with its `load`, its `row` and the `month` of its file."""
    found = []
    version = stores.opened(store)
    for month, paths in version.paths.items():
        for path in paths:
            found += [row | {"month": month} for row in pq.ParquetFile(path).read().to_pylist()]
    return sorted(found, key=lambda row: row["dossier_code"])


def told_of(store: Path) -> dict[str, tuple[str, str, str]]:
    """Unit, month and channel of every dossier in the store, by code; a code that stands twice is an error."""
    rows = rows_in(store)
    told = {row["dossier_code"]: (row["unit"], f"{row['received_at']:%Y-%m-%d}", row["channel"]) for row in rows}
    assert len(told) == len(rows)
    assert all(f"{row['received_at']:%Y-%m}" == row["month"] for row in rows)
    return told


def rejects_of(store: Path) -> list[tuple[str, ...]]:
    """The lines of rejects.csv without its header."""
    header, *lines = csv.reader(io.StringIO((store / "rejects.csv").read_bytes().decode(), newline=""))
    assert header == ["file", "row", "column", "value", "reason"]
    return [tuple(line) for line in lines]


def content_of(store: Path) -> dict[str, bytes]:
    """Every file of a store that outlives a command, by its place."""
    return {
        str(path.relative_to(store)): path.read_bytes()
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name not in ("lock", "readers")
    }
