"""Ending sessions: one's own, and as an administrator those of the department's people; the mark of their last use."""

from collections.abc import Sequence
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.models import User
from dondoc.queries.people import accounts


@transaction.atomic
def end_session(session_id: int, *, actor: Viewer, at: datetime) -> User:
    """Ends one session of the actor, or of somebody of the actor's department. Returns whose it was.

    Raises NotVisible when there is none such, or the actor may not see it.
    """
    row = UserSession.objects.select_related("user").filter(pk=session_id).first()
    if row is None or not _may_end(row.user_id, actor):
        raise NotVisible
    owner: User = row.user
    _end([row])
    record("session.end", owner, actor=actor, at=at, after={"from": row.ip})
    return owner


@transaction.atomic
def end_sessions_of(user_id: int, *, kept: str = "", actor: Viewer, at: datetime) -> int:
    """Ends every session of the actor, or of a person of the department, but the one whose key is `kept`.

    Returns how many. Raises NotVisible.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None or not _may_end(user_id, actor):
        raise NotVisible
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=kept))
    _end(rows)
    record("session.end-all", user, actor=actor, at=at, after={"count": len(rows)})
    return len(rows)


def note_seen(key: str, *, actor: Viewer, at: datetime) -> None:
    """Marks that the actor's own session is in use: no act of its own, so that lists can leave out the forgotten."""
    UserSession.objects.filter(session_key=key, user_id=actor.person_id).update(last_seen_at=at)


def _may_end(user_id: int, actor: Viewer) -> bool:
    if user_id == actor.person_id:
        return True
    check(actor, Act.PEOPLE_WRITE)
    return accounts(actor).filter(pk=user_id).exists()


def _end(rows: Sequence[UserSession]) -> None:
    """The stored session goes, so that its cookie is dead; the list's row with it."""
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
