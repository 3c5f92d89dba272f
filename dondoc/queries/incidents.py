"""The register of incidents, each with the notices owed, to the minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dondoc.calendarfile import privacy_terms
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.privacy_terms import Clocks, incident_steps
from dondoc.core.refusals import NotVisible
from dondoc.models import Incident


@dataclass(frozen=True)
class IncidentRow(Clocks[datetime]):
    """An incident with the notices owed."""

    incident: Incident


def listed(viewer: Viewer, *, now: datetime) -> Sequence[IncidentRow]:
    """Every incident: those with a notice owed first, by its moment; then the others, newest first.

    Raises NotAllowed.
    """
    check(viewer, Act.PRIVACY_READ)
    rows = [row_of(one, now=now) for one in Incident.objects.filter(department_id=viewer.department_id)]
    owed = [(row.next.due, row) for row in rows if row.next]
    return [*(row for _, row in sorted(owed, key=lambda pair: pair[0])), *(row for row in rows if row.next is None)]


def one(viewer: Viewer, incident_id: int) -> Incident:
    """An incident. Raises NotAllowed, NotVisible."""
    check(viewer, Act.PRIVACY_READ)
    mine = Incident.objects.filter(pk=incident_id, department_id=viewer.department_id)
    found = mine.select_related("created_by", "department").first()
    if found is None:
        raise NotVisible
    return found


def row_of(incident: Incident, *, now: datetime) -> IncidentRow:
    """The incident with its clocks at that moment."""
    steps = incident_steps(
        found_at=incident.found_at,
        is_serious=incident.is_serious,
        touches_personal_data=incident.touches_personal_data,
        first_notice_at=incident.first_notice_at,
        full_notice_at=incident.full_notice_at,
        terms=privacy_terms(),
    )
    return IncidentRow(steps, now, incident)
