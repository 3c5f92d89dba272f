"""Word and OpenDocument files that attack: bombs, directories that lie, entities, references outside, macros."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"
SOUND = (GOLDEN / "dev-03.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

with zipfile.ZipFile(io.BytesIO(SOUND)) as sound:
    PARTS = {name: sound.read(name) for name in sound.namelist()}

Made = Iterator[tuple[str, bytes]]


def parts() -> dict[str, bytes]:
    """The parts of the sound file."""
    return dict(PARTS)


def zipped(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method, compresslevel=1)
    return out.getvalue()


def with_part(path: str, content: bytes | str) -> bytes:
    """The sound file with one part changed or added."""
    return zipped(parts() | {path: content.encode() if isinstance(content, str) else content})


def body(inside: str) -> bytes:
    """A Word file whose body holds this XML."""
    return with_part(DOCUMENT, f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{inside}</w:body></w:document>')


def relation(kind: str, target: str, *, mode: str = ' TargetMode="External"', where: str = RELATIONS) -> bytes:
    """The sound file with one relationship more."""
    tag = f'<Relationship Id="rId990" Type="{R}/{kind}" Target="{target}"{mode}/></Relationships>'
    old = parts().get(where, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                             b"</Relationships>").decode()  # fmt: skip
    return with_part(where, old.replace("</Relationships>", tag))


def patched(data: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """The zip with bytes of its first record of a kind overwritten."""
    at = data.index(mark) + offset
    return data[:at] + value + data[at + len(value) :]


def bombs() -> Made:
    """Small files that grow when they are opened."""
    yield "210 MB of zeros", zipped({DOCUMENT: b"0" * 210_000_000})
    yield "a part of 20 MB packed a thousand times", zipped({DOCUMENT: b"0" * 20_000_000})
    yield "twenty parts of 12 MB", zipped({DOCUMENT: b"<a/>"} | {f"word/{n}.xml": b" " * 12_000_000 for n in range(20)})
    yield "2,001 members", zipped({f"word/{n}.xml": b"" for n in range(2_001)})
    yield "60,000 members", zipped({f"{n}": b"" for n in range(60_000)}, method=zipfile.ZIP_STORED)
    inner = zipped({"a": b"0" * 1_000_000})
    yield "zip in it", with_part("word/media/a.zip", inner)
    yield "zip in it, called a picture", with_part("word/media/image9.png", inner)
    yield "document in it", with_part("word/embeddings/a.docx", SOUND)
    yield "200,000 elements deep", body("<w:p>" * 200_000)
    yield "cells in cells", body("<w:tbl><w:tr><w:tc>" * 70 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 70)
    yield (
        "cell over two billion columns",
        body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' * 50),
    )
    yield "a million empty paragraphs", body("<w:p/>" * 1_000_000)
    yield "200,000 attributes", body("<w:p " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>")
    yield "a text of 11 MB", body("<w:p><w:r><w:t>" + "kế hoạch " * 1_000_000 + "</w:t></w:r></w:p>")
    yield "styles that inherit in a ring", with_part(
        "word/styles.xml",
        f'<w:styles xmlns:w="{W}">' + "".join(
            f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 9}"/></w:style>'
            for n in range(9)
        ) + "</w:styles>",
    )  # fmt: skip


def lying_directories() -> Made:
    """Zips whose directory does not say what is in them."""
    zeros = zipped({DOCUMENT: b" " * 10_000_000})
    for size, name in ((100, "a hundred bytes"), (0, "nothing"), (50_000_000, "more than there is")):
        told = struct.pack("<I", size)
        yield f"sizes that say {name}", patched(patched(zeros, LOCAL, 22, told), CENTRAL, 24, told)
        yield f"directory alone that says {name}", patched(zeros, CENTRAL, 24, told)
    yield "packed size beyond the end", patched(SOUND, CENTRAL, 20, struct.pack("<I", 90_000_000))
    yield "wrong checksum", patched(patched(SOUND, LOCAL, 14, b"abcd"), CENTRAL, 16, b"abcd")
    yield "another name before the member", patched(SOUND, LOCAL, 30, b"X")
    yield "another method before the member", patched(SOUND, LOCAL, 8, b"\x00\x00")
    yield "a method that nobody has", patched(patched(SOUND, LOCAL, 8, b"\x63\x00"), CENTRAL, 10, b"\x63\x00")
    yield "place beyond the end", patched(SOUND, CENTRAL, 42, struct.pack("<I", 90_000_000))
    second = SOUND.index(CENTRAL, SOUND.index(CENTRAL) + 4)
    yield "two members in one place", SOUND[: second + 42] + b"\x00\x00\x00\x00" + SOUND[second + 46 :]
    yield "more members than there are", patched(SOUND, END, 8, b"\xff\x01\xff\x01")
    yield "fewer members than there are", patched(SOUND, END, 8, b"\x01\x00\x01\x00")
    yield "directory elsewhere", patched(SOUND, END, 16, b"\x10\x00\x00\x00")
    yield "names twice", zipped_twice("word/document.xml", "word/document.xml")
    yield "names twice but for capitals", zipped_twice("word/document.xml", "WORD/Document.xml")
    for name in ("../../etc/cron.d/a.xml", "/etc/a.xml", "..\\a.xml", "C:\\a.xml", "a\x01.xml"):
        yield f"member called {name!r}", zipped(parts() | {name: b"<a/>"})
    link = zipfile.ZipInfo("word/media/link")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO(SOUND)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    yield "link", out.getvalue()


def zipped_twice(first: str, second: str) -> bytes:
    """The sound file with a member under two names of the same sound."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            if name != first:
                archive.writestr(zipfile.ZipInfo(name), content)
        archive.writestr(zipfile.ZipInfo(first), parts()[DOCUMENT])
        archive.writestr(zipfile.ZipInfo(second.replace(first, "x" * len(first))), b"<a/>")
    return out.getvalue().replace(b"x" * len(first), second.encode())


def entities() -> Made:
    """Twelve ways to declare something in XML, in four parts."""
    for path in (DOCUMENT, "word/styles.xml", RELATIONS, "docProps/core.xml"):
        sound = parts()[path].decode().partition("?>")[2].strip()
        laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        xi = "http://www.w3.org/2001/XInclude"
        payloads: dict[str, str | bytes] = {
            "file": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sound}',
            "address": f'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>{sound}',
            "parameter": f'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>{sound}',
            "outside DTD": f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">{sound}',
            "public DTD": f'<!DOCTYPE a PUBLIC "-//A//B" "ftp://127.0.0.1/x.dtd">{sound}',
            "laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>{sound}',
            "long entity": f'<!DOCTYPE a [<!ENTITY x "{"x" * 100_000}">]>{sound}',
            "stylesheet": f'<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>{sound}',
            "inclusion": f'<a><xi:include xmlns:xi="{xi}" href="file:///etc/passwd"/>{sound}</a>',
            "inclusion spelled out": f'<a><i:include xmlns:i="{xi.replace("i", "&#105;", 1)}" href="/etc/passwd"/></a>',
            "UTF-16": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sound}'.encode("utf-16"),
            "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>'
            + f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sound}'.encode("utf-7"),
        }
        for kind, content in payloads.items():
            yield f"{kind} in {path}", with_part(path, content)


def references() -> Made:
    """Files that make a reader fetch something."""
    yield "template at an address", relation("attachedTemplate", "http://127.0.0.1:9/a.dotm")
    yield "template on another machine", relation("attachedTemplate", "file://server/share/a.dotm")
    yield "template by a network path", relation("attachedTemplate", "file:///\\\\server\\share\\a.dotm")
    yield (
        "template of the settings",
        relation("attachedTemplate", "https://127.0.0.1:9/a.dotm", where="word/_rels/settings.xml.rels"),
    )
    yield "picture at an address", relation("image", "https://127.0.0.1:9/a.png")
    yield "picture of a header", relation("image", "https://127.0.0.1:9/a.png", where="word/_rels/header1.xml.rels")
    yield "object at an address", relation("oleObject", "https://127.0.0.1:9/a.bin")
    yield "frame", relation("frame", "https://127.0.0.1:9/a.html")
    yield "part of another document", relation("subDocument", "https://127.0.0.1:9/a.docx")
    yield "outside in capitals", relation("image", "https://127.0.0.1:9/", mode=' TargetMode="EXTERNAL"')
    yield "outside spelled in numbers", relation("image", "https://127.0.0.1:9/", mode=' TargetMode="Ext&#101;rnal"')
    yield "whole package elsewhere", relation("officeDocument", "https://127.0.0.1:9/a.xml", where="_rels/.rels")
    content = '<office:document-content xmlns:office="o" xmlns:draw="d" xmlns:xlink="http://www.w3.org/1999/xlink">'
    picture = f'{content}<draw:image xlink:href="http://127.0.0.1:9/a.png"/></office:document-content>'
    yield "OpenDocument picture at an address", open_document(picture)
    section = f'{content}<section-source xlink:href="../../../etc/passwd"/></office:document-content>'
    yield "OpenDocument section from a file", open_document(section)


def open_document(content: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """An .odt."""
    mime = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    return zipped(mime | {"content.xml": content.encode()} | dict(more or {}), method=zipfile.ZIP_STORED)


def programs() -> Made:
    """Macros, objects of other programs, fields that call them."""
    types = parts()["[Content_Types].xml"].decode()
    document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    yield "macro", with_part("word/vbaProject.bin", OLE)
    yield "macro under capitals", with_part("word/VBAPROJECT.BIN", OLE)
    yield (
        "macro type of document",
        with_part(
            "[Content_Types].xml", types.replace(document, "application/vnd.ms-word.document.macroEnabled.main+xml")
        ),
    )
    yield "macro under another name", relation("vbaProject", "media/a.png", mode="")
    yield "object", with_part("word/embeddings/oleObject1.bin", OLE)
    yield "object called a picture", with_part("word/media/image9.png", OLE)
    yield "workbook", with_part("word/embeddings/a.xlsx", zipped({"xl/workbook.xml": b"<a/>"}))
    yield "control", relation("control", "activeX/activeX1.xml", mode="")
    yield "page in it", relation("aFChunk", "a.html", mode="")
    yield "page among the parts", with_part("word/a.mht", b"MIME-Version: 1.0\n\n<script>")
    yield "program", with_part("word/media/a.exe", b"MZ" + bytes(100))
    yield "program called a picture", with_part("word/media/image9.png", b"MZ" + bytes(100))
    field = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
    call = 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'
    yield "field that calls", body(field.format(call))
    yield "field in pieces", body("".join(field.format(piece) for piece in ("D", "D", "EAUTO", " c:\\\\cmd.exe")))
    yield "field in numbers", body(field.format("QUOTE 68 68 69 65 85 84 79"))
    yield "field as an attribute", body('<w:p><w:fldSimple w:instr="&#68;DE c:\\cmd.exe"/></w:p>')
    yield "field in a header", with_part("word/header1.xml", f'<w:hdr xmlns:w="{W}">{field.format(call)}</w:hdr>')
    yield (
        "field in UTF-16",
        with_part(
            DOCUMENT, f'<w:document xmlns:w="{W}"><w:body>{field.format(call)}</w:body></w:document>'.encode("utf-16")
        ),
    )
    yield "virus sample among the parts", with_part("word/media/image9.png", EICAR)
    yield "virus sample as text", body(f"<w:p><w:r><w:t>{EICAR.decode()}</w:t></w:r></w:p>")
    yield "old document with a macro", OLE + "WordDocument\x00_VBA_PROJECT".encode("utf-16-le")
    yield "old document with a field", OLE + "WordDocument\x00\x13 DDEAUTO c:\\cmd.exe".encode("utf-16-le")
    yield "old document with an object", OLE + "WordDocument\x00\x03ObjInfo".encode("utf-16-le")
    yield "OpenDocument with a macro", open_document("<a/>", {"Basic/Standard/Module1.xml": b"<a/>"})
    yield "OpenDocument with a call", open_document('<a xmlns:o="o"><o:dde-source application="soffice"/></a>')


def damaged(chance: random.Random) -> Made:
    """The sound file cut, closed and changed."""
    for place in sorted(chance.sample(range(len(SOUND)), 10)):
        yield f"cut at {place}", SOUND[:place]


def locked() -> Made:
    """Files under a password."""
    yield "zip", patched(patched(SOUND, LOCAL, 6, b"\x01\x00"), CENTRAL, 8, b"\x01\x00")
    yield "zip, told before the member alone", patched(SOUND, LOCAL, 6, b"\x01\x00")
    yield "zip, told in the directory alone", patched(SOUND, CENTRAL, 8, b"\x01\x00")
    yield "Word", OLE + "EncryptedPackage".encode("utf-16-le")
    manifest = b'<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    yield "OpenDocument", open_document("<a/>", {"META-INF/manifest.xml": manifest})


def one_byte_changed(data: bytes, count: int, chance: random.Random) -> Made:
    """A file with one byte of it changed, many times."""
    for _ in range(count):
        place, value = chance.randrange(len(data)), chance.randrange(1, 256)
        yield f"byte {place}", data[:place] + bytes([data[place] ^ value]) + data[place + 1 :]
