"""The rule of data windows in force on a day: the decree as shipped, and a body's own file on top."""

from datetime import date
from pathlib import Path

import pytest

from dondoc.calendarfile import RuleFileFaulty, load_rule
from dondoc.core.periods import Period

BY_CALENDAR = """
[[rule]]
decision = "12/QĐ-UBND"
valid_from = 2027-01-01
valid_to = 2027-12-31
[rule.opens]
month = { months = 0, day = 1 }
quarter = { months = 0, day = 1 }
half_year = { months = 0, day = 1 }
year = { months = 0, day = 1 }
[rule.closes]
month = { months = 0, day = 31 }
quarter = { months = 0, day = 31 }
half_year = { months = 0, day = 31 }
year = { months = -1, day = 31 }
"""


@pytest.fixture
def local_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "windows.toml"
    monkeypatch.setenv("DONDOC_WINDOWS", str(path))
    path.write_text(BY_CALENDAR, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_local_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DONDOC_WINDOWS", raising=False)


@pytest.mark.parametrize(
    ("code", "window"),
    [
        ("2026-01", (date(2025, 12, 15), date(2026, 1, 14))),
        ("2026-05", (date(2026, 4, 15), date(2026, 5, 14))),
        ("2026Q1", (date(2025, 12, 15), date(2026, 3, 14))),
        ("2026Q3", (date(2026, 6, 15), date(2026, 9, 14))),
        ("2026H1", (date(2025, 12, 15), date(2026, 6, 14))),
        ("2026H2", (date(2026, 6, 15), date(2026, 12, 14))),
        ("2026", (date(2025, 12, 15), date(2026, 12, 14))),
    ],
)
def test_load_rule_gives_the_windows_of_the_decree(code: str, window: tuple[date, date]) -> None:
    rule = load_rule(date(2026, 1, 1))
    assert rule.decision == "Nghị định 09/2019/NĐ-CP ngày 24/01/2019"
    assert rule.window(Period.parse(code)) == window


def test_load_rule_refuses_a_day_before_the_first_rule() -> None:
    assert load_rule(date(2019, 3, 12)).decision.startswith("Nghị định 09/2019")
    with pytest.raises(RuleFileFaulty, match=r"nào có hiệu lực vào ngày 11/3/2019\.$"):
        load_rule(date(2019, 3, 11))


@pytest.mark.usefixtures("local_file")
def test_local_file_holds_from_its_first_to_its_last_day() -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    decree = "Nghị định 09/2019/NĐ-CP ngày 24/01/2019"
    assert [load_rule(day).decision for day in days] == [decree, "12/QĐ-UBND", "12/QĐ-UBND", decree]


@pytest.mark.usefixtures("local_file")
def test_local_file_can_set_another_window_for_each_frequency() -> None:
    rule = load_rule(date(2027, 1, 1))
    assert rule.window(Period.parse("2027-02")) == (date(2027, 2, 1), date(2027, 2, 28))
    assert rule.window(Period.parse("2027")) == (date(2027, 1, 1), date(2027, 11, 30))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[[rule]]", "[[rules]]", "không nhận mục rules."),
        ('decision = "12/QĐ-UBND"', "", "có mục thiếu decision."),
        ("valid_to", "valid_until", "không nhận mục valid_until."),
        ("valid_from = 2027-01-01", 'valid_from = "2027-01-01"', "giá trị của valid_from không hợp lệ: 2027-01-01."),
        ("half_year = { months = 0, day = 1 }", "", "có mục thiếu half_year."),
        ("months = -1, day = 31", "months = 0, day = 32", "32 không phải ngày trong tháng."),
        ("months = -1, day = 31", "day = 31", "có mục thiếu months."),
    ],
)
def test_local_file_is_refused_in_one_sentence_when_faulty(local_file: Path, old: str, new: str, sentence: str) -> None:
    assert old in BY_CALENDAR
    local_file.write_text(BY_CALENDAR.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleFileFaulty) as refusal:
        load_rule(date(2026, 1, 1))
    assert str(refusal.value) == f"Tệp quy tắc {local_file}: {sentence}"
