"""The audit row that every action writes in its own transaction."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from dondoc.core.permissions import Act, Viewer
from dondoc.models import AuditRow


def record(
    act: Act | str,
    changed: Model,
    *,
    actor: Viewer,
    at: datetime,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Writes who did what to which object, with what changed (plain JSON values) and why."""
    AuditRow.objects.create(
        department_id=actor.department_id,
        actor_id=actor.user_id,
        act=str(act),
        object_kind=changed._meta.model_name or "",
        object_id=changed.pk,
        before=before,
        after=after,
        reason=reason,
        at=at,
    )
