"""Names that files come with from outside: which are taken, and why another is not.

Not here: what a file is by its content, under which name it is stored (actions).
"""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from dondoc.core.vietnamese import normalise

_PROGRAMS = re.compile(
    r"\.(exe|com|bat|cmd|scr|msi|dll|js|vbs|ps1|sh|jar|hta|lnk|php|aspx?|jsp|html?|svg|docm|dotm|xlsm|xltm)"
)
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they show `cod.exe` as `exe.doc`
_ALSO = {".jpeg": ".jpg", ".tiff": ".tif"}


def ending_of(name: str) -> str:
    """What a name says the file is: `.docx`, in small letters, one spelling for each; empty where it says nothing."""
    ending = PurePosixPath(last_part(name)).suffix.lower()
    return _ALSO.get(ending, ending)


def name_fault(name: str, endings: Collection[str]) -> str | None:
    """Why a file of this name is not taken, as a Vietnamese sentence; None where it is. `endings`: those taken."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") or char in _TURNS for char in name):
        return "Tên tệp có ký tự ẩn nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại."
    shown, ending = normalise(name)[-100:], ending_of(name)
    if ending not in endings:
        said = f"có đuôi {ending}" if ending else "không có đuôi"
        return f"Tệp {shown} {said} nên không được nhận. Hãy chọn tệp {', '.join(endings)}."
    before = PurePosixPath(PurePosixPath(last_part(name)).stem).suffix.lower()
    if _PROGRAMS.fullmatch(before):
        return (
            f"Tên tệp {shown} có đuôi của chương trình ({before}) nên tệp không được nhận. Hãy đổi tên tệp rồi gửi lại."
        )
    return None


def last_part(name: str) -> str:
    """A name without the folders before it, whichever way these are written."""
    return re.split(r"[/\\]", normalise(name))[-1]


def shortened(name: str, most: int) -> str:
    """The last part of a name in at most that many characters: its beginning and its ending."""
    path = PurePosixPath(last_part(name))
    return path.stem[: most - len(path.suffix)] + path.suffix
