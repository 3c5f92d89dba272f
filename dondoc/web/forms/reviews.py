"""What stands beside the fields of a reading: place in the source, what was read, doubts.

Not here: the fields (drafts), the source text (sources).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from itertools import pairwise
from typing import Any

from django import forms
from django.forms import BoundField

from dondoc.core.plan import Doubt
from dondoc.core.vietnamese import fold, normalise
from dondoc.models import Draft
from dondoc.web.forms.drafts import LISTS, DraftForms, typed
from dondoc.web.forms.notes import Note, NoteLine, note_lines
from dondoc.web.forms.pictures import NO_TRACE, cut, traces
from dondoc.web.forms.sources import Place

# Which field a doubt of the plan contract is about; the others are about a row or the whole document.
_FIELD_OF = {
    "number-missing": "number",
    "date-missing": "issued_on",
    "no-lead": "lead",
    "no-due": "due_text",
    "no-product": "products",
}
# The last day is worked out from the deadline as printed.
_SAME_PLACE = {"due": "due_text"}
_EMPTY = "empty-cell"
# The fields of a task that a column fills, in the order in which its empty cells are doubted.
_FILLED = ("solutions", "due_text", "lead", "cooperating", "products")
_OF_CITATIONS = frozenset({"cites-later-document", "citation-mismatch"})
_LINES = 6  # of the list of doubts on top
_UNSURE = "low-ocr-confidence"
# What makes two rows the same row. A task's place is never edited, so only equal places will do.
_KEYS = {
    "citations": ("number",),
    "targets": ("text",),
    "tasks": ("where",),
    "reporting": ("frequency", "due_day", "due_month"),
}


@dataclass(frozen=True)
class Clarity:
    """How surely a field was recognised on a scan: percent of its least sure word, None when no one word tells."""

    percent: int | None
    is_unsure: bool


@dataclass
class Line:
    """One field, its place, and what was read there when something else stands now (empty: nothing was read)."""

    bound: BoundField
    place: Place
    was: str | None
    clarity: Clarity | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass
class Row:
    """One row of a list; `is_new`: it has no counterpart in what was read."""

    form: forms.Form
    place: Place
    lines: dict[str, Line]
    is_new: bool
    is_removed: bool
    notes: list[Note] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return self.is_new or self.is_removed or any(line.was is not None for line in self.lines.values())

    @property
    def is_faulty(self) -> bool:
        return any(line.bound.errors for line in self.lines.values())

    @property
    def said(self) -> dict[str, str]:
        """Each field in one line of text."""
        return {name: ", ".join(str(line.bound.value() or "").splitlines()) for name, line in self.lines.items()}

    @property
    def is_empty(self) -> bool:
        """Whether it was just added and nothing is typed yet."""
        return not any(line.bound.value() for name, line in self.lines.items() if name in ("number", "text", "due_day"))

    @property
    def open_notes(self) -> list[Note]:
        """The doubts not settled yet, of the row and of its fields."""
        return [note for note in [*self.notes, *_notes_of(self.lines.values())] if not note.is_settled]


@dataclass
class RowList:
    """One list of the plan; `dropped`: the rows that were read and stand here no longer, in short."""

    name: str
    title: str
    rows: list[Row]
    dropped: list[str]
    management: forms.Form
    notes: list[Note] = field(default_factory=list)


class Review:
    """The fields of a draft with all that stands beside them. `notes` are all doubts in the order of the page.

    `seen`: the doubts of the reading, counted from 0, that were found right. `of_register`: doubts that the register of
    cited documents raises about the reading as it now stands.
    """

    def __init__(
        self, filled: DraftForms, draft: Draft, *, seen: Collection[int] = (), of_register: Sequence[Doubt] = ()
    ) -> None:
        self.filled = filled
        self._draft = draft
        self._places: Mapping[str, str] = draft.places
        self.traces = traces(draft.source)
        read = typed(draft.as_read)
        self.head = {
            bound.name: self._line(bound, read["plan"][bound.name], _path(bound.name)) for bound in filled.plan
        }
        self.lists = {name: self._list(name, read[name]) for name in LISTS}
        self.general: list[Note] = []
        self._told: list[Line] = []
        for key, doubt in enumerate(draft.as_read["warnings"]):
            note = self._put(doubt)
            note.key, note.is_seen = key, key in seen
            note.is_settled |= note.is_seen
        for doubt in of_register:
            self._put(asdict(doubt)).is_settled = False
        self.notes = list(self._in_order())
        for number, note in enumerate(self.notes, start=1):
            note.number = number
        for rank, note in enumerate(self.waiting, start=1):
            note.rank = rank
        for note, following in pairwise(self.waiting):
            note.next, following.previous = following, note

    @cached_property
    def waiting(self) -> list[Note]:
        """The doubts not settled yet."""
        return [note for note in self.notes if not note.is_settled]

    @cached_property
    def lines(self) -> list[NoteLine]:
        """The first lines of the list of doubts on top, or all where few more would follow."""
        lines = note_lines(self.waiting)
        return lines if len(lines) <= _LINES + 2 else lines[:_LINES]

    @property
    def more_lines(self) -> list[NoteLine]:
        """The lines that follow."""
        return note_lines(self.waiting)[len(self.lines) :]

    @property
    def more_count(self) -> int:
        """How many doubts the lines that follow tell of."""
        return sum(len(line.said) for line in self.more_lines)

    @property
    def set_aside(self) -> list[Note]:
        """The doubts beside no field that were settled: the list on top is the only place to take that back."""
        return [note for note in self.general if note.is_settled]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        return list(self.filled.errors())

    def _line(self, bound: BoundField, read: str | None, path: str, around: str = "") -> Line:
        now = normalise(str(bound.value() or ""))
        was = read if read is not None and normalise(read) != now else None
        parent = path.rpartition(".")[0]
        found = (self._places.get(known) for known in (path, f"{path}.0", parent) if known)
        place = self._place(next(filter(None, found), around))
        return Line(bound, place, was, self._clarity(place, now if was is None else ""))

    def _place(self, where: str) -> Place:
        """The place, with the page on which it begins where the document has any; an empty cell is shown by its row."""
        for known in (where, where.partition(" column ")[0]):
            if spots := self.traces.get(known, NO_TRACE).spots:
                return Place(known, spots[0]["page"])
        return Place(where)

    def _clarity(self, place: Place, text: str) -> Clarity | None:
        """Of recognised text that nobody corrected. A line is unsure for the fields that hold its unsure words."""
        trace = self.traces.get(place.where, NO_TRACE)
        if trace.confidence is None or not text:
            return None
        words = set(fold(text).split())
        is_unsure = any(words & set(fold(word).split()) for word in trace.unsure)
        return Clarity(trace.confidence if is_unsure or not trace.unsure else None, is_unsure)

    def _list(self, name: str, read: Sequence[Mapping[str, str]]) -> RowList:
        formset = self.filled.lists[name]
        keys = [_key(name, {k: form[k].value() for k in _KEYS[name]}) for form in formset.forms]
        origins = _origins([_key(name, row) for row in read], keys, only_equal=name == "tasks")
        rows = [
            self._row(name, form, origin, read[origin] if origin is not None else None, formset.is_removed(form))
            for form, origin in zip(formset.forms, origins, strict=True)
        ]
        dropped = [row.get("text") or row.get("number") or "" for n, row in enumerate(read) if n not in set(origins)]
        return RowList(name, str(LISTS[name][0]), rows, dropped, formset.management_form)

    def _row(
        self, name: str, form: forms.Form, origin: int | None, read: Mapping[str, str] | None, is_removed: bool
    ) -> Row:
        path = f"{name}.{origin}"
        around = self._places.get(path) or (str(form["where"].value() or "") if name == "tasks" else "")
        lines = {
            bound.name: self._line(
                bound, read and read[bound.name], f"{path}.{_SAME_PLACE.get(bound.name, bound.name)}", around
            )
            for bound in form.visible_fields()
            if bound.name != "DELETE"
        }
        return Row(form, self._place(around), lines, is_new=read is None, is_removed=is_removed)

    def _put(self, doubt: Mapping[str, str]) -> Note:
        """Puts a doubt beside what it is about: a field, a row, the list of tasks, or nothing in particular."""
        note = Note(doubt["message"], self._place(doubt["where"]))
        name = _FIELD_OF.get(doubt["code"], "")
        home: Line | Row | None = self.head.get(name)
        if doubt["code"] == _UNSURE:
            home = self._unsure_line(note.place)
            where = home.place.where if home else note.place.where
            note.cut = cut(self._draft, self.traces.get(where, NO_TRACE))
        home = home or self._row_of(doubt)
        if isinstance(home, Row):
            note.row_id = home.form.prefix if home.form.prefix.startswith("tasks") else ""
            home = self._empty_line(home) if doubt["code"] == _EMPTY else home.lines.get(name) or home
        if home is not None:
            line = home if isinstance(home, Line) else home.lines.get("text") or next(iter(home.lines.values()))
            note.field_id = line.bound.id_for_label
        if home is not None:
            note.is_settled = home.was is not None if isinstance(home, Line) else home.is_changed
            home.notes.append(note)
        elif name:
            self.lists["tasks"].notes.append(note)
        else:
            note.is_alone = True
            self.general.append(note)
        return note

    def _empty_line(self, row: Row) -> Line | Row:
        """The first field of the row whose cell was read as empty and is not told of yet."""
        for line in (row.lines[name] for name in _FILLED if name in row.lines):
            is_cell = " column " in line.place.where
            if is_cell and not (line.bound.value() if line.was is None else line.was) and line not in self._told:
                self._told.append(line)
                return line
        return row

    def _unsure_line(self, place: Place) -> Line | None:
        """The field read there: the one with the unsure word, or else the first."""
        rows = [row for listed in self.lists.values() for row in listed.rows]
        lines = [*self.head.values(), *(line for row in rows for line in row.lines.values())]
        there = [line for line in lines if place.holds(line.place.where)]
        unsure = (line for line in there if line.clarity and line.clarity.is_unsure)
        return next(unsure, next(iter(there), None))

    def _row_of(self, doubt: Mapping[str, str]) -> Row | None:
        """The citation that the doubt names, or the task or target that stands in its place."""
        if doubt["code"] in _OF_CITATIONS:
            said = f"{doubt['message']} {doubt['where']}"
            rows = self.lists["citations"].rows
            return next((row for row in rows if str(row.lines["number"].bound.value() or "–") in said), None)
        rows = [*self.lists["tasks"].rows, *self.lists["targets"].rows]
        return next((row for row in rows if row.place.holds(doubt["where"])), None)

    def _in_order(self) -> Iterator[Note]:
        yield from (note for note in self.general if not note.place)
        yield from _notes_of(self.head.values())
        for listed in self.lists.values():
            yield from listed.notes
            for row in listed.rows:
                yield from [*row.notes, *_notes_of(row.lines.values())]
        yield from (note for note in self.general if note.place)


def _notes_of(lines: Any) -> list[Note]:
    return [note for line in lines for note in line.notes]


def _path(name: str) -> str:
    return name.replace("_", ".", 1) if name.startswith("signer_") else name


def _key(name: str, values: Mapping[str, Any]) -> str:
    return normalise(" ".join(str(values[key] or "") for key in _KEYS[name]))


def _origins(read: Sequence[str], kept: Sequence[str], *, only_equal: bool) -> list[int | None]:
    """For each kept row the row it was read from: the equal one, else the one in its place or most like it."""
    found: list[int | None] = [None] * len(kept)
    matcher = SequenceMatcher(None, read, kept, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and a2 - a1 == b2 - b1 and not only_equal):
            found[b1:b2] = range(a1, a2)
        elif tag == "replace" and not only_equal:
            for row in range(b1, b2):
                alike = get_close_matches(kept[row], read[a1:a2], 1)
                found[row] = a1 + read[a1:a2].index(alike[0]) if alike else None
    return found
