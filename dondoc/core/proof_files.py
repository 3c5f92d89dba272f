"""Which files are taken as proof: by content and size. Not here: where they are kept (actions/evidence, proofs)."""

import zipfile
from io import BytesIO

from dondoc.core.refusals import Fault

LARGEST = 20_000_000
_SIGNATURES = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_OFFICE_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}


def suffix_of(data: bytes) -> str | None:
    """The kind of file by its content; `None` for a kind that is not taken."""
    for signature, suffix in _SIGNATURES.items():
        if data.startswith(signature):
            return suffix
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):  # whatever a damaged directory brings
        return None
    has_macro = any(name.casefold().endswith("vbaproject.bin") for name in names)
    return None if has_macro else next((s for part, s in _OFFICE_PARTS.items() if part in names), None)


def file_faults(data: bytes) -> list[Fault]:
    """Why a file is not taken as proof: empty, too large, of another kind."""
    if not data:
        return [Fault("file", "Tệp minh chứng trống (0 byte): hãy chọn lại tệp.")]
    if len(data) > LARGEST:
        return [Fault("file", "Tệp minh chứng lớn hơn 20 MB: hãy nén ảnh hoặc tách tệp rồi gửi lại.")]
    if suffix_of(data) is None:
        return [Fault("file", "Chỉ nhận tệp .pdf, .docx, .xlsx, .png, .jpg: hãy lưu sang một trong các dạng này.")]
    return []
