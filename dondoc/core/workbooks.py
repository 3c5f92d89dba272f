"""An .xlsx archive judged before a reader makes tables of it: one far cell would make a table that fills the memory.

Not here: the archive itself (archives), reading the sheets (listfile, criteriafile, analytics).
"""

import re

from dondoc.core.archives import Archive, UnreadableFile

MOST_CELLS = 5_000_000
_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}  # what a reader that guesses the kind of a file would try next
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""", re.IGNORECASE)
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_HEAD = 1_000
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,9})(\d{0,12})""")
_CELL, _ROW = re.compile(rb"<(?:\w+:)?c[\s/>]"), re.compile(rb"<(?:\w+:)?row[\s/>]")


def check_workbook(archive: Archive, name: str, *, advice: str) -> None:
    """Raises UnreadableFile for a workbook of two kinds, in another encoding than UTF-8, with entities or far cells."""
    if _OTHER_KINDS & set(archive.names):
        raise archive.broken()
    for path in archive.names:
        part = archive.part(path) or b""
        if not path.endswith((".xml", ".rels")):
            continue
        if not _is_plain(part):
            raise archive.broken()
        if _extent(part) > MOST_CELLS:
            raise UnreadableFile(
                f"Tệp {name} có ô nằm quá xa, bảng tính thành ra quá lớn. Hãy xóa các dòng, cột trống ở cuối. {advice}."
            )


def _is_plain(part: bytes) -> bool:
    head = part[:_HEAD]
    encoding = _ENCODING.search(head)
    is_utf8 = b"\x00" not in head and (not encoding or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii"))
    return is_utf8 and not any(mark in head for mark in _DECLARES)


def _extent(part: bytes) -> int:
    """The cells of the smallest table that holds every cell; those without a place stand where they are counted to."""
    far_row = far_column = placed = 0
    for place in _PLACE.finditer(part):
        letters, digits = place.groups()
        placed += bool(letters)
        far_row = max(far_row, int(digits or 0))
        far_column = max(far_column, _column(letters))
    loose = max(_count(_CELL, part) - placed, 0)
    return max(far_row, _count(_ROW, part)) * max(far_column, loose)


def _count(pattern: re.Pattern[bytes], part: bytes) -> int:
    """How often a pattern occurs, without a list of millions."""
    return sum(1 for _ in pattern.finditer(part))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
