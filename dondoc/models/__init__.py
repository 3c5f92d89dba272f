"""What is stored, one noun a file. Not here: how it is read (queries) or changed (actions)."""

from dondoc.models.audit import AuditRow
from dondoc.models.departments import Department, Unit
from dondoc.models.drafts import Draft, PlanLevel
from dondoc.models.evidence import Evidence
from dondoc.models.people import Position, User
from dondoc.models.plans import Amendment, Citation, Plan
from dondoc.models.registers import RegisteredDocument
from dondoc.models.reports import Answer, ReportingPeriod, ReportMove, UnitReport
from dondoc.models.snapshots import Snapshot
from dondoc.models.targets import Target
from dondoc.models.tasks import Basis, Checkpoint, Obligation, Task

__all__ = [
    "Amendment",
    "Answer",
    "AuditRow",
    "Basis",
    "Checkpoint",
    "Citation",
    "Department",
    "Draft",
    "Evidence",
    "Obligation",
    "Plan",
    "PlanLevel",
    "Position",
    "RegisteredDocument",
    "ReportMove",
    "ReportingPeriod",
    "Snapshot",
    "Target",
    "Task",
    "Unit",
    "UnitReport",
    "User",
]
