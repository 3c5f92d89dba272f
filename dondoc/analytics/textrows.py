"""The rows of a text file in batches, each with the number a spreadsheet gives it; rows of the wrong width as faults.

Not here: bytes (textblocks), encoding, separator and header (textfiles), values (typing_rows).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from dondoc.analytics.batches import TextBatch
from dondoc.analytics.headers import Header, UnreadableDossiers
from dondoc.analytics.textblocks import EMPTY_LINE, END, Blocks, LongLine
from dondoc.core.dossier_values import ragged_reason
from dondoc.core.dossiers import Fault

_BLOCK = 4 * 1024 * 1024  # bytes read at a time; also the longest line and about the longest row
_MOST_WAITING = 20_000  # odd rows handed on without a batch, for there may never be one
_PATIENCE = 0.2  # seconds between two looks whether anybody still reads
_UNCLOSED = "Dấu ngoặc kép mở mà không đóng đến hết tệp: tệp có thể bị cắt cụt, hãy xuất lại."


@dataclass(frozen=True)
class Layout:
    """How a text file is written: its rows begin at byte `start`, after row `header_row`."""

    encoding: str
    separator: str
    start: int
    header_row: int


@dataclass(frozen=True)
class _Odd:
    """A row that stands in no batch, counted from 1 after the header; `cells` is 0 for an empty line."""

    number: int
    cells: int
    lines: int = 1
    is_unclosed: bool = False


def text_rows(path: Path, name: str, header: Header, layout: Layout, *, block: int = _BLOCK) -> Iterator[TextBatch]:
    """The rows after the header. Raises UnreadableDossiers at a line or a row too long to be one."""
    reading = _Reading(path, header, layout, block)
    numbering = _Numbering(layout.header_row, header.width)
    try:
        for item in reading.items():
            batch = numbering.odd(item) if isinstance(item, list) else numbering.even(item)
            if batch.read:
                yield batch
    except (pa.ArrowInvalid, LongLine) as error:
        raise UnreadableDossiers(
            f"Tệp {name}, sau dòng {numbering.last}: có một dòng dài hơn 4 MB, thường do dấu ngoặc kép mở mà "
            "không đóng hoặc tệp bị hỏng. Hãy kiểm tra chỗ này hoặc xuất lại tệp."
        ) from error
    finally:
        reading.stop()


class _Reading:
    """Reads ahead in a thread of its own: the engine leaves Python alone while it takes text apart."""

    def __init__(self, path: Path, header: Header, layout: Layout, block: int) -> None:
        self._blocks = Blocks(path, start=layout.start, encoding=layout.encoding, size=block)
        self._header, self._separator, self._block = header, layout.separator, block
        self._odd: list[_Odd] = []
        self._read = 0  # rows and empty lines so far
        self._has_ended = False
        self._ready: Queue[Any] = Queue(maxsize=3)
        self._stopped = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def items(self) -> Iterator[dict[str, pa.Array] | list[_Odd]]:
        """The columns of consecutive rows, and odd rows before any row that stands behind them."""
        self._thread.start()
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def stop(self) -> None:
        """Ends the thread, whether all was read or not."""
        self._stopped.set()
        if self._thread.ident:
            self._thread.join()
        self._blocks.close()

    def _run(self) -> None:
        try:
            self._read_all()
            self._put(None)
        except BaseException as error:  # raised again where the rows are asked for
            self._put(error)

    def _read_all(self) -> None:
        held: pa.RecordBatch | None = None  # one batch back, for the very last row may not be one
        for batch in self._batches():
            if not batch.num_rows:
                continue
            if not self._hand_on(held):
                return
            held = batch
            self._read += batch.num_rows
        if held is not None and not self._has_ended:
            held = held.slice(0, held.num_rows - 1)
            self._odd.append(_Odd(self._read, self._header.width, is_unclosed=True))
        self._hand_on(held)

    def _batches(self) -> pa.RecordBatchReader:
        types = {
            str(place): pa.string() if name == "dossier_code" else pa.dictionary(pa.int32(), pa.string())
            for name, place in self._header.columns.items()
        }
        names = [str(place) for place in range(self._header.width)]
        return pacsv.open_csv(
            pa.PythonFile(self._blocks, mode="r"),
            pacsv.ReadOptions(use_threads=False, block_size=self._block, column_names=names),
            pacsv.ParseOptions(
                delimiter=self._separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._put_aside,
            ),
            pacsv.ConvertOptions(
                column_types=types, include_columns=list(types), strings_can_be_null=False, check_utf8=False
            ),
        )

    def _put_aside(self, row: Any) -> str:
        """Told of every row whose width is not the header's, which END and EMPTY_LINE are too."""
        if row.text == END:
            self._has_ended = True
            return "skip"
        self._read += 1
        if row.text == EMPTY_LINE:
            self._odd.append(_Odd(row.number, 0))
        else:
            self._has_ended = is_unclosed = END in row.text
            self._odd.append(_Odd(row.number, row.actual_columns, len(row.text.splitlines()), is_unclosed))
        if len(self._odd) < _MOST_WAITING:
            return "skip"
        return "skip" if self._hand_on(None) else "error"

    def _hand_on(self, batch: pa.RecordBatch | None) -> bool:
        odd, self._odd = self._odd, []
        if odd and not self._put(odd):
            return False
        return batch is None or self._put(self._columns(batch))

    def _columns(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        arrays = map(_unmarked, batch.columns) if self._blocks.is_marked else batch.columns
        return dict(zip(self._header.columns, arrays, strict=True))

    def _put(self, item: object) -> bool:
        """Whether it was taken; False when nobody reads any more."""
        while not self._stopped.is_set():
            try:
                self._ready.put(item, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False


class _Numbering:
    """Where each row stands in the file, from the rows in batches and the odd ones between and behind them."""

    def __init__(self, header_row: int, width: int) -> None:
        self._header_row, self._width = header_row, width
        self._read = 0  # rows whose place is settled
        self._odd: deque[_Odd] = deque()  # those behind them

    @property
    def last(self) -> int:
        """The row of the file up to which everything was read."""
        return self._header_row + self._read

    def odd(self, rows: list[_Odd]) -> TextBatch:
        """Those of the odd rows before which everything was read."""
        self._odd.extend(rows)
        faults = self._faults(self._following())
        return TextBatch({}, pa.array([], pa.int32()), len(faults), faults)

    def even(self, columns: dict[str, pa.Array]) -> TextBatch:
        """The rows of these columns, and the odd ones between and right behind them."""
        count = len(next(iter(columns.values())))
        odd: list[_Odd] = []
        start = self._read + 1
        while self._odd and self._odd[0].number < start + count + len(odd):
            odd.append(self._odd.popleft())
        numbers = np.arange(start, start + count + len(odd), dtype=np.int32)
        rows = np.delete(numbers, [row.number - start for row in odd]) + self._header_row
        self._read += count + len(odd)
        faults = self._faults(odd + self._following())
        return TextBatch(columns, pa.array(rows, pa.int32()), count + len(faults), faults)

    def _following(self) -> list[_Odd]:
        rows = []
        while self._odd and self._odd[0].number == self._read + 1:
            rows.append(self._odd.popleft())
            self._read += 1
        return rows

    def _faults(self, rows: list[_Odd]) -> tuple[Fault, ...]:
        return tuple(self._fault(row) for row in rows if row.cells)

    def _fault(self, row: _Odd) -> Fault:
        found = f"{row.cells} ô" if row.lines == 1 else f"{row.cells} ô trên {row.lines} dòng"
        reason = _UNCLOSED if row.is_unclosed else ragged_reason(self._width)
        return Fault(self._header_row + row.number, "", found, reason)


def _unmarked(texts: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(texts.type):
        return pa.DictionaryArray.from_arrays(texts.indices, _unmarked(texts.dictionary))
    return pc.replace_substring(texts, EMPTY_LINE, "")
