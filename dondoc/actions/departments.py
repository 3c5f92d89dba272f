"""The first set-up of a department: its units, and the accounts of its people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.people import place
from dondoc.core.agency_codes import canonical, unit_part
from dondoc.core.passwords import entered
from dondoc.core.permissions import OUTSIDE_ROLES, Grant, Role, Viewer
from dondoc.core.refusals import Refused
from dondoc.models import Department, Unit, User
from dondoc.queries.passwords import profile


class DepartmentKnown(Refused):
    """A department of this code is set up already."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Sở có mã {code} đã được thiết lập.")


class NotFromOutside(Refused):
    """An account of another department is taken over only to appraise or inspect."""

    def __init__(self, username: str) -> None:
        super().__init__(f"Tài khoản {username} chưa có, hoặc vai trò không dành cho người của cơ quan khác.")


@transaction.atomic
def set_up(organisation: Mapping[str, Any], *, password: str, is_first: bool = False, at: datetime) -> Department:
    """Stores a department, its units in the order given and an account with one position for each person.

    `organisation` has the shape of samples/organisation.toml; a person who is `known` has an account already and
    appraises or inspects here too. It has no actor, because nobody can sign in before: it is run at the machine; the
    audit rows name each account itself. A password that `is_first` holds 72 hours, for the sign-in at which it is
    changed. Raises DepartmentKnown, WrongCode, NotFromOutside, and KeyError for a key left out.
    """
    given = organisation["department"]
    code = canonical(given["code"])
    if Department.objects.filter(code=code).exists():
        raise DepartmentKnown(code)
    keys = ("name", "symbol", "parent_body", "place", "reports_to")
    known = {key: given[key] for key in keys}
    department = Department.objects.create(code=code, raw_code=given["code"], **known)
    units = _store_units(department, organisation["units"])
    hashed = make_password(entered(password))  # once: it is the same for all, and hashing is slow on purpose
    for person in organisation["people"]:
        unit = units[person["unit"]] if person.get("unit") else None
        role = Role(person["role"])
        user = (
            _known(person["username"], role)
            if person.get("known")
            else _account(person, hashed, is_first=is_first, at=at)
        )
        place(user, role=role, unit=unit, title=person["title"], department_id=department.pk)
        self_made = Viewer(user.pk, department.pk, user.full_name, frozenset({Grant(role)}))
        record("department.set-up", user, actor=self_made, at=at, after={"role": role.value})
    return department


def _known(username: str, role: Role) -> User:
    user = User.objects.filter(username=username).first()
    if user is None or role not in OUTSIDE_ROLES:
        raise NotFromOutside(username)
    return user


def _account(person: Mapping[str, Any], hashed: str, *, is_first: bool, at: datetime) -> User:
    user = User(username=person["username"], full_name=person["full_name"], password=hashed, password_set_at=at)
    user.password_until = at + timedelta(hours=profile().first_hours) if is_first else None
    user.save()
    return user


def _store_units(department: Department, given: Sequence[Mapping[str, Any]]) -> dict[str, Unit]:
    """The units by the codes given, which are kept beside their own form."""
    keys = ("name", "short_name", "aliases", "kind", "handles_procedures")
    units = [
        Unit(
            department=department,
            position=position,
            code=unit_part(unit["code"], department.code),
            raw_code=unit["code"],
            **{key: unit[key] for key in keys},
        )
        for position, unit in enumerate(given, start=1)
    ]
    return {unit.raw_code: unit for unit in Unit.objects.bulk_create(units)}
