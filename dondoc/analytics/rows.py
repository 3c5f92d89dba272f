"""The dossiers behind a rate: in its numerator, in its denominator, or missing it. One door: rows_behind().

Not here: who may see them, and how far (queries/dossier_rows).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dondoc.analytics.engines import DOSSIERS, Engine, running
from dondoc.analytics.measures import BY_NAME, ROWS, Measure, Moment
from dondoc.analytics.stores import opened
from dondoc.core.dossiers import Part
from dondoc.core.periods import Period, WindowRule


@dataclass(frozen=True)
class Dossier:
    """A dossier as the store holds it, and where it came from: the number of the load, the row in its file."""

    dossier_code: str
    procedure_code: str | None
    field: str | None
    unit: str | None
    channel: str
    status: str
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    load: int
    row: int


def rows_behind(
    store: Path,
    *,
    measure: str,
    part: str,
    period: Period,
    as_of: date,
    windows: WindowRule | None = None,
    units: Sequence[str] | None = None,
    procedure_code: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[Dossier]:
    """Dossiers behind the measure in a period, by due day and code, as figures.measure counts them.

    `part` is a Part; `units` as the files write them, "" for dossiers without one, None for all of them; so is
    `procedure_code`.
    Raises StoreUnusable.
    """
    version, found = opened(store), BY_NAME[measure]
    if not version.files:
        return []
    window = windows.window(period) if windows else (period.first_day, period.last_day)
    rows = DOSSIERS if units is None else DOSSIERS.filter(DOSSIERS.unit.fill_null("").isin(list(units)))
    if procedure_code is not None:
        rows = rows.filter(rows.procedure_code.fill_null("") == procedure_code)
    chosen = rows.filter([*_within(rows, found.moment, as_of, window), *_of_part(found, rows, Part(part))])
    if found.with_overdue and part != Part.NUMERATOR:
        chosen = chosen.union(rows.filter(_within(rows, Moment.DUE, as_of, window)))
    page = chosen.select(*_COLUMNS).order_by("due_at", "dossier_code").limit(limit, offset=offset)
    with running(Engine.DUCKDB, version) as run:
        return [Dossier(*row) for row in run(page)]


_COLUMNS = tuple(each.name for each in fields(Dossier))


def _within(rows: Any, moment: Moment, as_of: date, window: tuple[date, date]) -> list[Any]:
    """The dossiers that count by the moment, on the days of the window, both included."""
    first, after = (datetime.combine(day, time.min) for day in (window[0], window[1] + timedelta(days=1)))
    counted = [ROWS[moment](rows, as_of)] if moment in ROWS else []
    return [*counted, rows[moment.value] >= first, rows[moment.value] < after]


def _of_part(measure: Measure, rows: Any, part: Part) -> list[Any]:
    if part is Part.NUMERATOR:
        return [measure.in_numerator(rows)]
    among = measure.in_denominator(rows)
    conditions = [] if among is None else [among]
    if part is Part.MISSES:
        conditions.append(~measure.in_numerator(rows).fill_null(False))
    return conditions
