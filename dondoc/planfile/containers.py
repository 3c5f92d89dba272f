"""The parts of a Word container, judged before unpacking.

Not here: what stands in the parts (wordfiles). Nothing is written and nothing is fetched.
"""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from dondoc.planfile.refusals import UnreadableFile

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2_000
_RATIO_FREE = 16 * 1024 * 1024  # a part of this size does no harm, and a long table is very regular
_CHUNK = 1024 * 1024
_NESTED = re.compile(r"\.(zip|rar|7z|gz|bz2|xz|tar|jar|docx|docm|pptx|cab|iso)$", re.IGNORECASE)
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", b"<?xml-stylesheet", b"www.w3.org/2001/XInclude")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_HARMLESS = re.compile(rb"""/hyperlink["']|Target=["'](?:file:///|mailto:)""", re.IGNORECASE)
_SAVE_AS = "Hãy mở tệp bằng Word và lưu lại dạng .docx rồi tải lên"


class Container:
    """The parts of a .docx in memory. Opening it judges the directory; reading a part counts what comes out."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._spent = 0
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise self._broken() from error
        self._judge(self._zip.infolist(), len(data))
        if "word/document.xml" not in self._zip.namelist():
            raise UnreadableFile(self._foreign())
        for info in self._zip.infolist():
            if info.filename.lower().endswith((".xml", ".rels")):
                self._judge_part(info.filename)

    def part(self, path: str) -> bytes | None:
        """The bytes of a part; None where there is none. Raises UnreadableFile on a broken or lying part."""
        if path not in self._zip.namelist():
            return None
        pieces = []
        try:
            with self._zip.open(path) as stream:
                while piece := stream.read(_CHUNK):
                    self._spent += len(piece)
                    if self._spent > MAX_UNPACKED:
                        raise self._too_big()
                    pieces.append(piece)
        except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
            raise self._broken() from error
        return b"".join(pieces)

    def _judge(self, members: list[ZipInfo], size: int) -> None:
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
            raise self._too_big()
        if any(m.file_size > max(_RATIO_FREE, MAX_RATIO * m.compress_size) for m in members):
            raise self._too_big()
        if unpacked > _RATIO_FREE and unpacked > MAX_RATIO * size:
            raise self._too_big()
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableFile(f"Tệp {self._name} được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.")
        names = [member.filename for member in members]
        if len(set(names)) < len(names) or any(_escapes(path) for path in names):
            raise self._broken()
        nested = next((path for path in names if _NESTED.search(path)), None)
        if any(path.endswith("vbaProject.bin") for path in names):
            raise UnreadableFile(f"Tệp {self._name} có chứa macro nên không được mở. {_SAVE_AS}.")
        if nested:
            raise UnreadableFile(f"Tệp {self._name} chứa một tệp nén khác ({nested}) nên không được mở. {_SAVE_AS}.")

    def _judge_part(self, path: str) -> None:
        content = self.part(path) or b""
        bare = content.replace(b"\x00", b"") if b"\x00" in content[:4] else content
        if any(mark in bare for mark in _DECLARED):
            raise UnreadableFile(
                f"Tệp {self._name} có khai báo lạ trong phần {path} mà Word không tạo ra, nên không được mở. "
                f"{_SAVE_AS}."
            )
        outside = (tag for tag in _RELATIONSHIP.findall(content) if b"External" in tag)
        if path.endswith(".rels") and not all(_HARMLESS.search(tag) for tag in outside):
            raise UnreadableFile(
                f"Tệp {self._name} gọi nội dung từ bên ngoài (mẫu hoặc đối tượng đặt ở máy khác), "
                f"nên không được mở. Hãy chép nội dung sang một văn bản Word mới rồi tải lên."
            )

    def _foreign(self) -> str:
        names = self._zip.namelist()
        if any(path.startswith("xl/") for path in names):
            return f"Tệp {self._name} là bảng tính Excel, không phải văn bản Word. Hãy tải lên kế hoạch dạng .docx."
        if any(path.startswith("ppt/") for path in names):
            return f"Tệp {self._name} là tệp trình chiếu, không phải văn bản Word. Hãy tải lên kế hoạch dạng .docx."
        if "content.xml" in names:
            return f"Tệp {self._name} là văn bản OpenDocument (.odt). {_SAVE_AS}."
        return f"Tệp {self._name} là tệp nén, không phải văn bản Word. Hãy tải lên chính kế hoạch dạng .docx."

    def _too_big(self) -> UnreadableFile:
        return UnreadableFile(
            f"Tệp {self._name} khi mở ra lớn bất thường nên không được mở. "
            "Hãy kiểm tra lại nguồn của tệp, hoặc lưu lại bằng Word rồi tải lên."
        )

    def _broken(self) -> UnreadableFile:
        return UnreadableFile(f"Tệp {self._name} bị hỏng, không mở được. {_SAVE_AS}.")


def _escapes(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or "\x00" in path
