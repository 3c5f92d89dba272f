"""The top of a document: kind, number, date, place, issuing body, title, year.

Not here: who signs and who receives (closings).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from dondoc.core.vietnamese import SMALL_LETTERS, fold
from dondoc.planfile.bodies import head_pattern
from dondoc.planfile.documents import Document, Line, is_kind_line
from dondoc.planfile.labels import label_of
from dondoc.planfile.words import alternatives, pattern, plain, printed, words

_SYMBOL = r"[A-ZĐ][A-Za-zĐđ0-9]*(?:\s?[-/.&]\s?[A-ZĐ][A-Za-zĐđ0-9]*)*"
_NUMBER = re.compile(
    r"\b(?i:số)\s*:?\s*(?P<digits>\d[\d ]*[a-zđ]?)?[\s.…_]*"
    rf"(?P<year>/\s?(?:19|20)\d\d\s?)?(?P<sign>[-/])\s?(?P<symbol>{_SYMBOL})"
)
_DATE = re.compile(
    r"(?:(?P<place>[^,;:\d]{2,60}?)\s*,\s*)?ngày\s*(?P<day>\d{1,2})?[\s.…_/]*tháng\s*(?P<month>\d{1,2})?[\s.…_/]*"
    r"năm\s*(?P<year>\d{4})?",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(
    r"(?P<place>[^,;:\d]{2,60}?)\s*,\s*ngày\s*(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d\d)(?!\s*[-–]\s*(?:19|20)\d\d)", re.IGNORECASE)
_SPAN = re.compile(r"\bgiai đoạn\b|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d", re.IGNORECASE)
_CAPTION_DATE = re.compile(
    r"số\s*(?:\d+\s*)?[/-]\s*[A-ZĐ][\w-]*\s*,?\s*ngày\s*[\s.…]*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})"
)
_CITED = re.compile(r"\bsố\s+\d+/", re.IGNORECASE)
_VOWEL = re.compile("[aeiouy]")
_BEFORE_PLACE = re.compile(rf"[A-ZĐ]{{2,}}\s+(?=[A-ZĐ][{SMALL_LETTERS}])|\s{{2,}}")
_TITLE_LENGTH, _HEAD_LINES = 400, 30
_ADDRESSED = re.compile(r"[Kk]ính gửi\s*:|KÍNH GỬI\s*:")
_ABOUT = re.compile(r"(?:V/v|[Vv]ề việc)\s*:?\s*")


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top. `month` is the month of issue where only that is printed: (year, month)."""

    kind: str | None
    number: str | None
    symbol: str | None
    issued_on: date | None
    month: tuple[int, int] | None
    place: str | None
    issuer: str | None
    title: str
    year: int | None
    places: dict[str, str]
    title_lines: int


def opened(document: Document) -> Document:
    """The document with its letterhead apart, where `Kính gửi` and no line of the kind ends it, as in a công văn."""
    if document.lines and is_kind_line(document.lines[0].text):
        return document
    at = next((n for n, line in enumerate(document.lines[:_HEAD_LINES]) if _ADDRESSED.match(line.text)), 0)
    return replace(
        document,
        letterhead=(*document.letterhead, *document.lines[:at]),
        lines=document.lines[at:],
        tables=tuple(replace(table, after=max(table.after - at, 0)) for table in document.tables),
    )


def read_letterhead(document: Document) -> Letterhead:
    """The top of an opened document, each part None where the document does not say it."""
    places: dict[str, str] = {}
    number, symbol = _number(document, places)
    issued_on, month, place = _issue(document, places)
    kind, title, count = _title(document, places)
    return Letterhead(
        kind=kind,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        month=month,
        place=place,
        issuer=_issuer(document, title, place, places),
        title=title,
        year=_year(document, title, count, places),
        places=places,
        title_lines=count,
    )


def _number(document: Document, places: dict[str, str]) -> tuple[str | None, str | None]:
    for line in document.letterhead:
        found = _NUMBER.search(line.text)
        if not found:
            continue
        symbol = re.sub(r"\s", "", found["symbol"])
        places["number"] = places["symbol"] = line.where
        digits = re.sub(r"\s", "", found["digits"] or "")
        year = re.sub(r"\s", "", found["year"] or "")
        return (f"{digits}{year}{found['sign']}{symbol}" if digits else None), symbol
    return _number_of_captions(document, places)


def _number_of_captions(document: Document, places: dict[str, str]) -> tuple[None, str | None]:
    """The symbol, where only the line under the title of an appendix gives it: `(Kèm theo Kế hoạch số /KH-STP …)`."""
    for line in document.lines:
        if plain(line.text).startswith(words("documents")["captions"]) or "kèm theo" in plain(line.text)[:40]:
            found = _NUMBER.search(line.text)
            if found and not found["digits"]:
                places["symbol"] = line.where
                return None, re.sub(r"\s", "", found["symbol"])
    return None, None


def _issue(document: Document, places: dict[str, str]) -> tuple[date | None, tuple[int, int] | None, str | None]:
    """Day, or else month, of issue, and the place before it."""
    for line in document.letterhead:
        found = _SHORT_DATE.search(line.text) or _DATE.search(line.text)
        if not found:
            continue
        place = _BEFORE_PLACE.split(found["place"] or "")[-1].strip(" .-*") or None
        places["issued_on"] = line.where
        if place:
            places["place"] = line.where
        year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
        if year and month and day:
            return _day(year, month, day), (year, month), place
        return None, ((year, month) if year and month else _caption_month(document, places)), place
    return None, _caption_month(document, places), None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _caption_month(document: Document, places: dict[str, str]) -> tuple[int, int] | None:
    for line in document.lines:
        if "kèm theo" in plain(line.text)[:40] and (found := _CAPTION_DATE.search(line.text)):
            places.setdefault("issued_on", line.where)
            return int(found[2]), int(found[1])
    return None


def _title(document: Document, places: dict[str, str]) -> tuple[str | None, str, int]:
    """Kind, title in one line, and how many lines the two take."""
    if not document.lines or not is_kind_line(document.lines[0].text):
        return _subject(document, places)
    first = document.lines[0]
    places["kind"] = places["title"] = first.where
    found = re.match(pattern("documents", "kinds"), plain(first.text))
    assert found is not None
    kind = next(kind for kind in printed("documents", "kinds") if plain(kind) == " ".join(found[0].split()))
    parts = [rest] if (rest := first.text[len(found[0]) :].strip(" .:-")) else []
    count = 1
    for line in document.lines[1:12]:
        if _ends_title(line, first, parts):
            break
        if not parts:
            places["title"] = line.where
        parts.append(line.text)
        count += 1
    return kind, " ".join(parts).strip(" .;*"), count


def _subject(document: Document, places: dict[str, str]) -> tuple[str | None, str, int]:
    """Kind and subject of a công văn, and the lines that name whom it is addressed to; nothing of any other text."""
    if not document.lines or not _ADDRESSED.match(document.lines[0].text):
        return None, "", 0
    addressed = takewhile(lambda line: _ADDRESSED.match(line.text) or line.text.startswith(("-", "+")), document.lines)
    after = iter(document.letterhead)
    first = next((line for line in after if _ABOUT.match(line.text)), None)
    if first is None:
        return "Công văn", "", len(list(addressed))
    places["kind"] = places["title"] = first.where
    going_on = takewhile(lambda line: line.text[:1].islower(), after)
    parts = [_ABOUT.sub("", first.text), *(line.text for line in going_on)]
    return "Công văn", " ".join(parts).strip(" .;*"), len(list(addressed))


def _ends_title(line: Line, first: Line, parts: Sequence[str]) -> bool:
    """Whether a line is no part of the title any more; after a comma the title always goes on."""
    text = plain(line.text)
    if (line.level and line.level != first.level) or label_of(line.text) or len(line.text) > _TITLE_LENGTH:
        return True
    if text.startswith(words("documents")["captions"]) or (text.startswith("(") and "kèm theo" in text):
        return True
    if re.search(r"[;:.]$", text) and not re.search(r"\bv\.v\.$", text):
        return True
    if text.endswith(",") and (text.startswith(words("documents")["preambles"]) or _CITED.search(line.text)):
        return True
    if not parts or parts[-1].endswith(","):
        return False
    if (line.after_gap and not line.text[:1].islower()) or (first.centred and not line.centred):
        return True
    positions = words("signatures")["positions"]
    authority = line.text.isupper() and text.startswith((*positions, "ủy ban", "ban ", "hội đồng"))
    return authority or text.startswith("căn cứ")


def _issuer(document: Document, title: str, place: str | None, places: dict[str, str]) -> str | None:
    """The body of the last name in the letterhead; else the one that the preamble or the captions name."""
    names = list(_letterhead_names(document.letterhead))
    if names:
        places["issuer"] = names[-1][1]
        name = _in_mixed_case(names[-1][0], place, document)
        of_whom = f" {_in_mixed_case(names[-2][0], place, document)}" if len(names) > 1 else ""
        return name + of_whom if plain(name) in words("bodies")["of_the_upper"] else name
    head = head_pattern()
    kinds = alternatives(words("documents")["kinds"])
    acting = re.compile(rf"(?:^|[,.;]\s+)({head}[^,.;:]*?(?:,[^,.;:]*?)??)\s+(?:ban hành|xây dựng)\s+(?i:{kinds})")
    enclosed = re.compile(rf"(?i:kèm theo {kinds}) số.*? của ({head}[^);]*)")
    for line in document.lines:
        for wording in (acting, enclosed):
            if found := wording.search(line.text):
                places["issuer"] = line.where
                return found[1].strip()
    if found := re.search(rf"\bcủa ({head}(?:(?! năm | trên ).)*)", title):
        places["issuer"] = places["title"]
        return found[1].strip()
    return None


def _letterhead_names(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """The names of bodies in a letterhead, each with its place; a name may go on in the next line."""
    name, where = "", ""
    heads = words("bodies")["heads"]
    for line in lines:
        for text in re.split(r"\s{3,}|\t", line.text):
            bare = plain(text).strip(" *-.")
            if not bare or bare.startswith(words("documents")["mottoes"]) or _NUMBER.search(text) or _DATE.search(text):
                continue
            if re.match(r"số\b|v/v|ngày\b", bare) or not text.strip(" *-.").isupper():
                continue
            begins = re.match(rf"{alternatives(heads)}(?!\w)", bare) is not None
            goes_on = not begins or plain(name) in words("bodies")["unfinished"]
            if name and goes_on:
                name = f"{name} {text.strip()}"
                continue
            if name:
                yield name, where
            name, where = text.strip(" *-"), line.where
    if name:
        yield name, where


def _in_mixed_case(name: str, place: str | None, document: Document) -> str:
    """A name printed in capitals as the text prints it; else with capitals where such names have them.

    The place before the date is a name inside the name too: `CẤP NƯỚC AN PHÚ`, `An Phú, ngày …`.
    """
    wanted = plain(name)
    printed_names: Counter[str] = Counter()
    for line in document.lines:
        if not line.text.isupper() and len(line.text) == len(plain(line.text)):
            at = plain(line.text).find(wanted)
            if at >= 0 and line.text[at].isupper():
                printed_names[line.text[at : at + len(wanted)]] += 1
    if printed_names:
        return printed_names.most_common(1)[0][0]
    text = _capitalised(name)
    return re.sub(rf"(?<!\w){re.escape(place)}(?!\w)", place, text, flags=re.IGNORECASE) if place else text


def _capitalised(name: str) -> str:
    """A name in capitals written as such names are: `SỞ TƯ PHÁP` as `Sở Tư pháp`; names of places in capitals.

    A department is written as the ministry of its field; an abbreviation (`UBND`) stays.
    """
    for known in printed("issuers", "names"):
        field = known.removeprefix("Bộ ")
        if field != known and plain(name) in (f"bộ {plain(field)}", f"sở {plain(field)}"):
            return f"{name[0]}{name[1:2].lower()} {field}"
    kept = {head for head in printed("bodies", "heads") if head.isupper()}
    text = " ".join(word if word in kept or not _VOWEL.search(fold(word)) else word.lower() for word in name.split())
    placed = re.search(rf"(?<!\w)(?:{pattern('bodies', 'places')}|{pattern('bodies', 'schools')})\s+(.+)$", plain(text))
    if placed:
        text = text[: placed.start(1)] + text[placed.start(1) :].title()
    head = re.match(rf"{pattern('bodies', 'heads')}(?!\w)\s*", plain(text))
    at = head.end() if head and not re.match(pattern("bodies", "unfinished"), plain(text)) else 0
    if not placed or at < placed.start():
        text = text[:at] + text[at : at + 1].upper() + text[at + 1 :]
    return text[:1].upper() + text[1:]


def _year(document: Document, title: str, count: int, places: dict[str, str]) -> int | None:
    """The year in the title; for a title without one, that of the preamble's own plan or of the appendices."""
    if found := _YEAR.search(title):
        places["year"] = places["title"]
        return int(found[1])
    if _SPAN.search(title):
        return None
    own = re.compile(rf"ban hành {alternatives(words('documents')['kinds'])}[^.;:]*?\bnăm (\d{{4}})", re.IGNORECASE)
    for line in document.lines[count:]:
        found = own.search(line.text)
        if not found and line.text.isupper() and len(line.text) < _TITLE_LENGTH:
            found = _YEAR.search(line.text)
        if found:
            places["year"] = line.where
            return int(found[1])
    return None
