"""A period made into the official report, and closed."""

import hashlib
from datetime import datetime

from django.db import transaction

from dondoc import officialdoc
from dondoc.actions import confirmations
from dondoc.actions.audit import record
from dondoc.actions.reports import PeriodClosed
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import ReportingPeriod, Snapshot
from dondoc.officialdoc.period_reports import describe
from dondoc.queries import consolidations, periods
from dondoc.queries.confirmations import Kind


class FiguresChanged(WrongState):
    """What is counted changed since it was looked at (409)."""

    def __init__(self) -> None:
        super().__init__("Số liệu của kỳ đã thay đổi sau khi bạn mở trang. Hãy xem lại số liệu mới rồi xác nhận.")


@transaction.atomic
def compose(period_id: int, *, actor: Viewer, at: datetime) -> bytes:
    """The consolidated report of a period as .docx; of a closed period, the very file kept at closing.

    Raises NotAllowed, NotVisible.
    """
    period = periods.one(actor, period_id)
    check(actor, Act.SNAPSHOT_READ if period.is_closed else Act.PERIOD_COMPOSE)
    kept = Snapshot.objects.filter(period=period).first()
    document = bytes(kept.document) if kept else officialdoc.render(describe(consolidations.consolidate(actor, period)))
    record(Act.PERIOD_COMPOSE, period, actor=actor, at=at, after={"sha256": hashlib.sha256(document).hexdigest()})
    return document


@transaction.atomic
def close(request_id: int, *, seen: str, actor: Viewer, at: datetime) -> Snapshot:
    """Confirms a request to close a period: its figures and its report, as they are now, are kept and change no more.

    `seen` is the digest of the figures that the one who confirms was shown. Raises NotVisible, NotAllowed, OwnWork,
    NotWaiting, PeriodClosed, and FiguresChanged when the figures are no longer those.
    """
    asked = confirmations.waiting(request_id, actor=actor)
    if asked.kind != Kind.CLOSING or asked.object_id is None:
        raise NotVisible
    period = ReportingPeriod.objects.select_for_update().get(pk=periods.one(actor, asked.object_id).pk)
    if period.is_closed:
        raise PeriodClosed
    consolidation = consolidations.consolidate(actor, period)
    if confirmations.figures_digest(consolidation) != seen:
        raise FiguresChanged
    document = officialdoc.render(describe(consolidation))
    digest = hashlib.sha256(document).hexdigest()
    snapshot = Snapshot.objects.create(period=period, figures=consolidation.to_json(), document=document, sha256=digest)
    period.closed_at, period.closed_by_id = at, actor.person_id
    period.save(update_fields=["closed_at", "closed_by"])
    confirmations.confirm(asked, actor=actor, at=at)
    record("period.close", period, actor=actor, at=at, after={"sha256": digest})
    return snapshot
