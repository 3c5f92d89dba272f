"""The dossiers behind a rate: who sees them and how far, their codes masked. Read from the store when asked for.

Not here: that a look was recorded (actions/dossier_rows), the rates (dossiers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dondoc.core.dossiers import Part, masked_code
from dondoc.core.permissions import Act, Viewer, check, conditions
from dondoc.core.refusals import NotAllowed, NotVisible, Refused
from dondoc.models import DossierLoad
from dondoc.queries import dossiers
from dondoc.queries.dossier_stores import store_of
from dondoc.queries.dossiers import Asked
from dondoc.queries.evidence import REASON

PAGE_SIZE = 50
ANALYST = "analyst"


class RowsOutOfReach(Refused):
    """The store of the dossiers cannot be read now (409)."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa đọc được kho hồ sơ của Sở. Các tỷ lệ vẫn xem được; hãy báo quản trị hệ thống kiểm tra kho.",
            lifted_by="Quản trị hệ thống",
        )


@dataclass(frozen=True)
class SeenRow:
    """A dossier, its code masked; `file` and `row` are where it came from (`file` is empty for a load by command)."""

    code: str
    procedure_code: str
    unit: str
    channel: str
    status: str
    received_on: date
    due_on: date
    finished_on: date | None
    load: int
    file: str
    row: int


def check_sight(viewer: Viewer) -> None:
    """Raises NotAllowed for whoever does not see single dossiers."""
    check(viewer, Act.DOSSIER_ROWS_READ)
    if not sees(viewer):
        raise NotAllowed(
            "Danh sách từng hồ sơ chỉ mở cho chuyên viên được giao phân tích số liệu hồ sơ.",
            lifted_by="Quản trị hệ thống",
        )


def sees(viewer: Viewer) -> bool:
    """Whether the viewer sees single dossiers."""
    return bool(_ways(viewer))


def asks_reason(viewer: Viewer) -> bool:
    """Whether the table asks this viewer why, before a look; not where another role of theirs needs no reason."""
    return all(REASON in way for way in _ways(viewer))


def page(viewer: Viewer, asked: Asked, *, part: Part, page: int) -> Sequence[SeenRow]:
    """One page (from 1) of the dossiers behind a rate. Raises NotAllowed, NotVisible, RowsOutOfReach."""
    from dondoc.analytics import rows, stores  # slow import: Arrow and DuckDB  # noqa: PLC0415

    check_sight(viewer)
    seen = dossiers.seen(viewer)
    if seen is None:
        raise NotVisible
    alike = None if asked.unit_id is None else set(seen.alike(asked.unit_id))
    try:
        found = rows.rows_behind(
            store_of(viewer.department_id),
            measure=asked.measure,
            part=part.value,
            period=asked.period,
            as_of=seen.figures.as_of,
            windows=dossiers.windows_of(asked.calendar, seen.figures.as_of),
            units=None if alike is None else [unit.name for unit in seen.units if unit.pk in alike],
            procedure_code=asked.procedure_code,
            offset=(page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
    except stores.StoreUnusable as unusable:
        raise RowsOutOfReach from unusable
    loads = DossierLoad.objects.filter(department_id=viewer.department_id, number__in={each.load for each in found})
    files = dict(loads.values_list("number", "file_name"))
    return [
        SeenRow(
            code=masked_code(each.dossier_code),
            procedure_code=each.procedure_code or "",
            unit=each.unit or "",
            channel=each.channel,
            status=each.status,
            received_on=each.received_at.date(),
            due_on=each.due_at.date(),
            finished_on=each.finished_at and each.finished_at.date(),
            load=each.load,
            file=files.get(each.load, ""),
            row=each.row,
        )
        for each in found
    ]


def _ways(viewer: Viewer) -> Sequence[Sequence[str]]:
    """What the table asks for, role by role, of those of the viewer's roles that open single dossiers."""
    asked = [each.split(", ") for each in conditions(viewer, Act.DOSSIER_ROWS_READ)]
    return [way for way in asked if viewer.is_analyst or ANALYST not in way]
