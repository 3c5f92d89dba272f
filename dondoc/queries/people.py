"""Who looks, and the people and units of a department."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from dondoc.core.leads import UnitKind, UnitNames, match_lead
from dondoc.core.permissions import Act, Grant, Origin, Role, Viewer, check
from dondoc.models import Department, Position, Unit, User


def viewer_for(
    user: User, *, on: date, department_id: int | None = None, origin: Origin | None = None
) -> Viewer | None:
    """The viewer that an account is on that day; `None` for an account that holds no position then.

    An account with positions in several departments looks from one at a time: the one asked for, else the first.
    """
    positions = list(user.positions.filter(held(on)).order_by("id"))
    departments = [position.department_id for position in positions]
    if not positions:
        return None
    chosen = department_id if department_id in departments else departments[0]
    grants = frozenset(Grant(Role(p.role), p.unit_id) for p in positions if p.department_id == chosen)
    return Viewer(user.pk, chosen, str(user), grants, origin or Origin())


def held(on: date) -> Q:
    """Of positions and units, those whose days include this one."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return started & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


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
