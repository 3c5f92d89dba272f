"""Positions: given and ended by day, by an administrator; nobody gives a role in the work to himself.

Not here: accounts themselves (people), positions moved because units were reorganised (reorganisations).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.permissions import OUTSIDE_ROLES, ROLE_TITLES, UNIT_ROLES, Act, Role, Viewer, check
from dondoc.core.refusals import Fault, NotAllowed, NotVisible, refuse_faulty
from dondoc.core.vietnamese import date_text, normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Position, Unit, User
from dondoc.queries.people import accounts, live_units_of, overlapping

# Roles in the work itself: an administrator keeps them for others, never for himself.
BUSINESS_ROLES = frozenset({Role.COORDINATOR, Role.REPORTER, Role.HEAD, Role.DIRECTOR, Role.APPRAISER})


class OwnRole(NotAllowed):
    """An administrator gives himself a role in the work (403)."""

    def __init__(self, role: Role) -> None:
        who = "một quản trị hệ thống khác"
        super().__init__(
            f"Không tự giao vai trò “{ROLE_TITLES[role]}” cho chính mình. Việc này do {who} làm.", lifted_by=who
        )


@transaction.atomic
def grant_position(
    *,
    username: str,
    role: Role,
    unit_id: int | None = None,
    title: str = "",
    decision: str = "",
    valid_from: date,
    valid_to: date | None = None,
    actor: Viewer,
    at: datetime,
) -> Position:
    """Gives a person one more position, from day to day (both included).

    The person has an account in the department; one of another department is named by the exact user name and is made
    appraiser or auditor only. Raises NotAllowed, OwnRole, NotVisible (the unit), Faulty (every fault at once).
    """
    check(actor, Act.PEOPLE_WRITE)
    unit = live_units_of(actor).filter(pk=unit_id).first() if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise NotVisible
    user = _person(username, role, actor)
    if user is not None:
        check_not_own(role, user, actor=actor)
    position = Position(
        user=user,
        department_id=actor.department_id,
        unit=unit,
        role=role.value,
        title=normalise(title) or ROLE_TITLES[role],
        decision=normalise(decision),
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by_id=actor.person_id,
    )
    faults = [] if user else [_unknown(role)]
    refuse_faulty(
        faults + position_faults(position) + ([_overlap(user, position)] if overlapping(position).exists() else [])
    )
    position.save()
    record("people.grant-position", position, actor=actor, at=at, after=as_data(position))
    return position


@transaction.atomic
def end_position(position_id: int, *, valid_to: date, reason: str = "", actor: Viewer, at: datetime) -> Position:
    """Ends a position with that day as its last. Raises NotAllowed, NotVisible, WrongState (ended before), Faulty."""
    check(actor, Act.PEOPLE_WRITE)
    found = Position.objects.filter(pk=position_id, department_id=actor.department_id)
    position = found.select_related("user", "unit").first()
    if position is None:
        raise NotVisible
    if position.valid_to is not None and position.valid_to <= valid_to:
        raise WrongState(f"Chức vụ này đã kết thúc ngày {date_text(position.valid_to)}.")
    if position.user_id == actor.person_id and position.role == Role.ADMINISTRATOR:
        refuse_faulty([Fault("valid_to", "Không tự kết thúc vai trò quản trị của mình: hãy để quản trị khác làm.")])
    if position.valid_from is not None and valid_to < position.valid_from:
        sentence = f"Ngày kết thúc trước ngày bắt đầu ({date_text(position.valid_from)}): hãy chọn từ ngày đó trở đi."
        refuse_faulty([Fault("valid_to", sentence)])
    before = as_data(position)
    position.valid_to = valid_to
    position.save(update_fields=["valid_to"])
    record(
        "people.end-position",
        position,
        actor=actor,
        at=at,
        before=before,
        after=as_data(position),
        reason=normalise(reason),
    )
    return position


@transaction.atomic
def mark_analyst(position_id: int, *, is_analyst: bool, actor: Viewer, at: datetime) -> Position:
    """Says whether the holder of a coordinator's position may see rows of dossiers, masked.

    Raises NotAllowed, OwnRole, NotVisible, WrongState (ended before that day, or of another role).
    """
    check(actor, Act.PEOPLE_WRITE)
    found = Position.objects.filter(pk=position_id, department_id=actor.department_id)
    position = found.select_related("user", "unit").first()
    if position is None:
        raise NotVisible
    if position.role != Role.COORDINATOR:
        raise WrongState(f"Chỉ vai trò “{ROLE_TITLES[Role.COORDINATOR]}” được giao phân tích dữ liệu hồ sơ.")
    if position.valid_to is not None and position.valid_to < localtime(at).date():
        raise WrongState(f"Chức vụ này đã kết thúc ngày {date_text(position.valid_to)}.")
    if is_analyst:
        check_not_own(Role.COORDINATOR, position.user, actor=actor)
    if position.is_analyst != is_analyst:
        before = as_data(position)
        position.is_analyst = is_analyst
        position.save(update_fields=["is_analyst"])
        record("people.mark-analyst", position, actor=actor, at=at, before=before, after=as_data(position))
    return position


def check_not_own(role: Role, user: User, *, actor: Viewer) -> None:
    """Raises OwnRole when the actor would be given a role in the work."""
    if role in BUSINESS_ROLES and user.pk is not None and user.pk == actor.person_id:
        raise OwnRole(role)


def position_faults(position: Position) -> list[Fault]:
    """What is wrong with a position not yet stored, but for whom it is given."""
    faults = column_faults(position, ["title", "decision"])
    role = Role(position.role)
    if role in UNIT_ROLES and position.unit_id is None:
        faults.append(Fault("unit_id", f"Vai trò “{ROLE_TITLES[role]}” cần một đơn vị."))
    if position.valid_from and position.valid_to and position.valid_to < position.valid_from:
        faults.append(Fault("valid_to", "Ngày kết thúc trước ngày bắt đầu: hãy kiểm tra lại hai ngày."))
    return faults


def as_data(position: Position) -> dict[str, object]:
    """A position as the audit row keeps it."""
    return {
        "user": position.user_id,
        "role": position.role,
        "unit": position.unit_id,
        "title": position.title,
        "decision": position.decision,
        "valid_from": position.valid_from,
        "valid_to": position.valid_to,
        **({"is_analyst": True} if position.is_analyst else {}),
    }


def _person(username: str, role: Role, actor: Viewer) -> User | None:
    """The account meant: one of the department, or for a role that is shared any, by its exact name."""
    wanted = normalise(username)
    known = accounts(actor).filter(username=wanted).first()
    return known or (User.objects.filter(username=wanted).first() if role in OUTSIDE_ROLES else None)


def _unknown(role: Role) -> Fault:
    if role in OUTSIDE_ROLES:
        return Fault("username", "Không có tài khoản nào với tên đăng nhập này: hãy kiểm tra từng chữ.")
    return Fault(
        "username",
        "Không có tài khoản này trong cơ quan. Người của cơ quan khác chỉ được giao vai trò thẩm định hoặc giám sát.",
    )


def _overlap(user: User | None, position: Position) -> Fault:
    place = f" tại {position.unit}" if position.unit else ""
    return Fault(
        "role",
        f"{user} đã giữ vai trò “{ROLE_TITLES[Role(position.role)]}”{place} trong thời gian này: "
        "hãy kết thúc chức vụ cũ trước hoặc chọn ngày khác.",
    )


def moved(position: Position, unit: Unit, *, on: date, decision: str, actor: Viewer) -> Position:
    """The same position in the unit that takes over, not yet stored."""
    return Position(
        user=position.user,
        department_id=position.department_id,
        unit=unit,
        role=position.role,
        title=position.title,
        decision=decision,
        valid_from=on,
        valid_to=position.valid_to,
        is_analyst=position.is_analyst,
        granted_by_id=actor.person_id,
    )
