"""All twelve measures by unit × quarter, as each engine does it best; every one must come to the same numbers.

Run by bench/dossiers.py, one engine a process: `python bench/dossier_engines.py ENGINE STORE` prints one JSON object.
"""

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = date(2026, 12, 31)
COLUMNS = [
    *["unit", "channel", "received_at", "due_at", "finished_at", "status", "fee", "fully_online", "paid_online"],
    *["input_digitised", "result_electronic", "result_stored", "data_reused", "in_ministry_system"],
    *["outside_boundary", "satisfaction"],
]

# Numerator and denominator of each measure: the condition, or the column whose given values are counted ("": all rows).
RECEIVED = {
    "online": ("channel = 'online'", ""),
    "input_digitised": ("input_digitised", "input_digitised"),
    "data_reused": ("data_reused", "data_reused"),
    "ministry_system": ("in_ministry_system", "in_ministry_system"),
    "outside_boundary": ("outside_boundary", "outside_boundary"),
    "contact_free": ("channel IN ('online', 'post')", ""),
}
RESOLVED = {
    "fully_online": ("channel = 'online' AND fully_online", "fully_online"),
    "on_time": ("finished_at <= due_at", ""),
    "online_payment": ("fee > 0 AND paid_online", "fee > 0 AND paid_online IS NOT NULL"),
    "electronic_result": ("result_electronic", "result_electronic"),
    "stored_result": ("result_stored", "result_stored"),
    "satisfaction": ("satisfaction >= 2", "satisfaction"),
}
ORDER = [
    *["fully_online", "online", "on_time", "online_payment", "input_digitised", "electronic_result"],
    *["stored_result", "data_reused", "ministry_system", "outside_boundary", "contact_free", "satisfaction"],
]
LATE = f"status = 'open' AND due_at < TIMESTAMP '{AS_OF}'"

Numbers = tuple[int, ...]  # as in Group.numbers
Found = Iterable[tuple[str | None, int, Numbers]]  # unit, year × 4 + quarter - 1
Count = Callable[[str], str]


def _quarter(moment: str) -> str:
    return f"CAST(EXTRACT(year FROM {moment}) * 4 + EXTRACT(quarter FROM {moment}) - 1 AS INT)"


def _sums(measures: Mapping[str, tuple[str, str]], count: Count) -> str:
    told = []
    for name, (hit, among) in measures.items():
        given = f"COUNT({among or '*'})" if re.fullmatch(r"\w*", among) else count(among)
        told += [f"{count(hit)} AS {name}_n", f"{given} AS {name}_d"]
    return ", ".join(told)


def three_passes(source: str, count: Count, *, received: str = "") -> str:
    """Hand-written: a pass for each moment, then one row a group. `received`: another expression for that quarter."""
    numbers = []
    for name in ORDER:
        late = " + COALESCE(late_d, 0)" if name == "on_time" else ""
        numbers.append(f"COALESCE({name}_n, 0), COALESCE({name}_d, 0){late}")
    return f"""
    WITH r AS (SELECT COALESCE(unit, '') AS unit, {received or _quarter("received_at")} AS quarter,
            {_sums(RECEIVED, count)} FROM {source} GROUP BY 1, 2),
        f AS (SELECT COALESCE(unit, '') AS unit, {_quarter("finished_at")} AS quarter,
            {_sums(RESOLVED, count)} FROM {source} WHERE status = 'resolved' GROUP BY 1, 2),
        o AS (SELECT COALESCE(unit, '') AS unit, {_quarter("due_at")} AS quarter, COUNT(*) AS late_d
            FROM {source} WHERE {LATE} GROUP BY 1, 2)
    SELECT unit, quarter, {", ".join(numbers)}
    FROM r FULL JOIN f USING (unit, quarter) FULL JOIN o USING (unit, quarter)"""


def one_pass(source: str, count: Count) -> str:
    """Hand-written: one pass by unit and all three quarters, folded afterwards."""

    def resolved(condition: str) -> str:
        return count(f"status = 'resolved' AND {condition}")

    sums = []
    for name, (hit, among) in RESOLVED.items():
        given = f"{among} IS NOT NULL" if among.isidentifier() else among or "true"
        sums.append(f"{resolved(hit)} AS {name}_n, {resolved(given)} AS {name}_d")
    counted = f"""SELECT COALESCE(unit, '') AS unit, {_quarter("received_at")} AS q1, {_quarter("finished_at")} AS q2,
        {_quarter("due_at")} AS q3, {_sums(RECEIVED, count)}, {", ".join(sums)}, {count(LATE)} AS late_d
        FROM {source} GROUP BY 1, 2, 3, 4"""

    def folded(quarter: str, names: Iterable[str]) -> str:
        return (
            f"(SELECT unit, {quarter} AS quarter, {', '.join(f'SUM({n}) AS {n}' for n in names)} FROM c GROUP BY 1, 2)"
        )

    both = [f"{name}_{end}" for name in ORDER for end in "nd"]
    numbers = [f"COALESCE({n}, 0)" + (" + COALESCE(late_d, 0)" if n == "on_time_d" else "") for n in both]
    of = {
        "q1": [n for n in both if n[:-2] in RECEIVED],
        "q2": [n for n in both if n[:-2] in RESOLVED],
        "q3": ["late_d"],
    }
    return f"""WITH c AS MATERIALIZED ({counted}), r AS {folded("q1", of["q1"])}, f AS {folded("q2", of["q2"])},
        o AS {folded("q3", of["q3"])}
    SELECT unit, quarter, {", ".join(numbers)}
    FROM r FULL JOIN f USING (unit, quarter) FULL JOIN o USING (unit, quarter)
    WHERE quarter IS NOT NULL AND {" + ".join(numbers[1::2])} > 0"""


def _files(store: str) -> list[str]:
    return sorted(map(str, Path(store).glob("month=*/*.parquet")))


def _duckdb(store: str, write: Callable[[str], str], *, partitions: bool = False) -> Found:
    import duckdb

    with duckdb.connect() as connection:
        connection.read_parquet(_files(store), hive_partitioning=partitions).create_view("d")
        return [(unit, quarter, tuple(map(int, n))) for unit, quarter, *n in connection.execute(write("d")).fetchall()]


def _count_if(condition: str) -> str:
    return f"COUNT_IF({condition})"


def _sum(condition: str) -> str:
    return f"SUM(CAST({condition} AS INT))"


def _case(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _filter(condition: str) -> str:
    return f"COUNT(*) FILTER (WHERE {condition})"


_OF_PARTITION = "CAST(month[:4] AS INT) * 4 + (CAST(month[6:] AS INT) - 1) // 3"


def _dondoc(store: str) -> Found:
    return next(dondoc(store, "duckdb", 1))


def dondoc(store: str, engine: str, times: int) -> Iterator[Found]:
    """The product, several times in one session of the engine."""
    from dondoc.analytics.figures import measures

    def number(code: str) -> int:
        return int(code[:4]) * 4 + int(code[5]) - 1

    counted = measures(Path(store), by=("unit", "quarter"), as_of=AS_OF, calendars=[None] * times, engine=engine)
    for groups in counted:
        yield [(group.keys[0], number(group.keys[1]), group.numbers) for group in groups]


def _floor(store: str) -> Found:
    import duckdb

    with duckdb.connect() as connection:
        columns = ", ".join(f"min({column})" for column in COLUMNS)
        connection.read_parquet(_files(store), hive_partitioning=False).aggregate(columns).fetchall()
    return []


def _pandas(store: str) -> Found:
    """Texts as categories and fees as floats: as plain strings and Decimals it takes several times as long."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = ["unit", "channel", "status"]
    table = pq.read_table(_files(store), columns=COLUMNS, read_dictionary=texts, partitioning=None)
    table = table.set_column(COLUMNS.index("fee"), "fee", table["fee"].cast(pa.float64())).unify_dictionaries()
    d = table.to_pandas(self_destruct=True, split_blocks=True)
    del table
    d["unit"] = d.unit.cat.add_categories([""]).fillna("")

    def number(moment: pd.Series) -> pd.Series:
        return moment.dt.year * 4 + moment.dt.quarter - 1

    def summed(rows: pd.DataFrame, moment: str, of: dict[str, Any]) -> pd.DataFrame:
        keys = [rows.unit, number(rows[moment]).rename("quarter")]
        return pd.DataFrame(of, index=rows.index).groupby(keys, observed=True).sum()

    online = d.channel == "online"
    received = summed(
        d,
        "received_at",
        {
            "online_n": online, "online_d": True,
            "input_digitised_n": d.input_digitised, "input_digitised_d": d.input_digitised.notna(),
            "data_reused_n": d.data_reused, "data_reused_d": d.data_reused.notna(),
            "ministry_system_n": d.in_ministry_system, "ministry_system_d": d.in_ministry_system.notna(),
            "outside_boundary_n": d.outside_boundary, "outside_boundary_d": d.outside_boundary.notna(),
            "contact_free_n": d.channel.isin(["online", "post"]), "contact_free_d": True,
        },
    )  # fmt: skip
    o = d.loc[(d.status == "open") & (d.due_at < pd.Timestamp(AS_OF)), ["unit", "due_at"]]
    late = summed(o, "due_at", {"late_d": True})
    f = d[d.status == "resolved"]
    del d
    paid = f.fee > 0
    resolved = summed(
        f,
        "finished_at",
        {
            "fully_online_n": (f.channel == "online") & f.fully_online, "fully_online_d": f.fully_online.notna(),
            "on_time_n": f.finished_at <= f.due_at, "on_time_d": True,
            "online_payment_n": paid & f.paid_online, "online_payment_d": paid & f.paid_online.notna(),
            "electronic_result_n": f.result_electronic, "electronic_result_d": f.result_electronic.notna(),
            "stored_result_n": f.result_stored, "stored_result_d": f.result_stored.notna(),
            "satisfaction_n": f.satisfaction >= 2, "satisfaction_d": f.satisfaction.notna(),
        },
    )  # fmt: skip
    every = pd.concat([received, resolved, late], axis=1).fillna(0).astype(int)
    every["on_time_d"] += every.late_d
    numbers = every[[f"{name}_{end}" for name in ORDER for end in "nd"]]
    return [(unit, int(quarter), tuple(map(int, row))) for (unit, quarter), *row in numbers.itertuples()]


def postgresql(connection: Any) -> Found:
    """The same query on a server, which counts by FILTER."""
    rows = connection.execute(three_passes("d", _filter)).fetchall()
    return [(unit, quarter, tuple(map(int, n))) for unit, quarter, *n in rows]


ENGINES: dict[str, Callable[[str], Found]] = {
    "dondoc": _dondoc,
    "sql-count-if": lambda store: _duckdb(store, lambda d: three_passes(d, _count_if)),
    "sql-sum": lambda store: _duckdb(store, lambda d: three_passes(d, _sum)),
    "sql-case": lambda store: _duckdb(store, lambda d: three_passes(d, _case)),
    "sql-partition": lambda store: _duckdb(
        store, lambda d: three_passes(d, _sum, received=_OF_PARTITION), partitions=True
    ),
    "sql-partition-count-if": lambda store: _duckdb(
        store, lambda d: three_passes(d, _count_if, received=_OF_PARTITION), partitions=True
    ),
    "sql-one-pass": lambda store: _duckdb(store, lambda d: one_pass(d, _count_if)),
    "floor": _floor,
    "pandas": _pandas,
}
SPARK, WARM = "dondoc-spark", 2  # counts after the first
SLOW_IMPORTS = {
    "dondoc": "dondoc.analytics.figures ibis.backends.sql.compilers",
    SPARK: "dondoc.analytics.figures ibis.backends.sql.compilers pyspark.sql",
    "pandas": "pandas pyarrow.parquet",
}


def digest(found: Found) -> str:
    """Of the numbers of every group, whatever their order."""
    told = sorted((unit or "", int(quarter), *numbers) for unit, quarter, numbers in found)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def peak_mb() -> int:
    """The most memory this process ever held."""
    held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(held[1]) // 1024 if held else 0


def main() -> None:
    engine, store = sys.argv[1:3]
    begun = time.perf_counter()
    for module in SLOW_IMPORTS.get(engine, "duckdb").split():
        __import__(module)
    ready, spent = time.perf_counter(), time.process_time()
    runs = dondoc(store, "spark", 1 + WARM) if engine == SPARK else iter([ENGINES[engine](store)])
    found = list(next(runs))
    done = time.perf_counter()
    told = {"start": ready - begun, "seconds": done - ready, "cpu": time.process_time() - spent, "peak": peak_mb()}
    for _ in runs:
        told["again"] = (time.perf_counter() - done) / WARM  # of the last: the mean of all
    print(json.dumps(told | {"digest": digest(found) if found else ""}))


if __name__ == "__main__":
    main()
