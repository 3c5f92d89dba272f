"""Whether a new password is good enough for its owner, when one has to be changed, and whose a one-time link is.

Not here: the rule itself (core/passwords), storing a password and sending a link (actions/passwords).
"""

import re
import tomllib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from dondoc.core.passwords import Known, Profile, faults, is_change_due
from dondoc.core.permissions import Act, Role, Viewer, check
from dondoc.models import AuditRow, Department, Unit, User
from dondoc.queries.people import accounts, held
from dondoc.queries.second_factors import has_factor

# The trail's word for a link that could not be mailed, and what settles it.
MAIL_FAILED = "password.mail-failed"
_SETTLING = (MAIL_FAILED, "password.invite", "password.set-by-link", "password.change", "sign-in")
_LINK = re.compile(r"(?P<user>[0-9a-z]{1,10})-(?P<minute>[0-9a-z]{1,8})-(?P<proof>[a-z2-7]{26})")


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "rules" / "passwords.toml").read_text(encoding="utf-8"))


@cache
def profile() -> Profile:
    """The profile in force, from rules/passwords.toml."""
    return Profile(**_rules()["profile"])


@cache
def known_words() -> Known:
    """The 20,000 most common passwords that Django brings, and the Vietnamese words of rules/passwords.toml."""
    return Known(CommonPasswordValidator().passwords, frozenset(chain.from_iterable(_rules()["words"].values())))


def least_length(user: User) -> int:
    """Characters that a new password of this user needs."""
    return profile().least_with_factor if has_factor(user.pk) else profile().least


def faults_of(password: str, user: User | None, *, factor: bool | None = None) -> list[str]:
    """Everything wrong with a new password of this user, in sentences; `factor`: asked as if there was one or none."""
    if factor is None:
        factor = user is not None and user.pk is not None and has_factor(user.pk)
    return faults(
        password,
        profile=profile(),
        known=known_words(),
        names=_names_around(user) if user else (),
        has_factor=factor,
    )


class ProfileValidator:
    """The rule of the profile for Django's own ways to a password, as `manage.py changepassword`."""

    def validate(self, password: str, user: User | None = None) -> None:
        found = faults_of(password, user)
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return f"Ít nhất {profile().least} ký tự, gồm chữ thường, chữ hoa, chữ số và ký hiệu."


def must_change(user: User, at: datetime) -> bool:
    """Whether this user's password must be changed before anything else; nobody without a password has to."""
    if not user.has_usable_password():
        return False
    if user.password_needs_factor and not has_factor(user.pk):
        return True
    roles = [Role(role) for role in user.positions.filter(held(at.date())).values_list("role", flat=True)]
    return is_change_due(set_at=user.password_set_at, until=user.password_until, roles=roles, profile=profile(), at=at)


def sends_mail() -> bool:
    """Whether letters can be sent, with a link that leads back here."""
    return bool(settings.EMAIL_HOST and settings.SITE_ADDRESS)


def unsent_letters(viewer: Viewer) -> Sequence[tuple[User, datetime]]:
    """To whom of the department a link could not be mailed, and when that was given up, until another way was found.

    Raises NotAllowed.
    """
    check(viewer, Act.PEOPLE_WRITE)
    of_users = AuditRow.objects.filter(department_id=viewer.department_id, object_kind="user", is_refused=False)
    later = of_users.filter(object_id=OuterRef("object_id"), number__gt=OuterRef("number"), act__in=_SETTLING)
    given_up = of_users.filter(~Exists(later), act=MAIL_FAILED).order_by("-number")
    moments = {row.object_id: row.at for row in given_up if row.object_id is not None}
    return [(user, moments[user.pk]) for user in accounts(viewer).filter(pk__in=list(moments))] if moments else []


def link_token(user: User, until: datetime) -> str:
    """What stands in a one-time link with which this user sets a password until that moment; short enough to type.

    128 bits that follow from the installation's key, the user's present state and the end.
    """
    minute = int(until.timestamp()) // 60
    return f"{int_to_base36(user.pk)}-{int_to_base36(minute)}-{_proof(user, minute)}"


def link_holder(token: str, at: datetime) -> User | None:
    """Whose link this is; `None` when it is forged, used, overtaken by a later one, or has run out."""
    found = _LINK.fullmatch(token)
    if found is None:
        return None
    user = User.objects.filter(pk=base36_to_int(found["user"]), is_active=True).first()
    minute = base36_to_int(found["minute"])
    if user is None or at.timestamp() >= minute * 60 or not constant_time_compare(found["proof"], _proof(user, minute)):
        return None
    return user


def _proof(user: User, minute: int) -> str:
    """Changes with every new password, sign-in and address: what used up or overtook a link."""
    moments = [moment and moment.timestamp() for moment in (user.last_login, user.password_until)]
    said = f"{user.pk}|{minute}|{user.password}|{user.email}|{moments}"
    digest = salted_hmac("dondoc.password-link", said, algorithm="sha256").digest()
    return b32encode(digest[:16]).decode().rstrip("=").lower()


def _names_around(user: User) -> list[str]:
    """The names that others would try for this user: the own ones, those of the units and of the department."""
    names = [user.username, user.full_name, user.email.partition("@")[0]]
    departments = set(user.positions.values_list("department_id", flat=True)) if user.pk else set()
    for department in Department.objects.filter(pk__in=departments):
        names += [department.name, department.symbol, department.place, department.parent_body, department.code]
    for name, short_name, code in Unit.objects.filter(department_id__in=departments).values_list(
        "name", "short_name", "code"
    ):
        names += [name, short_name, code]
    return [name for name in names if name]
