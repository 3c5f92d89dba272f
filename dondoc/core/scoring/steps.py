"""The inverse of the rules: the smallest change of facts that wins the next points, and the one that wins all.

Not here: which step is worth its effort (winnable), a step in words (step_texts).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dondoc.core.scoring.axes import axes, leaves
from dondoc.core.scoring.ceilings import fullest, most
from dondoc.core.scoring.criteria import (
    BestOf,
    CriteriaSet,
    Criterion,
    External,
    Gate,
    Information,
    Rule,
    Source,
    Sum,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient, peers_of
from dondoc.core.scoring.points import ZERO, Values, exact, missing_facts
from dondoc.core.scoring.roundings import half_up


class Obstacle(StrEnum):
    """Why there is no step."""

    NOT_APPLICABLE = "not-applicable"
    INFORMATION = "information"
    SURVEY = "survey"
    EXTERNAL = "external"
    AT_MAXIMUM = "at-maximum"
    NOTHING_TO_MEASURE = "nothing-to-measure"
    OUT_OF_REACH = "out-of-reach"


@dataclass(frozen=True)
class Change:
    """One fact from one value to another; `amount` is how much is added (taken away when negative).

    The amount is that of the count, of the numerator under the same denominator, or of records, each with the
    highest score; None for yes or no and for levels. `after` is None when the fact is missing: it must be reported.
    """

    fact: str
    before: FactValue
    after: FactValue
    amount: Decimal | None = None


@dataclass(frozen=True)
class Step:
    """Changes that together win `points`, so that `reached` is printed. With `is_up_to` the points are a ceiling.

    They are points of this criterion; what a fact does to others that ask for it too, a trial tells (trials).
    """

    criterion: str
    changes: tuple[Change, ...]
    points: Decimal
    reached: Decimal
    is_up_to: bool = False


def next_step(
    criterion: Criterion, facts: Facts, criteria_set: CriteriaSet, peers: Sequence[Facts] | None = None
) -> Step | None:
    """The smallest change that wins the next printed points; None when `obstacle` says why.

    One fact is moved, the one to be moved least (a yes, a level and a record count as one), of equal ones that which
    wins most, then that asked for first. A level goes to the next better one; a count or a numerator to the nearest
    that gives more, up or down; a list of scores grows by records with the highest score. When nothing wins while a
    gate is shut, gates are opened with it; when no single fact wins, what the full step takes, less what it can spare.
    A missing fact is never guessed: the step is to report it, and the points are a ceiling.
    """
    found = _search(criterion, facts, criteria_set, peers, _next_values)
    return found if isinstance(found, Step) else None


def full_step(
    criterion: Criterion, facts: Facts, criteria_set: CriteriaSet, peers: Sequence[Facts] | None = None
) -> Step | None:
    """The change that wins all the rule can give, no fact moved further than that takes; None as for `next_step`.

    That is before rounding: a ratio is taken to its target, though a little less may be printed as the same points.
    What a rule can give may be less than the criterion's maximum.
    """
    found = _search(criterion, facts, criteria_set, peers, _full_values)
    return found if isinstance(found, Step) else None


def obstacle(
    criterion: Criterion, facts: Facts, criteria_set: CriteriaSet, peers: Sequence[Facts] | None = None
) -> Obstacle | None:
    """Why there is no next step; None when there is one."""
    found = _search(criterion, facts, criteria_set, peers, _next_values)
    return found if isinstance(found, Obstacle) else None


@dataclass(frozen=True)
class _Bench:
    """A criterion on the bench, nothing of it missing: what it would give for other values."""

    criterion: Criterion
    decimals: int
    values: Values
    peers: Sequence[Facts]

    @property
    def just_more(self) -> Fraction:
        """The least that is printed as more than today's points."""
        return self.printed(self.values) + Fraction(1, 10**self.decimals)

    def printed(self, values: Values) -> Fraction:
        points = exact(self.criterion.rule, self.criterion.maximum, values, self.peers) or ZERO
        return Fraction(half_up(points, self.decimals))

    def changes(self, values: Values) -> tuple[Change, ...]:
        changed = ((fact, old, values[fact]) for fact, old in self.values.items() if old != values[fact])
        return tuple(Change(fact, old, new, _amount(old, new)) for fact, old, new in changed)

    def thrifty(self, values: Values, at_least: Fraction) -> Values:
        """The same without the changes that can be spared for so many printed points."""
        for change in self.changes(values):
            fewer = {**values, change.fact: change.before}
            values = fewer if self.printed(fewer) >= at_least else values
        return values


def _search(
    criterion: Criterion,
    facts: Facts,
    criteria_set: CriteriaSet,
    peers: Sequence[Facts] | None,
    better: Callable[[_Bench], Values],
) -> Step | Obstacle:
    outside = _outside(criterion, facts, criteria_set)
    if outside:
        return outside
    values = {fact: facts.values.get(fact) for fact in criterion.facts}
    decimals = criteria_set.criterion_decimals
    if None in values.values():
        return _report(criterion, values, decimals)
    bench = _Bench(criterion, decimals, values, peers_of(facts, peers))
    if exact(criterion.rule, bench.criterion.maximum, values, bench.peers) is None:
        return Obstacle.NOTHING_TO_MEASURE
    now, after = bench.printed(values), better(bench)
    reached = bench.printed(after)
    if reached > now:
        return Step(criterion.code, bench.changes(after), half_up(reached - now, decimals), half_up(reached, decimals))
    return _why_none(bench, now)


def _why_none(bench: _Bench, now: Fraction) -> Obstacle:
    rule = bench.criterion.rule
    if now >= half_up(most(rule, bench.criterion.maximum), bench.decimals):
        return Obstacle.AT_MAXIMUM
    if _given_by_others(rule):
        return Obstacle.EXTERNAL
    nothing = any(isinstance(value, Quotient) and not value.denominator for value in bench.values.values())
    return Obstacle.NOTHING_TO_MEASURE if nothing else Obstacle.OUT_OF_REACH


def _given_by_others(rule: Rule) -> frozenset[str]:
    return frozenset(leaf.fact for leaf, _ in leaves(rule, ZERO) if isinstance(leaf, External))


def _outside(criterion: Criterion, facts: Facts, criteria_set: CriteriaSet) -> Obstacle | None:
    if criterion not in criteria_set.criteria_of(facts.profile) or criterion.code in facts.not_applicable:
        return Obstacle.NOT_APPLICABLE
    if isinstance(criterion.rule, Information):
        return Obstacle.INFORMATION
    if criterion.source is Source.SURVEY:
        return Obstacle.SURVEY
    if criterion.source is Source.EXTERNAL or isinstance(criterion.rule, External):
        return Obstacle.EXTERNAL
    return None


def _report(criterion: Criterion, values: Values, decimals: int) -> Step | Obstacle:
    given = _given_by_others(criterion.rule)
    missing = missing_facts(criterion.rule, values)
    changes = tuple(Change(fact, None, None) for fact in missing if fact not in given)
    if not changes:
        return Obstacle.EXTERNAL
    ceiling = half_up(most(criterion.rule, criterion.maximum), decimals)
    return Step(criterion.code, changes, ceiling, ceiling, is_up_to=True)


def _next_values(bench: _Bench) -> Values:
    return _by_one_fact(bench) or bench.thrifty(_fullest(bench), bench.just_more)


def _full_values(bench: _Bench) -> Values:
    # Where parts pull a fact two ways, the fullest of each part may give less than one fact moved.
    full = max(_fullest(bench), _by_one_fact(bench) or bench.values, key=bench.printed)
    return bench.thrifty(full, bench.printed(full))


def _fullest(bench: _Bench) -> Values:
    return fullest(bench.criterion.rule, maximum=bench.criterion.maximum, values=bench.values, peers=bench.peers)


def _by_one_fact(bench: _Bench) -> Values | None:
    """The smallest move of one fact that wins, gates opened with it only when no fact wins alone."""
    opened = {**bench.values, **dict.fromkeys(_gates(bench.criterion.rule), False)}
    for start in (bench.values, opened):
        singles = tuple(_singles(bench, start))
        if singles:
            best = min(singles, key=lambda each: (_size(bench.changes(each)), -bench.printed(each)))
            return bench.thrifty(best, bench.just_more)
    return None


def _singles(bench: _Bench, start: Values) -> Iterator[Values]:
    """The start with one fact moved to where it wins, for every fact that can."""
    for axis in axes(bench.criterion.rule, maximum=bench.criterion.maximum, values=start, peers=bench.peers):
        found = axis.nearest(bench.printed, bench.just_more)
        if found is not None:
            yield found


def _gates(rule: Rule) -> Iterator[str]:
    match rule:
        case Gate(unless, inner):
            yield unless
            yield from _gates(inner)
        case Sum(parts):
            yield from (gate for _, part in parts for gate in _gates(part))
        case BestOf(of):
            yield from (gate for each in of for gate in _gates(each))


def _size(changes: Iterable[Change]) -> Decimal:
    """Amounts added up; a yes, a level and a report count as one."""
    return sum((Decimal(1) if each.amount is None else abs(each.amount) for each in changes), Decimal(0))


def _amount(before: FactValue, after: FactValue) -> Decimal | None:
    match before, after:
        case Decimal(), Decimal():
            return after - before
        case Quotient(), Quotient():
            return after.numerator - before.numerator
        case tuple(), tuple():
            return Decimal(len(after) - len(before))
        case _:
            return None
