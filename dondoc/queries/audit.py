"""The audit trail as it may be looked at, verified and taken away. Not here: how it is judged (core/verifications)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localtime, make_aware

from dondoc.core.chains import Link
from dondoc.core.jsonlines import json_line
from dondoc.core.permissions import POLICY, Act, Role, Viewer, check, may
from dondoc.core.refusals import NotVisible
from dondoc.core.verifications import Detail, Head, KeptRow, Verdict, verify
from dondoc.core.vietnamese import fold, normalise
from dondoc.models import AuditChain, AuditHead, AuditRow, Department, User
from dondoc.models.audit import of_chain

# What a coordinator follows: the work and its papers, not accounts, keys and sign-ins.
KINDS_OF_WORK = frozenset({
    "amendment", "answer", "basis", "checkpoint", "citation", "confirmationrequest", "department", "draft", "evidence",
    "obligation", "plan", "registereddocument", "reportingperiod", "snapshot", "target", "task", "unit", "unitreport",
})  # fmt: skip
_WHOLE_SIGHT = frozenset({Role.DIRECTOR, Role.AUDITOR})
_LINK = Link._fields
_DETAIL = ("detail__salt", "detail__before", "detail__after", "detail__reason")


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the trail; empty asks for everything.

    `acts` are those that go by the same words, `acts_said` those whose words hold `text`.
    """

    from_on: date | None = None
    to_on: date | None = None
    person_id: int | None = None
    acts: tuple[str, ...] = ()
    object_kind: str = ""
    object_id: int | None = None
    is_refused: bool | None = None
    text: str = ""
    acts_said: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for, by name; nothing of what was left empty."""
        asked = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "acts_said"}
        return {name: value for name, value in asked.items() if value not in (None, "", ())}


def visible_to(viewer: Viewer) -> QuerySet[AuditRow]:
    """The rows of the department that the viewer may see, without what changed, newest first. Raises NotAllowed."""
    check(viewer, Act.AUDIT_READ)
    rows = AuditRow.objects.filter(department_id=viewer.department_id).order_by("-number")
    if {role for role in viewer.roles if role in POLICY[Act.AUDIT_READ]} == {Role.COORDINATOR}:
        rows = rows.filter(object_kind__in=KINDS_OF_WORK)
    return rows


def sees_detail(viewer: Viewer, row: AuditRow) -> bool:
    """Whether the viewer may see what the row's act changed and why."""
    if not may(viewer, Act.AUDIT_DETAIL_READ) or row.object_kind in _unread_kinds(viewer):
        return False
    return bool(viewer.roles & _WHOLE_SIGHT) or row.object_kind in KINDS_OF_WORK


def found(viewer: Viewer, wanted: Wanted) -> QuerySet[AuditRow]:
    """The visible rows that are wanted. Raises NotAllowed."""
    rows = visible_to(viewer)
    if wanted.from_on:
        rows = rows.filter(at__gte=_midnight(wanted.from_on))
    if wanted.to_on:
        rows = rows.filter(at__lt=_midnight(wanted.to_on + timedelta(days=1)))
    if wanted.person_id is not None:
        rows = rows.filter(actor_id=wanted.person_id)
    if wanted.acts:
        rows = rows.filter(act__in=wanted.acts)
    if wanted.object_kind:
        rows = rows.filter(object_kind=wanted.object_kind)
    if wanted.object_id is not None:
        rows = rows.filter(object_id=wanted.object_id)
    if wanted.is_refused is not None:
        rows = rows.filter(is_refused=wanted.is_refused)
    text = fold(normalise(wanted.text))
    return rows.filter(_says(viewer, text, wanted.acts_said)) if text else rows


def saying(viewer: Viewer, text: str) -> QuerySet[AuditRow]:
    """The visible rows that still say what changed, in words that hold this text and that the viewer may read.

    Nothing for an empty text. Raises NotAllowed.
    """
    words = fold(normalise(text))
    rows = visible_to(viewer).exclude(object_kind__in=_unread_kinds(viewer))
    return rows.filter(detail__folded__contains=words) if words else rows.none()


def one(viewer: Viewer, number: int) -> AuditRow:
    """One visible row with its detail (for `sees_detail` to say whether it is shown). Raises NotVisible, NotAllowed."""
    row = visible_to(viewer).select_related("detail", "actor").filter(number=number).first()
    if row is None:
        raise NotVisible
    return row


def people_of(viewer: Viewer) -> QuerySet[User]:
    """Who holds or held a position in the department: who may have acted."""
    return User.objects.filter(positions__department_id=viewer.department_id).distinct().order_by("full_name", "id")


def heads_of(viewer: Viewer) -> QuerySet[AuditHead]:
    """The kept heads of the department's chain, newest first. Raises NotAllowed."""
    check(viewer, Act.AUDIT_READ)
    return AuditHead.objects.filter(department_id=viewer.department_id).order_by("-day")


def judged_tail(viewer: Viewer, row_count: int) -> Verdict:
    """The department's last rows verified, so many. Raises NotAllowed."""
    check(viewer, Act.AUDIT_READ)
    return judged(viewer.department_id, last=row_count)


def judged_whole(viewer: Viewer) -> Verdict:
    """The department's whole chain verified against its end and its kept heads. Raises NotAllowed."""
    check(viewer, Act.AUDIT_READ)
    return judged(viewer.department_id)


def judged(department_id: int | None, *, heads: tuple[Head, ...] = (), last: int | None = None) -> Verdict:
    """A chain (without department: the installation's) verified against its end, its heads and those kept outside."""
    of_department = of_chain(department_id)
    kept = AuditHead.objects.filter(of_department).values_list("number", "hash", "day")
    all_heads = [*heads, *(Head(number, digest, str(day)) for number, digest, day in kept)]
    # The furthest row before the end: whatever is written meanwhile moves the end too, and is not taken for foreign.
    rows = AuditRow.objects.filter(of_department)
    furthest = rows.aggregate(furthest=Max("number"))["furthest"] or 0
    end = AuditChain.objects.filter(of_department).first()
    rows = rows.filter(number__lte=max(furthest, end.last_number if end else 0))
    before = rows.filter(number=furthest - last).first() if last else None
    if before:
        rows = rows.filter(number__gt=before.number)
    return verify(
        kept_rows(rows),
        end=Head(end.last_number, end.last_hash) if end else Head(0, ""),
        heads=all_heads,
        after=Head(before.number, before.hash) if before else None,
    )


def chains() -> dict[str, int | None]:
    """Department by the code under which its chain's heads are kept; `-` is the installation's own chain."""
    codes = Department.objects.order_by("code").values_list("code", "pk")
    return {"-": None, **dict(codes)}


def kept_rows(rows: QuerySet[AuditRow]) -> Iterator[KeptRow]:
    """Rows in the order of their numbers, as they are verified; they are read from the database as they are used."""
    ordered = rows.order_by("number", "id").values_list("id", "previous_hash", "hash", *_LINK, *_DETAIL)
    for row_id, previous, digest, *rest in ordered.iterator(chunk_size=2000):
        link, detail = Link(*rest[: len(_LINK)]), Detail(*rest[len(_LINK) :])
        yield KeptRow(row_id, link, previous, digest, None if detail.salt is None else detail)


def lines_of(department_id: int | None) -> Iterator[str]:
    """The whole chain as lines of JSON, from which it can be verified elsewhere; it is never a part of a chain."""
    code = next(code for code, pk in chains().items() if pk == department_id)
    for row in kept_rows(AuditRow.objects.filter(of_chain(department_id))):
        at = localtime(row.link.at).isoformat(timespec="microseconds")
        line = {"chain": code, "row_id": row.row_id, **row.link._asdict(), "at": at}
        kept = {"previous_hash": row.previous_hash, "hash": row.hash}
        yield json_line({**line, **kept, "detail": row.detail and row.detail._asdict()})


def exported_lines(viewer: Viewer) -> Iterator[str]:
    """The department's whole chain as lines of JSON. Raises NotAllowed."""
    check(viewer, Act.AUDIT_EXPORT)
    return lines_of(viewer.department_id)


def exported_rows(viewer: Viewer, wanted: Wanted) -> QuerySet[AuditRow]:
    """The wanted rows with their details, in the order of their numbers. Raises NotAllowed."""
    check(viewer, Act.AUDIT_EXPORT)
    return found(viewer, wanted).select_related("detail").order_by("number")


def _says(viewer: Viewer, text: str, acts: tuple[str, ...]) -> Q:
    people = [user.pk for user in people_of(viewer) if text in fold(str(user))]
    says = Q(actor_id__in=people) | Q(act__in=acts)
    if may(viewer, Act.AUDIT_DETAIL_READ):
        detail = Q(detail__folded__contains=text) & ~Q(object_kind__in=_unread_kinds(viewer))
        says |= detail if viewer.roles & _WHOLE_SIGHT else detail & Q(object_kind__in=KINDS_OF_WORK)
    return says


def _unread_kinds(viewer: Viewer) -> frozenset[str]:
    """Kinds of objects whose details hold drafts of answers that the viewer may not read."""
    if may(viewer, Act.ANSWER_DRAFT_READ):
        return frozenset()
    written = frozenset({"answer", "evidence"})
    return written if may(viewer, Act.ANSWER_LOOK) else written | {"unitreport"}


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
