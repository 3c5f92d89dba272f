"""Accounts and their positions, as an administrator keeps them."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.actions.passwords import Invitation, first_link
from dondoc.core.permissions import ROLE_TITLES, Act, Role, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import Position, Unit, User
from dondoc.queries.people import accounts, units_of

_UNIT_ROLES = frozenset({Role.REPORTER, Role.HEAD})


@transaction.atomic
def create_account(
    *,
    username: str,
    full_name: str,
    role: Role,
    email: str = "",
    title: str = "",
    unit_id: int | None = None,
    actor: Viewer,
    at: datetime,
) -> Invitation:
    """Opens an account with one position, from that day on; the invitation's link lets its owner set the password.

    Raises NotAllowed, NotVisible (the unit), Faulty (every fault at once).
    """
    check(actor, Act.PEOPLE_WRITE)
    username, full_name = normalise(username), normalise(full_name)
    unit = units_of(actor).filter(pk=unit_id).first() if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise NotVisible
    user = User(username=username, full_name=full_name, email=email.strip())
    user.set_unusable_password()
    title = normalise(title) or ROLE_TITLES[role]
    refuse_faulty(_faults(user, role, unit) + column_faults(Position(title=title), ["title"]))
    user.save()
    first_day = localtime(at).date()
    place(user, role=role, unit=unit, title=title, department_id=actor.department_id, valid_from=first_day)
    record(Act.PEOPLE_WRITE, user, actor=actor, at=at, after={"username": username, "role": role.value})
    return first_link(user, at=at)


@transaction.atomic
def set_active(user_id: int, *, active: bool, actor: Viewer, at: datetime) -> User:
    """Switches an account off (its sessions end with the next request) or on again.

    Raises NotAllowed, NotVisible, Faulty when somebody switches off the own account.
    """
    check(actor, Act.PEOPLE_WRITE)
    user = accounts(actor).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    if user.pk == actor.person_id:
        refuse_faulty([Fault("user", "Không tự khóa tài khoản của chính mình được.")])
    before, user.is_active = user.is_active, active
    if before != active:
        user.off_reason = ""
        user.reopened_on = at.date() if active else user.reopened_on  # the idle days count again
        user.save(update_fields=["is_active", "off_reason", "reopened_on"])
        record("people.set-active", user, actor=actor, at=at, before=before, after=active)
    return user


def place(
    user: User, *, role: Role, unit: Unit | None, title: str, department_id: int, valid_from: date | None = None
) -> Position:
    """Gives a person one position; part of `create_account` and of the first set-up, whose have always been held."""
    return Position.objects.create(
        user=user,
        department_id=department_id,
        unit=unit,
        role=role.value,
        title=normalise(title) or ROLE_TITLES[role],
        valid_from=valid_from,
    )


def _faults(user: User, role: Role, unit: Unit | None) -> list[Fault]:
    faults = []
    if not user.full_name:
        faults.append(Fault("full_name", "Hãy ghi họ và tên."))
    faults += column_faults(user, ["username", "email", *(["full_name"] if user.full_name else [])])
    try:
        user.validate_unique()
    except ValidationError as error:
        faults += [Fault(field, " ".join(words)) for field, words in error.message_dict.items()]
    if role in _UNIT_ROLES and unit is None:
        faults.append(Fault("unit_id", f"Vai trò “{ROLE_TITLES[role]}” cần một đơn vị."))
    return faults
