"""Identity numbers masked in what people write; figures left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.identities import is_masked, mask

SEPARATORS = st.sampled_from(["", " ", ".", "-"])
WORDS = st.text(alphabet="abcđêôư ,;:()\n", max_size=40)


@st.composite
def personal_numbers(draw: st.DrawFn) -> str:
    province, sex = draw(st.integers(1, 96)), draw(st.integers(0, 3))
    return f"{province:03}{sex}{draw(st.integers(0, 99)):02}{draw(st.integers(0, 999_999)):06}"


def grouped(number: str, size: int, separator: str) -> str:
    return separator.join(number[n : n + size] for n in range(0, len(number), size))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CCCD 001199012345 của ông A", "CCCD ********2345 của ông A"),
        ("(079 203 001 234)", "(********1234)"),
        ("0792.0300.1234;", "********1234;"),
        ("số định danh: 096099000001.", "số định danh: ********0001."),
        ("CMND số 012345678", "CMND số *****5678"),
        ("Giấy chứng minh nhân dân: 012 345 678, cấp năm 2009", "Giấy chứng minh nhân dân: *****5678, cấp năm 2009"),
        ("cmt 012345678", "cmt *****5678"),
        ("hai người: 001199012345, 001199012346", "hai người: ********2345, ********2346"),
        ("001199012345,001199012346 079203001234", "********2345,********2346 ********1234"),
    ],
)
def test_number_is_reduced_to_its_last_four_digits(text: str, masked: str):
    assert mask(text) == masked
    assert is_masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kinh phí 123456789012 đồng",
        "kinh phí 123.456.789.012 đồng",
        "1.001.199.012.345 đồng",
        "1 001 199 012 345 đồng",
        "0011990123456",
        "097199012345",
        "000199012345",
        "001499012345",
        "điện thoại 0912345678 12 người",
        "012345678 hồ sơ",
        "số 12/KH-STP ngày 20/01/2026",
        "",
    ],
)
def test_what_is_no_identity_number_stays(text: str):
    assert mask(text) == text
    assert not is_masked(text)


@given(WORDS, personal_numbers(), WORDS, SEPARATORS, st.sampled_from([3, 4]))
def test_every_personal_number_is_found_wherever_it_stands(before: str, number: str, after: str, separator: str, size):
    text = before + grouped(number, size, separator) + after
    assert mask(text) == before + "********" + number[-4:] + after


@given(st.text(alphabet="0123456789 .,-CMNDcmt:ố", max_size=60))
def test_masking_twice_changes_nothing_more_and_takes_only_digits(text: str):
    masked = mask(text)
    assert mask(masked) == masked
    assert re.sub(r"[\d* .-]", "", masked) == re.sub(r"[\d* .-]", "", text)


@given(st.integers(1, 10**15))
def test_amount_of_money_is_never_touched(amount: int):
    for text in (f"{amount} đồng", f"{amount:,} đồng".replace(",", "."), f"{amount:,} đồng"):
        assert mask(text) == text
