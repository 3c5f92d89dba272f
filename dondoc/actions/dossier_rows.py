"""Looks at single dossiers, each recorded. Not here: who sees them and how far (queries/dossier_rows)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.dossiers import Part
from dondoc.core.permissions import Act, Viewer
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.queries import dossier_rows, people
from dondoc.queries.dossier_rows import SeenRow
from dondoc.queries.dossiers import Asked


def look(asked: Asked, *, part: Part, page: int, reason: str = "", actor: Viewer, at: datetime) -> Sequence[SeenRow]:
    """Shows one page of the dossiers behind a rate and records the look. No transaction while the store is read.

    Raises NotAllowed; NotVisible where nothing was loaded; RowsOutOfReach; Faulty where a reason is needed and missing.
    """
    dossier_rows.check_sight(actor)
    words = normalise(reason)
    missing = dossier_rows.asks_reason(actor) and not words
    refuse_faulty([Fault("reason", "Hãy ghi lý do cần xem danh sách hồ sơ.")] if missing else [])
    found = dossier_rows.page(actor, asked, part=part, page=page)
    after = {
        "measure": asked.measure,
        "part": part.value,
        "period": asked.period.code,
        "calendar": asked.calendar,
        "unit": asked.unit_id,
        "procedure": asked.procedure_code,
        "page": page,
        "rows": len(found),
    }
    with transaction.atomic():
        record(Act.DOSSIER_ROWS_READ, people.department_of(actor), actor=actor, at=at, after=after, reason=words)
    return found
