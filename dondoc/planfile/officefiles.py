"""Documents of other word processors (.doc, .odt) made .docx by LibreOffice, where it is installed.

Not here: reading the .docx (wordfiles), judging the file before another program opens it (hazards).
"""

import os
import subprocess
import tempfile
from pathlib import Path
from shutil import which

from dondoc.planfile.refusals import TakesLong, UnreadableFile

WAIT = 90  # seconds
_FILTERS = {"doc": "MS Word 97", "odt": "writer8"}  # the file is what its bytes say, whatever LibreOffice would guess
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""  # no macro runs, nothing is fetched, no link is updated (2: never)
_SAVE_AS = "hãy mở tệp bằng Word và lưu lại dạng .docx rồi tải lên"


def as_docx(data: bytes, kind: str, name: str, *, patient: bool) -> bytes:
    """The same document as .docx; `kind` is `doc` or `odt`.

    LibreOffice runs without a screen, with settings of its own in a folder that goes with it. Raises UnreadableFile
    where it is missing or cannot convert the document; TakesLong, before it starts, unless `patient`.
    """
    if not which("soffice"):
        raise UnreadableFile(
            f"Tệp {name} là văn bản .{kind}, mà máy chủ chưa có LibreOffice để chuyển sang .docx: {_SAVE_AS}, "
            "hoặc nhờ người quản trị cài đặt (sudo apt install libreoffice-writer-nogui)."
        )
    if not patient:
        raise TakesLong(0)
    with tempfile.TemporaryDirectory(prefix="dondoc-") as place:
        folder = Path(place)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        given, made = folder / f"plan.{kind}", folder / "made" / "plan.docx"
        given.write_bytes(data)
        try:
            _convert(given, made.parent, f"--infilter={_FILTERS[kind]}", folder)
        except subprocess.TimeoutExpired as late:
            raise UnreadableFile(f"Tệp {name} chuyển sang .docx quá {WAIT} giây nên đã dừng: {_SAVE_AS}.") from late
        if not made.exists():
            raise UnreadableFile(f"Tệp {name} bị hỏng, LibreOffice không mở được: {_SAVE_AS}.")
        return made.read_bytes()


def _convert(given: Path, target: Path, reading_as: str, folder: Path) -> None:
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", reading_as),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target), str(given)),
        ],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        timeout=WAIT,
    )
