"""Doubts of the reader as the review page shows them: one by one, in lines of the list on top, marked as seen.

Not here: which field a doubt is about (reviews), how it arises (planfile/doubts).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from dondoc.core.vietnamese import normalise
from dondoc.models import Draft
from dondoc.web.forms.pictures import Cut
from dondoc.web.forms.sources import Place

# Two doubts that begin with so many equal words say the same of two fields: the beginning is said once.
_SAME_BEGINNING = 4


@dataclass
class Note:
    """A doubt of the reader. `is_settled`: the field it is about was corrected since, or somebody found it right.

    `key` names it among the doubts of the reading, `None` for one of the register, which is settled there; `is_seen`
    when somebody looked and found nothing to correct. `rank` counts those that wait, `previous` and `next` are the
    ones around it; `field_id` is the field it is about, empty where it is about none; `row_id` its task; `is_alone`
    when it stands beside nothing but in the list on top; `cut` the piece of the page to compare with.
    """

    message: str
    place: Place
    key: int | None = None
    is_seen: bool = False
    number: int = 0
    rank: int = 0
    is_settled: bool = False
    field_id: str = ""
    row_id: str = ""
    is_alone: bool = False
    cut: Cut | None = None
    previous: "Note | None" = None
    next: "Note | None" = None

    @property
    def anchor(self) -> str:
        """Where a link to the doubt goes: into its field, so that typing can begin."""
        return self.field_id or f"doubt-{self.number}"


@dataclass(frozen=True)
class NoteLine:
    """The doubts of one task, or one other doubt, in a line: each with its words and the sign before them."""

    said: tuple[tuple[Note, str, str], ...]

    @property
    def first(self) -> Note:
        return self.said[0][0]

    @property
    def places(self) -> list[Place]:
        """Where to look, each place in words once."""
        return list({note.place.words: note.place for note, _sign, _words in self.said if note.place}.values())


def note_lines(notes: Sequence[Note]) -> list[NoteLine]:
    """The list of doubts, those of one task in one line."""
    runs = groupby(notes, key=lambda note: note.row_id or note.number)
    return [NoteLine(tuple(_said(list(run)))) for _of, run in runs]


def seen(draft: Draft) -> set[int]:
    """Which doubts of the reading were marked as seen: those that its corrected content keeps no longer."""
    kept = [_plain(doubt) for doubt in draft.content["warnings"]]
    found = set()
    for key, doubt in enumerate(map(_plain, draft.as_read["warnings"])):
        if doubt in kept:
            kept.remove(doubt)
        else:
            found.add(key)
    return found


def unseen(draft: Draft, marked: Collection[int]) -> list[Mapping[str, str]]:
    """The doubts of the reading without those marked as seen, as the content keeps them."""
    return [doubt for key, doubt in enumerate(draft.as_read["warnings"]) if key not in marked]


def _said(notes: Sequence[Note]) -> Iterator[tuple[Note, str, str]]:
    yield notes[0], "", notes[0].message
    begun = notes[0].message.split()
    for note in notes[1:]:
        words = note.message.split()
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(begun, words[:-1], strict=False))))
        if same >= _SAME_BEGINNING:
            yield note, ",", " ".join(words[same:])
        else:
            yield note, ";", note.message
            begun = words


def _plain(doubt: Mapping[str, Any]) -> dict[str, str]:
    return {key: normalise(value) for key, value in doubt.items()}
