"""What the documents of an assessment have in common: bodies, place, who signs, who receives, the frame of a report.

Not here: what they say.
"""

from dataclasses import dataclass

from dondoc.officialdoc.documents import Annex, OfficialDocument, Section, SignatureBlock

SAMPLE_SET = "bộ chỉ số mẫu, không chính thức"


@dataclass(frozen=True)
class Heading:
    """The frame of a document. `symbol` is the department's own (`STP`); `office` is the unit that follows up.

    `grounds` (căn cứ) are written by people and may be empty; number and date are the clerk's and never stand here.
    """

    parent_body: str
    department: str
    symbol: str
    place: str
    year: int
    signer: SignatureBlock
    recipients: tuple[str, ...]
    addressed_to: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    office: str = "Văn phòng Sở"


def report(
    heading: Heading,
    *,
    summary: str,
    opening: str,
    sections: tuple[Section, ...],
    closing: str,
    annexes: tuple[Annex, ...] = (),
) -> OfficialDocument:
    """The *Báo cáo* of the department, of one opening and one closing paragraph, to whom the heading addresses it."""
    return OfficialDocument(
        parent_body=heading.parent_body,
        body=heading.department,
        kind="Báo cáo",
        symbol=f"BC-{heading.symbol}",
        place=heading.place,
        year=heading.year,
        summary=summary,
        addressed_to=heading.addressed_to,
        grounds=heading.grounds,
        opening=(opening,),
        sections=sections,
        closing=(closing,),
        signer=heading.signer,
        recipients=heading.recipients,
        annexes=annexes,
    )


def marked(text: str, *, is_unofficial: bool) -> str:
    """The text, with the remark that the criteria set is only a sample where it is."""
    return f"{text} ({SAMPLE_SET})" if is_unofficial else text
