"""Small exports of dossiers for tests of what the product does with them. Not here: dirty ones (tests/analytics)."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.utils.timezone import localtime

from dondoc.actions import dossiers
from dondoc.core.permissions import Viewer
from dondoc.models import DossierLoad

COLUMNS = (
    "dossier_code", "procedure_code", "field", "unit", "channel", "fully_online", "received_at", "due_at",
    "finished_at", "status", "fee", "paid_online", "input_digitised", "result_electronic", "result_stored",
    "data_reused", "in_ministry_system", "outside_boundary", "satisfaction",
)  # fmt: skip
# A dossier received online in January and resolved on time in February; each test says what differs.
PLAIN = {
    "procedure_code": "1.001", "field": "Hộ tịch", "unit": "Phòng Bổ trợ tư pháp", "channel": "online",
    "fully_online": "1", "received_at": "2026-01-20 08:00", "due_at": "2026-02-20", "finished_at": "2026-02-03 09:30",
    "status": "resolved",
}  # fmt: skip


def csv_of(*rows: Mapping[str, str]) -> bytes:
    """An export with these dossiers; one without code is called by its place."""
    lines = [",".join(COLUMNS)]
    for place, given in enumerate(rows, start=1):
        row = {"dossier_code": f"HS-{place}", **PLAIN, **given}
        lines.append(",".join(row.get(column, "") for column in COLUMNS))
    return ("\n".join(lines) + "\n").encode()


def give(data: bytes, *, actor: Viewer, at: datetime, name: str = "ho-so.csv") -> DossierLoad:
    """The file given, not loaded yet."""
    return dossiers.give_file(BytesIO(data), name=name, actor=actor, at=at)


def loaded(*rows: Mapping[str, str], actor: Viewer, at: datetime, name: str = "ho-so.csv") -> DossierLoad:
    """A file with these dossiers given and loaded, without waiting for the worker."""
    return dossiers.finish_load(give(csv_of(*rows), actor=actor, at=at, name=name).pk, actor=actor, at=localtime(at))
