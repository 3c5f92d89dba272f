"""The audit row that every action writes in its own transaction, and the ends of the chains kept day by day."""

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localtime

from dondoc.core.chains import START, Link, detail_digest, plain, words
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.models import AuditChain, AuditDetail, AuditHead, AuditRow
from dondoc.models.audit import of_chain
from dondoc.queries.audit import Wanted
from dondoc.queries.people import department_of


class Entry(NamedTuple):
    """One object that an act changed: what it was and is (plain JSON values), and why."""

    changed: Model
    before: Any = None
    after: Any = None
    reason: str = ""


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
    return record_each(act, [Entry(changed, before, after, reason)], actor=actor, at=at)[0]


def record_each(act: Act | str, entries: Sequence[Entry], *, actor: Viewer, at: datetime) -> list[AuditRow]:
    """Writes one act on many objects, a row for each, with as many statements as for one."""
    return _add(
        [
            _Doing(str(act), False, changed._meta.model_name or "", changed.pk, before, after, reason)
            for changed, before, after, reason in entries
        ],
        department_id=actor.department_id,
        actor_id=actor.user_id,
        actor_name=actor.full_name,
        origin=actor.origin,
        at=at,
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
        [_Doing(str(act), is_refused, object_kind, object_id, None, after, reason)],
        department_id=department_id,
        actor_id=user_id,
        actor_name=actor_name,
        origin=origin,
        at=at,
    )[0]


@transaction.atomic
def export(form: str, wanted: Wanted, *, actor: Viewer, at: datetime) -> AuditRow:
    """Writes that somebody takes the trail away: in which form, what was chosen of it. Raises NotAllowed."""
    check(actor, Act.AUDIT_EXPORT)
    after = {"form": form, **wanted.chosen}
    return record(Act.AUDIT_EXPORT, department_of(actor), actor=actor, at=at, after=after)


@transaction.atomic
def keep_heads(*, until: date, time_source: str) -> list[AuditHead]:
    """The heads of every chain for the days to `until` (inclusive) that have none; a day without rows needs none.

    A head's row is the highest in number of its day and the days before, so that each day's head covers all that a
    clock set back put after it. Days are those of the installation's zone.
    """
    made = []
    for chain in AuditChain.objects.order_by("id"):
        last = AuditHead.objects.filter(of_chain(chain.department_id)).order_by("-day").first()
        for day, (number, digest) in _ends_by_day(chain.department_id, last, until):
            head = AuditHead(
                department_id=chain.department_id, day=day, number=number, hash=digest, time_source=time_source
            )
            head.save(force_insert=True)
            made.append(head)
    return made


def note_mailed(head_ids: Collection[int], *, at: datetime) -> None:
    """Marks heads as sent to those who keep them outside."""
    AuditHead.objects.filter(pk__in=head_ids, mailed_at=None).update(mailed_at=at)


def _ends_by_day(department_id: int | None, last: AuditHead | None, until: date) -> list[tuple[date, tuple[int, str]]]:
    """By day after the last head's, in order: number and hash of the row at which the chain ended."""
    rows = AuditRow.objects.filter(of_chain(department_id), number__gt=last.number if last else 0)
    ends: dict[date, tuple[int, str]] = {}
    for number, digest, at in rows.order_by("number").values_list("number", "hash", "at").iterator():
        # What came late to a day that has its head already belongs to the day after.
        day = max(localtime(at).date(), last.day + timedelta(days=1)) if last else localtime(at).date()
        ends[day] = number, digest
    furthest = (0, "")
    for day in sorted(ends):
        furthest = ends[day] = max(furthest, ends[day])
    return [(day, ends[day]) for day in sorted(ends) if day <= until]


class _Doing(NamedTuple):
    act: str
    is_refused: bool
    object_kind: str
    object_id: int | None
    before: Any
    after: Any
    reason: str


def _add(
    doings: Sequence[_Doing],
    *,
    department_id: int | None,
    actor_id: int | None,
    actor_name: str,
    origin: Origin,
    at: datetime,
) -> list[AuditRow]:
    if not doings:
        return []
    # Without a savepoint of its own: a row that cannot be written takes the whole act with it.
    with transaction.atomic(savepoint=False):
        chain = _locked_chain(department_id)
        rows, details = [], []
        for doing in doings:
            before, after, reason = _plain(doing.before, doing.after, doing.reason)
            salt = secrets.token_hex(16)
            link = Link(
                department_id=department_id,
                number=chain.last_number + 1,
                actor_id=actor_id,
                actor_name=_fitting(actor_name, 150),
                origin=origin.kind,
                address=_fitting(origin.address, 60),
                act=_fitting(doing.act, 40),
                is_refused=doing.is_refused,
                object_kind=doing.object_kind,
                object_id=doing.object_id,
                detail_digest=detail_digest(salt, before, after, reason),
                at=at,
            )
            previous = chain.last_hash or START
            chain.last_number, chain.last_hash = link.number, link.hash(previous)
            rows.append(AuditRow(**link._asdict(), previous_hash=previous, hash=chain.last_hash))
            folded = words(before, after, reason)
            details.append(AuditDetail(salt=salt, before=before, after=after, reason=reason, folded=folded))
        for row, detail in zip(AuditRow.objects.bulk_create(rows), details, strict=True):
            detail.row = row
        AuditDetail.objects.bulk_create(details)
        chain.save(update_fields=["last_number", "last_hash"])
        return rows


def _locked_chain(department_id: int | None) -> AuditChain:
    """The end of the chain, held until the transaction ends."""
    ends = AuditChain.objects.select_for_update().filter(of_chain(department_id))
    return ends.get_or_create(defaults={"department_id": department_id})[0]


def _plain(*values: Any) -> Any:
    return plain(json.dumps(values, cls=DjangoJSONEncoder))


def _fitting(text: str, length: int) -> str:
    """What somebody else wrote, short enough for its column and without the character that PostgreSQL cannot keep."""
    return text.replace("\0", "\ufffd")[:length]
