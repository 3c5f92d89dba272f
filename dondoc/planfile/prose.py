"""Tasks in running text: the numbered items of the sections of tasks, with what is said of each.

Not here: tasks in tables (tables), the wording of an assignment (assignments).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dondoc.core.plan import TaskDraft
from dondoc.planfile.assignments import (
    Assignment,
    assignment_of_sentence,
    opens_with_label,
    split_assignment,
)
from dondoc.planfile.blocks import closed
from dondoc.planfile.bodies import named_pattern, split_bodies
from dondoc.planfile.labels import DASH, LETTER, PART, PLUS
from dondoc.planfile.outlines import Section

_HEADING_WORDS = 25


@dataclass(frozen=True)
class ProseTask:
    """A task of the text; `parent` is the number of the item that it stands under."""

    task: TaskDraft
    parent: str


def tasks_of_text(root: Section, *, year: int | None) -> list[TaskDraft]:
    """The tasks of the sections of tasks; where there is none, those of the sections of solutions."""
    for role in ("tasks", "solutions"):
        found = [task for top, group in _tops(root, role) for task in _tasks_under(top, group, year)]
        if found:
            return counted(_with_parents(found))
    return counted(_with_parents([entry for item in root.children for entry in _given_in(item, year)]))


def _given_in(item: Section, year: int | None) -> Iterator[ProseTask]:
    """The tasks of an item that stands in no section of tasks, as in a công văn: those that say who does them."""
    if item.role is not None or not item.mark.isdecimal():
        return
    for entry in _tasks_of_item(item, None, "", dashed=False, year=year):
        task = entry.task
        if not task.lead and (named := _named_first().match(task.text)):
            task = replace(task, text=task.text[named.end() :], lead=split_bodies(named["lead"]))
        if task.lead:
            yield replace(entry, task=task)


def _tops(section: Section, role: str) -> Iterator[tuple[Section, str | None]]:
    """The highest sections of a role; one inside a section of another role groups its items by its heading."""
    for child in section.children:
        if child.role == role and not child.is_item:
            yield child, _heading(child) if section.rank > PART else None
        else:
            yield from _tops(child, role)


def _tasks_under(top: Section, group: str | None, year: int | None) -> Iterator[ProseTask]:
    dashed = _dashes_are_tasks(top, year)
    for item in top.children:
        if item.role == top.role and not _says_of(item):
            yield from _tasks_of_item(item, group, "", dashed=dashed, year=year)


def _tasks_of_item(
    item: Section, group: str | None, parent: str, *, dashed: bool, year: int | None
) -> Iterator[ProseTask]:
    """The tasks of an item: those of the items under it, or the item itself."""
    lowest = PLUS if dashed and item.rank < DASH else LETTER
    inner = [c for c in item.children if c.rank <= lowest and c.role == item.role and not _says_of(c)]
    if inner and not _is_whole(item, inner, year):
        found = [
            entry
            for child in inner
            for entry in _tasks_of_item(child, _heading(item), item.mark, dashed=dashed, year=year)
        ]
        yield from _led_together(found) if inner[-1].rank == DASH and inner[-1].loose else found
        return
    text, said = split_assignment(item.text, year=year)
    loose, said = _unsaid((line.text for line in item.loose), said, year)
    below, said = _unsaid((line for child in item.children for line in child.walk_lines()), said, year)
    if said.text or (loose and _is_heading(item.text)):
        group = _heading(item)
    if loose and _is_heading(item.text):
        text, more = split_assignment(" ".join(loose), year=year)
        loose, said = [], said.filled_from(more)
    solutions = []
    for line in (*loose, *below):
        own, more = split_assignment(line, year=year)
        solutions.append(own)
        said = said.filled_from(more)
    yield ProseTask(_task(item, group, said.text or text, said, tuple(solutions)), parent)


def _led_together(found: list[ProseTask]) -> Iterator[ProseTask]:
    """Dashes with the bodies of a label line after the last of them, which speaks of all where no other says any."""
    last = found[-1].task
    for entry in found:
        alone = any(other.task.lead for other in found[:-1])
        task = entry.task if alone else replace(entry.task, lead=last.lead, cooperating=last.cooperating)
        yield replace(entry, task=task)


def _is_whole(item: Section, inner: Sequence[Section], year: int | None) -> bool:
    """Whether an item with letters under it is the task: it says who does it, and they do not."""
    if any(child.rank < LETTER for child in inner) or not split_assignment(item.text, year=year)[1].lead:
        return False
    said = [split_assignment(line, year=year)[1] for child in inner for line in child.walk_lines()]
    return not any(told.lead or told.due_text for told in said)


def _unsaid(lines: Iterable[str], said: Assignment, year: int | None) -> tuple[list[str], Assignment]:
    """The lines that say nothing of who and when, and what the others say, added to what was said."""
    left: list[str] = []
    for line in lines:
        told = assignment_of_sentence(line, year=year)
        if told.is_empty and not opens_with_label(line):
            left.append(line)
        said = said.filled_from(told)
    return left, said


def _dashes_are_tasks(top: Section, year: int | None) -> bool:
    """Whether most dashes under numbered items say who does them or by when: then they are the tasks."""
    dashes = [s for s in top.walk() if s.rank == DASH and not _says_of(s)]
    said = [split_assignment(section.text, year=year) for section in dashes]
    own = sum(bool(text and (told.lead or told.due_text)) for text, told in said)
    return own * 2 >= len(dashes) > 0


def _task(item: Section, group: str | None, text: str, said: Assignment, solutions: tuple[str, ...]) -> TaskDraft:
    assert item.line is not None
    return TaskDraft(
        number=item.mark,
        group=group,
        text=text,
        solutions=said.solutions or tuple(entry for entry in solutions if entry),
        due_text=said.due_text,
        due=said.due,
        lead=said.lead,
        cooperating=said.cooperating,
        products=said.products,
        where=item.line.where,
    )


def _says_of(section: Section) -> bool:
    """Whether an item is not a task but says something of one: `b) Đơn vị chủ trì: …`."""
    return opens_with_label(section.text)


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING_WORDS and not text.endswith((".", ";"))


@cache
def _named_first() -> re.Pattern[str]:
    """Who does it, before a colon: `Giao Văn phòng Sở: rà soát …`."""
    return re.compile(rf"(?:[Gg]iao\s+(?:cho\s+)?)?(?P<lead>{named_pattern()}[^.;:()]{{0,120}}):\s+(?=\S)")


def _heading(section: Section) -> str:
    return closed(section.text.rstrip(" :"))


def counted(tasks: Sequence[TaskDraft]) -> list[TaskDraft]:
    """Tasks that print no number are numbered by their place."""
    return [task if task.number else replace(task, number=str(place)) for place, task in enumerate(tasks, start=1)]


def _with_parents(found: list[ProseTask]) -> list[TaskDraft]:
    """Tasks with the parent's number in front of their letters, where a letter stands twice."""
    counts = Counter(entry.task.number for entry in found)
    repeated = any(count > 1 and number.isalpha() for number, count in counts.items())
    return [
        replace(entry.task, number=entry.parent + entry.task.number)
        if repeated and entry.parent and len(entry.task.number) == 1 and entry.task.number.isalpha()
        else entry.task
        for entry in found
    ]
