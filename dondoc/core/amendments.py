"""A later version of a plan against the one at work: what was added, changed, moved, dropped, and what must be asked.

Not here: how alike two texts are (likenesses), carrying it out (actions/amendments).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from dondoc.core.likenesses import Matching, Row, Sureness, Tie, match, settled
from dondoc.core.plan import Citation, PlanDraft, ReportingRule, Signer, TaskDraft
from dondoc.core.vietnamese import date_text, number_text

# What stands where, and what a row says; the rest of a row is `where`, its place in the file.
_PLACING = ("number", "group")
_OF_TASKS = (*_PLACING, "text", "solutions", "due_text", "due", "lead", "cooperating", "products")
_OF_TARGETS = ("text", "comparator", "value", "unit")
_OF_HEAD = ("kind", "number", "symbol", "issued_on", "place", "issuer", "title", "year", "office", "signer")
_LISTS_OF_HEAD = ("recipients", "citations", "reporting")

_COMPARATORS = {"=": "bằng", ">=": "từ … trở lên", "<=": "không quá"}
_FREQUENCIES = {"month": "hằng tháng", "quarter": "hằng quý", "half_year": "6 tháng", "year": "hằng năm"}


class Kind(StrEnum):
    """What became of a task or a target."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True)
class Change:
    """One field, line by line as printed; of a list only the lines that differ. Nothing printed is no line."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One task or target: its index in the old and in the new document, and every field that differs.

    A moved one says the same under another number, in another group or at another place. `sureness` tells how the
    two were found to be one.
    """

    kind: Kind
    old: int | None
    new: int | None
    number: str
    text: str
    changes: tuple[Change, ...] = ()
    sureness: Sureness | None = None

    def of(self, name: str) -> Change | None:
        """How the field differs, if it does."""
        return next((change for change in self.changes if change.field == name), None)


@dataclass(frozen=True)
class Listing:
    """All tasks, or all targets, of both documents, each once: in the order of the new one, the dropped last.

    Rows in `ties` are in no entry yet.
    """

    entries: tuple[Entry, ...]
    ties: tuple[Tie, ...] = ()

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)

    @property
    def counts(self) -> Mapping[Kind, int]:
        found = Counter(entry.kind for entry in self.entries)
        return {kind: found[kind] for kind in Kind}


@dataclass(frozen=True)
class Comparison:
    """What a later version changes: of the document itself, its tasks, its targets."""

    head: tuple[Change, ...]
    tasks: Listing
    targets: Listing

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.tasks.ties and not self.targets.ties

    @property
    def is_empty(self) -> bool:
        """Whether the two documents say the same."""
        entries = (*self.tasks.entries, *self.targets.entries)
        return self.is_settled and not self.head and all(entry.kind is Kind.KEPT for entry in entries)


@dataclass(frozen=True)
class Held:
    """How many answers and proofs a task or target of the plan at work holds: all of them are kept."""

    answer_count: int
    proof_count: int


@dataclass(frozen=True)
class Duties:
    """Names of units whose duty to a task changes with its printed lead.

    `begun`: newly named. `ended`: named no longer. `kept`: named no longer, but they have answered, so they go on.
    """

    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What an amendment does to a plan at work, as its page tells it; by index in the old document.

    `set_days`: last days that the Office had set otherwise than the document, of tasks whose printed one changes.
    """

    comparison: Comparison
    duties: Mapping[int, Duties] = field(default_factory=dict)
    set_days: Mapping[int, date] = field(default_factory=dict)
    held_tasks: Mapping[int, Held] = field(default_factory=dict)
    held_targets: Mapping[int, Held] = field(default_factory=dict)

    @property
    def held(self) -> Held:
        """All answers and proofs of the plan's tasks and targets."""
        found = [*self.held_tasks.values(), *self.held_targets.values()]
        return Held(sum(held.answer_count for held in found), sum(held.proof_count for held in found))

    def to_json(self) -> dict[str, Any]:
        """The changes as data."""
        data = _ADAPTER.dump_python(self, mode="json")
        assert isinstance(data, dict)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Changes":
        """What `to_json` gave; keys of others are passed over. Raises pydantic's ValidationError on anything else."""
        return _ADAPTER.validate_python(data)


# By index in the old document: the index in the new one, or `None` for one that is no longer there.
Choice = Mapping[int, int | None]


@dataclass(frozen=True)
class Choices:
    """What the user decided where the texts do not: for ties, and for likely pairs that are not the same after all."""

    tasks: Choice = field(default_factory=dict)
    targets: Choice = field(default_factory=dict)


def amended(old: PlanDraft, new: PlanDraft) -> PlanDraft:
    """The new version, with what its head leaves blank taken from the old one; tasks and targets are the new ones."""
    blank = [name for name in (*_OF_HEAD, *_LISTS_OF_HEAD) if getattr(new, name) in (None, "", ())]
    return replace(new, **{name: getattr(old, name) for name in blank})


def compare(old: PlanDraft, new: PlanDraft, choices: Choices | None = None) -> Comparison:
    """What `new` changes in `old`; what is blank in the head of `new` changes nothing."""
    choices = choices or Choices()
    new = amended(old, new)
    lists = [change for name in _LISTS_OF_HEAD if (change := _changed(name, getattr(old, name), getattr(new, name)))]
    return Comparison(
        head=(*_changes(old, new, _OF_HEAD), *lists),
        tasks=_listing(old.tasks, new.tasks, settled(match(old.tasks, new.tasks), choices.tasks)),
        targets=_listing(old.targets, new.targets, settled(match(old.targets, new.targets), choices.targets)),
    )


def _listing(olds: Sequence[Row], news: Sequence[Row], found: Matching) -> Listing:
    in_order = _in_order([(pair.old, pair.new) for pair in found.pairs])
    paired = [
        _pair(olds[pair.old], news[pair.new], Entry(Kind.KEPT, pair.old, pair.new, "", "", (), pair.sureness), in_order)
        for pair in found.pairs
    ]
    added = [_entry(Kind.ADDED, news[n], new=n) for n in found.added]
    dropped = [_entry(Kind.DROPPED, olds[n], old=n) for n in found.dropped]
    in_new = sorted([*paired, *added], key=lambda entry: entry.new or 0)
    return Listing((*in_new, *dropped), found.ties)


def _pair(old: Row, new: Row, entry: Entry, in_order: frozenset[int]) -> Entry:
    changes = list(_changes(old, new, _fields(new)))
    is_moved = any(change.field in _PLACING for change in changes)
    says_the_same = all(change.field in _PLACING for change in changes)
    if entry.old not in in_order and not is_moved:
        is_moved = True
        changes.append(Change("position", (str((entry.old or 0) + 1),), (str((entry.new or 0) + 1),)))
    kind = Kind.CHANGED if not says_the_same else Kind.MOVED if is_moved else Kind.KEPT
    return replace(entry, kind=kind, number=_number(new), text=new.text, changes=tuple(changes))


def _entry(kind: Kind, row: Row, *, old: int | None = None, new: int | None = None) -> Entry:
    """One that stands on one side only, with everything it says but the number and text."""
    lines = [(name, _lines(name, getattr(row, name))) for name in _fields(row) if name not in ("number", "text")]
    changes = [Change(name, (), said) if kind is Kind.ADDED else Change(name, said, ()) for name, said in lines if said]
    return Entry(kind, old, new, _number(row), row.text, tuple(changes))


def _in_order(pairs: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Indexes in the old document of the most rows that kept their order: the others were moved."""
    tails: list[int] = []  # the smallest last index of a run of each length
    runs: list[tuple[int, ...]] = []
    for old, new in sorted(pairs):
        length = bisect_left(tails, new)
        run = (*(runs[length - 1] if length else ()), old)
        tails[length : length + 1] = [new]
        runs[length : length + 1] = [run]
    return frozenset(runs[-1]) if runs else frozenset()


def _changes(old: object, new: object, names: Sequence[str]) -> tuple[Change, ...]:
    found = (_changed(name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(change for change in found if change is not None)


def _changed(name: str, before: Any, after: Any) -> Change | None:
    if before == after:
        return None
    old, new = _lines(name, before), _lines(name, after)
    gone, come = tuple(s for s in old if s not in new), tuple(s for s in new if s not in old)
    return Change(name, gone, come) if gone or come else Change(name, old, new)


def _fields(row: Row) -> tuple[str, ...]:
    return _OF_TASKS if isinstance(row, TaskDraft) else _OF_TARGETS


def _number(row: Row) -> str:
    return row.number if isinstance(row, TaskDraft) else ""


def _lines(name: str, value: object) -> tuple[str, ...]:
    """A value as it is printed, line by line."""
    match value:
        case None | "":
            return ()
        case tuple():
            return tuple(line for item in value for line in _lines(name, item))
        case date():
            return (date_text(value),)
        case Decimal():
            return (number_text(value),)
        case Citation():
            issued_on = date_text(value.issued_on) if value.issued_on else None
            return (", ".join(filter(None, [value.number, issued_on, value.issuer])),)
        case ReportingRule():
            month = "tháng cuối kỳ" if value.due_month == "last" else f"tháng {value.due_month}"
            return (f"{_FREQUENCIES[value.frequency]}, ngày {value.due_day} {month}",)
        case Signer():
            return (", ".join(filter(None, [value.position, value.name])),)
        case _:
            return (_COMPARATORS.get(str(value), str(value)) if name == "comparator" else str(value),)


_ADAPTER = TypeAdapter(Changes)
