"""Batches of text → batches of typed rows with the faults of the others: every distinct text is typed once.

Not here: the rule of a value (core/dossier_values), where text comes from (sources), doubles (loads).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dondoc.analytics.batches import ROWS, TextBatch, TypedBatch
from dondoc.analytics.headers import words
from dondoc.core.dossier_values import (
    FINISHED_BUT_OPEN,
    FINISHED_TOO_EARLY,
    NEEDED,
    UNFINISHED,
    UnfitValue,
    Value,
    value_of,
)
from dondoc.core.dossiers import COLUMNS, Column, Fault, Status

_SCHEMA = pa.schema([field for field in ROWS if field.name != "load"])
_MOST_KEPT = 200_000  # distinct texts of a column whose values are remembered between batches
_MOST_SHOWN = 200
_DAY = pa.scalar(86_400_000_000, pa.int64())


class Typing:
    """Types the batches of one file; what each text of a column means is remembered from batch to batch."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Value | UnfitValue]] = {column.name: {} for column in COLUMNS}

    def typed(self, batch: TextBatch) -> TypedBatch:
        """The rows that pass every check of a single row, and the faults of the others."""
        count = len(batch.rows)
        faults: list[Fault] = list(batch.faults)
        columns: dict[str, pa.Array] = {}
        for column in COLUMNS:
            texts = batch.columns.get(column.name)
            if texts is None:
                columns[column.name] = pa.nulls(count, _SCHEMA.field(column.name).type)
            else:
                columns[column.name], found = self._column(column, texts, batch.rows)
                faults += found
        faults += _between(columns, batch)
        table = pa.RecordBatch.from_arrays([*columns.values(), batch.rows], schema=_SCHEMA)
        if faults:
            bad = pa.array(sorted({fault.row for fault in faults}), pa.int32())
            table = table.filter(pc.invert(pc.is_in(batch.rows, bad)))
        order = {column.name: place for place, column in enumerate(COLUMNS)}
        faults.sort(key=lambda fault: (fault.row, order.get(fault.column, -1)))
        return TypedBatch(table, batch.read, tuple(faults))

    def _column(self, column: Column, texts: pa.Array, rows: pa.Array) -> tuple[pa.Array, list[Fault]]:
        encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        known = self._known[column.name]
        if len(known) > _MOST_KEPT:
            known.clear()
        found = [known[text] if text in known else known.setdefault(text, _read(column, text)) for text in distinct]
        values = pa.array([None if isinstance(v, UnfitValue) else v for v in found], _SCHEMA.field(column.name).type)
        bad = [place for place, value in enumerate(found) if isinstance(value, UnfitValue)]
        typed = values.take(encoded.indices)
        return typed, list(_faults(column, distinct, found, bad, encoded.indices, rows)) if bad else []


def _read(column: Column, text: str) -> Value | UnfitValue:
    try:
        value = value_of(column.kind, text, words())
    except UnfitValue as unfit:
        return unfit
    return UnfitValue(NEEDED) if value is None and column.needed else value


def _faults(
    column: Column, distinct: Sequence[str], found: Sequence[Any], bad: Sequence[int], indices: pa.Array, rows: pa.Array
) -> Iterator[Fault]:
    places = pc.indices_nonzero(pc.is_in(indices, pa.array(bad, indices.type)))
    for row, index in zip(rows.take(places).to_pylist(), indices.take(places).to_pylist(), strict=True):
        yield Fault(row, column.name, _shown(distinct[index]), found[index].reason)


def _between(columns: dict[str, pa.Array], batch: TextBatch) -> Iterator[Fault]:
    """The rules between columns; none of them speaks where a cell of its own is blank or unfit."""
    if "finished_at" not in batch.columns:
        return
    finished, received, status = columns["finished_at"], columns["received_at"], columns["status"]
    texts = batch.columns["finished_at"]
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(texts.cast(pa.string()))), 0)
    ticks = finished.cast(pa.int64())
    is_day = pc.equal(ticks, pc.multiply(pc.divide(ticks, _DAY), _DAY))
    too_early = pc.less(finished, pc.if_else(is_day, pc.floor_temporal(received, unit="day"), received))
    for mask, reason in (
        (pc.and_(pc.equal(status, Status.RESOLVED.value), blank), UNFINISHED),
        (pc.and_(pc.equal(status, Status.OPEN.value), pc.is_valid(finished)), FINISHED_BUT_OPEN),
        (too_early, FINISHED_TOO_EARLY),
    ):
        for place in pc.indices_nonzero(mask.fill_null(False)).to_pylist():
            yield Fault(batch.rows[place].as_py(), "finished_at", _shown(texts[place].as_py()), reason)


def _shown(text: str) -> str:
    kept = text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
    return kept if len(kept) <= _MOST_SHOWN else f"{kept[:_MOST_SHOWN]}…"
