"""What closes a document: the signature block beside Nơi nhận, together on one page."""

from dondoc.officialdoc.documents import OfficialDocument
from dondoc.officialdoc.elements import Element, line_of, listed, paragraph
from dondoc.officialdoc.pages import text_width
from dondoc.officialdoc.tables import layout_table

_RIGHT = 85.0  # millimetres for the signature


def signature(document: OfficialDocument) -> list[Element]:
    """The two columns, and the empty paragraph that Word wants after a table."""
    widths = (text_width(landscape=False) - _RIGHT, _RIGHT)
    return [layout_table(widths, [(_recipients(document), _signer(document))]), paragraph("Spacer")]


def _recipients(document: OfficialDocument) -> list[Element]:
    above = ("Như trên",) if document.addressed_to else ()
    lines = listed(above + document.recipients)
    return [paragraph("RecipientsTitle", "Nơi nhận:"), *(paragraph("Recipient", f"- {text}") for text in lines)]


def _signer(document: OfficialDocument) -> list[Element]:
    signer = document.signer
    titles = [line_of(text).upper() for text in (signer.authority, signer.position) if text]
    name = paragraph("SignerName", line_of(signer.name or ""))
    return [*(paragraph("SignerPosition", title) for title in titles), name]
