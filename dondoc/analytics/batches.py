"""The shapes in which dossiers travel through this floor: batches of text, of typed rows, the schema of the store."""

from dataclasses import dataclass

import pyarrow as pa

from dondoc.core.dossiers import COLUMNS, Fault, Kind

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.CHANNEL: pa.string(),
    Kind.STATUS: pa.string(),
    Kind.FLAG: pa.bool_(),
    Kind.MOMENT: pa.timestamp("us"),  # the wall clock of Asia/Ho_Chi_Minh
    Kind.DUE: pa.timestamp("us"),  # without a time: the last microsecond of its day
    Kind.AMOUNT: pa.decimal128(18, 4),
    Kind.RATING: pa.int8(),
}

# `load` is the number of the load that brought the row, `row` where the row stands in that file: the way to the source.
# An optional column that a file lacks is null in all its rows; a blank flag is false, a blank fee 0.
ROWS = pa.schema(
    [pa.field(column.name, _TYPES[column.kind]) for column in COLUMNS]
    + [pa.field("load", pa.int32()), pa.field("row", pa.int32())]
)


@dataclass(frozen=True)
class TextBatch:
    """Consecutive rows of a file as text: `columns` by Column.name, each string or dictionary of string.

    `rows` is an int32 array: where each row stands in the file. `faults` are of rows that are not among them
    (too many cells, too few); `read` counts both.
    """

    columns: dict[str, pa.Array]
    rows: pa.Array
    read: int
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class TypedBatch:
    """Rows that passed every check of a single row, in the schema ROWS without `load`; `faults` of those that did not.

    `read` = rows.num_rows + the number of distinct rows among `faults`. Doubles are not looked for yet.
    """

    rows: pa.RecordBatch
    read: int
    faults: tuple[Fault, ...] = ()
