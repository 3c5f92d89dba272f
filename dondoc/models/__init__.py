"""What is stored, one noun a file. Not here: how it is read (queries) or changed (actions)."""

from dondoc.models.audit import AuditRow
from dondoc.models.departments import Department, Unit
from dondoc.models.drafts import Draft
from dondoc.models.evidence import Evidence
from dondoc.models.people import Position, User
from dondoc.models.plans import Citation, Plan
from dondoc.models.reports import Answer, ReportingPeriod, ReportMove, UnitReport
from dondoc.models.snapshots import Snapshot
from dondoc.models.targets import Target
from dondoc.models.tasks import Obligation, Task

__all__ = [
    "Answer",
    "AuditRow",
    "Citation",
    "Department",
    "Draft",
    "Evidence",
    "Obligation",
    "Plan",
    "Position",
    "ReportMove",
    "ReportingPeriod",
    "Snapshot",
    "Target",
    "Task",
    "Unit",
    "UnitReport",
    "User",
]
