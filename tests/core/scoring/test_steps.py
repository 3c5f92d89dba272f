"""The smallest change of facts that wins the next points, and the one that wins all: checked by scoring again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.scoring.ceilings import most
from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    Bound,
    CountCapped,
    CountTable,
    CriteriaSet,
    Criterion,
    Deduction,
    External,
    Gate,
    Information,
    NotApplicable,
    Peer,
    Pillar,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Source,
    Sum,
    Tiers,
    YesNo,
    ZeroDenominator,
    fact_names,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.roundings import half_up
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.steps import Change, Obstacle, Step, full_step, next_step, obstacle

FULL, ZERO = ZeroDenominator.FULL, ZeroDenominator.ZERO


def points(amount: int | str) -> Points:
    return Points(Fraction(amount), is_share=isinstance(amount, str))


def at(value: str) -> Bound:
    return Bound(Fraction(value), is_strict=False)


def above(value: str) -> Bound:
    return Bound(Fraction(value), is_strict=True)


def set_of(*criteria: Criterion) -> CriteriaSet:
    return CriteriaSet(
        id="s",
        title="Bộ mẫu",
        decision="unofficial",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        scale=Decimal(100),
        criterion_decimals=2,
        total_decimals=2,
        profiles=("all", "other"),
        not_applicable=NotApplicable.RESCALE,
        bands=(),
        pillars=(Pillar("1", "Nhận thức số"),),
        criteria=criteria,
    )


def criterion_of(rule: Rule, maximum: str = "20", source: Source = Source.SELF) -> Criterion:
    return Criterion("1.1", "1", "Chỉ số", Decimal(maximum), rule, source=source)


def facts_of(values: Mapping[str, FactValue], **given_facts: object) -> Facts:
    return replace(Facts("a", 2026, "all", values), **given_facts)


def quotient(numerator: int | str, denominator: int | str) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


def found(
    rule: Rule, *, peers: tuple[Facts, ...] | None = None, maximum: str = "20", **values: FactValue
) -> Step | None:
    criterion = criterion_of(rule, maximum)
    return next_step(criterion, facts_of(values), set_of(criterion), peers)


def full(
    rule: Rule, *, peers: tuple[Facts, ...] | None = None, maximum: str = "20", **values: FactValue
) -> Step | None:
    criterion = criterion_of(rule, maximum)
    return full_step(criterion, facts_of(values), set_of(criterion), peers)


def step(gain: str, reached: str, *changes: Change) -> Step:
    return Step("1.1", changes, Decimal(gain), Decimal(reached))


def count(before: int | str, after: int | str, fact: str = "f") -> Change:
    return Change(fact, Decimal(before), Decimal(after), Decimal(after) - Decimal(before))


def rate(before: int | str, after: int | str, of: int | str, fact: str = "f") -> Change:
    return Change(fact, quotient(before, of), quotient(after, of), Decimal(after) - Decimal(before))


MEETINGS = CountTable("f", ((Fraction(4), points(20)), (Fraction(2), points(10)), (Fraction(1), points(5))))
# Points that fall with the count, but for one step: 0 errors 20, 1 to 3 errors 5, from 4 on 10, from 6 on 0.
ERRORS = CountTable(
    "f", ((Fraction(6), points(0)), (Fraction(4), points(10)), (Fraction(1), points(5)), (Fraction(0), points(20)))
)
ONLINE = RatioBands("f", ((at("9/10"), points("1")), (at("8/10"), points("1/2")), (above("1/2"), points("1/5"))), FULL)


def test_step_of_yes_no_when_it_is_no():
    assert found(YesNo("f"), f=False) == step("20.00", "20.00", Change("f", False, True))
    assert found(YesNo("f"), f=True) is None


def test_step_of_levels_goes_to_the_next_better_one_and_full_to_the_best():
    rule = Tiers("f", (("none", points(0)), ("head", points("1")), ("deputy", points("1/2"))))

    assert found(rule, f="none") == step("10.00", "10.00", Change("f", "none", "deputy"))
    assert full(rule, f="none") == step("20.00", "20.00", Change("f", "none", "head"))


@pytest.mark.parametrize(
    ("rule", "before", "after", "gain", "reached"),
    [
        (MEETINGS, 0, 1, "5.00", "5.00"),
        (MEETINGS, 2, 4, "10.00", "20.00"),
        (MEETINGS, 3, 4, "10.00", "20.00"),
        (ERRORS, 5, 0, "10.00", "20.00"),
        (ERRORS, 2, 0, "15.00", "20.00"),  # 0 and 4 are as near: the one with more points
        (ERRORS, 3, 4, "5.00", "10.00"),
        (ERRORS, 9, 5, "10.00", "10.00"),
        (CountCapped("f", Fraction(3)), 5, 6, "3.00", "18.00"),
        (CountCapped("f", Fraction(3)), 6, 7, "2.00", "20.00"),
        (CountCapped("f", Fraction(1, 1000)), 0, 5, "0.01", "0.01"),
        (Deduction((("f", Fraction(2)),)), 3, 2, "2.00", "16.00"),
        (Deduction((("f", Fraction(2)),)), 13, 9, "2.00", "2.00"),
    ],
)
def test_step_of_a_count_is_the_nearest_with_more_points(rule: Rule, before: int, after: int, gain: str, reached: str):
    assert found(rule, f=Decimal(before)) == step(gain, reached, count(before, after))


@pytest.mark.parametrize(
    ("rule", "before", "after", "of", "gain", "reached"),
    [
        (Ratio("f", FULL), 812, 813, 1003, "0.02", "16.21"),
        (Ratio("f", FULL), 2, 3, 3, "6.67", "20.00"),
        (Ratio("f", FULL), "12.5", "12.6", "40", "0.05", "6.30"),
        (Ratio("f", FULL), 10, 63, 250_000, "0.01", "0.01"),
        (RatioToTarget("f", Fraction(4, 5), FULL), 78, 79, 100, "0.25", "19.75"),
        (ONLINE, 66, 80, 100, "6.00", "10.00"),
        (ONLINE, 50, 51, 100, "4.00", "4.00"),
        (ONLINE, 4, 5, 8, "4.00", "4.00"),
        (ONLINE, 80, 90, 100, "10.00", "20.00"),
        (RatioBands("f", ((at("1/2"), points("0")), (at("0"), points("1"))), FULL), 7, 4, 10, "20.00", "20.00"),
    ],
)
def test_step_of_a_ratio_moves_the_numerator(rule: Rule, before: int, after: int, of: int, gain: str, reached: str):
    assert found(rule, f=quotient(before, of)) == step(gain, reached, rate(before, after, of))


def test_full_step_of_ratios_stops_where_the_maximum_is_reached():
    assert full(Ratio("f", FULL), f=quotient(812, 1003)) == step("3.81", "20.00", rate(812, 1003, 1003))
    assert full(RatioToTarget("f", Fraction(4, 5), FULL), f=quotient(1, 9)) == step("17.22", "20.00", rate(1, 8, 9))
    assert full(ONLINE, f=quotient(66, 100)) == step("16.00", "20.00", rate(66, 90, 100))


def test_step_of_an_average_adds_records_with_the_highest_score():
    rule = Average("f", 1, Fraction(2), FULL)
    scores = (Decimal(2), Decimal(1), Decimal(2))

    assert found(rule, f=scores) == step("1.00", "18.00", Change("f", scores, (*scores, Decimal(2)), Decimal(1)))
    # 2 and 17 more: mean 39/20 = 1.95, rounded half up to 2.0; with one less it is 1.947…
    assert full(rule, f=scores) == step(
        "3.00", "20.00", Change("f", scores, (*scores, *([Decimal(2)] * 17)), Decimal(17))
    )


def test_step_of_an_average_offers_no_endless_number_of_records():
    rule = Average("f", 6, Fraction(2), FULL)

    everything = full(rule, maximum="2000", f=(Decimal(1),))

    # 1 and 5,000 twos have a mean of 1.999800; so have 1 and 4,987, with one two fewer it is 1.999799.
    assert everything is not None
    assert (everything.changes[0].amount, everything.reached) == (Decimal(4987), Decimal("1999.80"))


def test_step_among_peers_is_towards_the_highest_of_the_others():
    peers = (facts_of({"f": Decimal(40)}, body="b"), facts_of({"f": Decimal(90)}, body="c", profile="other"))

    assert found(Peer("f"), peers=peers, f=Decimal(10)) == step("0.50", "5.50", count(10, 11))
    assert full(Peer("f"), peers=peers, f=Decimal(10)) == step("15.00", "20.00", count(10, 40))
    assert found(Peer("f"), peers=peers, f=Decimal(50)) is None
    assert found(Peer("f"), f=Decimal(0)) == step("20.00", "20.00", count(0, 1))


def test_step_of_a_sum_takes_the_part_with_the_smallest_change():
    rule = Sum(((Decimal(10), ONLINE), (Decimal(10), YesNo("g"))))

    assert found(rule, f=quotient(66, 100), g=False) == step("10.00", "12.00", Change("g", False, True))
    assert found(rule, f=quotient(66, 100), g=True) == step("3.00", "15.00", rate(66, 80, 100))
    assert full(rule, f=quotient(66, 100), g=False) == step(
        "18.00", "20.00", rate(66, 90, 100), Change("g", False, True)
    )


def test_step_of_the_best_of_several_takes_what_lifts_the_best():
    both = Sum(((Decimal(10), YesNo("g")), (Decimal(10), YesNo("h"))))
    rule = BestOf((Tiers("f", (("some", points("3/5")),)), both))

    assert found(rule, f="some", g=True, h=False) == step("8.00", "20.00", Change("h", False, True))
    assert found(rule, f="some", g=False, h=False) == step(
        "8.00", "20.00", Change("g", False, True), Change("h", False, True)
    )


def test_step_behind_a_shut_gate_opens_it():
    rule = Gate("late", MEETINGS)

    assert found(rule, late=True, f=Decimal(2)) == step("10.00", "10.00", Change("late", True, False))
    assert found(rule, late=True, f=Decimal(0)) == step("5.00", "5.00", Change("late", True, False), count(0, 1))
    assert found(rule, late=False, f=Decimal(0)) == step("5.00", "5.00", count(0, 1))
    assert full(rule, late=True, f=Decimal(0)) == step("20.00", "20.00", Change("late", True, False), count(0, 4))


def test_step_opens_no_gate_that_need_not_be():
    rule = Sum(((Decimal(10), Gate("late", YesNo("g"))), (Decimal(10), Gate("shut", Gate("late", YesNo("h"))))))

    assert found(rule, late=True, shut=True, g=False, h=False) == step(
        "10.00", "10.00", Change("late", True, False), Change("g", False, True)
    )


def test_step_with_missing_facts_is_to_report_them_and_the_points_are_a_ceiling():
    rule = Sum(
        ((Decimal(10), Tiers("f", (("a", points("1/2")),))), (Decimal(10), YesNo("g")), (Decimal(0), YesNo("h")))
    )
    report = Step("1.1", (Change("f", None, None), Change("g", None, None)), Decimal("15.00"), Decimal("15.00"), True)

    assert found(rule, f=None, h=True) == report
    assert full(rule, f=None, h=True) == report


@pytest.mark.parametrize(
    ("criterion", "facts", "why"),
    [
        (criterion_of(YesNo("f")), facts_of({"f": False}, not_applicable=frozenset({"1.1"})), Obstacle.NOT_APPLICABLE),
        (replace(criterion_of(YesNo("f")), profiles=("other",)), facts_of({"f": False}), Obstacle.NOT_APPLICABLE),
        (criterion_of(Information("f"), "0"), facts_of({"f": Decimal(1)}), Obstacle.INFORMATION),
        (criterion_of(Ratio("f", FULL), source=Source.SURVEY), facts_of({"f": quotient(1, 2)}), Obstacle.SURVEY),
        (criterion_of(Ratio("f", FULL), source=Source.EXTERNAL), facts_of({"f": quotient(1, 2)}), Obstacle.EXTERNAL),
        (criterion_of(External("f")), facts_of({"f": Decimal(1)}), Obstacle.EXTERNAL),
        (criterion_of(External("f")), facts_of({}), Obstacle.EXTERNAL),
        (criterion_of(Sum(((Decimal(9), External("f")),))), facts_of({}), Obstacle.EXTERNAL),
        (criterion_of(YesNo("f")), facts_of({"f": True}), Obstacle.AT_MAXIMUM),
        (criterion_of(Tiers("f", (("a", points("1/2")),))), facts_of({"f": "a"}), Obstacle.AT_MAXIMUM),
        (
            criterion_of(Ratio("f", ZeroDenominator.NOT_APPLICABLE)),
            facts_of({"f": quotient(0, 0)}),
            Obstacle.NOTHING_TO_MEASURE,
        ),
        (criterion_of(Ratio("f", ZERO)), facts_of({"f": quotient(0, 0)}), Obstacle.NOTHING_TO_MEASURE),
        (
            criterion_of(Sum(((Decimal(9), External("f")), (Decimal(9), YesNo("g"))))),
            facts_of({"f": Decimal(1), "g": True}),
            Obstacle.EXTERNAL,
        ),
        # 2/5 is the only share that would do, and of 3 there is none.
        (
            criterion_of(RatioBands("f", ((above("41/100"), points(0)), (at("2/5"), points("1"))), FULL)),
            facts_of({"f": quotient(1, 3)}),
            Obstacle.OUT_OF_REACH,
        ),
    ],
)
def test_no_step_when_a_body_can_change_nothing(criterion: Criterion, facts: Facts, why: Obstacle):
    assert next_step(criterion, facts, set_of(criterion)) is None
    assert full_step(criterion, facts, set_of(criterion)) is None
    assert obstacle(criterion, facts, set_of(criterion)) is why


# Any rule over few facts, so that parts of one rule often ask for the same one.
quarters = st.integers(0, 4).map(lambda amount: Points(Fraction(amount, 4), is_share=True))
counts, ratios = st.sampled_from(["count1", "count2"]), st.sampled_from(["ratio1", "ratio2"])
policies = st.sampled_from([FULL, ZERO])


@st.composite
def tables(draw: st.DrawFn, most_steps: int = 4) -> tuple[tuple[Fraction, Points], ...]:
    starts = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=most_steps)), reverse=True)
    return tuple((Fraction(start), draw(quarters)) for start in starts)


@st.composite
def bands(draw: st.DrawFn) -> tuple[tuple[Bound, Points], ...]:
    bounds = draw(st.sets(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=4))
    return tuple(
        (Bound(Fraction(tenths, 10), strict), draw(quarters)) for tenths, strict in sorted(bounds, reverse=True)
    )


LEVELS = ("a", "b", "c")
bools = st.sampled_from(["yes1", "yes2"])
rules_alone: st.SearchStrategy[Rule] = st.one_of(
    st.builds(YesNo, bools),
    st.tuples(quarters, quarters, quarters).map(lambda given: Tiers("level", tuple(zip(LEVELS, given, strict=True)))),
    st.builds(CountTable, counts, tables()),
    st.builds(Ratio, ratios, policies),
    st.builds(RatioToTarget, ratios, st.integers(1, 10).map(lambda tenths: Fraction(tenths, 10)), policies),
    st.builds(RatioBands, ratios, bands(), policies),
    st.builds(CountCapped, counts, st.integers(1, 12).map(lambda amount: Fraction(amount, 4))),
    st.builds(Average, st.just("scores"), st.integers(0, 1), st.just(Fraction(2)), policies),
    st.builds(Peer, counts),
    st.builds(
        Deduction, st.lists(st.tuples(counts, st.sampled_from([Fraction(1, 2), Fraction(2)])), max_size=2).map(tuple)
    ),
)
rules: st.SearchStrategy[Rule] = st.recursive(
    rules_alone,
    lambda inner: st.one_of(
        st.lists(st.tuples(st.integers(1, 6).map(Decimal), inner), min_size=1, max_size=3).map(
            lambda ps: Sum(tuple(ps))
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: BestOf(tuple(each))),
        st.builds(Gate, bools, inner),
    ),
    max_leaves=4,
)
small = st.integers(0, 15).map(Decimal)
all_values = st.fixed_dictionaries(
    {
        "yes1": st.booleans(),
        "yes2": st.booleans(),
        "level": st.sampled_from(LEVELS),
        "count1": small,
        "count2": small,
        "ratio1": st.integers(0, 20).flatmap(lambda of: st.integers(0, of + of // 5).map(lambda n: quotient(n, of))),
        "ratio2": st.integers(0, 20).flatmap(lambda of: st.integers(0, of).map(lambda n: quotient(n, of))),
        "scores": st.lists(st.integers(0, 2).map(Decimal), max_size=5).map(tuple),
    }
)
other_bodies = st.none() | st.lists(small, max_size=2).map(
    lambda given: tuple(facts_of({"count1": value}, body=f"b{place}") for place, value in enumerate(given))
)


def printed(criterion: Criterion, values: Mapping[str, FactValue], peers: tuple[Facts, ...] | None) -> Decimal:
    scored = score(set_of(criterion), facts_of(values), peers=peers).criteria[0].points
    return scored or Decimal(0)


def nearer(value: FactValue, below: Decimal) -> Iterator[FactValue]:
    """What a whole-number fact could be with fewer units changed."""
    for by in range(1, int(below)):
        match value:
            case Decimal():
                yield from (each for each in (value + by, value - by) if each >= 0)
            case Quotient(numerator, of):
                yield from (Quotient(each, of) for each in (numerator + by, numerator - by) if 0 <= each <= of)
            case tuple():
                yield (*value, *([Decimal(2)] * by))


@settings(max_examples=200, deadline=None)
@given(rules, all_values, other_bodies)
def test_next_step_wins_its_points_and_one_unit_less_does_not(
    rule: Rule, values: dict[str, FactValue], peers: tuple[Facts, ...] | None
):
    criterion = criterion_of(rule, "8")
    now = printed(criterion, values, peers)
    taken = next_step(criterion, facts_of(values), set_of(criterion), peers)
    if taken is None:
        assert all(printed(criterion, {**values, fact: other}, peers) <= now for fact, other in singles(rule, values))
        return
    after = {**values, **{change.fact: change.after for change in taken.changes}}

    assert printed(criterion, after, peers) == taken.reached == now + taken.points > now
    for change in taken.changes:
        kept = {**after, change.fact: change.before}
        assert printed(criterion, kept, peers) <= now
        if len(taken.changes) == 1 and change.amount is not None:
            for other in nearer(change.before, abs(change.amount)):
                assert printed(criterion, {**after, change.fact: other}, peers) <= now


def singles(rule: Rule, values: Mapping[str, FactValue]) -> Iterator[tuple[str, FactValue]]:
    """Every other value of every fact of the rule, near and far."""
    for fact in dict.fromkeys(fact_names(rule)):
        match value := values[fact]:
            case bool():
                yield fact, not value
            case str():
                yield from ((fact, level) for level in LEVELS)
            case _ if not isinstance(value, Quotient) or value.denominator:
                yield from ((fact, other) for other in nearer(value, Decimal(60)))
            case _:
                pass


@settings(max_examples=200, deadline=None)
@given(rules, all_values, other_bodies)
def test_full_step_wins_its_points_and_no_less_than_the_next_step(
    rule: Rule, values: dict[str, FactValue], peers: tuple[Facts, ...] | None
):
    criterion = criterion_of(rule, "8")
    everything = full_step(criterion, facts_of(values), set_of(criterion), peers)
    taken = next_step(criterion, facts_of(values), set_of(criterion), peers)
    if everything is None or taken is None:
        assert everything is taken
        return
    after = {**values, **{change.fact: change.after for change in everything.changes}}

    assert printed(criterion, after, peers) == everything.reached >= taken.reached


def apart(rule: Rule, names: Iterator[int]) -> Rule:
    """The rule with a fact of its own wherever it asks for one, and bands that some share of any whole reaches."""
    match rule:
        case Sum(parts):
            return Sum(tuple((top, apart(part, names)) for top, part in parts))
        case BestOf(of):
            return BestOf(tuple(apart(each, names) for each in of))
        case Gate(unless, inner):
            return Gate(f"{unless}.{next(names)}", apart(inner, names))
        case Deduction(faults):
            return Deduction(tuple((f"{fact}.{next(names)}", each) for fact, each in faults))
        case RatioBands(fact, _, policy):
            return RatioBands(
                f"{fact}.{next(names)}", ((at("3/4"), points("1")), (above("1/4"), points("1/2"))), policy
            )
        case Average(fact):
            return replace(rule, fact=f"{fact}.{next(names)}", decimals=1)
        case _:
            return replace(rule, fact=f"{rule.fact}.{next(names)}")


@settings(max_examples=200, deadline=None)
@given(rules, all_values)
def test_full_step_reaches_all_the_rule_can_give_when_no_two_parts_share_a_fact(
    shared: Rule, values: dict[str, FactValue]
):
    rule = apart(shared, iter(range(99)))
    criterion = criterion_of(rule, "8")
    own = {fact: values[fact.split(".")[0]] for fact in fact_names(rule)}
    own = {
        fact: quotient(1, 7) if isinstance(each, Quotient) and not each.denominator else each
        for fact, each in own.items()
    }
    everything = full_step(criterion, facts_of(own), set_of(criterion))
    top = half_up(most(rule, Fraction(8)), 2)

    assert printed(criterion, own, None) == top if everything is None else everything.reached == top
