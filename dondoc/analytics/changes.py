"""What a load changes in a store: doubles within the file, rows that are as they were, rows that take another's place.

Works on Parquet files alone, exact, in bounded memory. Not here: reading files (sources), the commit (stores).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dondoc.analytics import month_files, stores
from dondoc.analytics.batches import ROWS
from dondoc.analytics.stores import DataFile, StoreVersion
from dondoc.core.dossier_values import shown
from dondoc.core.dossiers import COLUMNS, Fault

_DOUBLE = "Mã hồ sơ đã có ở dòng {row} của tệp này."
_MOST_FILES = 8  # of one month; one more and they are merged
_MEMORY, _MOST_THREADS = "256MB", 4  # a thread that writes holds row groups of its own
_CONTENT = [column.name for column in COLUMNS if column.name not in ("dossier_code", "received_at")]
_STORED = ", ".join(field.name for field in ROWS)


@dataclass(frozen=True)
class Settled:
    """What became of the good rows of a file: `files` are all those of the next version."""

    files: tuple[DataFile, ...]
    doubles: int
    unchanged: int


class Changes:
    """One load held against the store. `fresh` are its files, still in the work folder of the store."""

    def __init__(self, version: StoreVersion, fresh: Sequence[DataFile], load: int, engine: duckdb.DuckDBPyConnection):
        self._engine, self._load = engine, load
        self._old, self._fresh = _by_month(version.files), _by_month(fresh)
        self._store, self._work = version.directory, version.directory / stores.WORK
        # Rows that are in some file and shall not be in the next version, the file's own and stored ones.
        engine.execute("CREATE TEMP TABLE gone (load INTEGER, row INTEGER, month VARCHAR)")
        engine.execute("CREATE TEMP TABLE repeated (row INTEGER, first_row INTEGER, code VARCHAR, month VARCHAR)")
        engine.execute("CREATE TEMP TABLE shared (load INTEGER, row INTEGER, month VARCHAR)")

    def settle(self) -> Settled:
        """Finds doubles, unchanged and replaced rows and writes what has to be written anew into the work folder."""
        doubles = self._find_doubles() if self._fresh else 0
        unchanged = self._compare() if self._fresh and self._old else 0
        files: list[DataFile] = []
        for month in sorted({*self._old, *self._fresh}):
            files += self._files_of(month)
        return Settled(tuple(files), doubles, unchanged)

    def doubles(self) -> Iterator[Fault]:
        """The faults of the doubles, in order of rows."""
        self._engine.execute("SELECT row, code, first_row FROM repeated ORDER BY row")
        while found := self._engine.fetchmany(10_000):
            for row, code, first_row in found:
                yield Fault(row, "dossier_code", shown(code), _DOUBLE.format(row=first_row))

    def _find_doubles(self) -> int:
        """Codes that come twice: first by hashes, which cost little memory, then by the codes themselves."""
        rows = self._rows(self._work, self._fresh)
        self._engine.execute(
            f"CREATE TEMP TABLE suspect AS SELECT hash(dossier_code) AS h FROM {rows} GROUP BY h HAVING count(*) > 1"
        )
        if not self._count("suspect"):
            return 0
        self._engine.execute(
            f"""INSERT INTO repeated SELECT row, first_row, dossier_code, month FROM (
                SELECT row, dossier_code, month, min(row) OVER (PARTITION BY dossier_code) AS first_row
                FROM {rows} WHERE hash(dossier_code) IN (SELECT h FROM suspect)) WHERE row > first_row"""
        )
        self._engine.execute("INSERT INTO gone SELECT ?, row, month FROM repeated", [self._load])
        return self._count("repeated")

    def _compare(self) -> int:
        """Marks as gone: rows of the file that are in the store as they are, stored rows that the file replaces."""
        self._engine.execute(
            f"""INSERT INTO shared SELECT load, row, month FROM {self._rows(self._store, self._old)}
                WHERE dossier_code IN (SELECT dossier_code FROM {self._rows(self._work, self._fresh)})"""
        )
        if not self._count("shared"):
            return 0
        self._engine.execute("CREATE TEMP TABLE same (row INTEGER, old_load INTEGER, old_row INTEGER, month VARCHAR)")
        self._engine.execute("SELECT DISTINCT month FROM shared ORDER BY month")
        for (month,) in self._engine.fetchall():
            if month in self._fresh:  # a row that left its month is not the same
                self._compare_month(month)
        self._engine.execute(
            """INSERT INTO gone SELECT load, row, month FROM shared
               WHERE NOT EXISTS (FROM same WHERE old_load = shared.load AND old_row = shared.row)"""
        )
        self._engine.execute("INSERT INTO gone SELECT ?, row, month FROM same", [self._load])
        return self._count("same")

    def _compare_month(self, month: str) -> None:
        is_same = " AND ".join(f"new.{name} IS NOT DISTINCT FROM old.{name}" for name in _CONTENT)
        self._engine.execute(
            f"""INSERT INTO same SELECT new.row, old.load, old.row, new.month
                FROM {self._rows(self._store, {month: self._old[month]})} AS old
                JOIN {self._rows(self._work, {month: self._fresh[month]})} AS new USING (dossier_code, received_at)
                WHERE {is_same} AND NOT EXISTS (FROM repeated WHERE repeated.row = new.row)"""
        )

    def _files_of(self, month: str) -> list[DataFile]:
        old, fresh = self._old.get(month, []), self._fresh.get(month, [])
        is_old_gone, is_fresh_gone = (self._is_any_gone(month, test) for test in ("load <> ?", "load = ?"))
        if is_old_gone or (fresh and len(old) + len(fresh) > _MOST_FILES):
            return self._written_anew(month, old, fresh)
        return [*old, *(self._written_anew(month, [], fresh) if is_fresh_gone else fresh)]

    def _is_any_gone(self, month: str, test: str) -> bool:
        found = self._engine.execute(f"SELECT 1 FROM gone WHERE month = ? AND {test} LIMIT 1", [month, self._load])
        return found.fetchone() is not None

    def _written_anew(self, month: str, old: Sequence[DataFile], fresh: Sequence[DataFile]) -> list[DataFile]:
        """One file of what stays; none where nothing does."""
        taken = {int(file.name.split("-")[1].removesuffix(".parquet")) for file in fresh}
        name = f"{self._load}-{max(taken, default=0) + 1}.parquet"
        path = self._work / DataFile(month, name, 0, 0).place
        path.parent.mkdir(exist_ok=True)
        paths = _list([*_paths(self._store, old), *_paths(self._work, fresh)])
        counted = self._engine.execute(
            f"""COPY (SELECT {_STORED} FROM read_parquet({paths}) AS kept WHERE NOT EXISTS (
                    FROM gone WHERE month = '{month}' AND gone.load = kept.load AND gone.row = kept.row))
                TO {_quoted(path)} (FORMAT parquet, COMPRESSION {month_files.COMPRESSION},
                                    ROW_GROUP_SIZE {month_files.ROW_GROUP})"""
        ).fetchone()
        rows = counted[0] if counted else 0
        return [DataFile(month, name, rows, path.stat().st_size)] if rows else []

    def _rows(self, folder: Path, files: dict[str, list[DataFile]]) -> str:
        """The rows of files, with their `month`, as something to select from."""
        paths = _list([path for each in files.values() for path in _paths(folder, each)])
        return f"read_parquet({paths}, hive_partitioning = true, hive_types_autocast = false)"

    def _count(self, table: str) -> int:
        counted = self._engine.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(counted[0]) if counted else 0


@contextmanager
def engine(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB that keeps to little memory and writes the rest into the work folder."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(work / "spilled"),
        "threads": min(os.cpu_count() or 1, _MOST_THREADS),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        yield connection


def _by_month(files: Sequence[DataFile]) -> dict[str, list[DataFile]]:
    found: dict[str, list[DataFile]] = {}
    for file in files:
        found.setdefault(file.month, []).append(file)
    return found


def _paths(folder: Path, files: Sequence[DataFile]) -> list[Path]:
    return [folder / file.place for file in files]


def _list(paths: Sequence[Path]) -> str:
    """Files to read, as SQL."""
    return f"[{', '.join(_quoted(stores.literal(path)) for path in paths)}]"


def _quoted(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"
