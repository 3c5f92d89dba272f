"""The .docx package: parts in a zip file, the same bytes for the same parts on every machine and day."""

import io
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from dondoc.officialdoc.elements import Element, R, element
from dondoc.officialdoc.pages import FIRST_HEADER, NUMBERED_HEADER, first_header, numbered_header
from dondoc.officialdoc.styles import LANGUAGE, styles

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = f"{_PACKAGE}/relationships/metadata/core-properties"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def package(body: Element, *, title: str, author: str) -> bytes:
    """The file whose main part holds the `w:body` element given."""
    parts = {
        "word/document.xml": (element("document", body), f"{_WORD}.document.main+xml"),
        "word/styles.xml": (styles(), f"{_WORD}.styles+xml"),
        "word/settings.xml": (_settings(), f"{_WORD}.settings+xml"),
        "word/header1.xml": (numbered_header(), f"{_WORD}.header+xml"),
        "word/header2.xml": (first_header(), f"{_WORD}.header+xml"),
        "docProps/core.xml": (_core_properties(title, author), _CORE),
    }
    types = {path: content_type for path, (_, content_type) in parts.items()}
    files = {
        "[Content_Types].xml": _content_types(types),
        "_rels/.rels": _relations(
            ("rId1", f"{R}/officeDocument", "word/document.xml"), ("rId2", _CORE_RELATION, "docProps/core.xml")
        ),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", f"{R}/styles", "styles.xml"),
            ("rId2", f"{R}/settings", "settings.xml"),
            (NUMBERED_HEADER, f"{R}/header", "header1.xml"),
            (FIRST_HEADER, f"{R}/header", "header2.xml"),
        ),
        **{path: node for path, (node, _) in parts.items()},
    }
    return _zipped(files)


def _zipped(files: dict[str, Element]) -> bytes:
    """Stored, not deflated: another zlib deflates to other bytes, and a closed report must rebuild to the same."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path, node in files.items():
            entry = ZipInfo(path)  # dated 1980, the first moment a zip file can tell
            entry.create_system = 0
            archive.writestr(entry, etree.tostring(node, encoding="UTF-8", xml_declaration=True, standalone=True))
    return target.getvalue()


def _content_types(types: dict[str, str]) -> Element:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    for extension, content_type in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=content_type)
    for path, content_type in types.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{path}", ContentType=content_type)
    return root


def _relations(*relations: tuple[str, str, str]) -> Element:
    space = f"{_PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    for relation_id, kind, target in relations:
        etree.SubElement(root, f"{{{space}}}Relationship", Id=relation_id, Type=kind, Target=target)
    return root


def _settings() -> Element:
    """Present-day Word, not its compatibility mode; Vietnamese signs for numbers and lists."""
    modern = element("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return element(
        "settings",
        element("zoom", percent=100),
        element("defaultTabStop", val=720),
        element("compat", modern),
        element("themeFontLang", val=LANGUAGE),
        element("decimalSymbol", val=","),
        element("listSeparator", val=";"),
    )


def _core_properties(title: str, author: str) -> Element:
    """Title, author and language; no dates, as the date of the document is the clerk's to give."""
    space = f"{_PACKAGE}/metadata/core-properties"
    root = etree.Element(f"{{{space}}}coreProperties", nsmap={"cp": space, "dc": _DUBLIN_CORE})
    for name, text in (("title", title), ("creator", author), ("language", LANGUAGE)):
        etree.SubElement(root, f"{{{_DUBLIN_CORE}}}{name}").text = text
    return root
