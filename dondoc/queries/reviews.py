"""The half-yearly review of accounts and rights: the list as it stands, the reviews that were signed."""

import calendar
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.timezone import localtime

from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import date_text, person_key
from dondoc.models import AccountReview, Position
from dondoc.queries.people import accounts

# A review is owed every so many months (TCVN 14423:2026, item 5.6.2.1 d).
MONTHS = 6


@dataclass(frozen=True)
class AccountLine:
    """One account as it is reviewed; every value plain, so that the list can be kept and hashed."""

    username: str
    full_name: str
    positions: tuple[str, ...]
    last_sign_in_on: str | None
    idle_days: int | None
    is_active: bool
    off_reason: str
    has_second_factor: bool


def lines(viewer: Viewer, *, today: date) -> Sequence[AccountLine]:
    """Every account of the department, by given name. Raises NotAllowed."""
    check(viewer, Act.REVIEW_READ)
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    guarded = set(Authenticator.objects.filter(type__in=kinds).values_list("user_id", flat=True))
    found = []
    for user in sorted(accounts(viewer), key=lambda user: person_key(user.full_name)):
        last = user.last_login and localtime(user.last_login).date()
        found.append(
            AccountLine(
                username=user.username,
                full_name=user.full_name,
                positions=tuple(map(_position_text, user.positions.all())),
                last_sign_in_on=last.isoformat() if last else None,
                idle_days=max(0, (today - last).days) if last else None,
                is_active=user.is_active,
                off_reason=user.off_reason,
                has_second_factor=user.pk in guarded,
            )
        )
    return found


def as_kept(found: Sequence[AccountLine]) -> list[dict[str, Any]]:
    """The list as JSON values."""
    return [asdict(line) | {"positions": list(line.positions)} for line in found]


def signed(viewer: Viewer) -> QuerySet[AccountReview]:
    """The reviews of the department, newest first. Raises NotAllowed."""
    check(viewer, Act.REVIEW_READ)
    return AccountReview.objects.filter(department_id=viewer.department_id).select_related("signed_by")


def one(viewer: Viewer, review_id: int) -> AccountReview:
    """A review that was signed. Raises NotAllowed, NotVisible."""
    found = signed(viewer).filter(pk=review_id).first()
    if found is None:
        raise NotVisible
    return found


def due_on(viewer: Viewer) -> date | None:
    """The day by which the next review is owed; `None` where none was ever signed. Raises NotAllowed."""
    last = signed(viewer).first()
    return _months_later(localtime(last.signed_at).date()) if last else None


def _months_later(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _position_text(position: Position) -> str:
    """`Lãnh đạo đơn vị, Phòng Hành chính tư pháp (từ 1/3/2026)`."""
    words = [position.get_role_display(), *([position.unit.name] if position.unit else [])]
    days = [
        *([f"từ {date_text(position.valid_from)}"] if position.valid_from else []),
        *([f"đến {date_text(position.valid_to)}"] if position.valid_to else []),
    ]
    return ", ".join(words) + (f" ({' '.join(days)})" if days else "")
