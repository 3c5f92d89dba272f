"""What became of each criterion from one set to the next."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dondoc.core.scoring.changes import CHANGE_TITLES, ChangeKind, CriterionChange, Pair, changes
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, NotApplicable, Pillar, Ratio, YesNo, ZeroDenominator

FIRST = Criterion("1.1", "1", "Một", Decimal(10), YesNo("one"))
SECOND = Criterion("1.2", "1", "Hai", Decimal(20), YesNo("two"))
OTHER_RULE = Ratio("two", ZeroDenominator.ZERO)


def made(*criteria: Criterion) -> CriteriaSet:
    return CriteriaSet(
        id="thu",
        title="Bộ thử",
        decision="unofficial",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        scale=Decimal(30),
        criterion_decimals=2,
        total_decimals=2,
        profiles=("all",),
        not_applicable=NotApplicable.RESCALE,
        bands=(),
        pillars=(Pillar("1", "Nhóm"),),
        criteria=criteria,
    )


def test_another_number_another_verifier_or_proof_is_no_change():
    moved = replace(SECOND, code="1.1", verifier="Sở Nội vụ", evidence=("Quyết định",))
    (found,) = changes(made(SECOND), made(moved), [Pair("1.2", "1.1")])
    assert found == CriterionChange(SECOND, moved, (ChangeKind.SAME,))


def test_every_difference_is_named():
    new = replace(SECOND, title="Khác", max=Decimal(30), rule=OTHER_RULE)
    (found,) = changes(made(SECOND), made(new), [Pair("1.2", "1.2")])
    assert found.kinds == (ChangeKind.MAX, ChangeKind.RULE, ChangeKind.TITLE)


def test_one_difference_is_named_alone():
    def kinds(new: Criterion) -> tuple[ChangeKind, ...]:
        return changes(made(SECOND), made(new), [Pair("1.2", "1.2")])[0].kinds

    assert kinds(replace(SECOND, title="Khác")) == (ChangeKind.TITLE,)
    assert kinds(replace(SECOND, max=Decimal(25))) == (ChangeKind.MAX,)
    assert kinds(replace(SECOND, rule=OTHER_RULE)) == (ChangeKind.RULE,)


def test_a_criterion_without_a_pair_is_new_or_dropped_even_under_the_same_number():
    assert changes(made(FIRST, SECOND), made(SECOND, FIRST), [Pair("1.2", "1.2")]) == (
        CriterionChange(SECOND, SECOND, (ChangeKind.SAME,)),
        CriterionChange(None, FIRST, (ChangeKind.NEW,)),
        CriterionChange(FIRST, None, (ChangeKind.DROPPED,)),
    )


def test_every_kind_of_change_has_a_title():
    assert list(CHANGE_TITLES) == list(ChangeKind)
