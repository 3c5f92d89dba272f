"""Open dossiers past their due day, counted by unit and procedure. Not here: the rates (figures)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dondoc.analytics.engines import DOSSIERS, Engine, running
from dondoc.analytics.measures import ROWS, Moment
from dondoc.analytics.stores import opened


@dataclass(frozen=True)
class Overdue:
    """How many of a unit and procedure, and the oldest of their due days; a key that is not given is empty."""

    unit: str
    procedure_code: str
    count: int
    oldest_due_on: date


def overdue(store: Path, *, as_of: date) -> list[Overdue]:
    """Open dossiers due before that day, sorted by unit and procedure. Raises StoreUnusable."""
    version = opened(store)
    if not version.files:
        return []
    late = DOSSIERS.filter(ROWS[Moment.DUE](DOSSIERS, as_of))
    grouped = late.group_by(unit=late.unit.fill_null(""), procedure_code=late.procedure_code.fill_null(""))
    counted = grouped.aggregate(count=late.count(), oldest=late.due_at.min())
    with running(Engine.DUCKDB, version) as run:
        rows = run(counted)
    return sorted((Overdue(unit, code, count, oldest.date()) for unit, code, count, oldest in rows), key=_keys)


def _keys(row: Overdue) -> tuple[str, str]:
    return row.unit, row.procedure_code
