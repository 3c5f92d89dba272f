"""Where tasks stand for each viewer: states, filters, pages, counts, the newest words."""

import unicodedata
from datetime import date, datetime, timedelta, timezone

import pytest
from factories import AT, LATER, TODAY, approve, duties_of, write

from dondoc.actions import assignments, reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState, ClosingRule, TaskState
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import Move
from dondoc.queries import tasks
from dondoc.queries.tasks import TaskFilter


def numbers(found) -> list[str]:
    return [row.task.number for row in found.page]


def answer(period, unit, reporter, head, *, state: AnswerState, words: str = "", at=AT, on: date = TODAY) -> None:
    """An approved report in which the unit says this of each of its tasks."""
    duties = [duty for duty in duties_of(period, unit) if duty.task_id]
    drafts = [AnswerDraft(duty.pk, words, state, 50) for duty in duties]
    reports.save_answers(period.pk, unit.pk, answers=drafts, actor=reporter, at=at)
    approve(period, unit, reporter=reporter, head=head, on=on, at=at)


def test_every_task_stands_where_its_counted_answers_put_it(answered, plan, people):
    found = tasks.follow(people.coordinator, plan, today=TODAY)
    assert [(row.task.number, row.state, row.percent) for row in found.page] == [
        ("1", TaskState.NOT_STARTED, None),
        ("2", TaskState.IN_PROGRESS, 13),
        ("3", TaskState.LATE, 50),
        ("4", TaskState.NOT_STARTED, None),
        ("5", TaskState.IN_PROGRESS, 25),
        ("6", TaskState.NOT_STARTED, None),
    ]
    assert dict(found.by_state) == {
        TaskState.NOT_STARTED: 3,
        TaskState.IN_PROGRESS: 2,
        TaskState.DONE: 0,
        TaskState.LATE: 1,
        TaskState.STUCK: 0,
    }
    assert (found.total_count, found.found_count, found.silent_count) == (6, 6, 4)
    assert found.groups == ("Hạ tầng số", "Nhân lực số")
    assert [unit.code for unit in found.units] == ["VP", "HCTP", "TTR", "CC1"]


def test_task_becomes_late_the_day_after_its_last_day(plan, people):
    def state(today: date) -> TaskState:
        return tasks.follow(people.coordinator, plan, today=today).page[0].state

    assert state(date(2026, 6, 30)) is TaskState.NOT_STARTED
    assert state(date(2026, 7, 1)) is TaskState.LATE


def test_what_is_not_approved_by_the_head_counts_for_nobody_not_even_the_unit(period, plan, units, people):
    write(period, units.division, actor=people.reporter)
    reports.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)
    for viewer in (people.coordinator, people.director, people.head, people.reporter):
        rows = tasks.follow(viewer, plan, today=TODAY).page
        assert all(part.answer is None for row in rows for part in row.parts)
        assert all(row.percent is None for row in rows)


def test_unit_sees_its_own_tasks_and_parts_only(answered, plan, people, units):
    found = tasks.follow(people.other_head, plan, today=TODAY)
    assert numbers(found) == ["2", "4"]
    assert {part.unit for row in found.page for part in row.parts} == {units.other_division}
    assert (found.total_count, [unit.code for unit in found.units]) == (2, ["TTR"])
    own = tasks.follow(people.reporter, plan, today=TODAY)
    assert [(row.task.number, row.percent) for row in own.page] == [("2", 50), ("3", 50), ("5", 50)]


def test_administrator_sees_no_task(answered, plan, people):
    assert numbers(tasks.follow(people.administrator, plan, today=TODAY)) == []


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (TaskFilter(), "1 2 3 4 5 6"),
        (TaskFilter(group="Hạ tầng số"), "1 2"),
        (TaskFilter(group="Không có nhóm này"), ""),
        (TaskFilter(state=TaskState.LATE), "3"),
        (TaskFilter(state=TaskState.DONE), ""),
        (TaskFilter(silent=True), "1 2 4 5"),
        (TaskFilter(text="đường truyền"), "1"),
        (TaskFilter(text="duong truyen"), "1"),
        (TaskFilter(text="ĐƯỜNG  TRUYỀN "), "1"),
        (TaskFilter(text="đấu nối"), "6"),
        (TaskFilter(text="dau noi"), "6"),
        (TaskFilter(text=unicodedata.normalize("NFD", "số hóa")), "3 5"),
        (TaskFilter(text="Báo cáo kết quả"), "1 2 3 4 5 6"),
        (TaskFilter(text="không có từ này"), ""),
        (TaskFilter(text="%"), ""),
        (TaskFilter(group="Nhân lực số", text="số hóa", silent=True), "5"),
    ],
)
def test_list_keeps_what_the_filter_names(answered, plan, people, narrow: TaskFilter, expected: str):
    found = tasks.follow(people.coordinator, plan, today=TODAY, narrow=narrow)
    assert numbers(found) == expected.split()
    assert found.found_count == len(expected.split())
    assert (found.total_count, found.silent_count, found.by_state[TaskState.LATE]) == (6, 4, 1)
    assert found.groups == ("Hạ tầng số", "Nhân lực số")


def test_filter_by_unit_narrows_to_the_part_of_that_unit(answered, plan, people, units):
    def kept(unit, **given) -> list[str]:
        narrow = TaskFilter(unit_id=unit.pk, **given)
        return numbers(tasks.follow(people.coordinator, plan, today=TODAY, narrow=narrow))

    assert kept(units.division) == ["2", "3", "5"]
    assert kept(units.division, silent=True) == []
    assert kept(units.attached) == ["2", "5"]
    assert kept(units.attached, silent=True) == ["2", "5"]
    assert kept(units.attached, state=TaskState.IN_PROGRESS) == []
    assert kept(units.division, state=TaskState.IN_PROGRESS) == ["2", "5"]


def test_pages_have_fifty_rows_and_a_page_out_of_range_gives_the_nearest(make_plan, people):
    plan = make_plan(task_count=101)

    def page(number: int) -> list[str]:
        return numbers(tasks.follow(people.coordinator, plan, today=TODAY, page=number))

    assert page(1) == [str(n) for n in range(1, 51)]
    assert page(2) == [str(n) for n in range(51, 101)]
    assert page(3) == ["101"] == page(99) == page(-1)
    assert tasks.follow(people.coordinator, plan, today=TODAY, page=3).found_count == 101


def test_later_period_wins_and_falls_back_when_it_is_returned(period, plan, units, people):
    following = plan.periods.get(code="2026Q2")
    answer(period, units.division, people.reporter, people.head, state=AnswerState.IN_PROGRESS, words="Quý một")
    answer(following, units.division, people.reporter, people.head, state=AnswerState.DONE, words="Quý hai", at=LATER)

    def said() -> tuple[str, str]:
        row = tasks.one(people.coordinator, plan, plan.tasks.get(number="3").pk, today=TODAY)
        return row.parts[0].answer.words, row.parts[0].answer.period_code

    assert said() == ("Quý hai", "2026Q2")
    reports.move(
        following.pk, units.division.pk, move=Move.RETURN, on=TODAY, reason="Thiếu", actor=people.coordinator, at=LATER
    )
    assert said() == ("Quý một", "2026Q1")


def test_earlier_period_written_later_does_not_win(period, plan, units, people):
    following = plan.periods.get(code="2026Q2")
    answer(following, units.division, people.reporter, people.head, state=AnswerState.DONE, words="Quý hai")
    answer(period, units.division, people.reporter, people.head, state=AnswerState.STUCK, words="Quý một", at=LATER)
    row = tasks.one(people.coordinator, plan, plan.tasks.get(number="3").pk, today=TODAY)
    assert (row.state, row.parts[0].answer.words) == (TaskState.DONE, "Quý hai")
    [history] = tasks.histories(people.coordinator, plan, row)
    assert [said.answer.words for said in history.said] == ["Quý hai", "Quý một"]


def test_newest_words_are_the_latest_written_whatever_the_code_of_the_period(period, plan, units, people):
    yearly = plan.periods.get(code="2026")
    tasks_of_all = plan.tasks.get(number="2")
    answer(period, units.division, people.reporter, people.head, state=AnswerState.IN_PROGRESS, words="Quý một")
    months_later = AT + timedelta(days=270)
    answer(
        yearly,
        units.other_division,
        people.other_reporter,
        people.other_head,
        state=AnswerState.DONE,
        words="Cả năm",
        at=months_later,
    )
    row = tasks.one(people.coordinator, plan, tasks_of_all.pk, today=TODAY)
    assert row.newest.answer.words == "Cả năm"


def test_day_of_an_answer_is_the_day_in_vietnam(period, plan, units, people):
    at_six = datetime(2026, 3, 10, 6, 0, tzinfo=timezone(timedelta(hours=7)))
    answer(period, units.division, people.reporter, people.head, state=AnswerState.DONE, at=at_six)
    row = tasks.one(people.coordinator, plan, plan.tasks.get(number="3").pk, today=TODAY)
    assert row.parts[0].answer.updated_on == date(2026, 3, 10)


def test_task_closed_by_one_unit_is_done_under_any(period, plan, units, people):
    task = plan.tasks.get(number="2")
    everybody = [units.office.pk, units.division.pk, units.other_division.pk, units.attached.pk]
    answer(period, units.division, people.reporter, people.head, state=AnswerState.DONE)
    assert tasks.one(people.coordinator, plan, task.pk, today=TODAY).state is TaskState.IN_PROGRESS
    assignments.assign_tasks(
        plan.pk, task_ids=[task.pk], unit_ids=everybody, rule=ClosingRule.ANY, actor=people.coordinator, at=AT
    )
    row = tasks.one(people.coordinator, plan, task.pk, today=TODAY)
    assert (row.state, row.done_count, row.percent) == (TaskState.DONE, 1, 13)


def test_task_of_another_unit_is_read_without_how_far_it_is(plan, units, people):
    """The plan is read by everybody, assignments by reporters, answers by the unit alone."""
    row = tasks.one(people.reporter, plan, plan.tasks.get(number="4").pk, today=TODAY)
    assert row.parts == ()
    assert tasks.is_others(people.reporter, row)
    assert tasks.others(people.reporter, row) == [units.other_division]
    assert tasks.others(people.head, row) == []


def test_unknown_task_is_not_visible(plan, people):
    with pytest.raises(NotVisible):
        tasks.one(people.coordinator, plan, 10**9, today=TODAY)


def test_only_the_office_sees_what_waits_for_a_unit(plan, people):
    assert [task.number for task in tasks.unassigned(people.coordinator, plan)] == ["6"]
    for viewer in (people.reporter, people.head, people.director, people.administrator):
        with pytest.raises(NotAllowed):
            tasks.unassigned(viewer, plan)


def test_matrix_counts_every_part_once(answered, plan, people):
    matrix = tasks.matrix(people.coordinator, plan, today=TODAY)
    assert [(c.unit.code, c.part_count, c.done_count) for c in matrix.columns] == [
        ("VP", 2, 0),
        ("HCTP", 3, 0),
        ("TTR", 2, 0),
        ("CC1", 2, 0),
    ]
    assert (matrix.part_count, matrix.done_count) == (9, 0)
    cells = [[cell.state if cell else None for cell in row.cells] for row in matrix.rows]
    nothing, doing, late = TaskState.NOT_STARTED, TaskState.IN_PROGRESS, TaskState.LATE
    assert cells == [
        [nothing, None, None, None],
        [nothing, doing, nothing, nothing],
        [None, late, None, None],
        [None, None, nothing, None],
        [None, doing, None, nothing],
        [None, None, None, None],
    ]
