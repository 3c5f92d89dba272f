"""Personal data: each look at it recorded, proofs marked, details of the audit trail erased.

Not here: what is masked (core/identities), the registers (subject_requests, incidents).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotAllowed, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.models import Answer, AuditDetail, AuditRow, Evidence
from dondoc.queries import evidence as proofs
from dondoc.queries import privacy
from dondoc.queries.evidence import MASKED, REASON


@transaction.atomic
def reveal_evidence(evidence_id: int, *, reason: str = "", actor: Viewer, at: datetime) -> Evidence:
    """Hands out a restricted file, or any file through broken glass, and records the look.

    Raises NotVisible; NotAllowed for a viewer who sees masked particulars only, or whose glass time is over; Faulty
    where a reason is needed and missing.
    """
    seen = proofs.one(actor, evidence_id)
    if actor.glass_until is not None and actor.glass_until <= at:
        raise NotAllowed("Thời gian truy cập khẩn cấp đã hết.")
    asked, words = proofs.asks(actor, seen), normalise(reason)
    if asked == MASKED:
        raise NotAllowed(
            "Minh chứng có dữ liệu cá nhân: người thẩm định xem thông tin đã che số định danh, không mở tệp."
        )
    missing = asked == REASON and not words
    refuse_faulty([Fault("reason", "Hãy ghi lý do cần xem minh chứng có dữ liệu cá nhân.")] if missing else [])
    after = {"glass": actor.glass_until is not None, "restricted": seen.is_restricted}
    record("evidence.reveal", seen, actor=actor, at=at, after=after, reason=words)
    return seen


@transaction.atomic
def reveal_answer(answer_id: int, *, actor: Viewer, at: datetime) -> Answer:
    """Shows an answer with the identity numbers in it, once, and records the look. Raises NotVisible, NotAllowed."""
    answer = privacy.answer(actor, answer_id)
    check(actor, Act.PRIVACY_REVEAL, unit_id=answer.report.unit_id)
    record(Act.PRIVACY_REVEAL, answer, actor=actor, at=at)
    return answer


@transaction.atomic
def mark_evidence(evidence_id: int, *, restricted: bool, actor: Viewer, at: datetime) -> Evidence:
    """Marks a proof as holding personal data, or takes the mark away. Raises NotVisible, NotAllowed."""
    check(actor, Act.EVIDENCE_MARK)
    evidence = proofs.one(actor, evidence_id)
    before, evidence.is_restricted = evidence.is_restricted, restricted
    if before != restricted:
        evidence.save(update_fields=["is_restricted"])
        record(Act.EVIDENCE_MARK, evidence, actor=actor, at=at, before=before, after=restricted)
    return evidence


@transaction.atomic
def erase(row_ids: Collection[int], *, reason: str, actor: Viewer, at: datetime) -> int:
    """Erases what these rows of the department's trail say was changed, on a person's request; the chain stays whole.

    Each erasure is a row of its own. Gives how many details went. Raises NotAllowed, NotVisible for a row that is not
    of the department, Faulty without a reason.
    """
    check(actor, Act.PRIVACY_ERASE)
    words = normalise(reason)
    refuse_faulty([] if words else [Fault("reason", "Hãy ghi lý do xóa, ví dụ yêu cầu nào của ai.")])
    rows = list(AuditRow.objects.filter(pk__in=row_ids, department_id=actor.department_id).order_by("pk"))
    if len(rows) < len(set(row_ids)):
        raise NotVisible
    erased = [row for row in rows if AuditDetail.objects.filter(row=row).exists()]
    for row in erased:
        record(Act.PRIVACY_ERASE, row, actor=actor, at=at, reason=words)
        AuditDetail.objects.filter(row=row).delete()
    return len(erased)
