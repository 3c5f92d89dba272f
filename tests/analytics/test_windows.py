"""Periods worked out by the engine against the windows of the core, day by day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest

from dondoc.analytics.windows import WindowsApart, check_windows, period_code, period_number
from dondoc.calendarfile import load_rule
from dondoc.core.periods import Frequency, Period, WindowEdge, WindowRule

DAYS = [date(2023, 11, 1) + timedelta(days=number) for number in range(500)]  # over 29 February 2024


def rule(opens: WindowEdge, closes: WindowEdge) -> WindowRule:
    return WindowRule("Quy định thử", dict.fromkeys(Frequency, opens), dict.fromkeys(Frequency, closes))


RULES: Mapping[str, WindowRule] = {
    "shipped": load_rule(date(2026, 1, 1)),
    "calendar": rule(WindowEdge(0, 1), WindowEdge(0, 31)),
    "from the month's end": rule(WindowEdge(-1, 31), WindowEdge(0, 30)),
    "from the 28th": rule(WindowEdge(-1, 28), WindowEdge(0, 27)),
    "a month late": rule(WindowEdge(1, 6), WindowEdge(2, 5)),
}


def codes(days: list[date], frequency: Frequency, windows: WindowRule | None) -> list[str]:
    """The codes of the last microsecond of each day, by the engine."""
    d: Any = ibis.table({"moment": "timestamp", "month": "string"}, name="d")
    asked = d.select(d.moment, number=period_number(d, "moment", frequency, windows)).order_by("moment")
    with duckdb.connect() as connection:
        moments = [datetime.combine(day, datetime.max.time()) for day in days]
        connection.execute("CREATE TABLE d AS SELECT unnest(?)::TIMESTAMP AS moment, '' AS month", [moments])
        found = connection.execute(ibis.to_sql(asked, dialect="duckdb")).fetchall()
    return [period_code(number, frequency) for _, number in found]


@pytest.mark.parametrize("frequency", Frequency)
def test_period_is_the_one_that_contains_the_day_when_by_the_calendar(frequency: Frequency) -> None:
    assert codes(DAYS, frequency, None) == [Period.of(day, frequency).code for day in DAYS]


@pytest.mark.parametrize("frequency", Frequency)
@pytest.mark.parametrize("name", ["shipped", "calendar", "from the 28th", "a month late"])
def test_day_lies_in_the_window_of_its_period_when_by_a_rule(name: str, frequency: Frequency) -> None:
    check_windows(RULES[name])
    for day, code in zip(DAYS, codes(DAYS, frequency, RULES[name]), strict=True):
        opens, closes = RULES[name].window(Period.parse(code))
        assert opens <= day <= closes, (day, code)


def test_a_window_from_the_31st_opens_on_the_last_day_of_shorter_months() -> None:
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 29)]
    days += [date(2024, 4, 30)]
    found = codes(days, Frequency.MONTH, RULES["from the month's end"])
    assert found == ["2024-02", "2024-03", "2024-03", "2024-04", "2024-04", "2024-05"]


def test_periods_turn_on_the_fifteenth_when_the_shipped_rule_is_in_force() -> None:
    days = [date(2025, 12, 14), date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 15)]
    rule = RULES["shipped"]
    assert codes(days, Frequency.MONTH, rule) == ["2025-12", "2026-01", "2026-03", "2026-04"]
    assert codes(days, Frequency.QUARTER, rule) == ["2025Q4", "2026Q1", "2026Q1", "2026Q2"]
    assert codes(days, Frequency.HALF_YEAR, rule) == ["2025H2", "2026H1", "2026H1", "2026H1"]
    assert codes(days, Frequency.YEAR, rule) == ["2025", "2026", "2026", "2026"]


@pytest.mark.parametrize(
    "apart",
    [rule(WindowEdge(-1, 15), WindowEdge(0, 13)), rule(WindowEdge(-1, 15), WindowEdge(0, 15))],
    ids=["a day in none", "a day in two"],
)
def test_rule_is_refused_when_its_windows_do_not_follow_each_other(apart: WindowRule) -> None:
    with pytest.raises(WindowsApart) as refusal:
        check_windows(apart)
    expected = "Không tính được tỷ lệ theo kỳ chốt số liệu của Quy định thử: các kỳ không nối tiếp nhau từng ngày."
    assert str(refusal.value) == expected


def test_rule_comes_from_the_file_when_another_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edges = "\n".join(
        f"[rule.{side}]\n" + "\n".join(f"{each} = {{ months = {months}, day = {day} }}" for each in Frequency)
        for side, months, day in (("opens", -1, 21), ("closes", 0, 20))
    )
    other = tmp_path / "windows.toml"
    other.write_text(f'[[rule]]\ndecision = "Quyết định khác"\nvalid_from = 2026-01-01\n{edges}\n', encoding="utf-8")
    monkeypatch.setenv("DONDOC_WINDOWS", str(other))
    found = load_rule(date(2026, 1, 1))
    assert codes([date(2026, 3, 20), date(2026, 3, 21)], Frequency.MONTH, found) == ["2026-03", "2026-04"]
    assert codes([date(2026, 3, 20), date(2026, 3, 21)], Frequency.QUARTER, found) == ["2026Q1", "2026Q2"]
