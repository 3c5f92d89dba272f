"""An official document as data: what it says, not how it looks (that is the rest of this package).

Texts are plain and carry no numbering and no closing punctuation of lists: `I.`, `1.`, `a)`, `- `, `;`
and `./.` are put there by the layout. Names of bodies, kinds and titles are given as in running text
(`Sở Tư pháp`, `Báo cáo`); the layout writes capitals where Decree 30/2020 wants them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    """Where the text of a table column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line end starts another paragraph."""

    text: str


@dataclass(frozen=True)
class Clause:
    """Khoản `1.`, numbered anew in each section; `titled` when it is a title on its own line (bold)."""

    text: str
    titled: bool = False


@dataclass(frozen=True)
class Point:
    """Điểm `a)`, in the order of the Vietnamese alphabet, lettered anew in each clause."""

    text: str


@dataclass(frozen=True)
class Bullet:
    """A line that opens with `- `."""

    text: str


@dataclass(frozen=True)
class Column:
    """A table column. `share` is its part of the width beside the other columns' shares;

    adjacent columns with the same `above` stand under that common heading.
    """

    title: str
    share: int = 1
    align: Align = Align.LEFT
    above: str | None = None


@dataclass(frozen=True)
class Row:
    """One table row, a text a column; a line end in a cell starts a paragraph. `total` prints it bold."""

    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True)
class GroupRow:
    """A heading inside a table. With a `number` that stands in the first column, the title over the rest."""

    title: str
    number: str | None = None


@dataclass(frozen=True)
class Table:
    """A ruled table whose heading repeats on every page; `notes` are printed under it.

    `is_dense` sets it in smaller letters, as a table of many columns always is.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row | GroupRow, ...]
    notes: tuple[str, ...] = ()
    is_dense: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError when a row has another number of cells than there are columns, or a column no share."""
        if not self.columns or min(column.share for column in self.columns) < 1:
            raise ValueError("a table needs columns, each with a share of at least 1")
        for place, row in enumerate(self.rows, start=1):
            if isinstance(row, Row) and len(row.cells) != len(self.columns):
                raise ValueError(f"row {place}: {len(row.cells)} cells for {len(self.columns)} columns")


Block = Paragraph | Clause | Point | Bullet | Table


@dataclass(frozen=True)
class Section:
    """Phần `I.` with a title in capitals and what stands under it (may be nothing)."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Annex:
    """A phụ lục on its own pages, numbered on their own. Its label and `(Kèm theo …)` come by themselves."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs: `authority` such as `KT. Giám đốc`, the position, the name (None leaves its place empty)."""

    position: str
    name: str | None = None
    authority: str | None = None


@dataclass(frozen=True)
class OfficialDocument:
    """An administrative document with a kind name (báo cáo, kế hoạch, tờ trình, thông báo).

    `number` and `issued_on` are None until the clerk gives them: their places stay blank, with `year`
    printed when it is known. `addressed_to` is Kính gửi (then `Như trên` opens the recipients by itself);
    `grounds` are căn cứ; `opening` and `closing` are paragraphs before and after the sections.
    """

    parent_body: str
    body: str
    kind: str
    symbol: str
    place: str
    summary: str
    signer: SignatureBlock
    recipients: tuple[str, ...]
    number: str | None = None
    issued_on: date | None = None
    year: int | None = None
    addressed_to: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()


def annex_labels(count: int) -> tuple[str, ...]:
    """`Phụ lục` for one annex, `Phụ lục I`, `Phụ lục II`… for more: the main text must point to each."""
    if count == 1:
        return ("Phụ lục",)
    return tuple(f"Phụ lục {roman(number)}" for number in range(1, count + 1))


def roman(number: int) -> str:
    """`IV` for 4. Raises ValueError below 1."""
    if number < 1:
        raise ValueError(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
