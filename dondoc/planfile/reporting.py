"""Periodic reports that a plan asks for: how often, and the day by which.

Not here: the calendar that follows (core/periods).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dondoc.core.plan import ReportingRule
from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.words import pattern, plain, words

_FREQUENCY = re.compile(
    r"(?P<quarter>(?:báo cáo|hằng|hàng|từng|mỗi|,|và|;|\(|theo|định kỳ)\s*quý(?!\s*(?:[iv]+\b|\d))(?!\w))"
    r"|(?P<half_year>(?<!\d )(?<!\d)(?:0?6|sáu) tháng(?! cuối năm)(?!\s+năm)(?: đầu năm)?|bán niên)"
    r"|(?P<other>(?:0?9|chín|3|ba) tháng|đột xuất|tuần|quý\s+(?:i{1,3}|iv)(?!\w))"
    r"|(?P<month>(?:báo cáo|hằng|hàng|mỗi)\s+tháng(?!\s*\d)|(?<=[,(] )tháng(?=,| \())"
    r"|(?P<year>(?:báo cáo|hằng|hàng|cuối|tổng kết|cả|kết quả|thực hiện|,|và|;|\()\s*(?:(?:0?1|một)\s+)?"
    r"năm(?! tháng)(?!\w)|báo cáo (?:kết quả )?tổng kết)"
)
_DAY = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:(?:/\s*(?P<month>\d{1,2})(?:\s*/\s*\d{4})?"
    r"|[.-]\s?(?P<dotted>\d{1,2})(?:\s?[.-]\s?\d{4}|(?!\s*[\d/.-]|\s+(?:tháng|h[ằà]ng|mỗi|của|cuối)\b)))"
    r"|(?:của\s+)?\s*tháng\s+(?P<named>\d{1,2})(?!\d)"
    r"|\s*(?:của\s+)?(?:tháng\s+)?(?P<last>cuối(?:\s+cùng)?(?:\s+của)?\s+(?:quý|kỳ|mỗi quý))"
    r"|\s*(?:của\s+)?tháng\s+(?P<own>báo cáo|cuối|thứ ba)"
    r"|\s*(?:của\s+)?(?P<monthly>(?:hằng|hàng|mỗi) tháng)"
    r"|\s*(?:của\s+)?tháng\s+(?P<next>đầu|sau|tiếp theo|liền kề))"
)
_BARE_DAY = re.compile(
    r"(?:trước|chậm nhất|muộn nhất)[^.;,\d]{0,12}?ngày\s+(?P<day>\d{1,2})(?!\s*(?:/|tháng|\d|của|cuối|hằng|hàng))"
)
_ENDS = {"half_year": (6, 7), "year": (10, 11, 12, 1), "quarter": (3, 4, 9)}
_SENTENCE = re.compile(rf"(?<=\w)\.\s+(?=[{CAPITALS}])|\n")


@dataclass(frozen=True)
class PlacedRule:
    """A reporting rule and where it stands."""

    rule: ReportingRule
    where: str


@dataclass(frozen=True)
class _Token:
    """A frequency, or a day, in a sentence. `month` is 1 to 12 or `last`; a day may name its own `frequency` too."""

    start: int
    end: int
    frequency: str | None
    day: int | None = None
    month: int | str | None = None


def reporting_rules(texts: Iterable[tuple[str, str]]) -> Iterator[PlacedRule]:
    """The rules in the texts (place, text): a frequency and a day in one sentence about reports; each once."""
    seen: set[ReportingRule] = set()
    for where, text in texts:
        for sentence in _SENTENCE.split(text):
            low = plain(sentence)
            if not any(word in low for word in words("reporting")["senders"]):
                continue
            for rule in _rules(low):
                if rule not in seen:
                    seen.add(rule)
                    yield PlacedRule(rule, where)


def _rules(sentence: str) -> Iterator[ReportingRule]:
    """Frequencies wait for the day after them; days that no frequency waits for wait for those after them.

    A day that names its own frequency needs it said no more: `ngày 20 tháng cuối quý gửi báo cáo quý`.
    """
    waiting: list[str] = []
    early: list[_Token] = []
    named: str | None = None
    tokens = _tokens(sentence)
    if twice := _twice_a_year(sentence, tokens):
        yield from _rule("half_year", twice[0])
        yield from _rule("year", twice[1])
        return
    for token in tokens:
        if token.day is None:
            assert token.frequency is not None
            if token.frequency == named:
                named = None
                continue
            day = next((day for day in early if len(early) == 1 or _ends(token.frequency, day)), None)
            if day is None:
                waiting.append(token.frequency)
                continue
            early.remove(day)
            yield from _rule(token.frequency, day)
        elif token.frequency == "month" or (token.frequency and not waiting):
            yield from _rule(token.frequency, token)
            named = token.frequency if token.frequency not in waiting else None
            waiting = [kind for kind in waiting if kind != token.frequency]
        elif waiting:
            served = [token.frequency] if token.frequency and _again(waiting, token) else _served(waiting, token)
            for kind in served:
                yield from _rule(kind, token)
            waiting = (
                [kind for kind in waiting if kind not in served] if token.month != "last" or len(served) == 1 else []
            )
        elif not _of_other_act(sentence, token):
            early.append(token)


def _of_other_act(sentence: str, token: _Token) -> bool:
    """Whether a day is by its clause the day of something else: `xây dựng kế hoạch trước ngày 20/3; gửi báo cáo …`."""
    clause = re.split(r"[;,]", sentence[: token.start])[-1]
    about_reports = any(word in clause for word in words("reporting")["senders"])
    return not about_reports and _other_act().search(clause) is not None


@cache
def _other_act() -> re.Pattern[str]:
    """An act that is no report; right behind `Sở` only with what it is done to: `Sở Xây dựng trước ngày …`."""
    acts = rf"(?<!\w){pattern('reporting', 'other_acts')}(?!\w)"
    names = "".join(rf"(?<!\b{word} )" for word in words("reporting")["before_no_act"])
    return re.compile(rf"{names}{acts}|{acts}\s+(?!trước|chậm|muộn|vào|định kỳ|ngày|h[ằà]ng|và)\w")


def _twice_a_year(sentence: str, tokens: Sequence[_Token]) -> list[_Token]:
    """The two days of `trước ngày 15/6 và ngày 15/12 hằng năm`, where no other frequency is named."""
    days = [token for token in tokens if token.day is not None and not _of_other_act(sentence, token)]
    named = {token.frequency for token in tokens} - {None}
    both = len(days) == 2 and _ends("half_year", days[0]) and _ends("year", days[1])
    return days if both and named <= {"year"} else []


def _again(waiting: list[str], token: _Token) -> bool:
    """Whether a day is for the frequency named last, which was listed before with others that wait for their own."""
    return token.frequency == waiting[-1] and waiting.count(waiting[-1]) > 1


def _ends(frequency: str, token: _Token) -> bool:
    """Whether a day stands where such a period ends."""
    return token.month in _ENDS.get(frequency, ())


def _served(waiting: list[str], token: _Token) -> list[str]:
    """The frequencies that a day is for: all that wait, but a day of one month only the one that ends with it."""
    if not isinstance(token.month, int) or len(waiting) == 1:
        return waiting
    return next(([kind] for kind in waiting if _ends(kind, token)), waiting[-1:])


def _rule(frequency: str, token: _Token) -> Iterator[ReportingRule]:
    month = token.month
    if isinstance(month, int) and (frequency == "month" or (frequency == "quarter" and month % 3)):
        return
    if frequency == "month" or (frequency == "quarter" and isinstance(month, int) and month % 3 == 0):
        month = "last"
    elif frequency == "year" and month == "last":
        month = 12
    if frequency != "other" and month and token.day and token.day <= 31:
        yield ReportingRule(frequency, token.day, month)


def _tokens(sentence: str) -> list[_Token]:
    days = [_day(found) for found in _DAY.finditer(sentence) if _is_day(sentence, found)]
    days.extend(
        _Token(found.start(), found.end(), None, int(found["day"]))
        for found in _BARE_DAY.finditer(sentence)
        if not any(day.start < found.end() and found.start() < day.end for day in days)
    )
    frequencies = [
        _Token(found.start(), found.end(), found.lastgroup)
        for found in _FREQUENCY.finditer(sentence)
        if not any(day.start < found.end() - 1 and found.start() + 1 < day.end for day in days)
    ]
    return sorted([*days, *frequencies], key=lambda token: token.start)


def _is_day(sentence: str, found: re.Match[str]) -> bool:
    opening = r"(?:ngày|trước|và|,|nhất|\()\s*$"
    return "ngày" in found[0] or re.search(opening, sentence[: found.start()]) is not None


def _day(found: re.Match[str]) -> _Token:
    number = found["month"] or found["dotted"] or found["named"]
    month: int | str | None = int(number) if number else "last" if found["last"] or found["own"] else None
    own = "month" if found["monthly"] else "quarter" if "quý" in (found["last"] or "") else None
    return _Token(found.start(), found.end(), own, int(found["day"]), month if month not in range(13, 100) else None)
