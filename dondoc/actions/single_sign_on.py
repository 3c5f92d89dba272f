"""Ties between accounts and the identity provider: only an administrator makes them, by issuer and subject.

Whoever the provider sends and the site does not let in stands in the trail, as a refused password does.
"""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from dondoc.actions.audit import record, record_outside
from dondoc.actions.sessions import end_sessions_of
from dondoc.actions.sign_ins import NOT_SIGNED_IN
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.models import User
from dondoc.queries.people import accounts
from dondoc.queries.sign_ins import department_id_of

_LONGEST_SUBJECT = 191


@transaction.atomic
def tie(user_id: int, *, issuer: str, subject: str, actor: Viewer, at: datetime) -> User:
    """Lets the provider's account `subject` sign in as this person.

    Raises NotAllowed, NotVisible, Faulty: no subject, too long, one that is tied already, one's own account.
    """
    check(actor, Act.PEOPLE_WRITE)
    user = accounts(actor).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    subject = subject.strip()
    refuse_faulty(_faults(user, issuer, subject, actor))
    made = SocialAccount.objects.create(user=user, provider=issuer, uid=subject)
    record("single-sign-on.tie", user, actor=actor, at=at, after={"issuer": made.provider, "subject": made.uid})
    return user


@transaction.atomic
def untie(user_id: int, tie_id: int, *, actor: Viewer, at: datetime) -> User:
    """Takes such a tie away and ends the person's sessions. Raises NotAllowed, NotVisible."""
    check(actor, Act.PEOPLE_WRITE)
    user = accounts(actor).filter(pk=user_id).first()
    made = SocialAccount.objects.filter(pk=tie_id, user=user).first() if user else None
    if user is None or made is None:
        raise NotVisible
    before = {"issuer": made.provider, "subject": made.uid}
    made.delete()
    end_sessions_of(user.pk, actor=actor, at=at)
    record("single-sign-on.untie", user, actor=actor, at=at, before=before)
    return user


def note_refused(why: str, *, user: User | None = None, subject: str = "", actor: Origin, at: datetime) -> None:
    """Keeps that somebody did not come in: in the trail of the account's department, else in the installation's."""
    record_outside(
        "single-sign-on.refused",
        actor_name=NOT_SIGNED_IN,
        origin=actor,
        at=at,
        department_id=department_id_of(user, at) if user else None,
        is_refused=True,
        object_kind="user" if user else "",
        object_id=user.pk if user else None,
        after={"why": why, **({"subject": subject} if subject else {})},
    )


def _faults(user: User, issuer: str, subject: str, actor: Viewer) -> list[Fault]:
    if user.pk == actor.person_id:
        return [Fault("subject", "Không tự gắn tài khoản của chính mình; việc này cần quản trị viên khác.")]
    if not issuer:
        return [Fault("subject", "Chưa khai báo hệ thống đăng nhập một lần.")]
    if not subject or len(subject) > _LONGEST_SUBJECT:
        return [Fault("subject", f"Hãy ghi mã định danh, không quá {_LONGEST_SUBJECT} ký tự.")]
    if SocialAccount.objects.filter(provider=issuer, uid=subject).exists():
        return [Fault("subject", "Mã định danh này đã gắn với một tài khoản.")]
    return []
