"""What a Word or OpenDocument container may hold, judged part by part before any of it is read as a document.

Not here: the zip itself (core/archives), what stands in the parts (wordfiles). Nothing is written, nothing is fetched.
"""

import codecs
import re
from typing import Any

from lxml import etree  # slow import: only a container needs it

from dondoc.core.archives import Archive
from dondoc.planfile.refusals import SAVE_AS, VIRUS_SAMPLE, UnreadableFile, infected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"),
)  # fmt: skip
_CODING = re.compile(r"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)""")
_OPEN_AS_XML = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")
_DECLARED = ("<!DOCTYPE", "<!ENTITY", "<?xml-stylesheet", "//www.w3.org/2001/XInclude")
_SPELLED_NAMESPACE = re.compile(r"""xmlns(?::\w+)?\s*=\s*(?:"[^"]*&|'[^']*&)""")
_PROGRAMS = re.compile(r"\.(exe|dll|scr|com|bat|cmd|js|jse|vbs|vbe|wsf|ps1|hta|lnk|jar|mht|mhtml|html?|rtf|pdf)$", re.I)
_FOREIGN_HEADS = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF-", b"{\\rtf")
_ACTIVE_RELATIONS = {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument", "frame"}
_MACRO_RELATIONS = {"vbaproject", "wordvbadata"}
_ON_OWN_DISK = re.compile(r"file:///[A-Za-z]:|mailto:", re.I)
_CALLS = re.compile(r"\bDDE(?:AUTO)?\b|\bQUOTE(?:\s+\d{2,3}){3}", re.I)  # QUOTE spells a field out in numbers
_MACRO_FOLDERS = ("Basic/", "Scripts/", "Dialogs/")
_ACTIVE_ELEMENTS = {
    "dde-source", "dde-connection-decl", "event-listener", "plugin", "applet", "floating-frame", "section-source",
    "table-source",
}  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:|/|\.\./")


class Container:
    """The parts of a .docx in memory. Opening it judges all of them; raises UnreadableFile."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = Archive(data, name, advice=SAVE_AS)
        if "word/document.xml" not in self._archive.names:
            raise UnreadableFile(self._foreign())
        for path in self._archive.names:
            text = _safe_text(self._archive, path, name)
            if path.endswith(".rels"):
                self._judge_relations(text, path)
            elif path.casefold() == "[content_types].xml" and "macroenabled" in text.casefold():
                raise _has_macro(name)
            elif "instrText" in text or "fldSimple" in text:
                self._judge_fields(text, path)

    def part(self, path: str) -> bytes | None:
        """The bytes of a part; None where there is none. Raises UnreadableFile on a broken or lying part."""
        return self._archive.part(path)

    def _judge_relations(self, text: str, path: str) -> None:
        for tag in parsed(text.encode("utf-16"), path, self._name).iter("{*}Relationship"):
            kind = tag.get("Type", "").rpartition("/")[2].casefold()
            target = tag.get("Target", "")
            if kind in _MACRO_RELATIONS:
                raise _has_macro(self._name)
            if kind in _ACTIVE_RELATIONS:
                raise _has_object(self._name, target)
            is_outside = tag.get("TargetMode", "").casefold() == "external"
            if is_outside and kind != "hyperlink" and not _ON_OWN_DISK.match(target):
                raise _calls_outside(self._name)

    def _judge_fields(self, text: str, path: str) -> None:
        root = parsed(text.encode("utf-16"), path, self._name)
        typed = "".join("".join(node.itertext()) for node in root.iter("{*}instrText"))
        simple = (value for node in root.iter("{*}fldSimple") for value in node.attrib.values())
        if _CALLS.search(typed) or any(map(_CALLS.search, simple)):
            raise UnreadableFile(
                f"Tệp {self._name} có trường gọi chương trình khác (DDE) nên không được mở. "
                "Hãy xóa trường đó, lưu lại rồi tải lên."
            )

    def _foreign(self) -> str:
        names = self._archive.names
        if any(path.startswith("xl/") for path in names):
            return f"Tệp {self._name} là bảng tính Excel, không phải văn bản Word. Hãy tải lên kế hoạch dạng .docx."
        if any(path.startswith("ppt/") for path in names):
            return f"Tệp {self._name} là tệp trình chiếu, không phải văn bản Word. Hãy tải lên kế hoạch dạng .docx."
        if "content.xml" in names:
            return f"Tệp {self._name} là OpenDocument nhưng không phải văn bản (.odt). {SAVE_AS}."
        return f"Tệp {self._name} là tệp nén, không phải văn bản Word. Hãy tải lên chính kế hoạch dạng .docx."


def judge_open_document(data: bytes, name: str) -> None:
    """Raises UnreadableFile on an .odt that another program must not be given: it would follow what stands in it."""
    archive = Archive(data, name, advice=SAVE_AS)
    if "content.xml" not in archive.names:
        raise archive.broken()
    for path in archive.names:
        if path.startswith(_MACRO_FOLDERS):
            raise _has_macro(name)
        text = _safe_text(archive, path, name)
        if "encryption-data" in text:
            raise UnreadableFile(f"Tệp {name} được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.")
        if not path.endswith(".xml"):
            continue
        for node in parsed(text.encode("utf-16"), path, name).iter("{*}*"):
            kind = etree.QName(node).localname
            if kind in _ACTIVE_ELEMENTS:
                raise _has_object(name, path)
            target = node.get("{http://www.w3.org/1999/xlink}href", "")
            if kind != "a" and _ADDRESS.match(target):
                raise _calls_outside(name)


def _safe_text(archive: Archive, path: str, name: str) -> str:
    """The text of a part that is XML, judged; "" for a picture or a font, judged by name and first bytes."""
    if path.casefold().endswith("vbaproject.bin"):
        raise _has_macro(name)
    if path.casefold().endswith((".xml", ".rels")):
        return _judged_text(archive.part(path) or b"", path, name)
    head = archive.head(path)
    if VIRUS_SAMPLE.encode() in head:
        raise infected(name)
    if _PROGRAMS.search(path) or head.startswith(_FOREIGN_HEADS):
        raise _has_object(name, path)
    return _judged_text(archive.part(path) or b"", path, name) if head.lstrip().startswith(_OPEN_AS_XML) else ""


def _judged_text(content: bytes, path: str, name: str) -> str:
    text = _decoded(content)
    if text is None or any(mark in text for mark in _DECLARED) or _SPELLED_NAMESPACE.search(text):
        raise UnreadableFile(
            f"Tệp {name} có khai báo lạ trong phần {path} mà Word không tạo ra, nên không được mở. {SAVE_AS}."
        )
    if VIRUS_SAMPLE in text:
        raise infected(name)
    return text


def _decoded(content: bytes) -> str | None:
    """XML as text; None where it is in no encoding that ECMA-376 (part 2, 8.1.4) allows, or says it is in another."""
    coding = next((coding for mark, coding in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(coding)
    except UnicodeDecodeError:
        return None
    said = _CODING.match(text)
    if said and not said[1].casefold().startswith(coding[:5]):
        return None
    return text if text.lstrip().startswith("<") or not text else None


def parsed(content: bytes, path: str, name: str) -> Any:
    """The root of a part of a judged container. Raises UnreadableFile where it is no XML."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        sentence = f"Tệp {name} bị hỏng ở phần {path}, không đọc được. Hãy lưu lại bằng Word rồi tải lên."
        raise UnreadableFile(sentence) from error


def _has_macro(name: str) -> UnreadableFile:
    return UnreadableFile(f"Tệp {name} có chứa macro nên không được mở. {SAVE_AS}.")


def _has_object(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp {name} có nhúng đối tượng của chương trình khác ({what}) nên không được mở. "
        "Hãy xóa đối tượng đó hoặc thay bằng ảnh, lưu lại rồi tải lên."
    )


def _calls_outside(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp {name} gọi nội dung từ bên ngoài (mẫu hoặc đối tượng đặt ở máy khác), nên không được mở. "
        "Hãy chép nội dung sang một văn bản Word mới rồi tải lên."
    )
