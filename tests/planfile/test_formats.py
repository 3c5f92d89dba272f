"""What a file is, told by its bytes."""

import io
import zipfile

import pytest

from dondoc.planfile import UnreadableFile
from dondoc.planfile.formats import format_of
from tests.planfile.builders import plan

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def open_text() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (plan("I. NHIỆM VỤ"), "docx"),
        (open_text(), "odt"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0....", "picture"),
        (b"II*\x00....", "picture"),
        (b"MM\x00*....", "picture"),
        ("KẾ HOẠCH".encode(), "txt"),
        ("KẾ HOẠCH".encode("utf-16"), "txt"),
    ],
)
def test_content_tells_the_format(data: bytes, expected: str) -> None:
    assert format_of(data, "ke-hoach") == expected


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "rỗng"),
        (b"\x00\x00\r\n", "rỗng"),
        (OLE, "không phải văn bản Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"{\\rtf1 abc}", ".rtf"),
        (b"GIF89a....", ".png, .jpg hoặc .tif"),
        (b"BM......", ".png, .jpg hoặc .tif"),
    ],
)
def test_other_file_is_refused_by_its_name(data: bytes, cause: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        format_of(data, "a.bin")
    assert refusal.value.sentence.startswith(("Tệp a.bin ",))
    assert cause in refusal.value.sentence
