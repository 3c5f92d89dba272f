"""A step in words: `thêm 14 hồ sơ → 80 % → +6,00 điểm`. Not here: finding steps (steps)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.scoring.bindings import FactBinding
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.steps import Change, Obstacle, Step
from dondoc.core.vietnamese import number_text

OBSTACLE_TEXTS = {
    Obstacle.NOT_APPLICABLE: "Chỉ số không áp dụng cho cơ quan này.",
    Obstacle.INFORMATION: "Chỉ số chỉ để biết, không tính điểm.",
    Obstacle.SURVEY: "Điểm lấy từ điều tra, khảo sát; cơ quan không tự thay đổi được.",
    Obstacle.EXTERNAL: "Điểm do cơ quan khác cho; cơ quan không tự thay đổi được.",
    Obstacle.AT_MAXIMUM: "Đã đạt mức điểm cao nhất.",
    Obstacle.NOTHING_TO_MEASURE: "Mẫu số bằng 0: chưa phát sinh gì để đo.",
    Obstacle.OUT_OF_REACH: "Không có mức số liệu nào cho thêm điểm.",
}


@dataclass(frozen=True)
class FactName:
    """What a fact is called: its title, and what one of it is (`hồ sơ trực tuyến toàn trình`)."""

    title: str
    unit: str = ""


def names_of(bindings: Iterable[FactBinding]) -> dict[str, FactName]:
    """The names of facts by their bindings; one of a ratio is called by the upper number of its title (`… / …`)."""
    found = {}
    for binding in bindings:
        upper, _, lower = binding.title.partition(" / ")
        found[binding.fact] = FactName(binding.title, _inside(upper) if lower else binding.unit)
    return found


def _inside(title: str) -> str:
    """A title inside a sentence: a small first letter, but for one of capitals (`DVC`)."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def step_text(step: Step, names: Mapping[str, FactName]) -> str:
    """The step as one sentence without a full stop; a fact without a name is called by its identifier."""
    changes = "; ".join(_change_text(each, names.get(each.fact, FactName(each.fact))) for each in step.changes)
    return f"{changes} → {'tối đa ' if step.is_up_to else ''}{gain_text(step.points)}"


def gain_text(points: Decimal) -> str:
    """`+6,00 điểm`: with the decimals the points have."""
    return f"+{points_text(points)} điểm"


def points_text(points: Decimal) -> str:
    """`1.006,00`: with all decimals, as scores are printed."""
    return f"{points:,f}".translate(str.maketrans(",.", ".,"))


def value_text(value: FactValue, name: FactName) -> str:
    """A value of a fact as people read it: `có`, `4 cuộc họp`, `812/1.003 (80,96 %)`, a level."""
    match value:
        case None:
            return "chưa có số liệu"
        case bool():
            return "có" if value else "không"
        case str():
            return value
        case Decimal():
            return f"{number_text(value)} {name.unit}".rstrip()
        case Quotient(numerator, denominator):
            figures = f"{number_text(numerator)}/{number_text(denominator)}"
            return f"{figures} ({_percent(value)})" if denominator else figures
        case _:
            return f"{len(value)} {name.unit}".rstrip()


def _change_text(change: Change, name: FactName) -> str:
    match change.after:
        case None:
            return f"báo cáo số liệu “{name.title}”"
        case tuple(scores):
            return f"{_more(change, name)} đạt {number_text(scores[-1])} điểm"
        case Quotient():
            return f"{_more(change, name)} → {_percent(change.after)}"
        case bool() | str():
            return f"“{name.title}”: từ “{value_text(change.before, name)}” thành “{value_text(change.after, name)}”"
        case _:
            return f"{_more(change, name)} → {value_text(change.after, name)}"


def _more(change: Change, name: FactName) -> str:
    amount = change.amount or Decimal(0)
    by = f"{'thêm' if amount > 0 else 'bớt'} {number_text(abs(amount))}"
    return f"{by} {name.unit}" if name.unit else f"“{name.title}” {by}"


def _percent(ratio: Quotient) -> str:
    return f"{number_text(ratio.numerator * 100 / ratio.denominator, decimals=2)} %"
