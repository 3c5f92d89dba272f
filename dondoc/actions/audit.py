"""The audit row that every action writes in its own transaction."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from dondoc.core.chains import START, Link, detail_digest
from dondoc.core.permissions import Act, Origin, Viewer
from dondoc.models import AuditChain, AuditDetail, AuditRow, Department


def record(
    act: Act | str,
    changed: Model,
    *,
    actor: Viewer,
    at: datetime,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> AuditRow:
    """Writes who did what to which object, with what changed (plain JSON values) and why."""
    department = Department.objects.get(pk=actor.department_id)
    return _add(
        department,
        actor_id=actor.user_id,
        actor_name=actor.full_name,
        origin=actor.origin,
        act=str(act),
        is_refused=False,
        object_kind=changed._meta.model_name or "",
        object_id=changed.pk,
        at=at,
        detail=(before, after, reason),
    )


def record_outside(
    act: Act | str,
    *,
    actor_name: str,
    origin: Origin,
    at: datetime,
    department_id: int | None = None,
    user_id: int | None = None,
    is_refused: bool = False,
    object_kind: str = "",
    object_id: int | None = None,
    after: Any = None,
    reason: str = "",
) -> AuditRow:
    """Writes an act that no viewer of a department did: a try to sign in, a nightly act, a refusal.

    Without a department the row goes into the installation's own chain.
    """
    return _add(
        Department.objects.get(pk=department_id) if department_id is not None else None,
        actor_id=user_id,
        actor_name=actor_name,
        origin=origin,
        act=str(act),
        is_refused=is_refused,
        object_kind=object_kind,
        object_id=object_id,
        at=at,
        detail=(None, after, reason),
    )


def _add(
    department: Department | None,
    *,
    actor_id: int | None,
    actor_name: str,
    origin: Origin,
    act: str,
    is_refused: bool,
    object_kind: str,
    object_id: int | None,
    at: datetime,
    detail: tuple[Any, Any, str],
) -> AuditRow:
    with transaction.atomic():
        chain = _locked_chain(department)
        before, after, reason = json.loads(json.dumps(detail, cls=DjangoJSONEncoder))
        salt = secrets.token_hex(16)
        link = Link(
            department_id=department.pk if department else None,
            number=chain.last_number + 1,
            actor_id=actor_id,
            actor_name=actor_name,
            origin=origin.kind,
            address=origin.address,
            act=act,
            is_refused=is_refused,
            object_kind=object_kind,
            object_id=object_id,
            detail_digest=detail_digest(salt, before, after, reason),
            at=at,
        )
        previous = chain.last_hash or START
        row = AuditRow(**vars(link), previous_hash=previous, hash=link.hash(previous))
        row.save(force_insert=True)
        AuditDetail.objects.create(row=row, salt=salt, before=before, after=after, reason=reason)
        chain.last_number, chain.last_hash = row.number, row.hash
        chain.save(update_fields=["last_number", "last_hash"])
        return row


def _locked_chain(department: Department | None) -> AuditChain:
    """The end of the chain, held until the transaction ends."""
    AuditChain.objects.get_or_create(department=department)
    return AuditChain.objects.select_for_update().get(department=department)
