"""Files that cannot be read: each refused with one clear Vietnamese sentence, and what is only odd is read."""

import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from dondoc.planfile import UnreadableFile, read
from dondoc.planfile.blocks import MAX_ROWS
from dondoc.planfile.command import parse_command
from tests.planfile.builders import add_table, part_of, plan, saved, with_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
PLAN = plan("I. NHIỆM VỤ", "1. Rà soát thủ tục hành chính.")
RELATIONSHIPS = "word/_rels/document.xml.rels"


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def with_relationship(kind: str, target: str) -> bytes:
    tag = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_parts(PLAN, {RELATIONSHIPS: part_of(PLAN, RELATIONSHIPS).replace("</Relationships>", tag)})


def lying_about_size() -> bytes:
    """An archive whose directory says 100 bytes where ten million come out."""
    data = bytearray(archive(("word/document.xml", b" " * 10_000_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 100)
    return bytes(data)


def with_rows(count: int) -> bytes:
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    add_table(document, [["STT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Rà soát", "Văn phòng Sở"]])
    xml = part_of(data := saved(document), "word/document.xml")
    row = xml[xml.rindex("<w:tr>") : xml.rindex("</w:tr>") + len("</w:tr>")]
    return with_parts(data, {"word/document.xml": xml.replace(row, row * count)})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "rỗng"),
    "only blanks": (lambda: b"\xef\xbb\xbf \n\n", "rỗng"),
    "random zip": (lambda: archive(("a.txt", b"a")), "tệp nén"),
    "workbook": (lambda: archive(("xl/workbook.xml", b"<a/>")), "Excel"),
    "slides": (lambda: archive(("ppt/presentation.xml", b"<a/>")), "trình chiếu"),
    "open document": (lambda: archive(("content.xml", b"<a/>")), "OpenDocument"),
    "empty zip": (lambda: archive(), "tệp nén"),
    "cut zip": (lambda: PLAN[: len(PLAN) // 2], "hỏng"),
    "broken xml": (lambda: with_parts(PLAN, {"word/document.xml": "<w:document"}), "hỏng"),
    "empty part": (lambda: with_parts(PLAN, {"word/styles.xml": ""}), "hỏng ở phần word/styles.xml"),
    "no body": (lambda: with_parts(PLAN, {"word/document.xml": "<a/>"}), "hỏng"),
    "bomb": (lambda: archive(("word/document.xml", b"0" * 210_000_000)), "lớn bất thường"),
    "high ratio": (lambda: archive(("word/document.xml", b"0" * 20_000_000)), "lớn bất thường"),
    "many members": (lambda: archive(*((f"word/{n}.xml", b"") for n in range(2_001))), "lớn bất thường"),
    "lying directory": (lying_about_size, "hỏng"),
    "nested zip": (lambda: with_parts(PLAN, {"word/media/inner.zip": archive(("a", b"a"))}), "tệp nén hoặc"),
    "path outside": (lambda: with_parts(PLAN, {"../evil.xml": "<a/>"}), "hỏng"),
    "macro": (lambda: with_parts(PLAN, {"word/vbaProject.bin": b"x"}), "macro"),
    "doctype": (
        lambda: with_parts(
            PLAN,
            {"word/styles.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'},
        ),
        "khai báo lạ",
    ),
    "doctype in utf-16": (
        lambda: with_parts(PLAN, {"word/document.xml": "\ufeff<!DOCTYPE a []><a/>".encode("utf-16-le")}),
        "khai báo lạ",
    ),
    "remote template": (lambda: with_relationship("attachedTemplate", "http://example.org/a.dotm"), "bên ngoài"),
    "remote picture": (lambda: with_relationship("image", "https://example.org/a.png"), "bên ngoài"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "old word": (lambda: OLE + "WordDocument".encode("utf-16-le"), "LibreOffice"),
    "other ole": (lambda: OLE, "không phải văn bản Word"),
    "pdf": (lambda: b"%PDF-1.7\n...", "xuất lại tệp PDF"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "Ảnh trong tệp"),
    "jpeg": (lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 50, "Ảnh trong tệp"),
    "gif": (lambda: b"GIF89a" + b"\x00" * 50, "loại không đọc được"),
    "rtf": (lambda: b"{\\rtf1 abc}", ".rtf"),
    "legacy bytes": (lambda: "KÕ ho¹ch chuyÓn ®æi sè".encode("cp1252"), "Unicode"),
    "binary": (lambda: b"abc\x00def", "không phải tệp văn bản"),
    "letter": (lambda: "Kính gửi bác, cháu vẫn khỏe.".encode(), "không phải một kế hoạch"),
    "5,000 rows": (lambda: with_rows(5_000), "2.000 dòng"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_is_refused_with_a_sentence(case: str) -> None:
    make, cause = REFUSED[case]
    with pytest.raises(UnreadableFile) as refusal:
        read(make(), name="ke-hoach.docx")
    sentence = refusal.value.sentence
    assert cause in sentence
    assert "ke-hoach.docx" in sentence
    assert sentence.endswith(".")
    assert "!" not in sentence


def test_hyperlink_and_local_template_are_no_reason_to_refuse() -> None:
    for data in (
        with_relationship("hyperlink", "https://example.org"),
        with_relationship("attachedTemplate", "file:///C:/Normal.dotm"),
    ):
        assert [task.text for task in read(data, name="a.docx").draft.tasks] == ["Rà soát thủ tục hành chính"]


def test_largest_table_is_read() -> None:
    assert len(read(with_rows(MAX_ROWS - 1), name="a.docx").draft.tasks) == MAX_ROWS - 1


def test_content_decides_the_format_and_not_the_name() -> None:
    text = "KẾ HOẠCH\nCông tác năm 2026\n\nI. NHIỆM VỤ\n1. Rà soát.\n".encode()
    assert read(text, name="a.docx").draft.tasks[0].text == "Rà soát"
    assert read(PLAN, name="a.txt").draft.number == "15/KH-STP"


def test_reading_opens_no_file_and_no_connection() -> None:
    read(PLAN, name="warm.docx")
    seen: list[str] = []
    watching = True

    def watch(event: str, arguments: object) -> None:
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
            seen.append(event)

    sys.addaudithook(watch)
    read(with_relationship("hyperlink", "https://example.org"), name="a.docx")
    watching = False
    assert seen == []


def test_parse_command_prints_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.docx"
    file.write_bytes(PLAN)
    out, err = io.StringIO(), io.StringIO()
    assert parse_command(str(file), out=out, err=err) == 0
    assert out.getvalue().startswith('{\n "kind": "Kế hoạch",\n "number": "15/KH-STP",')
    assert "Traceback" not in err.getvalue()


def test_parse_command_prints_one_sentence_and_nothing_else_when_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF-1.7")
    for path, cause in (
        (file, "xuất lại tệp PDF"),
        (tmp_path / "absent.docx", "Không mở được"),
        (tmp_path, "Không mở"),
    ):
        out, err = io.StringIO(), io.StringIO()
        assert parse_command(str(path), out=out, err=err) == 2
        assert out.getvalue() == ""
        assert cause in err.getvalue().splitlines()[-1]
