"""Documents of other word processors, converted by LibreOffice where it is installed."""

import subprocess
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest

from dondoc.planfile import TakesLong, UnreadableFile, read
from dondoc.planfile.officefiles import as_docx
from tests.planfile.builders import plan

needs_office = pytest.mark.skipif(not which("soffice"), reason="LibreOffice is not installed")
PLAN = plan("I. NHIỆM VỤ", "1. Rà soát thủ tục hành chính.", "2. Công khai kết quả.")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "WordDocument".encode("utf-16-le")


@cache
def made(kind: str) -> bytes:
    """The plan in another format, written by LibreOffice."""
    with TemporaryDirectory() as place:
        given = Path(place, "plan.docx")
        given.write_bytes(PLAN)
        profile = Path(place, "profile").as_uri()
        command = ("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind)
        subprocess.run([*command, "--outdir", place, str(given)], check=True, capture_output=True, timeout=60)
        return Path(place, f"plan.{kind}").read_bytes()


@needs_office
@pytest.mark.parametrize("kind", ["doc", "odt"])
def test_other_format_is_read_as_the_docx_that_it_says(kind: str) -> None:
    draft = read(made(kind), name=f"ke-hoach.{kind}").draft
    assert (draft.number, draft.title) == ("15/KH-STP", "Công tác tư pháp năm 2026")
    assert [(task.number, task.text) for task in draft.tasks] == [
        ("1", "Rà soát thủ tục hành chính"),
        ("2", "Công khai kết quả"),
    ]


@needs_office
def test_conversion_takes_long_when_nobody_waits() -> None:
    with pytest.raises(TakesLong) as long:
        read(OLD, name="ke-hoach.doc", patient=False)
    assert long.value.page_count == 0


@needs_office
def test_broken_document_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="LibreOffice không mở được: hãy mở tệp bằng Word"):
        as_docx(OLD, "doc", "ke-hoach.doc", patient=True)


def test_document_is_refused_with_what_to_do_when_there_is_no_office(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableFile) as refusal:
        read(OLD, name="ke-hoach.doc")
    assert refusal.value.sentence == (
        "Tệp ke-hoach.doc là văn bản .doc, mà máy chủ chưa có LibreOffice để chuyển sang .docx: hãy mở tệp bằng Word "
        "và lưu lại dạng .docx rồi tải lên, hoặc nhờ người quản trị cài đặt "
        "(sudo apt install libreoffice-writer-nogui)."
    )
