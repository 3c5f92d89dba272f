"""Passwords: changed by their owner, set through a one-time link that is mailed or handed over, never chosen by others.

Not here: what a password must be (core/passwords), signing in (actions/sign_ins).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskContext, task

from dondoc.actions.audit import record, record_outside
from dondoc.actions.letters import deliver, moment_of
from dondoc.actions.sign_ins import NOT_SIGNED_IN, SignInRefused, try_password
from dondoc.core.lockouts import name_key, source_key
from dondoc.core.passwords import entered
from dondoc.core.permissions import Act, Origin, Role, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, Refused, refuse_faulty
from dondoc.core.vietnamese import date_text
from dondoc.models import SignInTry, User
from dondoc.queries.passwords import MAIL_FAILED, faults_of, link_holder, link_token, profile, sends_mail
from dondoc.queries.people import accounts, held
from dondoc.queries.sign_ins import account_named, department_id_of, resets_left

_FIRST, _RESET = "first", "reset"
# Subject and body of the two letters.
_LETTERS = {
    _FIRST: (
        "Đôn Đốc: đặt mật khẩu cho tài khoản của bạn",
        """Kính gửi {name},

Tài khoản {username} trên hệ thống Đôn Đốc đã được mở cho bạn.
Mở liên kết sau để tự đặt mật khẩu; liên kết dùng được một lần, đến {until}:

{link}

Nếu không chờ thư này, hãy báo quản trị hệ thống của cơ quan.
""",
    ),
    _RESET: (
        "Đôn Đốc: đặt lại mật khẩu",
        """Kính gửi {name},

Có yêu cầu đặt lại mật khẩu của tài khoản {username} trên hệ thống Đôn Đốc.
Mở liên kết sau để đặt mật khẩu mới; liên kết dùng được một lần, đến {until}:

{link}

Nếu không phải bạn yêu cầu, hãy bỏ qua thư này: mật khẩu không thay đổi.
""",
    ),
}


class LinkSpent(Refused):
    """The link was used, overtaken by a later one, or has run out."""

    def __init__(self) -> None:
        super().__init__(
            "Liên kết đặt mật khẩu không còn dùng được: đã dùng, đã có liên kết mới hơn, hoặc đã hết hạn.",
            lifted_by="Quản trị hệ thống",
        )


class NoMail(Refused):
    """The installation sends no mail, or does not know its own address."""

    def __init__(self) -> None:
        super().__init__(
            "Hệ thống chưa được thiết lập gửi thư. Hãy nhờ quản trị hệ thống cấp liên kết đặt mật khẩu.",
            lifted_by="Quản trị hệ thống",
        )


class TooManyResets(Refused):
    """One source has asked for too many resets within the hour."""

    def __init__(self) -> None:
        super().__init__("Từ địa chỉ mạng này đã có quá nhiều yêu cầu đặt lại mật khẩu. Hãy thử lại sau một giờ.")


@dataclass(frozen=True)
class Invitation:
    """How a person gets the first password: a letter to `mailed_to`, or, without an address, `path`, shown once."""

    user: User
    until: datetime
    mailed_to: str = ""
    path: str = ""


def change(*, current: str, new: str, actor: Viewer, at: datetime) -> User:
    """Changes the viewer's own password. Raises Faulty; a wrong current password counts as a wrong sign-in."""
    user = User.objects.get(pk=actor.person_id)
    try:
        try_password(username=user.username, password=current, actor=actor.origin, at=at)
    except SignInRefused as refused:
        is_wrong = refused.sentence == SignInRefused().sentence
        refuse_faulty([Fault("current", "Mật khẩu hiện tại không đúng." if is_wrong else refused.sentence)])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        _store(user, new, at)
        record("password.change", user, actor=actor, at=at)
    return user


@transaction.atomic
def set_by_link(token: str, *, new: str, actor: Origin, at: datetime) -> User:
    """Sets the password of the person whose link this is, and uses the link up. Raises LinkSpent, Faulty."""
    holder = link_holder(token, at)
    # Asked again with the row held: of two at once the second finds the link used.
    if holder is None or User.objects.select_for_update().get(pk=holder.pk) != link_holder(token, at):
        raise LinkSpent
    _store(holder, new, at)
    record_outside(
        "password.set-by-link",
        actor_name=str(holder),
        user_id=holder.pk,
        origin=actor,
        at=at,
        department_id=department_id_of(holder, at),
        object_kind="user",
        object_id=holder.pk,
    )
    return holder


@transaction.atomic
def ask_reset(*, username: str, actor: Origin, at: datetime) -> None:
    """Somebody has forgotten a password: a link is mailed if the name is of an account in use that has an address.

    As much is done, and as long, for a name that nobody has. Raises NoMail, TooManyResets.
    """
    if not sends_mail():
        raise NoMail
    name, source = name_key(username), source_key(actor.address)
    user = account_named(username)
    name_may, source_may = resets_left(name, source, at)
    if not source_may:
        raise TooManyResets
    SignInTry.objects.create(name_key=name, source=source, outcome=SignInTry.Outcome.ASKED, user=user, at=at)
    record_outside(
        "password.ask-reset",
        actor_name=NOT_SIGNED_IN,
        origin=actor,
        at=at,
        department_id=department_id_of(user, at),
        object_kind="user",
        object_id=user.pk if user else None,
    )
    is_due = user is not None and name_may and user.is_active and bool(user.email)
    until = at + timedelta(minutes=profile().link_minutes)
    _enqueue(user.pk if user is not None and is_due else 0, _RESET, until, at)


@transaction.atomic
def invite(user_id: int, *, actor: Viewer, at: datetime) -> Invitation:
    """Gives a person of the department a way to a first password; the one there was opens nothing from now on.

    Raises NotAllowed, NotVisible, Faulty for the own account.
    """
    check(actor, Act.PEOPLE_WRITE)
    if not accounts(actor).filter(pk=user_id).exists():
        raise NotVisible
    user = User.objects.select_for_update().get(pk=user_id)
    if user.pk == actor.person_id:
        refuse_faulty([Fault("user", "Không tự cấp mật khẩu cho mình được: hãy đổi mật khẩu.")])
    found = first_link(user, at=at)
    record("password.invite", user, actor=actor, at=at, after={"mailed": bool(found.mailed_to)})
    return found


@transaction.atomic
def invite_from_machine(user: User, *, actor: Origin, at: datetime) -> Invitation:
    """As `invite`, by whoever runs commands at the machine."""
    found = first_link(user, at=at)
    record_outside(
        "password.invite",
        actor_name=actor.address,
        origin=actor,
        at=at,
        department_id=department_id_of(user, at),
        object_kind="user",
        object_id=user.pk,
        after={"mailed": bool(found.mailed_to)},
    )
    return found


def first_link(user: User, *, at: datetime) -> Invitation:
    """Takes the password away and mails the link, or gives it back where no letter can be sent; part of other acts."""
    until = at + timedelta(hours=profile().first_hours)
    user.set_unusable_password()
    user.password_until = until
    user.save(update_fields=["password", "password_until"])
    if user.email and sends_mail():
        _enqueue(user.pk, _FIRST, until, at)
        return Invitation(user, until, mailed_to=user.email)
    return Invitation(user, until, path=_path(user, until))


def _enqueue(user_id: int, kind: str, until: datetime, at: datetime) -> None:
    _mail_link.enqueue(user_id=user_id, kind=kind, until=until.isoformat(), asked_at=at.isoformat())


@task(takes_context=True)
def _mail_link(context: TaskContext, user_id: int, kind: str, until: str, asked_at: str, tries: int = 0) -> None:
    """Sends a link, which is made here, so that no job carries one.

    Nobody gets one for a name that nobody has, after being sent enough, or in place of a later link. A letter that the
    mail server does not take by the last try stands in the trail.
    """
    user, end = User.objects.filter(pk=user_id, is_active=True).first(), datetime.fromisoformat(until)
    if user is None or (kind == _FIRST and (user.has_usable_password() or user.password_until != end)):
        return
    given = {"user_id": user_id, "kind": kind, "until": until}
    if not deliver(partial(_send, user, end, kind), context, _mail_link, asked_at=asked_at, tries=tries, **given):
        at = moment_of(context, asked_at)
        record_outside(
            MAIL_FAILED,
            actor_name="Việc chạy nền",
            origin=Origin("job", "mail_link"),
            at=at,
            department_id=department_id_of(user, at),
            object_kind="user",
            object_id=user.pk,
        )


def _send(user: User, until: datetime, kind: str) -> None:
    subject, body = _LETTERS[kind]
    local = timezone.localtime(until)
    text = body.format(
        name=user.full_name,
        username=user.username,
        link=settings.SITE_ADDRESS + _path(user, until),
        until=f"{local:%H:%M} ngày {date_text(local.date())}",
    )
    send_mail(subject, text, None, [user.email])


def _path(user: User, until: datetime) -> str:
    return reverse("password_by_link", args=[link_token(user, until)])


def _store(user: User, new: str, at: datetime) -> None:
    """Keeps a new password. Raises Faulty with everything wrong with it."""
    sentences = faults_of(new, user) + _repeated(user, new, at)
    refuse_faulty([Fault("new", sentence) for sentence in sentences])
    if user.has_usable_password():
        user.earlier_passwords = [user.password, *user.earlier_passwords][: profile().earlier]
    user.set_password(new)
    user.password_set_at, user.password_until = at, None
    user.password_needs_factor = bool(faults_of(new, user, factor=False))
    user.save(
        update_fields=["password", "password_set_at", "password_until", "password_needs_factor", "earlier_passwords"]
    )


def _repeated(user: User, new: str, at: datetime) -> list[str]:
    """The present password is never taken again, by an administrator none of the last ten.

    Source: TCVN 14423:2026, item x.6.2.2 b (level 3).
    """
    if user.check_password(new):
        return ["Mật khẩu mới phải khác mật khẩu hiện tại."]
    is_administrator = user.positions.filter(held(at.date()), role=Role.ADMINISTRATOR.value).exists()
    if is_administrator and any(check_password(entered(new), old) for old in user.earlier_passwords):
        return [f"Quản trị hệ thống không dùng lại {profile().earlier} mật khẩu gần nhất."]
    return []
