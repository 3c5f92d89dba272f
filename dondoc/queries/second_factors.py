"""Which second factors a person has: kinds, names and days, never what is secret in them."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

_OPENING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Factor:
    """One second factor; `kind` is `totp`, `webauthn` or `recovery_codes`, `left` how many recovery codes remain."""

    id: int
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None
    left: int = 0


def has_factor(user_id: int) -> bool:
    """Whether the person has a factor that opens the door: an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=_OPENING).exists())


def factors_of(user_id: int) -> list[Factor]:
    """The person's factors, the oldest first."""
    return [
        Factor(
            row.pk,
            row.type,
            row.data.get("name", ""),
            row.created_at,
            row.last_used_at,
            len(row.data.get("migrated_codes", ())),
        )
        for row in Authenticator.objects.filter(user_id=user_id).order_by("created_at", "pk")
    ]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code, however it is written: keyed with the installation's sealing key."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    key = hashlib.sha256(b"dondoc recovery code" + settings.SEALING_KEY.encode()).digest()
    return "sha256$" + hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
