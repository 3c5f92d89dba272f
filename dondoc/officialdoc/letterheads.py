"""What opens a document: bodies, quốc hiệu, number, date, kind, trích yếu, Kính gửi, căn cứ."""

from textwrap import wrap

from dondoc.core.vietnamese import official_date
from dondoc.officialdoc.documents import OfficialDocument
from dondoc.officialdoc.elements import Element, length_mm, line_of, lines_of, listed, paragraph, rule
from dondoc.officialdoc.pages import text_width
from dondoc.officialdoc.tables import layout_table

_NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_MOTTO_LENGTH = 60.5  # millimetres, bold 14
_RIGHT = 97.0  # room for quốc hiệu on one line at size 13
_LEFT = text_width(landscape=False) - _RIGHT
_BODY_SIZE = 13
_BODY_ROOM = _LEFT - 6  # so that a name never runs up to quốc hiệu
_RULE_PART = 0.42  # of the line above: the decree says one third to one half


def letterhead(document: OfficialDocument) -> list[Element]:
    """Everything above the first paragraph of the text."""
    heads = layout_table(
        (_LEFT, _RIGHT),
        [
            (_bodies(document), _national_head()),
            ([paragraph("NumberLine", number_line(document))], [paragraph("PlaceAndDate", _place_and_date(document))]),
        ],
    )
    return [heads, *_title(document), *_addressees(document), *_grounds(document)]


def number_line(document: OfficialDocument) -> str:
    """`Số: 05/BC-STP`; a blank for the clerk where there is no number, numbers under 10 padded."""
    return f"Số: {number_and_symbol(document)}"


def number_and_symbol(document: OfficialDocument) -> str:
    """`05/BC-STP`, or the symbol after a blank."""
    number = line_of(document.number or "")
    return f"{number.zfill(2) if number else ' ' * 8}/{line_of(document.symbol)}"


def date_line(document: OfficialDocument) -> str:
    """`ngày 05 tháng 02 năm 2026`, with blanks for what is not known."""
    if document.issued_on:
        return official_date(document.issued_on)
    blank = " " * 6
    return f"ngày{blank}tháng{blank}năm {document.year or blank}"


def _place_and_date(document: OfficialDocument) -> str:
    return f"{line_of(document.place)}, {date_line(document)}"


def _bodies(document: OfficialDocument) -> list[Element]:
    parents = [line for text in lines_of(document.parent_body) for line in _people_committee(text.upper())]
    bodies = [line for text in lines_of(document.body) for line in _balanced(text.upper())]
    length = length_mm(bodies[-1], _BODY_SIZE) if bodies else 0
    return [
        *(paragraph("ParentBody", line) for line in parents),
        *(paragraph("IssuingBody", line) for line in bodies),
        rule(min(length, _LEFT) * _RULE_PART, _LEFT),
    ]


def _people_committee(name: str) -> list[str]:
    """`ỦY BAN NHÂN DÂN` and its place on two lines, as officials break it; other names as they fit."""
    committee = "ỦY BAN NHÂN DÂN"
    if name.startswith(f"{committee} "):
        return [committee, *_balanced(name.removeprefix(committee).strip())]
    return _balanced(name)


def _balanced(name: str) -> list[str]:
    """The name on as few lines as fit, about equally long."""
    fitting = int(len(name) * _BODY_ROOM / max(length_mm(name, _BODY_SIZE), _BODY_ROOM))
    fewest = len(wrap(name, fitting, break_long_words=False))
    width = len(name) // max(fewest, 1)
    while len(lines := wrap(name, width, break_long_words=False)) > fewest:
        width += 1
    return lines


def _national_head() -> list[Element]:
    return [
        paragraph("NationalName", _NATIONAL_NAME),
        paragraph("Motto", _MOTTO),
        rule(_MOTTO_LENGTH, _RIGHT),
    ]


def _title(document: OfficialDocument) -> list[Element]:
    lines = lines_of(document.summary)
    width = text_width(landscape=False)
    length = min(length_mm(lines[-1] if lines else "", 14), width)
    return [
        paragraph("Kind", line_of(document.kind).upper()),
        *(paragraph("Summary", line) for line in lines),
        rule(length * _RULE_PART, width),
    ]


def _addressees(document: OfficialDocument) -> list[Element]:
    match document.addressed_to:
        case ():
            return []
        case (only,):
            return [paragraph("Addressee", f"Kính gửi: {line_of(only)}")]
        case several:
            lines = (paragraph("AddresseeLine", f"- {text}") for text in listed(several))
            return [paragraph("AddresseeOpening", "Kính gửi:"), *lines]


def _grounds(document: OfficialDocument) -> list[Element]:
    return [paragraph("Ground", text) for text in listed(document.grounds)]
