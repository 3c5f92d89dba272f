"""Who may do what, and how far: one table, asked by actions and queries alike.

Not here: in which state a thing must be (workflow), how rows are limited to a reach (queries).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dondoc.core.refusals import NotAllowed


class Role(StrEnum):
    """The five roles in which people sign in."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    REPORTER = "reporter"
    HEAD = "head"
    DIRECTOR = "director"


ROLE_TITLES = {
    Role.ADMINISTRATOR: "Quản trị hệ thống",
    Role.COORDINATOR: "Chuyên viên Văn phòng Sở",
    Role.REPORTER: "Đầu mối báo cáo của đơn vị",
    Role.HEAD: "Lãnh đạo đơn vị",
    Role.DIRECTOR: "Lãnh đạo Sở",
}


class Reach(StrEnum):
    """How far a right goes: the unit of the position, or the whole department."""

    UNIT = "unit"
    DEPARTMENT = "department"


class Act(StrEnum):
    """Every act of the product, object first."""

    DRAFT_READ = "draft.read"
    DRAFT_WRITE = "draft.write"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    ASSIGNMENT_WRITE = "assignment.write"
    ANSWER_READ = "answer.read"
    ANSWER_DRAFT_READ = "answer-draft.read"
    ANSWER_WRITE = "answer.write"
    REPORT_SUBMIT = "report.submit"
    REPORT_APPROVE = "report.approve"
    REPORT_ACCEPT = "report.accept"
    PERIOD_READ = "period.read"
    PERIOD_COMPOSE = "period.compose"
    PERIOD_CLOSE = "period.close"
    SNAPSHOT_READ = "snapshot.read"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"


_OFFICE = {Role.COORDINATOR: Reach.DEPARTMENT}
_OFFICE_AND_DIRECTOR = {**_OFFICE, Role.DIRECTOR: Reach.DEPARTMENT}
_EVERYONE_AT_WORK = {
    **_OFFICE_AND_DIRECTOR,
    Role.REPORTER: Reach.DEPARTMENT,
    Role.HEAD: Reach.DEPARTMENT,
}
_UNIT = {Role.REPORTER: Reach.UNIT, Role.HEAD: Reach.UNIT}

POLICY: dict[Act, dict[Role, Reach]] = {
    Act.DRAFT_READ: _OFFICE_AND_DIRECTOR,
    Act.DRAFT_WRITE: _OFFICE,
    Act.PLAN_READ: _EVERYONE_AT_WORK,
    Act.PLAN_WRITE: _OFFICE,
    Act.ASSIGNMENT_WRITE: _OFFICE,
    Act.ANSWER_READ: {**_OFFICE_AND_DIRECTOR, **_UNIT},
    Act.ANSWER_DRAFT_READ: _UNIT,
    Act.ANSWER_WRITE: _UNIT,
    Act.REPORT_SUBMIT: _UNIT,
    Act.REPORT_APPROVE: {Role.HEAD: Reach.UNIT},
    Act.REPORT_ACCEPT: _OFFICE,
    Act.PERIOD_READ: _OFFICE_AND_DIRECTOR,
    Act.PERIOD_COMPOSE: _OFFICE_AND_DIRECTOR,
    Act.PERIOD_CLOSE: _OFFICE,
    Act.SNAPSHOT_READ: _EVERYONE_AT_WORK,
    Act.PEOPLE_READ: {Role.ADMINISTRATOR: Reach.DEPARTMENT, Role.COORDINATOR: Reach.DEPARTMENT},
    Act.PEOPLE_WRITE: {Role.ADMINISTRATOR: Reach.DEPARTMENT},
}


@dataclass(frozen=True)
class Grant:
    """One role, held in one unit (`None` for a role that belongs to no unit)."""

    role: Role
    unit_id: int | None = None


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts: a person of one department with the roles held there."""

    user_id: int
    department_id: int
    full_name: str
    grants: frozenset[Grant]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def role_names(self) -> list[str]:
        return [title for role, title in ROLE_TITLES.items() if role in self.roles]


def reaches_department(viewer: Viewer, act: Act) -> bool:
    """Whether the viewer may do this act throughout the department."""
    return any(POLICY[act].get(grant.role) is Reach.DEPARTMENT for grant in viewer.grants)


def reached_units(viewer: Viewer, act: Act) -> frozenset[int]:
    """Ids of the units within which the viewer may do this act (positions of unit reach only)."""
    return frozenset(
        grant.unit_id
        for grant in viewer.grants
        if POLICY[act].get(grant.role) is Reach.UNIT and grant.unit_id is not None
    )


def may(viewer: Viewer, act: Act, *, unit_id: int | None = None) -> bool:
    """Whether the viewer may do this act on an object of the own department, of `unit_id` where it has one."""
    return reaches_department(viewer, act) or (unit_id is not None and unit_id in reached_units(viewer, act))


def check(viewer: Viewer, act: Act, *, unit_id: int | None = None) -> None:
    """Raises NotAllowed, naming the roles that may, unless `may` says yes."""
    if not may(viewer, act, unit_id=unit_id):
        who = ", ".join(_titles(POLICY[act]))
        raise NotAllowed(f"Bạn không có quyền thực hiện việc này. Người có quyền: {who}.", lifted_by=who)


def _titles(roles: Iterable[Role]) -> list[str]:
    return [title for role, title in ROLE_TITLES.items() if role in set(roles)]
