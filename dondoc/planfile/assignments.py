"""Who does a task, with whom, by when and with what result, as a sentence or a label line says it.

Not here: cells of a table (tables), what the deadline means (core/deadlines).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.blocks import bullets, closed
from dondoc.planfile.bodies import head_pattern, named_pattern, split_bodies
from dondoc.planfile.dues import DEADLINE, NOT_IN_RANGE, due_at_end, due_clause, due_in_front, due_of
from dondoc.planfile.words import alternatives, pattern, plain, words

_FIELDS = ("lead", "cooperating", "due", "products", "solutions", "text", "ignored")
_BRACKET_AT_END = re.compile(r"\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\])\s*[.;]*\s*$")
_AFTER_BRACKET = re.compile(r"\)\s*[,;.–-]?\s+(?P<tail>[^()]{4,200})$")
_LISTED = re.compile(r";(?![^()]{0,200}\))")  # not inside a bracket
_MOST_LISTED = 12  # a bracket with more parts than this tells of no assignment
_SENTENCE_END = re.compile(rf"\.\s+(?=[{CAPITALS}])|;")
_BODY_AND_DUE = re.compile(
    rf"(?P<lead>.+?)\s*[,;–-]\s*(?P<due>{DEADLINE})|(?P<due_first>{DEADLINE})\s*[,;–-]\s*(?P<lead_after>.+)",
    re.IGNORECASE,
)
_ROLE_IN_BRACKETS = re.compile(r"\s*\((chủ trì|thực hiện|phối hợp)\)(\s*(?:[,;]|và(?=\s)))?", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    rf";|\.\s+|{NOT_IN_RANGE}\s[-–]\s(?=(?:quý|tháng|trước|hoàn thành|thường xuyên|hằng|hàng|năm)\b)"
    r"|(?<=chủ trì),\s*(?!phối hợp|hoàn thành)"
    r"|,\s*(?=(?:hoàn thành|xong|thời gian|thời hạn|trước ngày|chậm nhất|trong quý|trong tháng|phối hợp)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Assignment:
    """What is said of a task besides what it is. `text` and `solutions` come from their own labels only."""

    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due_text: str | None = None
    due: date | None = None
    products: tuple[str, ...] = ()
    solutions: tuple[str, ...] = ()
    text: str | None = None

    def filled_from(self, other: "Assignment") -> "Assignment":
        """This assignment with its gaps filled from another."""
        gaps = {name: getattr(other, name) for name in vars(self) if not getattr(self, name)}
        return replace(self, **gaps)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self == Assignment()


def fields_of_text(text: str, *, year: int | None) -> Assignment:
    """What the labels of a text say: `Đơn vị chủ trì: Văn phòng Sở; thời gian: Quý II/2026`. Nothing without labels."""
    text = _roles_unbracketed(text)
    found = list(_label().finditer(text))
    values: dict[str, str] = {}
    ends = [label.start() for label in found[1:]] + [len(text)]
    for label, end in zip(found, ends, strict=False):
        values.setdefault(_field_of(label["label"]), text[label.end() : end].strip(" \n-+*•,"))
    for field in ("lead", "cooperating"):
        values[field], due = _without_due(values.get(field, ""))
        if due:
            values.setdefault("due", due)
    due_text, _, rest = _partition(_SENTENCE_END, values.get("due", ""))
    said = Assignment(
        **due_of(closed(" ".join(due_text.split())), year),
        products=tuple(e for part in _LISTED.split(values.get("products", "")) for e in bullets(part)),
        solutions=bullets(values.get("solutions", "")),
        text=closed(" ".join(values["text"].split())) if values.get("text") else None,
        cooperating=split_bodies(closed(re.sub(r"^với\s+", "", values.get("cooperating", "")))),
    )
    lead = closed(values.get("lead", ""))
    if re.search(r"\s(?:chủ trì|phối hợp với)", lead):
        said = said.filled_from(assignment_of_clauses(lead, year=year))
    if not said.lead:
        said = said.filled_from(Assignment(lead=split_bodies(lead)))
    return said.filled_from(assignment_of_clauses(rest, year=year)) if rest else said


def opens_with_label(text: str) -> bool:
    """Whether a line is a label line: `Đơn vị chủ trì: …`."""
    return _label().match(text) is not None


def split_assignment(text: str, *, year: int | None) -> tuple[str, Assignment]:
    """A task's own text, and what its closing bracket, its labels or its last clauses say of it."""
    text, said = _roles_unbracketed(text), Assignment()
    if (after := _AFTER_BRACKET.search(text)) and _begins_to_tell(after["tail"], year):
        text, said = text[: after.start() + 1], assignment_of_clauses(after["tail"], year=year)
    bracket = _BRACKET_AT_END.search(text)
    if bracket and bracket.start() > 0:
        inside = bracket[1] or bracket[2] or ""
        told = _of_bracket(inside, year=year)
        if told.is_empty and re.match(head_pattern(), inside) and _ends_with_due(text[: bracket.start()], year):
            told = Assignment(lead=split_bodies(inside))
        if not told.is_empty:
            text, said = text[: bracket.start()], said.filled_from(told)
    label = _label().search(text)
    if label and label.start() > 0:
        told = fields_of_text(text[label.start() :], year=year)
        if not told.is_empty:
            text, said = text[: label.start()], said.filled_from(told)
    while (tail := _tail(text)) is not None:
        told = assignment_of_clauses(text[tail:], year=year).filled_from(Assignment(**due_at_end(text[tail:], year)))
        if not told.lead and not told.due_text:
            break
        text, said = text[:tail], said.filled_from(told)
    if (pair := _dashed_pair().search(text)) and not said.lead:
        text = text[: pair.start()]
        said = said.filled_from(Assignment(lead=split_bodies(pair["lead"]), **due_of(pair["due"], year)))
    due, sentence = due_in_front(text, year)
    if due["due_text"] and not said.lead and (actor := _actor().match(sentence)):
        said = said.filled_from(Assignment(lead=split_bodies(actor["lead"])))
    said = said.filled_from(Assignment(**due))
    if not said.lead and (subject := _leading().match(sentence)):
        with_whom = split_bodies(_without_purpose(subject["with"] or ""))
        said = said.filled_from(Assignment(lead=split_bodies(subject["lead"]), cooperating=with_whom))
    if not said.due_text:
        said = said.filled_from(Assignment(**due_at_end(text, year)))
    return closed(text.strip(" ,;-")), said


@lru_cache(maxsize=1_024)  # a plan names the same few bodies in every row
def bodies_of_cell(text: str, *, shared: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lead and cooperating bodies that a cell names: by labels, by `X chủ trì, phối hợp với Y`, else as a list.

    In a column `shared` by both, the first line of a list leads.
    """
    text = _roles_unbracketed(text)
    told = fields_of_text(text, year=None)
    if not told.lead and "chủ trì" in plain(text):
        told = assignment_of_clauses(text.replace("\n", "; "), year=None)
    if told.lead or told.cooperating:
        return told.lead, told.cooperating
    lines = bullets(text)
    if shared and len(lines) > 1:
        return split_bodies(lines[0]), split_bodies("\n".join(lines[1:]))
    return split_bodies(text), ()


def assignment_of_sentence(text: str, *, year: int | None) -> Assignment:
    """What a line under a task says of it: label line, or a sentence of nothing but bodies and deadline."""
    if opens_with_label(text):
        return fields_of_text(text, year=year)
    inner = text.strip()
    if inner.startswith("(") and inner.rstrip(".; ").endswith(")"):
        return _of_bracket(inner.rstrip(".; ")[1:-1], year=year)
    if len(text) < 250 and re.match(rf"(?:Giao\s+)?{head_pattern()}", text) and _acting().search(text):
        return assignment_of_clauses(closed(text), year=year)
    return Assignment()


def _begins_to_tell(text: str, year: int | None) -> bool:
    """Whether what follows a bracket begins with a label or a deadline, and so is no part of the task's text."""
    first = re.split(r"[.,;](?:\s|$)", text, maxsplit=1)[0]
    return opens_with_label(text) or due_clause(first, year) is not None


def _tail(text: str) -> int | None:
    """Where the closing clauses begin that say who leads or by when: `; Văn phòng Sở chủ trì, hoàn thành …`."""
    found = _closing_clause().search(text)
    return found.start() if found and len(text[: found.start()].split()) > 1 else None


def _of_bracket(text: str, *, year: int | None) -> Assignment:
    """What a closing bracket says: clauses, or a body and a deadline with nothing between but a comma."""
    said = assignment_of_clauses(text, year=year)
    pair = _BODY_AND_DUE.fullmatch(text.strip(" .;"))
    lead, due = (pair["lead"] or pair["lead_after"], pair["due"] or pair["due_first"]) if pair else ("", "")
    if not said.lead and re.match(head_pattern(), lead):
        said = Assignment(lead=split_bodies(lead), **due_of(due, year)).filled_from(said)
    *others, last = _LISTED.split(text)
    if 1 < len(others) < _MOST_LISTED and not said.products and not _label().search(last):
        before, last = _of_bracket(";".join(others), year=year), last.strip(" .")
        if before.lead and before.due_text and _of_clause(last, year).is_empty:
            helpers = _collective().match(last) is not None
            rest = Assignment(cooperating=split_bodies(last)) if helpers else Assignment(products=bullets(last))
            return before.filled_from(rest)
    return said


def assignment_of_clauses(text: str, *, year: int | None) -> Assignment:
    """An assignment out of clauses parted by `;`: labels, `X chủ trì, phối hợp với Y`, deadlines, `X thực hiện`."""
    first = _label().search(text)
    said = fields_of_text(text[first.start() :], year=year) if first else Assignment()
    for part in _NEW_CLAUSE.split(text[: first.start()] if first else text):
        if clause := closed(part.strip(" ,;-–:")):
            said = said.filled_from(_of_clause(clause, year))
    return said


def _of_clause(clause: str, year: int | None) -> Assignment:
    if timed := _acting_by().fullmatch(clause):
        return replace(_of_clause(timed["act"], year), **due_of(timed["due"], year))
    if due := due_clause(clause, year):
        return Assignment(**due)
    if found := _acting().match(clause):
        return Assignment(
            lead=split_bodies(found["lead"]), cooperating=split_bodies(_without_purpose(found["with"] or ""))
        )
    if found := re.match(r"(?i:phối hợp)(?:\s+(?:chặt chẽ\s+)?(?:với|cùng))?\s+(?P<with>.+)", clause):
        return Assignment(cooperating=split_bodies(_without_purpose(found["with"])))
    if found := re.fullmatch(rf"[Gg]iao\s+(?:cho\s+)?(?P<lead>{named_pattern()}.*)", clause):
        return Assignment(lead=split_bodies(found["lead"]))
    if found := re.fullmatch(rf"(?P<with>{named_pattern()}.*?)\s+phối hợp(?: thực hiện)?", clause):
        return Assignment(cooperating=split_bodies(found["with"]))
    return Assignment()


def _roles_unbracketed(text: str) -> str:
    """`X (chủ trì), Y (phối hợp)` as `X chủ trì; Y phối hợp`."""
    return _ROLE_IN_BRACKETS.sub(lambda m: f" {m[1].lower()}{';' if m[2] else ''}", text)


def _without_due(bodies: str) -> tuple[str, str]:
    """The bodies that a label names, and the deadline that follows them: `Phòng A. Thực hiện xong trước 30/10`."""
    seams = [*_NEW_CLAUSE.finditer(bodies)]
    ends = [seam.start() for seam in seams[1:]] + [len(bodies)]
    for seam, end in zip(seams, ends, strict=False):
        if due := due_clause(bodies[seam.end() : end].strip(" ."), None):
            return bodies[: seam.start()] + bodies[end:], due["due_text"] or ""
    return bodies, ""


def _ends_with_due(text: str, year: int | None) -> bool:
    return _tail(text) is not None or due_at_end(text, year)["due_text"] is not None


def _partition(pattern_: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = pattern_.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _without_purpose(text: str) -> str:
    """The bodies cooperated with, without what they do together: `các phòng tham mưu …`."""
    return _purpose().split(text, maxsplit=1)[0]


def _field_of(label: str) -> str:
    bare = plain(label)
    return next(field for field in _FIELDS if bare in words("fields")[field])


@cache
def _label() -> re.Pattern[str]:
    every = alternatives(tuple(label for field in _FIELDS for label in words("fields")[field]))
    return re.compile(
        rf"(?:^|(?<=[\s;.,(\n*+-]))(?P<label>{every})\s*(?:\([^()]*\)\s*)?:\s*", re.IGNORECASE | re.MULTILINE
    )


@cache
def _collective() -> re.Pattern[str]:
    return re.compile(rf"\s*{pattern('bodies', 'collective')}(?!\w)", re.IGNORECASE)


@cache
def _purpose() -> re.Pattern[str]:
    return re.compile(rf"(?<!,)(?<!và)\s+{pattern('fields', 'verbs')}(?!\w)")


@cache
def _leading() -> re.Pattern[str]:
    """A sentence that begins with who does it: `Giao Thanh tra Sở chủ trì, phối hợp với Văn phòng Sở xây dựng …`."""
    return re.compile(
        rf"(?:[Gg]iao\s+(?:cho\s+)?)?(?P<lead>{head_pattern()}[^.;:()]{{0,120}}?)\s+"
        r"(?:là\s+(?:đơn vị|cơ quan|đầu mối)\s*)?(?:chủ trì|chịu trách nhiệm|có trách nhiệm)(?!\w)"
        r"(?:[^.;:]{0,30}?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))\s+(?P<with>[^.;:]+))?"
    )


@cache
def _dashed_pair() -> re.Pattern[str]:
    """A body and a deadline between dashes at the end: `… - Văn phòng Sở - Cả năm`."""
    return re.compile(
        rf"\s[-–]\s(?P<lead>{head_pattern()}[^;:()–]{{2,120}}?)(?:\s+(?:chủ trì|thực hiện|phụ trách))?"
        rf"\s[-–,]\s(?P<due>(?i:{DEADLINE}))[\s.;]*$"
    )


@cache
def _actor() -> re.Pattern[str]:
    """Who does what follows a deadline: `Văn phòng Sở hoàn thành …`."""
    return re.compile(rf"(?P<lead>{head_pattern()}[^,.;:()]{{0,80}}?)\s+(?:chủ trì|{pattern('fields', 'verbs')})(?!\w)")


@cache
def _acting() -> re.Pattern[str]:
    """`X chủ trì, phối hợp với Y …`, `X thực hiện`, with or without `Giao`."""
    return re.compile(
        rf"(?:[Gg]iao\s+(?:cho\s+)?|do\s+)?(?P<lead>{named_pattern()}.*?)\s+"
        r"(?:(?:là\s+(?:đơn vị|cơ quan)\s+)?chủ trì(?:\s+(?:thực hiện|tham mưu|triển khai))?"
        r"|(?:trực tiếp\s+)?(?:thực hiện|phụ trách|đảm nhiệm)|(?:là|làm)\s+đầu mối"
        r"|(?:chịu trách nhiệm|tham mưu)(?:\s+thực hiện)?)"
        r"(?:,?\s*(?:và\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))?\s+(?P<with>.+))?[\s.,;]*(?:$|(?=,|;|\())"
    )


@cache
def _acting_by() -> re.Pattern[str]:
    """`X thực hiện hằng tháng`: who and by when in one clause."""
    return re.compile(rf"(?P<act>.{{3,160}}?(?:chủ trì|thực hiện))\s+(?:trong\s+)?+(?P<due>{DEADLINE})", re.IGNORECASE)


@cache
def _closing_clause() -> re.Pattern[str]:
    acts = "(?:chủ trì|thực hiện|tham mưu|phụ trách|đảm nhiệm)"
    done = rf"{acts}(?:[,;.]|\s+phối hợp|\s+thực hiện|\s+(?i:{DEADLINE})\s*(?:[.;]|$)|$)"
    timed = r"(?i:hoàn thành|thời gian hoàn thành|thời gian|thời hạn|thực hiện|xong)"
    return re.compile(
        rf"(?:[;.:]\s+|,\s+(?=(?i:giao|do)\s))(?:[Gg]iao\s+(?:cho\s+)?|do\s+)?(?={head_pattern()}[^;.]{{0,160}}?\s{done})"
        rf"|[;.,]\s+(?={timed}\s+(?i:{DEADLINE})\s*[.;]?\s*$)|:\s+(?=(?i:{DEADLINE})\s*[.;]?\s*$)"
    )
