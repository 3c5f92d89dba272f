"""A described document in, .docx bytes in the administrative layout of Decree 30/2020/NĐ-CP out.

Not here: what a report says (queries and actions), how a plan file is read (planfile).
"""

from dondoc.officialdoc.documents import (
    Align,
    Annex,
    Block,
    Bullet,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Point,
    Row,
    Section,
    SignatureBlock,
    Table,
    annex_labels,
)
from dondoc.officialdoc.elements import Element, element, line_of
from dondoc.officialdoc.letterheads import letterhead
from dondoc.officialdoc.packages import package
from dondoc.officialdoc.pages import section_properties
from dondoc.officialdoc.signatures import signature
from dondoc.officialdoc.texts import annex_text, main_text

__all__ = [
    "Align",
    "Annex",
    "Block",
    "Bullet",
    "Clause",
    "Column",
    "GroupRow",
    "OfficialDocument",
    "Paragraph",
    "Point",
    "Row",
    "Section",
    "SignatureBlock",
    "Table",
    "annex_labels",
    "render",
]


def render(document: OfficialDocument) -> bytes:
    """The .docx file: the same document always gives the same bytes.

    Characters that no page can show are left out. Annexes stand each in a section of its own, turned where
    the annex says so, with pages numbered from 1.
    """
    elements = [*letterhead(document), *main_text(document), *signature(document)]
    landscape = False
    for annex, label in zip(document.annexes, annex_labels(len(document.annexes)), strict=True):
        _end_section(elements[-1], landscape)
        elements += annex_text(annex, label, document)
        landscape = annex.landscape
    body = element("body", *elements, section_properties(landscape))
    title = f"{line_of(document.kind)} {line_of(document.summary)}"
    return package(body, title=title, author=line_of(document.body))


def _end_section(last: Element, landscape: bool) -> None:
    """Close the section with its last paragraph, where Word keeps the section's properties."""
    last.find("w:pPr", last.nsmap).append(section_properties(landscape))
