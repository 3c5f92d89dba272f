"""Files of dossiers that were given to a department, what became of each, the names of units in them.

Not here: the counts of what was loaded (dossiers), giving and loading a file (actions/dossiers).
"""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet, Sum

from dondoc.core.dossiers import Fault
from dondoc.core.permissions import Act, Viewer, check, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.models import DossierLoad, DossierUnit
from dondoc.queries.dossier_stores import store_of

UNFINISHED = (DossierLoad.WAITING, DossierLoad.RUNNING)


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
    return sorted(found, key=lambda each: (each.unit_id is not None or each.settled_at is not None, each.name))
