"""Kinds of findings, and places in words."""

import pytest

from dondoc.core.findings import KINDS
from dondoc.core.places import place_words


def test_every_code_of_the_plan_contract_has_a_kind_in_its_order() -> None:
    assert list(KINDS) == [
        "number-missing",
        "date-missing",
        "cites-later-document",
        "citation-mismatch",
        "body-appendix-mismatch",
        "no-lead",
        "no-due",
        "no-product",
        "repeated-words",
        "empty-cell",
        "low-ocr-confidence",
    ]


def test_advice_is_one_sentence() -> None:
    assert {code for code, kind in KINDS.items() if kind.advice.count(".") != 1 or kind.advice[-1] != "."} == set()
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("table 1 row 4 column 5", "bảng 1, dòng 4, cột 5"),
        ("table 12 row 4", "bảng 12, dòng 4"),
        ("paragraph 57", "đoạn 57"),
        ("frame 3", "khung 3"),
        ("document", "cả văn bản"),
        ("", "cả văn bản"),
    ],
)
def test_place_is_told_in_words(where: str, words: str) -> None:
    assert place_words(where) == words
