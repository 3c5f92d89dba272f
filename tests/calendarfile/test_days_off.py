"""The table of days off: the library's list, the shipped decisions and the administrator's file on top."""

from datetime import date
from pathlib import Path

import pytest

from dondoc.calendarfile import RuleFileFaulty, holiday_table

DECISION = 'decision = "12/QĐ-UBND"\n'


@pytest.fixture
def local_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "ngày nghỉ.toml"
    monkeypatch.setenv("DONDOC_HOLIDAYS", str(path))
    return path


@pytest.fixture(autouse=True)
def no_local_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DONDOC_HOLIDAYS", raising=False)


# Days off from Monday to Friday. 2024: 2/9 is a Monday, so 3/9 goes with it; 29/4 off for 4/5. 2025: 2/5 off for
# 26/4. 2026: 26/4 is a Sunday, made up on 27/4; 31/8 off for 22/8. 2027: 1/5 is a Saturday, made up on 3/5.
# 2028: 1/1 is a Saturday, made up on 3/1; 30/4 a Sunday, made up after 1/5; 2/9 a Saturday, made up on 4/9.
@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9"),
        (2025, "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9"),
        (2026, "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11"),
        (2027, "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11"),
        (2028, "3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 1/9 4/9 24/11"),
    ],
)
def test_holiday_table_has_the_weekdays_off_of_a_year(year: int, days: str) -> None:
    table = holiday_table([year])
    assert " ".join(f"{day.day}/{day.month}" for day in table.names if day.weekday() < 5) == days
    assert {day.year for day in table.names} == {year}


def test_holiday_table_has_the_weekend_days_worked_in_exchange() -> None:
    assert sorted(holiday_table(range(2024, 2029)).worked) == [
        date(2024, 5, 4),
        date(2025, 4, 26),
        date(2026, 8, 22),
    ]


def test_holiday_table_names_days_in_vietnamese() -> None:
    names = holiday_table([2026]).names
    assert [names[date(2026, *day)] for day in [(1, 1), (2, 17), (4, 27), (8, 31), (11, 24)]] == [
        "Tết Dương lịch",
        "Tết Nguyên Đán",
        "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)",
        "Ngày nghỉ (thay cho ngày 22/08/2026)",
        "Ngày Văn hóa Việt Nam",
    ]


def test_holiday_table_knows_the_exchange_of_january_2026() -> None:
    table = holiday_table([2026])
    assert table.reason_off(date(2026, 1, 2)) == "Ngày nghỉ hoán đổi dịp Tết Dương lịch"
    assert not table.is_working(date(2026, 1, 10))


def test_holiday_table_reaches_from_the_first_to_the_last_year() -> None:
    table = holiday_table([2027, 2025])
    assert (table.first_year, table.last_year) == (2025, 2027)
    assert table.reason_off(date(2026, 1, 1)) == "Tết Dương lịch"


def test_local_file_adds_and_overrides_day_by_day(local_file: Path) -> None:
    local_file.write_text(
        f"""
        [[off]]
        day = 2026-08-22
        name = "Nghỉ bù"
        {DECISION}
        [[off]]
        day = 2027-02-11
        name = "Mùng sáu Tết Nguyên Đán"
        {DECISION}
        [[worked]]
        day = 2026-01-02
        {DECISION}
        [[worked]]
        day = 2026-11-24
        {DECISION}
        """,
        encoding="utf-8",
    )
    table = holiday_table([2026, 2027])
    assert table.reason_off(date(2026, 8, 22)) == "Thứ Bảy"
    assert table.reason_off(date(2027, 2, 11)) == "Mùng sáu Tết Nguyên Đán"
    assert table.is_working(date(2026, 1, 2))
    assert table.is_working(date(2026, 11, 24))
    assert table.reason_off(date(2027, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert date(2026, 11, 24) not in table.names


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[[off]", "không đúng định dạng TOML"),
        ("[[of]]\nday = 2026-01-02", "không nhận mục of"),
        ("off = 3", "giá trị của off không hợp lệ: 3"),
        ("off = [3]", "có mục thiếu day, name, decision"),
        (f'[[off]]\nday = 2026-01-02\n{DECISION}name = ""', "giá trị của name không hợp lệ"),
        (f'[[off]]\nday = "2026-01-02"\n{DECISION}name = "Nghỉ"', "giá trị của day không hợp lệ: 2026-01-02"),
        (f"[[worked]]\nday = 2026-01-02T00:00:00\n{DECISION}", "giá trị của day không hợp lệ"),
        ("[[worked]]\nday = 2026-01-10", "có mục thiếu decision"),
        (f"[[worked]]\nday = 2026-01-10\n{DECISION}why = 1", "không nhận mục why"),
        (
            f'[[worked]]\nday = 2026-01-10\n{DECISION}[[off]]\nday = 2026-01-10\nname = "Nghỉ"\n{DECISION}',
            "có ngày được ghi hai lần",
        ),
    ],
)
def test_local_file_is_refused_in_one_sentence_when_faulty(local_file: Path, content: str, sentence: str) -> None:
    local_file.write_text(content, encoding="utf-8")
    with pytest.raises(RuleFileFaulty) as refusal:
        holiday_table([2026])
    assert str(refusal.value).startswith(f"Tệp quy tắc {local_file}")
    assert sentence in str(refusal.value)


def test_local_file_is_refused_when_missing_or_not_text(local_file: Path) -> None:
    with pytest.raises(RuleFileFaulty, match=r"^Không đọc được tệp quy tắc"):
        holiday_table([2026])
    local_file.write_bytes(b"\xff\xfe[")
    with pytest.raises(RuleFileFaulty, match="không đúng định dạng TOML"):
        holiday_table([2026])
