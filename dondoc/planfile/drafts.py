"""The draft of a plan, put together from what each part of the document says.

Not here: how a part is understood (the modules of each noun), what is doubtful (doubts).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dondoc.core.plan import PlanDraft, TaskDraft
from dondoc.planfile.allotments import with_allotments
from dondoc.planfile.citations import Mention, first_mentions, mentions
from dondoc.planfile.closings import Closing, read_closing
from dondoc.planfile.columns import target_columns
from dondoc.planfile.documents import Document, Line
from dondoc.planfile.doubts import Evidence, doubts
from dondoc.planfile.letterheads import opened, read_letterhead
from dondoc.planfile.offices import follow_up_office
from dondoc.planfile.outlines import Section, outline
from dondoc.planfile.prose import tasks_of_text
from dondoc.planfile.readings import Reading
from dondoc.planfile.reporting import PlacedRule, reporting_rules
from dondoc.planfile.tables import tasks_of_tables
from dondoc.planfile.targets import PlacedTarget, targets_of_table, targets_of_text
from dondoc.planfile.words import plain

_PERIODIC = re.compile(r"\bđịnh kỳ|\bh[ằà]ng |báo cáo (?:tháng|quý|năm|0?6 tháng)")


@dataclass(frozen=True)
class _Parts:
    """What the parts of a document say, each with its places."""

    evidence: Evidence
    closing: Closing
    first: tuple[Mention, ...]
    targets: tuple[PlacedTarget, ...]
    tasks: tuple[TaskDraft, ...]
    rules: tuple[PlacedRule, ...]
    office: tuple[str, str] | None


def draft_of(document: Document) -> Reading:
    """The reading of a document that was laid out."""
    parts = _parts(opened(document))
    draft = _draft(parts)
    draft = replace(draft, warnings=tuple(doubts(draft, parts.evidence)))
    return Reading(draft=draft, source=document.source, places=_places(parts))


def _parts(document: Document) -> _Parts:
    head = read_letterhead(document)
    closing = read_closing(document.lines, head.title_lines)
    lines = [line for number, line in enumerate(document.lines) if number not in closing.taken]
    text = lines[head.title_lines :]
    due_year = head.year or (head.issued_on.year if head.issued_on else None)
    in_tables, task_tables = tasks_of_tables(document.tables, year=due_year)
    root = outline(text, tasks_in_table=bool(in_tables))
    of_text = tuple(targets_of_text(root, year=due_year, tasks_in_table=bool(in_tables)))
    of_tables = tuple(_table_targets(document, task_tables, head.year))
    tasks = with_allotments([e.task for e in in_tables] or tasks_of_text(root, year=due_year), root)
    in_tables = [replace(entry, task=task) for entry, task in zip(in_tables, tasks, strict=False)]
    cited = tuple(mentions(_texts(document, lines), own_number=head.number))
    return _Parts(
        evidence=Evidence(
            head, cited, of_text, of_tables, tuple(in_tables), tuple(text), document.tables, document.source
        ),
        closing=closing,
        first=first_mentions(cited),
        targets=tuple(_unique([*of_text, *of_tables])),
        tasks=tuple(tasks),
        rules=tuple(reporting_rules((line.where, line.text) for line in _about_reports(root))),
        office=follow_up_office(root),
    )


def _draft(parts: _Parts) -> PlanDraft:
    head = parts.evidence.head
    return PlanDraft(
        kind=head.kind or "Kế hoạch",
        number=head.number,
        symbol=head.symbol,
        issued_on=head.issued_on,
        place=head.place,
        issuer=head.issuer,
        title=head.title,
        year=head.year,
        citations=tuple(mention.citation for mention in parts.first),
        targets=tuple(entry.target for entry in parts.targets),
        tasks=parts.tasks,
        reporting=tuple(entry.rule for entry in parts.rules),
        office=parts.office[0] if parts.office else None,
        signer=parts.closing.signer,
        recipients=parts.closing.recipients,
    )


def _places(parts: _Parts) -> dict[str, str]:
    places = {**parts.evidence.head.places, **parts.closing.places}
    lists: dict[str, Sequence[Mention | PlacedTarget | PlacedRule]] = {
        "citations": parts.first,
        "targets": parts.targets,
        "reporting": parts.rules,
    }
    for name, entries in lists.items():
        places.update({f"{name}.{n}": entry.where for n, entry in enumerate(entries)})
    if parts.office:
        places["office"] = parts.office[1]
    places.update({f"tasks.{n}": task.where for n, task in enumerate(parts.tasks)})
    for n, row in enumerate(parts.evidence.table_tasks):
        places.update({f"tasks.{n}.{field}": where for field, where in row.places.items()})
    return places


def _texts(document: Document, lines: list[Line]) -> Iterator[tuple[str, str]]:
    """All running text and the cells of the tables, each with its place."""
    yield from ((line.where, line.text) for line in lines)
    for table in document.tables:
        yield from table.texts()


def _about_reports(root: Section) -> Iterator[Line]:
    """The lines that may ask for reports: all but goals, purpose and what was."""
    for section in root.walk():
        if section.role in ("goals", "past") or (section.role == "tasks" and not _PERIODIC.search(plain(section.text))):
            continue
        if section.line is not None:
            yield Line(section.line.where, section.text)
        yield from section.loose


def _table_targets(document: Document, task_tables: set[int], year: int | None) -> Iterator[PlacedTarget]:
    for table in document.tables:
        columns = None if table.number in task_tables else target_columns(table.rows, year=year)
        if columns is not None:
            yield from targets_of_table(table, columns)


def _unique(targets: list[PlacedTarget]) -> list[PlacedTarget]:
    """Targets without those that say the same thing of the same figure again."""
    kept: dict[tuple[object, ...], PlacedTarget] = {}
    for entry in targets:
        target = entry.target
        kept.setdefault((target.text.casefold(), target.comparator, target.value, target.unit), entry)
    return list(kept.values())
