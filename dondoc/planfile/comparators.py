"""Figures in running text: the number, its unit, and whether it is met, at least or at most.

Not here: which figures are targets (targets).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from dondoc.core.vietnamese import CAPITALS, parse_number
from dondoc.planfile.words import alternatives, pattern, plain, printed, words

_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_NO_SCALE = r"(?!\d{2,3}\s+điểm)"  # `90/100 điểm` is 90
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<number>{_DIGITS})(?P<range>\s*[-–]\s*{_DIGITS}|\s+đến\s+{_DIGITS}(?!\s*%))?"
    rf"(?:/\d+(?=\s+{alternatives(printed('targets', 'units'))}(?!\w)))?(?P<percent>\s*%)?"
    rf"(?![\w]|/{_NO_SCALE}\d|[.-]\d|,\d)"
)
_MOST_DIGITS = 15  # a number of JSON keeps no more
_NEXT_WORD = re.compile(rf"\s*([{CAPITALS}][^\W\d_]*\s+[^\W\d_]+|[^\W\d_]+)")
_FROM = re.compile(r"(?<!\w)từ\s*$")
_RATE = re.compile(r"\s*/\s*(?:\d+\s*)?[^\W\d_]+")


@dataclass(frozen=True)
class Figure:
    """A number in a text. `start` and `end` bound it with its percent sign; `unit` is `%`, a noun or empty."""

    value: Decimal
    comparator: str
    unit: str
    start: int
    end: int
    explicit: bool


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text, in order, without dates, document numbers, ordinals. Of a range, at least its start."""
    low = text.lower()
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if not found["percent"] and _is_no_count(low[:start], low[end:]):
            continue
        value = _decimal(found["number"])
        if value is None:
            continue
        comparator = _before(low[:start]) or _after(low[:start], low[end:]) or (">=" if found["range"] else None)
        unit = "%" if found["percent"] else _unit(text[end:])
        yield Figure(value, comparator or "=", unit, start, end, comparator is not None)


def figure_of_cell(text: str) -> Figure | None:
    """The one figure of a cell of a table of targets: `Ít nhất 12`, `≥ 80%`, `Trên 95`, `06`."""
    return next(figures(plain(text).replace("≥", "≥ ").replace("≤", "≤ ")), None)


def _decimal(text: str) -> Decimal | None:
    try:
        value = parse_number(text)
    except ValueError:
        value = Decimal(text) if re.fullmatch(r"\d+\.\d+", text, re.ASCII) else Decimal("NaN")
    return value if value.is_finite() and len(value.as_tuple().digits) <= _MOST_DIGITS else None


def _is_no_count(before: str, after: str) -> bool:
    return bool(_no_count().search(before[-30:])) or bool(
        re.match(rf"\s*(?:/{_NO_SCALE}\d|[-–]\s*\d+/|h\d*\b|\s(?:lên|xuống|thành|còn)\s+\d)", after)
    )


def _before(before: str) -> str | None:
    """The comparator by the words before a number: near ones touch it, far ones stand up to three words off."""
    near, far = _comparing()
    for wording in (near, far):
        if found := wording.search(before[-70:]):
            return "<=" if found["most"] else ">="
    return None


def _after(before: str, after: str) -> str | None:
    """The comparator by the words after a number; after `từ` a list may stand between: `từ 90% đơn, thư trở lên`."""
    between = r"[^.;:()\d]{0,90}?" if _FROM.search(before) else r"[^.;:,()\d]{0,40}?"
    for key, comparator in (("after_least", ">="), ("after_most", "<=")):
        if re.match(rf"{between}(?<!\w){pattern('comparators', key)}(?!\w)", after):
            return comparator
    return None


def _unit(after: str) -> str:
    """The noun that a number counts: a known one, else the next word; with its rate (`lần/2 năm`)."""
    after = re.sub(r"^/\d+", "", after)
    found = _unit_noun().match(after) or _NEXT_WORD.match(after)
    if not found or plain(found[1]) in words("targets")["not_units"]:
        return ""
    rate = _RATE.match(after, found.end())
    return (found[1] + (re.sub(r"\s*/\s*", "/", rate[0]) if rate else "")).strip()


@cache
def _no_count() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<!\w)){alternatives(words('targets')['not_counts'])}(?:\s+số)?[\s:]*(?:\d+\s*(?:,|và)\s*)*$"
    )


@cache
def _comparing() -> tuple[re.Pattern[str], re.Pattern[str]]:
    least, most = pattern("comparators", "before_least"), pattern("comparators", "before_most")
    far = set(words("comparators")["far"])
    far_least = alternatives(tuple(far & set(words("comparators")["before_least"])))
    far_most = alternatives(tuple(far & set(words("comparators")["before_most"])))
    near_tail = r"(?:\s+(?:đạt|là|có|từ|được|mức))*\s*$"
    far_tail = r"(?:\s+[^\W\d_]+){0,4}\s*$"
    return (
        re.compile(rf"(?<!\w)(?:(?P<most>{most}|không(?:\s+[^\W\d_]+){{1,8}}\s+quá)|(?P<least>{least})){near_tail}"),
        re.compile(rf"(?<!\w)(?:(?P<most>{far_most})|(?P<least>{far_least})){far_tail}"),
    )


@cache
def _unit_noun() -> re.Pattern[str]:
    return re.compile(
        rf"\s*((?:(?:nghìn|ngàn|triệu|tỷ)\s+)?{alternatives(printed('targets', 'units'))})(?!\w)", re.IGNORECASE
    )
