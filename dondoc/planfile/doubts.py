"""What is doubtful in a plan: the warning codes of the plan contract, each with a sentence and a place.

Not here: doubts that need other documents than the plan itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dondoc.core.citations import citation_key
from dondoc.core.plan import Doubt, PlanDraft, Target
from dondoc.core.vietnamese import date_text, number_text
from dondoc.planfile.citations import Mention
from dondoc.planfile.documents import Line, PlacedTable
from dondoc.planfile.letterheads import Letterhead
from dondoc.planfile.readings import SourceLine
from dondoc.planfile.repetitions import repeated_words, spare_words
from dondoc.planfile.tables import TableTask
from dondoc.planfile.targets import PlacedTarget, targets_of_sentence
from dondoc.planfile.words import plain, words

_WORD = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(r"(?:phụ lục|danh mục|bảng)\b[^.;]*?\b(?:gồm|có|với)\s+(?P<count>\d{1,3}) nhiệm vụ(?! trọng tâm)")
_MOST_NAMED = 6
_SAME, _SAME_IF_CONTAINED, _ENOUGH = 0.75, 0.6, 4
_FIELDS = (
    ("no-lead", "lead", "cơ quan chủ trì"),
    ("no-due", "due_text", "thời hạn"),
    ("no-product", "products", "sản phẩm"),
)


@dataclass(frozen=True)
class Evidence:
    """What the doubts are judged by, besides the draft."""

    head: Letterhead
    mentions: tuple[Mention, ...]
    text_targets: tuple[PlacedTarget, ...]
    table_targets: tuple[PlacedTarget, ...]
    table_tasks: tuple[TableTask, ...]
    lines: tuple[Line, ...]
    tables: tuple[PlacedTable, ...]
    source: tuple[SourceLine, ...]


def doubts(draft: PlanDraft, evidence: Evidence) -> Iterator[Doubt]:
    """All doubts about a draft, in the order of the contract's codes."""
    yield from _about_head(draft, evidence.head)
    yield from _later_documents(draft, evidence)
    yield from _mismatched_citations(evidence.mentions)
    yield from _mismatched_figures(evidence)
    yield from _mismatched_count(draft, evidence)
    yield from _gaps(draft)
    yield from _repeated_words(evidence)
    yield from _empty_cells(evidence.table_tasks)
    yield from _unsure_words(evidence.source)


def _about_head(draft: PlanDraft, head: Letterhead) -> Iterator[Doubt]:
    if draft.number is None:
        state = f"để trống, chỉ có ký hiệu {draft.symbol}" if draft.symbol else "không được ghi"
        yield Doubt("number-missing", f"Số của {draft.kind} {state}", head.places.get("symbol", "document"))
    if draft.issued_on is None:
        known = f" (chỉ có tháng {head.month[1]:02d}/{head.month[0]})" if head.month else ""
        yield Doubt("date-missing", f"Ngày ban hành để trống{known}", head.places.get("issued_on", "document"))


def _later_documents(draft: PlanDraft, evidence: Evidence) -> Iterator[Doubt]:
    """Cited documents dated after the plan; where only its month is printed, after that month."""
    month = evidence.head.month
    if draft.issued_on is not None:
        own = date_text(draft.issued_on)
    elif month is not None:
        own = f"tháng {month[1]:02d}/{month[0]}"
    else:
        return
    seen: set[tuple[str, date]] = set()
    for mention in evidence.mentions:
        cited = mention.citation
        day = cited.issued_on
        if day is None or (cited.number, day) in seen:
            continue
        seen.add((cited.number, day))
        if day > draft.issued_on if draft.issued_on else month is not None and (day.year, day.month) > month:
            sentence = f"Văn bản số {cited.number} ngày {date_text(day)} sau ngày của {draft.kind} ({own})"
            yield Doubt("cites-later-document", sentence, mention.where)


def _mismatched_citations(mentions: Sequence[Mention]) -> Iterator[Doubt]:
    dates: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.citation.issued_on is not None:
            dates.setdefault(citation_key(mention.citation.number), []).append(mention)
    for same in dates.values():
        days = list(dict.fromkeys(m.citation.issued_on for m in same if m.citation.issued_on))
        if len(days) > 1:
            shown = " và ".join(date_text(day) for day in days)
            other = next(m for m in same if m.citation.issued_on != days[0])
            sentence = f"Văn bản số {other.citation.number} được dẫn với {len(days)} ngày: {shown}"
            yield Doubt("citation-mismatch", sentence, other.where)


def _mismatched_figures(evidence: Evidence) -> Iterator[Doubt]:
    """Targets of the text whose figure differs where a table says the same thing, in one row or in several together."""
    in_tables = [(entry, entry.target.text) for entry in evidence.table_targets]
    known: dict[str, tuple[Target, ...]] = {}  # many cells of a plan say the same
    for row in evidence.table_tasks if evidence.text_targets else ():
        for text in (row.task.text, *row.task.products, *row.task.solutions):
            if text not in known:
                known[text] = tuple(targets_of_sentence(text, year=None, in_goals=True))
            for target in known[text]:
                about = f"{row.task.text} {target.text}" if text in row.task.products else target.text
                in_tables.append((PlacedTarget(target, row.task.where), about))
    for stated in evidence.text_targets:
        same = [entry for entry, about in in_tables if _alike(stated.target, entry.target, about)]
        values = [entry.target.value for entry in same]
        if same and stated.target.value not in (*values, sum(values)):
            other = same[0]
            sentence = f"“{other.target.text}”: phần lời ghi {_shown(stated.target)}, bảng ghi {_shown(other.target)}"
            yield Doubt("body-appendix-mismatch", sentence, other.where)


def _mismatched_count(draft: PlanDraft, evidence: Evidence) -> Iterator[Doubt]:
    """A sentence that counts the tasks of the appendix (`Phụ lục gồm 12 nhiệm vụ`) and counts others than are there."""
    for line in evidence.lines if evidence.table_tasks else ():
        counted = _COUNTED.search(plain(line.text))
        if counted and int(counted["count"]) != len(draft.tasks):
            sentence = f"Phần lời ghi {int(counted['count'])} nhiệm vụ, bảng có {len(draft.tasks)} nhiệm vụ"
            yield Doubt("body-appendix-mismatch", sentence, line.where)


def _alike(a: Target, b: Target, about: str) -> bool:
    """Whether two targets say the same thing; the second may do so only with what it is `about`, its task."""
    units = sorted((a.unit.casefold(), b.unit.casefold()), key=len)
    if units[0] != units[1] and not (units[0] and re.match(rf"{re.escape(units[0])}[\s,]", units[1])):
        return False
    return _same_content(a.text, b.text) or _same_content(a.text, about)


def _same_content(a: str, b: str) -> bool:
    first, second = _content(a), _content(b)
    if min(len(first), len(second)) < 3:
        return False
    shared = len(first & second)
    contained = shared == min(len(first), len(second)) >= _ENOUGH
    return 2 * shared / (len(first) + len(second)) >= (_SAME_IF_CONTAINED if contained else _SAME)


def _content(text: str) -> set[str]:
    return set(_WORD.findall(plain(text))) - set(words("doubts")["empty_words"])


def _shown(target: Target) -> str:
    return f"{number_text(target.value)}{'%' if target.unit == '%' else ' ' + target.unit}"


def _gaps(draft: PlanDraft) -> Iterator[Doubt]:
    """Tasks without lead, deadline or product; one doubt for the document where no task has any."""
    for code, field, name in _FIELDS:
        lacking = [task for task in draft.tasks if not getattr(task, field)]
        if lacking and len(lacking) == len(draft.tasks):
            yield Doubt(code, f"{draft.kind} không nêu {name} cho nhiệm vụ nào", "document")
            continue
        for task in lacking:
            yield Doubt(code, f"Nhiệm vụ {task.number} không nêu {name}", task.where)


def _repeated_words(evidence: Evidence) -> Iterator[Doubt]:
    texts = [(line.where, line.text) for line in evidence.lines]
    known: dict[str, tuple[str, ...]] = {}  # many cells of a plan say the same
    for where, text in (*texts, *(placed for table in evidence.tables for placed in _cells(table))):
        if text not in known:
            repeated = [f"Lặp từ: “{said}”" for said in repeated_words(text)]
            known[text] = (*repeated, *(f"Thừa từ: “{said}”" for said in spare_words(text)))
        for sentence in known[text]:
            yield Doubt("repeated-words", sentence, where)


def _cells(table: PlacedTable) -> Iterator[tuple[str, str]]:
    """Place and text of every printed cell, each once."""
    seen: set[int] = set()
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row, start=1):
            if cell.text and id(cell) not in seen:
                seen.add(id(cell))
                yield f"{table.where(number)} column {column}", cell.text


def _empty_cells(tasks: Sequence[TableTask]) -> Iterator[Doubt]:
    for entry in tasks:
        for title in entry.empty:
            sentence = f"Ô {title} của nhiệm vụ {entry.task.number} để trống"
            yield Doubt("empty-cell", sentence, entry.task.where)


def _unsure_words(source: Sequence[SourceLine]) -> Iterator[Doubt]:
    """Paragraphs and cells of a scan with words that were recognised under the threshold."""
    told: set[int] = set()
    for line in source:
        places = [(line.where, line.trace)]
        if line.cells:
            places = [(f"{line.where} column {n}", trace) for n, trace in enumerate(line.cell_traces, start=1)]
        for where, trace in places:
            if not trace.unsure or id(trace) in told:
                continue
            told.add(id(trace))  # a merged cell stands in all places that it covers
            named = ", ".join(f"“{word}”" for word in trace.unsure[:_MOST_NAMED])
            more = " …" if len(trace.unsure) > _MOST_NAMED else ""
            sentence = (
                f"Chữ nhận dạng chưa chắc (thấp nhất {trace.confidence}%): {named}{more}; hãy so với ảnh của trang"
            )
            yield Doubt("low-ocr-confidence", sentence, where)
