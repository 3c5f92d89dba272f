"""Tries to sign in, counted for the locks; accounts that are locked or idle.

Not here: when the counts lock (core/lockouts), writing a try (actions/sign_ins).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, When
from django.utils import timezone

from dondoc.core.lockouts import (
    KNOWN_SOURCE,
    NAME_WINDOW,
    RESET_WINDOW,
    RESETS_FROM_A_SOURCE,
    RESETS_OF_A_NAME,
    SOURCE_WINDOW,
    Lock,
    Tally,
    lock_of,
    name_key,
)
from dondoc.core.permissions import Act, Viewer, check
from dondoc.models import Position, SignInTry, User
from dondoc.queries.people import accounts, held

IDLE_DAYS = 45
IDLE_REASON = f"{IDLE_DAYS} ngày không đăng nhập"
_OUTCOME = SignInTry.Outcome


@dataclass(frozen=True)
class LockedSignIn:
    """An account to which the sign-in is locked from some source, and until when at the longest."""

    user: User
    lock: Lock


def account_named(username: str) -> User | None:
    """The account with exactly this name, however its letters were composed."""
    return User.objects.filter(username=User.normalize_username(username).strip()).first()


def tally(name: str, source: str, at: datetime) -> Tally:
    """What the tries say of this name (its key) from this source (its key) at this moment.

    No row is left out for being later than `at`: a clock that was put back opens no lock.
    """
    of_name = SignInTry.objects.filter(name_key=name)
    wrong = _wrong_tries(of_name.filter(at__gt=at - NAME_WINDOW).order_by("id"))
    known = of_name.filter(source=source, outcome=_OUTCOME.RIGHT, at__gt=at - KNOWN_SOURCE)
    return Tally(wrong.by_source.get(source, []), _failed_names(source, at), wrong.from_anywhere, known.exists())


def resets_left(name: str, source: str, at: datetime) -> tuple[bool, bool]:
    """Whether this name may be sent another reset within the hour, and whether this source may ask for one."""
    asked = SignInTry.objects.filter(outcome=_OUTCOME.ASKED, at__gt=at - RESET_WINDOW)
    of_name, from_source = asked.filter(name_key=name).count(), asked.filter(source=source).count()
    return of_name < RESETS_OF_A_NAME, from_source < RESETS_FROM_A_SOURCE


def locked(viewer: Viewer, at: datetime) -> list[LockedSignIn]:
    """Accounts of the department to which the sign-in is locked now, the longest lock first. Raises NotAllowed."""
    check(viewer, Act.PEOPLE_READ)
    of_key = {name_key(user.username): user for user in accounts(viewer)}
    tries = SignInTry.objects.filter(at__gt=at - NAME_WINDOW, name_key__in=list(of_key)).order_by("id")
    by_name: dict[str, list[SignInTry]] = {}
    for one in tries:
        by_name.setdefault(one.name_key, []).append(one)
    found = []
    for key, of_name in by_name.items():
        wrong = _wrong_tries(of_name)
        locks = [lock_of(Tally(moments), at) for moments in wrong.by_source.values()]
        locks.append(lock_of(Tally(name_wrong=wrong.from_anywhere), at))
        standing = [lock for lock in locks if lock is not None]
        if standing:
            found.append(LockedSignIn(of_key[key], max(standing, key=lambda lock: lock.until)))
    return sorted(found, key=lambda one: (one.lock.until, one.user.pk), reverse=True)


def idle(on: date) -> list[User]:
    """Accounts in use, of every department, without sign-in, reopening or new password for 45 days on that day.

    Source: TCVN 14423:2026, item x.6.2.3.
    """
    users = User.objects.filter(is_active=True).order_by("id")
    return [user for user in users if (on - last_sign(user)).days >= IDLE_DAYS]


def last_sign(user: User) -> date:
    """The day of the last sign-in, reopening or new password; of an account with none of them, its first day."""
    moments = [moment for moment in (user.last_login, user.password_set_at) if moment is not None]
    days = [timezone.localtime(moment).date() for moment in moments]
    if user.reopened_on is not None:
        days.append(user.reopened_on)
    return max(days, default=timezone.localtime(user.date_joined).date())


def switched_off_idle(viewer: Viewer) -> list[User]:
    """Accounts of the department that the nightly act has switched off, for review. Raises NotAllowed."""
    return list(accounts(viewer).filter(is_active=False, off_reason=IDLE_REASON))


def department_id_of(user: User | None, at: datetime) -> int | None:
    """The department in whose trail an account's sign-ins stand: that of its first position; `None` without one.

    As much is asked of the database for a name that nobody has (`None`), so that no answer comes sooner.
    """
    rows = Position.objects.filter(user_id=user.pk if user else 0)
    held_first = Case(When(held(at.date()), then=0), default=1)
    first = rows.order_by(held_first, "id").first()
    return first.department_id if first else None


@dataclass
class _Wrong:
    by_source: dict[str, list[datetime]] = field(default_factory=dict)
    from_anywhere: list[datetime] = field(default_factory=list)


def _wrong_tries(tries: Iterable[SignInTry]) -> _Wrong:
    """Of one name's tries, in their order, the wrong ones that no right one from there and no unlock has wiped out."""
    found = _Wrong()
    for one in tries:
        if one.outcome == _OUTCOME.WRONG:
            found.by_source.setdefault(one.source, []).append(one.at)
            found.from_anywhere.append(one.at)
        elif one.outcome == _OUTCOME.RIGHT:
            found.by_source.pop(one.source, None)
        elif one.outcome == _OUTCOME.UNLOCKED:
            found = _Wrong()
    return found


def _failed_names(source: str, at: datetime) -> list[datetime]:
    """For each name that failed from here within the hour and did not come in after it, its last wrong try."""
    recent = SignInTry.objects.filter(source=source, at__gt=at - SOURCE_WINDOW).order_by("id")
    last: dict[str, datetime] = {}
    for key, outcome, moment in recent.values_list("name_key", "outcome", "at"):
        if outcome == _OUTCOME.WRONG:
            last[key] = moment
        elif outcome == _OUTCOME.RIGHT:
            last.pop(key, None)
    return sorted(last.values())
