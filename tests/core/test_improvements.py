"""A plan drafted from gaps: words, figures with both numbers, groups, goals; nothing invented."""

from datetime import date
from decimal import Decimal

import pytest

from dondoc.core.improvements import (
    OTHER_TASKS,
    FactChange,
    Gap,
    ImprovementDraft,
    TaskGroup,
    draft_improvements,
    fact_text,
)
from dondoc.core.plan import Target, TaskDraft
from dondoc.core.scoring.facts import FactValue, Quotient

GROUPS = (TaskGroup("Hạ tầng số", ("1", "7")), TaskGroup("Nhân lực số", ("2",)))


def share(numerator: int, denominator: int) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


def draft(*gaps: Gap) -> ImprovementDraft:
    return draft_improvements(gaps, groups=GROUPS, year=2026, set_title="Bộ tiêu chí.", is_unofficial=False)


def gap(*changes: FactChange, code: str = "1.1", pillar: str = "1", **given) -> Gap:
    return Gap(code, "Hồ sơ trực tuyến", pillar, Decimal("7.5"), Decimal("2.25"), changes=changes, **given)


def solution(title: str, before: FactValue, after: FactValue, unit: str = "") -> str:
    (task,) = draft(gap(FactChange(title, before, after, unit))).tasks
    (text,) = task.solutions
    return text


def test_a_gap_becomes_a_task_with_everything_known() -> None:
    change = FactChange("Hồ sơ trực tuyến toàn trình;", share(612, 800), share(640, 800), "hồ sơ")
    (task,) = draft(
        gap(change, owners=("Phòng A", "Phòng B", "Phòng C"), due_on=date(2026, 11, 30), evidence=("Báo cáo.",))
    ).tasks
    assert task == TaskDraft(
        number="1",
        group="Hạ tầng số",
        text="Cải thiện tiêu chí 1.1: Hồ sơ trực tuyến",
        solutions=("Nâng tỷ lệ hồ sơ trực tuyến toàn trình từ 612/800 hồ sơ (76,5%) lên ít nhất 640/800 hồ sơ (80%)",),
        due_text="Trước ngày 30/11/2026",
        due=date(2026, 11, 30),
        lead=("Phòng A",),
        cooperating=("Phòng B", "Phòng C"),
        products=("Hồ sơ trực tuyến toàn trình: ít nhất 640/800 hồ sơ (80%)", "Báo cáo"),
    )


def test_what_is_not_known_is_left_out_and_the_year_is_the_deadline() -> None:
    (task,) = draft(gap()).tasks
    assert (task.solutions, task.lead, task.cooperating, task.products) == ((), (), (), ())
    assert (task.due_text, task.due) == ("Năm 2026", date(2026, 12, 31))


def test_the_sentence_of_the_step_is_the_solution_when_no_fact_changes() -> None:
    assert draft(gap(step="Bổ sung minh chứng.")).tasks[0].solutions == ("Bổ sung minh chứng",)


@pytest.mark.parametrize(
    ("title", "before", "after", "unit", "said"),
    [
        ("Số cuộc họp", Decimal(1), Decimal(4), "cuộc", "Nâng số cuộc họp từ 1 cuộc lên ít nhất 4 cuộc"),
        ("Số sự cố", Decimal(3), Decimal(1), "sự cố", "Giảm số sự cố từ 3 sự cố xuống không quá 1 sự cố"),
        ("Số sự cố", Decimal(3), Decimal(0), "sự cố", "Giảm số sự cố từ 3 sự cố xuống 0 sự cố"),
        (
            "Số sự cố",
            None,
            Decimal(4),
            "cuộc",
            "Thu thập, báo cáo số liệu, bảo đảm số sự cố ít nhất 4 cuộc",
        ),
        (
            "Tỷ lệ hài lòng",
            share(1, 3),
            share(2, 3),
            "",
            "Nâng tỷ lệ hài lòng từ 1/3 (33,33%) lên ít nhất 2/3 (66,66%)",
        ),
        ("Có chuyên mục", False, True, "", "Thực hiện và lưu minh chứng: có chuyên mục"),
        ("Hồ sơ trễ hạn", True, False, "", "Khắc phục, không để xảy ra: hồ sơ trễ hạn"),
        ("TTHC chưa công bố", True, False, "", "Khắc phục, không để xảy ra: TTHC chưa công bố"),
        ("Trưởng ban", "Phó Giám đốc", "Giám đốc", "", "Trưởng ban: đạt mức “Giám đốc” (hiện ở mức “Phó Giám đốc”)"),
        ("Trưởng ban", None, "Giám đốc", "", "Trưởng ban: đạt mức “Giám đốc”"),
        ("Điểm", (Decimal(1), Decimal(2)), (Decimal(2),) * 2, "", "Nâng điểm từ (1; 2) lên (2; 2)"),
        ("Số buổi", Decimal(2), None, "", "Thu thập, báo cáo số liệu: số buổi"),
    ],
)
def test_a_change_is_said_by_what_the_fact_is(
    title: str, before: FactValue, after: FactValue, unit: str, said: str
) -> None:
    assert solution(title, before, after, unit) == said


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (share(7996, 10000), "hồ sơ", "7.996/10.000 hồ sơ (79,96%)"),
        (share(79999, 100000), "", "79.999/100.000 (79,99%)"),
        (share(3, 0), "hồ sơ", "3/0 hồ sơ"),
        (Decimal("1234.5"), "", "1.234,5"),
        ((), "", "chưa phát sinh"),
        (None, "hồ sơ", "chưa có số liệu"),
        (True, "", "có"),
    ],
)
def test_a_fact_is_printed_with_both_numbers_and_never_rounded_up(value: FactValue, unit: str, text: str) -> None:
    assert fact_text(value, unit) == text


def test_figures_become_goals_and_words_do_not() -> None:
    made = draft(
        gap(
            FactChange("Hồ sơ trực tuyến", share(1, 2), share(4, 5), "hồ sơ"), FactChange("Có chuyên mục", False, True)
        ),
        gap(FactChange("Số sự cố", Decimal(3), Decimal(1), "sự cố"), FactChange("Trưởng ban", "a", "b")),
    )
    assert made.targets == (
        Target("Hồ sơ trực tuyến", ">=", Decimal(80), "%"),
        Target("Số sự cố", "<=", Decimal(1), "sự cố"),
    )
    assert [(goal.now, goal.then) for goal in made.goals] == [
        ("1/2 hồ sơ (50%)", "4/5 hồ sơ (80%)"),
        ("3 sự cố", "1 sự cố"),
    ]


def test_of_two_goals_for_one_figure_the_further_one_stays() -> None:
    lower = FactChange("Số buổi", Decimal(1), Decimal(2), "buổi")
    higher = FactChange("Số buổi", Decimal(1), Decimal(5), "buổi")
    for both in ((lower, higher), (higher, lower)):
        assert [target.value for target in draft(*(gap(change) for change in both)).targets] == [Decimal(5)]


def test_tasks_stand_by_group_in_the_order_given_and_a_pillar_without_group_last() -> None:
    made = draft(gap(code="9.1", pillar="9"), gap(code="2.1", pillar="2"), gap(code="7.1", pillar="7"), gap(code="1.1"))
    assert [(title, [task.text[:20] for task in tasks]) for title, tasks in made.groups] == [
        ("Hạ tầng số", ["Cải thiện tiêu chí 7", "Cải thiện tiêu chí 1"]),
        ("Nhân lực số", ["Cải thiện tiêu chí 2"]),
        (OTHER_TASKS, ["Cải thiện tiêu chí 9"]),
    ]
    assert [task.number for task in made.tasks] == ["1", "2", "3", "4"]
    assert (made.lost, made.wins) == (Decimal("30.0"), Decimal("9.00"))


def test_a_draft_without_gaps_is_empty() -> None:
    made = draft()
    assert (made.tasks, made.goals, made.groups, made.lost) == ((), (), (), Decimal(0))
