"""The neutral form of a document: paragraphs and tables with spans resolved, whatever file they came from.

Not here: reading a file format (wordfiles, textfiles), what the text means (documents and above).
"""

import re
from dataclasses import dataclass

from dondoc.core.vietnamese import CAPITALS, SMALL_LETTERS, normalise
from dondoc.planfile.traces import NO_TRACE, Trace

_COLUMNS = re.compile(r"\t+| {4,}")
_LABEL = re.compile(r"[\dIVXa-zđ.()-]{1,6}")
MAX_ROWS = 2_000
MAX_CHARACTERS = 3_000_000
_BULLET = re.compile(r"(?:[-–—+•●▪·*]\s*(?=\S)|\(?\d{1,2}[.)]\s+|[a-zđ]\)\s*)(?!\d+%)")
_INLINE_BULLET = re.compile(rf"\s+[-–+•]\s+(?=[{CAPITALS}])")
_CONTINUES = re.compile(rf"[{SMALL_LETTERS}(]")
_OPEN = re.compile(r"(?:,|\bvà|\bcủa|\bcho|\bvới|\bvề|\bcác)$")


@dataclass(frozen=True)
class Paragraph:
    """Text in normal form; a line break is a line end. `level` is that of a heading style, 0 for none.

    `centred` and `after_gap` (a blank line stands before) are hints of layout; a format may not know them.
    """

    text: str
    level: int = 0
    centred: bool = False
    after_gap: bool = False
    trace: Trace = NO_TRACE


@dataclass(frozen=True, eq=False)
class Cell:
    """One printed cell. A cell over several columns or rows is the same object in each place it covers."""

    text: str
    trace: Trace = NO_TRACE


@dataclass(frozen=True)
class Table:
    """Rows over one grid. A row shorter than the grid is one that the document left short.

    `is_frame`: its cells only lay out text in columns, as a format without tables does for a letterhead.
    """

    rows: tuple[tuple[Cell, ...], ...]
    is_frame: bool = False


Block = Paragraph | Table


def own_cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells of a row, each once, however many columns it covers."""
    return tuple(cell for place, cell in enumerate(row) if place == 0 or cell is not row[place - 1])


def frame_of_line(line: str) -> Table | None:
    """The frame of a raw line that tabs or spaces part in two columns, as in a letterhead; None for a plain line."""
    columns = [normalise(piece) for piece in _COLUMNS.split(line.strip())]
    if len(columns) != 2 or any(len(piece) < 4 for piece in columns):
        return None
    left, right = columns
    goes_on = right[0].islower() or right[0] == "/" or _LABEL.fullmatch(left)
    labels = left.endswith(":") and not left.startswith("Nơi nhận")
    return None if goes_on or labels else Table(((Cell(left), Cell(right)),), is_frame=True)


def bullets(text: str) -> tuple[str, ...]:
    """The entries of a cell: one for each bullet, or for each line where it has none; closing signs dropped."""
    entries: list[str] = []
    for line in text.split("\n"):
        marked = _BULLET.match(line)
        pieces = _INLINE_BULLET.split(line[marked.end() :]) if marked else [line]
        if not marked and entries and (_CONTINUES.match(line) or _OPEN.search(entries[-1])):
            entries[-1] = f"{entries[-1]} {pieces.pop(0)}"
        entries.extend(pieces)
    return tuple(clean for entry in entries if (clean := closed(entry)))


def closed(text: str) -> str:
    """The text without the sign that closes it: `;`, `,`, one full stop, or the `./.` that ends a document."""
    text = text.strip().removesuffix("./.").rstrip(";,").rstrip()
    return text[:-1].rstrip(" ;,") if text.endswith(".") and not text.endswith("..") else text
