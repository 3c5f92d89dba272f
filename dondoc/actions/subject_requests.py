"""The register of people's requests about their own data: entered, followed, answered.

Not here: the terms (core/privacy_terms), the erasure that a request may lead to (actions/privacy).
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.calendarfile import privacy_terms
from dondoc.core.identities import mask
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import SubjectRequest
from dondoc.queries import subject_requests as queries


@dataclass(frozen=True)
class RequestDraft:
    """What is entered; the identity number `None` leaves what was entered before."""

    kind: str
    person_name: str
    content: str
    received_on: date
    contact: str = ""
    identity_number: str | None = None
    has_processor: bool = False
    acknowledged_on: date | None = None
    extended_to: date | None = None
    extended_because: str = ""
    answered_on: date | None = None
    answer: str = ""


@transaction.atomic
def enter(draft: RequestDraft, *, actor: Viewer, at: datetime) -> SubjectRequest:
    """Enters a request. Raises NotAllowed, Faulty (every fault at once)."""
    check(actor, Act.PRIVACY_WRITE)
    request = SubjectRequest(department_id=actor.department_id, created_by_id=actor.person_id, created_at=at)
    return _kept(request, draft, actor=actor, at=at)


@transaction.atomic
def correct(request_id: int, draft: RequestDraft, *, actor: Viewer, at: datetime) -> SubjectRequest:
    """Brings a request up to date: receipt, extension (once), answer. Raises NotAllowed, NotVisible, Faulty."""
    check(actor, Act.PRIVACY_WRITE)
    return _kept(queries.one(actor, request_id), draft, actor=actor, at=at)


@transaction.atomic
def reveal_number(request_id: int, *, actor: Viewer, at: datetime) -> SubjectRequest:
    """Shows the identity number once to whoever keeps the register. Raises NotAllowed, NotVisible."""
    check(actor, Act.PRIVACY_WRITE)
    request = queries.one(actor, request_id)
    record(Act.PRIVACY_REVEAL, request, actor=actor, at=at)
    return request


def _kept(request: SubjectRequest, draft: RequestDraft, *, actor: Viewer, at: datetime) -> SubjectRequest:
    before = _told(request) if request.pk else None
    extended_before, number_before = request.extended_to, request.identity_number
    given = {name: normalise(value) if isinstance(value, str) else value for name, value in asdict(draft).items()}
    if given["identity_number"] is None:
        given["identity_number"] = number_before
    for name, value in given.items():
        setattr(request, name, value)
    columns = ["kind", "person_name", "contact", "content"]
    refuse_faulty(column_faults(request, columns) + _faults(request, extended_before, today=localtime(at).date()))
    request.save()
    record(Act.PRIVACY_WRITE, request, actor=actor, at=at, before=before, after=_told(request))
    return request


def _told(request: SubjectRequest) -> dict[str, object]:
    """The request as the audit row keeps it: never the number in full."""
    fields = RequestDraft.__dataclass_fields__
    told = {name: getattr(request, name) for name in fields}
    return {name: mask(value) if isinstance(value, str) else value for name, value in told.items()} | {
        "identity_number": queries.masked_number(request)
    }


def _faults(request: SubjectRequest, extended_before: date | None, *, today: date) -> list[Fault]:
    faults = []
    for field in ("received_on", "acknowledged_on", "answered_on"):
        day = getattr(request, field)
        if day is not None and day > today:
            faults.append(Fault(field, "Ngày này chưa đến."))
        if day is not None and day < request.received_on:
            faults.append(Fault(field, "Ngày này trước ngày nhận yêu cầu."))
    if request.answered_on and not request.answer:
        faults.append(Fault("answer", "Hãy ghi nội dung đã trả lời."))
    return faults + _extension_faults(request, extended_before)


def _extension_faults(request: SubjectRequest, extended_before: date | None) -> list[Fault]:
    if extended_before is not None and request.extended_to != extended_before:
        return [Fault("extended_to", "Yêu cầu chỉ được gia hạn một lần.")]
    if request.extended_to is None:
        return [Fault("extended_to", "Hãy ghi ngày gia hạn đến.")] if request.extended_because else []
    faults = [] if request.extended_because else [Fault("extended_because", "Hãy ghi lý do gia hạn.")]
    plain = queries.steps_of(request, is_extended=False)[-1].due
    longest = privacy_terms().requests[request.kind].extension_days
    if request.extended_to <= plain:
        faults.append(Fault("extended_to", "Ngày gia hạn phải sau hạn trả lời."))
    elif longest is not None and (request.extended_to - plain).days > longest:
        faults.append(Fault("extended_to", f"Chỉ gia hạn được thêm {longest} ngày."))
    return faults
