"""How much work a step takes, as a weight from 1 to 5: the defaults, data to be overruled criterion by criterion.

Not here: what a step is (steps), the order by points per effort (winnable).
"""

from collections.abc import Iterable, Mapping

from dondoc.core.scoring.axes import leaves
from dondoc.core.scoring.criteria import (
    Average,
    CountCapped,
    CountTable,
    Criterion,
    Deduction,
    Peer,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Tiers,
    YesNo,
    fact_names,
)
from dondoc.core.scoring.points import ZERO
from dondoc.core.scoring.steps import Change

# No measurement stands behind these: they only put what one decision or one count settles before what many cases must
# follow. A fact that is merely not reported is the lightest, outrunning other bodies the heaviest.
REPORTING = 1
OPENING_A_GATE = 3
DEFAULT_EFFORTS: dict[type[Rule], int] = {
    YesNo: 2,
    Tiers: 2,
    CountTable: 2,
    CountCapped: 2,
    Deduction: 3,
    Ratio: 3,
    RatioToTarget: 3,
    RatioBands: 3,
    Average: 4,
    Peer: 5,
}


def effort_of(criterion: Criterion, changes: Iterable[Change], efforts: Mapping[str, int]) -> int:
    """The weight given for the criterion's code, otherwise the heaviest default among the changes.

    A fact that several rules ask for has the lightest of theirs. Raises ValueError for a weight that is not 1 … 5.
    """
    weight = efforts.get(criterion.code) or max(_default(criterion.rule, change) for change in changes)
    if not 1 <= weight <= 5:
        raise ValueError(f"{criterion.code}: {weight}")
    return weight


def _default(rule: Rule, change: Change) -> int:
    if change.after is None:
        return REPORTING
    asking = (type(leaf) for leaf, _ in leaves(rule, ZERO) if change.fact in fact_names(leaf))
    return min((DEFAULT_EFFORTS[kind] for kind in asking), default=OPENING_A_GATE)
