"""Text files of dossiers: the rows and their numbers, as Python's own csv module and a spreadsheet tell them."""

import csv
from io import StringIO
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dondoc.analytics.headers import header_of
from dondoc.analytics.textrows import Layout, text_rows

NEEDED = ("dossier_code", "channel", "received_at", "due_at", "status")
BLOCK = 400  # bytes: many borders in a small file


def as_csv_tells(text: str, separator: str, width: int) -> tuple[list[tuple[int, tuple[str, ...]]], list[int]]:
    """The rows of the right width with their numbers, the first row 1; and the numbers of the others."""
    end = "\x1f"
    whole = text if not text or text[-1] in "\r\n" else text + "\n"
    records = list(csv.reader(StringIO(whole + end, newline=""), delimiter=separator))
    is_closed = records[-1] == [end]
    last = records.pop()
    rows = [(n, tuple(cells)) for n, cells in enumerate(records, start=1) if len(cells) == width]
    odd = [n for n, cells in enumerate(records, start=1) if cells and len(cells) != width]
    if not is_closed:
        odd.append(len(records) + 1)
        assert end in last[-1]
    return rows, odd


def as_read(path: Path, separator: str, width: int) -> tuple[list[tuple[int, tuple[str, ...]]], list[int]]:
    header = header_of([*NEEDED, *("other" for _ in range(width - len(NEEDED)))], name="x.csv")
    rows: list[tuple[int, tuple[str, ...]]] = []
    odd: list[int] = []
    read = 0
    for batch in text_rows(path, "x.csv", header, Layout("utf-8", separator, 0, 0), block=BLOCK):
        cells = [batch.columns[name].to_pylist() for name in NEEDED] if batch.columns else []
        rows += zip(batch.rows.to_pylist(), zip(*cells, strict=True), strict=True)
        odd += [fault.row for fault in batch.faults]
        assert all(fault.column == "" for fault in batch.faults)
        read += batch.read
    assert read == len(rows) + len(odd)
    return rows, sorted(odd)


PIECES = st.sampled_from(
    ['"', '""', ",", ",", ",", ";", "\n", "\r\n", "\r", "a", "Đ", " ", "\u00a0", "xyz", '","', '"\n']
)
LINES = st.sampled_from(
    [
        "1,2,3,4,5\n",
        "1,2,3,4,5\r\n",
        '1,"2\n\n3",3,4,5\n',
        "\n",
        "\r\n",
        ",,,,\n",
        "1,2\n",
        "1,2,3,4,5,6\n",
        '"",2,3,4,5\n',
        "  \n",
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(PIECES, LINES, LINES), max_size=60).map("".join), st.sampled_from([",", ";"]))
@example("", ",")
@example("1,2,3,4,5", ",")
@example('1,2,3,4,"5', ",")
@example("\n\n\n", ",")
def test_rows_and_numbers_are_those_of_the_csv_module_when_text_is_odd(
    tmp_path: Path, text: str, separator: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())

    expected, odd = as_csv_tells(text, separator, len(NEEDED))

    assert as_read(path, separator, len(NEEDED)) == (expected, odd)
