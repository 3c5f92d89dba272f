"""A period made into the official report, and closed."""

import hashlib
from datetime import datetime

from django.db import transaction

from dondoc import officialdoc
from dondoc.actions.audit import record
from dondoc.actions.reports import PeriodClosed
from dondoc.core.permissions import Act, Viewer, check
from dondoc.models import ReportingPeriod, Snapshot
from dondoc.officialdoc.period_reports import describe
from dondoc.queries import consolidations, periods


@transaction.atomic
def compose(period_id: int, *, actor: Viewer, at: datetime) -> bytes:
    """The consolidated report of a period as .docx; of a closed period, the very file kept at closing.

    Raises NotAllowed, NotVisible.
    """
    check(actor, Act.PERIOD_COMPOSE)
    period = periods.one(actor, period_id)
    kept = Snapshot.objects.filter(period=period).first()
    document = bytes(kept.document) if kept else officialdoc.render(describe(consolidations.consolidate(actor, period)))
    record(Act.PERIOD_COMPOSE, period, actor=actor, at=at, after={"sha256": hashlib.sha256(document).hexdigest()})
    return document


@transaction.atomic
def close(period_id: int, *, actor: Viewer, at: datetime) -> Snapshot:
    """Closes a period: its figures and its report are kept as they are, nothing in it changes any more.

    Raises NotAllowed, NotVisible, PeriodClosed.
    """
    check(actor, Act.CLOSING_REQUEST)
    period = ReportingPeriod.objects.select_for_update().get(pk=periods.one(actor, period_id).pk)
    if period.is_closed:
        raise PeriodClosed
    consolidation = consolidations.consolidate(actor, period)
    document = officialdoc.render(describe(consolidation))
    digest = hashlib.sha256(document).hexdigest()
    snapshot = Snapshot.objects.create(period=period, figures=consolidation.to_json(), document=document, sha256=digest)
    period.closed_at, period.closed_by_id = at, actor.person_id
    period.save(update_fields=["closed_at", "closed_by"])
    record("period.close", period, actor=actor, at=at, after={"sha256": digest})
    return snapshot
