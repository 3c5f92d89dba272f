"""Text files of dossiers: their encoding, separator and header, told from the first lines.

Not here: what the columns mean (headers), the rows (textrows).
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from dondoc.analytics.batches import TextBatch
from dondoc.analytics.headers import Header, UnreadableDossiers, column_of, header_of
from dondoc.analytics.textrows import Layout, text_rows

_HEAD = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_ENCODINGS = ("utf-8", "cp1258")
_SEPARATORS = (",", ";", "\t")
_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_CONTINUATIONS = bytes(range(0x80, 0xC0))  # of a letter that the block before began
_LETTERS = re.compile("[^\x00-\x7f\N{REPLACEMENT CHARACTER}]")
_AS_UTF8 = "Trong Excel hãy chọn “CSV UTF-8 (Comma delimited)” khi lưu rồi nạp lại"


def opened(path: Path, name: str) -> tuple[Header, Callable[[], Iterator[TextBatch]]]:
    """The header and what reads the rows. Raises UnreadableDossiers."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if _is_utf16(head):
        raise UnreadableDossiers(f"Tệp {name} dùng bảng mã UTF-16. {_AS_UTF8}.")
    start = len(_BOM) if head.startswith(_BOM) else 0
    ways = product(_ENCODINGS[:1] if start else _ENCODINGS, _SEPARATORS)
    found = [_header(head, start, encoding, separator) for encoding, separator in ways]
    cells, layout = max(found, key=lambda one: (len(set(map(column_of, one[0]))), -_broken(one[0]), len(one[0])))
    header = header_of(cells, name=name)
    if not start and head[: layout.start].isascii():
        layout = replace(layout, encoding=_encoding_of_rows(path))
    return header, lambda: text_rows(path, name, header, layout)


def _broken(cells: Sequence[str]) -> int:
    """Letters that are none: headers without diacritics read alike in every encoding, the others beside them do not."""
    return "".join(cells).count("\N{REPLACEMENT CHARACTER}")


def _is_utf16(head: bytes) -> bool:
    """By its mark, or by every other byte of the first letters being none."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 < 2 * len(head[:100]) <= 5 * head[:100].count(b"\0")


def _encoding_of_rows(path: Path) -> str:
    """Of a file whose header is plain ASCII: by the first letters that are not."""
    with path.open("rb") as stream:
        while block := stream.read(_HEAD):
            if not block.isascii():
                text = (block.lstrip(_CONTINUATIONS) + stream.read(3)).decode("utf-8", "replace")
                broken = text.count("\N{REPLACEMENT CHARACTER}")
                return "utf-8" if len(_LETTERS.findall(text)) >= broken else "cp1258"
    return "utf-8"


def _header(head: bytes, start: int, encoding: str, separator: str) -> tuple[list[str], Layout]:
    """The cells of the first row that has any, read in one way, and where the rows behind it begin."""
    taken = start

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in _LINES.finditer(head, start):
            taken = line.end()
            yield line[0].decode(encoding, "replace")

    row = 0
    try:
        for row, cells in enumerate(csv.reader(lines(), delimiter=separator), start=1):
            if any(cell.strip() for cell in cells):
                return cells, Layout(encoding, separator, taken, row)
    except csv.Error:
        pass
    return [], Layout(encoding, separator, taken, row)
