"""The tables of an .xlsx or .docx file as grids of cells, each row with its place.

Not here: what the columns hold (tablecolumns), what the rows say (tables).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError
from python_calamine import CalamineError, load_workbook

from dondoc.core.archives import Archive, UnreadableFile
from dondoc.core.vietnamese import date_text, normalise
from dondoc.core.workbooks import check_workbook

LARGEST = 20_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
_LARGEST_PART = 40_000_000  # bytes of text when unpacked: to take one apart costs ten times its size
_SAVE_AS = "Hãy mở tệp bằng Excel hoặc Word, lưu lại dạng .xlsx hoặc .docx rồi tải lên"
_SKIPPED = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:rPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")

# A cell that a workbook keeps as a number stays one: 12.5 in it is twelve and a half, in a text it could be anything.
Cell = str | Decimal


@dataclass(frozen=True)
class Grid:
    """A table: its name in the file, the lines printed before it, and its rows; merged cells repeat in a Word table."""

    name: str
    before: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def where(self, row: int) -> str:
        """The place of a row, counted from 0: `bảng 2, dòng 5`."""
        return f"{self.name}, dòng {row + 1}"


def grids(data: bytes, name: str) -> list[Grid]:
    """The tables of a file. Raises UnreadableFile: empty, too large, broken, hostile, of another kind."""
    if not data:
        raise UnreadableFile(f"Tệp {name} trống (0 byte): hãy chọn lại tệp.")
    if len(data) > LARGEST:
        raise UnreadableFile(f"Tệp {name} lớn hơn 20 MB: hãy tách riêng phụ lục bộ chỉ số rồi tải lên.")
    if not data.startswith(b"PK"):
        raise UnreadableFile(f"Tệp {name} không phải .xlsx hoặc .docx. {_SAVE_AS}.")
    archive = Archive(data, name, advice=_SAVE_AS)
    if "xl/workbook.xml" in archive.names:
        check_workbook(archive, name, advice=_SAVE_AS)
        found = _sheets(data, archive)
    elif "word/document.xml" in archive.names:
        _check_document(archive, name)
        found = _word_tables(data, archive)
    else:
        raise UnreadableFile(f"Tệp {name} không phải .xlsx hoặc .docx. {_SAVE_AS}.")
    if any(len(grid.rows) > MOST_ROWS for grid in found):
        raise UnreadableFile(f"Tệp {name} có bảng hơn {MOST_ROWS} dòng: hãy tách bảng rồi tải lên từng phần.")
    return found


def _sheets(data: bytes, archive: Archive) -> list[Grid]:
    try:
        book = load_workbook(io.BytesIO(data))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError) as error:
        raise archive.broken() from error
    return [
        Grid(f"trang tính “{title}”", (), tuple(tuple(map(_cell, row[:MOST_COLUMNS])) for row in rows))
        for title, rows in sheets
    ]


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return "Có" if value else "Không"
        case int() | float():
            number = Decimal(str(value))
            return number.quantize(Decimal(1)) if number == number.to_integral_value() else number
        case date():  # and moments, which are dates too
            return date_text(value)
        case _:
            return normalise(str(value))


def _check_document(archive: Archive, name: str) -> None:
    """Counts what really comes out before another reader unpacks it, and refuses what no annex holds."""
    for path in archive.names:
        part = archive.part(path) or b""
        if any(mark in part[:1000] for mark in _DECLARES):
            raise archive.broken()
        if path.endswith(".xml") and len(part) > _LARGEST_PART:
            raise UnreadableFile(f"Tệp {name} có quá nhiều nội dung: hãy tách riêng phụ lục bộ chỉ số rồi tải lên.")


def _word_tables(data: bytes, archive: Archive) -> list[Grid]:
    try:
        return list(_tables_of(Document(io.BytesIO(data)).element.body))
    except (LxmlError, PythonDocxError, OpcError, KeyError, ValueError, AttributeError) as error:
        raise archive.broken() from error


def _tables_of(body: Any) -> Iterator[Grid]:
    lines: list[str] = []
    number = 0
    for node in _content(body, "w:p", "w:tbl"):
        if node.tag == qn("w:p"):
            lines += normalise(_text(node)).splitlines()
        else:
            number += 1
            yield Grid(f"bảng {number}", tuple(lines), tuple(islice(_rows(node), MOST_ROWS + 1)))
            lines = []


def _rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    above: tuple[Cell, ...] = ()
    for row in _content(table, "w:tr"):
        cells: list[Cell] = []
        for cell in _content(row, "w:tc"):
            text = normalise("\n".join(_text(each) for each in cell.iter(qn("w:p"))))
            if cell.vMerge == "continue" and not text and len(cells) < len(above):
                text = str(above[len(cells)])
            cells += [text] * min(cell.grid_span, MOST_COLUMNS - len(cells))
        above = tuple(cells)
        yield above


def _content(parent: Any, *tags: str) -> Iterator[Any]:
    """The children of these kinds, inside content controls and insertions too; not what is deleted."""
    wanted = {qn(tag) for tag in tags}
    for child in parent.iterchildren("*"):
        if child.tag in wanted:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _content(child, *tags)


def _text(paragraph: Any) -> str:
    """The printed text of a paragraph; deleted text has marks of its own, moved text has not."""
    signs = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    printed = _content(paragraph, "w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen")
    return "".join(signs.get(node.tag) or node.text or "" for node in printed)
