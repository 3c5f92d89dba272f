"""Files into tables of texts with the address of every cell. Not here: what the columns mean (lines)."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, load_workbook

from dondoc.core.archives import Archive, UnreadableFile
from dondoc.core.vietnamese import date_text, normalise
from dondoc.core.workbooks import check_workbook

LARGEST = 5_000_000
MOST_ROWS = 5_000
_SAVE_AS = "Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên"


@dataclass(frozen=True)
class SheetTable:
    """A sheet: its name (empty for .csv) and its rows, the first as the file has it."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def address(self, row: int, column: int) -> str:
        """`Đơn vị!B5`, or `dòng 5, cột 2` in a .csv; row and column from 0."""
        if not self.name:
            return f"dòng {row + 1}, cột {column + 1}"
        letters, number = "", column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.name}!{letters}{row + 1}"


def tables(data: bytes, name: str) -> list[SheetTable]:
    """The sheets of a file. Raises UnreadableFile: too large, broken, hostile, no .xlsx or .csv, too many rows."""
    if not data:
        raise UnreadableFile(f"Tệp {name} trống (0 byte): hãy chọn lại tệp.")
    if len(data) > LARGEST:
        raise UnreadableFile(f"Tệp {name} lớn hơn 5 MB: hãy tách danh sách thành nhiều tệp.")
    if data.startswith(b"PK"):
        found = _workbook(data, name)
    elif PurePath(name).suffix.casefold() == ".csv":
        found = [SheetTable("", _separated(data, name))]
    else:
        raise UnreadableFile(f"Tệp {name} không phải .xlsx hoặc .csv. {_SAVE_AS}.")
    if any(len(table.rows) > MOST_ROWS for table in found):
        raise UnreadableFile(f"Tệp {name} có hơn {MOST_ROWS} dòng: hãy tách danh sách thành nhiều tệp.")
    return found


def _workbook(data: bytes, name: str) -> list[SheetTable]:
    archive = Archive(data, name, advice=_SAVE_AS)
    if "xl/workbook.xml" not in archive.names:
        raise UnreadableFile(f"Tệp {name} không phải bảng tính .xlsx. {_SAVE_AS}.")
    check_workbook(archive, name, advice=_SAVE_AS)
    try:
        book = load_workbook(io.BytesIO(data))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError) as error:
        raise UnreadableFile(f"Tệp {name} bị hỏng, không mở được. {_SAVE_AS}.") from error
    return [SheetTable(title, tuple(tuple(map(_text, row)) for row in rows)) for title, rows in sheets]


def _text(value: Any) -> str:
    match value:
        case bool():
            return "Có" if value else "Không"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime():
            return date_text(value.date())
        case date():
            return date_text(value)
        case _:
            return normalise(str(value))


def _separated(data: bytes, name: str) -> tuple[tuple[str, ...], ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"Tệp {name} không dùng bảng mã UTF-8. Trong Excel hãy chọn “CSV UTF-8 (Comma delimited)” khi lưu."
        ) from error
    head = text.split("\n", 1)[0]
    separator = max(";,\t", key=head.count)
    try:
        rows: Sequence[Sequence[str]] = list(csv.reader(io.StringIO(re.sub(r"\r\n?", "\n", text)), delimiter=separator))
    except csv.Error as error:
        raise UnreadableFile(f"Tệp {name} không đúng dạng .csv: {error}. {_SAVE_AS}.") from error
    return tuple(tuple(normalise(cell) for cell in row) for row in rows)
