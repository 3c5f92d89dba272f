"""The text of a file of rules or facts: UTF-8, of a bearable size. Not here: what it says (sets, facts)."""

from pathlib import Path

from dondoc.core.scoring.faults import ShapeFault, ShapeRefused
from dondoc.core.scoring.tables import shown

_MOST_BYTES = 5_000_000


def text_of(source: Path | bytes, refused: type[ShapeRefused]) -> str:
    """The text of a file or of its bytes, a byte order mark aside. Raises `refused` with one fault."""
    if isinstance(source, bytes):
        return _decoded(source, "tệp", refused)
    place = source.name
    try:
        with source.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        what = "không mở được tệp"
        raise refused([ShapeFault(place, what, "hãy kiểm tra đường dẫn và quyền đọc tệp")]) from error
    return _decoded(data, place, refused)


def line_fault(text: str, line: int, column: int, expected: str) -> ShapeFault:
    """What cannot be understood from a place of the text on, with the line as it stands there."""
    lines = text.splitlines()
    there = shown(lines[line - 1].strip()) if line <= len(lines) else "hết tệp"
    return ShapeFault(f"dòng {line}", f"không hiểu được từ cột {column}: {there}", expected)


def _decoded(data: bytes, place: str, refused: type[ShapeRefused]) -> str:
    if len(data) > _MOST_BYTES:
        raise refused([ShapeFault(place, "tệp lớn hơn 5 MB", "cần tệp nhỏ hơn")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"tệp không phải chữ UTF-8 (từ dòng {line})"
        raise refused([ShapeFault(place, what, "hãy lưu lại tệp với bảng mã UTF-8")]) from error
