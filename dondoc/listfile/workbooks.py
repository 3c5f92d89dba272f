"""Lines of units and people into an .xlsx file that can be taken in again; every cell a text, none a formula."""

import io
from collections.abc import Sequence
from datetime import date, datetime

from xlsxwriter import Workbook

from dondoc.core.rosters import PersonLine, UnitLine
from dondoc.core.vietnamese import date_text
from dondoc.listfile.columns import header_of, rules, word_of

_WIDTHS = {"name": 44, "full_name": 28, "aliases": 40, "role": 28, "title": 28}


def write(units: Sequence[UnitLine], people: Sequence[PersonLine]) -> bytes:
    """The two sheets; the same lines always give the same bytes."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    for kind, lines in (("units", units), ("people", people)):
        sheet = book.add_worksheet(rules()[kind]["sheets"][0])
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        names = list(rules()[kind]["columns"])
        for place, name in enumerate(names):
            star = " *" if name in rules()[kind]["required"] else ""
            sheet.write_string(0, place, header_of(kind, name) + star, bold)
            sheet.set_column(place, place, _WIDTHS.get(name, 16), text)
        for number, line in enumerate(lines, start=1):
            for place, name in enumerate(names):
                sheet.write_string(number, place, _cell(name, getattr(line, name)), text)
        sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def _cell(name: str, value: object) -> str:
    match value:
        case bool():
            return word_of(name, "yes" if value else "no")
        case None:
            return ""
        case date():
            return date_text(value)
        case tuple():
            return "\n".join(value)
        case _ if name in rules()["words"]:
            return word_of(name, str(value))
        case _:
            return str(value)
