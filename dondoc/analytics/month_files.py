"""Typed batches → Parquet files by month of received_at, in one pass and in bounded memory.

Not here: where the files stand and when they count (stores), doubles and replaced rows (changes).
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dondoc.analytics.batches import ROWS
from dondoc.analytics.stores import DataFile

ROW_GROUP = 122_880
COMPRESSION = "zstd"
_SPLIT_AT = 65_536  # rows gathered before they are parted by month
_MOST_WAITING = 600_000  # rows that wait in memory for a full row group of their month
_MOST_OPEN = 240  # months written at the same time; a month beyond them begins another file later
_OF_FEW_VALUES = ("procedure_code", "field", "unit", "channel", "status")
_WRITING: dict[str, Any] = {
    "compression": COMPRESSION,
    "use_dictionary": [*_OF_FEW_VALUES, "due_at", "fee", "satisfaction", "load"],
    "column_encoding": {"row": "DELTA_BINARY_PACKED"},
    "store_schema": False,
    "store_decimal_as_integer": True,
}
_SCHEMA = pa.schema(
    [pa.field(f.name, pa.dictionary(pa.int32(), pa.string())) if f.name in _OF_FEW_VALUES else f for f in ROWS]
)


class MonthFiles:
    """The files of one load in a work folder; a context. Writing goes on beside whoever makes the next batch.

    `files` is complete after the context. Raises OSError where the disk is full.
    """

    def __init__(self, work: Path, load: int) -> None:
        self.files: list[DataFile] = []
        self._work, self._load = work, load
        self._gathered: list[pa.RecordBatch] = []
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._open: dict[str, _OpenFile] = {}
        self._pool = ThreadPoolExecutor(1)
        self._parting: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, rows: pa.RecordBatch) -> None:
        """Takes rows in the schema ROWS, with or without `load`, their texts plain or as dictionaries."""
        self._gathered.append(_in_schema(rows, self._load))
        if sum(len(batch) for batch in self._gathered) >= _SPLIT_AT:
            self._part_gathered()

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        try:
            if kind is None:
                self._part_gathered()
                self._wait()
                for month in list(self._waiting):
                    self._write(month)
                for month in list(self._open):
                    self._close(month)
        finally:
            self._pool.shutdown()
            pa.default_memory_pool().release_unused()
            for file in self._open.values():
                with suppress(OSError):  # the disk is full, and something else is on its way up
                    file.writer.close()

    def _part_gathered(self) -> None:
        self._wait()
        gathered, self._gathered = self._gathered, []
        if gathered:
            self._parting = self._pool.submit(self._part, gathered)

    def _wait(self) -> None:
        parting, self._parting = self._parting, None
        if parting is not None:
            parting.result()

    def _part(self, batches: list[pa.RecordBatch]) -> None:
        table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
        received = table["received_at"].combine_chunks()
        months = pc.add(pc.multiply(pc.year(received), 12), pc.subtract(pc.month(received), 1)).cast(pa.int32())
        order = pc.sort_indices(months)
        runs = pc.run_end_encode(months.take(order))
        start = 0
        for number, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            rows = table.take(order.slice(start, end - start)).to_batches()
            self._waiting.setdefault(f"{number // 12:04d}-{number % 12 + 1:02d}", []).extend(rows)
            start = end
        self._write_full()

    def _write_full(self) -> None:
        counts = {month: sum(map(len, batches)) for month, batches in self._waiting.items()}
        waiting = sum(counts.values())
        for month in sorted(counts, key=lambda each: -counts[each]):
            if counts[month] < ROW_GROUP and waiting <= _MOST_WAITING:
                return
            self._write(month)
            waiting -= counts[month]

    def _write(self, month: str) -> None:
        if month not in self._open:
            if len(self._open) == _MOST_OPEN:
                self._close(next(iter(self._open)))
            name = f"{self._load}-{1 + sum(file.month == month for file in self.files)}.parquet"
            self._open[month] = _OpenFile(self._work, month, name)
        table = pa.Table.from_batches(self._waiting.pop(month)).unify_dictionaries()
        self._open[month].write(table)

    def _close(self, month: str) -> None:
        self.files.append(self._open.pop(month).closed())


class _OpenFile:
    def __init__(self, work: Path, month: str, name: str) -> None:
        self._month, self._name, self._rows = month, name, 0
        self._path = work / DataFile(month, name, 0, 0).place
        self._path.parent.mkdir(exist_ok=True)
        self.writer = pq.ParquetWriter(self._path, _SCHEMA, **_WRITING)

    def write(self, table: pa.Table) -> None:
        self.writer.write_table(table, row_group_size=ROW_GROUP)
        self._rows += table.num_rows

    def closed(self) -> DataFile:
        self.writer.close()
        return DataFile(self._month, self._name, self._rows, self._path.stat().st_size)


def _in_schema(rows: pa.RecordBatch, load: int) -> pa.RecordBatch:
    columns = []
    for field in _SCHEMA:
        if field.name == "load":
            column = pa.repeat(pa.scalar(load, field.type), len(rows))
        else:
            column = rows.column(field.name)
            if field.name in _OF_FEW_VALUES and not pa.types.is_dictionary(column.type):
                column = column.dictionary_encode()
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)
