"""Personal data: each look at it recorded, proofs marked, details of the audit trail erased.

Not here: what is masked (core/identities), the registers (subject_requests, incidents).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotAllowed, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Answer, AuditDetail, AuditRow, Evidence, SubjectRequest
from dondoc.queries import evidence as proofs
from dondoc.queries import privacy, subject_requests
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
def erase(request_id: int, numbers: Collection[int], *, reason: str, actor: Viewer, at: datetime) -> int:
    """Erases what these rows of the department's trail say was changed, as a person's request asks; the chain stays
    whole.

    Each erasure is a row of its own. Gives how many details went. Raises NotAllowed; NotVisible for the request;
    WrongState when it asks for something else or was answered; Faulty without a reason or for a row that is not there.
    """
    check(actor, Act.PRIVACY_ERASE)
    request = subject_requests.one(actor, request_id)
    if request.kind != SubjectRequest.Kind.ERASE or request.answered_on is not None:
        raise WrongState("Chỉ xóa nội dung theo một yêu cầu xóa dữ liệu chưa trả lời.")
    words = normalise(reason)
    rows = list(AuditRow.objects.filter(number__in=numbers, department_id=actor.department_id).order_by("number"))
    refuse_faulty(_erasure_faults(words, set(numbers), {row.number for row in rows}))
    erased = [row for row in rows if AuditDetail.objects.filter(row=row).exists()]
    for row in erased:
        record(Act.PRIVACY_ERASE, row, actor=actor, at=at, after={"request": request.pk}, reason=words)
        AuditDetail.objects.filter(row=row).delete()
    return len(erased)


def _erasure_faults(reason: str, wanted: set[int], there: set[int]) -> list[Fault]:
    faults = [] if reason else [Fault("reason", "Hãy ghi lý do xóa, ví dụ yêu cầu nào của ai.")]
    if not wanted:
        faults.append(Fault("numbers", "Hãy chọn hoặc ghi số ít nhất một dòng nhật ký."))
    if missing := sorted(wanted - there):
        faults.append(Fault("numbers", f"Nhật ký không có dòng số {', '.join(map(str, missing))}."))
    return faults
