"""Documents that a plan cites: number, date and issuing body, first mention only.

Not here: what is doubtful about them (doubts).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from dondoc.core.plan import Citation
from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.bodies import head_pattern, place_pattern
from dondoc.planfile.words import alternatives, printed

_PART = r"[A-ZĐ][A-Za-zĐđ]{0,9}\d{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(?P<number>\d{{1,5}}(?:\.\d{{1,2}})?[a-zđ]?(?:"
    rf"\s?/\s?(?:19|20)\d\d\s?/\s?{_PART}(?:\s?-\s?{_PART})*"
    rf"|\s?/\s?{_PART}(?:\s?-\s?{_PART})+"
    rf"|\s?-\s?{_PART}\s?/\s?{_PART}(?:-{_PART})*))(?![\w/])"
)
_DATE = re.compile(
    r"[\s,(]*(?:ban hành\s+)?(?:ngày\s+)?(?:(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})"
    r"|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))"
)
_OF = re.compile(r"[\s,)]*của\s+")


@dataclass(frozen=True)
class Mention:
    """One place where a document is cited."""

    citation: Citation
    where: str


@dataclass(frozen=True)
class _Cited:
    """A number found in a text, and what stands beside it, up to `end`."""

    found: re.Match[str]
    issued_on: date | None
    issuer: str | None
    end: int

    @property
    def number(self) -> str:
        return re.sub(r"\s", "", self.found["number"])


def mentions(texts: Iterable[tuple[str, str]], *, own_number: str | None) -> Iterator[Mention]:
    """Every citation with a number in the texts (place, text), in order; the plan itself left out."""
    own = _bare(own_number or "")
    for where, text in texts:
        if "/" not in text:
            continue
        cited = [_Cited(found, *_date_and_issuer(text, found)) for found in _NUMBER.finditer(text)]
        for place, entry in enumerate(cited):
            if _bare(entry.number) != own:
                issuer = entry.issuer or _shared_issuer(text, cited[place : place + 2])
                yield Mention(Citation(entry.number, entry.issued_on, issuer), where)


def first_mentions(found: Iterable[Mention]) -> tuple[Mention, ...]:
    """One mention for each number, the first; what it leaves out is taken from the next that says it."""
    kept: dict[str, Mention] = {}
    for mention in found:
        first = kept.setdefault(_bare(mention.citation.number), mention)
        cited = first.citation
        whole = replace(
            cited,
            issued_on=cited.issued_on or mention.citation.issued_on,
            issuer=cited.issuer or mention.citation.issuer,
        )
        kept[_bare(cited.number)] = replace(first, citation=whole)
    return tuple(kept.values())


def _bare(number: str) -> str:
    return re.sub(r"\s", "", number).casefold().lstrip("0")


def _date_and_issuer(text: str, number: re.Match[str]) -> tuple[date | None, str | None, int]:
    """Date and issuing body after a number, and where they end; the body may also stand before it."""
    if passed := _passed().match(text, number.end()):
        issued_on, end = _date(text, passed.end())
        return issued_on, passed["body"], end
    issued_on, end = _date(text, number.end())
    issuer = _issuer(text, end)
    if issuer is None and (at := _at().search(text, max(0, number.start() - 160), number.start())):
        issuer = at["body"]
    return issued_on, issuer, end


def _shared_issuer(text: str, pair: list[_Cited]) -> str | None:
    """The body that two documents of one symbol share: `Nghị định số … và Nghị định số … của Chính phủ`."""
    if len(pair) < 2 or pair[0].number.rsplit("/", 1)[-1] != pair[1].number.rsplit("/", 1)[-1]:
        return None
    between = text[pair[0].end : pair[1].found.start()]
    return pair[1].issuer if re.fullmatch(r"\s*(?:,|và|,\s*và)\s+(?:[^\W\d_]+\s+){0,4}(?:số\s*)?", between) else None


def _date(text: str, place: int) -> tuple[date | None, int]:
    found = _DATE.match(text, place)
    if not found:
        return None, place
    day, month, year = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day), found.end()
    except ValueError:
        return None, found.end()


def _issuer(text: str, place: int) -> str | None:
    """The body after `của`: a known name whole, `Ủy ban nhân dân` with its place, else up to a word that ends it."""
    found = _OF.match(text, place)
    if not found:
        return None
    rest = text[found.end() : found.end() + 200]
    for wording in _known():
        if name := wording.match(rest):
            return name[0].strip()
    if re.match(head_pattern(), rest) and (name := _open_name().match(rest)):
        return name[0].strip(" -–")
    return None


@cache
def _passed() -> re.Pattern[str]:
    """`được Quốc hội thông qua ngày …`."""
    bodies = alternatives(printed("issuers", "names"))
    return re.compile(
        rf"[\s,(]*(?:đã\s+)?(?:được|do)\s+(?P<body>{bodies})[^.;,]{{0,40}}?(?:thông qua|ban hành)(?=\s+ngày)"
    )


@cache
def _at() -> re.Pattern[str]:
    """The body before a number: `theo đề nghị của Sở Tài chính tại Tờ trình số …`."""
    field = f"(?i:{alternatives(printed('bodies', 'fields'))})"
    return re.compile(rf"\bcủa\s+(?P<body>{head_pattern()}(?:{field}|[^.;:,]){{0,80}}?)\s+tại\s+[^.;:,\d]{{0,40}}$")


@cache
def _known() -> tuple[re.Pattern[str], ...]:
    office = rf"(?:{alternatives(printed('issuers', 'offices'))}\s+)?"
    names = rf"(?:{alternatives(printed('issuers', 'names'))})"
    seats = r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Công an|Đảng bộ|Bộ Chỉ huy quân sự)"
    party = r"(?:Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Đảng ủy|Đảng uỷ)"
    of = rf"(?:\s+(?:của\s+)?(?:Trung ương|[Qq]uốc gia|Chính phủ|cấp tỉnh|{party}))?{place_pattern()}"
    head = r"(?:(?:Phó )?Trưởng\s+)?"
    causes = alternatives(printed("issuers", "causes"))
    cause = rf"\s+(?:về\s+)?{causes}(?!\s+(?:năm|giai đoạn|đến|trên)\b|\w){place_pattern()}"
    return (
        re.compile(rf"{head}{alternatives(printed('issuers', 'committees'))}{of}{cause}"),
        re.compile(rf"{office}{names}(?:\s+-\s+{names})*(?!\w)"),
        re.compile(rf"{office}{seats}{place_pattern()}"),
        re.compile(rf"{office}{party}\s+(?={head_pattern()}){_open_name().pattern}"),
        re.compile(rf"{office}{party}(?:(?:\s+[{CAPITALS}][^\W\d_]*)+|{place_pattern()})"),
    )


@cache
def _open_name() -> re.Pattern[str]:
    """A name read on until punctuation, or a word that ends names; a field with commas is part of it."""
    field = f"(?i:{alternatives(printed('bodies', 'fields'))})"
    word = rf"(?:{field}|[^\s;.,()“”\"]+)"
    next_document = rf"và\s+(?i:{alternatives(printed('documents', 'kinds'))})\s"
    stop = rf"(?:(?<![Đđ]ào\s){alternatives(printed('issuers', 'stops'))}(?!\w)|{next_document})"
    return re.compile(rf"{word}(?:\s+(?!{stop}){word}){{0,14}}")
