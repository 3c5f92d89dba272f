"""Sheets as neutral blocks: paragraphs in reading order, frames, tables that go on over pages.

Not here: where lines and columns part a sheet (grids, gutters), what stands round its text (margins).
"""

import re
from collections.abc import Iterable, Sequence
from statistics import median

from dondoc.planfile.blocks import Block, Cell, Paragraph, Table
from dondoc.planfile.gutters import Columns, Gutters, Row
from dondoc.planfile.margins import Body, bodies_of
from dondoc.planfile.sheets import Sheet, Word
from dondoc.planfile.tableparts import OpenTable, Part, part_of_columns, part_of_grid
from dondoc.planfile.textlines import (
    Page,
    Span,
    TextLine,
    continues,
    is_after_blank,
    page_of,
    rows_of,
    text_of,
    trace_of,
)

_BODY = re.compile(  # how a name in capitals begins that ends no other name
    r"(?:UBND|[ỦU][ỶY] BAN|SỞ|CỤC|CHI CỤC|THANH TRA|TRUNG TÂM|VĂN PHÒNG|BAN QUẢN LÝ|BỆNH VIỆN|BẢO HIỂM XÃ HỘI)(?!\w)"
)
_PADDING = 10.8  # points, of both sides of the cells that lay out a letterhead in Word


def blocks_of(sheets: Iterable[Sheet]) -> tuple[Block, ...]:
    """The blocks of a document from its sheets in order, whether typed or recognised; each sheet is read once.

    A paragraph or a cell that a page break parts is one again and has a spot on either page.
    """
    flow = _Flow()
    for body in bodies_of(sheets):
        flow.read(body)
    return flow.blocks()


class _Flow:
    """The blocks so far; the last paragraph and the last table stay open, for the next page may go on with them."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._paragraph: list[TextLine] = []
        self._above: TextLine | None = None  # the line before the open paragraph
        self._table: OpenTable | None = None
        self._room = Span(0, 0)
        self._width = 0.0

    def read(self, body: Body) -> None:
        """Adds a page."""
        sheet, page = body.sheet, page_of(body.sheet)
        loose: Sequence[Word] = sheet.words
        inside: list[dict[int, list[Word]]] = []
        for grid in body.grids:
            held, loose = grid.shared_out(loose)
            inside.append(held)
        self._measure(loose, sheet)
        order = {id(word): place for place, word in enumerate(sheet.words)} if loose else {}
        rows = rows_of(loose)
        for grid, words in zip(body.grids, inside, strict=True):
            above = [row for row in rows if (row[0].top + row[0].bottom) / 2 < grid.top]
            rows = rows[len(above) :]
            self._read_rows(above, order, page)
            self._add_part(part_of_grid(grid, words, page))
        self._read_rows(rows, order, page)

    def blocks(self) -> tuple[Block, ...]:
        """All blocks, the open ones closed."""
        self._close_paragraph()
        self._close_table()
        return tuple(self._blocks)

    def _measure(self, loose: Sequence[Word], sheet: Sheet) -> None:
        """The room of running text: that of the widest lines, on pages of one width alike."""
        if not loose:
            return
        left, right = min(word.left for word in loose), max(word.right for word in loose)
        if abs(sheet.width - self._width) < 2:
            left, right = min(left, self._room.left), max(right, self._room.right)
        self._room, self._width = Span(left, right), sheet.width

    def _read_rows(self, rows: Sequence[Row], order: dict[int, int], page: Page) -> None:
        for stretch in Gutters(rows, order, page).stretches():
            if isinstance(stretch, TextLine):
                self._add_line(stretch)
            elif stretch.is_table:
                self._add_part(part_of_columns(stretch, page))
            else:
                self._add_frame(stretch)

    def _add_line(self, line: TextLine) -> None:
        self._close_table()
        if self._paragraph and continues(self._paragraph, line, self._room):
            self._paragraph.append(line)
            return
        self._close_paragraph()
        self._paragraph = [line]

    def _add_frame(self, columns: Columns) -> None:
        self._close_paragraph()
        self._close_table()
        sides = [[line for line in side if line] for side in zip(*columns.rows, strict=True)]
        self._blocks.append(Table((tuple(self._frame_cell(side) for side in sides),), is_frame=True))

    def _frame_cell(self, lines: list[TextLine]) -> Cell:
        """A column of a frame, line by line as it is printed; in a centred one, lines that were too long are whole.

        The name of a body under that of its upper one is a line of its own, though both are in one type.
        """
        middle = median(line.middle for line in lines)
        half = min(middle - self._room.left, self._room.right - middle) - _PADDING
        room = Span(middle - half, middle + half)
        centred = sum(abs(line.middle - middle) < 2 for line in lines) * 2 > len(lines) > 1
        paragraphs: list[list[TextLine]] = []
        for line in lines:
            if centred and paragraphs and not _BODY.match(line.text) and continues(paragraphs[-1], line, room):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
        return Cell("\n".join(map(text_of, paragraphs)), trace_of(lines))

    def _add_part(self, part: Part) -> None:
        self._close_paragraph()
        if self._table is not None and self._table.goes_on_with(part):
            self._table.add(part)
            return
        self._close_table()
        self._table = OpenTable(part)

    def _close_paragraph(self) -> None:
        if not self._paragraph:
            return
        lines, above = self._paragraph, self._above
        self._blocks.append(
            Paragraph(
                text_of(lines),
                centred=self._room.centres(lines[-1]) and all(map(self._room.balances, lines)),
                after_gap=above is not None and is_after_blank(above, lines[0]),
                trace=trace_of(lines),
            )
        )
        self._above, self._paragraph = lines[-1], []

    def _close_table(self) -> None:
        if self._table is not None:
            self._blocks.append(self._table.closed())
        self._table = self._above = None
