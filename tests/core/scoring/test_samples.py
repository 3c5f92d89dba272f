"""The appraiser's bench: queue, contradictions, a sample anybody can draw again, agreement of two readings."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.scoring.criteria import (
    CountCapped,
    CriteriaSet,
    Criterion,
    Information,
    NotApplicable,
    Pillar,
    Ratio,
    ZeroDenominator,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.objections import Ground, Objection, ReportedFigure
from dondoc.core.scoring.queues import (
    Contradiction,
    Submission,
    Waiting,
    contradiction_text,
    contradictions,
    queue,
    scored_figures,
)
from dondoc.core.scoring.samples import Agreement, agreement, seeded_sample
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.step_texts import FactName

CODES = [f"{body}/{pillar}.{number}" for body in range(4) for pillar in range(1, 4) for number in range(1, 6)]
SET = CriteriaSet(
    id="s",
    title="Bộ mẫu",
    decision="unofficial",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    scale=Decimal(60),
    criterion_decimals=2,
    total_decimals=2,
    profiles=("all",),
    not_applicable=NotApplicable.RESCALE,
    bands=(),
    pillars=(Pillar("1", "Nhận thức số"),),
    criteria=(
        Criterion("1.1", "1", "Họp", Decimal(10), CountCapped("meetings", Fraction(1))),
        Criterion("1.2", "1", "Trực tuyến", Decimal(50), Ratio("online", ZeroDenominator.FULL)),
        Criterion("1.3", "1", "Kinh phí", Decimal(0), Information("budget")),
    ),
)


def quotient(numerator: int, denominator: int) -> Quotient:
    return Quotient(Decimal(numerator), Decimal(denominator))


def facts_of(body: str, meetings: int, online: FactValue, not_applicable: tuple[str, ...] = ()) -> Facts:
    values = {"meetings": Decimal(meetings), "online": online, "budget": Decimal(1)}
    return Facts(body, 2026, "all", values, frozenset(not_applicable))


def objection(criterion: str, at_risk: str) -> Objection:
    return Objection(Ground.NO_PROOF, criterion, "…", Decimal(at_risk))


def test_sample_is_the_one_drawn_before_on_any_machine():
    # SHA-256 of "2026\n1.1" and so on, sorted: worked out with sha256sum.
    assert seeded_sample(["1.1", "1.2", "1.3", "1.4", "1.5"], seed="2026", count=3) == ("1.3", "1.5", "1.1")


@given(st.randoms(use_true_random=False), st.text(), st.integers(0, 70))
def test_sample_does_not_depend_on_the_order_of_the_codes(shuffler: random.Random, seed: str, count: int):
    shuffled = shuffler.sample(CODES, len(CODES))

    drawn = seeded_sample(shuffled, seed=seed, count=count)

    assert drawn == seeded_sample(CODES, seed=seed, count=count)
    assert len(set(drawn)) == min(count, len(CODES))
    assert set(drawn) <= set(CODES)


@given(st.text(), st.integers(0, 59))
def test_larger_sample_of_a_seed_begins_with_the_smaller(seed: str, count: int):
    assert seeded_sample(CODES, seed=seed, count=count + 1)[:count] == seeded_sample(CODES, seed=seed, count=count)


def test_sample_differs_by_seed_and_takes_a_code_once():
    assert seeded_sample(CODES, seed="a", count=10) != seeded_sample(CODES, seed="b", count=10)
    assert seeded_sample(["1.1", "1.1"], seed="a", count=2) == ("1.1",)
    assert seeded_sample(CODES, seed="a", count=-1) == ()


def test_agreement_counts_equal_readings_and_the_mean_difference():
    first = {"1.1": Decimal(10), "1.2": Decimal("7.5"), "1.3": None, "1.4": None, "1.5": Decimal(3)}
    second = {"1.1": Decimal("10.00"), "1.2": Decimal(5), "1.3": None, "1.4": Decimal(4), "9.9": Decimal(1)}

    found = agreement(first, second)

    assert found == Agreement(equal=2, read=4, difference=Decimal("2.5"), scored=2, differing=("1.2", "1.4"))
    assert (found.share, found.mean_difference) == (Fraction(1, 2), Fraction(5, 4))


def test_agreement_of_nothing_read_twice_is_no_rate():
    found = agreement({"1.1": Decimal(1)}, {})

    assert (found.equal, found.read, found.share, found.mean_difference) == (0, 0, None, None)


def test_queue_has_most_points_at_risk_first_then_most_points():
    first = score(SET, facts_of("a", 10, quotient(1, 2)))
    second = score(SET, facts_of("b", 4, quotient(1, 1)))
    against = (objection("1.1", "10.00"), objection("1.1", "3.00"), objection("1.2", "8.00"))

    found = queue([Submission("a", first, against), Submission("b", second)])

    assert found == (
        Waiting("a", "1.1", Decimal("10.00"), Decimal("10.00"), against[:2]),
        Waiting("a", "1.2", Decimal("25.00"), Decimal("8.00"), against[2:]),
        Waiting("b", "1.2", Decimal("50.00"), Decimal(0), ()),
        Waiting("b", "1.1", Decimal("4.00"), Decimal(0), ()),
    )


def test_queue_puts_no_more_at_risk_than_was_scored():
    sheet = score(SET, facts_of("a", 3, None))

    found = queue([Submission("a", sheet, (objection("1.2", "50"), objection("1.1", "10")))])

    assert [(each.criterion, each.at_risk) for each in found] == [("1.1", 3), ("1.2", 0)]


def test_queue_leaves_out_what_is_appraised_and_keeps_what_is_said_not_to_apply():
    sheet = score(SET, facts_of("a", 3, None, not_applicable=("1.2",)))

    assert queue([Submission("a", sheet, appraised=frozenset({"1.1"}))]) == (Waiting("a", "1.2", None, Decimal(0), ()),)


def test_contradiction_when_the_same_thing_has_two_rates():
    here = ReportedFigure("online", quotient(100, 100), "chỉ số 1.2")
    there = ReportedFigure("online", quotient(92, 100), "Chỉ tiêu 3, quý IV/2026")
    other = ReportedFigure("meetings", Decimal(4), "chỉ số 1.1")

    found = contradictions([here, other, there])

    assert found == (Contradiction("online", (here, there)),)
    assert contradiction_text(found[0], FactName("Hồ sơ trực tuyến")) == (
        "“Hồ sơ trực tuyến”: chỉ số 1.2 ghi 100/100 (100 %); Chỉ tiêu 3, quý IV/2026 ghi 92/100 (92 %)"
    )


def test_no_contradiction_when_rates_are_equal_or_cannot_be_compared():
    figures = [
        ReportedFigure("online", quotient(50, 100), "chỉ số 1.2"),
        ReportedFigure("online", quotient(1, 2), "báo cáo quý I"),
        ReportedFigure("online", True, "báo cáo quý II"),
        ReportedFigure("meetings", Decimal(4), "chỉ số 1.1"),
    ]

    assert contradictions(figures) == ()


def test_scored_figures_go_by_what_they_measure():
    facts = facts_of("a", 3, quotient(1, 2))

    assert scored_figures(SET, facts, {"online": "target 3"}) == (
        ReportedFigure("meetings", Decimal(3), "chỉ số 1.1"),
        ReportedFigure("target 3", quotient(1, 2), "chỉ số 1.2"),
        ReportedFigure("budget", Decimal(1), "chỉ số 1.3"),
    )
    assert [each.fact for each in scored_figures(SET, facts_of("a", 3, None), {})] == ["meetings", "budget"]
