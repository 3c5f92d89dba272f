"""The register of cited documents: it grows with every plan; somebody settles what plans say differently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.citations import citation_key
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import Citation, Plan, PlanLevel, RegisteredDocument
from dondoc.queries import plans, registers
from dondoc.queries.people import department_of


@dataclass(frozen=True)
class Particulars:
    """What is known of a document besides its number."""

    issued_on: date | None = None
    issuer: str | None = None
    title: str | None = None


@transaction.atomic
def settle(document_id: int, *, known: Particulars, actor: Viewer, at: datetime) -> RegisteredDocument:
    """Puts down what is right; from now on it wins over what plans say. Raises NotAllowed, NotVisible, Faulty."""
    document = registers.one(actor, document_id).document
    check(actor, Act.PLAN_WRITE)
    before = _plain(document)
    _fill(document, known)
    _refuse_unstorable(document)
    document.settled_by_id, document.settled_at = actor.person_id, at
    document.save()
    record("register.settle", document, actor=actor, at=at, before=before, after=_plain(document))
    return document


@transaction.atomic
def add(*, number: str, known: Particulars, actor: Viewer, at: datetime) -> RegisteredDocument:
    """Enters a document by hand. Numbers begin anew every year: a second document of one number is told by its day.

    Raises NotAllowed, Faulty.
    """
    check(actor, Act.PLAN_WRITE)
    number = normalise(number)
    document = RegisteredDocument(
        department_id=actor.department_id, number=number, settled_by_id=actor.person_id, settled_at=at
    )
    _fill(document, known)
    document.key = _free_key(document)
    _refuse_unstorable(document)
    document.save()
    record("register.add", document, actor=actor, at=at, after=_plain(document))
    return document


@transaction.atomic
def gather(*, actor: Viewer, at: datetime) -> int:
    """Enters what the department's plans cite and the register does not hold. Returns how many. Raises NotAllowed."""
    check(actor, Act.PLAN_WRITE)
    found = plans.known_to(actor).prefetch_related("citations").order_by("confirmed_at", "id")
    count = 0
    for plan in found:
        count += enter(plan, plan.citations.all(), actor=actor)
    record("register.gather", department_of(actor), actor=actor, at=at, after={"count": count})
    return count


def enter(plan: Plan, citations: Iterable[Citation], *, actor: Viewer) -> int:
    """Enters the documents that a plan cites, part of confirming it; returns how many are new.

    A row that is there gains what it lacked; where plans contradict each other, the first one stands until settled.
    A superior plan is entered itself too, and says best what its own number, day and title are.
    """
    cited = list(citations)
    itself = plan.number if plan.level == PlanLevel.SUPERIOR else None
    rows = _rows_of([*filter(None, [itself]), *(citation.number for citation in cited)], plan, actor)
    open_rows = {key: row for key, row in rows.items() if row.settled_at is None}
    for citation in cited:
        if row := open_rows.get(citation_key(citation.number)):
            row.issued_on = row.issued_on or citation.issued_on
            row.issuer = row.issuer or citation.issuer
    if itself and (row := open_rows.get(citation_key(itself))):
        row.issued_on, row.issuer = plan.issued_on or row.issued_on, plan.issuer or row.issuer
        row.title = plan.title
    new = [row for row in rows.values() if row.pk is None]
    RegisteredDocument.objects.bulk_update(
        [row for row in open_rows.values() if row.pk], ["issued_on", "issuer", "title"]
    )
    RegisteredDocument.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _rows_of(numbers: Sequence[str], plan: Plan, actor: Viewer) -> dict[str, RegisteredDocument]:
    """The row of each number by its key, in the order of the numbers; one not yet stored where there is none."""
    by_key = {citation_key(number): number for number in reversed(numbers)}
    own = RegisteredDocument.objects.filter(department_id=actor.department_id, key__in=by_key)
    known = {document.key: document for document in own}
    return {
        key: known.get(key)
        or RegisteredDocument(department_id=actor.department_id, number=number, key=key, origin_id=plan.draft_id)
        for key, number in reversed(by_key.items())
    }


def _free_key(document: RegisteredDocument) -> str:
    """The key of the number; of a further document of that number, with its day behind it. Raises Faulty."""
    key = citation_key(document.number)
    if not key:
        refuse_faulty([Fault("number", "Hãy ghi số, ký hiệu của văn bản.")])
    same = RegisteredDocument.objects.filter(department_id=document.department_id)
    days = set(same.filter(Q(key=key) | Q(key__startswith=f"{key} ")).values_list("issued_on", flat=True))
    if not days:
        return key
    if document.issued_on is None or None in days or document.issued_on in days:
        refuse_faulty([Fault("number", f"Văn bản số {document.number} đã có trong sổ: hãy mở dòng đó để sửa.")])
    return f"{key} {document.issued_on}"


def _fill(document: RegisteredDocument, known: Particulars) -> None:
    document.issued_on = known.issued_on
    document.issuer = normalise(known.issuer or "") or None
    document.title = normalise(known.title or "") or None


def _refuse_unstorable(document: RegisteredDocument) -> None:
    """Raises Faulty for what the columns cannot hold; the key is as long as the number."""
    found = column_faults(document, ["number", "key", "issuer"])
    refuse_faulty([Fault("number" if fault.field == "key" else fault.field, fault.sentence) for fault in found])


def _plain(document: RegisteredDocument) -> dict[str, Any]:
    day = document.issued_on
    return {
        "number": document.number,
        "issued_on": day and day.isoformat(),
        "issuer": document.issuer,
        "title": document.title,
    }
