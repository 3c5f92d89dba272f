"""In whose name a command at the machine acts."""

from datetime import date

from dondoc.core.permissions import Role, Viewer
from dondoc.core.refusals import Refused
from dondoc.models import Position, User
from dondoc.queries.people import viewer_for


class NobodyToStandIn(Refused):
    """No account holds the role, or the one named does not exist."""


def stand_in(role: Role, *, on: date, username: str | None = None) -> Viewer:
    """The viewer of the account named, or of the first active account with this role. Raises NobodyToStandIn."""
    if username is not None:
        user = User.objects.filter(username=username, is_active=True).first()
    else:
        held = Position.objects.filter(role=role.value, user__is_active=True).select_related("user").order_by("id")
        first = held.first()
        user = first.user if first else None
    viewer = viewer_for(user, on=on) if user else None
    if viewer is None:
        raise NobodyToStandIn("Chưa có tài khoản phù hợp để đứng tên: hãy thiết lập sở và tài khoản trước.")
    return viewer
