"""Deadlines as printed (`Quý II/2026`, `Trước ngày 30/6/2026`, `Thường xuyên`) and the last day that they mean.

Not here: reporting calendars and working days (periods), where a deadline stands in a document (planfile).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"\s*(?:[/.-]|,?\s*(?:của\s+)?năm|\s)\s*(?P<year>{_YEAR})(?!\d)"
_DAY = re.compile(
    r"(?<![\d/.-])(?<!tháng )(?<!tuần )(?<!tuần thứ )(?P<day>\d{1,2})"
    r"(?:\s*(?P<mark>[/.-])\s*(?P<m1>\d{1,2})\s*(?P=mark)\s*(?P<y1>\d{4}|\d\d)(?!\d)"
    r"|\s*/\s*(?P<m2>\d{1,2})(?![\d/])(?:\s+năm\s+(?P<y2>\d{4}))?"
    r"|\s+tháng\s+(?P<m3>\d{1,2})(?!\d|\s*lần)(?:\s*(?:/|,?\s*năm)\s*(?P<y3>\d{4}))?)"
)
_BARE_MONTH = re.compile(rf"(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])\s*[/-]\s*(?P<year>{_YEAR})(?!\d)")
_MONTHS = re.compile(
    rf"\btháng\s+(?P<list>\d{{1,2}}(?!\d)(?:\s*(?:,|;|-|–|và|đến|hoặc|tháng)+\s*(?:tháng\s+)?"
    rf"\d{{1,2}}(?!\d|/\d\d?(?!\d)))*)(?:{_OF_YEAR})?"
)
_MARK = r"iv|i{1,3}|[1-4]"
_QUARTER = rf"(?:{_MARK})(?!\w)"
_QUARTERS = re.compile(
    rf"\bquý\s+(?P<list>{_QUARTER}(?:\s*(?:,|;|-|–|và|đến|hoặc)\s*(?:quý\s+)?{_QUARTER})*)(?:{_OF_YEAR})?"
)
_SPAN = re.compile(
    rf"(?<!\d)(?P<months>0?[369]|12|ba|sáu|chín)\s+tháng\s*(?P<end>đầu|cuối)?\s*(?:năm\b)?\s*(?P<year>{_YEAR})?"
)
_YEAR_END = re.compile(rf"\bcuối năm\b\s*(?P<year>{_YEAR})?")
_THIS_YEAR = re.compile(r"\b(?:trong|cả|hết) năm\b(?!\s*\d)|^năm (?:nay|kế hoạch)$")
_YEARS = re.compile(rf"(?<![\d/])(?P<year>{_YEAR})(?![\d/])")
_RECURRING = re.compile(
    r"\b(?:thường xuyên|liên tục|(?:hằng|hàng|mỗi) (?:năm|quý|tháng|tuần|ngày)|định kỳ|khi (?:có|phát sinh|được)|"
    r"theo (?:yêu cầu|quy định|kế hoạch|tiến độ|hướng dẫn|chỉ đạo)|đột xuất|ngay (?:sau )?khi|"
    r"trong vòng|0?6 tháng\s*(?:,|và)\s*(?:cả )?năm(?! \d)|"
    r"(?:(?:0?[2346]|sáu|ba) tháng|năm|quý)(?:\s*/\s*|\s)(?:(?:một|mỗi|0?1) )?lần|"
    r"(?:cứ|mỗi|h[ằà]ng|hai|0?2) (?:0?[2346]|sáu|ba) tháng|"
    r"lần(?: mỗi |\s*/\s*| một | trong )(?:0?[2346] tháng|quý|tháng|năm(?! \d)))\b"
)
_OPEN_END = re.compile(
    r"\b(?:(?:các|những) năm (?:tiếp theo|sau)|trở đi|về sau)\b|\d (?:ngày|tháng)(?: làm việc)? (?:sau|(?:kể )?từ)\b"
    r"|^(?:bắt đầu |ngay |kể )*từ\b(?!.*(?:đến|tới|hết|hoàn thành|xong|trước|cuối|-))"
)
_EVENT = re.compile(r"\b(?:mùa|dịp|tết|khai giảng|khai mạc|kỳ họp|đại hội|hội nghị|năm học|học kỳ)\b")
_SPOKEN = {"ba": 3, "sáu": 6, "chín": 9}
_MONTH_NAMES = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_NAMED_MONTH = re.compile(rf"\btháng (?P<name>{'|'.join(reversed(_MONTH_NAMES))})(?=,? năm \d|/|$)")
# Ways of writing that are put in the form of another before a deadline is read.
_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bsố\s+\d+[\w./-]*(?:\s*,?\s*ngày\s+\d{1,2}(?:[/.-]\d{1,2}[/.-]| tháng \d{1,2} năm )\d{4})?"), ""),
    (re.compile(r"\((?:sau|khi|ngay|theo)\b[^()\d]*\)|,?\s*(?:tầm nhìn|định hướng)\b.*"), ""),
    (re.compile(r"\bq(?:uý)?[. ]?(?=(?:iv|i{1,3}|[1-4])(?!\w))"), "quý "),
    (re.compile(r"\bt(?=\d{1,2}(?:/\d{4}|$))"), "tháng "),
    (re.compile(r"\bnửa (?=(?:đầu|cuối) năm\b)"), "6 tháng "),
    (re.compile(r"\s*&\s*"), " và "),
    (
        re.compile(r"\b(ngày|trước) (\d{1,2})[.-](\d{1,2})(?!\s*[\d/.-]|\s+(?:tháng|ngày|h[ằà]ng|mỗi|của)\b)"),
        r"\1 \2/\3",
    ),
    (re.compile(rf"(?<![\w/.-])((?:\d{{1,2}}|iv|i{{1,3}})) ?[.-] ?(?={_YEAR}(?!\d))"), r"\1/"),
    (re.compile(rf"(?<![\w/.-])(?<!quý )(iv|i{{1,3}})(?= ?/ ?{_YEAR})"), r"quý \1"),
)


def due_date(text: str, *, year: int | None) -> date | None:
    """The last day meant by a deadline; None for `Thường xuyên`, an open end, an event, or nothing understood.

    `year` is the plan's: a day, month or quarter printed without a year is of that year. `Trước ngày X` is X.
    """
    plain = _plain(text)
    if _OPEN_END.search(plain):
        return None
    exact, rest = _days(plain, year)
    if exact:
        return max(exact)
    if _RECURRING.search(plain) or _EVENT.search(plain):
        return None
    ends = list(_period_ends(rest, year))
    return max(ends, default=None)


def parts_named(text: str) -> tuple[tuple[int, int], ...]:
    """The parts of a year that a deadline names, each by its first and last month: `Quý II–IV` is (4, 6), (10, 12).

    An exact day stands for its month, and nothing beside it counts. Whole years, `6 tháng` without `đầu` or `cuối`
    and words such as `Thường xuyên` name no part.
    """
    plain = _plain(text)
    exact, plain = _days(plain, 2000)
    if exact:
        return ((exact[-1].month, exact[-1].month),)
    parts = []
    for found in _SPAN.finditer(plain):
        months = _SPOKEN.get(found["months"]) or int(found["months"])
        if found["end"]:
            parts.append((1, months) if found["end"] == "đầu" else (13 - months, 12))
    plain = _SPAN.sub(" ", plain)
    for found in _MONTHS.finditer(plain):
        parts += [(int(number), int(number)) for number in re.findall(r"\d+", found["list"])]
    parts += [(int(found["month"]), int(found["month"])) for found in _BARE_MONTH.finditer(_MONTHS.sub(" ", plain))]
    for found in _QUARTERS.finditer(plain):
        ends = [3 * (_ROMAN.get(mark) or int(mark)) for mark in re.findall(_MARK, found["list"])]
        parts += [(end - 2, end) for end in ends]
    return tuple(part for part in parts if 1 <= part[0] <= part[1] <= 12)


def _plain(text: str) -> str:
    """The text in lower case with one dash and single spaces, every wording in the form that is read."""
    plain = " ".join(text.lower().replace("–", "-").split())
    for wording, form in _REWRITTEN:
        plain = wording.sub(form, plain)
    return _NAMED_MONTH.sub(lambda found: f"tháng {_MONTH_NAMES.index(found['name']) + 1}", plain).strip()


def _days(plain: str, year: int | None) -> tuple[list[date], str]:
    """The exact days named, and the text without them."""
    days: list[date] = []

    def take(found: re.Match[str]) -> str:
        month = found["m1"] or found["m2"] or found["m3"]
        printed = _full_year(found["y1"] or found["y2"] or found["y3"])
        day = _date(printed or year, int(month), int(found["day"]))
        if day is None:
            return found[0]
        days.append(day)
        return " "

    return days, _DAY.sub(take, plain)


def _period_ends(plain: str, year: int | None) -> Iterator[date]:
    """Last days of the months, quarters, part-years and years named. A list takes the year after it."""
    last_year = next((int(m["year"]) for m in reversed(list(_YEARS.finditer(plain)))), year)
    for found in _SPAN.finditer(plain):
        months = _SPOKEN.get(found["months"]) or int(found["months"])
        yield from _month_end(_int(found["year"]) or last_year, 12 if found["end"] == "cuối" else months)
    plain = _SPAN.sub(" ", plain)
    months_named = [*_MONTHS.finditer(plain)]
    for found in months_named:
        for number in re.findall(r"\d+", found["list"]):
            yield from _month_end(_int(found["year"]) or last_year, int(number))
    for found in _BARE_MONTH.finditer(plain):
        yield from _month_end(int(found["year"]), int(found["month"]))
    quarters_named = [*_QUARTERS.finditer(plain)]
    for found in quarters_named:
        for mark in re.findall(_MARK, found["list"]):
            quarter = _ROMAN.get(mark) or int(mark)
            yield from _month_end(_int(found["year"]) or last_year, quarter * 3)
    for found in _YEAR_END.finditer(plain):
        yield from _month_end(_int(found["year"]) or last_year, 12)
    if _THIS_YEAR.search(plain):
        yield from _month_end(last_year, 12)
    for pattern in (_MONTHS, _BARE_MONTH, _QUARTERS):
        plain = pattern.sub(" ", plain)
    for found in _YEARS.finditer(plain):
        yield date(int(found["year"]), 12, 31)


def _month_end(year: int | None, month: int) -> Iterator[date]:
    if year is not None and 1 <= month <= 12:
        yield date(year, month, monthrange(year, month)[1])


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None


def _full_year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None
