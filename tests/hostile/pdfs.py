"""PDFs that attack, made by hand: rings, endless things, programs, polyglots; and the sound one they start from."""

import hashlib
import random
import zlib
from collections.abc import Iterator, Sequence

from tests.hostile.zips import EICAR, SOUND, one_byte_changed

Made = Iterator[tuple[str, bytes]]
LINES = (
    "SỞ TƯ PHÁP",
    "Số: 15/KH-STP",
    "KẾ HOẠCH",
    "Công tác tư pháp năm 2026",
    "Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh;",
    "I. MỤC TIÊU",
    "1. Tối thiểu 80% hồ sơ được giải quyết trực tuyến.",
    "II. NHIỆM VỤ",
    "1. Rà soát thủ tục hành chính. Đơn vị chủ trì: Văn phòng Sở. Thời hạn: trước ngày 30/6/2026.",
    "2. Tập huấn kỹ năng số. Đơn vị chủ trì: Thanh tra Sở. Thời hạn: quý II/2026.",
)
CATALOGUE, PAGES, PAGE, FONT, TEXT, MAPPING = range(1, 7)


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"", root: int = CATALOGUE) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, trailer, start)
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream, packed."""
    packed = zlib.compress(content)
    return b"<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream" % (len(packed), more, packed)


def objects_of(lines: Sequence[str] = LINES, *, content: bytes | None = None) -> list[bytes]:
    """The objects of a page with these lines; a letter is a number that the font's mapping names."""
    letters = sorted({letter for line in lines for letter in line})
    code = {letter: number for number, letter in enumerate(letters, 32)}
    shown = b"".join(
        b"1 0 0 1 50 %d Tm <%s> Tj\n" % (780 - 22 * n, bytes(code[letter] for letter in line).hex().encode())
        for n, line in enumerate(lines)
    )
    mapping = "".join(f"<{number:02x}> <{ord(letter):04x}>\n" for letter, number in code.items())
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32/LastChar 255/Widths[%s]/ToUnicode 6 0 R>>"
        % (b"500 " * 224),
        stream(b"BT /F 12 Tf\n" + shown + b"ET\n" if content is None else content),
        stream(
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
            b"%d beginbfchar\n%sendbfchar endcmap end" % (len(code), mapping.encode())
        ),
    ]


def with_object(number: int, content: bytes, *more: bytes, trailer: bytes = b"") -> bytes:
    """The sound PDF with one object replaced and others added, numbered from 7."""
    objects = objects_of()
    objects[number - 1] = content
    return pdf([*objects, *more], trailer=trailer)


SOUND_PDF = pdf(objects_of())


def programs() -> Made:
    """What runs when a PDF is opened."""
    script = b"<</S/JavaScript/JS(app.alert(1))>>"
    catalogue = b"<</Type/Catalog/Pages 2 0 R/OpenAction %s>>"
    yield "script at opening", with_object(CATALOGUE, catalogue % script)
    yield "script spelled in numbers", with_object(CATALOGUE, catalogue % b"<</#53 /J#61vaScript/JS(app.alert(1))>>")
    yield "script behind a comment", with_object(CATALOGUE, catalogue % b"<</S%x\n/JavaScript/JS(app.alert(1))>>")
    named = b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) %s]>>>>>>"
    yield "script by name", with_object(CATALOGUE, named % script)
    packed = stream(b"8 0 " + script, b"/Type/ObjStm/N 1/First 4")
    yield "script in packed objects", with_object(CATALOGUE, catalogue % b"8 0 R", packed)
    yield "program at opening", with_object(CATALOGUE, catalogue % b"<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)>>>>")
    yield "program of a page", with_object(PAGE, objects_of()[2][:-2] + b"/AA<</O<</S/Launch/F(/bin/sh)>>>>>>")
    yield "virus sample", with_object(TEXT, b"<</Length %d>>\nstream\n%s\nendstream" % (len(EICAR), EICAR))


def loops() -> Made:
    """References that come back, numbers that nobody can count, things without an end."""
    page = objects_of()[2]
    yield "pages that hold themselves", with_object(PAGES, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield (
        "pages in a ring",
        with_object(
            PAGES, b"<</Type/Pages/Kids[7 0 R]/Count 9>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>"
        ),
    )
    yield "two billion pages told", with_object(PAGES, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>")
    yield "page in 100,000 places", with_object(PAGES, b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000))
    yield "object that is itself", with_object(TEXT, b"5 0 R")
    yield "length that is itself", with_object(TEXT, b"<</Length 5 0 R>>\nstream\nBT ET\nendstream")
    yield "directory that comes before itself", with_object(CATALOGUE, objects_of()[0], trailer=b"/Prev 200")
    own = len(SOUND_PDF) - SOUND_PDF[::-1].index(b"ferx") - 4
    yield "directory in a ring", with_object(CATALOGUE, objects_of()[0], trailer=b"/Prev %d" % own)
    drawing = page.replace(b"/Font<<", b"/XObject<</X 7 0 R>>/Font<<")
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>"
    objects = objects_of(content=b"/X Do " * 50)
    objects[2] = drawing
    yield "drawing in itself", pdf([*objects, stream(b"/X Do " * 50, form)])
    yield "a million objects", pdf([*objects_of(), *[b"null"] * 1_000_000])[:19_000_000]
    yield "a million kinds of type", with_object(FONT, b"<</Type/Font/Subtype/Type3/CharProcs<<%s>>>>" % (
        b"".join(b"/a%d 5 0 R" % n for n in range(300_000))
    ))  # fmt: skip
    yield "arrays 100,000 deep", with_object(TEXT, b"[" * 100_000 + b"]" * 100_000)
    yield "packed a thousand times", pdf(objects_of(content=b"q Q " * 15_000_000))
    yield "a million operators", pdf(objects_of(content=b"BT /F 1 Tf (a) Tj ET 0 0 m 9 9 l S " * 150_000))
    yield "picture without an end", pdf(objects_of(content=b"BI /W 9 /H 9 /BPC 8 /CS /G ID " + b"\x00" * 5_000_000))
    picture = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray"
    objects = objects_of(content=b"500 0 0 500 0 0 cm /X Do")
    objects[2] = drawing
    yield "picture of 3,600 megapixels", pdf([*objects, stream(b"\x00" * 1_000, picture % (60_000, 60_000))])
    yield "page a kilometre wide", with_object(PAGE, page.replace(b"595 842", b"3000000 3000000"))
    yield "page of no size", with_object(PAGE, page.replace(b"595 842", b"0 -1"))
    files = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>>>"
    yield (
        "file in it",
        with_object(
            CATALOGUE,
            files,
            b"<</Type/Filespec/F(a.exe)/EF<</F 8 0 R>>>>",
            stream(b"MZ" + bytes(90), b"/Type/EmbeddedFile"),
        ),
    )


def polyglots() -> Made:
    """Files that are two things at once."""
    page = b"<html><script>alert(1)</script></html>\n"
    yield "PDF and zip", SOUND_PDF + SOUND
    yield "zip and PDF", SOUND + SOUND_PDF
    yield "page before a PDF", page + SOUND_PDF
    yield "page in the head of a PDF", SOUND_PDF.replace(b"\n", b"\n%" + page, 1)
    yield "picture before a PDF", b"GIF89a" + SOUND_PDF
    yield "script before a zip", b"#!/bin/sh\nexit\n" + SOUND
    yield "program before a zip", b"MZ" + bytes(200) + SOUND
    yield "picture and zip", b"\x89PNG\r\n\x1a\n" + bytes(40) + SOUND
    yield "picture and page", b"\xff\xd8\xff\xe0" + page * 9
    yield "page after a zip", SOUND + page
    yield "page in the comment of a zip", SOUND[:-2] + len(page).to_bytes(2, "little") + page
    yield "old document and zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + SOUND
    yield "drawing", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "rich text", b"{\\rtf1{\\object\\objocx{\\*\\objdata 01}}}"


def damaged(chance: random.Random) -> Made:
    """The sound PDF cut."""
    for place in sorted(chance.sample(range(len(SOUND_PDF)), 8)):
        yield f"cut at {place}", SOUND_PDF[:place]


def locked() -> Made:
    """PDFs under a password that nobody gave."""
    key = hashlib.md5(b"x").digest() * 2
    catalogue = objects_of()[0]
    standard = b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>>" % (key.hex().encode(), key.hex().encode())
    identity = b"/ID[<%s><%s>]" % (key[:16].hex().encode(), key[:16].hex().encode())
    yield "PDF", with_object(CATALOGUE, catalogue, standard, trailer=b"/Encrypt 7 0 R" + identity)
    strange = b"<</Filter/Nobody/V 9/R 9/P -44>>"
    yield (
        "PDF of a strange lock",
        with_object(CATALOGUE, catalogue, strange, trailer=b"/Encrypt 7 0 R" + identity),
    )


def changed(count: int, chance: random.Random) -> Made:
    """The sound PDF with one byte changed."""
    return one_byte_changed(SOUND_PDF, count, chance)
