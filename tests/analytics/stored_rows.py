"""A store of a few dossiers written cell by cell, for the tests of what is counted."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from dondoc.analytics.batches import ROWS
from dondoc.analytics.month_files import MonthFiles
from dondoc.analytics.stores import WORK, Load, commit, opened_for_writing

PLAIN: dict[str, Any] = {
    "procedure_code": "1.010",
    "field": "Hộ tịch",
    "unit": "Sở Nội vụ",
    "channel": "direct",
    "received_at": datetime(2026, 1, 5, 8),
    "due_at": datetime(2026, 1, 20, 23, 59, 59, 999999),
    "finished_at": datetime(2026, 1, 19, 16),
    "status": "resolved",
    "fee": Decimal(0),
    **dict.fromkeys(
        ["fully_online", "paid_online", "input_digitised", "result_electronic", "result_stored", "data_reused"], False
    ),
    "in_ministry_system": False,
    "outside_boundary": False,
    "satisfaction": None,
}


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    """A store of these rows, each PLAIN but for what it says; codes are A1, A2…, rows 2, 3…"""
    given = [
        PLAIN | {"dossier_code": f"A{number}", "load": 1, "row": number + 1} | row
        for number, row in enumerate(rows, start=1)
    ]
    store = folder / "store"
    with opened_for_writing(store) as version:
        with MonthFiles(store / WORK, 1) as months:
            if given:
                months.add(pa.RecordBatch.from_pylist(given, schema=ROWS))
        commit(version, Load(1, "a.csv", "0" * 64, len(given), len(given), 0, 0), months.files)
    return store
