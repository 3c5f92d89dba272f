"""The bytes of a text file as the engine asks for them: UTF-8 throughout, empty lines marked, an end that can be seen.

Not here: rows and cells (textrows), which encoding a file has (textfiles).
"""

import re
from io import SEEK_CUR, RawIOBase
from pathlib import Path
from struct import pack

import numpy as np
import pyarrow as pa

# Noncharacters of Unicode, for use inside a program: neither can stand in the text of a file.
EMPTY_LINE, END = "\ufdd0", "\ufdd1"
_BEFORE_EMPTY_LINE = re.compile(rb"(?:\n|\r(?!\n))(?=[\r\n])")
_PAIRS = tuple(int.from_bytes(pair, "little") for pair in (b"\n\n", b"\n\r", b"\r\r"))


class LongLine(ValueError):
    """A line longer than a block: no file of rows has one."""


class Blocks(RawIOBase):
    """The rest of a file from the byte `start` on, in blocks of whole lines, of about `size` bytes.

    Bytes that are no letter of the encoding become U+FFFD. An empty line becomes EMPTY_LINE, for the engine takes it
    for a row of blank cells; the last line of all is END, unless a quote before it was never closed. `is_marked`
    tells whether some EMPTY_LINE may stand inside a quoted cell.
    """

    def __init__(self, path: Path, *, start: int, encoding: str, size: int) -> None:
        self._stream = path.open("rb")  # buffered: a read is short at the end of the file and nowhere else
        self._stream.seek(start)
        self._encoding, self._size = encoding, size
        self._has_ended = False
        self.is_marked = False

    def read(self, asked: int = -1, /) -> bytes | memoryview:  # spares a copy of each block
        """The next block, whatever is asked for; no bytes at the end. Raises LongLine."""
        if self._has_ended:
            return b""
        block = self._stream.read(self._size)
        self._has_ended = len(block) < self._size
        cut = len(block) if self._has_ended else _end_of_lines(block)
        if not cut and not self._has_ended:
            raise LongLine
        self._stream.seek(cut - len(block), SEEK_CUR)
        if self._has_ended or self._encoding != "utf-8" or _has_empty_lines(block, cut) or not _is_utf8(block, cut):
            return self._readable(block[:cut])
        return memoryview(block)[:cut]

    def close(self) -> None:
        self._stream.close()
        super().close()

    def readable(self) -> bool:
        return True

    def _readable(self, block: bytes) -> bytes:
        block = block.decode(self._encoding, "replace").encode()
        if _has_empty_lines(block, len(block)):
            first = EMPTY_LINE.encode() if block.startswith((b"\n", b"\r")) else b""
            block = first + _BEFORE_EMPTY_LINE.sub(rb"\g<0>" + EMPTY_LINE.encode(), block)
            self.is_marked = True
        if self._has_ended:
            line_end = b"" if not block or block.endswith((b"\n", b"\r")) else b"\n"
            block += line_end + END.encode() + b"\n"
        return block


def _end_of_lines(block: bytes) -> int:
    """Where the last whole line ends; a carriage return at the very end may be half of a line end."""
    return block.rfind(b"\n") + 1 or block.rfind(b"\r", 0, -1) + 1


def _is_utf8(block: bytes, size: int) -> bool:
    whole = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(pack("=2i", 0, size)), pa.py_buffer(block)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _has_empty_lines(block: bytes, size: int) -> bool:
    """Whether a line end follows another, inside quotes or not, or stands first."""
    pairs = _PAIRS if b"\r" in block else _PAIRS[:1]
    shifted = (np.frombuffer(block, "<u2", (size - shift) // 2, shift) for shift in (0, 1) if size > shift)
    return block.startswith((b"\n", b"\r")) or any((two == pair).any() for two in shifted for pair in pairs)
