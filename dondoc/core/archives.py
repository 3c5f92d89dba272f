"""A zip in memory: its directory judged before anything is unpacked, what comes out of a member counted.

Not here: what a Word or OpenDocument file may hold (planfile), what stands in a list (listfile).
"""

import re
import struct
import zlib
from io import BytesIO
from itertools import pairwise
from stat import S_IFDIR, S_IFMT, S_IFREG
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2_000
_RATIO_FREE = 16 * 1024 * 1024  # a member of this size does no harm, and a long table is very regular
_CHUNK = 1024 * 1024
_HEAD = 512  # bytes of a member that tell what it is
_END = struct.Struct("<4s4H2LH")  # APPNOTE.TXT 4.3.16: the record that ends a zip
_LOCAL = struct.Struct("<4s5H3L2H")  # 4.3.7: what stands before a member
_MEMBER = b"PK\x01\x02"
_IS_ENCRYPTED, _SIZES_FOLLOW, _IS_UNICODE = 0x1, 0x8, 0x800
_FAULTS = (BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_NESTED = re.compile(r"\.(zip|rar|7z|gz|bz2|xz|tar|jar|docx|docm|xlsx|xlsm|pptx|cab|iso)$", re.IGNORECASE)
_NESTED_HEADS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")


class UnreadableFile(Exception):
    """A file that cannot be read; `sentence` is what to show: what, where, what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Archive:
    """The members of a zip. Opening it judges the directory alone; reading one counts the bytes of all that were read.

    Raises UnreadableFile on whatever is broken, hostile or beyond the limits; its sentence tells the `name`
    and, as `advice`, what to do about it.
    """

    def __init__(self, data: bytes, name: str, *, advice: str) -> None:
        self._name, self._advice = name, advice
        self._spent = 0
        try:
            self._count_members(data)
            self._zip = ZipFile(BytesIO(data))
            members = self._zip.infolist()
            self._judge_sizes(members, len(data))
            self._judge_names(members)
            self._judge_places(members, data)
        except _FAULTS as error:
            raise self.broken() from error
        self.names = tuple(member.filename for member in members)

    def part(self, path: str) -> bytes | None:
        """The bytes of a member; None where there is none."""
        if path not in self.names:
            return None
        pieces = []
        try:
            with self._zip.open(path) as stream:
                while piece := stream.read(_CHUNK):
                    self._spent += len(piece)
                    if self._spent > MAX_UNPACKED:
                        raise self._too_big()
                    pieces.append(piece)
        except _FAULTS as error:
            raise self.broken() from error
        return b"".join(pieces)

    def head(self, path: str) -> bytes:
        """The first bytes of a member. Raises UnreadableFile where they are those of another archive."""
        try:
            with self._zip.open(path) as stream:
                head = stream.read(_HEAD)
        except _FAULTS as error:
            raise self.broken() from error
        if head.startswith(_NESTED_HEADS):
            raise self._nested(path)
        return head

    def broken(self) -> UnreadableFile:
        """What is told of a file that no writer of documents makes."""
        return UnreadableFile(f"Tệp {self._name} bị hỏng, không mở được. {self._advice}.")

    def _count_members(self, data: bytes) -> None:
        """Judges the record at the very end before the directory is taken apart: that of millions would take long."""
        mark, _, _, here, count, size, place, comment = _END.unpack_from(data, len(data) - _END.size)
        if mark != b"PK\x05\x06" or comment or place + size != len(data) - _END.size:
            raise self.broken()
        found = data.count(_MEMBER, place)
        if max(found, count) > MAX_MEMBERS:
            raise self._too_big()
        if not found == here == count:
            raise self.broken()

    def _judge_sizes(self, members: list[ZipInfo], size: int) -> None:
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FREE and unpacked > MAX_RATIO * size):
            raise self._too_big()
        if any(m.file_size > max(_RATIO_FREE, MAX_RATIO * m.compress_size) for m in members):
            raise self._too_big()

    def _judge_names(self, members: list[ZipInfo]) -> None:
        if any(member.flag_bits & _IS_ENCRYPTED for member in members):
            raise UnreadableFile(f"Tệp {self._name} được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.")
        names = [member.filename for member in members]
        if len({path.casefold() for path in names}) < len(names) or any(map(_escapes, names)):
            raise self.broken()
        if any(S_IFMT(member.external_attr >> 16) not in (0, S_IFREG, S_IFDIR) for member in members):
            raise self.broken()  # a link
        nested = next((path for path in names if _NESTED.search(path)), None)
        if nested:
            raise self._nested(nested)

    def _judge_places(self, members: list[ZipInfo], data: bytes) -> None:
        """What stands before a member must say what the directory says, and no two may share bytes."""
        places = [(0, 0)]
        for member in sorted(members, key=lambda member: member.header_offset):
            start = member.header_offset
            mark, _, flags, method, _, _, _, packed, size, name_length, more = _LOCAL.unpack_from(data, start)
            name = data[start + _LOCAL.size : start + _LOCAL.size + name_length]
            coding = "utf-8" if member.flag_bits & _IS_UNICODE else "cp437"
            if mark != b"PK\x03\x04" or method != member.compress_type or method not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.broken()
            if flags & _IS_ENCRYPTED or name != member.orig_filename.encode(coding):
                raise self.broken()
            sizes_told = not flags & _SIZES_FOLLOW and size != 0xFFFFFFFF
            if sizes_told and (packed, size) != (member.compress_size, member.file_size):
                raise self.broken()
            places.append((start, start + _LOCAL.size + name_length + more + member.compress_size))
        if any(upper_end > start for (_, upper_end), (start, _) in pairwise([*places, (self._zip.start_dir, 0)])):
            raise self.broken()

    def _nested(self, path: str) -> UnreadableFile:
        return UnreadableFile(
            f"Tệp {self._name} chứa một tệp nén hoặc tài liệu khác ({path}) nên không được mở. "
            "Hãy bỏ phần nhúng đó, lưu lại rồi tải lên."
        )

    def _too_big(self) -> UnreadableFile:
        return UnreadableFile(
            f"Tệp {self._name} khi mở ra lớn bất thường nên không được mở. "
            f"Hãy kiểm tra lại nguồn của tệp. {self._advice}."
        )


def _escapes(path: str) -> bool:
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path) or not path.isprintable():
        return True
    return ".." in re.split(r"[/\\]", path)
