"""The plan as data, there and back."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.plan import Citation, Doubt, PlanDraft, ReportingRule, Signer, Target, TaskDraft

EMPTY: dict[str, Any] = {
    "kind": "Kế hoạch",
    "number": None,
    "symbol": None,
    "issued_on": None,
    "place": None,
    "issuer": None,
    "title": "",
    "year": None,
    "citations": [],
    "targets": [],
    "tasks": [],
    "reporting": [],
    "office": None,
    "signer": None,
    "recipients": [],
    "warnings": [],
}

texts = st.text(max_size=30)
names = st.none() | texts
lists = st.lists(texts, max_size=3).map(tuple)
days = st.none() | st.dates()
# A JSON number keeps fifteen digits.
values = st.decimals(-(10**11), 10**11, places=4)
drafts = st.builds(
    PlanDraft,
    kind=texts,
    number=names,
    symbol=names,
    issued_on=days,
    place=names,
    issuer=names,
    title=texts,
    year=st.none() | st.integers(1900, 2099),
    citations=st.lists(st.builds(Citation, texts, days, names), max_size=3).map(tuple),
    targets=st.lists(st.builds(Target, texts, st.sampled_from(["=", ">=", "<="]), values, texts), max_size=3).map(
        tuple
    ),
    tasks=st.lists(
        st.builds(TaskDraft, texts, names, texts, lists, names, days, lists, lists, lists, texts), max_size=3
    ).map(tuple),
    reporting=st.lists(
        st.builds(ReportingRule, texts, st.integers(1, 31), st.integers(1, 12) | st.just("last")), max_size=3
    ).map(tuple),
    office=names,
    signer=st.none() | st.builds(Signer, texts, names),
    recipients=lists,
    warnings=st.lists(st.builds(Doubt, texts, texts, texts), max_size=3).map(tuple),
)


def test_empty_plan_says_nothing_and_guesses_nothing():
    assert PlanDraft().to_json() == EMPTY


def test_plan_is_printed_key_for_key_as_the_contract_says():
    draft = PlanDraft(
        issued_on=date(2026, 2, 5),
        citations=(Citation("56/KH-UBND"),),
        targets=(Target("Tỷ lệ", ">=", Decimal("80.50"), "%"), Target("Số", "=", Decimal("2.0"), "công chức")),
        tasks=(TaskDraft("1", None, "Rà soát", ("a", "b"), "Quý II/2026", date(2026, 6, 30), ("Văn phòng Sở",)),),
        reporting=(ReportingRule("quarter", 15, "last"),),
        signer=Signer("GIÁM ĐỐC", None),
    )
    assert draft.to_json() == EMPTY | {
        "issued_on": "2026-02-05",
        "citations": [{"number": "56/KH-UBND", "issued_on": None, "issuer": None}],
        "targets": [
            {"text": "Tỷ lệ", "comparator": ">=", "value": 80.5, "unit": "%"},
            {"text": "Số", "comparator": "=", "value": 2, "unit": "công chức"},
        ],
        "tasks": [
            {
                "number": "1",
                "group": None,
                "text": "Rà soát",
                "solutions": ["a", "b"],
                "due_text": "Quý II/2026",
                "due": "2026-06-30",
                "lead": ["Văn phòng Sở"],
                "cooperating": [],
                "products": [],
                "where": "",
            }
        ],
        "reporting": [{"frequency": "quarter", "due_day": 15, "due_month": "last"}],
        "signer": {"position": "GIÁM ĐỐC", "name": None},
    }
    assert isinstance(draft.to_json()["targets"][1]["value"], int)


@given(drafts)
def test_plan_printed_as_json_and_read_again_is_the_same_plan(draft: PlanDraft):
    assert PlanDraft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


@pytest.mark.parametrize(
    "change",
    [
        {"targets": [{"text": "x", "comparator": "=", "value": "tám mươi", "unit": "%"}]},
        {"targets": [{"text": "x", "comparator": "=", "value": None, "unit": "%"}]},
        {"targets": [{"text": "x", "comparator": "=", "value": "NaN", "unit": "%"}]},
        {"targets": [{"text": "x", "comparator": "=", "value": 80}]},
        {"targets": 5},
        {"issued_on": "5/2/2026"},
        {"tasks": [{"number": "1"}]},
        {"tasks": ["Rà soát"]},
        {"tasks": None},
        {"recipients": None},
        {"recipients": "UBND tỉnh"},
        {"recipients": [None]},
        {"title": None},
        {"kind": 3},
        {"year": "hai nghìn"},
        {"signer": {"name": "x"}},
        {"citations": [{"number": None, "issued_on": None, "issuer": None}]},
    ],
)
def test_object_of_another_shape_is_refused(change: dict[str, Any]):
    with pytest.raises(ValueError, match=r"\w"):
        PlanDraft.from_json(EMPTY | change)


@pytest.mark.parametrize("key", sorted(EMPTY))
def test_object_without_one_key_is_refused(key: str):
    with pytest.raises(ValueError, match=r"\w"):
        PlanDraft.from_json({k: v for k, v in EMPTY.items() if k != key})
