"""Who looks, and the people and units of a department."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from dondoc.core.leads import UnitKind, UnitNames, match_lead
from dondoc.core.permissions import (
    UNIT_ROLES,
    Act,
    Grant,
    Origin,
    Role,
    Viewer,
    check,
    may,
    reached_units,
    reaches_department,
)
from dondoc.core.refusals import NotVisible
from dondoc.models import Department, Position, Unit, User
from dondoc.queries.reorganisations import followed_by, running_duties


def viewer_for(
    user: User, *, on: date, department_id: int | None = None, origin: Origin | None = None
) -> Viewer | None:
    """The viewer that an account is on that day; `None` for an account that holds no position then.

    An account with positions in several departments looks from one at a time: the one asked for, else the first.
    Who answers for a unit answers for the ended units that it follows, too: what they left open, and their history.
    """
    positions = list(user.positions.filter(held(on)).select_related("department").order_by("id"))
    departments = {position.department_id: position.department for position in positions}
    if not positions:
        return None
    chosen = department_id if department_id in departments else positions[0].department_id
    grants = {Grant(Role(p.role), p.unit_id) for p in positions if p.department_id == chosen}
    for grant in [grant for grant in grants if grant.role in UNIT_ROLES and grant.unit_id is not None]:
        grants |= {Grant(grant.role, unit_id) for unit_id in followed_by(chosen, [grant.unit_id or 0])}
    return Viewer(
        user.pk,
        chosen,
        str(user),
        frozenset(grants),
        origin or Origin(),
        department_name=departments[chosen].name,
        department_ids=frozenset(departments),
        appraised_ids=frozenset(p.department_id for p in positions if p.role == Role.APPRAISER),
        is_analyst=any(p.is_analyst and p.role == Role.COORDINATOR for p in positions if p.department_id == chosen),
    )


def as_appraiser(viewer: Viewer, department_id: int) -> Viewer:
    """The viewer as appraiser of another body given to them, whose trail then records what they do there.

    Raises NotVisible for a body that is not given to them.
    """
    if department_id not in viewer.appraised_ids:
        raise NotVisible
    return replace(viewer, department_id=department_id, grants=frozenset({Grant(Role.APPRAISER)}), is_analyst=False)


def held(on: date) -> Q:
    """Of positions and units, those whose days include this one."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return started & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def department_of(viewer: Viewer) -> Department:
    """The viewer's department."""
    return Department.objects.get(pk=viewer.department_id)


def departments_of(viewer: Viewer) -> QuerySet[Department]:
    """The departments among which the person may choose one to look from."""
    return Department.objects.filter(pk__in=viewer.department_ids).order_by("name", "pk")


def units_of(viewer: Viewer) -> QuerySet[Unit]:
    """The units of the viewer's department, in its own order."""
    return Unit.objects.filter(department_id=viewer.department_id)


def live_units_of(viewer: Viewer) -> QuerySet[Unit]:
    """The units that can be given something new: those without an end."""
    return units_of(viewer).filter(valid_to__isnull=True)


def unit_names(units: Sequence[Unit]) -> list[UnitNames]:
    """The units as far as matching a printed lead needs them; one that has ended is meant no more."""
    return [
        UnitNames(u.pk, UnitKind(u.kind), u.handles_procedures, (u.name, u.short_name, u.code, *u.aliases))
        for u in units
        if u.valid_to is None
    ]


def units_meant(leads: Collection[str], units: Sequence[Unit]) -> dict[str, tuple[int, ...]]:
    """By printed lead, the ids of the units it means, in their order."""
    names = unit_names(units)
    return {lead: match_lead(lead, names).unit_ids for lead in dict.fromkeys(leads)}


def accounts(viewer: Viewer) -> QuerySet[User]:
    """Accounts of the department with all their positions in it, past ones too; to a head, those of the own units.

    Raises NotAllowed.
    """
    units = reached_units(viewer, Act.PEOPLE_READ)
    if not units:
        check(viewer, Act.PEOPLE_READ)
    positions = Position.objects.filter(department_id=viewer.department_id)
    if not reaches_department(viewer, Act.PEOPLE_READ):
        positions = positions.filter(unit_id__in=units)
    return (
        User.objects.filter(pk__in=positions.values("user"))
        .prefetch_related(Prefetch("positions", queryset=positions.select_related("unit").order_by("valid_from", "id")))
        .order_by("full_name", "id")
    )


def one(viewer: Viewer, user_id: int) -> User:
    """An account of the department, with its positions in it. Raises NotAllowed, NotVisible."""
    user = accounts(viewer).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    return user


def overlapping(position: Position) -> QuerySet[Position]:
    """Positions in which the same person holds the same role there on one of the same days."""
    if position.user_id is None:
        return Position.objects.none()
    held = Position.objects.filter(
        user=position.user, role=position.role, unit=position.unit, department=position.department_id
    ).exclude(pk=position.pk)
    if position.valid_from is not None:
        held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=position.valid_from))
    if position.valid_to is not None:
        held = held.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=position.valid_to))
    return held


def unanswerable(viewer: Viewer, *, on: date) -> Sequence[Unit]:
    """Units with open duties and nobody to answer for them: no reporter or head with an account in use holds office.

    Empty for whoever keeps neither duties nor people.
    """
    if not (may(viewer, Act.ASSIGNMENT_WRITE) or may(viewer, Act.PEOPLE_WRITE)):
        return []
    answering = Position.objects.filter(held(on), role__in=[role.value for role in UNIT_ROLES], user__is_active=True)
    units = units_of(viewer)
    owing = running_duties(viewer.department_id, units.values("pk"), on)
    return list(units.filter(pk__in=owing.values("unit")).exclude(pk__in=answering.values("unit")))
