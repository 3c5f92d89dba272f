"""The dossiers behind a rate are those that the rate counts."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dondoc.analytics.figures import measure
from dondoc.analytics.measures import BY_NAME, MEASURES
from dondoc.analytics.rows import rows_behind
from dondoc.calendarfile import load_rule
from dondoc.core.dossiers import Part
from dondoc.core.periods import Period, WindowRule
from tests.analytics.stored_rows import write

AS_OF = date(2026, 4, 10)
FLAGS = [each.needs for each in MEASURES if each.needs not in ("", "satisfaction")]


def some_rows(number: int) -> list[dict[str, Any]]:
    """Dossiers of the turn of a year, of all kinds."""
    dice = Random(6)
    rows = []
    for _ in range(number):
        status = dice.choice(["open", "resolved", "resolved", "withdrawn"])
        received = datetime(2025, 12, 1) + timedelta(minutes=dice.randrange(150 * 1440))
        row: dict[str, Any] = {
            "unit": dice.choice(["Sở Nội vụ", "Sở Tư pháp", None]),
            "channel": dice.choice(["online", "post", "direct"]),
            "status": status,
            "received_at": received,
            "due_at": received + timedelta(days=dice.randrange(20)),
            "finished_at": None if status == "open" else received + timedelta(days=dice.randrange(30)),
            "fee": dice.choice([None, Decimal(0), Decimal(9)]),
            "satisfaction": dice.choice([None, 1, 2, 3]),
        }
        rows.append(row | {flag: dice.choice([True, False, None]) for flag in FLAGS})
    return rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("rows"), *some_rows(600))


@pytest.mark.parametrize("windows", [None, load_rule(AS_OF)], ids=["calendar", "cutoff"])
@pytest.mark.parametrize("name", BY_NAME)
def test_as_many_dossiers_stand_behind_a_rate_as_it_counts(name: str, windows: WindowRule | None, store: Path) -> None:
    groups = measure(store, by=["unit", "quarter"], as_of=AS_OF, windows=windows)
    counts = {group.keys: group.counts[name] for group in groups}["Sở Tư pháp", "2026Q1"]
    found = {
        part: rows_behind(
            store,
            measure=name,
            part=part,
            period=Period.parse("2026Q1"),
            as_of=AS_OF,
            windows=windows,
            units=["Sở Tư pháp"],
            limit=1000,
        )
        for part in Part
    }
    assert 0 < len(found[Part.NUMERATOR]) == counts.numerator
    assert len(found[Part.DENOMINATOR]) == counts.denominator
    misses = {row.dossier_code for row in found[Part.MISSES]}
    assert misses == {row.dossier_code for row in set(found[Part.DENOMINATOR]) - set(found[Part.NUMERATOR])}
    assert {row.unit for row in found[Part.DENOMINATOR]} == {"Sở Tư pháp"}


def test_pages_follow_each_other_without_a_gap(store: Path) -> None:
    def page(offset: int, limit: int) -> list[str]:
        found = rows_behind(
            store,
            measure="on_time_rate",
            part="misses",
            period=Period.parse("2026"),
            as_of=AS_OF,
            offset=offset,
            limit=limit,
        )
        return [row.dossier_code for row in found]

    every = page(0, 1000)
    assert len(every) > 60
    assert page(0, 25) + page(25, 25) + page(50, 1000) == every


def test_dossiers_without_a_unit_are_asked_for_by_the_empty_name(store: Path) -> None:
    found = rows_behind(
        store,
        measure="online_rate",
        part="denominator",
        period=Period.parse("2026Q1"),
        as_of=AS_OF,
        units=[""],
        limit=1000,
    )
    counted = {group.keys: group.counts for group in measure(store, by=["unit", "quarter"], as_of=AS_OF)}
    assert {row.unit for row in found} == {None}
    assert len(found) == counted["", "2026Q1"]["online_rate"].denominator


def test_a_dossier_says_where_it_came_from(tmp_path: Path) -> None:
    store = write(tmp_path, {}, {"channel": "online"})
    (found,) = rows_behind(store, measure="online_rate", part="numerator", period=Period.parse("2026-01"), as_of=AS_OF)
    assert (found.dossier_code, found.load, found.row) == ("A2", 1, 3)
    assert found.due_at == datetime(2026, 1, 20, 23, 59, 59, 999999)


def test_nothing_stands_behind_a_rate_when_the_store_is_empty(tmp_path: Path) -> None:
    period = Period.parse("2026")
    assert rows_behind(write(tmp_path), measure="online_rate", part="numerator", period=period, as_of=AS_OF) == []
