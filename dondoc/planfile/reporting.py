"""Periodic reports that a plan asks for: how often, and the day by which.

Not here: the calendar that follows (core/periods).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dondoc.core.plan import ReportingRule
from dondoc.planfile.words import plain, words

_FREQUENCY = re.compile(
    r"(?P<quarter>(?:báo cáo|hằng|hàng|từng|mỗi|,|và|;|\(|theo|định kỳ)\s*quý(?!\s*(?:[iv]+\b|\d))(?!\w))"
    r"|(?P<half>(?<!\d )(?<!\d)(?:0?6|sáu) tháng(?! cuối năm)(?!\s+năm)(?: đầu năm)?|bán niên)"
    r"|(?P<other>(?:0?9|chín|3|ba) tháng|đột xuất|tuần)"
    r"|(?P<month>(?:báo cáo|hằng|hàng|mỗi)\s+tháng(?!\s*\d)|(?<=[,(] )tháng(?=,| \())"
    r"|(?P<year>(?:báo cáo|hằng|hàng|cuối|tổng kết|cả|,|và|;|\()\s*năm(?! tháng)(?!\w)|báo cáo (?:kết quả )?tổng kết)"
)
_DAY = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:/\s*(?P<month>\d{1,2})(?:\s*/\s*\d{4})?"
    r"|(?:của\s+)?\s*tháng\s+(?P<named>\d{1,2})(?!\d)"
    r"|\s*(?:của\s+)?(?:tháng\s+)?(?P<last>cuối(?:\s+cùng)?(?:\s+của)?\s+(?:quý|kỳ|mỗi quý))"
    r"|\s*(?:của\s+)?tháng\s+(?P<own>báo cáo|cuối)"
    r"|\s*(?:của\s+)?(?P<monthly>(?:hằng|hàng|mỗi) tháng)"
    r"|\s*(?:của\s+)?tháng\s+(?P<next>đầu|sau|tiếp theo|liền kề))"
)
_BARE_DAY = re.compile(
    r"(?:trước|chậm nhất|muộn nhất)[^.;,\d]{0,12}?ngày\s+(?P<day>\d{1,2})(?!\s*(?:/|tháng|\d|của|cuối|hằng|hàng))"
)
_SENTENCE = re.compile(r"(?<=\w)\.\s+(?=[A-ZĐÀ-Ỹ])|\n")


@dataclass(frozen=True)
class PlacedRule:
    """A reporting rule and where it stands."""

    rule: ReportingRule
    where: str


@dataclass(frozen=True)
class _Token:
    """A frequency or a day in a sentence. `month` is None where the day alone is printed, 0 where it is unusable."""

    start: int
    end: int
    frequency: str | None = None
    day: int = 0
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
    """Frequencies wait for the day that follows them; a day before any frequency takes the one it names itself."""
    waiting: list[str] = []
    loose: _Token | None = None
    served: list[str] = []
    for token in _tokens(sentence):
        if token.frequency is not None:
            if loose is not None:
                yield from _rule(token.frequency, loose)
                served, loose = [token.frequency], None
                continue
            waiting.append(token.frequency)
            continue
        if token.month == "monthly":
            yield from _rule("month", token)
            waiting = [kind for kind in waiting if kind != "month"]
            continue
        if not waiting:
            if served and token.month is not None and "half_year" in served and len(served) > 1:
                yield from _rule(served[-1], token)
            elif not served:
                loose = token
            continue
        yield from _shared(waiting, token)
        served, waiting = waiting, []


def _shared(waiting: list[str], token: _Token) -> Iterator[ReportingRule]:
    """The rules of frequencies that share one day; a day of one month fits only the one it can end."""
    kinds = [kind for kind in waiting if kind != "other"]
    if isinstance(token.month, int) and len(kinds) > 1:
        fitting = {"half_year": (6, 7), "year": (11, 12, 1)}
        kinds = [kind for kind in kinds if token.month in fitting.get(kind, ())] or kinds[-1:]
    for kind in kinds:
        yield from _rule(kind, token)


def _rule(frequency: str, token: _Token) -> Iterator[ReportingRule]:
    month = token.month
    if month == 0 or not 1 <= token.day <= 31 or frequency == "other":
        return
    if frequency == "month":
        month = "last"
    elif frequency == "quarter":
        month = "last" if month in ("last", "monthly") or (isinstance(month, int) and month % 3 == 0) else month
    elif month in ("last", "monthly"):
        month = "last" if frequency == "half_year" else 12
    if month is not None:
        yield ReportingRule(frequency, token.day, month)


def _tokens(sentence: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _DAY.finditer(sentence):
        if not re.search(r"(?:ngày|trước|và|,|nhất|\()\s*$", sentence[: found.start()]) and "ngày" not in found[0]:
            continue
        tokens.append(_Token(found.start(), found.end(), day=int(found["day"]), month=_month(found)))
    taken = [(token.start, token.end) for token in tokens]
    for found in _BARE_DAY.finditer(sentence):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            tokens.append(_Token(found.start(), found.end(), day=int(found["day"])))
    taken = [(token.start, token.end) for token in tokens]
    for found in _FREQUENCY.finditer(sentence):
        if any(start < found.end() - 1 and found.start() + 1 < end for start, end in taken):
            continue
        kind = {"half": "half_year"}.get(found.lastgroup or "", found.lastgroup)
        tokens.append(_Token(found.start(), found.end(), frequency=kind))
    return sorted(tokens, key=lambda token: token.start)


def _month(found: re.Match[str]) -> int | str:
    if number := found["month"] or found["named"]:
        return int(number) if 1 <= int(number) <= 12 else 0
    if found["monthly"]:
        return "monthly"
    return 0 if found["next"] else "last"
