"""Measurable targets: from the goals in the text, and from tables of targets.

Not here: figures as such (comparators); figures of a task, which belong to the task.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from dondoc.core.plan import Target
from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.columns import TargetColumns
from dondoc.planfile.comparators import Figure, figure_of_cell, figures
from dondoc.planfile.documents import Line, PlacedTable
from dondoc.planfile.outlines import Section
from dondoc.planfile.words import alternatives, pattern, plain, words

_SENTENCE = re.compile(rf"(?<=[^\s.])\.\s+(?=[{CAPITALS}\d])|\n")
_COMMA = re.compile(r"(,\s+(?:và\s+)?)")
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_DIGIT = re.compile(r"\d")
_RAISED = re.compile(r"\s*(?:(?:\([^()]*\)|năm \d{4})\s*)?(lên|xuống|thành|đến)(?:\s+\w+){0,2}\s*")
_CHANGES = re.compile(r"\b(?:tăng|nâng|giảm|hạ|đưa|kéo)\b")
_NAMED_YEAR = re.compile(r"(?<!so với )(?<!với )(?<!cùng kỳ )\bnăm (\d{4})")
_TOPIC_YEAR = re.compile(r"(?<!so với )(?<!với )(?<!cùng kỳ )(?<!của )\bnăm (\d{4})")
_SHARE = re.compile(r"(?<!\w)(?:điểm|trọng số)(?!\w)[^,;]*(?<!\w)chiếm(?!\w)")


@dataclass(frozen=True)
class PlacedTarget:
    """A target and where it stands."""

    target: Target
    where: str


def targets_of_text(root: Section, *, year: int | None, tasks_in_table: bool) -> Iterator[PlacedTarget]:
    """Targets in the sections of the text. In goals every figure counts; elsewhere it must say that it is a target.

    Sections of tasks are read only where the tasks themselves stand in a table.
    """
    for section in root.walk():
        if section.role in ("budget", "past", "organisation", None):
            continue
        if section.role in ("tasks", "solutions") and not tasks_in_table:
            continue
        in_goals = section.role == "goals"
        lines = ([Line(section.line.where, section.text)] if section.line else []) + section.loose
        for line in lines:
            for target in targets_of_sentence(line.text, year=year, in_goals=in_goals):
                yield PlacedTarget(target, line.where)


def targets_of_sentence(text: str, *, year: int | None, in_goals: bool) -> Iterator[Target]:
    """The targets that a paragraph states, one for each figure that sets one."""
    if not _DIGIT.search(text):
        return
    for bracketed in _BRACKETED.finditer(text):
        if any(f.explicit for f in figures(bracketed[1])) and not _excluding().match(plain(bracketed[1].strip("* "))):
            yield from _of_sentences(bracketed[1], year=year, in_goals=in_goals)
    bare = _BRACKETED.sub(lambda m: m[0] if not list(figures(m[1])) else "", text)
    yield from _of_sentences(bare, year=year, in_goals=in_goals)


def _of_sentences(text: str, *, year: int | None, in_goals: bool) -> Iterator[Target]:
    """The targets clause by clause; what a clause says of the year holds for those after it in the sentence."""
    for sentence in _SENTENCE.split(text):
        said = ""
        for clause in _clauses(sentence, in_goals=in_goals):
            yield from _of_clause(clause, said, year=year, in_goals=in_goals)
            said += f"{clause}, "


def _clauses(sentence: str, *, in_goals: bool) -> Iterator[str]:
    """A sentence cut at each `;`, and before each further measure that begins a clause of its own."""
    for part in re.split(r";\s*", sentence):
        for piece in _seam().split(part):
            if piece.strip():
                yield from _measured_apart(piece, in_goals=in_goals)


def _measured_apart(text: str, *, in_goals: bool) -> Iterator[str]:
    """A text cut at commas so that each clause has one measure: `đô thị đạt 98%, nông thôn đạt 92%` are two."""
    if len(re.findall(r"\d+", text)) < 2 or "," not in text:
        yield text
        return
    clause, *rest = _COMMA.split(text)
    for comma, piece in zip(rest[::2], rest[1::2], strict=True):
        if _measure(clause, in_goals=in_goals) and _measure(piece, in_goals=in_goals):
            yield clause
            clause = piece
        else:
            clause += comma + piece
    yield clause


def _measure(text: str, *, in_goals: bool) -> bool:
    """Whether a text gives a percentage, a count with `ít nhất` or the like, or in goals begins with a count."""
    return any(
        figure.unit == "%"
        or (figure.unit and _is_bounded(text, figure))
        or (in_goals and figure.unit and not text[: figure.start].strip())
        or (in_goals and figure.unit and _heads(text, figure))
        for figure in figures(text)
        if not _is_excluded(text, figure)
    )


def _is_excluded(text: str, figure: Figure) -> bool:
    """Whether a figure only tells what is left out of the count: `không tính người trên 80 tuổi`."""
    return re.search(rf"{_excluding().pattern}[^,;()]{{0,120}}$", plain(text[: figure.start])) is not None


def _is_bounded(text: str, figure: Figure) -> bool:
    """Whether `ít nhất`, `không quá` or the like stands right before a figure."""
    far = alternatives(words("comparators")["far"])
    return re.search(rf"(?<!\w){far}(?:\s+(?:là|có|đạt))?\s*$", plain(text[: figure.start])) is not None


def _of_clause(clause: str, said: str, *, year: int | None, in_goals: bool) -> Iterator[Target]:
    text = clause.strip(" .;,-–+:")
    if not text or _past().search(plain(text)) or _SHARE.search(plain(text)):
        return
    found = [
        figure
        for figure in figures(text)
        if not _is_excluded(text, figure) and not _is_of_old_year(said, text[: figure.start], year)
    ]
    percents = [figure for figure in found if figure.unit == "%"]
    counts = [figure for figure in found if figure.unit and figure.unit != "%"]
    if percents:
        figure = _final(text, percents)
        if in_goals or figure.explicit or _sets(text, figure):
            yield _target(text, figure)
        counted = next((f for f in counts if f.start > figure.end and _is_bounded(text, f)), None)
    else:
        counted = next((f for f in counts if f.explicit), None)
        if counted is None and in_goals:
            counted = next((f for f in counts if _heads(text, f)), None)
    if counted is not None:
        yield _target(text, counted)


def _final(text: str, percents: list[Figure]) -> Figure:
    """The figure to reach: in `từ 60% lên 80%` the second, in `từ 80% đến 85%` at least the first, else the first."""
    for earlier, later in pairwise(percents):
        between = _RAISED.fullmatch(text[earlier.end : later.start])
        if between and (between[1] != "đến" or _CHANGES.search(plain(text[: earlier.start]))):
            return later
        if between:
            return replace(earlier, comparator=">=", explicit=True)
    return percents[0]


def _target(text: str, figure: Figure) -> Target:
    cut = max((m.end() for m in _opening().finditer(text) if m.end() <= figure.start), default=0)
    return Target(text[cut:].strip(), figure.comparator, figure.value, figure.unit)


def _sets(text: str, figure: Figure) -> bool:
    """Whether a percentage outside the goals sets a target: it begins its clause, or a word says so."""
    before = plain(text[: figure.start])
    if not re.search(r"\w", before) or before in words("targets")["verbs"]:
        return True
    return bool(re.search(rf"(?<!\w)(?:{alternatives(words('targets')['openings'])}|đạt|duy trì|tỷ lệ)(?!\w)", before))


def _heads(text: str, figure: Figure) -> bool:
    """Whether a bare count is what a goal sets: it stands at the head, after a verb of doing or nothing."""
    before = plain(text[: figure.start])
    if re.search(r"(?<!\w)(?:đạt|là|bằng|còn|lên|xuống)$|\w:$", before):
        return True
    if figure.unit in words("targets")["measures"]:
        return True
    if len(before.split()) > 7:
        return False
    verbs = alternatives(words("targets")["verbs"])
    openings = alternatives(words("targets")["openings"])
    return not before or re.match(rf"(?:{openings}|{verbs}|số|tỷ lệ|tổng số)(?!\w)", before) is not None


def _is_of_old_year(said: str, before: str, year: int | None) -> bool:
    """Whether a figure is of a year before the plan's: `Năm 2025, Sở xử lý 40 hồ sơ, đạt 61%`, not `so với năm 2025`.

    The year named last counts, in the figure's own clause or earlier in its sentence, up to a word of what is to be.
    """
    *earlier, own = re.split(r"[,;(]", plain(said + before)) if year else [""]
    named = next(reversed([*_TOPIC_YEAR.finditer(",".join(earlier)), *_NAMED_YEAR.finditer(own)]), None)
    if named is None or year is None or int(named[1]) >= year:
        return False
    since = named.string[named.end() :] + ("" if named.string is own else own)
    return re.search(rf"(?<!\w){pattern('targets', 'aims')}(?!\w)", since) is None


def targets_of_table(table: PlacedTable, columns: TargetColumns) -> Iterator[PlacedTarget]:
    """The targets of a table of targets: one for each row with a figure for the plan's year."""
    for number, row in enumerate(table.rows):
        if number < columns.first_row or len(row) <= max(columns.name, columns.value or 0):
            continue
        name = row[columns.name].text.replace("\n", " ").strip(" -+")
        if columns.value is None:
            for target in targets_of_sentence(name, year=None, in_goals=True):
                yield PlacedTarget(target, table.where(number))
            continue
        cell = row[columns.value]
        figure = figure_of_cell(cell.text) if cell is not row[columns.name] else None
        if figure is None or not name:
            continue
        unit = row[columns.unit].text.strip() if columns.unit is not None and len(row) > columns.unit else ""
        target = Target(
            name, figure.comparator, figure.value, figure.unit if figure.unit == "%" else unit or figure.unit
        )
        yield PlacedTarget(target, table.where(number))


@cache
def _past() -> re.Pattern[str]:
    past, before = pattern("targets", "past"), pattern("targets", "past_before_figure")
    return re.compile(rf"(?<!\w)(?:{past}(?!\w)|{before}(?=\s+(?:khoảng\s+|được\s+)?\d))")


@cache
def _excluding() -> re.Pattern[str]:
    compounds = "".join(rf"(?<!\b{word} )" for word in words("targets")["before_no_exclusion"])
    return re.compile(rf"{compounds}(?<!\w){pattern('targets', 'exclusions')}(?!\w)")


@cache
def _seam() -> re.Pattern[str]:
    least, most = pattern("comparators", "before_least"), pattern("comparators", "before_most")
    opening = alternatives(words("targets")["openings"])
    compare = rf"(?:{least}|{most}|đạt|từ|(?:tăng|giảm)(?:\s+[^\W\d_]+){{0,3}})"
    return re.compile(
        rf"(?:,\s+(?:và\s+)?|\s+và\s+)(?=(?:{opening}\s+)?(?:{compare}\s+)*\d[\d.,]*\s*%)"
        rf"|\s+và\s+(?=(?:có\s+)?(?:ít nhất|tối thiểu)\s+\d)|,\s*(?=(?:và\s+)?tỷ lệ\s)",
        re.IGNORECASE,
    )


@cache
def _opening() -> re.Pattern[str]:
    """Up to where a clause only says how: `Tham gia đào tạo, đảm bảo` before `100% công chức`."""
    opening = alternatives(words("targets")["openings"])
    least = pattern("comparators", "before_least")
    return re.compile(rf"(?:^(?!phấn đấu)|,\s*|\bnhằm\s+){opening}\s+(?=\d|{least})", re.IGNORECASE)
