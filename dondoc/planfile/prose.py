"""Tasks in running text: the numbered items of the sections of tasks, with what is said of each.

Not here: tasks in tables (tables), the wording of an assignment (assignments).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dondoc.core.plan import TaskDraft
from dondoc.planfile.assignments import (
    Assignment,
    assignment_of_sentence,
    opens_with_label,
    split_assignment,
)
from dondoc.planfile.blocks import closed
from dondoc.planfile.labels import LETTER
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
        found = [task for top in _tops(root, role) for task in _tasks_under(top, role, year)]
        if found:
            return _with_parents(found)
    return []


def _tops(section: Section, role: str) -> Iterator[Section]:
    """The highest sections of a role; one that holds such a section of its own says so there."""
    for child in section.children:
        if child.role == role and not child.is_item:
            inner = [deep for deep in _tops(child, role) if deep.is_titled(role)]
            if inner:
                yield from inner
            else:
                yield child
        else:
            yield from _tops(child, role)


def _tasks_under(top: Section, role: str, year: int | None) -> Iterator[ProseTask]:
    items = [child for child in top.children if child.role == role and not _says_of(child)]
    for place, item in enumerate(items, start=1):
        yield from _tasks_of_item(item, None, "", place, role, year)


def _tasks_of_item(
    item: Section, group: str | None, parent: str, place: int, role: str, year: int | None
) -> Iterator[ProseTask]:
    """The tasks of an item: those of the items under it, or the item itself."""
    inner = [child for child in item.children if child.rank <= LETTER and child.role == role and not _says_of(child)]
    if inner:
        for number, child in enumerate(inner, start=1):
            yield from _tasks_of_item(child, _heading(item), item.mark, number, role, year)
        return
    assert item.line is not None
    text, said = split_assignment(item.text, year=year)
    bodies = [line.text for line in item.loose]
    solutions: list[str] = []
    for section in item.children:
        for line in section.walk_lines():
            told = assignment_of_sentence(line, year=year)
            if told.is_empty and not opens_with_label(line):
                solutions.append(line)
            said = said.filled_from(told)
    loose: list[str] = []
    for line in bodies:
        told = assignment_of_sentence(line, year=year)
        if told.is_empty and not opens_with_label(line):
            loose.append(line)
        said = said.filled_from(told)
    if loose and _is_heading(item.text):
        group, (text, more) = _heading(item), split_assignment(" ".join(loose), year=year)
        said, loose = said.filled_from(more), []
    for line in (*loose, *solutions[-1:]):
        _, more = split_assignment(line, year=year)
        said = said.filled_from(more)
    solutions = [closed(split_assignment(line, year=year)[0]) for line in (*loose, *solutions)]
    yield ProseTask(_task(item, place, group, said.text or text, said, tuple(solutions)), parent)


def _task(
    item: Section, place: int, group: str | None, text: str, said: Assignment, solutions: tuple[str, ...]
) -> TaskDraft:
    assert item.line is not None
    return TaskDraft(
        number=item.mark or str(place),
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


def _heading(section: Section) -> str:
    return closed(section.text.rstrip(" :"))


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
