"""Engines that count and fetch dossiers: DuckDB in this process, or a Spark cluster. Same expressions, same numbers.

An engine is a function from an Ibis expression over DOSSIERS to rows. Ibis only writes the SQL; the engine's own client
runs it. Not here: what is counted (measures, windows), which files there are (stores).
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb
import ibis

from dondoc.analytics import damages
from dondoc.analytics.batches import ROWS
from dondoc.analytics.stores import StoreVersion, literal

_TABLE = "dossiers"
_PARTS = "8"  # groups are small: in the 200 parts that Spark makes by itself, a task each costs more than the counting
_PATTERNS = re.compile(r"[{}\[\]*?\\]")  # what Spark would look for in the name of a file
_QUIET = "spark.ui.showConsoleProgress"
# `month` is not in the files but in the names of their folders: the month of received_at.
DOSSIERS: Any = ibis.table({**ibis.Schema.from_pyarrow(ROWS), "month": "string"}, name=_TABLE)

Run = Callable[[Any], list[tuple[Any, ...]]]


class Engine(StrEnum):
    """What does the counting."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def chosen() -> Engine:
    """What counts where nobody says: Spark if DONDOC_SPARK names a cluster, else DuckDB."""
    return Engine.SPARK if os.environ.get("DONDOC_SPARK") else Engine.DUCKDB


class EngineMissing(Exception):
    """The engine is not installed or does not answer: the Vietnamese sentence to show, with what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def running(engine: Engine, version: StoreVersion) -> Iterator[Run]:
    """Runs expressions over the dossiers of a version that holds some.

    Raises EngineMissing; StoreUnusable where DuckDB stumbles over a damaged data file.
    """
    paths = [path.absolute() for month in version.paths.values() for path in month]
    opened = _duckdb(paths, version.spills()) if engine is Engine.DUCKDB else _spark(paths, version.directory)
    try:
        with opened as run:
            yield run
    except duckdb.Error:
        damages.check(version)
        raise


@contextmanager
def _duckdb(paths: Sequence[Path], spills: Path) -> Iterator[Run]:
    # Four fifths of the machine's memory at most, as DuckDB is made; what goes beyond that waits in the store.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(spills),
        "autoinstall_known_extensions": False,
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as connection:
        connection.read_parquet([literal(path) for path in paths], hive_partitioning=True).create_view(_TABLE)

        def run(expression: Any) -> list[tuple[Any, ...]]:
            found = connection.sql(_sql(expression, "duckdb"))
            # A sum of DuckDB has 128 bits; to make Python's numbers of those takes longer than to count.
            narrow = [
                f"{name}::BIGINT" if kind == "HUGEINT" else name
                for name, kind in zip(found.columns, found.types, strict=True)
            ]
            return found.project(", ".join(narrow)).fetchall()

        yield run


@contextmanager
def _spark(paths: Sequence[Path], store: Path) -> Iterator[Run]:
    """The cluster that DONDOC_SPARK names: spark://host:port, sc://host:port (Connect), local[n]. Files are shared."""
    try:
        from pyspark.sql import SparkSession  # optional: the extra `spark`  # noqa: PLC0415
    except ImportError as error:
        raise EngineMissing("Chưa cài Spark; hãy chạy lệnh `make spark` rồi chạy lại.") from error
    address = os.environ.get("DONDOC_SPARK", "local[*]")
    is_remote = address.startswith("sc:")
    if not is_remote and "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise EngineMissing("Spark cần Java; hãy chạy lệnh `make spark` rồi chạy lại.")
    builder = SparkSession.builder.appName("dondoc")
    builder = builder.remote(address) if is_remote else builder.master(address).config(_QUIET, "false")
    try:
        session = builder.getOrCreate()
    except Exception as error:  # of Spark, of Java, of gRPC: each client has its own kinds
        raise EngineMissing(f"Không dùng được Spark ở {address}; hãy kiểm tra biến DONDOC_SPARK.") from error
    try:
        session.conf.set("spark.sql.session.timeZone", "UTC")  # moments are wall clock: no zone may move them
        session.conf.set("spark.sql.shuffle.partitions", _PARTS)
        session.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")  # a month stays text
        # The files are known: to look for them on the cluster, a task each, takes longer than to count small stores.
        session.conf.set("spark.sql.sources.parallelPartitionDiscovery.threshold", str(len(paths)))
        read = session.read.option("basePath", str(store.absolute()))
        read.parquet(*(_PATTERNS.sub(r"\\\g<0>", str(path)) for path in paths)).createOrReplaceTempView(_TABLE)
        yield lambda expression: [tuple(row) for row in session.sql(_sql(expression, "pyspark")).collect()]
    finally:
        session.stop()


def _sql(expression: Any, dialect: str) -> str:
    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))
