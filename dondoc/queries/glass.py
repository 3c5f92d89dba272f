"""Broken glass: who looks through it now, who has still to be told. Not here: breaking it (actions)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from dondoc.core.permissions import EXTRA_POLICY, Act, Viewer, check, may
from dondoc.models import BrokenGlass, Evidence, Position, User
from dondoc.queries.people import held


def looking(viewer: Viewer, *, at: datetime) -> Viewer:
    """The same viewer, with the rights of the glass that he or she broke while its time lasts."""
    if not may(viewer, Act.GLASS_BREAK):
        return viewer
    found = open_for(viewer, at=at)
    return replace(viewer, glass_until=found.ends_at) if found else viewer


def open_for(viewer: Viewer, *, at: datetime) -> BrokenGlass | None:
    """The glass that this viewer broke and that still lasts."""
    mine = BrokenGlass.objects.filter(department_id=viewer.department_id, user_id=viewer.person_id)
    return mine.filter(opened_at__lte=at, ends_at__gt=at).first()


def told(viewer: Viewer) -> QuerySet[BrokenGlass]:
    """Every glass broken in the department, newest first; for others their own. Raises NotAllowed."""
    found = BrokenGlass.objects.filter(department_id=viewer.department_id).select_related("user")
    if may(viewer, Act.GLASS_SEE):
        return found
    check(viewer, Act.GLASS_BREAK)
    return found.filter(user_id=viewer.person_id)


def unseen(viewer: Viewer) -> Sequence[BrokenGlass]:
    """What a director or auditor has still to take note of; never what he or she broke."""
    if not may(viewer, Act.GLASS_SEE):
        return []
    return list(told(viewer).exclude(seen_by=viewer.person_id).exclude(user_id=viewer.person_id))


def alerted(department_id: int, *, at: datetime) -> Sequence[str]:
    """The mail addresses of the directors and auditors of a department."""
    roles = [role.value for role in EXTRA_POLICY[Act.GLASS_SEE]]
    holders = Position.objects.filter(held(localtime(at).date()), department_id=department_id, role__in=roles)
    found = User.objects.filter(is_active=True, positions__in=holders).exclude(email="")
    return list(found.order_by("email").values_list("email", flat=True).distinct())


def proofs(viewer: Viewer) -> QuerySet[Evidence]:
    """The proofs that broken glass opens, newest first. Raises NotAllowed without it."""
    if viewer.glass_until is None:
        check(viewer, Act.RESTRICTED_READ)
    found = Evidence.objects.filter(answer__report__period__plan__department_id=viewer.department_id)
    return found.select_related("answer__report__period__plan", "answer__report__unit").order_by("-added_at", "-id")
