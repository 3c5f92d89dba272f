"""Who looks, and the people and units of a department."""

from collections.abc import Collection, Sequence

from django.db.models import Prefetch, QuerySet

from dondoc.core.leads import UnitKind, UnitNames, match_lead
from dondoc.core.permissions import Act, Grant, Role, Viewer, check
from dondoc.models import Department, Position, Unit, User


def viewer_for(user: User) -> Viewer | None:
    """The viewer that a signed-in account is; `None` for an account without any position.

    An account with positions in two departments looks from the first one.
    """
    positions = list(user.positions.order_by("id"))
    if not positions:
        return None
    department_id = positions[0].department_id
    grants = frozenset(Grant(Role(p.role), p.unit_id) for p in positions if p.department_id == department_id)
    return Viewer(user.pk, department_id, str(user), grants)


def department_of(viewer: Viewer) -> Department:
    """The viewer's department."""
    return Department.objects.get(pk=viewer.department_id)


def units_of(viewer: Viewer) -> QuerySet[Unit]:
    """The units of the viewer's department, in its own order."""
    return Unit.objects.filter(department_id=viewer.department_id)


def unit_names(units: Sequence[Unit]) -> list[UnitNames]:
    """The units as far as matching a printed lead needs them."""
    return [
        UnitNames(u.pk, UnitKind(u.kind), u.handles_procedures, (u.name, u.short_name, u.code, *u.aliases))
        for u in units
    ]


def units_meant(leads: Collection[str], units: Sequence[Unit]) -> dict[str, tuple[int, ...]]:
    """By printed lead, the ids of the units it means, in their order."""
    names = unit_names(units)
    return {lead: match_lead(lead, names).unit_ids for lead in dict.fromkeys(leads)}


def accounts(viewer: Viewer) -> QuerySet[User]:
    """Accounts of the department with their positions. Raises NotAllowed."""
    check(viewer, Act.PEOPLE_READ)
    positions = Position.objects.filter(department_id=viewer.department_id).select_related("unit")
    return (
        User.objects.filter(positions__department_id=viewer.department_id)
        .distinct()
        .prefetch_related(Prefetch("positions", queryset=positions.order_by("id")))
        .order_by("full_name", "id")
    )
