"""Open sessions: of a person, and of all of a department's people; how long one may be idle."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from dondoc.core.permissions import Act, Role, Viewer, check
from dondoc.core.user_agents import program_of
from dondoc.queries.people import accounts

# That a session was used is marked at most this often.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenSession:
    """One browser in which somebody is signed in; `key` never reaches a page."""

    id: int
    user_id: int
    full_name: str
    key: str
    address: str
    program: tuple[str, str]  # browser and system
    began_at: datetime
    ends_at: datetime


def idle_seconds(viewer: Viewer | None) -> int:
    """How long a person may do nothing: less for those who administer."""
    administers = viewer is not None and Role.ADMINISTRATOR in viewer.roles
    seconds: int = settings.SESSION_IDLE_SECONDS_ADMINISTRATOR if administers else settings.SESSION_IDLE_SECONDS
    return seconds


def own_sessions(viewer: Viewer, *, at: datetime) -> list[OpenSession]:
    """The viewer's own sessions that are still open, the latest first."""
    return _open(UserSession.objects.filter(user_id=viewer.person_id), idle_seconds(viewer), at)


def department_sessions(viewer: Viewer, *, at: datetime) -> list[OpenSession]:
    """Every open session of the department's people, the latest first. Raises NotAllowed."""
    check(viewer, Act.PEOPLE_WRITE)
    theirs = UserSession.objects.filter(user_id__in=accounts(viewer).values("pk"))
    return _open(theirs, settings.SESSION_IDLE_SECONDS, at)


def _open(rows: "QuerySet[UserSession]", idle: int, at: datetime) -> list[OpenSession]:
    lifetime, seen_after = timedelta(seconds=settings.SESSION_COOKIE_AGE), at - timedelta(seconds=idle) - SEEN_EVERY
    alive = rows.filter(created_at__gt=at - lifetime, last_seen_at__gt=seen_after)
    found = list(alive.select_related("user").order_by("-created_at", "-id"))
    keys = [row.session_key for row in found]
    stored = set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
    return [
        OpenSession(
            row.pk,
            row.user_id,
            str(row.user),
            row.session_key,
            row.ip,
            program_of(row.user_agent),
            row.created_at,
            row.created_at + lifetime,
        )
        for row in found
        if row.session_key in stored
    ]
