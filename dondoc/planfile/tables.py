"""Tasks from appendix tables: group rows, task rows, merged cells, tables that go on after a page.

Not here: which column holds what (columns), tasks in running text (prose).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dondoc.core.deadlines import due_date
from dondoc.core.plan import TaskDraft
from dondoc.planfile.assignments import bodies_of_cell
from dondoc.planfile.blocks import Cell, bullets, closed, own_cells
from dondoc.planfile.bodies import split_bodies
from dondoc.planfile.columns import TaskColumns, repeats_header, task_columns
from dondoc.planfile.documents import PlacedTable
from dondoc.planfile.labels import label_of
from dondoc.planfile.prose import counted
from dondoc.planfile.words import plain, words

_FILLED = ("solutions", "due", "lead", "cooperating", "bodies", "products")
_FIELD_OF = {"due": "due_text", "bodies": "lead"}
_BARE_PERIOD = re.compile(r"(?:\d{1,2}|I{1,3}|IV)(?![\w/.])")
_SUM = re.compile(r"[\d.,]+(?:\s*(?:%|đồng|nghìn đồng|triệu đồng|tỷ đồng|điểm))?")
_NOTHING = re.compile(r"[\s\-–—/.…x]*", re.IGNORECASE)


@dataclass(frozen=True)
class TableTask:
    """A task of a table: places of its cells by field, and the titles of its columns that are empty."""

    task: TaskDraft
    places: dict[str, str]
    empty: tuple[str, ...] = ()


@dataclass
class _Rows:
    """Reading state while going down a table."""

    columns: TaskColumns
    group: str | None = None
    parent: str = ""  # the number of the group, where it is one of the tasks' own
    outer: str | None = None  # the group in which that one stands
    tasks: list[TableTask] = field(default_factory=list)
    cells: list[tuple[Cell, Cell | None]] = field(default_factory=list)
    dues: dict[str, date | None] = field(default_factory=dict)  # by wording, for many tasks have the same


@dataclass(frozen=True)
class _Row:
    """A row of a task, asked by the roles of its columns."""

    cells: tuple[Cell, ...]
    columns: TaskColumns
    where: str

    def texts(self, role: str) -> list[str]:
        return [self.cells[c].text for c in self.columns.roles.get(role, ()) if c < len(self.cells)]

    def entries(self, role: str) -> tuple[str, ...]:
        found = (entry for text in self.texts(role) for entry in bullets(text))
        return tuple(entry for entry in found if not _NOTHING.fullmatch(entry))

    def bodies(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lead and cooperating bodies."""
        told = [
            bodies_of_cell(text, shared=role == "bodies") for role in ("lead", "bodies") for text in self.texts(role)
        ]
        with_whom = [name for text in self.texts("cooperating") for name in split_bodies(text)]
        lead = (name for leads, _ in told for name in leads)
        return tuple(dict.fromkeys(lead)), tuple(dict.fromkeys([n for _, others in told for n in others] + with_whom))

    def due_text(self) -> str | None:
        """The deadline of the row's cell; among columns of months or quarters, the titles of those with a mark."""
        columns = [c for c in self.columns.roles.get("due", ()) if c < len(self.cells)]
        if len(columns) > 1:
            marked = [self.columns.titles[c] for c in columns if self.cells[c].text]
            return ", ".join(dict.fromkeys(marked)) or None
        text = closed(" ".join(self.cells[columns[0]].text.split())) if columns else ""
        if _NOTHING.fullmatch(text):
            return None
        title = self.columns.titles[columns[0]]
        return f"{title} {text}" if plain(title) in ("tháng", "quý") and _BARE_PERIOD.match(text) else text

    def places(self) -> dict[str, str]:
        """The places of the cells by field of a task."""
        return {
            _FIELD_OF.get(role, role): f"{self.where} column {self.columns.roles[role][0] + 1}"
            for role in ("number", "text", *_FILLED)
            if role in self.columns.roles
        }

    def empty(self) -> tuple[str, ...]:
        """The titles of the columns that the row leaves empty."""
        roles = [role for role in _FILLED if len(self.columns.roles.get(role, ())) == 1]
        return tuple(
            self.columns.titles[self.columns.roles[role][0]]
            for role in roles
            if all(_NOTHING.fullmatch(text) for text in self.texts(role))
        )


def tasks_of_tables(tables: Sequence[PlacedTable], *, year: int | None) -> tuple[list[TableTask], set[int]]:
    """The tasks of all tables of tasks, and the numbers of those tables.

    A table without a header that is as wide as the table of tasks before it goes on with it.
    """
    tasks: list[TableTask] = []
    read: set[int] = set()
    state: _Rows | None = None
    for table in tables:
        columns = task_columns(table.rows)
        if columns is not None:
            same = state is not None and state.columns.headers == columns.headers
            state = _Rows(columns, group=state.group if state and same else None)
        elif state is None or not _continues(table, state.columns):
            continue
        else:
            state = _Rows(replace(state.columns, first_row=0), group=state.group)
        read.add(table.number)
        for number in range(state.columns.first_row, len(table.rows)):
            _read_row(state, table, number, year)
        tasks.extend(state.tasks)
    numbers = counted([entry.task for entry in tasks])
    return [replace(entry, task=task) for entry, task in zip(tasks, numbers, strict=True)], read


def _continues(table: PlacedTable, columns: TaskColumns) -> bool:
    return bool(table.rows) and len(table.rows[0]) == len(columns.headers) and len(own_cells(table.rows[0])) > 1


def _read_row(state: _Rows, table: PlacedTable, number: int, year: int | None) -> None:
    row, columns = table.rows[number], state.columns
    filled = [cell for cell in own_cells(row) if cell.text]
    if not filled or repeats_header(row, columns):
        return
    text_column, number_column = columns.first("text"), columns.first("number")
    number_cell = row[number_column] if number_column is not None and number_column < len(row) else None
    mark = number_cell.text.strip(" .") if number_cell is not None else ""
    parted = not mark.isdecimal() or _mark_below(table, number, number_column).startswith(f"{mark}.")
    heading = _group_heading(row, columns, may_sum=parted)
    if heading is not None:
        if not mark.isdecimal():
            state.outer = heading
        elif not state.parent:
            state.outer = state.group
        state.group, state.parent = heading, mark if mark.isdecimal() else ""
        return
    assert text_column is not None
    if len(row) <= text_column:
        return
    text_cell = row[text_column]
    if state.tasks and _is_rest(state, row, number_cell, text_cell):
        state.tasks[-1] = _joined(state.tasks[-1], _task(state, table, number, year), state.cells[-1][0], text_cell)
        return
    if not text_cell.text or _is_total(text_cell, number_cell):
        return
    if mark.isdecimal() and state.tasks and state.tasks[-1].task.number.startswith(f"{state.parent}."):
        state.group, state.parent = state.outer, ""
    state.tasks.append(_task(state, table, number, year))
    state.cells.append((text_cell, number_cell))


def _is_total(text_cell: Cell, number_cell: Cell | None) -> bool:
    """Whether a row sums up a column: `Tổng cộng`, over the cell of the number or without one."""
    unnumbered = number_cell is None or number_cell is text_cell or not number_cell.text
    return unnumbered and plain(text_cell.text).rstrip(" .:") in words("documents")["totals"]


def _is_subtotal(cell: Cell, row: tuple[Cell, ...], columns: TaskColumns) -> bool:
    """Whether a cell is a sum in a column that says nothing of tasks: `60` under `Kinh phí`, `15` under `Điểm`."""
    said = {c for role in ("text", "group", *_FILLED) for c in columns.roles.get(role, ())}
    where = {c for c, other in enumerate(row) if other is cell}
    return not where & said and _SUM.fullmatch(cell.text.strip()) is not None


def _mark_below(table: PlacedTable, number: int, column: int | None) -> str:
    """The number that the row below prints."""
    below = table.rows[number + 1] if number + 1 < len(table.rows) else ()
    return below[column].text.strip(" .") if column is not None and column < len(below) else ""


def _group_heading(row: tuple[Cell, ...], columns: TaskColumns, *, may_sum: bool) -> str | None:
    """The heading, where a row is nothing but one: all its cells merged or empty but for it, and for a sum."""
    number_column = columns.first("number")
    mark = row[number_column] if number_column is not None and number_column < len(row) else None
    others = [cell for cell in own_cells(row) if cell.text and cell is not mark]
    if len(others) > 1 and may_sum and not _is_total(others[0], mark):
        others = [cell for cell in others if not _is_subtotal(cell, row, columns)]
    unique = list({id(cell): cell for cell in others}.values())
    if not unique and mark is not None and (sum(cell is mark for cell in row) > 1 or len(mark.text.split()) > 1):
        unique = [mark]
    if len(unique) != 1:
        return None
    cell = unique[0]
    spans = sum(other is cell for other in row) > 1
    if not spans and len(row) > 2 and cell not in (mark, row[min(columns.first("text") or 0, len(row) - 1)]):
        return None
    heading = " ".join(cell.text.split())
    if mark is None or not mark.text or mark is cell:
        if heading[:1] in "-+" or (heading[:1].islower() and not label_of(heading)):
            return None
        label = label_of(heading)
        heading = label.text if label and not label.is_bullet else heading
    return heading.rstrip(" .:;")


def _is_rest(state: _Rows, row: tuple[Cell, ...], number_cell: Cell | None, text_cell: Cell) -> bool:
    """Whether a row is the rest of the task above: its text cell covers both, or a page cut the row in two."""
    if text_cell.text and text_cell is state.cells[-1][0]:
        return True
    if state.columns.first("number") is None or (number_cell is not None and number_cell.text):
        return False
    if not text_cell.text:
        return True
    others = [cell for cell in own_cells(row) if cell.text and cell is not text_cell]
    return not others and (text_cell.text[0].islower() or text_cell.text[0] in "-+")


def _task(state: _Rows, table: PlacedTable, number: int, year: int | None) -> TableTask:
    row = _Row(table.rows[number], state.columns, table.where(number))
    mark, text = _marked(row.texts("number"), row.texts("text"))
    lead, cooperating = row.bodies()
    due_text = row.due_text()
    if due_text and due_text not in state.dues:
        state.dues[due_text] = due_date(due_text, year=year)
    task = TaskDraft(
        number=mark,
        group=next((" ".join(text.split()) for text in row.texts("group") if text), state.group),
        text=text,
        solutions=row.entries("solutions"),
        due_text=due_text,
        due=state.dues[due_text] if due_text else None,
        lead=lead,
        cooperating=cooperating,
        products=row.entries("products"),
        where=row.where,
    )
    return TableTask(task, row.places(), row.empty())


def _marked(numbers: list[str], texts: list[str]) -> tuple[str, str]:
    """Number and text of a row; where no column gives the number, the label of the text does."""
    mark = numbers[0].strip(" .)(:-") if numbers else ""
    text = " ".join(texts[0].split()) if texts else ""
    label = label_of(text)
    if label is not None and (not mark or label.is_bullet or label.mark == mark):
        mark, text = mark or label.mark, label.text
    return mark, closed(text)


def _joined(upper: TableTask, lower: TableTask, upper_text: Cell, lower_text: Cell) -> TableTask:
    """A task whose text cell covers several rows, or whose row a page cut: lists added up, texts joined."""
    a, b = upper.task, lower.task
    comma = "," if upper_text.text.endswith(",") else ""
    text = a.text if lower_text is upper_text or not b.text else f"{a.text}{comma} {b.text}"
    dues = [t for t in dict.fromkeys((a.due_text, b.due_text)) if t]
    days = [day for day in (a.due, b.due) if day]
    task = replace(
        a,
        text=text,
        due_text="; ".join(dues) or None,
        due=max(days, default=None),
        solutions=_union(a.solutions, b.solutions),
        lead=_union(a.lead, b.lead),
        cooperating=_union(a.cooperating, b.cooperating),
        products=_union(a.products, b.products),
    )
    return TableTask(task, upper.places, tuple(title for title in upper.empty if title in lower.empty))


def _union(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*upper, *lower)))
