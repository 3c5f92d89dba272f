"""What kind of file the bytes are, judged by their content alone. Not here: reading any of them."""

from dondoc.planfile.refusals import UnreadableFile

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_TEXT = b"mimetypeapplication/vnd.oasis.opendocument.text"  # OpenDocument 1.2, part 3, 3.3: the first member
_FIRST_NAME = 30  # where a zip's first member has its name, and its content after it
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OTHER_PICTURES = (b"GIF8", b"BM", b"RIFF")
_SAVE_AS = "Hãy mở tệp bằng Word và lưu lại dạng .docx rồi tải lên"


def format_of(data: bytes, name: str) -> str:
    """`docx`, `txt`, `pdf`, `doc`, `odt` or `picture`. Raises UnreadableFile, naming what the file is instead.

    Any zip but an OpenDocument text is taken for a `docx`: what else it may be stands in its directory.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise UnreadableFile(f"Tệp {name} rỗng, không có chữ nào. Hãy chọn lại tệp có nội dung.")
    if data.startswith(_ZIP):
        return "odt" if data.startswith(_OPEN_TEXT, _FIRST_NAME) else "docx"
    if data.startswith(_OLE):
        return _format_of_ole(data, name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_PICTURES):
        return "picture"
    if data.startswith(_OTHER_PICTURES):
        raise UnreadableFile(
            f"Tệp {name} là ảnh thuộc loại không đọc được. "
            "Hãy lưu ảnh lại dạng .png, .jpg hoặc .tif, hoặc tải lên bản Word (.docx) của kế hoạch."
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(f"Tệp {name} là văn bản .rtf. {_SAVE_AS}.")
    return "txt"


def _format_of_ole(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFile(f"Tệp {name} được đặt mật khẩu. Hãy mở bằng Word, bỏ mật khẩu, lưu lại rồi tải lên.")
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise UnreadableFile(f"Tệp {name} không phải văn bản Word (.docx). {_SAVE_AS}.")
