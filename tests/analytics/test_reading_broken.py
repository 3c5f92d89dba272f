"""Files damaged anywhere: read, or refused with one sentence, and never anything else."""

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from dondoc.analytics.sources import UnreadableDossiers, open_source
from tests.analytics.written_exports import GOOD, csv_text, numbered


def text() -> bytes:
    return csv_text(numbered(30)).encode()


def sheet() -> bytes:
    stream = BytesIO()
    with Workbook(stream) as book:
        cells = book.add_worksheet()
        for place, row in enumerate([list(GOOD), *(list(row.values()) for row in numbered(30))]):
            cells.write_row(place, 0, row)
    return stream.getvalue()


def parquet() -> bytes:
    stream = BytesIO()
    rows = numbered(30)
    pq.write_table(pa.table({header: [row[header] for row in rows] for header in GOOD}), stream)
    return stream.getvalue()


DAMAGES = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), min_size=1, max_size=5)


def outcome(path: Path) -> tuple[str, int]:
    """The sentence of a refusal, or how many rows there are."""
    try:
        return "", sum(batch.read for batch in open_source(path).typed())
    except UnreadableDossiers as error:
        return error.sentence, 0


@pytest.mark.parametrize("whole", [text(), sheet(), parquet()], ids=["csv", "xlsx", "parquet"])
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(damages=DAMAGES, end=st.none() | st.integers(0, 10**6))
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, whole: bytes, damages: list[tuple[int, bytes]], end: int | None
) -> None:
    data = bytearray(whole)
    for place, other in damages:
        start = place % len(data)
        data[start : start + len(other)] = other
    path = tmp_path / "hoso"
    path.write_bytes(data if end is None else data[: end % len(data)])

    sentence, count = outcome(path)

    assert (sentence.startswith("Tệp hoso") and sentence.endswith(".")) if sentence else count <= 200


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_rows_of_any_bytes_are_read_or_rejected(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hoso"
    path.write_bytes(csv_text([GOOD]).encode() + data)

    batches = list(open_source(path).typed())

    assert all(len(batch.rows) + len({fault.row for fault in batch.faults}) == batch.read for batch in batches)
