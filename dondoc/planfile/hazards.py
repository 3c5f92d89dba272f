"""What attacks hide in a file, looked for in its bytes before a reader or another program opens it.

Not here: .docx (containers judges it as it opens it). What slips through meets readers that run nothing, in a child.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from dondoc.planfile.refusals import VIRUS_SAMPLE, UnreadableFile, infected

_PDF_OPENS = re.compile(rb"[\x00\s\xef\xbb\xbf]*%PDF-")
_PAGE_OPENS = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
_FIRST = 1024  # bytes in which a browser looks for what a file is
_ZIP_END = struct.Struct("<4s4H2LH")
_GAP = rb"(?:\s|%[^\r\n]*[\r\n])*+"
_OBJECTS = re.compile(rb"stream\r?\n")
_OPENING = 400  # bytes that may stand between the kind of a stream and its beginning
_MOST_STREAMS = 10_000
_MOST_OBJECTS = 100 * 1024 * 1024  # bytes of unpacked objects
_CHUNK = 16 * 1024  # of packed bytes: they unpack to 16 MB at most
_OLD_CALLS = re.compile(rb"\x13\s*DDE|\x13\x00(?:\s\x00)*D\x00D\x00E\x00", re.IGNORECASE)


def _spelled(name: str) -> bytes:
    """A PDF name as a pattern: each letter as it is or by its number (ISO 32000-1, 7.3.5)."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (ord(char), ord(char)) for char in name) + rb"(?![A-Za-z#])"


_ACTION = re.compile(_spelled("S") + _GAP + b"(?:" + _spelled("JavaScript") + b"|" + _spelled("Launch") + b")")


def refuse_hazards(data: bytes, kind: str, name: str) -> None:
    """Raises UnreadableFile where a file of a kind that `format_of` names holds what no plan needs."""
    if VIRUS_SAMPLE.encode() in data or VIRUS_SAMPLE.encode("utf-16-le") in data:
        raise infected(name)
    if kind in ("pdf", "picture", "doc") and (_PAGE_OPENS.search(data, 0, _FIRST) or _is_zip_too(data)):
        raise _two_kinds(name)
    match kind:
        case "pdf":
            _judge_pdf(data, name)
        case "doc":
            _judge_old_word(data, name)
        case "odt":
            from dondoc.planfile.containers import judge_open_document  # slow import  # noqa: PLC0415

            judge_open_document(data, name)


def _is_zip_too(data: bytes) -> bool:
    """Whether a zip ends where the file ends."""
    at = data.rfind(b"PK\x05\x06", -65_557)
    if at < 0 or at + _ZIP_END.size > len(data):
        return False
    *_, size, place, comment = _ZIP_END.unpack_from(data, at)
    return bool(at + _ZIP_END.size + comment == len(data) and size + place <= at)


def _two_kinds(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp {name} vừa là một loại tệp vừa là loại khác nên không được mở. "
        "Hãy in lại thành PDF, hoặc tải lên bản Word (.docx) của kế hoạch."
    )


def _judge_pdf(data: bytes, name: str) -> None:
    if not _PDF_OPENS.match(data):
        raise _two_kinds(name)
    if _ACTION.search(data) or any(map(_ACTION.search, _packed_objects(data, name))):
        raise UnreadableFile(
            f"Tệp {name} là PDF có mã lệnh tự chạy (JavaScript hoặc lệnh mở chương trình) nên không được mở. "
            "Hãy in lại thành PDF, hoặc tải lên bản Word (.docx) của kế hoạch."
        )


def _packed_objects(data: bytes, name: str) -> Iterator[bytes]:
    """The streams of objects that a PDF keeps packed; what cannot be unpacked here the reader may refuse."""
    spent = 0
    for count, kind in enumerate(re.finditer(b"/ObjStm", data)):
        opening = _OBJECTS.search(data, kind.end(), kind.end() + _OPENING)
        objects = _unpacked(data, opening.end()) if opening else b""
        spent += len(objects)
        if count > _MOST_STREAMS or spent > _MOST_OBJECTS:
            raise UnreadableFile(
                f"Tệp {name} khi mở ra lớn bất thường nên không được mở. "
                "Hãy in lại thành PDF, hoặc tải lên bản Word (.docx) của kế hoạch."
            )
        yield objects


def _unpacked(data: bytes, start: int) -> bytes:
    unpacking, pieces, length = zlib.decompressobj(), [], 0
    for place in range(start, len(data), _CHUNK):
        try:
            pieces.append(unpacking.decompress(data[place : place + _CHUNK]))
        except zlib.error:
            break
        length += len(pieces[-1])
        if unpacking.eof or length > _MOST_OBJECTS:
            break
    return b"".join(pieces)


def _judge_old_word(data: bytes, name: str) -> None:
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise UnreadableFile(
            f"Tệp {name} có chứa macro nên không được mở. Hãy mở tệp bằng Word và lưu lại dạng .docx rồi tải lên."
        )
    if "\x03ObjInfo".encode("utf-16-le") in data or _OLD_CALLS.search(data):
        raise UnreadableFile(
            f"Tệp {name} có nhúng đối tượng của chương trình khác nên không được mở. "
            "Hãy xóa đối tượng đó hoặc thay bằng ảnh, lưu lại rồi tải lên."
        )
