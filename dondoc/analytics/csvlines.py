"""Rows as lines of CSV that every reader takes apart as they were. Not here: which rows (rejects, measure_commands)."""

import csv
from collections.abc import Iterable, Iterator


class _Lines(list[str]):
    write = list.append


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A line a row, ended by a line feed; a cell that holds a comma, a quote or the end of any line is quoted."""
    written = _Lines()
    writer = csv.writer(written)  # quotes a carriage return only where that is in its own line end (Python up to 3.12)
    for row in rows:
        writer.writerow(row)
        yield written.pop().removesuffix("\r\n") + "\n"
