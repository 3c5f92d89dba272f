"""The one rule for each kind of column of a dossier file."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.dossier_values import (
    BROKEN,
    UnfitValue,
    WordList,
    amount_of,
    due_end,
    key_of,
    moment_of,
    text_of,
    value_of,
)
from dondoc.core.dossiers import Kind

WORDS = {
    Kind.CHANNEL: WordList({"truc tiep": "direct", "buu chinh (cong ich)": "post"}, "Trực tiếp; Bưu chính"),
    Kind.FLAG: WordList({"co": True, "x": True, "khong": False}, "Có; Không"),
    Kind.RATING: WordList({"3": 3, "rat hai long": 3}, "3; 2; 1"),
}
NO_MOMENT = "Không phải ngày giờ: hãy ghi như 03/02/2026, 03/02/2026 14:05 hoặc 2026-02-03."
NO_SUCH_MOMENT = "Ngày giờ không có thật: hãy kiểm tra lại."
NO_AMOUNT = "Không phải số tiền: hãy ghi như 1.234.567 hoặc 1234567,5."


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-03", datetime(2026, 2, 3)),
        ("2026-2-3", datetime(2026, 2, 3)),
        ("03/02/2026", datetime(2026, 2, 3)),
        ("3/2/2026", datetime(2026, 2, 3)),
        ("03/02/2026 14:05", datetime(2026, 2, 3, 14, 5)),
        ("3/2/2026 9:05:30", datetime(2026, 2, 3, 9, 5, 30)),
        ("03/02/2026  14:05", datetime(2026, 2, 3, 14, 5)),
        ("2026-02-03T14:05", datetime(2026, 2, 3, 14, 5)),
        ("2026-02-03 00:00:00", datetime(2026, 2, 3)),
        ("2026-02-03 14:05:00.5", datetime(2026, 2, 3, 14, 5, 0, 500_000)),
        ("29/02/2024", datetime(2024, 2, 29)),
        ("01/01/1900", datetime(1900, 1, 1)),
        ("31/12/2099 23:59:59", datetime(2099, 12, 31, 23, 59, 59)),
        ("46056", datetime(2026, 2, 3)),
        ("46056.5", datetime(2026, 2, 3, 12)),
        ("46056,25", datetime(2026, 2, 3, 6)),
        ("46056.5868055556", datetime(2026, 2, 3, 14, 5)),
        ("10000", datetime(1927, 5, 18)),
        ("73050.999", datetime(2099, 12, 31, 23, 58, 34)),
    ],
)
def test_a_moment_is_read_when_written_one_of_the_ways(text: str, moment: datetime) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2026", NO_SUCH_MOMENT),
        ("2026-13-01", NO_SUCH_MOMENT),
        ("00/01/2026", NO_SUCH_MOMENT),
        ("29/02/2023", NO_SUCH_MOMENT),
        ("03/02/2026 24:00", NO_SUCH_MOMENT),
        ("03/02/2026 14:60", NO_SUCH_MOMENT),
        ("0000-01-01", NO_SUCH_MOMENT),
        ("03-02-2026", NO_MOMENT),
        ("03/02/26", NO_MOMENT),
        ("2026/02/03", NO_MOMENT),
        ("03/02/2026 14", NO_MOMENT),
        ("03/02/202614:05", NO_MOMENT),
        ("03/02/2026T", NO_MOMENT),
        ("03/02/2026 14:05 chiều", NO_MOMENT),
        ("hôm qua", NO_MOMENT),
        ("2026", NO_MOMENT),
        ("09999", NO_MOMENT),
        ("73051", NO_MOMENT),
        ("46056.", NO_MOMENT),
        ("46.056", NO_MOMENT),
        ("-46056", NO_MOMENT),
        ("46056 14:05", NO_MOMENT),
        ("٠٣/٠٢/٢٠٢٦", NO_MOMENT),
    ],
)
def test_a_moment_is_refused_when_it_is_none(text: str, reason: str) -> None:
    with pytest.raises(UnfitValue) as caught:
        moment_of(text)
    assert caught.value.reason == reason


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31, 23, 59, 59)).map(lambda m: m.replace(microsecond=0)))
def test_a_moment_comes_back_when_written_any_way(moment: datetime) -> None:
    serial = Decimal((moment - datetime(1899, 12, 30)) // timedelta(seconds=1)) / 86_400
    written = [f"{moment:%Y-%m-%d %H:%M:%S}", f"{moment:%d/%m/%Y %H:%M:%S}", f"{moment.isoformat()}", f"{serial:.10f}"]

    assert [moment_of(text) for text in written] == [moment] * 4


@pytest.mark.parametrize(
    ("kind", "ends", "beyond"),
    [
        (Kind.MOMENT, ("1/1/1901", "31/12/2098 23:59:59.999999"), ("31/12/1900", "2099-01-01", "9999-12-31")),
        (Kind.DUE, ("1/1/1900", "31/12/2099"), ("31/12/1899", "2100-01-01", "73050.999999", "9999-12-31")),
    ],
)
def test_a_moment_is_refused_when_its_year_is_beyond_belief(
    kind: Kind, ends: tuple[str, ...], beyond: tuple[str, ...]
) -> None:
    years = [value_of(kind, text, WORDS).year for text in ends]  # type: ignore[union-attr]
    for text in beyond:
        with pytest.raises(UnfitValue) as caught:
            value_of(kind, text, WORDS)
        assert caught.value.reason == f"Năm phải từ {years[0]} đến {years[1]}."


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (datetime(2026, 2, 3), datetime(2026, 2, 3, 23, 59, 59, 999_999)),
        (datetime(2026, 2, 3, 0, 0, 1), datetime(2026, 2, 3, 0, 0, 1)),
        (datetime(2026, 2, 3, 17), datetime(2026, 2, 3, 17)),
    ],
)
def test_due_lasts_to_the_end_of_its_day_when_no_time_is_given(moment: datetime, end: datetime) -> None:
    assert due_end(moment) == end


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0"),
        ("1.234.567", "1234567"),
        ("50.000", "50000"),
        ("1234567", "1234567"),
        ("1.234.567,5", "1234567.5"),
        ("1234,25", "1234.25"),
        ("1,234", "1.234"),
        ("1.5", "1.5"),
        ("1234.50", "1234.5"),
        ("0.1234", "0.1234"),
        ("0,00005", "0.0001"),
        ("+5", "5"),
        ("-0", "0"),
        ("99999999999999", "99999999999999"),
    ],
)
def test_an_amount_is_read_when_written_the_vietnamese_way(text: str, amount: str) -> None:
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", "Số tiền không được âm."),
        ("-1.234,5", "Số tiền không được âm."),
        ("100000000000000", "Số tiền lớn bất thường: hãy kiểm tra lại."),
        ("1,234,567", NO_AMOUNT),
        ("1234.567", NO_AMOUNT),
        ("1.23.456", NO_AMOUNT),
        ("50.000đ", NO_AMOUNT),
        ("1 000", NO_AMOUNT),
        ("1e6", NO_AMOUNT),
        ("nan", NO_AMOUNT),
        ("miễn phí", NO_AMOUNT),
        (",5", NO_AMOUNT),
        ("٣", NO_AMOUNT),
    ],
)
def test_an_amount_is_refused_when_it_is_none(text: str, reason: str) -> None:
    with pytest.raises(UnfitValue) as caught:
        amount_of(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  1.010 ", "1.010"),
        (Kind.TEXT, normalize("NFD", "Đất đai"), "Đất đai"),
        (Kind.TEXT, "\u00a0 \t", None),
        (Kind.MOMENT, " 03/02/2026\u00a0", datetime(2026, 2, 3)),
        (Kind.MOMENT, "", None),
        (Kind.DUE, "03/02/2026", datetime(2026, 2, 3, 23, 59, 59, 999_999)),
        (Kind.AMOUNT, "", Decimal(0)),
        (Kind.FLAG, " ", False),
        (Kind.FLAG, "X", True),
        (Kind.FLAG, normalize("NFD", "CÓ"), True),
        (Kind.CHANNEL, "truc  TIẾP", "direct"),
        (Kind.CHANNEL, "Bưu chính (công ích)", "post"),
        (Kind.CHANNEL, "", None),
        (Kind.RATING, "Rất hài lòng", 3),
        (Kind.RATING, "", None),
    ],
)
def test_a_value_is_what_its_kind_makes_of_the_text(kind: Kind, text: str, value: object) -> None:
    assert (got := value_of(kind, text, WORDS)) == value
    assert type(got) is type(value)


def test_a_word_is_refused_with_the_list_when_it_is_not_on_it() -> None:
    with pytest.raises(UnfitValue) as caught:
        value_of(Kind.CHANNEL, "Fax", WORDS)
    assert caught.value.reason == "Giá trị ngoài danh mục: hãy ghi một trong các từ Trực tiếp; Bưu chính."


@pytest.mark.parametrize("kind", list(Kind))
def test_a_cell_is_refused_when_it_holds_a_nul(kind: Kind) -> None:
    with pytest.raises(UnfitValue) as caught:
        value_of(kind, "x\0", WORDS)
    assert caught.value.reason == BROKEN


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_text_is_the_same_when_kept_twice_or_taken_apart(text: str) -> None:
    kept = text_of(text)

    assert text_of(kept) == text_of(normalize("NFD", text)) == kept
    assert kept == kept.strip()


def test_words_are_compared_alike_when_case_marks_and_spaces_differ() -> None:
    assert key_of("  ĐÃ giải\u00a0 quyết\n") == key_of(normalize("NFD", "đã GIẢI quyết")) == "da giai quyet"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_due_is_on_the_day_written(day: date) -> None:
    due = value_of(Kind.DUE, f"{day.day}/{day.month}/{day.year}", WORDS)

    assert isinstance(due, datetime)
    assert due.date() == day
