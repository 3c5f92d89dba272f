"""Spreadsheets of dossiers (.xlsx) → batches of text. The whole file is in memory: a large export is a .csv.

Not here: what an archive may hold (core/archives, core/workbooks), what the cells mean (typing_rows).
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, load_workbook

from dondoc.analytics.batches import TextBatch
from dondoc.analytics.celltexts import KINDS, cell_text, column_of_texts
from dondoc.analytics.headers import Header, UnreadableDossiers, has_needed, header_of
from dondoc.core.archives import MAX_UNPACKED, Archive, UnreadableFile
from dondoc.core.dossier_values import stray_reason
from dondoc.core.dossiers import Fault, Kind
from dondoc.core.workbooks import check_workbook

_ROWS = 20_000
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*)(?:"e"|'e')""")
_ADVICE = "Hãy mở tệp bằng Excel và lưu lại dạng .xlsx; nếu tệp có hơn 250.000 dòng thì xuất dạng .csv"


def opened(path: Path, name: str) -> tuple[Header, Callable[[], Iterator[TextBatch]]]:
    """The header and what reads the rows. Raises UnreadableDossiers."""
    if path.stat().st_size > MAX_UNPACKED:
        raise UnreadableDossiers(f"Tệp {name} lớn hơn {MAX_UNPACKED // 1024**2} MB nên không được mở. {_ADVICE}.")
    try:
        sheets = _sheets(path.read_bytes(), name)
    except UnreadableFile as error:
        raise UnreadableDossiers(error.sentence) from error
    except (CalamineError, ValueError) as error:
        raise UnreadableDossiers(f"Tệp {name} bị hỏng, không mở được. {_ADVICE}.") from error
    titles = [sheet.name for sheet, _, cells in sheets if has_needed(cells)]
    if len(titles) > 1:
        listed = "; ".join(f"“{title}”" for title in titles)
        raise UnreadableDossiers(
            f"Tệp {name} có hồ sơ ở nhiều trang tính ({listed}). Hãy lưu mỗi trang tính thành một tệp."
        )
    if not sheets:
        raise UnreadableDossiers(f"Tệp {name} không có dữ liệu ở trang tính nào. Hãy xuất lại tệp.")
    sheet, row, cells = next((one for one in sheets if one[0].name in titles), sheets[0])
    header = header_of(cells, name=name)
    return header, lambda: _batches(sheet, row, header)


def _sheets(data: bytes, name: str) -> list[tuple[CalamineSheet, int, list[str]]]:
    """The sheets that are not empty, each with its first row that is not: where it stands and its cells."""
    archive = Archive(data, name, advice=_ADVICE)
    if "xl/workbook.xml" not in archive.names:
        raise UnreadableFile(f"Tệp {name} không phải bảng tính .xlsx. {_ADVICE}.")
    check_workbook(archive, name, advice=_ADVICE)
    book = load_workbook(io.BytesIO(_errors_as_text(data)))
    sheets = []
    for title in book.sheet_names:
        sheet = book.get_sheet_by_name(title)
        for row, values in enumerate(sheet.iter_rows(), start=1):
            if cells := _filled(values):
                sheets.append((sheet, row, [cell_text(cell, Kind.TEXT) for cell in cells]))
                break
    return sheets


def _errors_as_text(data: bytes) -> bytes:
    """The workbook with its cells in error (`#N/A`) as text, since the reader takes them for blank ones."""
    with ZipFile(io.BytesIO(data)) as book:
        told = {path: book.read(path) for path in book.namelist() if path.startswith("xl/worksheets/")}
        mended = {path: _ERROR_CELL.sub(rb'\1"str"', part) for path, part in told.items() if _ERROR_CELL.search(part)}
        if not mended:
            return data
        stream = io.BytesIO()
        with ZipFile(stream, "w") as copy:
            for path in book.namelist():
                copy.writestr(path, mended.get(path) or book.read(path))
    return stream.getvalue()


def _batches(sheet: CalamineSheet, header_row: int, header: Header) -> Iterator[TextBatch]:
    cells: list[Sequence[Any]] = []
    rows: list[int] = []
    faults: list[Fault] = []
    for row, values in enumerate(sheet.iter_rows(), start=1):
        filled = _filled(values) if row > header_row else []
        if len(filled) > header.width:
            faults.append(Fault(row, "", f"{len(filled)} ô", stray_reason(header.width)))
        elif filled:
            rows.append(row)
            cells.append(values)
        if len(rows) + len(faults) == _ROWS:
            yield _batch(cells, rows, header, faults)
            cells, rows, faults = [], [], []
    yield _batch(cells, rows, header, faults)


def _batch(cells: list[Sequence[Any]], rows: list[int], header: Header, faults: list[Fault]) -> TextBatch:
    columns = {
        name: column_of_texts([cell_text(values[place], KINDS[name]) for values in cells], name)
        for name, place in header.columns.items()
    }
    return TextBatch(columns, pa.array(rows, pa.int32()), len(rows) + len(faults), tuple(faults))


def _filled(values: Sequence[Any]) -> Sequence[Any]:
    """The cells of a row up to the last that is not blank."""
    for place in range(len(values), 0, -1):
        value = values[place - 1]
        if value is not None and (not isinstance(value, str) or value.strip()):
            return values[:place]
    return []
