"""Batches of text → batches of typed rows, with the faults of the rows that did not pass.

Not here: the values of a column (typing_columns), where text comes from (sources), doubles (changes).
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dondoc.analytics.batches import ROWS, TextBatch, TypedBatch
from dondoc.analytics.typing_columns import ColumnTyping, Unfit
from dondoc.core.dossier_values import FINISHED_BUT_OPEN, UNFINISHED, UnfitValue, check_order, shown
from dondoc.core.dossiers import COLUMNS, Fault, Status

_SCHEMA = pa.schema([field for field in ROWS if field.name != "load"])
_PLACES = {"": -1} | {column.name: place for place, column in enumerate(COLUMNS)}


class RowTyping:
    """Types the batches of one file; what a text of a column means is remembered from batch to batch."""

    def __init__(self) -> None:
        self._columns = {column.name: ColumnTyping(column) for column in COLUMNS}

    def typed(self, batch: TextBatch) -> TypedBatch:
        """The rows that pass every check of a single row; the faults of the others, by row and column."""
        columns: dict[str, pa.Array] = {}
        unfit: dict[str, list[Unfit]] = {}
        for name, typing in self._columns.items():
            if name in batch.columns:
                columns[name], unfit[name] = typing.typed(batch.columns[name])
            else:
                columns[name] = pa.nulls(len(batch.rows), _SCHEMA.field(name).type)
        if "finished_at" in batch.columns:
            unfit["finished_at"] += _finished_unfit(columns, batch.columns["finished_at"], unfit["finished_at"])
        rows = pa.RecordBatch.from_arrays([*columns.values(), batch.rows], schema=_SCHEMA)
        faults = [
            Fault(batch.rows[one.place].as_py(), name, shown(one.text), one.reason)
            for name, cells in unfit.items()
            for one in cells
        ]
        if faults:
            passed = np.ones(len(rows), bool)
            passed[[one.place for cells in unfit.values() for one in cells]] = False
            rows = rows.filter(pa.array(passed))
        ordered = sorted([*batch.faults, *faults], key=lambda fault: (fault.row, _PLACES[fault.column]))
        return TypedBatch(rows, batch.read, tuple(ordered))


def _finished_unfit(columns: Mapping[str, pa.Array], texts: pa.Array, unfit: list[Unfit]) -> Iterator[Unfit]:
    """The rules between status, received_at and finished_at; silent where a cell of theirs is unfit itself."""
    finished, received, status = columns["finished_at"], columns["received_at"], columns["status"]
    is_unread = np.zeros(len(finished), bool)
    is_unread[[one.place for one in unfit]] = True
    is_blank = pc.and_not(finished.is_null(), pa.array(is_unread))
    unfinished = pc.and_(pc.equal(status, Status.RESOLVED.value), is_blank)
    but_open = pc.and_(pc.equal(status, Status.OPEN.value), finished.is_valid())
    for places, reason in ((unfinished, UNFINISHED), (but_open, FINISHED_BUT_OPEN)):
        for place in pc.indices_nonzero(places.fill_null(False)).to_pylist():
            yield Unfit(place, texts[place].as_py(), reason)
    for place in pc.indices_nonzero(pc.less(finished, received).fill_null(False)).to_pylist():
        try:
            check_order(received[place].as_py(), finished[place].as_py())
        except UnfitValue as early:
            yield Unfit(place, texts[place].as_py(), early.reason)
