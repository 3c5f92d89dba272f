"""A plan drafted from gaps: words, figures with both numbers, groups, goals; nothing invented."""

from dataclasses import replace
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
    gap_of,
)
from dondoc.core.plan import Target, TaskDraft
from dondoc.core.scoring.criteria import Criterion, YesNo
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.step_texts import FactName
from dondoc.core.scoring.steps import Change, Obstacle, Step
from dondoc.core.scoring.winnable import Winnable

GROUPS = (TaskGroup("Hạ tầng số", ("1", "7")), TaskGroup("Nhân lực số", ("2",)))


def share(numerator: int, denominator: int) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


def draft(*gaps: Gap) -> ImprovementDraft:
    return draft_improvements(gaps, groups=GROUPS, year=2026, set_title="Bộ chỉ số.", is_unofficial=False)


def gap(*changes: FactChange, code: str = "1.1", pillar: str = "1", **given) -> Gap:
    return Gap(code, "Hồ sơ trực tuyến", pillar, Decimal("7.5"), Decimal("2.25"), changes=changes, **given)


def change(title: str, before: FactValue, after: FactValue, unit: str = "") -> FactChange:
    return FactChange(FactName(title, unit), before, after)


def solution(title: str, before: FactValue, after: FactValue, unit: str = "") -> str:
    (task,) = draft(gap(change(title, before, after, unit))).tasks
    (text,) = task.solutions
    return text


def test_a_gap_becomes_a_task_with_everything_known() -> None:
    step = change("Hồ sơ trực tuyến toàn trình;", share(612, 800), share(640, 800), "hồ sơ")
    (task,) = draft(
        gap(step, owners=("Phòng A", "Phòng B", "Phòng C"), due_on=date(2026, 11, 30), evidence=("Báo cáo.",))
    ).tasks
    assert task == TaskDraft(
        number="1",
        group="Hạ tầng số",
        text="Cải thiện chỉ số 1.1: Hồ sơ trực tuyến",
        solutions=("Nâng tỷ lệ hồ sơ trực tuyến toàn trình từ 612/800 (76,5%) lên ít nhất 640/800 (80%)",),
        due_text="Trước ngày 30/11/2026",
        due=date(2026, 11, 30),
        lead=("Phòng A",),
        cooperating=("Phòng B", "Phòng C"),
        products=("Tỷ lệ hồ sơ trực tuyến toàn trình: ít nhất 640/800 (80%)", "Báo cáo"),
    )


def test_what_is_not_known_is_left_out_and_the_year_is_the_deadline() -> None:
    (task,) = draft(gap()).tasks
    assert (task.solutions, task.lead, task.cooperating, task.products) == ((), (), (), ())
    assert (task.due_text, task.due) == ("Năm 2026", date(2026, 12, 31))


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
        (
            "Hồ sơ trực tuyến / hồ sơ đã giải quyết",
            share(5, 6),
            share(6, 6),
            "hồ sơ",
            "Nâng tỷ lệ hồ sơ trực tuyến trên tổng số hồ sơ đã giải quyết từ 5/6 (83,33%) lên 6/6 (100%)",
        ),
        ("Cuộc họp", Decimal(0), Decimal(1), "cuộc", "Nâng số cuộc họp từ 0 cuộc lên ít nhất 1 cuộc"),
        ("Lỗi / bài viết", Decimal(3), None, "", "Thu thập, báo cáo số liệu: tỷ lệ lỗi trên tổng số bài viết"),
        ("Đã ban hành quy chế", None, True, "", "Thực hiện và lưu minh chứng: ban hành quy chế"),
        ("Có hồ sơ trễ hạn", True, False, "", "Khắc phục, không để xảy ra: hồ sơ trễ hạn"),
        ("Có chuyên mục", False, True, "", "Thực hiện và lưu minh chứng: có chuyên mục"),
        ("Hồ sơ trễ hạn", True, False, "", "Khắc phục, không để xảy ra: hồ sơ trễ hạn"),
        ("TTHC chưa công bố", True, False, "", "Khắc phục, không để xảy ra: TTHC chưa công bố"),
        ("Trưởng ban", "Phó Giám đốc", "Giám đốc", "", "Trưởng ban: đạt mức “Giám đốc” (hiện ở mức “Phó Giám đốc”)"),
        ("Trưởng ban", None, "Giám đốc", "", "Trưởng ban: đạt mức “Giám đốc”"),
        ("Điểm", (Decimal(1),), (Decimal(1), Decimal(2), Decimal(2)), "hồ sơ", "Nâng điểm: thêm 2 hồ sơ đạt 2 điểm"),
        ("Điểm", None, (Decimal(2),), "", "Nâng điểm: thêm 1 lượt chấm đạt 2 điểm"),
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
        (share(7996, 10000), "hồ sơ", "7.996/10.000 (79,96%)"),
        (share(79999, 100000), "", "79.999/100.000 (79,99%)"),
        (share(3, 0), "hồ sơ", "3/0"),
        (Decimal("1234.5"), "", "1.234,5"),
        (None, "hồ sơ", "chưa có số liệu"),
        (True, "", "có"),
    ],
)
def test_a_fact_is_printed_with_both_numbers_and_never_rounded_up(value: FactValue, unit: str, text: str) -> None:
    assert fact_text(value, FactName("Số liệu", unit)) == text


def test_figures_become_goals_and_words_do_not() -> None:
    made = draft(
        gap(change("Hồ sơ trực tuyến", share(1, 2), share(4, 5), "hồ sơ"), change("Có chuyên mục", False, True)),
        gap(change("Số sự cố", Decimal(3), Decimal(1), "sự cố"), change("Trưởng ban", "a", "b")),
    )
    assert made.targets == (
        Target("Tỷ lệ hồ sơ trực tuyến", ">=", Decimal(80), "%"),
        Target("Số sự cố", "<=", Decimal(1), "sự cố"),
    )
    assert [(goal.now, goal.then) for goal in made.goals] == [
        ("1/2 (50%)", "4/5 (80%)"),
        ("3 sự cố", "1 sự cố"),
    ]


def test_of_two_goals_for_one_figure_the_further_one_stays() -> None:
    lower = change("Số buổi", Decimal(1), Decimal(2), "buổi")
    higher = change("Số buổi", Decimal(1), Decimal(5), "buổi")
    for both in ((lower, higher), (higher, lower)):
        assert [target.value for target in draft(*(gap(each) for each in both)).targets] == [Decimal(5)]


def test_the_whole_of_a_ratio_is_met_exactly_and_goes_before_a_part_of_it() -> None:
    part = change("Máy tính được quản lý", share(1, 2), share(4, 5))
    whole = change("Máy tính được quản lý", share(1, 2), share(2, 2))
    assert draft(gap(part), gap(whole)).targets == (Target("Tỷ lệ máy tính được quản lý", "=", Decimal(100), "%"),)


def test_tasks_stand_by_group_in_the_order_given_and_a_pillar_without_group_last() -> None:
    made = draft(gap(code="9.1", pillar="9"), gap(code="2.1", pillar="2"), gap(code="7.1", pillar="7"), gap(code="1.1"))
    assert [(title, [task.text[:18] for task in tasks]) for title, tasks in made.groups] == [
        ("Hạ tầng số", ["Cải thiện chỉ số 7", "Cải thiện chỉ số 1"]),
        ("Nhân lực số", ["Cải thiện chỉ số 2"]),
        (OTHER_TASKS, ["Cải thiện chỉ số 9"]),
    ]
    assert [task.number for task in made.tasks] == ["1", "2", "3", "4"]
    assert (made.lost, made.wins) == (Decimal("30.0"), Decimal("9.00"))


def test_a_draft_without_gaps_is_empty() -> None:
    made = draft()
    assert (made.tasks, made.goals, made.groups, made.lost) == ((), (), (), Decimal(0))


WINNABLE = Winnable(
    criterion=Criterion("2.4", "2", "Họp Ban Chỉ đạo", Decimal(10), YesNo("meetings"), evidence=("Thông báo",)),
    points=Decimal("2.50"),
    lost=Decimal("7.50"),
    causes=(),
    step=Step("2.4", (Change("meetings", Decimal(1), Decimal(2), Decimal(1)),), Decimal("2.50"), Decimal("5.00")),
    full=Step("2.4", (Change("meetings", Decimal(1), Decimal(4), Decimal(3)),), Decimal("7.50"), Decimal("10.00")),
    obstacle=None,
    effort=3,
    days_left=38,
    owner="Văn phòng Sở",
)
MEETINGS = FactName("Số cuộc họp", "cuộc")


def test_a_winnable_criterion_becomes_the_gap_of_its_full_step() -> None:
    made = gap_of(WINNABLE, {"meetings": MEETINGS}, due_on=date(2026, 11, 30), cooperating=("Thanh tra Sở",))
    assert made == Gap(
        code="2.4",
        title="Họp Ban Chỉ đạo",
        pillar="2",
        lost=Decimal("7.50"),
        wins=Decimal("7.50"),
        changes=(FactChange(MEETINGS, Decimal(1), Decimal(4)),),
        owners=("Văn phòng Sở", "Thanh tra Sở"),
        due_on=date(2026, 11, 30),
        evidence=("Thông báo",),
    )


def test_a_smaller_step_may_be_drafted_and_a_fact_without_name_keeps_its_identifier() -> None:
    made = gap_of(WINNABLE, {}, step=WINNABLE.step)
    assert made.changes == (FactChange(FactName("meetings"), Decimal(1), Decimal(2)),)
    assert made.wins == Decimal("2.50")


def test_what_cannot_be_won_is_a_gap_without_changes_or_lead() -> None:
    lost = replace(WINNABLE, step=None, full=None, obstacle=Obstacle.SURVEY, effort=None, owner="")
    made = gap_of(lost, {}, cooperating=("Thanh tra Sở",))
    assert (made.changes, made.wins, made.lost) == ((), Decimal(0), Decimal("7.50"))
    (task,) = draft(made).tasks
    assert (task.lead, task.cooperating, task.solutions) == ((), ("Thanh tra Sở",), ())
