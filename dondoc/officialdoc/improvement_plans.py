"""The plan that wins lost points back, described in the form in which departments issue it.

The reader of plans takes it in again. Not here: its tasks and figures (core/improvements).
"""

from collections.abc import Sequence

from dondoc.core.improvements import ImprovementDraft
from dondoc.core.plan import Target, TaskDraft
from dondoc.core.vietnamese import number_text
from dondoc.officialdoc.documents import (
    Align,
    Annex,
    Block,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Point,
    Row,
    Section,
    Table,
    annex_labels,
    roman,
)
from dondoc.officialdoc.headings import Heading, marked

_COMPARED = {"=": "", ">=": "Ít nhất ", "<=": "Không quá "}


def describe(draft: ImprovementDraft, heading: Heading) -> OfficialDocument:
    """The *Kế hoạch*: four sections, an appendix of tasks in seven columns and one of targets where there are any.

    Points are told on the first page only, marked there where the set is a sample.
    """
    return OfficialDocument(
        parent_body=heading.parent_body,
        body=heading.department,
        kind="Kế hoạch",
        symbol=f"KH-{heading.symbol}",
        place=heading.place,
        year=heading.year,
        summary=f"Nâng cao kết quả đánh giá chuyển đổi số (DTI)\ncủa {heading.department} năm {draft.year}",
        grounds=heading.grounds,
        opening=(
            (
                f"{heading.department} ban hành Kế hoạch nâng cao kết quả đánh giá chuyển đổi số (DTI) "
                f"năm {draft.year}, với nội dung như sau:"
            ),
        ),
        sections=(
            Section("Mục đích, yêu cầu", _purpose(draft, heading)),
            Section("Nhiệm vụ, giải pháp", _groups(draft)),
            Section("Kinh phí thực hiện", (Paragraph(_BUDGET),)),
            Section("Tổ chức thực hiện", _organisation(heading)),
        ),
        closing=(
            (
                "Trong quá trình thực hiện Kế hoạch, nếu có khó khăn, vướng mắc, các phòng, đơn vị thuộc Sở báo về "
                f"{heading.office} tổng hợp, trình Giám đốc Sở xem xét, quyết định"
            ),
        ),
        signer=heading.signer,
        recipients=heading.recipients,
        annexes=_annexes(draft),
    )


_BUDGET = (
    "Kinh phí thực hiện Kế hoạch được bố trí trong dự toán ngân sách được giao hằng năm và các nguồn kinh phí hợp pháp "
    "khác theo quy định."
)


def _purpose(draft: ImprovementDraft, heading: Heading) -> tuple[Block, ...]:
    set_title = marked(draft.set_title, is_unofficial=draft.is_unofficial)
    return (
        Clause("Mục đích", titled=True),
        Paragraph(
            f"Khắc phục các chỉ số chưa đạt điểm tối đa theo {set_title}: {len(draft.tasks)} chỉ số mất tổng "
            f"cộng {number_text(draft.lost)} điểm; các nhiệm vụ của Kế hoạch có thể giành lại "
            f"{number_text(draft.wins)} điểm."
        ),
        Paragraph("Phân công rõ nhiệm vụ, thời hạn và sản phẩm cho từng phòng, đơn vị thuộc Sở."),
        Clause("Yêu cầu", titled=True),
        Paragraph("Duy trì các chỉ số đã đạt điểm cao; tập trung cải thiện các chỉ số đạt điểm thấp."),
        Paragraph("Số liệu báo cáo phải có tử số, mẫu số và minh chứng kèm theo, bảo đảm trung thực, kiểm tra được."),
        Paragraph(
            f"Trưởng các phòng, đơn vị thuộc Sở chịu trách nhiệm trước Giám đốc {heading.department} về kết quả thực "
            "hiện các nhiệm vụ được giao theo Kế hoạch này."
        ),
    )


def _groups(draft: ImprovementDraft) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for title, tasks in draft.groups:
        blocks += [Clause(title, titled=True), *(Point(f"{task.text}.") for task in tasks)]
    labels = annex_labels(2 if draft.goals else 1)
    details = f"Chi tiết phân công nhiệm vụ, giải pháp tại {labels[0]}"
    goals = f"; chỉ tiêu tại {labels[1]}" if draft.goals else ""
    return (*blocks, Paragraph(f"({details}{goals} kèm theo)"))


def _organisation(heading: Heading) -> tuple[Block, ...]:
    return (
        Clause(
            f"{heading.office} chịu trách nhiệm theo dõi, đôn đốc việc thực hiện Kế hoạch, tham mưu Giám đốc Sở báo "
            "cáo kết quả thực hiện với cơ quan có thẩm quyền."
        ),
        Clause(
            "Trưởng các phòng, đơn vị thuộc Sở tổ chức thực hiện nhiệm vụ được giao, báo cáo kết quả và cung cấp minh "
            f"chứng cho {heading.office} theo kỳ báo cáo của Sở."
        ),
    )


def _annexes(draft: ImprovementDraft) -> tuple[Annex, ...]:
    tasks = Annex(
        f"Phân công thực hiện nhiệm vụ nâng cao kết quả đánh giá chuyển đổi số (DTI) năm {draft.year}",
        (_task_table(draft),),
        landscape=True,
    )
    if not draft.goals:
        return (tasks,)
    return tasks, Annex(f"Chỉ tiêu cần đạt năm {draft.year}", (_goal_table(draft),))


def _task_table(draft: ImprovementDraft) -> Table:
    columns = (
        Column("STT", 2, Align.CENTER),
        Column("Nhiệm vụ", 8),
        Column("Giải pháp thực hiện", 9),
        Column("Thời gian hoàn thành", 4, Align.CENTER),
        Column("Cơ quan chủ trì", 5),
        Column("Cơ quan phối hợp", 5),
        Column("Sản phẩm/kết quả dự kiến đạt được", 8),
    )
    rows: list[Row | GroupRow] = []
    for number, (title, tasks) in enumerate(draft.groups, start=1):
        rows += [GroupRow(title, roman(number)), *map(_task_row, tasks)]
    return Table(columns, tuple(rows))


def _task_row(task: TaskDraft) -> Row:
    return Row(
        (
            task.number,
            task.text,
            _listed(task.solutions),
            task.due_text or "",
            _bodies(task.lead),
            _bodies(task.cooperating),
            _listed(task.products),
        )
    )


def _listed(texts: Sequence[str]) -> str:
    """One text alone, several with dashes: a reader sees where each begins."""
    return "\n".join(f"- {text}" for text in texts) if len(texts) > 1 else "\n".join(texts)


def _bodies(names: Sequence[str]) -> str:
    return ";\n".join(names)


def _goal_table(draft: ImprovementDraft) -> Table:
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Chỉ tiêu", 10),
        Column("Đơn vị tính", 2, Align.CENTER),
        Column("Hiện trạng", 4, Align.CENTER),
        Column("Số liệu khi đạt", 4, Align.CENTER),
        Column(f"Chỉ tiêu năm {draft.year}", 3, Align.CENTER),
    )
    rows = (
        Row((str(n), goal.target.text, goal.target.unit, goal.now, goal.then, _goal_text(goal.target)))
        for n, goal in enumerate(draft.goals, start=1)
    )
    return Table(columns, tuple(rows))


def _goal_text(target: Target) -> str:
    sign = "%" if target.unit == "%" else ""
    return f"{_COMPARED[target.comparator]}{number_text(target.value)}{sign}"
