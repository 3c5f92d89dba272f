"""What became of each criterion from one set to the next: the same, changed, new, dropped.

Not here: which criterion of the old set is which of the new one, that is data (criteriafile/mappings).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dondoc.core.scoring.criteria import CriteriaSet, Criterion
from dondoc.core.scoring.faults import ShapeRefused


class MappingRefused(ShapeRefused):
    """A mapping between two sets that names what is not there, leaves something out or names it twice."""


@dataclass(frozen=True)
class Pair:
    """The code of a criterion in the old set and the code of the same criterion in the new one."""

    old: str
    new: str


class ChangeKind(StrEnum):
    """How a criterion differs from the year before. Another number alone, another verifier or proof is no change."""

    SAME = "same"
    MAX = "max"
    RULE = "rule"
    TITLE = "title"
    NEW = "new"
    DROPPED = "dropped"


CHANGE_TITLES = {
    ChangeKind.SAME: "Giữ nguyên",
    ChangeKind.MAX: "Đổi điểm tối đa",
    ChangeKind.RULE: "Đổi cách tính",
    ChangeKind.TITLE: "Đổi tên",
    ChangeKind.NEW: "Mới",
    ChangeKind.DROPPED: "Bỏ",
}


@dataclass(frozen=True)
class CriterionChange:
    """One criterion over two years; `old` is None for a new one, `new` for a dropped one. `kinds` is never empty."""

    old: Criterion | None
    new: Criterion | None
    kinds: tuple[ChangeKind, ...]


def changes(old: CriteriaSet, new: CriteriaSet, pairs: Sequence[Pair]) -> tuple[CriterionChange, ...]:
    """The criteria of the new set in its order, then what was dropped in the order of the old one.

    `pairs` are those of `read_mapping` for these two sets; a criterion without a pair is new or dropped.
    """
    came_from = {pair.new: pair.old for pair in pairs}
    went = {pair.old for pair in pairs}
    return (
        *(
            _change(old.criterion(came_from[each.code]) if each.code in came_from else None, each)
            for each in new.criteria
        ),
        *(CriterionChange(each, None, (ChangeKind.DROPPED,)) for each in old.criteria if each.code not in went),
    )


def _change(old: Criterion | None, new: Criterion) -> CriterionChange:
    if old is None:
        return CriterionChange(None, new, (ChangeKind.NEW,))
    return CriterionChange(old, new, tuple(_kinds(old, new)) or (ChangeKind.SAME,))


def _kinds(old: Criterion, new: Criterion) -> Iterator[ChangeKind]:
    if old.max != new.max:
        yield ChangeKind.MAX
    if old.rule != new.rule:
        yield ChangeKind.RULE
    if old.title != new.title:
        yield ChangeKind.TITLE
