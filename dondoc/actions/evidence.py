"""Proof attached to an answer and taken away: by the unit while it writes, by the Office after the head's approval."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.actions.reports import AnswerDraft, open_for_proofs, save_answers
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.proof_files import file_faults, suffix_of
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Answer, CriterionProof, Evidence
from dondoc.queries.reports import evidence_file


@dataclass(frozen=True)
class Particulars:
    """What the attached document is: số ký hiệu, date, issuer, trích yếu, where in it the proof stands, and whether
    it holds personal data."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    abstract: str = ""
    page: str = ""
    is_restricted: bool = False


@transaction.atomic
def attach(
    period_id: int,
    unit_id: int,
    obligation_id: int,
    *,
    data: bytes,
    name: str,
    particulars: Particulars,
    actor: Viewer,
    at: datetime,
) -> Evidence:
    """Keeps a file as proof of the unit's answer; the answer begins with it when there was none.

    Taken: .pdf .docx .xlsx .png .jpg by content, up to 20 MB. Raises what `save_answers` raises, and Faulty for a
    file that is empty, too large, of another kind, or attached to this answer already, and for particulars too long.
    """
    found = open_for_proofs(period_id, unit_id, obligation_id, act=Act.EVIDENCE_ADD, actor=actor)
    answer = found.report.answers.filter(obligation_id=obligation_id).first() if found.report else None
    if answer is None and not may(actor, Act.ANSWER_WRITE, unit_id=unit_id, assignment=(period_id, obligation_id)):
        raise WrongState("Đơn vị chưa trả lời nội dung này nên chưa có gì để đính kèm minh chứng.")
    if answer is None:
        draft = AnswerDraft(obligation_id)
        report = save_answers(period_id, unit_id, answers=[draft], actor=actor, at=at)
        answer = report.answers.get(obligation_id=obligation_id)
    digest = hashlib.sha256(data).hexdigest()
    evidence = Evidence(
        answer=answer,
        file_name=normalise(name).replace("\n", " ")[-255:],
        sha256=digest,
        size=len(data),
        number=normalise(particulars.number),
        issued_on=particulars.issued_on,
        issuer=normalise(particulars.issuer),
        abstract=normalise(particulars.abstract),
        page=normalise(particulars.page),
        is_restricted=particulars.is_restricted,
        added_by_id=actor.user_id,
        added_at=at,
    )
    refuse_faulty(
        (file_faults(data) or _repeated(answer, digest)) + column_faults(evidence, ["number", "issuer", "page"])
    )
    evidence.save()
    after: dict[str, object] = {"file_name": evidence.file_name, "sha256": digest, "number": evidence.number}
    after |= {"is_restricted": True} if evidence.is_restricted else {}
    record("evidence.attach", evidence, actor=actor, at=at, after=after)
    # Last, so that nothing that fails leaves a file without its row.
    evidence.file.save(digest[:16] + (suffix_of(data) or ""), ContentFile(data))
    return evidence


@transaction.atomic
def remove(evidence_id: int, *, actor: Viewer, at: datetime) -> None:
    """Takes a proof away; the file goes after the transaction.

    Raises NotAllowed, NotVisible, PeriodClosed, WrongState.
    """
    evidence = evidence_file(actor, evidence_id)
    answer = evidence.answer
    place = (answer.report.period_id, answer.report.unit_id, answer.obligation_id)
    open_for_proofs(*place, act=Act.EVIDENCE_REMOVE, actor=actor)
    if CriterionProof.objects.filter(evidence=evidence).exists():
        raise WrongState(
            "Minh chứng này đang được dùng cho một chỉ số của phiếu đánh giá nên chưa gỡ được.",
            lifted_by="Người đã chọn minh chứng (gỡ khỏi chỉ số trước)",
        )
    before = {"file_name": evidence.file_name, "sha256": evidence.sha256, "number": evidence.number}
    record("evidence.remove", evidence, actor=actor, at=at, before=before)
    file = evidence.file
    evidence.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def _repeated(answer: Answer, digest: str) -> list[Fault]:
    if answer.evidence.filter(sha256=digest).exists():
        return [Fault("file", "Tệp này đã được đính kèm cho nội dung này rồi.")]
    return []
