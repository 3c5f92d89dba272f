"""Which deadlines are vague, what kind of product a task has, and the checkpoints proposed for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.calendarfile import holiday_table, product_kinds
from dondoc.core.checkpoints import (
    CheckpointState,
    DatedTask,
    ProposedCheckpoint,
    checkpoint_state,
    is_vague,
    kind_of,
    proposals,
    watched,
)
from dondoc.core.periods import Period

KINDS = product_kinds()
HOLIDAYS = holiday_table([2026])
TODAY = date(2026, 3, 18)


def proposed(task: DatedTask, *, today: date = TODAY, report_days=None) -> tuple[ProposedCheckpoint, ...]:
    return proposals(task, year=2026, today=today, kinds=KINDS, report_days=report_days or {}, holidays=HOLIDAYS)


@pytest.mark.parametrize(
    ("printed", "due_on", "vague"),
    [
        ("Năm 2026", date(2026, 12, 31), True),
        ("Thường xuyên", None, True),
        ("Hằng quý", None, True),
        ("Hàng tháng", None, True),
        ("6 tháng", date(2026, 6, 30), True),
        ("Quý II–IV", date(2026, 12, 31), True),
        ("2026 - 2028", date(2028, 12, 31), True),
        ("Khi có yêu cầu", None, True),
        (None, None, True),
        (None, date(2026, 12, 31), True),
        (None, date(2026, 9, 30), False),
        ("Thường xuyên", date(2026, 9, 30), False),
        ("Năm 2026", date(2026, 9, 30), False),
        ("Quý II/2026", date(2026, 6, 30), False),
        ("Tháng 9/2026", date(2026, 9, 30), False),
        ("Trước 30/6/2026", date(2026, 6, 30), False),
        ("Trước ngày 15/12 hằng năm", date(2026, 12, 15), False),
        ("6 tháng đầu năm 2026", date(2026, 6, 30), False),
    ],
)
def test_deadline_is_vague_when_it_names_no_single_day_or_part(printed, due_on, vague) -> None:
    assert is_vague(DatedTask("Việc mẫu", due_text=printed, due_on=due_on), year=2026) is vague


@pytest.mark.parametrize(
    ("product", "text", "title"),
    [
        ("Quyết định phân công đầu mối", "Phân công đầu mối", "Văn bản, quyết định, kế hoạch"),
        ("Kế hoạch triển khai hệ thống báo cáo", "", "Văn bản, quyết định, kế hoạch"),
        ("Hệ thống quản lý văn bản được nâng cấp", "", "Hệ thống, phần mềm"),
        ("Báo cáo kết quả tổ chức hội nghị", "", "Báo cáo định kỳ"),
        ("100% hệ thống thông tin được phê duyệt hồ sơ", "", "Số liệu, tỷ lệ"),
        ("02 lớp tập huấn", "", "Hội nghị, lớp tập huấn"),
        ("Biên bản kiểm tra", "", "Kiểm tra, đánh giá"),
        ("Số buổi tuyên truyền có nội dung kỹ năng số", "", "Số liệu, tỷ lệ"),
        ("Tờ gấp tuyên truyền", "", "Tuyên truyền, truyền thông"),
        ("Kết quả được nâng lên", "Tổ chức các hội nghị, hội thảo", "Hội nghị, lớp tập huấn"),
        ("", "Thực hiện nhiệm vụ của Kế hoạch phong trào", "Nhiệm vụ khác"),
        ("", "Ban hành quy chế sử dụng", "Văn bản, quyết định, kế hoạch"),
        ("", "Tăng cường công tác lãnh đạo", "Nhiệm vụ khác"),
    ],
)
def test_kind_is_told_by_the_first_word_of_the_product_then_of_the_task(product: str, text: str, title: str) -> None:
    task = DatedTask(text, products=(product,) if product else ())
    assert kind_of(task, KINDS).title == title


def test_kind_is_that_of_the_first_product_that_tells_one() -> None:
    task = DatedTask("Việc mẫu", ("Kết quả mẫu", "Quy định nội bộ về sử dụng công cụ", "Danh sách công việc"))
    assert kind_of(task, KINDS).title == "Văn bản, quyết định, kế hoạch"


def test_document_is_drafted_consulted_on_and_signed_in_the_time_that_is_left() -> None:
    task = DatedTask("Ban hành quy chế", ("Quy chế",), "Năm 2026", date(2026, 12, 31))
    span = "thời gian từ 18/3/2026 đến 31/12/2026"
    assert proposed(task) == (
        ProposedCheckpoint("Có dự thảo", date(2026, 7, 10), f"khi hết 40 phần trăm {span}"),
        ProposedCheckpoint("Lấy ý kiến xong", date(2026, 10, 5), f"khi hết 70 phần trăm {span}"),
        ProposedCheckpoint("Trình ký", date(2026, 12, 31), "cuối thời hạn"),
    )


def test_report_is_asked_on_the_days_of_the_plan_and_on_the_15th_where_it_has_none() -> None:
    task = DatedTask("Khai thác nền tảng", ("Báo cáo kết quả",), "Năm 2026", date(2026, 12, 31))
    days = {Period.parse("2026Q1"): date(2026, 3, 16), Period.parse("2026Q2"): date(2026, 6, 10)}
    assert proposed(task, report_days=days) == (
        ProposedCheckpoint("Báo cáo Quý II/2026", date(2026, 6, 10), "ngày báo cáo của kế hoạch"),
        ProposedCheckpoint("Báo cáo Quý III/2026", date(2026, 9, 15), "ngày 15 của tháng cuối kỳ"),
        ProposedCheckpoint("Báo cáo Quý IV/2026", date(2026, 12, 15), "ngày 15 của tháng cuối kỳ"),
    )


def test_deadline_that_names_how_often_sets_the_rhythm_whatever_the_product() -> None:
    every_month = DatedTask("Ban hành văn bản đôn đốc", ("Văn bản đôn đốc",), "Hằng tháng")
    found = proposed(every_month, today=date(2026, 9, 30))
    assert [(c.text, c.due_on) for c in found] == [
        ("Kết quả Tháng 10/2026", date(2026, 10, 15)),
        ("Kết quả Tháng 11/2026", date(2026, 11, 16)),
        ("Kết quả Tháng 12/2026", date(2026, 12, 15)),
    ]
    halves = DatedTask("Tổng hợp tỷ lệ", ("Tỷ lệ",), "6 tháng", date(2026, 6, 30))
    assert [c.text for c in proposed(halves)] == ["Số liệu 6 tháng đầu năm 2026", "Số liệu 6 tháng cuối năm 2026"]


def test_range_of_quarters_holds_the_steps_between_its_ends() -> None:
    task = DatedTask("Nâng cấp phần mềm", ("Phần mềm",), "Quý II–III/2026", date(2026, 9, 30))
    assert [(c.text, c.due_on) for c in proposed(task, today=date(2026, 2, 2))] == [
        ("Khảo sát xong", date(2026, 5, 22)),
        ("Triển khai thử", date(2026, 8, 6)),
        ("Đưa vào vận hành", date(2026, 9, 30)),
    ]


def test_range_of_years_ends_with_the_year_of_the_plan() -> None:
    task = DatedTask("Nâng cấp phần mềm", ("Phần mềm",), "2026-2028", date(2028, 12, 31))
    assert proposed(task)[-1].due_on == date(2026, 12, 31)


def test_nothing_is_proposed_when_the_time_is_over() -> None:
    task = DatedTask("Ban hành quy chế", ("Quy chế",), "Năm 2026", date(2026, 12, 31))
    assert proposed(task, today=date(2026, 12, 31)) == ()


@given(
    today=st.dates(date(2025, 6, 1), date(2027, 2, 1)),
    printed=st.sampled_from([None, "Năm 2026", "Thường xuyên", "Hằng quý", "Quý II–IV", "2025-2027", "6 tháng"]),
    product=st.sampled_from(["Quyết định", "Phần mềm", "Hội nghị", "Báo cáo", "Tỷ lệ", "Tờ gấp", "Kết luận", "Khác"]),
)
def test_every_proposal_is_a_working_day_after_today_within_the_year(today: date, printed, product: str) -> None:
    found = proposed(DatedTask("Việc mẫu", (product,), printed), today=today)
    days = [checkpoint.due_on for checkpoint in found]
    assert days == sorted(days)
    assert all(today < day and day.year == 2026 and HOLIDAYS.is_working(day) for day in days)


@pytest.mark.parametrize(
    ("due_on", "is_done", "state"),
    [
        (date(2026, 3, 17), False, CheckpointState.LATE),
        (date(2026, 3, 18), False, CheckpointState.SOON),
        (date(2026, 4, 1), False, CheckpointState.SOON),
        (date(2026, 4, 2), False, CheckpointState.LATER),
        (date(2026, 3, 17), True, CheckpointState.DONE),
    ],
)
def test_checkpoint_is_soon_for_a_fortnight_and_late_after_its_day(due_on, is_done, state) -> None:
    assert checkpoint_state(due_on, today=TODAY, is_done=is_done) is state


@pytest.mark.parametrize(
    ("days", "day"),
    [
        ((), None),
        ((date(2026, 6, 30),), None),
        ((date(2026, 3, 1), date(2026, 3, 10)), date(2026, 3, 10)),
        ((date(2026, 3, 10), date(2026, 6, 30)), date(2026, 3, 10)),
        ((date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 1)), date(2026, 3, 31)),
    ],
)
def test_day_to_watch_is_the_next_one_that_is_soon_else_the_last_one_gone(days, day) -> None:
    assert watched(days, today=TODAY) == day
