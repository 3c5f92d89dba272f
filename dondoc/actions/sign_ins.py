"""Tries to sign in: each one is counted and recorded; unlocking; accounts switched off for idleness.

Who has not signed in yet acts as an `Origin` (address of the client), not as a viewer. Not here: what locks
(core/lockouts), the second factor and sessions (web), passwords (actions/passwords).
"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from dondoc.actions.audit import record, record_outside
from dondoc.core.lockouts import Lock, LockKind, lock_of, name_key, source_key
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.core.refusals import NotVisible, Refused
from dondoc.core.vietnamese import date_text
from dondoc.models import SignInTry, User
from dondoc.queries.people import accounts
from dondoc.queries.sign_ins import IDLE_DAYS, IDLE_REASON, account_named, department_id_of, idle, tally

NOT_SIGNED_IN = "Người chưa đăng nhập"
_OUTCOME = SignInTry.Outcome
_LOCKED = {
    LockKind.PAIR: "Đã nhập sai mật khẩu 5 lần: từ địa chỉ mạng này không đăng nhập được tài khoản này đến {until}.",
    LockKind.SOURCE: "Từ địa chỉ mạng này có quá nhiều tên đăng nhập bị nhập sai: hãy thử lại sau {until}.",
    LockKind.NAME: "Tài khoản này đang bị thử mật khẩu từ nhiều nơi: đến {until} chỉ đăng nhập được từ nơi đã đăng"
    " nhập trong 30 ngày qua.",
}


class SignInRefused(Refused):
    """A name and password that do not open an account: the same words whether the account exists or not."""

    def __init__(self, sentence: str = "Tên đăng nhập hoặc mật khẩu không đúng.") -> None:
        super().__init__(sentence, lifted_by="Quản trị hệ thống")


class SignInLocked(SignInRefused):
    """Too many wrong tries: nothing is looked at until then, right or wrong."""

    def __init__(self, lock: Lock) -> None:
        local = timezone.localtime(lock.until)
        until = f"{local:%H:%M} ngày {date_text(local.date())}"
        super().__init__(f"{_LOCKED[lock.kind].format(until=until)} Cần ngay thì nhờ quản trị hệ thống mở khóa.")


def try_password(*, username: str, password: str, actor: Origin, at: datetime) -> User:
    """The account that this name and password open. A wrong or locked try is stored with its audit row.

    Raises SignInRefused (SignInLocked while locked). The password is hashed outside the transaction, and what the tries
    say is asked again inside it: of a hundred tries at once no more count than one after another.
    """
    name, source = name_key(username), source_key(actor.address)
    user = account_named(username)
    is_right = lock_of(tally(name, source, at), at) is None and _opens(user, password)
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk if user else 0).first()
        refused = _refusal(user, lock_of(tally(name, source, at), at), at, is_right=is_right)
        if user is not None and refused is None:
            return user
        is_wrong = not is_right and not isinstance(refused, SignInLocked)
        outcome = _OUTCOME.WRONG if is_wrong else _OUTCOME.REFUSED
        _add_try(name, source, outcome, user, at)
        _record_of(user, f"sign-in.{outcome.value}", actor, at, is_refused=True)
    raise refused or SignInRefused


def enter(user: User, *, ways: list[str], actor: Origin, at: datetime) -> None:
    """Somebody is signed in, every step of it done: the try counts as right. `ways`: password, second factor, ..."""
    with transaction.atomic():
        _add_try(name_key(user.username), source_key(actor.address), _OUTCOME.RIGHT, user, at)
        record_outside(
            "sign-in",
            actor_name=str(user),
            user_id=user.pk,
            origin=actor,
            at=at,
            department_id=department_id_of(user, at),
            object_kind="user",
            object_id=user.pk,
            after={"ways": ways},
        )


@transaction.atomic
def unlock(user_id: int, *, reason: str = "", actor: Viewer, at: datetime) -> User:
    """Lets an account sign in again at once, whatever was typed wrong. Raises NotAllowed, NotVisible."""
    check(actor, Act.PEOPLE_WRITE)
    user = accounts(actor).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    _add_try(name_key(user.username), "", _OUTCOME.UNLOCKED, user, at)
    record("sign-in.unlock", user, actor=actor, at=at, reason=reason)
    return user


@transaction.atomic
def rescue(username: str, *, actor: Origin, at: datetime) -> User:
    """At the machine: unlocks an account, and reopens it when idleness had switched it off. Raises NotVisible."""
    user = account_named(username)
    if user is None:
        raise NotVisible
    _add_try(name_key(user.username), "", _OUTCOME.UNLOCKED, user, at)
    if not user.is_active and user.off_reason == IDLE_REASON:
        user.is_active, user.off_reason, user.reopened_on = True, "", at.date()
        user.save(update_fields=["is_active", "off_reason", "reopened_on"])
    _record_of(user, "sign-in.rescue", actor, at)
    return user


@transaction.atomic
def switch_off_idle(*, actor: Origin, at: datetime) -> list[User]:
    """Switches off every account that was idle for 45 days; their sessions end with the next request."""
    found = idle(at.date())
    for user in found:
        user.is_active, user.off_reason = False, IDLE_REASON
        user.save(update_fields=["is_active", "off_reason"])
        _record_of(user, "people.switch-off-idle", actor, at, after={"days": IDLE_DAYS})
    return found


def _opens(user: User | None, password: str) -> bool:
    """Whether the password is the user's; as much is hashed where there is no such user."""
    if user is None:
        make_password(password)
        return False
    return user.check_password(password)


def _refusal(user: User | None, lock: Lock | None, at: datetime, *, is_right: bool) -> SignInRefused | None:
    """Why nobody comes in; what is the matter with an account is told only to who knows its password."""
    if lock is not None:
        return SignInLocked(lock)
    if user is None or not is_right:
        return SignInRefused()
    if not user.is_active:
        why = f" ({user.off_reason})" if user.off_reason else ""
        return SignInRefused(f"Tài khoản đang bị khóa{why}. Quản trị hệ thống có thể mở lại.")
    if user.password_until is not None and at >= user.password_until:
        return SignInRefused("Mật khẩu ban đầu đã hết hạn. Quản trị hệ thống có thể cấp lại.")
    return None


def _add_try(name: str, source: str, outcome: SignInTry.Outcome, user: User | None, at: datetime) -> None:
    SignInTry.objects.create(name_key=name, source=source, outcome=outcome, user=user, at=at)


def _record_of(
    user: User | None, act: str, actor: Origin, at: datetime, *, is_refused: bool = False, after: object = None
) -> None:
    """What was typed as a name is not kept: now and then it is a password."""
    record_outside(
        act,
        actor_name=NOT_SIGNED_IN if actor.kind == "page" else actor.address,
        origin=actor,
        at=at,
        department_id=department_id_of(user, at),
        is_refused=is_refused,
        object_kind="user",
        object_id=user.pk if user else None,
        after=after,
    )
