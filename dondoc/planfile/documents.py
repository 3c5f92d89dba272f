"""A document laid out: letterhead, numbered lines and tables, each with its place in the source.

Not here: the sections of the text (outlines), what the lines say (the modules of each noun).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dondoc.planfile.blocks import Block, Cell, Paragraph, Table, own_cells
from dondoc.planfile.labels import label_of
from dondoc.planfile.readings import SourceLine
from dondoc.planfile.traces import NO_TRACE, Trace, joined
from dondoc.planfile.words import pattern, plain, words

_RULE = re.compile(r"[\s_=*.·•~–—-]*")
_LAYOUT_ROWS = 12
_SIGNATURE_ROWS = 4
_HEAD_LINES = 60
_LETTERHEAD_MARK = re.compile(r"^số\s*:|^số\s+\d|nơi nhận|ngày\b.*\btháng\b.*\bnăm \d{4}$|^lưu\s*:")
_SENTENCE_OPEN = re.compile(r"[^.;:!?/…_]\Z")


@dataclass(frozen=True)
class Line:
    """One printed line of text. `where` is its place in the source; lines of one paragraph share it."""

    where: str
    text: str
    level: int = 0
    centred: bool = False
    after_gap: bool = False


@dataclass(frozen=True)
class PlacedTable:
    """The `number`th table of the document; `after` counts the lines that stand before it."""

    number: int
    rows: tuple[tuple[Cell, ...], ...]
    after: int

    def where(self, row: int) -> str:
        """The place of a row, counted from 0 here and from 1 in the place."""
        return f"table {self.number} row {row + 1}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Place and text of every printed cell, each once, at the first row that it covers."""
        seen: set[int] = set()
        for number, row in enumerate(self.rows):
            for cell in row:
                if cell.text and id(cell) not in seen:
                    seen.add(id(cell))
                    yield self.where(number), cell.text


@dataclass(frozen=True)
class Document:
    """A document laid out. `lines` begin with the line of the kind (`KẾ HOẠCH`), sentences made whole."""

    letterhead: tuple[Line, ...]
    lines: tuple[Line, ...]
    tables: tuple[PlacedTable, ...]
    source: tuple[SourceLine, ...]


def lay_out(blocks: Iterable[Block]) -> Document:
    """Gives every block its place. Frames (tables that only lay out text) become lines `frame N`."""
    flat = list(_unframed(blocks))
    start = _kind_place(flat)
    letterhead: list[Line] = []
    lines: list[Line] = []
    tables: list[PlacedTable] = []
    source: list[SourceLine] = []
    frames = paragraphs = 0
    for place, (block, framed) in enumerate(flat):
        if isinstance(block, Table):
            table = PlacedTable(len(tables) + 1, block.rows, len(lines))
            tables.append(table)
            source.extend(_row_lines(table))
            continue
        if _RULE.fullmatch(block.text):
            continue
        if framed or place < start:
            frames += 1
            where = f"frame {frames}"
        else:
            paragraphs += 1
            where = f"paragraph {paragraphs}"
        source.append(SourceLine(where, _kind_of(block), block.text, trace=block.trace))
        (letterhead if place < start else lines).extend(_split(block, where))
    return Document(tuple(letterhead), *_made_whole(lines, tables), source=tuple(source))


def is_kind_line(text: str) -> bool:
    """Whether a line names the kind of document: alone, or in capitals before the rest of the title."""
    first = text.split("\n", 1)[0]
    found = re.match(pattern("documents", "kinds") + r"(?!\w)", plain(first))
    return bool(found) and (found.end() == len(plain(first)) or first.isupper()) if found else False


def _unframed(blocks: Iterable[Block]) -> Iterator[tuple[Block, bool]]:
    """The blocks in order, frames taken apart column by column; the flag tells what stood in a frame."""
    blocks = list(blocks)
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if isinstance(block, Paragraph):
            yield block, False
            place += 1
            continue
        place += 1
        if not block.rows or not (block.is_frame or _is_frame(block.rows)):
            yield block, False
            continue
        rows = list(block.rows)
        while place < len(blocks) and isinstance(below := blocks[place], Table) and below.is_frame:
            rows.extend(below.rows)
            place += 1
        for text, trace in _columnwise(rows):
            yield Paragraph(text, centred=True, trace=trace), True


def _is_frame(rows: Sequence[tuple[Cell, ...]]) -> bool:
    """Whether a table is a letterhead, a closing or a box, by its size and its words."""
    if len(rows) > _LAYOUT_ROWS:
        return False
    cells = [cell for row in rows for cell in own_cells(row)]
    widest = max((len(own_cells(row)) for row in rows), default=0)
    if len(cells) == 1 or widest == 0:
        return True
    if widest > 3:
        return False
    lines = [line for cell in cells for line in cell.text.split("\n")]
    mottoes, titles = words("documents")["mottoes"], pattern("signatures", "positions")
    if len(rows) <= _SIGNATURE_ROWS and any(line.isupper() and re.search(titles, plain(line)) for line in lines):
        return True
    return any(line.startswith(mottoes) or _LETTERHEAD_MARK.search(line) for line in map(plain, lines))


def _columnwise(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[str, Trace]]:
    """The lines of a frame as they are read: down the left column, then down the right one; each with its trace."""
    seen: set[int] = set()
    for column in range(max(len(row) for row in rows)):
        for row in rows:
            if column < len(row) and id(row[column]) not in seen:
                seen.add(id(row[column]))
                yield from ((line, row[column].trace) for line in row[column].text.split("\n") if line)


def _kind_place(flat: list[tuple[Block, bool]]) -> int:
    """The place of the line that names the kind of document; 0 where there is none."""
    for place, (block, _) in enumerate(flat[:_HEAD_LINES]):
        if isinstance(block, Paragraph) and is_kind_line(block.text):
            return place
    return 0


def _kind_of(block: Paragraph) -> str:
    label = label_of(block.text)
    if block.level or (label and label.rank < 2) or (block.text.isupper() and len(block.text) > 3):
        return "heading"
    return "item" if label else "paragraph"


def _row_lines(table: PlacedTable) -> Iterator[SourceLine]:
    for number, row in enumerate(table.rows):
        cells = tuple(cell.text for cell in row)
        own = own_cells(row)
        text = " | ".join(cell.text for cell in own if cell.text)
        trace = joined(cell.trace for cell in own)
        traces = () if trace is NO_TRACE else tuple(cell.trace for cell in row)
        yield SourceLine(table.where(number), "row", text, cells, trace, traces)


def _split(block: Paragraph, where: str) -> Iterator[Line]:
    for number, text in enumerate(block.text.split("\n")):
        yield Line(where, text, block.level, block.centred, block.after_gap and number == 0)


def _made_whole(lines: list[Line], tables: list[PlacedTable]) -> tuple[tuple[Line, ...], tuple[PlacedTable, ...]]:
    """Sentences that a page break cut in two are joined; the whole stands where its first half stood."""
    kept: list[Line] = []
    new_place = [0]
    for line in lines:
        if kept and len(kept) > 2 and _goes_on(kept[-1].text, line.text):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text} {line.text}")
        else:
            kept.append(line)
        new_place.append(len(kept))
    return tuple(kept), tuple(replace(table, after=new_place[table.after]) for table in tables)


def _goes_on(upper: str, lower: str) -> bool:
    if re.search(r"\d,$", upper) and lower[:1].isdigit():
        return True
    if not lower[:1].islower() or not _SENTENCE_OPEN.search(upper) or label_of(lower):
        return False
    return len(upper) > 60 and not upper.isupper()
