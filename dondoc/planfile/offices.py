"""The unit that a plan makes responsible for following up (theo dõi, đôn đốc).

Not here: bodies that lead single tasks (assignments, tables).
"""

import re
from collections.abc import Iterator
from functools import cache

from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.bodies import head_pattern
from dondoc.planfile.outlines import Section
from dondoc.planfile.words import pattern, plain, words

_SENTENCE = re.compile(rf"(?<=\w)\.\s+(?=[{CAPITALS}])|;\s*|\n")


def follow_up_office(root: Section) -> tuple[str, str] | None:
    """The unit and where it is named; the sentence with both `theo dõi` and `đôn đốc` goes before one with either."""
    best: tuple[int, str, str] | None = None
    for section in root.walk():
        lines = [(section.line.where, section.text)] if section.line else []
        lines.extend((line.where, line.text) for line in section.loose)
        for where, text in lines:
            for sentence in _sentences(text):
                found = _named(sentence)
                if found and (best is None or found[0] > best[0]):
                    best = (*found, where)
        found = _heading_unit(section)
        if found and (best is None or found[0] > best[0]):
            best = (*found, section.line.where if section.line else "")
    return (best[1], best[2]) if best else None


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a line; after `Phòng A: …` each of them speaks of that unit."""
    subject = re.match(rf"(?:Trách nhiệm của\s+)?(?P<unit>{head_pattern()}[^.;:]*):\s*", text)
    for sentence in _SENTENCE.split(text[subject.end() :] if subject else text):
        spoken = subject and not re.match(head_pattern(), sentence) and "giao " not in sentence.lower()
        yield f"{subject['unit']}: {sentence}" if subject and spoken else sentence


def _named(sentence: str) -> tuple[int, str] | None:
    """The unit that a sentence says follows up, with how plainly it says so."""
    points = _points(sentence)
    if not points:
        return None
    for wording in _wordings():
        for found in wording.finditer(sentence):
            if _is_one_unit(found["unit"]):
                return points, found["unit"].strip(" ,")
    return None


def _heading_unit(section: Section) -> tuple[int, str] | None:
    """The unit that heads a list of duties: `1. Văn phòng Sở` over `- Theo dõi, đôn đốc …`."""
    heading = section.text.rstrip(" :.")
    if section.role in ("tasks", "solutions", "goals"):
        return None
    if len(heading.split()) > 12 or not re.fullmatch(rf"{head_pattern()}[^.;:]*", heading) or not _is_one_unit(heading):
        return None
    duties = [child.text for child in section.children] + [line.text for line in section.loose]
    points = max((_points(duty) for duty in duties if not _named(duty)), default=0)
    return (points, heading) if points else None


def _points(text: str) -> int:
    low = plain(text)
    acts = sum(act in low for act in words("offices")["acts"])
    about = "kế hoạch" in low or "chương trình" in low or "thực hiện" in low
    return acts * 2 + (about if acts else 0)


def _is_one_unit(name: str) -> bool:
    low = plain(name)
    is_collective = re.match(rf"{pattern('offices', 'collective')}(?!\w)", low) is not None
    return not is_collective and low not in words("offices")["nameless"] and len(name.split()) <= 14


@cache
def _wordings() -> tuple[re.Pattern[str], ...]:
    capacity = r"-\s(?:[Cc]ơ quan|[Đđ]ơn vị|[Đđ]ầu mối)"  # `Sở Tư pháp - Cơ quan thường trực`
    unit = rf"(?P<unit>{head_pattern()}(?:(?!\bgiao\b|\s{capacity})[^.;:()])*?)"
    link = pattern("offices", "links")
    links = rf"(?:(?:\s*:\s*(?i:{link})|\s*(?:\([^()]*\)|{capacity}[^.;:()]*?|,|và|;)?\s*{link})(?!\w)[^.;]*?)"
    acts = pattern("offices", "acts")
    called = rf"(?i:{pattern('offices', 'nameless')}|đầu mối)(?:\s+(?:đầu mối|thường trực|chủ trì))?"
    return (
        re.compile(rf"^{called}\s+{acts}[^.;]*?(?:\slà|:)\s+{unit}(?=[\s./]*$|[,(])"),
        re.compile(rf"(?:^|\b(?:[Gg]iao|[Pp]hân công)\s+(?:cho\s+)?|\bdo\s+|,\s+){unit}(?=\s*{links}??[\s,:]*{acts})"),
        re.compile(rf"(?:^|\b(?:[Gg]iao|[Pp]hân công)\s+(?:cho\s+)?){unit}(?={links}.*{acts})"),
        re.compile(
            rf"(?:^|[Vv]iệc\s+)[^.;]*?{acts}[^.;]*?\s(?:do|giao(?P<given>\s+cho)?)\s+{unit}"
            r"(?:\s+(?:đảm nhiệm|đảm trách|thực hiện|chủ trì|phụ trách|chịu trách nhiệm|tham mưu)(?!\w)"
            r"|(?(given)[\s./]*$|(?!)))"
        ),
        re.compile(rf"\((?:thông )?qua\s+(?P<unit>{head_pattern()}[^.;:()]*?)\)[^.;]*{acts}"),
    )
