"""Small exports of dossiers written for tests, and what the reader makes of a file."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from dondoc.analytics.sources import Header, open_source
from dondoc.core.dossiers import Fault

# One good dossier as an export of the procedure system has it.
GOOD: Mapping[str, str] = {
    "Mã hồ sơ": "H21.01-260203-0001",
    "Mã TTHC": "1.010",
    "Lĩnh vực": "Đất đai",
    "Đơn vị": "Phòng Kinh tế",
    "Kênh tiếp nhận": "Trực tuyến",
    "Toàn trình": "Có",
    "Ngày tiếp nhận": "03/02/2026 14:05",
    "Ngày hẹn trả": "10/02/2026",
    "Ngày trả kết quả": "09/02/2026 09:30",
    "Trạng thái": "Đã giải quyết",
    "Phí, lệ phí": "1.234.567",
    "Thanh toán trực tuyến": "x",
    "Số hóa thành phần hồ sơ": "1",
    "Kết quả điện tử": "Không",
    "Lưu Kho dữ liệu điện tử": "0",
    "Tái sử dụng dữ liệu": "",
    "Xử lý trên hệ thống của Bộ": "true",
    "Phi địa giới": "false",
    "Mức độ hài lòng": "3",
}
HEADERS = tuple(GOOD)


@dataclass(frozen=True)
class Read:
    """All that was read of a file: rows as dicts, faults in order, how many rows there were."""

    header: Header
    rows: list[dict[str, Any]]
    faults: list[Fault]
    count: int

    @property
    def numbers(self) -> list[int]:
        return [row["row"] for row in self.rows]


def good(**changes: str) -> dict[str, str]:
    """The good dossier with other cells, named by their place among HEADERS: `c0="X2"`."""
    return {**GOOD, **{HEADERS[int(place[1:])]: text for place, text in changes.items()}}


def csv_text(rows: Iterable[Mapping[str, str]], *, separator: str = ",", line_end: str = "\n") -> str:
    rows = list(rows) or [GOOD]
    stream = StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def numbered(count: int) -> list[dict[str, str]]:
    """Good dossiers with codes X1, X2, …"""
    return [good(c0=f"X{number}") for number in range(1, count + 1)]


def read(path: Path) -> Read:
    source = open_source(path)
    batches = list(source.typed())
    rows = [row for batch in batches for row in batch.rows.to_pylist()]
    faults = [fault for batch in batches for fault in batch.faults]
    for batch in batches:
        assert batch.read == len(batch.rows) + len({fault.row for fault in batch.faults})
    return Read(source.header, rows, faults, sum(batch.read for batch in batches))


def read_text(tmp_path: Path, text: str | bytes, *, name: str = "hoso.csv") -> Read:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path)
