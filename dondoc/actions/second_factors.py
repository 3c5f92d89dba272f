"""Second factors: recovery codes, tries of codes, and taking a lost factor away as an administrator."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from dondoc.actions.audit import record, record_outside
from dondoc.actions.sessions import end_sessions_of
from dondoc.actions.sign_ins import SignInLocked
from dondoc.core.lockouts import lock_of, name_key, source_key
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, Refused, refuse_faulty
from dondoc.models import SignInTry, User
from dondoc.queries.people import accounts
from dondoc.queries.second_factors import has_factor, recovery_hash
from dondoc.queries.sign_ins import department_id_of, tally

RECOVERY_CODES = 10
# Letters and figures that are not taken for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10


@transaction.atomic
def make_recovery_codes(*, actor: Viewer, at: datetime) -> list[str]:
    """Makes ten codes for the actor, in place of all earlier ones; only their hashes are kept. Each opens once.

    Raises Refused while the actor has no second factor.
    """
    if not has_factor(actor.person_id):
        raise Refused("Hãy thiết lập ứng dụng xác thực hoặc khóa đăng nhập trước khi tạo mã dự phòng.")
    user = User.objects.select_for_update().get(pk=actor.person_id)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    # allauth asks codes that were brought along from elsewhere by this key, takes each out when it is used, and
    # compares them through the adapter (web/second_factors.py), which knows the hash.
    kept = {"migrated_codes": [recovery_hash(code) for code in codes]}
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=kept)
    record("second-factor.recovery-codes", user, actor=actor, at=at)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def try_code(user_id: int, *, is_right: bool, step: int | None = None, actor: Origin, at: datetime) -> bool:
    """Whether a typed code opens: right and, where it is an app's, of a half minute (`step`) later than any used.

    One that does not counts as a wrong try to sign in, as a wrong password does.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if is_right and (step is None or _spend_step(user, step)):
        return True
    SignInTry.objects.create(
        name_key=name_key(user.username),
        source=source_key(actor.address),
        outcome=SignInTry.Outcome.WRONG,
        user=user,
        at=at,
    )
    record_outside(
        "second-factor.wrong",
        actor_name=str(user),
        user_id=user.pk,
        origin=actor,
        at=at,
        department_id=department_id_of(user, at),
        is_refused=True,
        object_kind="user",
        object_id=user.pk,
    )
    return False


def refuse_locked(user_id: int, *, actor: Origin, at: datetime) -> None:
    """Raises SignInLocked while this account is locked for this address, by wrong passwords or wrong codes."""
    user = User.objects.get(pk=user_id)
    lock = lock_of(tally(name_key(user.username), source_key(actor.address), at), at)
    if lock is not None:
        raise SignInLocked(lock)


def _spend_step(user: User, step: int) -> bool:
    app = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is None or step <= app.data.get("last_step", 0):
        return False
    app.data["last_step"] = step
    app.save(update_fields=["data"])
    return True


@transaction.atomic
def reset_factors(user_id: int, *, reason: str, actor: Viewer, at: datetime) -> User:
    """Takes every second factor of a person away and ends the person's sessions; nothing secret is seen.

    Raises NotAllowed, NotVisible, Faulty when no reason is given or it is the administrator's own account.
    """
    check(actor, Act.PEOPLE_WRITE)
    user = accounts(actor).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    faults = []
    if user.pk == actor.person_id:
        faults.append(Fault("reason", "Không tự gỡ xác thực của chính mình tại đây; việc này cần quản trị viên khác."))
    if not reason.strip():
        faults.append(Fault("reason", "Hãy ghi lý do."))
    refuse_faulty(faults)
    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    Authenticator.objects.filter(user=user).delete()
    end_sessions_of(user.pk, actor=actor, at=at)
    record("second-factor.reset", user, actor=actor, at=at, before=kinds, after=[], reason=reason.strip())
    return user


def note_change(change: str, kind: str, *, actor: Viewer, at: datetime) -> None:
    """Keeps the trail of a factor that its owner `added` or `removed`."""
    record(f"second-factor.{change}", User.objects.get(pk=actor.person_id), actor=actor, at=at, after=[kind])
