"""Parquet files of dossiers, their columns typed or text → batches of text. The first row is row 1.

Not here: what the columns mean (headers), what the cells mean (typing_rows).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dondoc.analytics.batches import TextBatch
from dondoc.analytics.celltexts import KINDS, cell_text, column_of_texts
from dondoc.analytics.headers import Header, UnreadableDossiers, header_of, title_of

_ROWS = 65_536
_BUFFER = 1024 * 1024
_VIETNAM = pa.scalar(7 * 3_600_000_000, pa.int64())  # microseconds ahead of UTC, all year round since 1975
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
_FAULTS = (pa.ArrowException, OSError, ValueError)


def opened(path: Path, name: str) -> tuple[Header, Callable[[], Iterator[TextBatch]]]:
    """The header and what reads the rows. Raises UnreadableDossiers."""
    try:
        with pq.ParquetFile(path) as file:
            schema, columns = file.schema_arrow, [file.schema.column(place) for place in range(len(file.schema))]
    except _FAULTS as error:
        raise _broken(name) from error
    header = header_of(schema.names, name=name)
    for column, place in header.columns.items():
        if pa.types.is_nested(schema.field(place).type):
            raise UnreadableDossiers(
                f"Tệp {name}: cột “{title_of(column)}” chứa danh sách hoặc cấu trúc lồng nhau. "
                "Hãy xuất lại với mỗi ô một giá trị."
            )
    instants = {column.path for column in columns if column.physical_type == "INT96"}
    return header, lambda: _batches(path, name, header, schema, instants)


def _batches(path: Path, name: str, header: Header, schema: pa.Schema, instants: set[str]) -> Iterator[TextBatch]:
    names = {column: schema.names[place] for column, place in header.columns.items()}
    row = 1
    try:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER, read_dictionary=_repeating(names)) as file:
            for batch in file.iter_batches(_ROWS, columns=list(names.values())):
                columns = {
                    column: _texts(
                        batch.column(batch.schema.get_all_field_indices(title)[0]), column, title in instants
                    )
                    for column, title in names.items()
                }
                for array in columns.values():
                    array.validate(full=True)  # a damaged page can hold any bytes
                rows = pa.array(np.arange(row, row + batch.num_rows, dtype=np.int32))
                yield TextBatch(columns, rows, batch.num_rows)
                row += batch.num_rows
    except _FAULTS as error:
        raise _broken(name) from error


def _repeating(names: dict[str, str]) -> list[str]:
    return [title for column, title in names.items() if column != "dossier_code"]


def _texts(array: pa.Array, column: str, is_instant: bool) -> pa.Array:
    """The cells as text; `is_instant` for moments counted in UTC though their type does not say so."""
    if pa.types.is_dictionary(array.type):
        if column != "dossier_code" and array.type.value_type == pa.string():
            return _without_nulls(array)
        array = array.cast(array.type.value_type)
    kind = array.type
    if pa.types.is_timestamp(kind):
        array = _wall_clock(array, is_instant or kind.tz is not None).cast(pa.string())
    elif pa.types.is_date(kind):
        array = array.cast(pa.date32()).cast(pa.string())
    elif any(is_kind(kind) for is_kind in _BYTES):
        array = array.cast(pa.binary()).cast(pa.string())
    elif not any(is_kind(kind) for is_kind in _TEXTS):
        encoded = array.dictionary_encode()
        texts = [cell_text(value, KINDS[column]) for value in encoded.dictionary.to_pylist()]
        array = pa.array(texts, pa.string()).take(encoded.indices)
    return column_of_texts(array.cast(pa.string()).fill_null(""), column)


def _wall_clock(moments: pa.Array, is_instant: bool) -> pa.Array:
    """Moments as the clocks of Vietnam show them, to the microsecond."""
    ticks = moments.cast(pa.timestamp("us", moments.type.tz), safe=False).cast(pa.int64())
    return (pc.add(ticks, _VIETNAM) if is_instant else ticks).cast(pa.timestamp("us"))


def _without_nulls(array: pa.DictionaryArray) -> pa.DictionaryArray:
    texts = pa.concat_arrays([array.dictionary.fill_null(""), pa.array([""])])
    return pa.DictionaryArray.from_arrays(array.indices.fill_null(len(texts) - 1), texts)


def _broken(name: str) -> UnreadableDossiers:
    return UnreadableDossiers(f"Tệp {name} bị hỏng hoặc bị cắt cụt, không đọc được. Hãy xuất lại hoặc tải lại tệp.")
