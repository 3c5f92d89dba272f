"""What docs/dossiers.md says is counted: its list of measures, and its example worked by hand."""

import re
from datetime import date
from pathlib import Path

import pytest

from dondoc.analytics import loads, stores
from dondoc.analytics.figures import Counts, measure
from dondoc.analytics.measures import MEASURES
from dondoc.analytics.rejects import faults_of
from dondoc.calendarfile import load_rule

PAGE = (Path(__file__).parents[2] / "docs" / "dossiers.md").read_text(encoding="utf-8")
AS_OF = date(2026, 4, 1)


def table(first: str) -> list[list[str]]:
    """The rows of the table whose heading begins with these cells."""
    text = PAGE.split(f"| {first} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in text.splitlines()[2:]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of the page, loaded."""
    folder = tmp_path_factory.mktemp("example")
    [example] = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    (folder / "example.csv").write_text(example, encoding="utf-8")
    [report] = loads.load([folder / "example.csv"], folder / "store")
    assert (report.read, report.stored, report.rejected, report.unchanged) == (8, 6, 2, 0)
    return folder / "store"


def test_every_measure_stands_on_the_page_with_its_title():
    assert [tuple(row[:2]) for row in table("measure | on the page")] == [(each.name, each.title) for each in MEASURES]


def test_rows_of_the_example_are_rejected_for_the_reasons_told(store: Path):
    assert [(fault.row, fault.column, fault.value) for fault in faults_of(store, stores.opened(store).number)] == [
        (8, "dossier_code", "H-03"),
        (9, "channel", "Fax"),
    ]


def test_figures_of_the_example_are_those_worked_out_by_hand(store: Path):
    by_hand = {name: [counts_of(cell) for cell in cells] for name, *cells in table("measure | first quarter")}
    first, second = measure(store, by=["quarter"], as_of=AS_OF)
    windows, _ = measure(store, by=["quarter"], as_of=AS_OF, windows=load_rule(AS_OF))
    assert (first.keys, second.keys, windows.keys) == (("2026Q1",), ("2026Q2",), ("2026Q1",))
    counted = {each.name: [group.counts[each.name] for group in (first, second, windows)] for each in MEASURES}
    assert {name: counts for name, counts in counted.items() if name in by_hand} == by_hand
    others = [counts for name, counts in counted.items() if name not in by_hand]
    assert len(others) == 6
    assert all(counts == Counts(0, 0) for each in others for counts in each)


def counts_of(cell: str) -> Counts:
    """`2/4` as counts; `–` where there is nothing to count."""
    return Counts(*map(int, cell.split("/"))) if cell != "–" else Counts(0, 0)
