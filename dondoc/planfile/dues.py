"""Deadlines as sentences word them: `hoàn thành trong quý II/2026`, `từ tháng 3 đến tháng 5/2026`, `hằng tháng`.

Not here: the day that a deadline means (core/deadlines).
"""

import re
from datetime import date
from typing import TypedDict

from dondoc.core.deadlines import due_date
from dondoc.planfile.words import plain

_AND = r"\s*(?:,|-|–|và|đến)\s*"
_OF_YEAR = r"(?:\s*(?:[/.-]|năm)\s*\d{4}(?!\d))?"
_QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"
_POINT = (
    r"(?:(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?"
    r"|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?"
    rf"|quý\s+{_QUARTER}(?:{_AND}(?:quý\s+)?{_QUARTER})*{_OF_YEAR}"
    r"|(?:iv|i{1,3})\s*/\s*\d{4}"
    rf"|tháng\s+\d{{1,2}}(?:{_AND}(?:tháng\s+)?\d{{1,2}}(?!\d))*{_OF_YEAR})"
)
DEADLINE = (
    r"(?:(?:trước|đến hết|đến|từ|chậm nhất(?: là)?|muộn nhất(?: là)?|xong|hết|cuối|đầu|giữa|trong)\s+)*(?:"
    rf"{_POINT}(?:(?:\s+đến(?:\s+hết)?\s+|\s*[-–]\s*){_POINT})?"
    r"|(?:0?[369]|ba|sáu|chín)\s+tháng\s+(?:đầu|cuối)?\s*năm(?:\s*\d{4})?"
    r"|(?:giai đoạn\s+|năm\s+)?\d{4}(?:\s*[-–]\s*\d{4})?|(?:cả |trong |cuối )?năm(?: \d{4})?"
    r"|thường xuyên|(?:hằng|hàng|mỗi) (?:năm|quý|tháng|tuần|ngày)|định kỳ(?: (?:hằng|hàng) \w+)?"
    r"|(?:0?6|sáu|0?3|ba) tháng (?:một|0?1) lần|\d{1,2} lần\s*/\s*(?:năm|quý|tháng)"
    r"|khi (?:có )?(?:phát sinh|yêu cầu)[^;.]*|theo (?:yêu cầu|quy định|kế hoạch)[^;.]*"
    r")(?:\s*(?:hằng năm|hàng năm|trong năm(?: \d{4})?|năm \d{4}))?"
)
# Where a dash before `quý` or `tháng` goes on with a range; each alternative of one width, as a look-behind must be.
NOT_IN_RANGE = "".join(
    rf"(?<!\b{period}{year})"
    for period in (r"quý [iv1-4]", r"quý (?:ii|iv)", r"quý iii", r"tháng \d", r"tháng \d\d")
    for year in ("", r"/\d{4}", r" năm \d{4}")
)
_CLAUSE = re.compile(
    rf"(?:(?:và\s+)?(?:hoàn thành|thực hiện|xong|thời gian|thời hạn)\s*:?\s*)*(?:trong\s+)?({DEADLINE})"
)
_IN_FRONT = re.compile(rf"(?:trong )?((?:(?<=trong )|trước |chậm nhất |đến ){DEADLINE}),\s+")
_AT_END = re.compile(
    rf"(?:^|\s)(?:xong (?=trước)|trong (?=quý|tháng))?"
    rf"((?:trước|chậm nhất|muộn nhất|(?<=trong )(?=quý|tháng))\s*{DEADLINE})[.;\s]*$"
)


class Due(TypedDict):
    """A deadline as printed and the last day that it means; both None for none."""

    due_text: str | None
    due: date | None


def due_of(text: str, year: int | None) -> Due:
    """The deadline that a text is, `year` the plan's."""
    return {"due_text": text or None, "due": due_date(text, year=year) if text else None}


def due_clause(clause: str, year: int | None) -> Due | None:
    """The deadline of a clause that says nothing else; None for any other clause."""
    found = _CLAUSE.fullmatch(plain(clause))
    return due_of(_as_printed(clause, found[1]), year) if found else None


def due_at_end(text: str, year: int | None) -> Due:
    """The deadline that a sentence closes with, as part of it: `… xây dựng kế hoạch trước ngày 15/02/2026`."""
    found = _AT_END.search(plain(text))
    return due_of(_as_printed(text.rstrip(" .;"), found[1]) if found else "", year)


def due_in_front(text: str, year: int | None) -> tuple[Due, str]:
    """The deadline with which a sentence begins, and the sentence after it: `Trong quý II/2026, Thanh tra Sở …`."""
    found = _IN_FRONT.match(plain(text))
    if not found:
        return due_of("", year), text
    rest = " ".join(text.split())[found.end() :]
    return due_of(" ".join(text.split())[found.start(1) : found.end(1)], year), rest


def _as_printed(clause: str, found: str) -> str:
    """The tail of the clause that was found in its plain form, in its own spelling."""
    return " ".join(clause.split())[-len(found) :]
