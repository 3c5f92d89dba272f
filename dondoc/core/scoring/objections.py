"""What a mock appraisal reads and what it finds: facts with their origin, proofs, figures, objections.

Not here: the rules by which it objects (opponents).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dondoc.core.scoring.changes import CriterionChange
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.facts import Facts, FactValue
from dondoc.core.scoring.step_texts import FactName


class Ground(StrEnum):
    """What an objection rests on."""

    MISSING_FACT = "missing-fact"
    NUMERATOR_ABOVE = "numerator-above"
    FIGURE_DIFFERS = "figure-differs"
    NO_PROOF = "no-proof"
    OUTSIDE_PERIOD = "outside-period"
    SAME_FILE = "same-file"
    NO_PARTICULARS = "no-particulars"
    TYPED = "typed"
    CHANGED = "changed"
    SMALL_DENOMINATOR = "small-denominator"


GROUND_TITLES = {
    Ground.MISSING_FACT: "Chưa có số liệu",
    Ground.NUMERATOR_ABOVE: "Tử số lớn hơn mẫu số",
    Ground.FIGURE_DIFFERS: "Khác số liệu đã báo cáo",
    Ground.NO_PROOF: "Không có minh chứng",
    Ground.OUTSIDE_PERIOD: "Minh chứng ngoài kỳ đánh giá",
    Ground.SAME_FILE: "Một tệp dùng nhiều lần",
    Ground.NO_PARTICULARS: "Minh chứng chưa ghi số, ngày",
    Ground.TYPED: "Số liệu nhập tay",
    Ground.CHANGED: "Chỉ số khác năm trước",
    Ground.SMALL_DENOMINATOR: "Đạt 100 % trên mẫu số rất nhỏ",
}


@dataclass(frozen=True)
class Origin:
    """Where the value of a fact comes from; `source` is in words, empty when unknown."""

    as_of: date
    is_typed: bool
    source: str = ""


@dataclass(frozen=True)
class Proof:
    """A file that proves one criterion; the same file for two criteria is two proofs."""

    criterion: str
    name: str
    sha256: str
    number: str = ""
    issued_on: date | None = None
    page: str = ""


@dataclass(frozen=True)
class ReportedFigure:
    """What was reported elsewhere for the same fact, with the place as people find it (`Chỉ tiêu 3, quý IV/2026`)."""

    fact: str
    value: FactValue
    place: str


@dataclass(frozen=True)
class Brief:
    """All that the opponent reads. The period has both its days; denominators under `small` are very small."""

    criteria_set: CriteriaSet
    facts: Facts
    period: tuple[date, date]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    proofs: Sequence[Proof] = ()
    figures: Sequence[ReportedFigure] = ()
    changes: Sequence[CriterionChange] = ()
    names: Mapping[str, FactName] = field(default_factory=dict)
    peers: Sequence[Facts] | None = None
    small: int = 5


@dataclass(frozen=True)
class Objection:
    """What is objected to, where, and what to do, in one sentence or two; `at_risk` are points of the criterion.

    A missing fact has all the points of the criterion at risk; a figure those that the other figure would not give; a
    very small denominator what one case weighs; an impossible ratio all that was scored. Whatever is wrong with proof
    (and a typed figure or a changed criterion, for which proof speaks) has all that was scored at risk while
    no proof without an objection is left, otherwise none.
    """

    ground: Ground
    criterion: str
    sentence: str
    at_risk: Decimal
