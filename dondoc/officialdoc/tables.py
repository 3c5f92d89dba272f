"""Tables: the ruled ones of the text and annexes, and the borderless ones that hold two columns side by side."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from dondoc.officialdoc.documents import Column, GroupRow, Row, Table
from dondoc.officialdoc.elements import (
    Element,
    W,
    element,
    keep_with_next,
    length_mm,
    line_of,
    lines_of,
    paragraph,
    twips,
)
from dondoc.officialdoc.styles import LOOKS

_MANY_COLUMNS = 7  # from here on the smaller letters
_CELL_SIDE = 1.4  # millimetres between a rule and the text
_LONG_WORD = 12  # characters
_SHORT_ROW = 12  # lines: a row up to here is not split over two pages


def layout_table(widths: Sequence[float], rows: Iterable[Sequence[list[Element]]]) -> Element:
    """A table without rules; `widths` in millimetres, each cell a list of paragraphs. No row is split."""
    sizes = [twips(width) for width in widths]
    body = (_row(map(_cell, sizes, row), "cantSplit") for row in rows)
    return _table(sizes, body, border="none", side=0)


def ruled_table(table: Table, width: float) -> list[Element]:
    """The table, `width` millimetres wide, and its notes. The last element is always a paragraph."""
    small = "Small" if table.is_dense or len(table.columns) >= _MANY_COLUMNS else ""
    sizes = _column_sizes(table, twips(width), LOOKS[f"{small}TableCell"].size)
    rows = _heading_rows(table.columns, sizes, f"{small}TableHeading")
    for row in table.rows:
        if isinstance(row, GroupRow):
            rows.append(_group_row(row, sizes, f"{small}TableHeading"))
        else:
            rows.append(_text_row(row, table.columns, sizes, small))
    for place, following in enumerate(table.rows[1:], start=len(rows) - len(table.rows)):
        if isinstance(following, Row) and following.total:
            _keep_row_with_next(rows[place])
    notes = [paragraph("TableNote", line) for note in table.notes for line in lines_of(note)]
    return [_table(sizes, rows, border="single", side=_CELL_SIDE), *notes, paragraph("Spacer")]


def _table(sizes: Sequence[int], rows: Iterable[Element], *, border: str, side: float) -> Element:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(sizes), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *(element(edge, val=border, sz=4, space=0, color="000000") for edge in edges)),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(edge, w=twips(side), type="dxa") for edge in ("left", "right"))),
        ),
        element("tblGrid", *(element("gridCol", w=size) for size in sizes)),
        *rows,
    )


def _column_sizes(table: Table, width: int, letters: float) -> list[int]:
    """Twips that sum to the width: by share, but no column too narrow for its longest word."""
    least = [_least_size(table, place, letters) for place in range(len(table.columns))]
    fixed: dict[int, int] = {}
    while sum(least) <= width:
        shares = [0 if place in fixed else column.share for place, column in enumerate(table.columns)]
        shared = _shared(width - sum(fixed.values()), shares)
        tight = {p: least[p] for p, size in enumerate(shared) if p not in fixed and size < least[p]}
        if not tight:
            return [fixed.get(place, size) for place, size in enumerate(shared)]
        fixed |= tight
    return _shared(width, [column.share for column in table.columns])


def _least_size(table: Table, place: int, letters: float) -> int:
    """Room for the longest word of a column; words past twelve characters may be broken."""
    cells = (row.cells[place] for row in table.rows if isinstance(row, Row))
    words = (word for text in (table.columns[place].title, *cells) for word in text.split())
    longest = max((word for word in words if len(word) <= _LONG_WORD), key=len, default="")
    return twips(length_mm(longest, letters) + 2 * _CELL_SIDE)


def _shared(width: int, shares: Sequence[int]) -> list[int]:
    ends = [width * sum(shares[:place]) // sum(shares) for place in range(len(shares) + 1)]
    return [end - start for start, end in pairwise(ends)]


def _row(cells: Iterable[Element], *properties: str) -> Element:
    return element("tr", element("trPr", *map(element, properties)), *cells)


def _cell(size: int, paragraphs: Sequence[Element], *details: Element) -> Element:
    """`details` are further cell properties, in the order of the schema."""
    return element("tc", element("tcPr", element("tcW", w=size, type="dxa"), *details), *paragraphs)


def _title(size: int, text: str, style: str, *details: Element) -> Element:
    return _cell(size, [paragraph(style, line_of(text))], *details, element("vAlign", val="center"))


def _heading_rows(columns: Sequence[Column], sizes: Sequence[int], style: str) -> list[Element]:
    """One row of titles, or two when some columns stand under a common heading."""
    if not any(column.above for column in columns):
        titles = (_title(size, column.title, style) for column, size in zip(columns, sizes, strict=True))
        return [_row(titles, "cantSplit", "tblHeader")]
    upper: list[Element] = []
    lower: list[Element] = []
    for above, pairs in groupby(zip(columns, sizes, strict=True), key=lambda pair: pair[0].above):
        members = list(pairs)
        if above:
            span = element("gridSpan", val=len(members))
            upper.append(_title(sum(size for _, size in members), above, style, span))
            lower.extend(_title(size, column.title, style) for column, size in members)
        else:
            upper.extend(_title(size, column.title, style, _merge("restart")) for column, size in members)
            lower.extend(_title(size, "", style, _merge("continue")) for _, size in members)
    return [_row(upper, "cantSplit", "tblHeader"), _row(lower, "cantSplit", "tblHeader")]


def _merge(step: str) -> Element:
    return element("vMerge", val=step)


def _group_row(row: GroupRow, sizes: Sequence[int], style: str) -> Element:
    first = 0 if row.number is None else 1
    title = paragraph(style, line_of(row.title), element("jc", val="left"))
    cells = [_cell(sum(sizes[first:]), [title], element("gridSpan", val=len(sizes) - first))]
    if row.number is not None:
        cells.insert(0, _cell(sizes[0], [paragraph(style, line_of(row.number))]))
    heading = _row(cells, "cantSplit")
    _keep_row_with_next(heading)
    return heading


def _keep_row_with_next(row: Element) -> None:
    for node in row.iter(f"{{{W}}}p"):
        keep_with_next(node)


def _text_row(row: Row, columns: Sequence[Column], sizes: Sequence[int], small: str) -> Element:
    style = f"{small}TableHeading" if row.total else f"{small}TableCell"
    texts = [lines_of(cell) or [""] for cell in row.cells]
    cells = [
        _cell(size, [paragraph(style, line, element("jc", val=column.align)) for line in lines])
        for lines, column, size in zip(texts, columns, sizes, strict=True)
    ]
    height = max(_line_count(lines, size) for lines, size in zip(texts, sizes, strict=True))
    return _row(cells, *(("cantSplit",) if height <= _SHORT_ROW else ()))


def _line_count(lines: Sequence[str], size: int) -> float:
    """About how many printed lines a cell holds."""
    width = size / twips(1) - 2 * _CELL_SIDE
    return sum(1 + length_mm(line, 11) // max(width, 1) for line in lines)
