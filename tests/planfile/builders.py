"""Plan documents written for the tests: Word files in memory, tables with spans drawn in plain marks.

In a table, `<` continues the cell at its left and `^` the cell above it.
"""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import _Cell

Rows = Sequence[Sequence[str]]
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def plan(
    *content: str | Rows,
    left: Sequence[str] = ("UBND TỈNH SÔNG LAM", "SỞ TƯ PHÁP"),
    number: str = "Số: 15/KH-STP",
    day: str = "Sông Lam, ngày 20 tháng 01 năm 2026",
    kind: str = "KẾ HOẠCH",
    title: Sequence[str] = ("Công tác tư pháp năm 2026",),
    recipients: Sequence[str] = ("- UBND tỉnh;", "- Lưu: VT."),
    signature: Sequence[str] = ("GIÁM ĐỐC", "", "Trần Văn Bình"),
    after: Sequence[str | Rows] = (),
) -> bytes:
    """A Word file with a letterhead, a body, a closing, and what follows it (appendices)."""
    document = Document()
    add_table(document, [["\n".join(left), "\n".join(MOTTO)], [number, day]])
    for line in (kind, *title):
        add_line(document, line, centred=True)
    add_line(document, "_______", centred=True)
    add_all(document, content)
    add_table(document, [["\n".join(("Nơi nhận:", *recipients)), "\n".join(signature)]])
    add_all(document, after)
    return saved(document)


def add_all(document: WordDocument, content: Sequence[str | Rows]) -> None:
    """Adds lines and tables in order."""
    for part in content:
        if isinstance(part, str):
            add_line(document, part)
        else:
            add_table(document, part)


def add_line(document: WordDocument, text: str, *, centred: bool = False) -> None:
    """Adds a paragraph."""
    paragraph = document.add_paragraph(text)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(document: WordDocument, rows: Rows) -> None:
    """Adds a table; a line end inside a cell begins a new paragraph."""
    table = document.add_table(len(rows), max(len(row) for row in rows))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text == "<":
                table.cell(y, x - 1).merge(table.cell(y, x))
            elif text == "^":
                table.cell(y - 1, x).merge(table.cell(y, x))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text not in ("<", "^"):
                write(table.cell(y, x), text)


def write(cell: _Cell, text: str) -> None:
    """Fills a cell, one paragraph a line."""
    first, *rest = text.split("\n")
    cell.paragraphs[0].text = first
    for line in rest:
        cell.add_paragraph(line)
    for paragraph in cell.paragraphs[1 + len(rest) :]:
        paragraph._p.getparent().remove(paragraph._p)


def saved(document: WordDocument) -> bytes:
    """The bytes of a document."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def part_of(data: bytes, path: str) -> str:
    """One part of a Word file, as text."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(path).decode()


def with_parts(data: bytes, parts: dict[str, str | bytes]) -> bytes:
    """A Word file with some parts replaced or added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            if name not in parts:
                changed.writestr(name, archive.read(name))
        for name, content in parts.items():
            changed.writestr(name, content)
    return out.getvalue()
