"""The same dossiers counted by DuckDB and by a Spark cluster of two workers: the same numbers to the last digit."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dondoc.analytics import loads
from dondoc.analytics.figures import KEYS, measure, measures
from dondoc.calendarfile import load_rule
from tests.analytics import spark_cluster
from tests.analytics.dirty_exports import scenario
from tests.analytics.spark_cluster import BRIEF, Cluster, until

AS_OF = date(2026, 6, 30)
GROUPINGS = [("unit", "quarter"), ("month", "procedure_code", "field", "channel", "half_year", "year")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster of this file. One at a time: a second process of the same run waits for its end."""
    if lacking := spark_cluster.lacking():
        pytest.skip(lacking)
    with (tmp_path_factory.getbasetemp().parent / "spark").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        with spark_cluster.running(tmp_path_factory.mktemp("spark"), java_options=BRIEF) as running:
            yield running


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dirty exports in several forms, later ones over earlier ones; also dossiers without unit, field or flags."""
    folder = tmp_path_factory.mktemp("dossiers")
    for seed in range(3):
        (folder / str(seed)).mkdir()
        loads.load([export.write(folder / str(seed)) for export in scenario(seed, rows=300).exports], folder / "store")
    return folder / "store"


def test_duckdb_and_two_workers_count_alike_by_every_key_and_calendar(
    cluster: Cluster, store: Path, monkeypatch: pytest.MonkeyPatch
):
    assert {key for by in GROUPINGS for key in by} == set(KEYS)
    assert "" in {group.keys[0] for group in measure(store, by=["unit"], as_of=AS_OF)}
    with cluster.connect_server() as address:
        monkeypatch.setenv("DONDOC_SPARK", address)
        both = (None, load_rule(AS_OF))
        # Whoever does not say which engine gets the one of DONDOC_SPARK.
        counted = {by: list(measures(store, by=by, as_of=AS_OF, calendars=both)) for by in GROUPINGS}
    expected = {by: list(measures(store, by=by, as_of=AS_OF, calendars=both, engine="duckdb")) for by in GROUPINGS}
    different = [
        (by, place)
        for by in GROUPINGS
        for place, groups in enumerate(expected[by])
        if not groups or counted[by][place] != groups
    ]
    assert different == []
    assert [cluster.finished(number) > 0 for number in (0, 1)] == [True, True]


def test_worker_killed_while_it_counts_changes_no_number(cluster: Cluster, store: Path):
    with command(store, "duckdb") as counting:
        expected = counting.communicate()[0]
    before = [cluster.finished(number) for number in (0, 1)]
    with command(store, "spark", **cluster.environment, DONDOC_SPARK=cluster.address) as counting:
        busy = until(lambda: [number for number in (0, 1) if cluster.finished(number) > before[number]])
        cluster.kill(busy[0])
        assert counting.poll() is None
        assert counting.communicate()[0] == expected
    assert cluster.alive() == 1
    assert cluster.finished(1 - busy[0]) > before[1 - busy[0]]


def command(store: Path, engine: str, **environment: str) -> subprocess.Popen[bytes]:
    """`dondoc dossiers measure` by unit and month in a process of its own."""
    program = Path(sys.executable).with_name("dondoc")
    asked = ["--store", store, "--by", "unit,month", "--as-of", AS_OF.isoformat(), "--engine", engine]
    # What pyspark left in this process's environment would make the other one a client of Connect too.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK")}
    return subprocess.Popen([program, "dossiers", "measure", *asked], env=kept | environment, stdout=subprocess.PIPE)
