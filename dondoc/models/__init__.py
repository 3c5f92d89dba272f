"""What is stored, one noun a file. Not here: how it is read (queries) or changed (actions)."""

from dondoc.models.assessments import (
    Assessment,
    AssessmentFact,
    AssessmentMove,
    CriterionOwner,
    CriterionProof,
    CriterionScore,
    Dispute,
    ReadingSample,
    ScoreSnapshot,
    ScoringRound,
)
from dondoc.models.audit import AuditChain, AuditDetail, AuditHead, AuditRow
from dondoc.models.confirmations import BrokenGlass, ConfirmationRequest
from dondoc.models.criteria import AdoptedSet, FactBinding, SetDraft
from dondoc.models.departments import Department, Reorganisation, Succession, Unit, UnitName
from dondoc.models.dossiers import (
    DossierFigures,
    DossierLoad,
    DossierUnit,
    MeasuredTarget,
    OverdueCount,
    ProcedureMonth,
    UnitMonth,
)
from dondoc.models.drafts import Draft, PlanLevel
from dondoc.models.evidence import Evidence
from dondoc.models.keys import ApiToken, SignedLink
from dondoc.models.people import AccountReview, Position, User
from dondoc.models.plans import Amendment, Citation, Plan
from dondoc.models.privacy import Incident, SubjectRequest
from dondoc.models.registers import RegisteredDocument
from dondoc.models.reports import Answer, ReportingPeriod, ReportMove, UnitReport
from dondoc.models.sign_ins import SignInTry
from dondoc.models.snapshots import Snapshot
from dondoc.models.targets import Target
from dondoc.models.tasks import Basis, Checkpoint, Obligation, Task

__all__ = [
    "AccountReview",
    "AdoptedSet",
    "Amendment",
    "Answer",
    "ApiToken",
    "Assessment",
    "AssessmentFact",
    "AssessmentMove",
    "AuditChain",
    "AuditDetail",
    "AuditHead",
    "AuditRow",
    "Basis",
    "BrokenGlass",
    "Checkpoint",
    "Citation",
    "ConfirmationRequest",
    "CriterionOwner",
    "CriterionProof",
    "CriterionScore",
    "Department",
    "Dispute",
    "DossierFigures",
    "DossierLoad",
    "DossierUnit",
    "Draft",
    "Evidence",
    "FactBinding",
    "Incident",
    "MeasuredTarget",
    "Obligation",
    "OverdueCount",
    "Plan",
    "PlanLevel",
    "Position",
    "ProcedureMonth",
    "ReadingSample",
    "RegisteredDocument",
    "Reorganisation",
    "ReportMove",
    "ReportingPeriod",
    "ScoreSnapshot",
    "ScoringRound",
    "SetDraft",
    "SignInTry",
    "SignedLink",
    "Snapshot",
    "SubjectRequest",
    "Succession",
    "Target",
    "Task",
    "Unit",
    "UnitMonth",
    "UnitName",
    "UnitReport",
    "User",
]
