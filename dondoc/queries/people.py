"""Who looks, and the people and units of a department."""

from django.db.models import Prefetch, QuerySet

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
