"""A dossier file → typed batches, whatever its format. This is the reader's door: open_source().

Not here: the formats (textfiles, spreadsheets, parquetfiles), keeping what was read (loads).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dondoc.analytics import parquetfiles, spreadsheets, textfiles
from dondoc.analytics.batches import TextBatch, TypedBatch
from dondoc.analytics.headers import Header, UnreadableDossiers
from dondoc.analytics.typing_rows import RowTyping

__all__ = ["Header", "Source", "UnreadableDossiers", "open_source"]

_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an empty one
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # and an .xlsx with a password
_HEAD = 512


@dataclass(frozen=True)
class Source:
    """A file whose header was understood; `texts` reads its rows from the first one each time it is called."""

    header: Header
    texts: Callable[[], Iterator[TextBatch]]

    def typed(self) -> Iterator[TypedBatch]:
        """The rows in the order of the file. Raises UnreadableDossiers where the rest of the file cannot be read."""
        typing = RowTyping()
        for batch in self.texts():
            yield typing.typed(batch)


def open_source(path: Path, *, name: str = "") -> Source:
    """The file at `path`, its format told by its content; `name` is what people call it where the path does not.

    Raises UnreadableDossiers with one sentence to show.
    """
    name = name or path.name
    head = _head(path, name)
    if head.startswith(_ARCHIVE):
        return Source(*spreadsheets.opened(path, name))
    if head.startswith(b"PAR1"):
        return Source(*parquetfiles.opened(path, name))
    _refuse_others(head, name)
    return Source(*textfiles.opened(path, name))


def _head(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise UnreadableDossiers(f"Không mở được tệp {name}: hãy kiểm tra đường dẫn và quyền đọc tệp.") from error
    if not head:
        raise UnreadableDossiers(f"Tệp {name} trống (0 byte): hãy chọn lại tệp hoặc xuất lại.")
    return head


def _refuse_others(head: bytes, name: str) -> None:
    """Raises UnreadableDossiers for a file that is neither text nor one of the other two formats."""
    if head.startswith(_PACKED):
        raise UnreadableDossiers(
            f"Tệp {name} là tệp nén. Hãy giải nén rồi nạp tệp .csv, .xlsx hoặc .parquet bên trong."
        )
    if head.startswith(_OLD_EXCEL):
        raise UnreadableDossiers(
            f"Tệp {name} ở dạng Excel cũ (.xls) hoặc có mật khẩu. Hãy mở bằng Excel, lưu lại dạng .xlsx không mật khẩu."
        )
    if head.startswith(b"%PDF") or head.lstrip()[:1] in (b"<", b"{", b"["):
        raise UnreadableDossiers(f"Tệp {name} không phải bảng hồ sơ. Hãy xuất lại dạng .csv, .xlsx hoặc .parquet.")
