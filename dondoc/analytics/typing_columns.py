"""One column of texts → its values: every distinct text once, texts and moments that hardly repeat by the engine.

Not here: the rule of a value (core/dossier_values), the rules between columns (typing_rows).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dondoc.analytics.batches import ROWS
from dondoc.analytics.headers import words
from dondoc.core.dossier_values import NEEDED, UnfitValue, Value, believable, moment_of, value_of
from dondoc.core.dossiers import Column, Kind

_EPOCH, _TICK = datetime(1970, 1, 1), timedelta(microseconds=1)
_ANY_DAY = "2026-01-01"
_WIDTHS = (10, 9, 8)  # of a date: 03/02/2026 to 3/2/2026
_LONGEST = 40  # of what follows it, spaces included
_MOST_KEPT = 200_000  # distinct texts whose values are remembered from batch to batch


@dataclass(frozen=True)
class Unfit:
    """A cell of a batch that holds no value of its column, `place` counted from 0."""

    place: int
    text: str
    reason: str


class ColumnTyping:
    """Types one column of one file, batch by batch."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._type = ROWS.field(column.name).type
        self._known: dict[str, Value | UnfitValue] = {}
        self._days: dict[bytes, int | None] = {}
        self._clocks: dict[bytes, int | None] = {}

    def typed(self, texts: pa.Array) -> tuple[pa.Array, list[Unfit]]:
        """The values, null for a blank or unfit cell; and the unfit ones, blank needed ones among them."""
        if not pa.types.is_dictionary(texts.type):
            return self._plain(texts)
        distinct = texts.dictionary
        if self._column.kind in (Kind.MOMENT, Kind.DUE):
            values, unfit = self._moments(distinct)
        else:
            values, unfit = self._values(distinct.to_pylist(), range(len(distinct)))
        return values.take(texts.indices), list(_cells(texts, unfit))

    def _plain(self, texts: pa.Array) -> tuple[pa.Array, list[Unfit]]:
        """Of texts that hardly repeat: ASCII has only its spaces to lose, what else there is is read one by one."""
        kept = pc.utf8_trim_whitespace(texts)
        is_odd = pc.or_(pc.invert(pc.string_is_ascii(kept)), pc.or_(pc.equal(kept, ""), pc.match_substring(kept, "\0")))
        places = pc.indices_nonzero(is_odd).to_pylist()
        if not places:
            return kept, []
        odd = texts.filter(is_odd).to_pylist()
        values, unfit = self._values(odd, range(len(odd)))
        cells = [
            Unfit(place, text, unfit[n].reason)
            for n, (place, text) in enumerate(zip(places, odd, strict=True))
            if n in unfit
        ]
        return pc.replace_with_mask(kept, is_odd, values), cells

    def _values(self, texts: Sequence[str], places: Sequence[int]) -> tuple[pa.Array, dict[int, UnfitValue]]:
        """The values of distinct texts, and by its place each that is unfit."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        found = [self._known[t] if t in self._known else self._known.setdefault(t, self._value(t)) for t in texts]
        unfit = {place: value for place, value in zip(places, found, strict=True) if isinstance(value, UnfitValue)}
        return pa.array([None if isinstance(value, UnfitValue) else value for value in found], self._type), unfit

    def _value(self, text: str) -> Value | UnfitValue:
        try:
            value = value_of(self._column.kind, text, words())
        except UnfitValue as unfit:
            return unfit
        return UnfitValue(NEEDED) if value is None and self._column.needed else value

    def _moments(self, texts: pa.Array) -> tuple[pa.Array, dict[int, UnfitValue]]:
        """A moment is the ticks of its day and those of its clock, and both repeat; what is left is read one by one."""
        ticks = np.zeros(len(texts), np.int64)
        left = np.arange(len(texts))
        some = texts.cast(pa.binary())
        for width in _WIDTHS:
            days = _by_distinct(pc.binary_slice(some, 0, width), self._days, self._day)
            clocks = _by_distinct(pc.binary_slice(some, width, width + _LONGEST + 1), self._clocks, self._clock)
            moments = pc.add(days, clocks)
            ticks[left] = moments.fill_null(0).to_numpy()
            left = left[moments.is_null().to_numpy(zero_copy_only=False)]
            if not len(left):
                break
            some = texts.take(pa.array(left)).cast(pa.binary())
        values, unfit = self._values(some.cast(pa.string()).to_pylist() if len(left) else [], left.tolist())
        ticks[left] = values.cast(pa.int64()).fill_null(0).to_numpy()
        blank = np.zeros(len(texts), bool)
        blank[left] = values.is_null().to_numpy(zero_copy_only=False)
        return pa.array(ticks, mask=blank).cast(self._type), unfit

    def _day(self, text: bytes) -> int | None:
        """The ticks of a text that is a date and nothing else."""
        is_date = b"/" in text or b"-" in text
        return _ticks(believable(moment_of(text.decode()), self._column.kind)) if is_date else None

    def _clock(self, text: bytes) -> int | None:
        """The ticks that the rest of a text adds to its date."""
        if len(text) > _LONGEST:
            return None
        whole = value_of(self._column.kind, _ANY_DAY + text.decode(), words())
        return _ticks(whole) - _ticks(moment_of(_ANY_DAY)) if isinstance(whole, datetime) else None


def _ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _by_distinct(texts: pa.Array, known: dict[bytes, int | None], read: Callable[[bytes], int | None]) -> pa.Array:
    """The ticks of each text; null where the rule knows none."""
    encoded = texts.dictionary_encode()
    if len(known) > _MOST_KEPT:
        known.clear()
    for text in encoded.dictionary.to_pylist():
        if text not in known:
            try:
                known[text] = read(text)
            except ValueError:  # no letters, no moment
                known[text] = None
    return pa.array([known[text] for text in encoded.dictionary.to_pylist()], pa.int64()).take(encoded.indices)


def _cells(texts: pa.DictionaryArray, unfit: dict[int, UnfitValue]) -> Iterator[Unfit]:
    if not unfit:
        return
    indices = texts.indices
    places = pc.indices_nonzero(pc.is_in(indices, pa.array(list(unfit), indices.type)))
    distinct = texts.dictionary
    for place, index in zip(places.to_pylist(), indices.take(places).to_pylist(), strict=True):
        yield Unfit(place, distinct[index].as_py(), unfit[index].reason)
