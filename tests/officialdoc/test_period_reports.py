"""The consolidated report: every figure that of the consolidation, what is missing named, nothing invented."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dondoc.core.consolidation import (
    Consolidation,
    Heading,
    Proof,
    UnitAnswer,
    UnitStatus,
    target_result,
    task_result,
)
from dondoc.core.indicators import VERDICT_TITLES, Figure, Verdict
from dondoc.core.progress import STATE_TITLES, AnswerState, ClosingRule, TaskState
from dondoc.core.workflow import ReportState
from dondoc.officialdoc import Bullet, Clause, GroupRow, OfficialDocument, Paragraph, Row, Table, render
from dondoc.officialdoc.period_reports import describe

OFFICE, DIVISION, INSPECTORS = "Văn phòng Sở", "Phòng Hành chính tư pháp", "Thanh tra Sở"
PROOF = Proof("15/QĐ-STP", date(2026, 2, 3), "Sở Tư pháp", "Phân công đầu mối", "2", "qd.pdf")


def task(number: str, group: str | None, *answers: UnitAnswer, **given):
    said = {
        "text": f"Việc số {number}",
        "solutions": ("Lập danh mục", "Phân công"),
        "due_text": "Quý II/2026",
        "due_on": date(2026, 6, 30),
        "lead": (OFFICE,),
        "cooperating": ("Sở Khoa học và Công nghệ",),
        "products": ("Báo cáo",),
    }
    return task_result(
        number=number, group=group, answers=answers, as_of=date(2026, 3, 14), rule=ClosingRule.ALL, **{**said, **given}
    )


def target(text: str, *figures: Figure, comparator: str = ">=", value: int = 80, unit: str = "%", answers=()):
    return target_result(
        text=text, comparator=comparator, value=Decimal(value), unit=unit, figures=figures, answers=answers
    )


GATHERED = Consolidation(
    heading=Heading(
        department="Sở Tư pháp",
        parent_body="Ủy ban nhân dân tỉnh Hà Phong",
        symbol="STP",
        place="Hà Phong",
        addressed_to=("Ủy ban nhân dân tỉnh Hà Phong",),
        plan_kind="Kế hoạch",
        plan_number="12/KH-STP",
        plan_issued_on=date(2026, 1, 20),
        plan_title="Chuyển đổi số năm 2026",
        plan_issuer="Sở Tư pháp",
        signer_position="GIÁM ĐỐC",
        signer_name="Vũ Văn Mẫu Giang",
    ),
    period_code="2026Q1",
    period_title="Quý I/2026",
    window_from=date(2025, 12, 15),
    window_to=date(2026, 3, 14),
    due_on=date(2026, 3, 16),
    as_of=date(2026, 3, 14),
    units=(
        UnitStatus(OFFICE, ReportState.ACCEPTED, date(2026, 3, 18), 2),
        UnitStatus(DIVISION, ReportState.APPROVED, date(2026, 3, 10), 0),
        UnitStatus(INSPECTORS, ReportState.DRAFT, None, 5),
    ),
    targets=(
        target("Tỷ lệ trực tuyến", Figure(OFFICE, Decimal(8), Decimal(9)), Figure(DIVISION)),
        target("Tỷ lệ số hóa", Figure(OFFICE, Decimal(1), Decimal(2))),
        target("Số công chức", Figure(OFFICE), comparator="=", value=2, unit="công chức"),
        target("Tỷ lệ chứng thực", Figure(INSPECTORS, not_applicable=True)),
    ),
    tasks=(
        task("1", "Hạ tầng số", UnitAnswer(OFFICE, AnswerState.DONE, 100, "Đã ban hành quyết định", "", (PROOF,))),
        task(
            "2",
            "Hạ tầng số",
            UnitAnswer(OFFICE, AnswerState.STUCK, 20, "Đang làm", "Thiếu kinh phí"),
            UnitAnswer(DIVISION),
        ),
        task("3", "Nhân lực số", UnitAnswer(INSPECTORS), due_on=date(2026, 2, 28)),
        task("4", "Nhân lực số"),
    ),
)


@pytest.fixture
def document() -> OfficialDocument:
    return describe(GATHERED)


def texts(document: OfficialDocument, section: int) -> list[str]:
    """The words of a section outside its tables."""
    return [b.text for b in document.sections[section].blocks if isinstance(b, Paragraph | Clause | Bullet)]


def tables(document: OfficialDocument) -> list[Table]:
    return [block for block in document.sections[0].blocks if isinstance(block, Table)]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows if isinstance(row, Row)]


def column(table: Table, title: str) -> list[str]:
    place = [column.title for column in table.columns].index(title)
    return [row[place] for row in cells(table)]


def plain(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in rows]


def test_report_leaves_number_and_day_to_the_clerk(document):
    assert (document.kind, document.symbol, document.number, document.issued_on) == ("Báo cáo", "BC-STP", None, None)
    assert (document.body, document.parent_body, document.place) == (
        "Sở Tư pháp",
        "Ủy ban nhân dân tỉnh Hà Phong",
        "Hà Phong",
    )
    assert (document.year, document.signer.position, document.signer.name) == (2026, "GIÁM ĐỐC", None)
    assert document.addressed_to == ("Ủy ban nhân dân tỉnh Hà Phong",)


def test_report_names_the_plan_the_period_and_the_window_of_its_data(document):
    assert document.summary == "Kết quả Quý I/2026 thực hiện Kế hoạch số 12/KH-STP"
    assert document.opening == (
        (
            "Thực hiện Kế hoạch số 12/KH-STP ngày 20 tháng 01 năm 2026 về chuyển đổi số năm 2026, Sở Tư pháp báo cáo "
            "kết quả Quý I/2026 (số liệu từ ngày 15/12/2025 đến ngày 14/3/2026) như sau:"
        ),
    )


def test_plan_without_a_number_is_named_by_its_title():
    heading = replace(GATHERED.heading, plan_number=None, plan_issued_on=None)
    document = describe(replace(GATHERED, heading=heading))
    assert document.summary == "Kết quả Quý I/2026 thực hiện Kế hoạch chuyển đổi số năm 2026"
    assert "None" not in repr((document.summary, document.opening, document.closing))


def test_units_that_have_answered_are_counted_and_the_others_named(document):
    assert texts(document, 0)[:4] == [
        "Tình hình báo cáo của các đơn vị",
        "2/3 đơn vị đã gửi báo cáo được lãnh đạo đơn vị duyệt (hạn gửi: ngày 16/3/2026).",
        "Đơn vị gửi chậm: Văn phòng Sở (chậm 2 ngày).",
        "Đơn vị chưa có báo cáo được duyệt: Thanh tra Sở.",
    ]


def test_nobody_is_named_when_everybody_has_answered_in_time():
    units = tuple(replace(unit, state=ReportState.ACCEPTED, late_days=0) for unit in GATHERED.units)
    words = texts(describe(replace(GATHERED, units=units)), 0)
    assert words[1].startswith("3/3 đơn vị")
    assert not [text for text in words if text.startswith("Đơn vị")]


def test_totals_of_groups_equal_the_consolidation(document):
    table = tables(document)[0]
    assert [column.title for column in table.columns][2:] == [STATE_TITLES[state] for state in TaskState]
    expected = [
        (group.group, str(group.task_count), *(str(group.by_state[state]) for state in TaskState))
        for group in GATHERED.groups
    ]
    total = ("Tổng cộng", "4", *(str(GATHERED.by_state[state]) for state in TaskState))
    assert cells(table) == [*expected, total]
    assert cells(table) == [
        ("Hạ tầng số", "2", "0", "0", "1", "0", "1"),
        ("Nhân lực số", "2", "1", "0", "0", "1", "0"),
        ("Tổng cộng", "4", "1", "0", "1", "1", "1"),
    ]


def test_targets_stand_as_in_the_consolidation(document):
    assert plain(cells(tables(document)[1])) == [
        ("1", "Tỷ lệ trực tuyến", "≥ 80 %", "8/9 · 88,9 %", "Đạt (tạm tính, thiếu 1 đơn vị)"),
        ("2", "Tỷ lệ số hóa", "≥ 80 %", "1/2 · 50 %", "Chưa đạt"),
        ("3", "Số công chức", "2 công chức", "Chưa có số liệu", "Chưa có số liệu"),
        ("4", "Tỷ lệ chứng thực", "≥ 80 %", "Không phát sinh", "Không phát sinh"),
    ]
    words = ", ".join(f"1 chỉ tiêu {VERDICT_TITLES[verdict].lower()}" for verdict in Verdict)
    assert texts(document, 0)[-1] == f"Trong 4 chỉ tiêu: {words}. Số liệu từng đơn vị tại Phụ lục II."


def test_annex_of_figures_has_every_figure_and_says_which_are_missing(document):
    [table] = document.annexes[1].blocks
    assert cells(table) == [
        ("", OFFICE, "8", "9", ""),
        ("", DIVISION, "", "", "Chưa có số liệu"),
        ("", OFFICE, "1", "2", ""),
        ("", OFFICE, "", "", "Chưa có số liệu"),
        ("", INSPECTORS, "", "", "Không phát sinh"),
    ]
    titles = [row.title.replace("\u00a0", " ") for row in table.rows if isinstance(row, GroupRow)]
    assert titles == [
        "Tỷ lệ trực tuyến (≥ 80 %)",
        "Tỷ lệ số hóa (≥ 80 %)",
        "Số công chức (2 công chức)",
        "Tỷ lệ chứng thực (≥ 80 %)",
    ]


def test_annex_of_tasks_has_results_rates_and_the_missing_names(document):
    annex = document.annexes[0]
    [table] = annex.blocks
    assert annex.landscape
    assert [column.title for column in table.columns] == [
        "STT",
        "Nhiệm vụ",
        "Giải pháp thực hiện",
        "Thời gian hoàn thành",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Sản phẩm dự kiến",
        "Kết quả đến kỳ",
        "Tỷ lệ",
    ]
    assert column(table, "Kết quả đến kỳ") == [
        "Hoàn thành.\nVăn phòng Sở: Đã ban hành quyết định (15/QĐ-STP ngày 3/2/2026, trang 2).",
        "Vướng mắc.\nVăn phòng Sở: Đang làm.\nChưa có báo cáo được duyệt: Phòng Hành chính tư pháp.",
        "Quá hạn.\nChưa có báo cáo được duyệt: Thanh tra Sở.",
        "Chưa giao đơn vị thực hiện.",
    ]
    assert column(table, "Tỷ lệ") == ["100 %", "10 %", "–", "–"]
    assert column(table, "Giải pháp thực hiện")[0] == "- Lập danh mục\n- Phân công"
    assert [row.title for row in table.rows if isinstance(row, GroupRow)] == ["Hạ tầng số", "Nhân lực số"]


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("solutions", "Giải pháp thực hiện"),
        ("cooperating", "Đơn vị phối hợp"),
        ("products", "Sản phẩm dự kiến"),
    ],
)
def test_column_that_the_plan_leaves_empty_everywhere_is_left_out(key: str, title: str):
    def titles(tasks) -> list[str]:
        [table] = describe(replace(GATHERED, tasks=tuple(tasks))).annexes[0].blocks
        return [column.title for column in table.columns]

    without = [replace(task, **{key: ()}) for task in GATHERED.tasks]
    assert title not in titles(without)
    assert len(titles(without)) == 8
    assert title in titles([GATHERED.tasks[0], *without[1:]])


def test_deadline_is_printed_as_in_the_plan_or_as_given_or_said_to_be_open():
    tasks = (
        task("1", None),
        task("2", None, due_text=None),
        task("3", None, due_text=None, due_on=None),
    )
    [table] = describe(replace(GATHERED, tasks=tasks)).annexes[0].blocks
    assert column(table, "Thời gian hoàn thành") == ["Quý II/2026", "30/6/2026", "Chưa giao thời hạn"]


def test_difficulties_are_told_as_worded_with_their_unit_and_task(document):
    assert texts(document, 1) == ["Văn phòng Sở (Nhiệm vụ 2): Thiếu kinh phí."]
    told = UnitAnswer(DIVISION, difficulties="Chưa có phần mềm.")
    with_target = (target("Tỷ lệ số hóa", Figure(DIVISION), answers=[told]),)
    assert texts(describe(replace(GATHERED, targets=with_target)), 1)[1] == (
        "Phòng Hành chính tư pháp (Chỉ tiêu “Tỷ lệ số hóa”): Chưa có phần mềm."
    )
    assert texts(describe(replace(GATHERED, tasks=GATHERED.tasks[:1])), 1) == [
        "Các đơn vị đã báo cáo không nêu khó khăn, vướng mắc."
    ]


def test_what_is_ahead_names_the_tasks_left_and_late_by_number(document):
    assert texts(document, 2) == [
        "Tiếp tục thực hiện 3 nhiệm vụ chưa hoàn thành: nhiệm vụ 2, 3, 4.",
        "Khắc phục 1 nhiệm vụ quá hạn: nhiệm vụ 3.",
        "Đôn đốc 1 đơn vị chưa có báo cáo được duyệt.",
    ]
    done = describe(replace(GATHERED, tasks=GATHERED.tasks[:1]))
    assert texts(done, 2) == ["Các nhiệm vụ của Kế hoạch đã hoàn thành."]


def test_plan_without_targets_has_no_word_of_targets():
    document = describe(replace(GATHERED, targets=()))
    assert len(document.annexes) == 1
    assert len(tables(document)) == 1
    assert "hỉ tiêu" not in repr(document)
    assert texts(document, 0)[-1] == "Kế hoạch có 4 nhiệm vụ; kết quả từng nhiệm vụ tại Phụ lục."


def test_task_without_a_group_does_not_stand_under_the_group_before_it():
    tasks = (task("1", "Hạ tầng số"), task("2", None))
    [table] = describe(replace(GATHERED, tasks=tasks)).annexes[0].blocks
    kinds = [type(row).__name__ for row in table.rows]
    assert kinds == ["GroupRow", "Row", "GroupRow", "Row"]


def test_report_made_from_kept_figures_is_the_same_byte_for_byte():
    again = Consolidation.from_json(GATHERED.to_json())
    assert describe(again) == describe(GATHERED)
    assert render(describe(again)) == render(describe(GATHERED))
