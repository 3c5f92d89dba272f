"""A step in words, the sentences of obstacles, and the names that facts have."""

from decimal import Decimal

import pytest

from dondoc.core.scoring.bindings import BindingKind, FactBinding
from dondoc.core.scoring.facts import Quotient
from dondoc.core.scoring.step_texts import OBSTACLE_TEXTS, FactName, names_of, step_text
from dondoc.core.scoring.steps import Change, Obstacle, Step


def step(gain: str, *changes: Change) -> Step:
    return Step("1.1", changes, Decimal(gain), Decimal(gain))


def count(before: str, after: str, fact: str) -> Change:
    return Change(fact, Decimal(before), Decimal(after), Decimal(after) - Decimal(before))


def rate(before: int, after: int, of: int, fact: str) -> Change:
    return Change(
        fact, Quotient(Decimal(before), Decimal(of)), Quotient(Decimal(after), Decimal(of)), Decimal(after - before)
    )


def test_every_obstacle_has_its_sentence():
    assert set(OBSTACLE_TEXTS) == set(Obstacle)


NAMES = {
    "online": FactName("Tỷ lệ hồ sơ trực tuyến toàn trình", "hồ sơ trực tuyến toàn trình"),
    "late": FactName("Nộp hồ sơ đánh giá quá hạn"),
    "role": FactName("Người đứng đầu"),
    "errors": FactName("Số sự cố", "sự cố"),
    "records": FactName("Điểm từng hồ sơ", "hồ sơ"),
}


@pytest.mark.parametrize(
    ("given_step", "text"),
    [
        (step("6.00", rate(66, 80, 100, "online")), "thêm 14 hồ sơ trực tuyến toàn trình → 80 % → +6,00 điểm"),
        (step("6.00", rate(66, 80, 100, "f")), "“f” thêm 14 → 80 % → +6,00 điểm"),
        (step("1006.00", count("5", "0", "errors")), "bớt 5 sự cố → 0 sự cố → +1.006,00 điểm"),
        (
            step("5.00", Change("late", True, False), count("0", "1.5", "f")),
            "“Nộp hồ sơ đánh giá quá hạn”: từ “có” thành “không”; “f” thêm 1,5 → 1,5 → +5,00 điểm",
        ),
        (
            step("5.00", Change("role", "Phó Giám đốc", "Giám đốc")),
            "“Người đứng đầu”: từ “Phó Giám đốc” thành “Giám đốc” → +5,00 điểm",
        ),
        (
            step("1.00", Change("records", (), (Decimal(2), Decimal(2)), Decimal(2))),
            "thêm 2 hồ sơ đạt 2 điểm → +1,00 điểm",
        ),
        (
            Step("1.1", (Change("role", None, None),), Decimal("15.00"), Decimal("15.00"), is_up_to=True),
            "báo cáo số liệu “Người đứng đầu” → tối đa +15,00 điểm",
        ),
    ],
)
def test_step_in_words(given_step: Step, text: str):
    assert step_text(given_step, NAMES) == text


def test_names_come_from_bindings_and_of_a_ratio_from_its_upper_number():
    names = names_of(
        [
            FactBinding("online", "Hồ sơ trực tuyến toàn trình / hồ sơ đã giải quyết", "hồ sơ", BindingKind.DOSSIERS),
            FactBinding("services", "DVC thanh toán được / DVC của Sở", "dịch vụ", BindingKind.TYPED),
            FactBinding("meetings", "Cuộc họp của Ban Chỉ đạo", "cuộc họp", BindingKind.TASK),
        ]
    )

    assert step_text(step("6.00", rate(66, 80, 100, "online")), names) == (
        "thêm 14 hồ sơ trực tuyến toàn trình → 80 % → +6,00 điểm"
    )
    assert names["services"] == FactName("DVC thanh toán được / DVC của Sở", "DVC thanh toán được")
    assert names["meetings"] == FactName("Cuộc họp của Ban Chỉ đạo", "cuộc họp")
