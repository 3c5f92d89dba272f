"""Word files in memory for the tests, drawn in plain marks: the forms of tests/golden (its README tells the marks)."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.table import _Cell
from docx.text.paragraph import Paragraph

Rows = Sequence[Sequence[str]]
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEAD = {
    "left": "UBND TỈNH SÔNG LAM // SỞ TƯ PHÁP",
    "number": "Số: 15/KH-STP",
    "day": "Sông Lam, ngày 20 tháng 01 năm 2026",
    "kind": "KẾ HOẠCH",
    "title": "Công tác tư pháp năm 2026",
    "recipients": "- UBND tỉnh; // - Lưu: VT.",
    "signature": "GIÁM ĐỐC // // Trần Văn Bình",
}
LISTS = {"#I ": (90, 0), "#1 ": (90, 1), "#a ": (90, 2), "#- ": (91, 0)}
LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
CHANGES = re.compile(r"(\{\+.*?\+\}|\{-.*?-\})")


def form(text: str) -> bytes:
    """The Word file that a form draws."""
    head, body, after = (part.strip("\n").split("\n") for part in text.split("---\n"))
    given = dict(line.split(": ", 1) for line in head if line)
    return plan(*body, after=after, **given)


def plan(*body: str, after: Sequence[str] = (), **given: str) -> bytes:
    """A Word file with a letterhead, a body, a closing, and what follows it, lines drawn as in a form."""
    head = {name: "\n".join(part.strip() for part in text.split("//")) for name, text in (HEAD | given).items()}
    document = Document()
    add_table(document, [[head["left"], "\n".join(MOTTO)], [head["number"], head["day"]]])
    for line in (head["kind"], *head["title"].split("\n"), "_______"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_lines(document, body)
    if head["recipients"]:
        add_table(document, [[f"Nơi nhận:\n{head['recipients']}", head["signature"]]])
    add_lines(document, after)
    return numbered(saved(document))


def add_lines(document: WordDocument, lines: Sequence[str]) -> None:
    """Adds lines in order; neighbouring lines of cells make a table."""
    rows: list[list[str]] = []
    for line in [*lines, None]:
        if line is not None and line.startswith("|"):
            cells = line.strip().strip("|").split("|")
            rows.append([cell.strip().replace(" // ", "\n") for cell in cells])
            continue
        if rows:
            add_table(document, rows)
            rows = []
        if line is not None:
            sign = next((sign for sign in LISTS if line.startswith(sign)), "")
            paragraph = document.add_paragraph()
            if sign:
                number(paragraph, *LISTS[sign])
            write_text(paragraph, line.removeprefix(sign))


def add_table(document: WordDocument, rows: Rows) -> None:
    """Adds a table: `<` continues the cell at the left, `^` the cell above; a line end begins a new paragraph."""
    table = document.add_table(len(rows), max(len(row) for row in rows))
    for mark, (down, right) in (("<", (0, 1)), ("^", (1, 0))):
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                if text == mark:
                    table.cell(y - down, x - right).merge(table.cell(y, x))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text not in ("<", "^"):
                write(table.cell(y, x), text)


def write(cell: _Cell, text: str) -> None:
    """Fills a cell, one paragraph a line."""
    first, *others = cell.paragraphs
    for paragraph in others:
        paragraph._p.getparent().remove(paragraph._p)
    for n, line in enumerate(text.split("\n")):
        write_text(cell.add_paragraph() if n else first, line)


def write_text(paragraph: Paragraph, text: str) -> None:
    """Adds text; `{+inserted+}` and `{-deleted-}` become tracked changes."""
    for piece in CHANGES.split(text):
        change = {"{+": "w:ins", "{-": "w:del"}.get(piece[:2])
        if not change:
            paragraph.add_run(piece)
            continue
        run = paragraph.add_run(piece[2:-2])
        if change == "w:del":
            run._r.t_lst[0].tag = run._r.t_lst[0].tag.replace("}t", "}delText")
        around = OxmlElement(change)
        run._r.addprevious(around)
        around.append(run._r)


def number(paragraph: Paragraph, list_id: int, level: int) -> None:
    """Makes a paragraph an item of one of the lists that `numbered` defines."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = list_id


def numbered(data: bytes) -> bytes:
    """A Word file with two lists of its own: 90 is `I.`, `1.`, `a)`; 91 a dash."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (shape, text) in enumerate(LEVELS)
    )
    bullet = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    drawn = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{x}</w:abstractNum>' for n, x in ((90, levels), (91, bullet))
    )
    lists = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (90, 91))
    before, after = part_of(data, "word/numbering.xml").split("<w:num ", 1)
    after = after.replace("</w:numbering>", f"{lists}</w:numbering>")
    return with_parts(data, {"word/numbering.xml": f"{before}{drawn}<w:num {after}"})


def saved(document: WordDocument) -> bytes:
    """The bytes of a document."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def part_of(data: bytes, path: str) -> str:
    """One part of a Word file, as text."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(path).decode()


def with_parts(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A Word file with some parts replaced or added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            if name not in parts:
                changed.writestr(name, archive.read(name))
        for name, content in parts.items():
            changed.writestr(name, content)
    return out.getvalue()
