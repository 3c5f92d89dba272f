"""Text files of dossiers (.csv with comma, semicolon or tab) → batches of text, with the number of every row.

Not here: what the columns mean (headers), what the cells mean (typing_rows).
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from dondoc.analytics.batches import TextBatch
from dondoc.analytics.headers import Header, header_of

_BLOCK = 4 * 1024 * 1024


def opened(path: Path) -> tuple[Header, Callable[[], Iterator[TextBatch]]]:
    """The header and what reads the rows. Raises UnreadableDossiers."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = next(csv.reader(stream))
    header = header_of(cells, name=path.name)
    return header, lambda: _batches(path, header)


def _batches(path: Path, header: Header) -> Iterator[TextBatch]:
    names = [str(place) for place in range(header.width)]
    types = {
        str(place): pa.string() if name == "dossier_code" else pa.dictionary(pa.int32(), pa.string())
        for name, place in header.columns.items()
    }
    reader = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=1),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False
        ),
    )
    row = 2
    for batch in reader:
        rows = pa.array(range(row, row + batch.num_rows), pa.int32())
        row += batch.num_rows
        yield TextBatch(dict(zip(header.columns, batch.columns, strict=True)), rows, batch.num_rows)
