"""Points still winnable: what each criterion has lost, why, which step wins it back, most points per effort first.

Not here: steps themselves (steps), who has the duty (queries), objections to what is scored (opponents).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dondoc.core.scoring.ceilings import most
from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    CountCapped,
    CountTable,
    CriteriaSet,
    Criterion,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Source,
    Sum,
    Tiers,
    YesNo,
)
from dondoc.core.scoring.efforts import effort_of
from dondoc.core.scoring.facts import Facts, peers_of
from dondoc.core.scoring.objections import Proof
from dondoc.core.scoring.points import ZERO, Values, exact
from dondoc.core.scoring.sheets import CriterionScore, CriterionState, ScoreSheet
from dondoc.core.scoring.steps import Obstacle, Step, full_step, next_step, obstacle


class Cause(StrEnum):
    """What points were lost by."""

    MISSING = "missing"
    ANSWER = "answer"
    LEVEL = "level"
    COUNT = "count"
    RATIO = "ratio"
    BAND = "band"
    RECORDS = "records"
    PEERS = "peers"
    GATE = "gate"
    FAULTS = "faults"
    OTHERS = "others"


CAUSE_TITLES = {
    Cause.MISSING: "Chưa có số liệu",
    Cause.ANSWER: "Chưa có",
    Cause.LEVEL: "Chưa ở mức cao nhất",
    Cause.COUNT: "Số lượng chưa đủ",
    Cause.RATIO: "Tỷ lệ chưa đủ",
    Cause.BAND: "Tỷ lệ chưa tới mức trên",
    Cause.RECORDS: "Điểm trung bình chưa cao nhất",
    Cause.PEERS: "Thấp hơn cơ quan cao nhất",
    Cause.GATE: "Vướng điều kiện loại trừ",
    Cause.FAULTS: "Bị trừ điểm",
    Cause.OTHERS: "Điểm do nơi khác cho",
}

_CAUSES: dict[type[Rule], Cause] = {
    YesNo: Cause.ANSWER,
    Tiers: Cause.LEVEL,
    CountTable: Cause.COUNT,
    CountCapped: Cause.COUNT,
    Ratio: Cause.RATIO,
    RatioToTarget: Cause.RATIO,
    RatioBands: Cause.BAND,
    Average: Cause.RECORDS,
    Peer: Cause.PEERS,
    Deduction: Cause.FAULTS,
    External: Cause.OTHERS,
}


@dataclass(frozen=True)
class Winnable:
    """A criterion that has lost points; `step`, `full` and `effort` are None when `obstacle` says why.

    `lost` is maximum less points, `effort` the weight of the full step, `owner` the unit that answers for it, `tasks`
    the titles of tasks that serve it.
    """

    criterion: Criterion
    points: Decimal
    lost: Decimal
    causes: tuple[Cause, ...]
    step: Step | None
    full: Step | None
    obstacle: Obstacle | None
    effort: int | None
    days_left: int
    owner: str = ""
    tasks: tuple[str, ...] = ()

    @property
    def worth(self) -> Fraction:
        """Points of the full step per unit of effort; 0 when there is no step."""
        return Fraction(self.full.points) / self.effort if self.full and self.effort else ZERO


def winnable(
    criteria_set: CriteriaSet,
    facts: Facts,
    sheet: ScoreSheet,
    *,
    days_left: int,
    peers: Sequence[Facts] | None = None,
    efforts: Mapping[str, int] | None = None,
    owners: Mapping[str, str] | None = None,
    tasks: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Winnable, ...]:
    """What the body can still win by its own acts, most points of the full step per effort first; then the rest.

    The rest has no step (points that others give, nothing to measure), most points lost first. `sheet` is that of the
    facts. `efforts`, `owners` and `tasks` go by the criterion's code; a weight that is not given is the default of its
    kind. Days left (negative: the day has passed) go with every row as given.
    """
    found = []
    for row in sheet.criteria:
        if row.points is None or row.points >= row.max:
            continue
        criterion = criteria_set.criterion(row.code)
        step = next_step(criterion, facts, criteria_set, peers)
        full = full_step(criterion, facts, criteria_set, peers)
        found.append(
            Winnable(
                criterion=criterion,
                points=row.points,
                lost=row.max - row.points,
                causes=_causes_of(criterion, row, facts, peers_of(facts, peers)),
                step=step,
                full=full,
                obstacle=None if step else obstacle(criterion, facts, criteria_set, peers),
                effort=effort_of(criterion, full.changes, efforts or {}) if full else None,
                days_left=days_left,
                owner=(owners or {}).get(row.code, ""),
                tasks=tuple((tasks or {}).get(row.code, ())),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.step is None, -each.worth, -each.lost)))


def _causes_of(criterion: Criterion, row: CriterionScore, facts: Facts, peers: Sequence[Facts]) -> tuple[Cause, ...]:
    if criterion.source in (Source.EXTERNAL, Source.SURVEY):
        return (Cause.OTHERS,)
    if row.state is CriterionState.MISSING:
        return (Cause.MISSING,)
    return tuple(dict.fromkeys(_causes(criterion.rule, criterion.maximum, facts.values, peers)))


def _causes(rule: Rule, maximum: Fraction, values: Values, peers: Sequence[Facts]) -> Iterator[Cause]:
    """Of the best of several, what the one that counts has lost."""
    match rule:
        case Sum(parts):
            for top, part in parts:
                yield from _causes(part, Fraction(top), values, peers)
        case BestOf(of):
            counts = max(of, key=lambda each: exact(each, maximum, values, peers) or ZERO)
            yield from _causes(counts, maximum, values, peers)
        case Gate(unless, inner):
            if values[unless]:
                yield Cause.GATE
            else:
                yield from _causes(inner, maximum, values, peers)
        case Information():
            return
        case _:
            if (exact(rule, maximum, values, peers) or ZERO) < most(rule, maximum):
                yield _CAUSES[type(rule)]


@dataclass(frozen=True)
class ProofNeed:
    """A criterion that the body scores itself and has not proved; `points` are those at stake now."""

    criterion: Criterion
    points: Decimal


def proof_needed(criteria_set: CriteriaSet, sheet: ScoreSheet, proofs: Iterable[Proof]) -> tuple[ProofNeed, ...]:
    """“Proof still needed this year”: criteria that apply and are scored by the body's own facts, with no proof at all.

    Most points at stake first, then in the order of the set; what is not reported yet has none at stake.
    """
    proved = {proof.criterion for proof in proofs}
    needs = (
        ProofNeed(criteria_set.criterion(row.code), row.points)
        for row in sheet.criteria
        if row.points is not None and row.code not in proved
    )
    own = (each for each in needs if each.criterion.source is Source.SELF)
    return tuple(sorted(own, key=lambda each: -each.points))
