"""Requests that wait for a second person, for whoever asks or decides. Not here: asking and deciding (actions)."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.refusals import NotVisible
from dondoc.models import ConfirmationRequest, ReportingPeriod

Kind = ConfirmationRequest.Kind

# The right with which each kind is read, that with which it is asked for, and that with which it is decided.
READING = {Kind.CLOSING: Act.CLOSING_READ, Kind.RESTORE: Act.OPERATION_READ}
ASKING = {Kind.CLOSING: Act.CLOSING_REQUEST, Kind.RESTORE: Act.OPERATION_REQUEST}
DECIDING = {Kind.CLOSING: Act.CLOSING_CONFIRM, Kind.RESTORE: Act.RESTORE_CONFIRM}


def visible_to(viewer: Viewer) -> QuerySet[ConfirmationRequest]:
    """The requests of the kinds that the viewer may read, ask for or decide, newest first."""
    seen = [kind for kind in DECIDING if any(may(viewer, acts[kind]) for acts in (READING, ASKING, DECIDING))]
    found = ConfirmationRequest.objects.filter(department_id=viewer.department_id, kind__in=seen)
    return found.select_related("requested_by", "decided_by")


def one(viewer: Viewer, request_id: int) -> ConfirmationRequest:
    """A request. Raises NotVisible."""
    found = visible_to(viewer).filter(pk=request_id).first()
    if found is None:
        raise NotVisible
    return found


def waiting_for(viewer: Viewer) -> Sequence[ConfirmationRequest]:
    """What waits for this viewer's decision: never what the viewer asked for."""
    kinds = [kind for kind, act in DECIDING.items() if may(viewer, act)]
    waiting = Q(is_confirmed=None, kind__in=kinds) & ~Q(requested_by=viewer.user_id)
    return list(visible_to(viewer).filter(waiting)) if kinds else []


def restores(viewer: Viewer) -> QuerySet[ConfirmationRequest]:
    """The requests to restore a backup, newest first, for whoever reads or decides them. Raises NotAllowed."""
    if not may(viewer, Act.RESTORE_CONFIRM):
        check(viewer, Act.OPERATION_READ)
    return visible_to(viewer).filter(kind=Kind.RESTORE)


def closing_of(viewer: Viewer, period: ReportingPeriod) -> ConfirmationRequest | None:
    """The last request to close this period, waiting or decided; `None` before the first."""
    return visible_to(viewer).filter(kind=Kind.CLOSING, object_id=period.pk).first()
