"""A .docx as neutral blocks: one pass over the body, spans, automatic numbers and tracked changes resolved.

Not here: judging the container (containers), headers, footers and notes, which are no part of the text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dondoc.core.vietnamese import normalise
from dondoc.planfile.blocks import MAX_CHARACTERS, MAX_ROWS, Block, Cell, Paragraph, Table, frame_of_line, own_cells
from dondoc.planfile.containers import Container, parsed
from dondoc.planfile.encodings import judged
from dondoc.planfile.numberings import Numbering, W
from dondoc.planfile.oldfonts import names_old_font, rewrite
from dondoc.planfile.readings import Conversion
from dondoc.planfile.refusals import UnreadableFile

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "instrText", W + "delText", W + "sectPr",
    W + "footnoteReference", W + "endnoteReference", W + "commentReference", W + "object", W + "tblPr",
    W + "tblGrid", W + "tcPr", W + "trPr", W + "sdtPr", W + "sdtEndPr", _MC + "Fallback",
}  # fmt: skip
_SIGNS = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n",
    W + "noBreakHyphen": "-", W + "softHyphen": "",
}  # fmt: skip
_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_MAX_COLUMNS = 200


@dataclass(frozen=True)
class _Style:
    """What matters of a paragraph style: alignment, heading level, list; None where it says nothing."""

    centred: bool | None = None
    level: int | None = None
    numbering: tuple[str | None, int | None] | None = None
    parent: str | None = None


def read_word(data: bytes, name: str) -> tuple[tuple[Block, ...], Conversion | None]:
    """The blocks of a .docx, and what of it was converted from an old encoding.

    Raises UnreadableFile on whatever is broken, hostile or beyond the limits.
    """
    container = Container(data, name)
    parts = {path: container.part(path) for path in (_DOCUMENT, _STYLES, _NUMBERING)}
    document, styles, numbering = (
        None if content is None else parsed(content, path, name) for path, content in parts.items()
    )
    body = None if document is None else document.find(W + "body")
    if body is None:
        raise UnreadableFile(f"Tệp {name} bị hỏng, không mở được. Hãy lưu lại bằng Word rồi tải lên.")
    told = names_old_font(parts[_DOCUMENT] or b"", parts[_STYLES] or b"")
    conversion = rewrite(body, styles) if told else None
    blocks = tuple(_Walk(styles=_styles(styles), numbering=Numbering(numbering), name=name).blocks(body))
    if conversion is None and judged(_texts_of(blocks)) and (conversion := rewrite(body, styles)):
        blocks = tuple(_Walk(styles=_styles(styles), numbering=Numbering(numbering), name=name).blocks(body))
    return blocks, conversion


def _texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in own_cells(row))


class _Walk:
    """One pass over a body, in order; numbering counts as it goes."""

    def __init__(self, *, styles: dict[str, _Style], numbering: Numbering, name: str) -> None:
        self._styles = styles
        self._numbering = numbering
        self._name = name
        self._tables = 0
        self._depth = 0  # of cells: in a cell Word's number counts even where no text follows it
        self._characters = 0
        self._raw = ""

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Paragraphs and tables under a node; a paragraph whose mark is deleted runs into the next."""
        gap, open_text = False, ""
        for node in _content(parent):
            if node.tag == W + "tbl":
                yield self._table(node)
                gap = False
                continue
            yield from self._boxes(node)
            properties = node.find(W + "pPr")
            paragraph = self._paragraph(node, properties, before=open_text, after_gap=gap)
            if _mark_deleted(properties):
                open_text = self._raw
                continue
            open_text = ""
            if paragraph.text:
                yield (self._depth == 0 and frame_of_line(self._raw)) or paragraph
            gap = not paragraph.text
        if rest := normalise(open_text):
            yield Paragraph(rest)

    def _paragraph(self, node: Any, properties: Any | None, *, before: str, after_gap: bool) -> Paragraph:
        raw = self._raw = before + "".join(_texts(node))
        self._characters += len(raw)
        if self._characters > MAX_CHARACTERS:
            raise UnreadableFile(
                f"Tệp {self._name} quá dài (hơn {MAX_CHARACTERS // 1_000_000} triệu ký tự). "
                "Hãy tải lên riêng phần kế hoạch."
            )
        text = normalise(raw)
        if properties is None:
            return Paragraph(text, after_gap=after_gap)
        style_id = _value(properties, "pStyle")
        style = self._style(style_id)
        align = _value(properties, "jc")
        level = _number(_value(properties, "outlineLvl"))
        own_list = properties.find(W + "numPr")
        label = self._label(own_list, style, style_id)
        if label and (text or self._depth):
            text = f"{label} {text}".rstrip()
        return Paragraph(
            text=text,
            level=(level + 1 if level is not None and level < 9 else style.level or 0),
            centred=align == "center" if align else bool(style.centred),
            after_gap=after_gap,
        )

    def _label(self, own: Any | None, style: _Style, style_id: str | None) -> str:
        if own is None and style.numbering is None:
            linked = self._numbering.of_style(style_id) if style_id else None
            return self._numbering.label(*linked) if linked and style.level else ""
        list_id, level = style.numbering or (None, None)
        if own is not None:
            list_id = _value(own, "numId") or list_id
            level = _number(_value(own, "ilvl")) if own.find(W + "ilvl") is not None else level
        if level is None:
            linked = self._numbering.of_style(style_id) if style_id else None
            level = linked[1] if linked and linked[0] == list_id else 0
        return self._numbering.label(list_id, level) if list_id and list_id != "0" else ""

    def _style(self, style_id: str | None) -> _Style:
        """A style with what it inherits."""
        found = _Style()
        for _ in range(12):
            style = self._styles.get(style_id or "")
            if style is None:
                break
            found = _Style(
                centred=style.centred if found.centred is None else found.centred,
                level=style.level if found.level is None else found.level,
                numbering=style.numbering if found.numbering is None else found.numbering,
            )
            style_id = style.parent
        return found

    def _boxes(self, paragraph: Any) -> Iterator[Block]:
        """The paragraphs and tables of text boxes anchored in a paragraph."""
        for box in paragraph.iter(W + "txbxContent"):
            if not any(up.tag == _MC + "Fallback" or up.tag == W + "del" for up in box.iterancestors()):
                yield from self.blocks(box)

    def _table(self, node: Any) -> Table:
        self._tables += 1
        rows: list[tuple[Cell, ...]] = []
        above: dict[int, Cell] = {}
        for row in _content(node, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            if len(rows) >= MAX_ROWS:
                raise UnreadableFile(
                    f"Bảng {self._tables} trong tệp {self._name} có hơn {MAX_ROWS:,} dòng".replace(",", ".")
                    + ", quá giới hạn của một bảng. Hãy tách bảng thành nhiều tệp rồi tải lên từng tệp."
                )
            cells, above = self._row(row, properties, above)
            rows.append(cells)
        return Table(tuple(rows))

    def _row(
        self, row: Any, properties: Any | None, above: dict[int, Cell]
    ) -> tuple[tuple[Cell, ...], dict[int, Cell]]:
        """The cells of a row over the grid, and those that a merged cell below may continue."""
        skipped = _number(_value(properties, "gridBefore")) if properties is not None else None
        cells = [Cell("")] * min(skipped or 0, _MAX_COLUMNS)
        open_cells: dict[int, Cell] = {}
        for node in _content(row, W + "tc"):
            settings = node.find(W + "tcPr")
            span, merge = 1, None
            if settings is not None:
                if settings.find(W + "cellDel") is not None:
                    continue
                span = max(_number(_value(settings, "gridSpan")) or 1, 1)
                merge = settings.find(W + "vMerge")
            place = len(cells)
            continued = merge is not None and merge.get(W + "val", "continue") == "continue"
            text = self._cell_text(node)
            upper = above.get(place) if continued else None
            cell = upper if upper is not None and not text else Cell(text)
            if merge is not None:
                open_cells[place] = cell
            cells.extend([cell] * min(span, max(_MAX_COLUMNS - place, 1)))
        return tuple(cells), open_cells

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        self._depth += 1
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines.extend(_row_text(row) for row in block.rows)
        self._depth -= 1
        return "\n".join(line for line in lines if line)


def _row_text(row: tuple[Cell, ...]) -> str:
    texts = [cell.text for place, cell in enumerate(row) if place == 0 or cell is not row[place - 1]]
    return " ".join(text for text in texts if text)


def _content(parent: Any, *wanted: str) -> Iterator[Any]:
    """The children of the wanted kinds, looked for inside content controls and insertions too."""
    wanted = wanted or (W + "p", W + "tbl")
    for child in parent.iterchildren():
        if child.tag in wanted:
            yield child
        elif child.tag not in _SKIPPED and len(child):
            yield from _content(child, *wanted)


def _texts(node: Any) -> Iterator[str]:
    """The printed text of a paragraph: insertions yes, deletions, hidden text and text boxes no."""
    for child in node.iterchildren():
        tag = child.tag
        if tag == W + "t":
            yield child.text or ""
        elif tag == W + "r":
            properties = child.find(W + "rPr")
            if properties is None or not _on(properties, "vanish"):
                yield from _texts(child)
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag not in _SKIPPED and tag != W + "txbxContent" and len(child):
            yield from _texts(child)


def _mark_deleted(properties: Any | None) -> bool:
    mark = properties.find(W + "rPr") if properties is not None else None
    return mark is not None and mark.find(W + "del") is not None


def _on(properties: Any, tag: str) -> bool:
    found = properties.find(W + tag)
    return found is not None and found.get(W + "val", "1") not in ("0", "false", "off")


def _styles(root: Any | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for node in root.findall(W + "style") if root is not None else ():
        if node.get(W + "type") != "paragraph":
            continue
        properties = node.find(W + "pPr")
        parent = _value(node, "basedOn")
        if properties is None:
            styles[node.get(W + "styleId", "")] = _Style(parent=parent)
            continue
        align, level = _value(properties, "jc"), _number(_value(properties, "outlineLvl"))
        numbering = properties.find(W + "numPr")
        styles[node.get(W + "styleId", "")] = _Style(
            centred=None if align is None else align == "center",
            level=None if level is None or level > 8 else level + 1,
            numbering=None if numbering is None else (_value(numbering, "numId"), _number(_value(numbering, "ilvl"))),
            parent=parent,
        )
    return styles


def _value(node: Any, tag: str) -> str | None:
    found = node.find(W + tag)
    value = None if found is None else found.get(W + "val")
    return value if isinstance(value, str) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None
