"""The entries themselves: names and order of the contract, columns that exist, numerators within denominators."""

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest

from dondoc.analytics.batches import ROWS as SCHEMA
from dondoc.analytics.measures import BY_NAME, MEASURES, Measure, Moment
from dondoc.core.dossiers import COLUMNS

CONTRACT = {
    "fully_online_rate": Moment.FINISHED,
    "online_rate": Moment.RECEIVED,
    "on_time_rate": Moment.FINISHED,
    "online_payment_rate": Moment.FINISHED,
    "input_digitised_rate": Moment.RECEIVED,
    "electronic_result_rate": Moment.FINISHED,
    "stored_result_rate": Moment.FINISHED,
    "data_reused_rate": Moment.RECEIVED,
    "ministry_system_rate": Moment.RECEIVED,
    "outside_boundary_rate": Moment.RECEIVED,
    "contact_free_rate": Moment.RECEIVED,
    "satisfaction_rate": Moment.FINISHED,
}
GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
CHANNELS = ["'online'", "'post'", "'direct'"]


def test_measures_are_those_of_the_contract_in_its_order() -> None:
    assert [(each.name, each.moment) for each in MEASURES] == list(CONTRACT.items())
    assert list(BY_NAME) == list(CONTRACT)
    assert [each.name for each in MEASURES if each.with_overdue] == ["on_time_rate"]


def test_titles_differ_and_needed_columns_exist() -> None:
    assert len({each.title for each in MEASURES}) == 12
    assert {each.needs for each in MEASURES} - {""} <= {column.name for column in COLUMNS}


def test_every_measure_has_its_line_in_the_glossary() -> None:
    words = GLOSSARY.read_text(encoding="utf-8").lower()
    missing = [each.name for each in MEASURES if f"| {each.title.lower()} | {each.name} |" not in words]
    assert missing == []


def test_importing_the_measures_brings_no_engine() -> None:
    code = "import sys, dondoc.analytics.measures; print({'ibis', 'duckdb', 'pyarrow', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_what_is_in_the_numerator_is_in_the_denominator_whatever_is_missing(measure: Measure) -> None:
    d: Any = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name="d")
    among = measure.in_denominator(d)
    asked = d.aggregate(
        parts=(measure.in_numerator(d) if among is None else measure.in_numerator(d) & among).sum(),
        numerator=measure.numerator(d),
        denominator=measure.denominator(d),
        wholes=d.count() if among is None else among.sum(),
    )
    cells = (CHANNELS, ["true", "false", "NULL"], ["0", "5", "NULL"], ["1", "2", "NULL"])
    rows = ", ".join(f"({', '.join(row)})" for row in product(*cells))
    flags = [column.name for column in COLUMNS if column.kind == "flag"]
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE d AS SELECT channel, fee::DECIMAL(18, 4) AS fee, satisfaction::TINYINT AS satisfaction,"
            f" TIMESTAMP '2026-01-01' AS due_at, TIMESTAMP '2026-01-01' AS finished_at,"
            f" {', '.join(f'flag AS {flag}' for flag in flags)}"
            f" FROM (VALUES {rows}) v(channel, flag, fee, satisfaction)"
        )
        ((parts, numerator, denominator, wholes),) = connection.execute(ibis.to_sql(asked, dialect="duckdb")).fetchall()
    assert parts == numerator
    assert 0 < numerator <= denominator == wholes
