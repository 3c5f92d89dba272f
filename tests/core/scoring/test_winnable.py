"""What a body can still win, in which order, and what still wants proof."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from dondoc.core.scoring.criteria import (
    BestOf,
    Bound,
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
    Rule,
    Source,
    Sum,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.scoring.efforts import DEFAULT_EFFORTS
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.objections import Proof
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.step_texts import names_of, step_text
from dondoc.core.scoring.steps import Obstacle
from dondoc.core.scoring.trials import trial
from dondoc.core.scoring.winnable import CAUSE_TITLES, Cause, ProofNeed, Winnable, proof_needed, winnable
from dondoc.criteriafile import read_bindings, read_facts, read_set

REPOSITORY = Path(__file__).parents[3]

FULL = ZeroDenominator.FULL
ALL, HALF = Points(Fraction(1), is_share=True), Points(Fraction(1, 2), is_share=True)
ONLINE = RatioBands("online", ((Bound(Fraction(4, 5), is_strict=False), ALL),), FULL)
MEETINGS = CountTable("meetings", ((Fraction(4), ALL), (Fraction(2), HALF)))


def criterion(code: str, rule: Rule, maximum: int = 10, source: Source = Source.SELF) -> Criterion:
    return Criterion(code, "1", f"Chỉ số {code}", Decimal(maximum), rule, source=source)


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
        profiles=("all",),
        not_applicable=NotApplicable.RESCALE,
        bands=(),
        pillars=(Pillar("1", "Nhận thức số"),),
        criteria=criteria,
    )


def facts_of(not_applicable: tuple[str, ...] = (), **values: FactValue) -> Facts:
    return Facts("a", 2026, "all", values, frozenset(not_applicable))


def rows(criteria_set: CriteriaSet, facts: Facts, efforts: Mapping[str, int] | None = None) -> tuple[Winnable, ...]:
    return winnable(criteria_set, facts, score(criteria_set, facts), days_left=39, efforts=efforts)


def quotient(numerator: int, denominator: int) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


EVERYTHING = set_of(
    criterion("1.1", YesNo("page")),
    criterion("1.2", ONLINE),
    criterion("1.3", MEETINGS, 20),
    criterion("1.4", External("survey"), source=Source.SURVEY),
    criterion("1.5", External("given"), 40, source=Source.EXTERNAL),
    criterion("1.6", YesNo("group")),
    criterion("1.7", Information("budget"), 0),
    criterion("1.8", YesNo("reported"), 8),
    criterion("1.9", YesNo("site")),
)
FACTS = facts_of(
    page=False,
    online=quotient(66, 100),
    meetings=Decimal(2),
    survey=Decimal(4),
    given=Decimal(11),
    group=False,
    budget=Decimal(3),
    site=True,
    not_applicable=("1.6",),
)


def test_winnable_puts_own_points_first_by_points_per_effort_and_those_of_others_last():
    found = rows(EVERYTHING, FACTS)

    # 8 points for reporting alone; 10 points at 2; as many at 2, later in the set; 10 at 3; then by points lost.
    assert [(each.criterion.code, each.effort, each.worth) for each in found] == [
        ("1.8", 1, Fraction(8)),
        ("1.1", 2, Fraction(5)),
        ("1.3", 2, Fraction(5)),
        ("1.2", 3, Fraction(10, 3)),
        ("1.5", None, Fraction(0)),
        ("1.4", None, Fraction(0)),
    ]
    assert [each.obstacle for each in found[-2:]] == [Obstacle.EXTERNAL, Obstacle.SURVEY]
    assert all(each.step is None and each.full is None for each in found[-2:])


def test_winnable_states_points_lost_and_the_step_that_wins_them():
    online = next(each for each in rows(EVERYTHING, FACTS) if each.criterion.code == "1.2")

    assert (online.points, online.lost, online.causes, online.days_left) == (0, 10, (Cause.BAND,), 39)
    assert online.step is not None
    assert online.step.changes[0].amount == 14
    assert online.step.points == Decimal("10.00")


def test_winnable_is_sorted_by_the_weights_given_for_criteria():
    found = rows(EVERYTHING, FACTS, {"1.8": 5, "1.2": 1})

    assert [(each.criterion.code, each.effort) for each in found[:4]] == [
        ("1.2", 1),
        ("1.1", 2),
        ("1.3", 2),
        ("1.8", 5),
    ]


@pytest.mark.parametrize("weight", [6, -1])
def test_winnable_refuses_a_weight_that_is_not_1_to_5(weight: int):
    with pytest.raises(ValueError, match=r"1\.2"):
        rows(EVERYTHING, FACTS, {"1.2": weight})


def test_winnable_carries_owner_and_tasks():
    found = winnable(
        EVERYTHING,
        FACTS,
        score(EVERYTHING, FACTS),
        days_left=-1,
        owners={"1.1": "Văn phòng Sở"},
        tasks={"1.1": ["Lập chuyên mục chuyển đổi số"]},
    )

    assert [(each.owner, each.tasks, each.days_left) for each in found[:2]] == [
        ("", (), -1),
        ("Văn phòng Sở", ("Lập chuyên mục chuyển đổi số",), -1),
    ]


@pytest.mark.parametrize(
    ("rule", "values", "causes"),
    [
        (YesNo("f"), {}, (Cause.MISSING,)),
        (YesNo("f"), {"f": False}, (Cause.ANSWER,)),
        (Ratio("f", FULL), {"f": quotient(1, 2)}, (Cause.RATIO,)),
        (Gate("late", Ratio("f", FULL)), {"f": quotient(1, 2), "late": True}, (Cause.GATE,)),
        (Gate("late", Ratio("f", FULL)), {"f": quotient(1, 2), "late": False}, (Cause.RATIO,)),
        (Deduction((("f", Fraction(1)),)), {"f": Decimal(3)}, (Cause.FAULTS,)),
        (Peer("f"), {"f": Decimal(3)}, (Cause.PEERS,)),
        (
            Sum(((Decimal(2), YesNo("f")), (Decimal(4), YesNo("g")), (Decimal(4), MEETINGS))),
            {"f": True, "g": False, "meetings": Decimal(3)},
            (Cause.ANSWER, Cause.COUNT),
        ),
        (BestOf((YesNo("f"), MEETINGS)), {"f": False, "meetings": Decimal(2)}, (Cause.COUNT,)),
    ],
)
def test_causes_name_what_the_points_were_lost_by(
    rule: Rule, values: Mapping[str, FactValue], causes: tuple[Cause, ...]
):
    criteria_set = set_of(criterion("1.1", rule))
    # The highest of the others; a body of another profile does not count.
    peers = (Facts("b", 2026, "all", {"f": Decimal(4)}), Facts("c", 2026, "none", {"f": Decimal(99)}))
    facts = facts_of(**values)

    (found,) = winnable(criteria_set, facts, score(criteria_set, facts, peers=peers), days_left=1, peers=peers)

    assert found.causes == causes


def test_nothing_is_winnable_when_all_points_are_won():
    criteria_set = set_of(criterion("1.1", YesNo("page")))

    assert rows(criteria_set, facts_of(page=True)) == ()


def test_every_cause_has_a_title_and_every_weight_is_1_to_5():
    assert set(CAUSE_TITLES) == set(Cause)
    assert set(DEFAULT_EFFORTS.values()) <= {1, 2, 3, 4, 5}


def test_proof_needed_names_self_scored_criteria_without_proof_most_points_first():
    sheet = score(EVERYTHING, FACTS)
    proofs = (Proof("1.9", "Ảnh chụp trang.pdf", "ab"),)

    assert proof_needed(EVERYTHING, sheet, proofs) == (
        ProofNeed(EVERYTHING.criterion("1.3"), Decimal("10.00")),
        ProofNeed(EVERYTHING.criterion("1.1"), Decimal("0.00")),
        ProofNeed(EVERYTHING.criterion("1.2"), Decimal("0.00")),
        ProofNeed(EVERYTHING.criterion("1.8"), Decimal("0.00")),
    )


def test_steps_of_the_sample_department_win_what_they_say_when_tried():
    criteria_set = read_set(REPOSITORY / "rules/criteria/so-mau-2026.toml")
    facts = read_facts(REPOSITORY / "samples/facts_so-mau-2026.json", criteria_set)
    names = names_of(read_bindings(REPOSITORY / "rules/criteria/bindings/so-mau-2026.toml", criteria_set))
    steps = [step for each in rows(criteria_set, facts) for step in (each.step, each.full) if step]

    for step in steps:
        if not step.is_up_to:
            tried = trial(criteria_set, facts, {change.fact: change.after for change in step.changes})
            assert [(each.code, each.gain) for each in tried.criteria] == [(step.criterion, step.points)]
    assert step_text(next(each for each in steps if each.criterion == "4.4"), names) == (
        "thêm 1 văn bản đi ký số đầy đủ → 96,21 % → +0,02 điểm"
    )
