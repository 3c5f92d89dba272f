"""All twelve measures of dossiers by unit × quarter, and loading, against named peers in the same run, as ratios.

Run: `python bench/dossiers.py [--sizes 1,20] [--rounds 3] [--without postgresql,spark,…] [--folder DIR]`, sizes in
millions of rows. Each engine is a process of its own, in turns; medians of the time from the first word to the last
number, start-up (imports, sessions) apart; the most memory that all its processes held. Every engine must come to the
same numbers. Peers: the best of several hand-written statements for DuckDB, pandas, PostgreSQL (the same rows; told
beside it, a table cut to what is counted), and as the floor DuckDB merely reading the columns. Loading: against DuckDB
copying the same .csv to Parquet unread. Spark: two workers of one core, then one, several counts in one session. Above
LARGE million rows each runs once, Spark and whole rows in PostgreSQL not at all. Writes nothing outside a temporary
folder.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil
import psycopg
from dossier_engines import COLUMNS, digest, postgresql
from dossier_stores import queries, write_csv, write_store

HAND_WRITTEN = ("sql-count-if", "sql-sum", "sql-case", "sql-partition", "sql-partition-count-if", "sql-one-pass")
AIMS = {"sql": (1.2, None), "pandas": (1 / 6, 1 / 15), "postgresql": (1 / 10, None), "floor": (3.0, None)}
LARGE = 25  # million rows; beyond it whole rows in PostgreSQL and Spark on two cores take half an hour each
PANDAS_NEEDS = 280  # MB a million rows
LOADED = 2  # million rows of .csv
LOADING_AIM = 0.5
MOMENTS = ("received_at", "finished_at", "due_at")
OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True)
class Result:
    """Of one engine: median seconds, of processor time too, of start-up; most memory in MB."""

    seconds: float
    cpu: float
    start: float
    peak: int
    digest: str


def in_child(*words: str, environment: Mapping[str, str] | None = None) -> dict[str, object]:
    """What a Python process of its own prints as JSON; `family` is the most memory that it and its children held."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(
        [sys.executable, *words], env=clean | dict(environment or {}), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with watched(lambda: [child.pid]) as most:
        out, err = child.communicate()
    if child.returncode:
        raise SystemExit(f"{words}: {err.decode()}")
    return json.loads(out.decode().splitlines()[-1]) | {"family": most[0]}


@contextmanager
def watched(roots: Callable[[], list[int]]) -> Iterator[list[int]]:
    """The most memory, in MB, that these processes and all below them held at a time, each shared page once."""
    most, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            held = 0
            for root in roots():
                with suppress(psutil.Error):
                    for process in [psutil.Process(root), *psutil.Process(root).children(recursive=True)]:
                        with suppress(psutil.Error):
                            held += process.memory_full_info().pss
            most[0] = max(most[0], held >> 20)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def measured(store: Path, engines: list[str], rounds: int) -> dict[str, Result]:
    """Every engine in turn, so that whatever else the machine does falls on all alike."""
    script = str(Path(__file__).with_name("dossier_engines.py"))
    runs: dict[str, list[dict[str, object]]] = {engine: [] for engine in engines}
    for _ in range(rounds):
        for engine in engines:
            runs[engine].append(in_child(script, engine, str(store)))
    return {engine: _result(of) for engine, of in runs.items()}


def _result(runs: list[dict[str, object]]) -> Result:
    seconds, cpu, start = (
        statistics.median(float(str(run[key])) for run in runs) for key in ("seconds", "cpu", "start")
    )
    (told,) = {str(run["digest"]) for run in runs}
    return Result(seconds, cpu, start, max(int(str(run["peak"])) for run in runs), told)


# PostgreSQL


@contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """A server of its own in a temporary folder: where it answers, and the number of its process."""
    (programs,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-"))
    as_owner: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    settings = "-c listen_addresses= -c fsync=off -c shared_buffers=2GB -c max_wal_size=8GB -c autovacuum=off"
    settings += f" -c unix_socket_directories={folder}"  # two parallel workers, as it is made
    data = ["--pgdata", str(folder / "data")]

    def control(*words: str) -> None:
        command = [*as_owner, str(programs / "pg_ctl"), *data, "--silent", *words]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    subprocess.run(
        [*as_owner, str(programs / "initdb"), *data, "--username", "dondoc", "--auth", "trust", "--encoding", "UTF8",
         "--locale", "C.UTF-8"],
        check=True, cwd=folder, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    control("--wait", "--log", str(folder / "log"), "--options", settings, "start")
    try:
        number = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield f"host={folder} user=dondoc dbname=postgres", number
    finally:
        control("--mode", "immediate", "stop")
        shutil.rmtree(folder)


def in_postgresql(rows: int, folder: Path, rounds: int, *, whole: bool) -> Result:
    """`whole`: the rows as they are, logged, every setting of the server's own but its memory.

    Else the columns that are counted alone, without a log, with statistics on what is grouped by, the better of with
    and without its compiler. Once to warm up either way.
    """
    types = {"fee": "numeric(18, 4)", "satisfaction": "smallint", "load": "integer", "row": "integer"}
    types |= dict.fromkeys(("dossier_code", "procedure_code", "field", "unit", "channel", "status"), "text")
    types |= dict.fromkeys(MOMENTS, "timestamp")
    part = folder / "part.csv"
    with postgres() as (address, server), psycopg.connect(address, autocommit=True) as connection:
        chosen = duckdb.sql(next(queries(rows))).columns if whole else COLUMNS
        columns = ", ".join(f'"{column}" {types.get(column, "boolean")}' for column in chosen)
        picked = ", ".join(f'"{column}"' for column in chosen)
        connection.execute(f"CREATE {'' if whole else 'UNLOGGED'} TABLE d ({columns})".encode())
        for query in queries(rows):
            duckdb.sql(query).project(picked).write_csv(str(part), header=False)
            with connection.cursor().copy(b"COPY d FROM STDIN (FORMAT csv)") as into, part.open("rb") as file:
                while block := file.read(1 << 20):
                    into.write(block)
        part.unlink()
        if not whole:
            for moment in MOMENTS:
                quarter = f"CAST(EXTRACT(year FROM {moment}) * 4 + EXTRACT(quarter FROM {moment}) - 1 AS INT)"
                connection.execute(f"CREATE STATISTICS s_{moment} ON COALESCE(unit, ''), ({quarter}) FROM d".encode())
            connection.execute("SET work_mem = '256MB'")
        connection.execute("VACUUM ANALYZE d")
        found = digest(postgresql(connection))
        times: dict[str, list[float]] = {"on": []} if whole else {"on": [], "off": []}
        with watched(lambda: [server]) as most:
            for _ in range(rounds):
                for jit, spent in times.items():
                    connection.execute(f"SET jit = {jit}".encode())
                    begun = time.perf_counter()
                    postgresql(connection)
                    spent.append(time.perf_counter() - begun)
        return Result(min(map(statistics.median, times.values())), 0, 0, most[0], found)


# Spark


def in_spark(store: Path, folder: Path) -> None:
    """Two workers, then one of them killed: the session with its first answer, then the next ones of that session."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.analytics import spark_cluster

    if lacking := spark_cluster.lacking():
        print(f"  Spark left out: {lacking}")
        return
    script = str(Path(__file__).with_name("dossier_engines.py"))
    place = folder / "spark"
    place.mkdir()
    with spark_cluster.running(place) as cluster:
        given = cluster.environment | {"DONDOC_SPARK": cluster.address}
        first, warm = {}, {}
        for workers in (2, 1):
            if workers == 1:
                cluster.kill(1)
                spark_cluster.until(lambda: cluster.alive() == 1)
            with watched(lambda: [process.pid for process in cluster.workers]) as most:
                run = in_child(script, "dondoc-spark", str(store), environment=given)
            first[workers], warm[workers] = float(str(run["seconds"])), float(str(run["again"]))
            print(
                f"  Spark, {workers} worker{'s' * (workers > 1)}: first {first[workers]:.1f} s with its session, then "
                f"{warm[workers]:.1f} s; {int(str(run['family'])) + most[0]} MB; digest {run['digest']}",
                flush=True,
            )
        print(f"  two workers take {first[2] / first[1]:.2f} of one's time, {warm[2] / warm[1]:.2f} once warm")
    shutil.rmtree(place)


# Loading

_LOAD = """
import json, sys, time
from pathlib import Path
from dondoc.analytics.loads import load
sys.path.insert(0, sys.argv[3])
from dossier_engines import peak_mb
begun, cpu = time.perf_counter(), time.process_time()
report, = load([Path(sys.argv[1])], Path(sys.argv[2]))
spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "peak": peak_mb()}
print(json.dumps(spent | {"stored": report.stored}))
"""
_COPY = """
import json, sys, time
import duckdb
sys.path.insert(0, sys.argv[3])
from dossier_engines import peak_mb
begun, cpu = time.perf_counter(), time.process_time()
duckdb.execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)")
spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "peak": peak_mb()}
print(json.dumps(spent | {"stored": 0}))
"""


def loading(folder: Path, rows: int, rounds: int) -> float:
    """Prints rows a second of both; the ratio."""
    source, here = folder / "dossiers.csv", str(Path(__file__).parent)
    write_csv(source, rows)
    runs: dict[str, list[dict[str, object]]] = {OURS: [], THEIRS: []}
    for number in range(rounds):
        target = folder / f"loaded-{number}"
        runs[OURS].append(in_child("-c", _LOAD, str(source), str(target), here))
        shutil.rmtree(target)
        runs[THEIRS].append(in_child("-c", _COPY, str(source), str(target), here))
        target.unlink()
    assert all(run["stored"] == rows for run in runs[OURS]), "rows were rejected"
    median = {
        (who, key): statistics.median(float(str(run[key])) for run in of)
        for who, of in runs.items()
        for key in ("seconds", "cpu", "peak")
    }
    ratio = median[THEIRS, "seconds"] / median[OURS, "seconds"]
    print(f"Loading {rows:,} rows of .csv ({source.stat().st_size >> 20} MB), checked, typed and stored:")
    for who, name in ((OURS, "dondoc"), (THEIRS, "DuckDB, copied unread to one Parquet file")):
        print(
            f"  {name}: {rows / median[who, 'seconds']:,.0f} rows/s, {median[who, 'cpu']:.1f} s of processors, "
            f"{median[who, 'peak']:.0f} MB"
        )
    print(f"  ratio of rows/s {ratio:.2f} (aim ≥ {LOADING_AIM})")
    source.unlink()
    return ratio


# The run


def table(found: Mapping[str, Result], rows: int) -> bool:
    """Prints times and ratios; whether every aim is met."""
    ours = found["dondoc"]
    best = min((name for name in found if name.startswith("sql-")), key=lambda name: found[name].seconds)
    print(f"  {'engine':24} {'seconds':>8} {'cpu':>7} {'start':>6} {'MB':>6}   dondoc is")
    met = True
    for name, result in found.items():
        aims = AIMS.get("sql" if name == best else name)
        told = f"{ours.seconds / result.seconds:6.2f} × its time, {ours.peak / result.peak:5.2f} × its memory"
        told += f", {ours.cpu / result.cpu:5.2f} × its processors" if result.cpu else ""
        if aims:
            time_aim, memory_aim = aims
            met = met and ours.seconds / result.seconds <= time_aim
            met = met and (memory_aim is None or ours.peak / result.peak <= memory_aim)
            told += f"  (aim ≤ {time_aim:.2f}" + (f", ≤ {memory_aim:.3f})" if memory_aim else ")")
        mark = "*" if name == best else " "
        print(
            f" {mark}{name:24} {result.seconds:8.2f} {result.cpu:7.2f} {result.start:6.2f} {result.peak:6}   "
            + ("" if name == "dondoc" else told)
        )
    digests = {result.digest for result in found.values() if result.digest}
    print(f"  digest {' '.join(sorted(digests))}; {rows / ours.seconds / 1e6:.1f} million rows/s")
    assert len(digests) == 1, "the engines disagree"
    return met


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1,20", help="millions of rows")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", default="", help="pandas, postgresql, spark, loading")
    parser.add_argument("--folder", help="where there is room; else the system's temporary folder")
    given = parser.parse_args()
    without = given.without.split(",")
    met = True
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-", dir=given.folder) as name:
        folder = Path(name)
        if "loading" not in without:
            met = loading(folder, LOADED * 1_000_000, given.rounds) >= LOADING_AIM
        for size in map(float, given.sizes.split(",")):
            rows, store = int(size * 1_000_000), folder / "store"
            write_store(store, rows)
            stored = sum(file.stat().st_size for file in store.glob("month=*/*"))
            print(f"{rows:,} rows, {stored >> 20} MB of Parquet, by unit × quarter:", flush=True)
            rounds = given.rounds if size <= LARGE else 1
            engines = ["dondoc", *HAND_WRITTEN, "floor"]
            if "pandas" not in without:
                room = psutil.virtual_memory().available >> 20
                if size * PANDAS_NEEDS < room:
                    engines.append("pandas")
                else:
                    print(f"  pandas left out: it needs {size * PANDAS_NEEDS:,.0f} MB, {room:,} are free")
            found = measured(store, engines, rounds)
            if "postgresql" not in without:
                if size <= LARGE:
                    found["postgresql"] = in_postgresql(rows, folder, rounds, whole=True)
                found["postgresql, cut to size"] = in_postgresql(rows, folder, rounds, whole=False)
            met = table(found, rows) and met
            if "spark" not in without and size <= LARGE:
                in_spark(store, folder)
            shutil.rmtree(store)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
