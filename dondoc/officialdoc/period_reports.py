"""The consolidated report of a period, described: from its figures to the document that is printed.

Nothing is invented: what is missing is named, number and date stay blank, proposals are left to the Office.
"""

from collections.abc import Callable, Sequence

from dondoc.core.consolidation import Consolidation, Proof, TargetResult, TaskResult, UnitAnswer
from dondoc.core.indicators import VERDICT_TITLES, Figure, Verdict, asked_text, figure_text
from dondoc.core.progress import STATE_TITLES, TaskState
from dondoc.core.vietnamese import date_text, number_text, official_date
from dondoc.core.workflow import ReportState
from dondoc.officialdoc.documents import (
    Align,
    Annex,
    Block,
    Bullet,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Row,
    Section,
    SignatureBlock,
    Table,
    annex_labels,
)

_NO_GROUP = "Nhiệm vụ chung"


def describe(gathered: Consolidation) -> OfficialDocument:
    """The report on a period to the body that the department reports to (layout of Decree 30/2020/NĐ-CP)."""
    heading = gathered.heading
    return OfficialDocument(
        parent_body=heading.parent_body,
        body=heading.department,
        kind="Báo cáo",
        symbol=f"BC-{heading.symbol}",
        place=heading.place,
        year=gathered.due_on.year,
        summary=f"Kết quả {gathered.period_title} thực hiện {_plan_name(gathered)}",
        addressed_to=heading.addressed_to,
        opening=(_opening(gathered),),
        sections=(
            Section("Kết quả thực hiện", (*_reporting(gathered), *_tasks(gathered), *_targets(gathered))),
            Section("Khó khăn, vướng mắc", _difficulties(gathered)),
            Section("Nhiệm vụ kỳ tới", _ahead(gathered)),
            Section("Đề xuất, kiến nghị", (Paragraph("[Văn phòng Sở ghi đề xuất, kiến nghị, nếu có]"),)),
        ),
        closing=(
            (
                f"Trên đây là Báo cáo kết quả {gathered.period_title} thực hiện {_plan_name(gathered)}, "
                f"{heading.department} kính báo cáo"
            ),
        ),
        signer=SignatureBlock(position=heading.signer_position or "Giám đốc"),
        recipients=("Giám đốc, Phó Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
        annexes=_annexes(gathered),
    )


def _plan_name(gathered: Consolidation) -> str:
    heading = gathered.heading
    if heading.plan_number is None:
        return f"{heading.plan_kind} {_lower_first(heading.plan_title)}"
    return f"{heading.plan_kind} số {heading.plan_number}"


def _lower_first(text: str) -> str:
    """A title inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _opening(gathered: Consolidation) -> str:
    heading = gathered.heading
    issued = f" {official_date(heading.plan_issued_on)}" if heading.plan_issued_on else ""
    title = f"{issued} về {_lower_first(heading.plan_title)}" if heading.plan_number else ""
    return (
        f"Thực hiện {_plan_name(gathered)}{title}, {heading.department} báo cáo kết quả {gathered.period_title} "
        f"(số liệu từ ngày {date_text(gathered.window_from)} đến ngày {date_text(gathered.window_to)}) như sau:"
    )


def _reporting(gathered: Consolidation) -> tuple[Block, ...]:
    units = gathered.units
    counted = len(units) - len(gathered.silent_units)
    late = [unit for unit in units if unit.late_days and unit.state in {ReportState.APPROVED, ReportState.ACCEPTED}]
    blocks: list[Block] = [
        Clause("Tình hình báo cáo của các đơn vị", titled=True),
        Paragraph(
            f"{counted}/{len(units)} đơn vị đã gửi báo cáo được lãnh đạo đơn vị duyệt "
            f"(hạn gửi: ngày {date_text(gathered.due_on)})."
        ),
    ]
    if late:
        names = "; ".join(f"{unit.unit_name} (chậm {unit.late_days} ngày)" for unit in late)
        blocks.append(Paragraph(f"Đơn vị gửi chậm: {names}."))
    if gathered.silent_units:
        blocks.append(Paragraph(f"Đơn vị chưa có báo cáo được duyệt: {'; '.join(gathered.silent_units)}."))
    return tuple(blocks)


def _tasks(gathered: Consolidation) -> tuple[Block, ...]:
    totals = [
        Row((group.group or _NO_GROUP, str(group.task_count), *(str(group.by_state[state]) for state in TaskState)))
        for group in gathered.groups
    ]
    counts = tuple(str(gathered.by_state[state]) for state in TaskState)
    numbers = [Column(STATE_TITLES[state], 2, Align.CENTER) for state in TaskState]
    table = Table(
        columns=(Column("Nhóm nhiệm vụ", 6), Column("Số nhiệm vụ", 2, Align.CENTER), *numbers),
        rows=(*totals, Row(("Tổng cộng", str(len(gathered.tasks)), *counts), total=True)),
    )
    return (
        Clause("Kết quả thực hiện nhiệm vụ", titled=True),
        Paragraph(f"Kế hoạch có {len(gathered.tasks)} nhiệm vụ; kết quả từng nhiệm vụ tại {_labels(gathered)[0]}."),
        table,
    )


def _targets(gathered: Consolidation) -> tuple[Block, ...]:
    if not gathered.targets:
        return ()
    counts = gathered.by_verdict
    words = ", ".join(f"{counts[v]} chỉ tiêu {VERDICT_TITLES[v].lower()}" for v in Verdict if counts[v])
    rows = tuple(
        Row((str(n), t.text, _asked(t), _unbroken(figure_text(t.standing, t.unit)), _verdict(t)))
        for n, t in enumerate(gathered.targets, start=1)
    )
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Chỉ tiêu", 8),
        Column("Kế hoạch", 3, Align.CENTER),
        Column("Kết quả", 3, Align.CENTER),
        Column("Đánh giá", 3, Align.CENTER),
    )
    return (
        Clause("Kết quả thực hiện chỉ tiêu", titled=True),
        Paragraph(f"Trong {len(gathered.targets)} chỉ tiêu: {words}. Số liệu từng đơn vị tại {_labels(gathered)[1]}."),
        Table(columns, rows),
    )


def _asked(target: TargetResult) -> str:
    return _unbroken(asked_text(target.comparator, target.value, target.unit))


def _unbroken(text: str) -> str:
    """A per cent sign stays on the line of its number."""
    return text.replace(" %", "\u00a0%")


def _verdict(target: TargetResult) -> str:
    verdict = VERDICT_TITLES[target.standing.verdict]
    if target.standing.missing and target.standing.numerator is not None:
        return f"{verdict} (tạm tính, thiếu {len(target.standing.missing)} đơn vị)"
    return verdict


def _difficulties(gathered: Consolidation) -> tuple[Block, ...]:
    if len(gathered.silent_units) == len(gathered.units):
        return (Paragraph("Chưa có báo cáo của đơn vị nào được duyệt."),)
    if not gathered.difficulties:
        return (Paragraph("Các đơn vị đã báo cáo không nêu khó khăn, vướng mắc."),)
    return tuple(Bullet(f"{d.unit_name} ({d.about}): {_sentence(d.text)}") for d in gathered.difficulties)


def _ahead(gathered: Consolidation) -> tuple[Block, ...]:
    left = [task for task in gathered.tasks if task.state is not TaskState.DONE]
    if not left:
        return (Paragraph("Các nhiệm vụ của Kế hoạch đã hoàn thành."),)
    late = [task.number for task in left if task.state is TaskState.LATE]
    blocks: list[Block] = [
        Bullet(f"Tiếp tục thực hiện {len(left)} nhiệm vụ chưa hoàn thành: {_numbers([t.number for t in left])}.")
    ]
    if late:
        blocks.append(Bullet(f"Khắc phục {len(late)} nhiệm vụ quá hạn: {_numbers(late)}."))
    if gathered.silent_units:
        blocks.append(Bullet(f"Đôn đốc {len(gathered.silent_units)} đơn vị chưa có báo cáo được duyệt."))
    return tuple(blocks)


def _numbers(numbers: Sequence[str]) -> str:
    return f"nhiệm vụ {', '.join(numbers)}"


def _labels(gathered: Consolidation) -> tuple[str, ...]:
    return annex_labels(2 if gathered.targets else 1)


def _annexes(gathered: Consolidation) -> tuple[Annex, ...]:
    tasks = Annex("Kết quả thực hiện nhiệm vụ đến kỳ báo cáo", (_task_table(gathered),), landscape=True)
    if not gathered.targets:
        return (tasks,)
    return tasks, Annex("Số liệu chỉ tiêu theo đơn vị", (_figure_table(gathered),), landscape=True)


def _task_table(gathered: Consolidation) -> Table:
    """The plan's own appendix table with the result and the rate; a column that the plan leaves empty is left out."""
    columns: list[tuple[Column, Callable[[TaskResult], str], bool]] = [
        (Column("STT", 2, Align.CENTER), lambda t: t.number, True),
        (Column("Nhiệm vụ", 8), lambda t: t.text, True),
        (Column("Giải pháp thực hiện", 7), lambda t: _lines(t.solutions), any(t.solutions for t in gathered.tasks)),
        (Column("Thời gian hoàn thành", 3, Align.CENTER), _due, True),
        (Column("Đơn vị chủ trì", 4), lambda t: "\n".join(t.lead), True),
        (Column("Đơn vị phối hợp", 4), lambda t: "\n".join(t.cooperating), any(t.cooperating for t in gathered.tasks)),
        (Column("Sản phẩm dự kiến", 5), lambda t: _lines(t.products), any(t.products for t in gathered.tasks)),
        (Column("Kết quả đến kỳ", 9), _result, True),
        (Column("Tỷ lệ", 2, Align.CENTER), _rate, True),
    ]
    kept = [(column, cell) for column, cell, wanted in columns if wanted]
    rows: list[Row | GroupRow] = []
    group: str | None = None
    for task in gathered.tasks:
        if task.group != group:
            rows.append(GroupRow(task.group or _NO_GROUP))
        group = task.group
        rows.append(Row(tuple(cell(task) for _, cell in kept)))
    return Table(tuple(column for column, _ in kept), tuple(rows))


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts) if len(texts) > 1 else "\n".join(texts)


def _due(task: TaskResult) -> str:
    return task.due_text or (date_text(task.due_on) if task.due_on else "Chưa giao thời hạn")


def _rate(task: TaskResult) -> str:
    return "–" if task.percent is None else f"{task.percent} %"


def _result(task: TaskResult) -> str:
    if not task.answers:
        return "Chưa giao đơn vị thực hiện."
    told = [_answer(answer) for answer in task.answers if not answer.is_missing]
    missing = [f"Chưa có báo cáo được duyệt: {'; '.join(task.missing)}."] if task.missing else []
    return "\n".join([f"{STATE_TITLES[task.state]}.", *told, *missing])


def _answer(answer: UnitAnswer) -> str:
    words = answer.words or STATE_TITLES[answer.state or TaskState.NOT_STARTED]
    proofs = f" ({'; '.join(_proof(proof) for proof in answer.proofs)})" if answer.proofs else ""
    return f"{answer.unit_name}: {_sentence(words + proofs)}"


def _proof(proof: Proof) -> str:
    name = proof.number or proof.abstract or proof.file_name
    issued = f" ngày {date_text(proof.issued_on)}" if proof.issued_on else ""
    page = f", trang {proof.page}" if proof.page else ""
    return f"{name}{issued}{page}"


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", ";")) else f"{text.rstrip()}."


def _figure_table(gathered: Consolidation) -> Table:
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Chỉ tiêu / đơn vị", 10),
        Column("Tử số", 2, Align.RIGHT),
        Column("Mẫu số", 2, Align.RIGHT),
        Column("Ghi chú", 4),
    )
    rows: list[Row | GroupRow] = []
    for n, target in enumerate(gathered.targets, start=1):
        rows.append(GroupRow(f"{target.text} ({_asked(target)})", str(n)))
        rows += [_figure_row(figure) for figure in target.figures]
    return Table(columns, tuple(rows))


def _figure_row(figure: Figure) -> Row:
    note = "Chưa có số liệu" if figure.is_missing else "Không phát sinh" if figure.not_applicable else ""
    numerator, denominator = (
        "" if value is None else number_text(value) for value in (figure.numerator, figure.denominator)
    )
    return Row(("", figure.unit_name, numerator, denominator, note))
