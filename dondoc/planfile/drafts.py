"""The draft of a plan, put together from what each part of the document says.

Not here: how a part is understood (the modules of each noun), what is doubtful (doubts).
"""

from collections.abc import Iterator

from dondoc.core.plan import PlanDraft, TaskDraft
from dondoc.planfile.citations import first_mentions, mentions
from dondoc.planfile.closings import read_closing
from dondoc.planfile.columns import target_columns
from dondoc.planfile.documents import Document, Line
from dondoc.planfile.doubts import Evidence, doubts
from dondoc.planfile.letterheads import read_letterhead
from dondoc.planfile.offices import follow_up_office
from dondoc.planfile.outlines import Section, outline
from dondoc.planfile.prose import tasks_of_text
from dondoc.planfile.readings import Reading
from dondoc.planfile.reporting import reporting_rules
from dondoc.planfile.tables import TableTask, tasks_of_tables
from dondoc.planfile.targets import PlacedTarget, targets_of_table, targets_of_text


def draft_of(document: Document) -> Reading:
    """The reading of a document that was laid out."""
    head = read_letterhead(document)
    closing = read_closing(document.lines, head.title_lines)
    text = [
        line for number, line in enumerate(document.lines) if number >= head.title_lines and number not in closing.taken
    ]
    root = outline(text)
    due_year = head.year or (head.issued_on.year if head.issued_on else None)
    in_tables, task_tables = tasks_of_tables(document.tables, year=due_year)
    of_text = list(targets_of_text(root, year=head.year, tasks_in_table=bool(in_tables)))
    of_tables = list(_table_targets(document, task_tables, head.year))
    tasks = [entry.task for entry in in_tables] or tasks_of_text(root, year=due_year)
    cited = list(mentions(_texts(document, text), own_number=head.number))
    first = first_mentions(cited)
    rules = list(reporting_rules((line.where, line.text) for line in _about_reports(root)))
    office = follow_up_office(root)
    targets = _unique([*of_text, *of_tables])
    draft = PlanDraft(
        kind=head.kind or "Kế hoạch",
        number=head.number,
        symbol=head.symbol,
        issued_on=head.issued_on,
        place=head.place,
        issuer=head.issuer,
        title=head.title,
        year=head.year,
        citations=tuple(mention.citation for mention in first),
        targets=tuple(entry.target for entry in targets),
        tasks=tuple(tasks),
        reporting=tuple(entry.rule for entry in rules),
        office=office[0] if office else None,
        signer=closing.signer,
        recipients=closing.recipients,
    )
    evidence = Evidence(
        head, tuple(cited), tuple(of_text), tuple(of_tables), tuple(in_tables), tuple(text), document.tables
    )
    found = tuple(doubts(draft, evidence))
    places = {
        **head.places,
        **closing.places,
        **{f"citations.{n}": mention.where for n, mention in enumerate(first)},
        **{f"targets.{n}": entry.where for n, entry in enumerate(targets)},
        **{f"reporting.{n}": entry.where for n, entry in enumerate(rules)},
        **({"office": office[1]} if office else {}),
        **_task_places(tasks, in_tables),
    }
    return Reading(draft=PlanDraft(**{**vars(draft), "warnings": found}), source=document.source, places=places)


def _texts(document: Document, lines: list[Line]) -> Iterator[tuple[str, str]]:
    """All running text and the cells of the tables, each with its place."""
    yield from ((line.where, line.text) for line in lines)
    for table in document.tables:
        seen: set[int] = set()
        for number, row in enumerate(table.rows):
            for cell in row:
                if id(cell) not in seen and cell.text:
                    seen.add(id(cell))
                    yield table.where(number), cell.text


def _about_reports(root: Section) -> Iterator[Line]:
    """The lines that may ask for reports: all but goals, purpose and what was."""
    for section in root.walk():
        if section.role in ("goals", "past"):
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


def _task_places(tasks: list[TaskDraft], in_tables: list[TableTask]) -> dict[str, str]:
    places = {f"tasks.{n}": task.where for n, task in enumerate(tasks)}
    for n, entry in enumerate(in_tables):
        places.update({f"tasks.{n}.{field}": where for field, where in entry.places.items()})
    return places
