#!/usr/bin/env python3
"""What dossiers cost on paper: disk, time and money from rates measured by bench/dossiers.py. Needs nothing installed.

    python3 deploy/costs.py [--vcpu-hour PRICE] [--gb-month PRICE]

Prices are yours to put in; those used without are an assumption for the example, in đồng, not an offer of anybody.
The table of deploy/README.md is what this prints. Not here: how a rate is measured.
"""

import argparse
from dataclasses import dataclass

# Measured by bench/dossiers.py on a quiet machine of two cores (22/11/2026): 20 million dossiers counted, 2 loaded.
COUNT_RATE = 4_300_000  # dossiers a second and core: all twelve measures by unit × quarter, DuckDB
SPARK_RATE = 990_000  # the same on a core of a Spark worker, once warm
SPARK_START = 25  # seconds that a first count takes longer: connecting, compiling the plan
LOAD_RATE = 360_000  # dossiers a second and core, .csv to store; a load works on two cores
STORE_BYTES = 19  # of the store, a dossier

# Assumptions: not measured.
ROOM = 4  # times: old files beside new ones while a load replaces them; real texts pack half as well as made-up ones
SPREAD = 0.7  # what is left of a core's rate where more than two share the work
HOURS = 730  # a month
GB = 1_000_000_000


@dataclass(frozen=True)
class Way:
    """Machines alike, and for a cluster a first one (`centre_cores`) that holds everything but the counting."""

    name: str
    dossiers: int
    machines: int
    cores: int
    memory_gb: int
    centre_cores: int = 0

    @property
    def disk_gb(self) -> float:
        return self.dossiers * STORE_BYTES * ROOM / GB

    @property
    def load_hours(self) -> float:
        """Loading everything once; a month of six years of dossiers takes a seventieth of it."""
        return self.dossiers / (2 * LOAD_RATE) / 3600

    @property
    def count_seconds(self) -> float:
        cores = self.machines * self.cores
        rate, start = (SPARK_RATE, SPARK_START) if self.centre_cores else (COUNT_RATE, 0)
        return start + self.dossiers / (rate * cores * (SPREAD if cores > 2 else 1))

    def month(self, vcpu_hour: float, gb_month: float) -> float:
        """The price of a month with every machine on all the time."""
        cores = self.machines * self.cores + self.centre_cores
        return cores * HOURS * vcpu_hour + self.disk_gb * gb_month


WAYS = (
    Way("A. a department", 10**6, machines=1, cores=2, memory_gb=4),
    Way("B. a province", 10**7, machines=1, cores=4, memory_gb=16),
    Way("B. a province", 10**8, machines=1, cores=8, memory_gb=32),
    Way("C. the ministry, one server", 10**9, machines=1, cores=32, memory_gb=128),
    Way("C. the ministry, a cluster", 10**9, machines=4, cores=8, memory_gb=32, centre_cores=8),
)


def table(vcpu_hour: float, gb_month: float) -> str:
    """The ways as a table in Markdown."""
    lines = [
        "| way | dossiers | machines | store on disk | loading all once | twelve rates | a month, đồng |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for way in WAYS:
        machines = f"{way.machines} × {way.cores} cores, {way.memory_gb} GB"
        if way.centre_cores:
            machines = f"1 × {way.centre_cores} cores and {machines}"
        lines.append(
            f"| {way.name} | {way.dossiers:,} | {machines} | {_round(way.disk_gb)} GB | {_time(way.load_hours * 3600)} "
            f"| {_time(way.count_seconds)} | {way.month(vcpu_hour, gb_month):,.0f} |"
        )
    return "\n".join(lines)


def _round(number: float) -> str:
    return f"{number:,.1f}" if number < 10 else f"{number:,.0f}"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{_round(seconds)} s"
    return f"{_round(seconds / 60)} min" if seconds < 5400 else f"{_round(seconds / 3600)} h"


def main() -> None:
    parser = argparse.ArgumentParser(description="What dossiers cost on paper.")
    parser.add_argument(
        "--vcpu-hour", type=float, default=1_000, help="price of a core for an hour (default: %(default)s)"
    )
    parser.add_argument("--gb-month", type=float, default=3_000, help="price of a GB of disk for a month")
    print(table(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
