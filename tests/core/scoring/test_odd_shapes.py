"""Whatever stands where a value belongs, a set or facts are taken or refused in sentences; nothing else happens."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from criteria_sets import parsed_facts
from criteria_strategies import full_facts, parsed_sets
from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.faults import ShapeFault, ShapeRefused
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.scoring.sheets import sheet_object
from dondoc.criteriafile import read_set, write_set

ODD: list[Any] = [
    None, True, False, 0, 1, -1, 10**400, Decimal("0.5"), Decimal("-3"), Decimal("NaN"), Decimal("sNaN"),
    Decimal("-Infinity"), Decimal("1E+999999"), Decimal("1E-999999"), Decimal("0E+999999"), "", " ", "max", "1/2",
    "1/0", "٣/٤", "\x00", "\u0301" * 90, "ratio", "sum", "full", "x" * 100_000, [], [[]], [{}], [None], [1, "a"], {},
    {"kind": "gate"}, {"": 1}, {"kind": []}, {"numerator": 1, "denominator": 0}, {"numerator": None, "denominator": 1},
    date(2026, 1, 1), datetime(2026, 1, 1), time(1), {"from": 1, "above": 2}, {"kind": {"kind": 1}, "fact": {}},
]  # fmt: skip


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every place of a tree that holds a value, as container and key."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


def spoilt(tree: dict[str, Any], dice: Random) -> dict[str, Any]:
    """The tree with one to three values replaced, dropped, or moved to an odd key."""
    tree = deepcopy(tree)
    for _ in range(dice.randint(1, 3)):
        container, key = dice.choice(places(tree) or [(tree, "x")])
        match dice.randrange(4):
            case 0 if isinstance(container, dict):
                container[f"{key}x"] = container.pop(key, None)
            case 1:
                del container[key]
            case _:
                container[key] = deepcopy(dice.choice(ODD))
    return tree


def taken(read: Callable[[], Any]) -> Any:
    """What is read; None when it is refused in sentences that can be shown."""
    faults: tuple[ShapeFault, ...] = ()
    try:
        return read()
    except ShapeRefused as refusal:
        faults = refusal.faults
    assert faults
    for fault in faults:
        assert fault.place
        assert "\n" not in fault.sentence
        assert len(fault.sentence) < 1_000
    return None


@settings(max_examples=150, deadline=None)
@given(parsed_sets(), full_facts, st.randoms(use_true_random=False))
def test_odd_set_is_taken_or_refused_in_sentences(parsed: dict[str, Any], values: dict[str, Any], dice: Random):
    criteria_set = taken(lambda: criteria_set_of(spoilt(parsed, dice)))
    if criteria_set is None:
        return
    assert read_set(write_set(criteria_set).encode()) == criteria_set
    facts = taken(lambda: facts_of(parsed_facts(values, profile=criteria_set.profiles[0]), criteria_set))
    if facts is not None:
        assert sheet_object(score(criteria_set, facts), criteria_set)["set"] == criteria_set.id


@settings(max_examples=150, deadline=None)
@given(parsed_sets(), full_facts, st.randoms(use_true_random=False))
def test_odd_facts_are_taken_or_refused_in_sentences(parsed: dict[str, Any], values: dict[str, Any], dice: Random):
    criteria_set = criteria_set_of(parsed)
    facts = taken(lambda: facts_of(spoilt(parsed_facts(values, not_applicable=["1.0"]), dice), criteria_set))
    for row in score(criteria_set, facts).criteria if facts else ():
        assert row.points is None or 0 <= row.points <= row.max


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_odd_value_in_place_of_a_whole_table_is_refused(odd: Any):
    for key in ("set", "pillar", "criterion"):
        with pytest.raises(ShapeRefused):
            criteria_set_of({key: odd})
