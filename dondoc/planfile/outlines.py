"""The outline of a text: the tree of sections that headings and labels make, and what each section holds.

Not here: labels themselves (labels), what the sections say (the modules of each noun).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dondoc.planfile.documents import Line, is_kind_line
from dondoc.planfile.labels import LETTER, PART, ROMAN, label_of
from dondoc.planfile.words import alternatives, pattern, plain, words

_HEADING_WORDS, _SENTENCE_WORDS = 25, 10
_HEADING_LENGTH = 200
_PART_ALONE = re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:(?:THỨ|thứ)\s+\w+|[IVX]+|\d)[.:]?")
_ROLES = ("organisation", "budget", "past", "tasks", "goals", "solutions", "purpose")


@dataclass
class Section:
    """A node of the outline: its line, the unlabelled lines under it, the sections under it.

    `role` is what it holds: one of goals, tasks, solutions, organisation, budget, purpose, past, or None.
    """

    line: Line | None
    mark: str = ""
    rank: int = -1
    text: str = ""
    role: str | None = None
    loose: list[Line] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)

    def walk(self) -> Iterator["Section"]:
        """This section and all under it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def walk_lines(self) -> Iterator[str]:
        """The texts of this section and all under it, labels dropped."""
        for section in self.walk():
            yield section.text
            yield from (line.text for line in section.loose)

    @property
    def is_item(self) -> bool:
        """Whether it is too low or too long to head others."""
        return self.rank >= LETTER or len(self.text.split()) > _HEADING_WORDS


def outline(lines: Iterable[Line], *, tasks_in_table: bool = False) -> Section:
    """The tree of the lines. A label goes under the nearest line above it that has a higher rank.

    A section that gives out tasks (`Phân công nhiệm vụ`) holds them only where they stand nowhere else.
    """
    root = Section(None)
    stack = [root]
    for line in lines:
        section = _section(line)
        if section is None:
            if plain(line.text).startswith(words("documents")["last_words"]):
                stack = [root]
            stack[-1].loose.append(line)
            continue
        while stack[-1].rank >= section.rank:
            stack.pop()
        section.role = _role(section, stack[-1])
        stack[-1].children.append(section)
        stack.append(section)
    holding = [section for section in root.walk() if section.role == "tasks" and not section.is_item]
    given_out = [section for section in holding if plain(section.text).startswith(words("sections")["given_out"])]
    inside = {id(section) for top in given_out for section in top.walk()}
    if tasks_in_table or any(id(section) not in inside for section in holding):
        for top in given_out:
            for section in top.walk():
                section.role = "organisation"
    return root


def role_of(heading: str) -> str | None:
    """What a heading says its section holds; the first word that says so decides."""
    text = plain(heading)
    found = ((text.find(word), -len(word), role) for role in _ROLES for word in words("sections")[role])
    return min((entry for entry in found if entry[0] >= 0), default=(0, 0, None))[2]


def starts_appendix(text: str) -> bool:
    """Whether a line begins an appendix."""
    return plain(text).startswith(words("documents")["appendices"]) and (text[:7].isupper() or len(text) < 60)


def _section(line: Line) -> Section | None:
    """The section that a line opens, if it opens one."""
    if starts_appendix(line.text) or (line.text.isupper() and is_kind_line(line.text)):
        return Section(line, "", PART, line.text)
    if _PART_ALONE.fullmatch(line.text):
        return Section(line, "", PART, line.text)
    label = label_of(line.text)
    if label is not None:
        return Section(line, label.mark, label.rank, label.text)
    if len(line.text) > _HEADING_LENGTH or line.text.endswith((";", ".", ",")):
        return None
    if line.level or (line.text.isupper() and role_of(line.text) is not None):
        return Section(line, "", ROMAN, line.text)
    return None


def _role(section: Section, parent: Section) -> str | None:
    """A section's role: its heading's own at the top; below, only where the heading is nothing but the role."""
    count = len(section.text.split())
    if section.rank >= LETTER or count > (_SENTENCE_WORDS if section.text.endswith((".", ";")) else _HEADING_WORDS):
        return parent.role
    top = section.rank <= ROMAN or (parent.role is None and (parent.line is None or parent.rank == PART))
    if top or section.text.isupper() or _is_pure(section.text):
        return role_of(section.text) or parent.role
    return parent.role


def _is_pure(heading: str) -> bool:
    """Whether a heading says a role and nothing else: `Mục tiêu cụ thể`, `Nhiệm vụ trọng tâm năm 2026`."""
    roles = "|".join(pattern("sections", role) for role in _ROLES)
    rest, named = re.subn(rf"(?<!\w)(?:{roles})(?!\w)", " ", plain(heading))
    rest = re.sub(rf"(?<!\w){alternatives(words('sections')['qualifiers'])}(?!\w)", " ", rest)
    return named > 0 and not re.search(r"[^\W\d]", rest)
