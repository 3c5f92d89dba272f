"""`dondoc dossiers measure`: the measures of a store as JSON or CSV. Not here: the command line itself (cli)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TextIO

from dondoc.analytics.csvlines import csv_lines
from dondoc.analytics.engines import EngineMissing
from dondoc.analytics.figures import Group, KeysUnknown, keys_of, measure
from dondoc.analytics.measures import MEASURES
from dondoc.analytics.stores import StoreUnusable
from dondoc.analytics.windows import WindowsApart
from dondoc.core.periods import PeriodUnknown, WindowRule


class MeasuresRefused(Exception):
    """Nothing can be measured that way: carries the Vietnamese sentence to show."""


def measure_command(
    store: Path, *, by: str, as_of: date, windows: WindowRule | None, engine: str, form: str, out: TextIO
) -> int:
    """Prints a row a group: keys, then numerator, denominator and value of every measure. Raises MeasuresRefused."""
    try:
        keys = keys_of(by)
        groups = measure(store, by=keys, as_of=as_of, windows=windows, engine=engine)
    except (KeysUnknown, WindowsApart, PeriodUnknown) as refusal:
        raise MeasuresRefused(str(refusal)) from refusal
    except (StoreUnusable, EngineMissing) as refusal:
        raise MeasuresRefused(refusal.sentence) from refusal
    columns = [*keys, *chain.from_iterable((f"{each.name}_num", f"{each.name}_den", each.name) for each in MEASURES)]
    (_print_csv if form == "csv" else _print_json)(columns, groups, out)
    return 0


def _print_csv(columns: Sequence[str], groups: Sequence[Group], out: TextIO) -> None:
    rows = ([*group.keys, *_figures(group, "")] for group in groups)
    out.writelines(csv_lines(chain([columns], rows)))


def _print_json(columns: Sequence[str], groups: Sequence[Group], out: TextIO) -> None:
    """One object a line. Written by hand: the json module has no numbers of six decimals."""
    names = [json.dumps(column) for column in columns]
    out.write("[")
    for place, group in enumerate(groups):
        cells = [*(json.dumps(key, ensure_ascii=False) for key in group.keys), *_figures(group, "null")]
        told = ", ".join(f"{name}: {cell}" for name, cell in zip(names, cells, strict=True))
        out.write(f"{',' if place else ''}\n{{{told}}}")
    out.write("\n]\n" if groups else "]\n")


def _figures(group: Group, missing: str) -> Iterator[str]:
    for counts in group.counts.values():
        yield str(counts.numerator)
        yield str(counts.denominator)
        yield missing if counts.value is None else str(counts.value)
