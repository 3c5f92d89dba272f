"""One normal form, one way to search, sort, print and read numbers and dates."""

import time
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.vietnamese import (
    date_text,
    fold,
    normalise,
    number_text,
    official_date,
    parse_number,
    percent_text,
    person_key,
    sort_key,
)

LETTERS = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
words = st.text(LETTERS + LETTERS.upper() + " ,.-0123456789", max_size=40)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("So\u031b\u0309 Tu\u031b pha\u0301p", "Sở Tư pháp"),
        ("  Sở\u00a0Tư   pháp \n", "Sở Tư pháp"),
        ("chuyển\u00ad đổi\u200b số\ufeff", "chuyển đổi số"),
        ("a\u200b\u0301", "á"),
        ("56/KH\u2011UBND", "56/KH-UBND"),
        ("dòng một \r\n  dòng hai", "dòng một\ndòng hai"),
        ("tep\x00.pdf", "tep.pdf"),
        ("bao-cao\u202efdp.exe", "bao-caofdp.exe"),
        ("a\u2000b\u2001c\u2005d", "a b c d"),
        ("–", "–"),
    ],
)
def test_text_is_kept_in_one_form(given_text: str, kept: str):
    assert normalise(given_text) == kept


@given(st.text())
def test_normal_form_of_any_text_is_its_own_normal_form(text: str):
    kept = normalise(text)
    assert normalise(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\x00" not in kept


@given(words)
def test_composed_and_decomposed_text_have_one_normal_form(text: str):
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(words)
def test_search_form_is_the_same_for_composed_and_decomposed_text_and_stays(text: str):
    folded = fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(folded) == folded
    assert fold(text.upper()) == folded
    assert folded.isascii()


@given(st.text())
def test_search_form_of_any_text_stays(text: str):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Sở Tư pháp", "so tu phap"), ("ĐÔN ĐỐC", "don doc"), ("Số hóa", "so hoa"), ("Ngữ, 12/KH-STP", "ngu, 12/kh-stp")],
)
def test_search_form_drops_diacritics_and_case(text: str, folded: str):
    assert fold(text) == folded


def test_words_sort_by_the_vietnamese_alphabet():
    in_order = ["an", "ăn", "ân", "cam", "dân", "đan", "đơn", "em", "oan", "ôn", "ơn", "uy", "ưu", "vân"]
    assert sorted(set(in_order), key=sort_key) == in_order


@given(words, words)
def test_word_with_d_bar_comes_after_every_word_with_plain_d(rest: str, other: str):
    assert sort_key("d" + rest.lstrip()) < sort_key("đ" + other.lstrip())


@given(words)
def test_order_is_the_same_for_composed_and_decomposed_text(text: str):
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


def test_people_sort_by_given_name():
    names = ["Trần Văn Mẫu Bình", "Vũ Thị An", "Đỗ Mẫu Đào", "Lê Thị Mẫu An", "Phạm Dũng"]
    assert sorted(names, key=person_key) == [
        "Lê Thị Mẫu An",
        "Vũ Thị An",
        "Trần Văn Mẫu Bình",
        "Phạm Dũng",
        "Đỗ Mẫu Đào",
    ]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**18), max_value=10**18))
def test_number_printed_and_read_again_is_the_same_number(value: Decimal):
    assert parse_number(number_text(value)) == value


@given(st.integers(-(10**24), 10**24))
def test_whole_number_printed_and_read_again_is_the_same_number(value: int):
    assert parse_number(number_text(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234,50", "1234.5"),
        ("0", "0"),
        ("-3", "-3"),
        ("+3,0", "3"),
        ("1.234.567", "1234567"),
        (" 12 ", "12"),
        ("\u22125", "-5"),
    ],
)
def test_number_is_read_the_vietnamese_way(text: str, value: str):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-", "1,234.5", "12%", "٣", "NaN", "1e999", "1.23", "1.2345", "12.34,5", ",5", "5,", "1 234", "một"]
)
def test_number_written_otherwise_is_refused(text: str):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the text itself is the message
        parse_number(text)
    assert refusal.value.args == (text,)


@given(st.text())
def test_any_text_is_read_as_a_finite_number_or_refused(text: str):
    try:
        value = parse_number(text)
    except ValueError:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.5", None, "1.234,5"),
        ("1234.5000", None, "1.234,5"),
        ("1000", None, "1.000"),
        ("100", 1, "100"),
        ("88.888", 1, "88,9"),
        ("88.85", 1, "88,9"),
        ("0.04", 1, "0"),
        ("1E+3", None, "1.000"),
        ("-1234.5", None, "-1.234,5"),
    ],
)
def test_number_is_printed_the_vietnamese_way(value: str, decimals: int | None, text: str):
    assert number_text(Decimal(value), decimals=decimals) == text


def test_percentage_has_one_decimal_at_most_and_a_space():
    assert percent_text(Decimal(800) / 9) == "88,9 %"
    assert percent_text(Decimal(100)) == "100 %"


@pytest.mark.parametrize(
    ("day", "short", "official"),
    [
        (date(2026, 6, 15), "15/6/2026", "ngày 15 tháng 6 năm 2026"),
        (date(2026, 2, 5), "5/2/2026", "ngày 05 tháng 02 năm 2026"),
        (date(2026, 12, 9), "9/12/2026", "ngày 09 tháng 12 năm 2026"),
    ],
)
def test_date_is_printed_short_on_pages_and_padded_in_documents(day: date, short: str, official: str):
    assert (date_text(day), official_date(day)) == (short, official)


def test_letter_under_very_many_marks_is_normalised_at_once():
    marks = "\u0301\u0323" * 100_000
    started = time.process_time()
    assert normalise(f"a{marks}b") == "\u1ea1" + "\u0323" * 14 + "\u0301" * 15 + "b"
    assert fold(f"a{marks}b") == "ab"
    assert time.process_time() - started < 5


def test_long_runs_of_signs_that_are_no_marks_stay():
    for run in ("…" * 100, "中文" * 100, "–" * 100):
        assert normalise(f"a{run}b") == f"a{run}b"


def test_letter_with_its_own_marks_under_many_more_is_normalised_once():
    once = normalise("\u1e7b" + "\u0323" * 40)
    assert normalise(once) == once
