"""Agency codes: the form of Decision 20/2020, the older form turned, units within their department."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.agency_codes import LONGEST, WrongCode, canonical, unit_part

LEVEL_ONE = st.from_regex(r"[A-Y][0-9]{2}", fullmatch=True)
GROUPS = st.lists(st.from_regex(r"[0-9A-Z]{1,4}", fullmatch=True).filter(lambda g: g.strip("0")), max_size=5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("H53.13", "H53.13"),
        ("000.00.13.H53", "H53.13"),
        ("000.00.01.H20", "H20.01"),
        ("000.05.13.H53", "H53.13.05"),
        ("g01", "G01"),
        (" h99 . 13 ", "H99.13"),
        ("ZAB.0100109106", "ZAB.0100109106"),
    ],
)
def test_code_is_brought_to_the_one_form(raw: str, code: str):
    assert canonical(raw) == code


@pytest.mark.parametrize(
    "raw", ["", "13", "H5.13", "H531.13", "H53..13", "H53.13.", "H53-13", "Đ53.13", "Z1", "H53." + "1" * 32]
)
def test_code_of_another_form_is_refused(raw: str):
    with pytest.raises(WrongCode):
        canonical(raw)


@given(LEVEL_ONE, GROUPS)
def test_both_orders_of_a_code_give_the_same(first: str, groups: list[str]):
    whole = ".".join([first, *groups])
    assert canonical(whole) == whole
    if groups and not any(len(g) == 3 and g[0].isalpha() and g[1:].isdigit() for g in groups):
        assert canonical(".".join(["000", "00", *reversed(groups), first])) == whole


@given(st.text(max_size=40))
def test_what_is_accepted_is_a_code_and_stays_itself(raw: str):
    try:
        code = canonical(raw)
    except WrongCode:
        return
    assert len(code) <= LONGEST
    assert canonical(code) == code


@pytest.mark.parametrize("raw", ["VP", "vp", "H99.13.VP", "000.VP.13.H99"])
def test_unit_is_named_by_its_part_of_the_code(raw: str):
    assert unit_part(raw, "H99.13") == "VP"


@pytest.mark.parametrize("raw", ["", "V P", "VĂN", "VP.", "A" * 29])
def test_unit_code_that_makes_no_whole_is_refused(raw: str):
    with pytest.raises(WrongCode):
        unit_part(raw, "H99.13")


def test_longest_unit_code_fills_the_whole_up():
    assert unit_part("A" * 28, "H99.13") == "A" * 28
