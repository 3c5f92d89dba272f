"""The text of a document: sections, numbering, closing; and the pages of an annex."""

from collections.abc import Iterable

from dondoc.officialdoc.documents import (
    Annex,
    Block,
    Bullet,
    Clause,
    OfficialDocument,
    Paragraph,
    Point,
    Table,
    roman,
)
from dondoc.officialdoc.elements import Element, W, keep_with_next, line_of, lines_of, paragraph
from dondoc.officialdoc.letterheads import date_line, number_and_symbol
from dondoc.officialdoc.pages import text_width
from dondoc.officialdoc.tables import ruled_table

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_END = "./."


def main_text(document: OfficialDocument) -> list[Element]:
    """Opening, sections and closing; the last paragraph, or rows of a table, stay on the page of the signature."""
    width = text_width(landscape=False)
    elements = [paragraph("BodyText", line) for text in document.opening for line in lines_of(text)]
    for number, section in enumerate(document.sections, start=1):
        elements.append(paragraph("Heading1", f"{roman(number)}. {line_of(section.title).upper()}"))
        elements += _blocks(section.blocks, width)
    closing = [line for text in document.closing for line in lines_of(text)]
    if closing:
        closing[-1] = closing[-1].removesuffix(_END).rstrip(" ./") + _END
    elements += [paragraph("BodyText", line) for line in closing]
    # A table ends in a paragraph without text, which alone would hold nothing.
    rows = elements[-2].findall(f"{{{W}}}tr")[-2:] if len(elements) > 1 else []
    for held in [*(p for row in rows for p in row.iter(f"{{{W}}}p")), *elements[-1:]]:
        keep_with_next(held)
    return elements


def annex_text(annex: Annex, label: str, document: OfficialDocument) -> list[Element]:
    """Label, title, the line that names the main document, and the annex's own text."""
    kind, body = line_of(document.kind), line_of(document.body)
    origin = f"(Kèm theo {kind} số {number_and_symbol(document)} {date_line(document)} của {body})"
    return [
        paragraph("AnnexLabel", label),
        *(paragraph("AnnexTitle", line.upper()) for line in lines_of(annex.title)),
        paragraph("AnnexOrigin", origin),
        *_blocks(annex.blocks, text_width(annex.landscape)),
    ]


def _blocks(blocks: Iterable[Block], width: float) -> list[Element]:
    elements: list[Element] = []
    clause = point = 0
    for block in blocks:
        match block:
            case Paragraph():
                elements += [paragraph("BodyText", line) for line in lines_of(block.text)]
            case Clause():
                clause, point = clause + 1, 0
                style = "Heading2" if block.titled else "Clause"
                elements.append(paragraph(style, f"{clause}. {line_of(block.text)}"))
            case Point():
                point += 1
                elements.append(paragraph("Point", f"{_letter(point)}) {line_of(block.text)}"))
            case Bullet():
                elements.append(paragraph("Bullet", f"- {line_of(block.text)}"))
            case Table():
                elements += ruled_table(block, width)
    return elements


def _letter(number: int) -> str:
    """`đ` for 5; after `y` comes `aa`."""
    turn, place = divmod(number - 1, len(_LETTERS))
    return _LETTERS[place] * (turn + 1)
