"""What the documents of an assessment have in common: bodies, place, who signs, who receives.

Not here: what they say.
"""

from dataclasses import dataclass

from dondoc.officialdoc.documents import SignatureBlock

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


def marked(text: str, *, is_unofficial: bool) -> str:
    """The text, with the remark that the criteria set is only a sample where it is."""
    return f"{text} ({SAMPLE_SET})" if is_unofficial else text
