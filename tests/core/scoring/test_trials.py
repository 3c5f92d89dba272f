"""What if: both sheets and what differs, and nothing touched."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dondoc.core.scoring.criteria import (
    Band,
    Bound,
    CriteriaSet,
    Criterion,
    NotApplicable,
    Peer,
    Pillar,
    Ratio,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.scoring.facts import Facts, FactValue, Quotient
from dondoc.core.scoring.faults import FactsRefused
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.trials import Difference, trial

SET = CriteriaSet(
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
    bands=(
        Band("Nâng cao", Bound(Fraction(50), is_strict=True), is_points=False),
        Band("Khởi động", Bound(Fraction(0), is_strict=False), is_points=False),
    ),
    pillars=(Pillar("1", "Nhận thức số"), Pillar("2", "Hạ tầng số")),
    criteria=(
        Criterion("1.1", "1", "Chuyên mục", Decimal(30), YesNo("page")),
        Criterion("1.2", "1", "Hồ sơ trực tuyến", Decimal(30), Ratio("online", ZeroDenominator.NOT_APPLICABLE)),
        Criterion("2.1", "2", "Băng thông", Decimal(40), Peer("bandwidth")),
        Criterion("2.2", "2", "Riêng nhóm khác", Decimal(40), YesNo("special"), profiles=("other",)),
    ),
)
FACTS = Facts(
    "a",
    2026,
    "all",
    {"page": False, "online": Quotient(Decimal(8), Decimal(10)), "bandwidth": Decimal(50)},
)
PEERS = (Facts("b", 2026, "all", {"bandwidth": Decimal(100)}),)


def test_trial_shows_what_differs_by_criterion_pillar_total_and_band():
    found = trial(SET, FACTS, {"page": True, "bandwidth": Decimal(25)}, peers=PEERS)

    assert found.criteria == (
        Difference("1.1", Decimal("0.00"), Decimal("30.00")),
        Difference("2.1", Decimal("20.00"), Decimal("10.00")),
    )
    assert [each.gain for each in found.criteria] == [30, -10]
    assert found.pillars == (
        Difference("1", Decimal("24.00"), Decimal("54.00")),
        Difference("2", Decimal("20.00"), Decimal("10.00")),
    )
    assert (found.old.points, found.new.points, found.gain) == (Decimal("44.00"), Decimal("64.00"), Decimal("20.00"))
    assert (found.old.band, found.new.band, found.changes_band) == ("Khởi động", "Nâng cao", True)


def test_trial_leaves_the_facts_as_they_were():
    before = score(SET, FACTS, peers=PEERS)

    found = trial(SET, FACTS, {"page": True}, peers=PEERS)

    assert found.old == before == score(SET, FACTS, peers=PEERS)
    assert FACTS.values["page"] is False


def test_trial_of_the_same_values_differs_in_nothing():
    found = trial(SET, FACTS, {"page": False}, peers=PEERS)

    assert (found.criteria, found.pillars, found.gain, found.changes_band) == ((), (), 0, False)


def test_trial_counts_what_no_longer_applies_as_no_points():
    found = trial(SET, FACTS, {"online": Quotient(Decimal(0), Decimal(0))}, peers=PEERS)

    assert found.criteria == (Difference("1.2", Decimal("24.00"), None),)
    assert found.criteria[0].gain == -24


def test_trial_of_a_fact_as_if_not_reported_is_missing():
    found = trial(SET, FACTS, {"online": None}, peers=PEERS)

    assert found.criteria == (Difference("1.2", Decimal("24.00"), Decimal("0.00")),)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"pages": True}, ["pages"]),
        ({"special": True}, ["special"]),  # asked of the other profile only
        ({"page": Decimal(1)}, ["page"]),
        ({"online": Quotient(Decimal(5), Decimal(0))}, ["online"]),
        ({"pages": True, "page": "yes", "bandwidth": Decimal(-1)}, ["pages", "page", "bandwidth"]),
    ],
)
def test_trial_refuses_changes_that_do_not_suit_all_at_once(changes: dict[str, FactValue], places: list[str]):
    with pytest.raises(FactsRefused) as refused:
        trial(SET, FACTS, changes, peers=PEERS)

    assert [fault.place for fault in refused.value.faults] == places
