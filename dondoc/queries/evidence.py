"""A proof and how far a viewer sees it, restricted ones and broken glass included.

Not here: which reports a viewer sees (reports), that a look was recorded (actions/privacy).
"""

from django.db.models import QuerySet

from dondoc.core.permissions import POLICY, Act, Viewer, check, conditions, may, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import ReportState
from dondoc.models import Evidence
from dondoc.queries.reports import evidence_file

MASKED, REASON = "masked", "reason"


def one(viewer: Viewer, evidence_id: int) -> Evidence:
    """A proof with its particulars.

    Raises NotVisible, and NotAllowed for a restricted one of the own department where the viewer's roles read none.
    """
    found = Evidence.objects.filter(
        pk=evidence_id, answer__report__period__plan__department_id=viewer.department_id
    ).select_related("answer__report__period__plan", "answer__report__unit")
    evidence = found.first()
    if evidence is None:
        raise NotVisible
    if viewer.glass_until is not None:
        return evidence
    if not evidence.is_restricted:
        return evidence_file(viewer, evidence_id)
    unit_id = evidence.answer.report.unit_id
    if viewer.user_id is not None and not viewer.roles & set(POLICY[Act.RESTRICTED_READ]):
        check(viewer, Act.RESTRICTED_READ, unit_id=unit_id)
    evidence = evidence_file(viewer, evidence_id)
    if not may(viewer, Act.RESTRICTED_READ, unit_id=unit_id):
        raise NotVisible
    return evidence


def taken_over(viewer: Viewer, *, year: int) -> QuerySet[Evidence]:
    """Proofs given with answers that the Office has taken over in plans of that year, as far as the viewer reads them;
    those with personal data left out. The newest first."""
    found = Evidence.objects.filter(
        answer__report__period__plan__department_id=viewer.department_id,
        answer__report__period__plan__year=year,
        answer__report__state=ReportState.ACCEPTED.value,
        is_restricted=False,
    )
    if not reaches_department(viewer, Act.EVIDENCE_READ):
        found = found.filter(answer__report__unit__in=reached_units(viewer, Act.EVIDENCE_READ))
    return found.select_related("answer__report__unit").order_by("-added_at", "-id")


def is_guarded(viewer: Viewer, evidence: Evidence) -> bool:
    """Whether the file is handed out only with a record: it is restricted, or looked at through broken glass."""
    return evidence.is_restricted or viewer.glass_until is not None


def asks(viewer: Viewer, evidence: Evidence) -> str:
    """What the table asks of this viewer before a guarded file: `MASKED` (none at all), `REASON`, or nothing."""
    if viewer.glass_until is not None:
        return ""
    found = conditions(viewer, Act.RESTRICTED_READ, unit_id=evidence.answer.report.unit_id)
    if found - {MASKED, REASON} or not found:
        return ""
    return REASON if REASON in found else MASKED
