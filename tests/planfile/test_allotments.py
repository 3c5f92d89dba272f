"""Tasks given out by their numbers in the section of organisation."""

import pytest

from dondoc.core.plan import TaskDraft
from dondoc.planfile.allotments import with_allotments
from dondoc.planfile.documents import Line
from dondoc.planfile.outlines import outline

A, B, C = "Phòng A", "Phòng B", "Văn phòng Sở"
CASES: dict[tuple[str, ...], dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    ("1. Phòng A: Chủ trì thực hiện các nhiệm vụ 1, 2; phối hợp thực hiện nhiệm vụ 3.",): {
        "1": ((A,), ()),
        "2": ((A,), ()),
        "3": ((), (A,)),
    },
    (
        "- Phòng A chủ trì nhiệm vụ 1; Phòng B chủ trì nhiệm vụ 2 và nhiệm vụ 4.",
        "- Văn phòng Sở tham gia nhiệm vụ 4.",
    ): {
        "1": ((A,), ()),
        "2": ((B,), ()),
        "4": ((B,), (C,)),
    },
    ("1. Giao Phòng A chủ trì, phối hợp với Phòng B thực hiện nhiệm vụ số 3.",): {"3": ((A,), (B,))},
    ("1. Phòng A", "- Chủ trì các nhiệm vụ từ 1 đến 3.", "- Phối hợp thực hiện nhiệm vụ 4."): {
        "1": ((A,), ()),
        "2": ((A,), ()),
        "3": ((A,), ()),
        "4": ((), (A,)),
    },
    ("Nhiệm vụ 1, 2: Phòng A chủ trì; Phòng B phối hợp.", "Nhiệm vụ 3: Văn phòng Sở."): {
        "1": ((A,), (B,)),
        "2": ((A,), (B,)),
        "3": ((C,), ()),
    },
    ("Phân công Phòng A (nhiệm vụ 1, 3), Phòng B (nhiệm vụ 2).",): {"1": ((A,), ()), "2": ((B,), ()), "3": ((A,), ())},
    ("1. Phòng A chủ trì thực hiện nhiệm vụ 6 tháng đầu năm.",): {},
    ("1. Phòng A thực hiện tốt các nhiệm vụ được giao.",): {},
}


@pytest.mark.parametrize(("lines", "expected"), CASES.items())
def test_tasks_given_out_by_number(
    lines: tuple[str, ...], expected: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    root = outline(Line(f"paragraph {n}", text) for n, text in enumerate(["III. PHÂN CÔNG THỰC HIỆN", *lines], start=1))
    tasks = with_allotments([TaskDraft(str(number), None, "Rà soát") for number in range(1, 7)], root)
    assert {task.number: (task.lead, task.cooperating) for task in tasks if task.lead or task.cooperating} == expected


def test_number_borne_by_two_tasks_gives_nothing_out() -> None:
    root = outline(
        [Line("paragraph 1", "III. PHÂN CÔNG THỰC HIỆN"), Line("paragraph 2", "1. Phòng A chủ trì nhiệm vụ 1.")]
    )
    tasks = [TaskDraft("1", "Hạ tầng số", "Rà soát"), TaskDraft("1", "Nhân lực số", "Bồi dưỡng")]
    assert with_allotments(tasks, root) == tasks


def test_what_a_task_says_of_itself_stays() -> None:
    root = outline(
        [Line("paragraph 1", "III. PHÂN CÔNG THỰC HIỆN"), Line("paragraph 2", "1. Phòng A chủ trì nhiệm vụ 1.")]
    )
    tasks = [TaskDraft("1", None, "Rà soát", lead=("Phòng B",))]
    assert with_allotments(tasks, root) == tasks
