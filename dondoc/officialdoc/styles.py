"""The named styles of an official document: sizes and styles of Decree 30/2020/NĐ-CP, annex I, as one table.

Where the decree leaves a range, the larger set usual in departments is taken: quốc hiệu 13, tiêu ngữ 14, body 14.
"""

from dataclasses import dataclass
from functools import partial

from dondoc.officialdoc.elements import Element, element, twips

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
FIRST_LINE = 12.7  # millimetres


@dataclass(frozen=True)
class Look:
    """A paragraph style: size, before and after in points, indents in millimetres, line in single lines."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "left"
    first_line: float = 0
    left: float = 0
    before: int = 0
    after: int = 0
    line: float = 1
    keep_next: bool = False
    outline: int | None = None


_centred = partial(Look, align="center")
_running = partial(Look, size=14, align="both", first_line=FIRST_LINE, after=6, line=1.15)

LOOKS = {
    "Normal": Look("Normal", 14),
    "NationalName": _centred("Quốc hiệu", 13, bold=True),
    "Motto": _centred("Tiêu ngữ", 14, bold=True),
    "ParentBody": _centred("Cơ quan chủ quản", 13),
    "IssuingBody": _centred("Cơ quan ban hành", 13, bold=True),
    "NumberLine": _centred("Số, ký hiệu", 13, before=7),
    "PlaceAndDate": _centred("Địa danh, thời gian", 14, italic=True, before=6),
    "Kind": _centred("Tên loại", 14, bold=True, before=18),
    "Summary": _centred("Trích yếu", 14, bold=True),
    "Addressee": _centred("Kính gửi", 14, before=12, after=12),
    "AddresseeOpening": Look("Kính gửi nhiều nơi", 14, left=30, before=12, after=6, keep_next=True),
    "AddresseeLine": Look("Nơi được kính gửi", 14, left=51, first_line=-3.4, after=6),
    "Ground": _running("Căn cứ", italic=True),
    "BodyText": _running("Nội dung"),
    "Heading1": _running("heading 1", bold=True, before=6, keep_next=True, outline=0),
    "Heading2": _running("heading 2", bold=True, keep_next=True, outline=1),
    "Clause": _running("Khoản"),
    "Point": _running("Điểm"),
    "Bullet": _running("Gạch đầu dòng"),
    "SignerPosition": _centred("Quyền hạn, chức vụ", 14, bold=True, keep_next=True),
    "SignerName": _centred("Họ tên người ký", 14, bold=True, before=80),
    "RecipientsTitle": Look("Nơi nhận", 12, bold=True, italic=True, keep_next=True),
    "Recipient": Look("Nơi được nhận", 11, left=1.9, first_line=-1.9),
    "AnnexLabel": _centred("Phụ lục", 14, bold=True, keep_next=True, outline=0),
    "AnnexTitle": _centred("Tên phụ lục", 14, bold=True, keep_next=True),
    "AnnexOrigin": _centred("Kèm theo", 14, italic=True, after=12, keep_next=True),
    "TableHeading": _centred("Đầu cột", 12, bold=True, before=2, after=2),
    "TableCell": Look("Ô bảng", 12, before=2, after=2),
    "SmallTableHeading": _centred("Đầu cột, bảng nhiều cột", 11, bold=True, before=2, after=2),
    "SmallTableCell": Look("Ô bảng nhiều cột", 11, before=2, after=2),
    "TableNote": Look("Ghi chú bảng", 12, italic=True, align="both", before=3),
    "Header": _centred("header", 14),
    "Spacer": Look("Cách dòng", 2, before=3, after=3),
}


def styles() -> Element:
    """The `w:styles` element: defaults for the whole document and one paragraph style a look."""
    return element(
        "styles",
        element("docDefaults", element("rPrDefault", _letters()), element("pPrDefault", element("pPr"))),
        *(_style(style_id, look) for style_id, look in LOOKS.items()),
    )


def _letters() -> Element:
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT)
    return element(
        "rPr",
        element("rFonts", **fonts),
        element("color", val="000000"),
        element("sz", val=28),
        element("szCs", val=28),
        element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi=LANGUAGE),
    )


def _style(style_id: str, look: Look) -> Element:
    node = element("style", element("name", val=look.name), type="paragraph", styleId=style_id)
    if style_id == "Normal":
        node.set(f"{{{node.nsmap['w']}}}default", "1")
    else:
        node.append(element("basedOn", val="Normal"))
    node.extend((element("qFormat"), _paragraph_properties(look), _run_properties(look)))
    return node


def _paragraph_properties(look: Look) -> Element:
    node = element("pPr")
    if look.keep_next:
        node.append(element("keepNext"))
    node.append(element("widowControl"))
    spacing = {"before": look.before * 20, "after": look.after * 20, "line": round(look.line * 240)}
    node.append(element("spacing", **spacing, lineRule="auto"))
    turn = "firstLine" if look.first_line >= 0 else "hanging"
    node.append(element("ind", **{"left": twips(look.left), turn: twips(abs(look.first_line))}))
    node.append(element("jc", val=look.align))
    if look.outline is not None:
        node.append(element("outlineLvl", val=look.outline))
    return node


def _run_properties(look: Look) -> Element:
    node = element("rPr")
    if look.bold:
        node.extend((element("b"), element("bCs")))
    if look.italic:
        node.extend((element("i"), element("iCs")))
    half_points = round(look.size * 2)
    node.extend((element("sz", val=half_points), element("szCs", val=half_points)))
    return node
