"""Tasks given out by their numbers in a section apart: `Phòng A chủ trì nhiệm vụ 1, 2; phối hợp nhiệm vụ 3`.

Not here: what a task says of itself (assignments, tables).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dondoc.core.plan import TaskDraft
from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.assignments import Assignment, assignment_of_clauses
from dondoc.planfile.bodies import named_pattern, split_bodies
from dondoc.planfile.labels import label_of
from dondoc.planfile.outlines import Section
from dondoc.planfile.words import alternatives, pattern, words

_ITEM = (
    r"(?:[IVX]{1,4}\.)?\d{1,2}(?:\.\d{1,2})*[a-zđ]?(?!\w)(?!\s*(?:tháng|năm|%|nhiệm vụ))"
    r"|[a-hđ](?=\s*(?:[,.;:)]|và\s|$))"
)
_SENTENCE = re.compile(rf"(?<=\w)\.\s+(?=[{CAPITALS}])|;\s*(?!\d)|\)[,;]?\s+(?:và\s+)?(?=[A-ZĐ])|\n")
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|đến)\s*(?:\w+\s+){0,3}?(\d{1,2})(?!\w)")


@dataclass(frozen=True)
class _Share:
    """What a unit does in a task."""

    number: str
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()


def with_allotments(tasks: Sequence[TaskDraft], root: Section) -> list[TaskDraft]:
    """The tasks, those without lead or cooperating bodies filled from the sections that give tasks out by number.

    A number that several tasks bear gives nothing out.
    """
    if all(task.lead and task.cooperating for task in tasks):
        return list(tasks)
    told: dict[str, Assignment] = {}
    for share in _shares(root, ()):
        before = told.get(share.number, Assignment())
        lead = tuple(dict.fromkeys((*before.lead, *share.lead)))
        with_whom = tuple(dict.fromkeys((*before.cooperating, *share.cooperating)))
        told[share.number] = Assignment(lead=lead, cooperating=with_whom)
    numbers = [task.number.casefold() for task in tasks]
    return [
        replace(task, lead=task.lead or told[number].lead, cooperating=task.cooperating or told[number].cooperating)
        if number in told and numbers.count(number) == 1
        else task
        for task, number in zip(tasks, numbers, strict=True)
    ]


def _shares(section: Section, unit: tuple[str, ...]) -> Iterator[_Share]:
    """The shares of a section and all under it; a heading that names a unit speaks of it down to its end."""
    if section.role == "organisation":
        printed = section.line.text if section.line else ""
        label = label_of(printed)
        given = _by_task(printed) or (_by_task(label.text) if label else None)
        if given:
            yield from given
        else:
            unit, shares = _by_unit(section.text, unit)
            yield from shares
        for line in section.loose:
            yield from _by_task(line.text) or _by_unit(line.text, unit)[1]
    for child in section.children:
        yield from _shares(child, unit)


def _by_task(text: str) -> list[_Share] | None:
    """`Nhiệm vụ 1, 2: Phòng A chủ trì; Phòng B phối hợp`; None for a line that does not begin with numbers."""
    found = re.match(
        rf"(?:(?i:các|đối với)\s+)*{_numbers()}\s*(?::|,|-|do\s|giao\s)\s*(?={named_pattern()}|(?i:giao|do)\s)", text
    )
    if not found:
        return None
    rest = text[found.end() :]
    said = assignment_of_clauses(rest, year=None)
    lead = said.lead or split_bodies(rest.split(";")[0])
    return [_Share(number, lead, said.cooperating) for number in _listed(found["list"])]


def _by_unit(text: str, unit: tuple[str, ...]) -> tuple[tuple[str, ...], list[_Share]]:
    """The unit that a line speaks of, and its shares, sentence by sentence."""
    shares: list[_Share] = []
    for sentence in _SENTENCE.split(text):
        subject = _subject().match(sentence)
        if subject:
            unit = split_bodies(subject["unit"])
        if unit:
            shares.extend(_of_sentence(sentence[subject.end() :] if subject else sentence, unit))
    return unit, shares


def _of_sentence(sentence: str, unit: tuple[str, ...]) -> Iterator[_Share]:
    leads = True
    with_whom: tuple[str, ...] = ()
    for token in _token().finditer(sentence):
        if token["list"]:
            for number in _listed(token["list"]):
                yield _Share(number, unit, with_whom) if leads else _Share(number, (), unit)
            with_whom = ()
        elif token["with"]:
            with_whom = split_bodies(token["with"])
        else:
            leads = token["leads"] is not None


def _listed(text: str) -> Iterator[str]:
    """The numbers of a list, a range counted out."""
    for found in _RANGE.finditer(text):
        yield from (str(number) for number in range(int(found[1]), int(found[2]) + 1))
    for found in re.finditer(rf"(?<![\w.]){_ITEM}", _RANGE.sub(" ", text)):
        yield found[0].casefold()


@cache
def _numbers() -> str:
    """A regular expression for numbers of tasks: `nhiệm vụ 1, 2 và nhiệm vụ 5`, `nhiệm vụ từ 1 đến 4`."""
    noun = rf"(?i:(?:các\s+)?{pattern('allotments', 'numbered')}(?:\s+(?:số|thứ))?)"
    joint = rf"\s*(?:,\s*(?:và\s+)?|;|và|đến|-|–|/|&)\s*(?:{noun}\s+)?"
    return rf"{noun}\s+(?P<list>(?:từ\s+)?(?:{_ITEM})(?:{joint}(?:{_ITEM}))*)"


@cache
def _subject() -> re.Pattern[str]:
    giving, acts = alternatives(words("allotments")["giving"]), alternatives(words("allotments")["acts"])
    return re.compile(rf"(?:(?i:{giving})\s+)?(?P<unit>{named_pattern()}[^:;.(]*?)\s*(?::|\(|$|(?=\s{acts}(?!\w)))\s*")


@cache
def _token() -> re.Pattern[str]:
    leading, cooperating = pattern("allotments", "leading"), pattern("allotments", "cooperating")
    stop = rf"(?=\s+(?:{pattern('fields', 'verbs')}|{_plain_nouns()})(?!\w)|[;.]|$)"
    return re.compile(
        rf"{_numbers()}|phối hợp(?:\s+chặt chẽ)?\s+(?:với|cùng)\s+(?P<with>{named_pattern()}.*?){stop}"
        rf"|(?P<leads>(?i:{leading}))(?!\w)|(?i:{cooperating})(?!\w)"
    )


def _plain_nouns() -> str:
    return rf"(?:các\s+)?{pattern('allotments', 'numbered')}"
