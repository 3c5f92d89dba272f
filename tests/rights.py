"""What the table of rights says of an asking: computed from MATRIX, never written down by hand.

Ten actors ask for objects at three places: of the own unit, of another unit, of another department.
Not here: what can be asked (web/role_pages, actions/test_rights, checks).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from factories import TODAY, Organisation

from dondoc.core.permissions import (
    CELLS,
    EXTRA_POLICY,
    HELD_ROLES,
    MATRIX,
    ONLY,
    Act,
    Grant,
    Letter,
    Reach,
    Role,
    Thing,
    Viewer,
)
from dondoc.models import Position, User
from dondoc.queries.people import viewer_for

Right = Act | tuple[Thing, Letter]


class Place(StrEnum):
    """Where an object is, seen from the actor: of the own unit, of another one, of another department."""

    OWN = "own unit"
    OTHER = "other unit"
    ELSEWHERE = "other department"


def reaches(role: Role, right: Right, place: Place) -> bool:
    """Whether the cell of the table lets the role do this there."""
    if isinstance(right, Act) and right in EXTRA_POLICY:
        return role in EXTRA_POLICY[right] and place is not Place.ELSEWHERE
    thing, letter = CELLS[right] if isinstance(right, Act) else right
    if isinstance(right, Act) and role not in ONLY.get(right, Role):
        return False
    reach = MATRIX[thing][role].reaches.get(letter)
    if reach in {None, Reach.PUBLISHED}:  # nothing is published yet
        return False
    if reach is Reach.ASSIGNMENT and thing is Thing.PLAN:  # what the plan says of the assignment, not the plan
        return False
    if reach in {Reach.UNIT, Reach.ASSIGNMENT}:
        return place is Place.OWN
    return place is not Place.ELSEWHERE


@dataclass(frozen=True)
class Rule:
    """What an asking needs: the right to do it, and where there is an object, a right by which the object is seen.

    `places` are those in which the object can be: none for an asking without object.
    """

    needs: Right | None = None
    sees: tuple[Right, ...] = ()
    places: tuple[Place, ...] = ()

    def refusal(self, role: Role, place: Place | None) -> int | None:
        """404 where the object is not visible, 403 where the act is not allowed, `None` where both are."""
        if place is not None and not any(reaches(role, right, place) for right in self.sees):
            return 404
        if self.needs is not None and not reaches(role, self.needs, place or Place.OWN):
            return 403
        return None


class Both(Rule):
    """Seen by whoever has all of the rights in `sees`."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if place is not None and not all(reaches(role, right, place) for right in self.sees):
            return 404
        return super().refusal(role, place)


class RoleFirst(Rule):
    """Who has none of the rights in `sees` anywhere is told so first; the others do not find what is out of reach."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if not any(reaches(role, right, Place.OWN) for right in self.sees):
            return 403
        return super().refusal(role, place)


class Throughout(Rule):
    """What is of the department as a whole: a right in the own unit alone does not reach it."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        assert self.needs is not None
        return None if reaches(role, self.needs, Place.OTHER) else 403


ALL = (Place.OWN, Place.OTHER, Place.ELSEWHERE)
DEPARTMENT = (Place.OWN, Place.ELSEWHERE)


def actors(organisation: Organisation) -> dict[Role, Viewer]:
    """One viewer for each role that people hold; the reporter and the head are of the division."""
    people = organisation.people
    found = {
        Role.ADMINISTRATOR: people.administrator,
        Role.COORDINATOR: people.coordinator,
        Role.REPORTER: people.reporter,
        Role.HEAD: people.head,
        Role.DIRECTOR: people.director,
    }
    for role in (Role.APPRAISER, Role.AUDITOR):
        found[role] = newcomer(organisation, role)
    return {role: found[role] for role in HELD_ROLES}


def newcomer(organisation: Organisation, *roles: Role, unit_id: int | None = None, name: str = "") -> Viewer:
    """A further person of the department who holds these roles."""
    username = name or f"{'-'.join(roles)}@{organisation.department.code.lower()}"
    user, _is_new = User.objects.get_or_create(username=username, defaults={"full_name": "Bùi Văn Mẫu Kim"})
    for role in roles:
        Position.objects.create(
            user=user, department=organisation.department, unit_id=unit_id, role=role, title="Chuyên viên"
        )
    viewer = viewer_for(user, on=TODAY, department_id=organisation.department.pk)
    assert viewer is not None
    return viewer


def link(viewer: Viewer, period_id: int, obligation_id: int) -> Viewer:
    """Whoever holds a signed link to this assignment of the viewer's department."""
    grants = frozenset({Grant(Role.LINK, assignment=(period_id, obligation_id))})
    return replace(viewer, user_id=None, full_name="Liên kết số 1", grants=grants)


def token(viewer: Viewer) -> Viewer:
    """A program with a key to everything that a key can open in the viewer's department."""
    grants = frozenset({Grant(Role.TOKEN, scopes=frozenset(Act))})
    return replace(viewer, user_id=None, full_name="Khóa API", grants=grants)


class Browser(Client):
    """Asks as the test client does, but keeps no copy of what each part of a page was made from: half of the time."""

    def request(self, **asked: Any) -> HttpResponse:
        response = self.handler(self._base_environ(**asked))
        self.cookies.update(response.cookies)
        return response


def browser(viewer: Viewer | None) -> Client:
    """A browser in which this viewer has signed in; of a visitor without account for `None`."""
    client = Browser()
    if viewer is not None:
        client.force_login(User.objects.get(pk=viewer.user_id))
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Answers = Mapping[Role, int] | Callable[[Role], int] | int


def answer_of(answers: Answers, role: Role) -> int:
    """The status for those who may: one for all, or one each."""
    if isinstance(answers, int):
        return answers
    return answers(role) if callable(answers) else answers[role]
