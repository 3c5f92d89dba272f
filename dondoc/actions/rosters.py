"""A list of units and people taken in: told first what it would change, then all of it or nothing; and written out.

Not here: reading the file (listfile). Passwords are in no list: a new account is invited afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from dondoc import listfile
from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.actions.positions import as_data, check_not_own, position_faults
from dondoc.core.agency_codes import WrongCode, unit_part
from dondoc.core.leads import UnitKind
from dondoc.core.permissions import OUTSIDE_ROLES, ROLE_TITLES, Act, Role, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.rosters import Differences, Listing, PersonLine, UnitLine, differences, repeated
from dondoc.core.vietnamese import normalise
from dondoc.models import Department, Position, Unit, User
from dondoc.queries.people import accounts, overlapping
from dondoc.queries.reorganisations import held_after, running_duties
from dondoc.queries.rosters import Roster, roster

_OF_UNITS = ("short_name", "kind", "handles_procedures", "aliases", "valid_from", "valid_to")
_OF_POSITIONS = ("title", "decision", "valid_to")


@dataclass(frozen=True)
class RosterChange:
    """What a file changes in the department's units and people, and everything that is wrong in it."""

    units: Differences[UnitLine]
    people: Differences[PersonLine]
    faults: tuple[Fault, ...] = ()

    @property
    def count(self) -> int:
        return self.units.count + self.people.count


@transaction.atomic
def export(*, actor: Viewer, at: datetime) -> bytes:
    """The department's units and people as an .xlsx file that can be taken in again. Raises NotAllowed."""
    found = roster(actor)
    department = Department.objects.get(pk=actor.department_id)
    data = listfile.write([line for _, line in found.units.values()], [line for _, line in found.positions.values()])
    record(Act.PEOPLE_EXPORT, department, actor=actor, at=at, after={"people": len(found.positions)})
    return data


def preview(data: bytes, *, name: str, actor: Viewer) -> RosterChange:
    """What taking the file in would change; nothing is written.

    Raises NotAllowed, OwnRole (a role in the work for the actor), UnreadableFile.
    """
    check(actor, Act.PEOPLE_WRITE)
    units, people = listfile.read_units(data, name=name), listfile.read_people(data, name=name)
    if units is None and people is None:
        sentence = "Tệp không có bảng “Đơn vị” hoặc “Nhân sự”: hãy dùng tệp mẫu, giữ nguyên tên các bảng."
        return RosterChange(Differences(), Differences(), (Fault("file", sentence),))
    found = roster(actor)
    units, people = units or Listing(), people or Listing()
    department = Department.objects.get(pk=actor.department_id)
    unit_lines, code_faults = _coded(units.lines, department)
    changes = RosterChange(
        units=differences(unit_lines, {key: line for key, (_, line) in found.units.items()}),
        people=differences(_titled(people.lines), {key: line for key, (_, line) in found.positions.items()}),
    )
    faults = [*units.faults, *people.faults, *code_faults, *repeated(unit_lines, "code")]
    faults += repeated(people.lines, "username")
    faults += _unit_faults(changes.units, found, actor) + _people_faults(changes, found, actor)
    return replace(changes, faults=tuple(faults))


@transaction.atomic
def take_in(data: bytes, *, name: str, actor: Viewer, at: datetime) -> RosterChange:
    """Changes units and people as the file says, all or nothing; what the file does not name stays.

    Raises NotAllowed, OwnRole, UnreadableFile, Faulty (every fault at once; the field is the address of the cell).
    """
    change = preview(data, name=name, actor=actor)
    refuse_faulty(change.faults)
    found = roster(actor)
    for unit_line in change.units.lines:
        _store_unit(unit_line, found, actor, at)
    units = {unit.code: unit for unit in Unit.objects.filter(department_id=actor.department_id)}
    for line in change.people.lines:
        _store_person(line, found, units, actor, at)
    return change


def _coded(lines: Sequence[UnitLine], department: Department) -> tuple[list[UnitLine], list[Fault]]:
    """The lines with the codes in their one form."""
    coded, faults = [], []
    for line in lines:
        try:
            coded.append(replace(line, code=unit_part(line.code, department.code)))
        except WrongCode as wrong:
            faults.append(Fault(line.places.get("code", ""), wrong.sentence))
    return coded, faults


def _titled(lines: Sequence[PersonLine]) -> list[PersonLine]:
    return [replace(line, title=line.title or ROLE_TITLES[line.role]) for line in lines]


def _unit_faults(changes: Differences[UnitLine], found: Roster, actor: Viewer) -> list[Fault]:
    faults = []
    offices = {unit.code for unit, _ in found.units.values() if unit.kind == UnitKind.OFFICE and unit.valid_to is None}
    for line in changes.lines:
        known = found.units.get(line.key)
        row = Unit(code=line.code, name=line.name, short_name=line.short_name)
        faults += _at(line.places, column_faults(row, ["code", "name", "short_name"]))
        if known and known[0].name != line.name:
            sentence = "Tên khác tên đang dùng: hãy đổi tên ở trang Tổ chức lại đơn vị để giữ tên cũ trong báo cáo cũ."
            faults.append(Fault(line.places.get("name", ""), sentence))
        if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
            faults.append(
                Fault(line.places["valid_to"], "Ngày kết thúc trước ngày bắt đầu: hãy kiểm tra lại hai ngày.")
            )
        if known and line.valid_to and known[0].valid_to is None and _is_needed(known[0], actor):
            sentence = "Đơn vị còn người hoặc còn nhiệm vụ: hãy kết thúc ở trang Tổ chức lại đơn vị để giao lại."
            faults.append(Fault(line.places["valid_to"], sentence))
        if line.kind is UnitKind.OFFICE and line.valid_to is None and offices - {line.code}:
            faults.append(Fault(line.places.get("kind", ""), "Cơ quan đã có Văn phòng: hãy ghi loại đơn vị khác."))
        offices |= {line.code} if line.kind is UnitKind.OFFICE and line.valid_to is None else set()
    return faults


def _is_needed(unit: Unit, actor: Viewer) -> bool:
    day = unit.valid_from or datetime.min.date()
    in_office = held_after(actor.department_id, [unit.pk], day).filter(valid_to__isnull=True)
    owes = running_duties(actor.department_id, [unit.pk], day)
    return in_office.exists() or owes.exists()


def _people_faults(changes: RosterChange, found: Roster, actor: Viewer) -> list[Fault]:
    codes = {unit.code: unit.valid_to is None for unit, _ in found.units.values()}
    codes |= {line.code: line.valid_to is None for line in changes.units.lines}
    own = {user.username: user for user in accounts(actor)}
    wanted = {line.username for line in changes.people.new}
    others = {user.username: user for user in User.objects.filter(username__in=wanted - set(own))}
    faults = []
    for line in changes.people.lines:
        user = own.get(line.username) or others.get(line.username) or User(username=line.username)
        if line not in changes.people.ended:
            check_not_own(line.role, user, actor=actor)
        elif user.pk == actor.person_id and line.role is Role.ADMINISTRATOR:
            sentence = "Không tự kết thúc vai trò quản trị của mình: hãy để quản trị khác làm."
            faults.append(Fault(line.places.get("valid_to", ""), sentence))
        faults += _person_faults(line, user, is_other=line.username in others)
        elsewhere = Position.objects.filter(user=user.pk).exclude(department=actor.department_id)
        if user.pk and user.full_name != line.full_name and elsewhere.exists():
            sentence = "Họ tên không khớp với tài khoản của cơ quan khác: hãy ghi đúng hoặc bỏ dòng này."
            faults.append(Fault(line.places.get("full_name", ""), sentence))
        is_live = codes.get(line.unit_code)
        if line.unit_code and (is_live is None or (not is_live and line.valid_to is None)):
            sentence = f"Không có đơn vị đang hoạt động mang mã {line.unit_code}: hãy kiểm tra mã đơn vị."
            faults.append(Fault(line.places.get("unit_code", ""), sentence))
    return faults


def _person_faults(line: PersonLine, user: User, *, is_other: bool) -> list[Fault]:
    named = User(username=line.username, full_name=line.full_name)
    position = Position(
        user=user if user.pk else None,
        role=line.role.value,
        title=line.title,
        decision=line.decision,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
    )
    faults = column_faults(named, ["username", "full_name"]) + position_faults(position)
    if line.role in (Role.REPORTER, Role.HEAD) and not line.unit_code:
        faults = [fault for fault in faults if fault.field != "unit_id"]
        faults.append(Fault("role", f"Vai trò “{ROLE_TITLES[line.role]}” cần mã đơn vị."))
    if is_other and line.role not in OUTSIDE_ROLES:
        sentence = "Tên đăng nhập này đã có ở cơ quan khác: ở đây chỉ giao được vai trò thẩm định hoặc giám sát."
        faults.append(Fault("username", sentence))
    return _at(line.places, [fault for fault in faults if fault.field != "unit_id"])


def _at(places: Mapping[str, str], faults: Sequence[Fault]) -> list[Fault]:
    return [Fault(places.get(fault.field, next(iter(places.values()), "")), fault.sentence) for fault in faults]


def _store_unit(line: UnitLine, found: Roster, actor: Viewer, at: datetime) -> None:
    known = found.units.get(line.key)
    last = max((unit.position for unit, _ in found.units.values()), default=0)
    unit = known[0] if known else Unit(department_id=actor.department_id, code=line.code, position=last + 1)
    before = {name: getattr(unit, name) for name in _OF_UNITS} if known else None
    unit.name, unit.raw_code = line.name, unit.raw_code or line.code
    for name in _OF_UNITS:
        value = getattr(line, name)
        setattr(unit, name, list(value) if name == "aliases" else value)
    unit.save()
    after = {name: getattr(unit, name) for name in _OF_UNITS}
    record("organisation.take-in", unit, actor=actor, at=at, before=before, after=after)


def _store_person(line: PersonLine, found: Roster, units: Mapping[str, Unit], actor: Viewer, at: datetime) -> None:
    user = User.objects.filter(username=line.username).first()
    if user is None:
        user = User(username=line.username, full_name=line.full_name)
        user.set_unusable_password()
        user.save()
        record(Act.PEOPLE_WRITE, user, actor=actor, at=at, after={"username": user.username})
    elif user.full_name != line.full_name:
        before, user.full_name = user.full_name, line.full_name
        user.save(update_fields=["full_name"])
        record("people.rename", user, actor=actor, at=at, before=before, after=user.full_name)
    known = found.positions.get(line.key)
    position = known[0] if known else Position(user=user, department_id=actor.department_id, role=line.role.value)
    before_data = as_data(position) if known else None
    position.unit = units[line.unit_code] if line.unit_code else None
    position.valid_from = line.valid_from
    for name in _OF_POSITIONS:
        setattr(position, name, getattr(line, name))
    if known is None:
        position.granted_by_id = actor.person_id
    if position.valid_to is None or known is None:
        _refuse_overlap(position, line)
    if known is None or before_data != as_data(position):
        position.save()
        act = "people.change-position" if known else "people.grant-position"
        record(act, position, actor=actor, at=at, before=before_data, after=as_data(position))


def _refuse_overlap(position: Position, line: PersonLine) -> None:
    if overlapping(position).exists():
        sentence = (
            f"{normalise(line.full_name)} đã giữ vai trò này trong cùng thời gian: hãy ghi ngày kết thúc của dòng cũ."
        )
        refuse_faulty([Fault(line.places.get("role", ""), sentence)])
