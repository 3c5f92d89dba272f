"""Files of dossiers that were given to a department, what became of each, the names of units in them.

Not here: the counts of what was loaded (dossiers), giving and loading a file (actions/dossiers).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from dondoc.core.dossiers import Fault
from dondoc.core.permissions import Act, Viewer, check, may, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.models import DossierLoad, DossierUnit
from dondoc.queries.dossier_stores import store_of

UNFINISHED = (DossierLoad.WAITING, DossierLoad.RUNNING)
_UNSETTLED = Q(unit=None, settled_at=None) & ~Q(name="")
# What is told of files at the door: those of so many days, of so many looked at so many told.
_RECENT = timedelta(days=7)
_LOOKED_AT, _TOLD = 50, 5


@dataclass(frozen=True)
class Unmended:
    """What the files still ask of whoever keeps them: files to look at, names of units to settle."""

    loads: Sequence[DossierLoad] = ()
    name_count: int = 0


def listed(viewer: Viewer) -> QuerySet[DossierLoad]:
    """The files given to the department, the newest first. Raises NotAllowed for whoever sees only a unit of it."""
    check(viewer, Act.DOSSIER_READ)
    return DossierLoad.objects.filter(department_id=viewer.department_id).select_related(
        "requested_by", "requested_with"
    )


def is_any_unfinished(viewer: Viewer) -> bool:
    """Whether a file waits or is being loaded."""
    return listed(viewer).filter(state__in=UNFINISHED).exists()


def totals(viewer: Viewer) -> dict[str, int]:
    """Rows of all files together: `read`, `stored`, `rejected`, `unchanged`."""
    columns = {name: Sum(f"rows_{name}", default=0) for name in ("read", "stored", "rejected", "unchanged")}
    return listed(viewer).filter(state=DossierLoad.DONE).aggregate(**columns)


def one(viewer: Viewer, load_id: int) -> DossierLoad:
    """A file that was given. Raises NotVisible; NotAllowed for whoever sees only a unit of the department."""
    if not reaches_department(viewer, Act.DOSSIER_READ) and not reached_units(viewer, Act.DOSSIER_READ):
        raise NotVisible
    if not DossierLoad.objects.filter(pk=load_id, department_id=viewer.department_id).exists():
        raise NotVisible
    return listed(viewer).get(pk=load_id)


def faults(viewer: Viewer, load_id: int) -> Iterator[Fault]:
    """What was wrong with the rows of a file that were rejected, in their order.

    The values are those of the file: for whoever gives files, who has it. Raises NotVisible, NotAllowed.
    """
    from dondoc.analytics import rejects  # slow import: Arrow  # noqa: PLC0415

    load = one(viewer, load_id)
    check(viewer, Act.DOSSIER_UPLOAD)
    return rejects.faults_of(store_of(load.department_id), load.number) if load.number is not None else iter(())


def names(viewer: Viewer) -> Sequence[DossierUnit]:
    """The units as the files write them, those first of which nobody knows yet which unit they are.

    Raises NotAllowed for whoever does not keep the files.
    """
    check(viewer, Act.DOSSIER_UPLOAD)
    found = DossierUnit.objects.filter(department_id=viewer.department_id).exclude(name="").select_related("unit")
    return sorted(found, key=lambda each: (each.is_settled, each.name))


def unsettled_count(viewer: Viewer) -> int:
    """How many names of units nobody has settled; none to tell whoever does not keep the files."""
    if not may(viewer, Act.DOSSIER_UPLOAD):
        return 0
    return DossierUnit.objects.filter(_UNSETTLED, department_id=viewer.department_id).count()


def unmended(viewer: Viewer, *, today: date) -> Unmended:
    """The files of the last days that were not taken or of which rows were rejected, the newest first, and how many
    names of units nobody has settled; nothing for whoever does not keep the files.

    A later file of the same name stands for the earlier ones. One read.
    """
    if not may(viewer, Act.DOSSIER_UPLOAD):
        return Unmended()
    names = DossierUnit.objects.filter(_UNSETTLED, department_id=viewer.department_id).order_by().values("department")
    name_count = Subquery(names.annotate(count=Count("pk")).values("count"))
    newest = list(listed(viewer).annotate(name_count=Coalesce(name_count, 0))[:_LOOKED_AT])
    by_name: dict[str, DossierLoad] = {}
    for load in newest:
        by_name.setdefault(load.file_name, load)
    found = [load for load in by_name.values() if _is_unmended(load) and _ended_on(load) >= today - _RECENT]
    return Unmended(found[:_TOLD], getattr(newest[0], "name_count", 0) if newest else 0)


def _is_unmended(load: DossierLoad) -> bool:
    return bool(load.rows_rejected or load.remarks.get("refusal"))


def _ended_on(load: DossierLoad) -> date:
    return localtime(load.finished_at or load.requested_at).date()
