"""Files of dossiers: who gives them, what is kept, what becomes of each, what the small tables then say.

Not here: reading and storing rows (tests/analytics), the worker (test_dossier_jobs).
"""

from datetime import date
from pathlib import Path

import pytest
from dossier_files import csv_of, give, loaded
from factories import AT, LATER, People, Units

from dondoc.actions import dossiers
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.models import AuditRow, DossierFigures, DossierLoad, DossierUnit, OverdueCount, ProcedureMonth, UnitMonth
from dondoc.queries.dossier_stores import given_files, store_of


def counts(measure: str, calendar: str = "calendar") -> dict[tuple[str, str], tuple[int, int]]:
    """By unit as written and month."""
    rows = UnitMonth.objects.filter(measure=measure, calendar=calendar)
    return {(row.unit.name, row.month): (row.numerator, row.denominator) for row in rows.select_related("unit")}


def test_given_file_waits_with_its_row_its_job_and_its_trail(people: People, units: Units) -> None:
    data = csv_of({}, {})

    load = give(data, actor=people.coordinator, at=AT)

    assert (load.state, load.file_name, load.size, load.requested_at) == ("waiting", "ho-so.csv", len(data), AT)
    assert load.requested_by_id == people.coordinator.user_id
    kept = given_files() / str(load.pk) / "ho-so.csv"
    assert kept.read_bytes() == data
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_kind, row.object_id) == ("dossier.upload", "dossierload", load.pk)
    assert row.detail.after == {"file_name": "ho-so.csv", "sha256": load.sha256, "size": len(data)}
    assert not DossierFigures.objects.exists()


def test_loaded_file_is_counted_by_unit_procedure_and_month_of_both_calendars(people: People, units: Units) -> None:
    load = loaded({}, {"channel": "direct", "received_at": "2026-01-10"}, {"unit": ""}, actor=people.coordinator, at=AT)

    assert (load.state, load.rows_read, load.rows_stored, load.rows_rejected, load.rows_unchanged, load.number) == (
        "done", 3, 3, 0, 0, 1,
    )  # fmt: skip
    figures = DossierFigures.objects.get()
    assert (figures.last_load, figures.as_of, figures.department_id) == (
        load,
        AT.date(),
        people.coordinator.department_id,
    )
    assert counts("online_rate") == {("Phòng Bổ trợ tư pháp", "2026-01"): (1, 2), ("", "2026-01"): (1, 1)}
    assert counts("online_rate", "cutoff") == {
        ("Phòng Bổ trợ tư pháp", "2026-01"): (0, 1),
        ("Phòng Bổ trợ tư pháp", "2026-02"): (1, 1),
        ("", "2026-02"): (1, 1),
    }
    assert counts("on_time_rate") == {("Phòng Bổ trợ tư pháp", "2026-02"): (2, 2), ("", "2026-02"): (1, 1)}
    procedure = ProcedureMonth.objects.get(measure="online_rate", calendar="calendar", unit__name="")
    assert (procedure.procedure_code, procedure.field, procedure.month) == ("1.001", "Hộ tịch", "2026-01")
    assert not given_files().joinpath(str(load.pk)).exists()
    assert (store_of(load.department_id) / "manifest.json").exists()
