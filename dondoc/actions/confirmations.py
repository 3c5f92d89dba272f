"""Acts that need two people: asked for by one; confirmed, turned down by another, or withdrawn.

Not here: what is done once it is confirmed (the action of the noun, which calls `confirm`).
"""

import hashlib
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.reports import PeriodClosed
from dondoc.core.chains import canonical
from dondoc.core.consolidation import Consolidation
from dondoc.core.permissions import Act, Viewer, check, check_second_person
from dondoc.core.refusals import Fault, NotAllowed, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import ConfirmationRequest, ReportingPeriod
from dondoc.queries import confirmations, consolidations, periods
from dondoc.queries.confirmations import DECIDING, Kind


class NotWaiting(WrongState):
    """The request was decided or withdrawn before (409)."""

    def __init__(self) -> None:
        super().__init__("Không còn đề nghị nào đang chờ xác nhận. Hãy tải lại trang để xem kết quả.")


def figures_digest(consolidation: Consolidation) -> str:
    """SHA-256, in hexadecimal, of everything that the closing would keep."""
    return hashlib.sha256(canonical(consolidation.to_json()).encode()).hexdigest()


@transaction.atomic
def request_closing(period_id: int, *, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Asks a director to close a period with the figures as they stand.

    Raises NotAllowed, NotVisible, PeriodClosed, WrongState when a request waits already.
    """
    seen = periods.one(actor, period_id)
    check(actor, Act.CLOSING_REQUEST)
    period = ReportingPeriod.objects.select_for_update().get(pk=seen.pk)
    if period.is_closed:
        raise PeriodClosed
    digest = figures_digest(consolidations.consolidate(actor, period))
    return ask(Kind.CLOSING, period.pk, detail={"figures": digest}, actor=actor, at=at)


@transaction.atomic
def turn_down(request_id: int, *, reason: str, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Answers a request with no. Raises NotVisible, NotAllowed, OwnWork, NotWaiting, Faulty without a reason."""
    asked = waiting(request_id, actor=actor)
    words = normalise(reason)
    refuse_faulty([] if words else [Fault("reason", "Hãy ghi lý do không xác nhận.")])
    return _settle(asked, confirmed=False, answer=words, actor=actor, at=at)


@transaction.atomic
def withdraw(request_id: int, *, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Takes the own request back. Raises NotVisible, NotAllowed for somebody else's, NotWaiting."""
    asked = _locked(confirmations.one(actor, request_id))
    if asked.requested_by_id != actor.person_id:
        raise NotAllowed("Chỉ người đã đề nghị được rút đề nghị.", lifted_by=str(asked.requested_by))
    asked.is_confirmed, asked.decided_at = False, at
    asked.save(update_fields=["is_confirmed", "decided_at"])
    record(f"{asked.kind}.withdraw", asked, actor=actor, at=at)
    return asked


def waiting(request_id: int, *, actor: Viewer) -> ConfirmationRequest:
    """Part of the acts that decide: the request that waits, held until the transaction ends.

    Raises NotVisible, NotAllowed, NotWaiting, OwnWork when the actor asked for it, whatever positions are held.
    """
    seen = confirmations.one(actor, request_id)
    check(actor, DECIDING[Kind(seen.kind)])
    asked = _locked(seen)
    check_second_person(actor, [asked.requested_by_id], doing="xác nhận hoặc từ chối")
    return asked


def confirm(asked: ConfirmationRequest, *, actor: Viewer, at: datetime) -> ConfirmationRequest:
    """Part of the acts that decide: the request that `waiting` gave, marked as confirmed."""
    return _settle(asked, confirmed=True, answer="", actor=actor, at=at)


def ask(
    kind: Kind, object_id: int | None, *, detail: dict[str, str], reason: str = "", actor: Viewer, at: datetime
) -> ConfirmationRequest:
    """Part of the acts that ask: the request, waiting. Raises WrongState when one of its kind waits already."""
    about = {"department_id": actor.department_id, "kind": kind, "object_id": object_id}
    if ConfirmationRequest.objects.filter(**about, is_confirmed=None).exists():
        raise WrongState("Việc này đã có đề nghị đang chờ xác nhận.")
    asked = ConfirmationRequest.objects.create(
        **about, detail=detail, reason=reason, requested_by_id=actor.person_id, requested_at=at
    )
    after = {"object_id": object_id, **detail}
    record(f"{kind}.request", asked, actor=actor, at=at, after=after, reason=reason)
    return asked


def _settle(
    asked: ConfirmationRequest, *, confirmed: bool, answer: str, actor: Viewer, at: datetime
) -> ConfirmationRequest:
    asked.is_confirmed, asked.answer = confirmed, answer
    asked.decided_by_id, asked.decided_at = actor.person_id, at
    asked.save(update_fields=["is_confirmed", "answer", "decided_by", "decided_at"])
    act = f"{asked.kind}.{'confirm' if confirmed else 'turn-down'}"
    record(act, asked, actor=actor, at=at, after={"object_id": asked.object_id}, reason=answer)
    return asked


def _locked(seen: ConfirmationRequest) -> ConfirmationRequest:
    asked = ConfirmationRequest.objects.select_for_update().get(pk=seen.pk)
    if asked.is_confirmed is not None:
        raise NotWaiting
    return asked
