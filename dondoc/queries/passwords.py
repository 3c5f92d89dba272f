"""Whether a new password is good enough for its owner, when one has to be changed, and whose a one-time link is.

Not here: the rule itself (core/passwords), storing a password and sending a link (actions/passwords).
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, salted_hmac

from dondoc.core.passwords import Known, Profile, faults, is_change_due
from dondoc.core.permissions import Role
from dondoc.models import Department, Unit, User
from dondoc.queries.people import held

_LINK = "dondoc.password-link"


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


def has_second_factor(user: User) -> bool:
    """Whether a code or a passkey of the user's own is asked for beside the password; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: bool = Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()
    return found


def least_length(user: User) -> int:
    """Characters that a new password of this user needs."""
    return profile().least_with_factor if has_second_factor(user) else profile().least


def faults_of(password: str, user: User | None) -> list[str]:
    """Everything wrong with a new password of this user, in sentences."""
    return faults(
        password,
        profile=profile(),
        known=known_words(),
        names=_names_around(user) if user else (),
        has_factor=user is not None and has_second_factor(user),
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
    roles = [Role(role) for role in user.positions.filter(held(at.date())).values_list("role", flat=True)]
    return is_change_due(set_at=user.password_set_at, until=user.password_until, roles=roles, profile=profile(), at=at)


def sends_mail() -> bool:
    """Whether letters can be sent, with a link that leads back here."""
    return bool(settings.EMAIL_HOST and settings.SITE_ADDRESS)


def link_token(user: User, until: datetime) -> str:
    """What stands in a one-time link with which this user sets a password until that moment."""
    return signing.dumps([user.pk, int(until.timestamp()), _state(user)], salt=_LINK)


def link_holder(token: str, at: datetime) -> User | None:
    """Whose link this is; `None` when it is forged, used, overtaken by a later one, or has run out."""
    try:
        user_id, until, state = signing.loads(token, salt=_LINK)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or at.timestamp() >= until or not constant_time_compare(state, _state(user)):
        return None
    return user


def _state(user: User) -> str:
    """Changes with every new password, sign-in and address: what used up or overtook a link."""
    moments = [moment and moment.timestamp() for moment in (user.last_login, user.password_until)]
    said = f"{user.pk}|{user.password}|{user.email}|{moments}"
    return salted_hmac(_LINK, said, algorithm="sha256").hexdigest()


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
