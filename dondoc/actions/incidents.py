"""The register of incidents: entered, notified, closed. Not here: the terms (core/privacy_terms)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import Incident
from dondoc.queries import incidents as queries


@dataclass(frozen=True)
class IncidentDraft:
    """What is entered of an incident; moments carry an offset."""

    title: str
    description: str
    found_at: datetime
    is_serious: bool = False
    touches_personal_data: bool = False
    first_notice_at: datetime | None = None
    full_notice_at: datetime | None = None
    measures: str = ""
    closed_at: datetime | None = None


@transaction.atomic
def enter(draft: IncidentDraft, *, actor: Viewer, at: datetime) -> Incident:
    """Enters an incident. Raises NotAllowed, Faulty (every fault at once)."""
    check(actor, Act.PRIVACY_WRITE)
    incident = Incident(department_id=actor.department_id, created_by_id=actor.person_id, created_at=at)
    return _kept(incident, draft, actor=actor, at=at)


@transaction.atomic
def correct(incident_id: int, draft: IncidentDraft, *, actor: Viewer, at: datetime) -> Incident:
    """Brings an incident up to date. Raises NotAllowed, NotVisible, Faulty."""
    check(actor, Act.PRIVACY_WRITE)
    return _kept(queries.one(actor, incident_id), draft, actor=actor, at=at)


def _kept(incident: Incident, draft: IncidentDraft, *, actor: Viewer, at: datetime) -> Incident:
    fields = IncidentDraft.__dataclass_fields__
    before = {name: getattr(incident, name) for name in fields} if incident.pk else None
    given = {name: normalise(value) if isinstance(value, str) else value for name, value in asdict(draft).items()}
    for name, value in given.items():
        setattr(incident, name, value)
    refuse_faulty(column_faults(incident, ["title", "description"]) + _faults(draft, at=at))
    incident.save()
    record(Act.PRIVACY_WRITE, incident, actor=actor, at=at, before=before, after=given)
    return incident


def _faults(draft: IncidentDraft, *, at: datetime) -> list[Fault]:
    faults = []
    for field in ("found_at", "first_notice_at", "full_notice_at", "closed_at"):
        moment = getattr(draft, field)
        if moment is not None and moment > at:
            faults.append(Fault(field, "Thời điểm này chưa đến."))
        if moment is not None and moment < draft.found_at:
            faults.append(Fault(field, "Thời điểm này trước lúc phát hiện."))
    if draft.closed_at and not normalise(draft.measures):
        faults.append(Fault("measures", "Hãy ghi nguyên nhân và biện pháp trước khi kết thúc."))
    return faults
