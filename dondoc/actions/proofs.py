"""Proof of a criterion: a file of its own, or one chosen among those given with answers; withdrawn, never deleted.

Not here: proof of answers (evidence), opening one (queries/assessments.proof).
"""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.actions.evidence import Particulars
from dondoc.core.assessments import STATE_TITLES, Move, State
from dondoc.core.permissions import Act, Viewer
from dondoc.core.proof_files import file_faults, suffix_of
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, CriterionProof
from dondoc.queries import assessments, evidence
from dondoc.queries.assessments import Located

# While it scores itself, while its Office checks, and when it answers to the appraised points.
PROVABLE = frozenset({State.SELF, State.CHECK, State.RELEASED})


@transaction.atomic
def attach(
    assessment_id: int,
    criterion: str,
    *,
    data: bytes,
    name: str,
    particulars: Particulars,
    actor: Viewer,
    at: datetime,
) -> CriterionProof:
    """Keeps a file as proof of a criterion: of the kinds and up to the size taken for answers.

    Raises NotVisible, NotAllowed, WrongState, Faulty for a file that is not taken or there already.
    """
    found = _opened(assessment_id, criterion, actor)
    proof = CriterionProof(
        assessment=found.assessment,
        criterion=criterion,
        file_name=normalise(name).replace("\n", " ")[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        number=normalise(particulars.number),
        issued_on=particulars.issued_on,
        issuer=normalise(particulars.issuer),
        abstract=normalise(particulars.abstract),
        page=normalise(particulars.page),
        added_by_id=found.viewer.person_id,
        added_at=at,
    )
    faults = file_faults(data) or _repeated(proof)
    refuse_faulty(faults + column_faults(proof, ["number", "issuer", "page"]))
    _add(proof, found, at)
    # Last, so that nothing that fails leaves a file without its row.
    proof.file.save(proof.sha256[:16] + (suffix_of(data) or ""), ContentFile(data))
    return proof


@transaction.atomic
def choose(
    assessment_id: int, criterion: str, *, evidence_id: int, page: str = "", actor: Viewer, at: datetime
) -> CriterionProof:
    """Takes a proof that was given with an answer as proof of a criterion, too; `page` is where in it this one stands.

    Raises NotVisible (the assessment, the criterion, the proof), NotAllowed, WrongState, Faulty.
    """
    found = _opened(assessment_id, criterion, actor)
    chosen = evidence.one(found.viewer, evidence_id)
    if chosen.answer.report.period.plan.department_id != found.assessment.department_id:
        raise NotVisible
    proof = CriterionProof(
        assessment=found.assessment,
        criterion=criterion,
        evidence=chosen,
        file_name=chosen.file_name,
        sha256=chosen.sha256,
        size=chosen.size,
        number=chosen.number,
        issued_on=chosen.issued_on,
        issuer=chosen.issuer,
        abstract=chosen.abstract,
        page=normalise(page) or chosen.page,
        added_by_id=found.viewer.person_id,
        added_at=at,
    )
    refuse_faulty(_repeated(proof) + column_faults(proof, ["page"]))
    _add(proof, found, at)
    return proof


@transaction.atomic
def withdraw(proof_id: int, *, actor: Viewer, at: datetime) -> int:
    """Takes a proof back; the row stays, the file too. How many proofs the criterion has left.

    Raises NotVisible, NotAllowed, WrongState (others judge, or have judged by it).
    """
    proof = assessments.proof(actor, proof_id)
    found = _opened(proof.assessment_id, proof.criterion, actor)
    last = assessments.moves_of(found.assessment).last()
    if last is not None and last.move == Move.RELEASE.value and proof.added_at <= last.moved_at:
        raise WrongState("Minh chứng này đã được thẩm định cùng phiếu nên không rút lại được nữa.")
    before = _data(proof)
    proof.withdrawn_at = at
    # What is proof of an answer belongs to the answer: it can be removed there once nothing leans on it.
    proof.evidence = None
    proof.save(update_fields=["withdrawn_at", "evidence"])
    record("proof.withdraw", proof, actor=found.viewer, at=at, before=before)
    return found.assessment.proofs.filter(criterion=proof.criterion, withdrawn_at=None).count()


def _opened(assessment_id: int, criterion: str, actor: Viewer) -> Located:
    """The assessment, locked, when the actor may change the proofs of the criterion now."""
    found = assessments.located(actor, assessment_id)
    if criterion not in {each.code for each in assessments.criteria_of(found.assessment)}:
        raise NotVisible
    found.check(Act.SCORE_WRITE, criterion)
    state = State(Assessment.objects.select_for_update().get(pk=assessment_id).state)
    if state not in PROVABLE:
        raise WrongState(
            f"Phiếu đánh giá đang ở trạng thái “{STATE_TITLES[state]}” nên minh chứng không thay đổi được.",
            lifted_by="Người thẩm định (trả lại để bổ sung)" if state is State.SUBMITTED else "",
        )
    return found


def _add(proof: CriterionProof, found: Located, at: datetime) -> None:
    proof.save()
    record("proof.attach", proof, actor=found.viewer, at=at, after=_data(proof))


def _data(proof: CriterionProof) -> dict[str, object]:
    return {
        "criterion": proof.criterion,
        "file_name": proof.file_name,
        "sha256": proof.sha256,
        "number": proof.number,
        "evidence": proof.evidence_id,
    }


def _repeated(proof: CriterionProof) -> list[Fault]:
    same = CriterionProof.objects.filter(
        assessment=proof.assessment, criterion=proof.criterion, sha256=proof.sha256, withdrawn_at=None
    )
    return [Fault("file", "Tệp này đã là minh chứng của chỉ số này rồi.")] if same.exists() else []
