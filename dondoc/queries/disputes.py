"""The dispute file of an assessment: each disputed criterion with its rule, points, figures and proofs.

Not here: how it is printed (officialdoc/disputes), writing and deciding disputes (actions/disputes).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.assessments import REASON_TITLES, ReasonCode, Stage
from dondoc.core.consolidation import Proof
from dondoc.core.permissions import Act, Viewer
from dondoc.core.scoring.criteria import Criterion
from dondoc.core.scoring.plain_facts import fact_value
from dondoc.core.scoring.sentences import criterion_sentence
from dondoc.core.scoring.step_texts import FactName
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, AssessmentFact, CriterionProof, CriterionScore
from dondoc.models import Dispute as DisputeRow
from dondoc.officialdoc.disputes import Dispute, DisputeFile, HashedProof, StatedFact
from dondoc.queries import assessments
from dondoc.queries.briefs import RESTRICTED
from dondoc.queries.criteria_sets import fact_names


@dataclass(frozen=True)
class _Behind:
    """What stands behind the disputes: by criterion the own points, the appraised ones and the proofs; by fact more."""

    own: Mapping[str, Decimal | None]
    appraised: Mapping[str, CriterionScore]
    facts: Mapping[str, AssessmentFact]
    proofs: Mapping[str, Sequence[CriterionProof]]
    names: Mapping[str, FactName]


def file(viewer: Viewer, assessment_id: int) -> tuple[Assessment, DisputeFile]:
    """What the body answers to the appraised points. Raises NotVisible, NotAllowed, WrongState (nothing disputed)."""
    located = assessments.located(viewer, assessment_id)
    located.check(Act.DISPUTE_READ)
    assessment = located.assessment
    written = assessments.seen_disputes(located)
    if not written:
        raise WrongState("Chưa viết giải trình cho chỉ số nào.", lifted_by="Chuyên viên Văn phòng Sở")
    criteria_set = assessments.set_in(assessment)
    behind = _Behind(
        {each.code: each.points for each in assessments.sheet_of(assessment, Stage.CHECK).criteria},
        _appraised(assessment),
        assessments.fact_rows(assessment),
        assessments.proofs_of(assessment),
        fact_names(assessment.round.adopted_set),
    )
    disputes = tuple(
        _dispute(written[each.code], each, behind) for each in criteria_set.criteria if each.code in written
    )
    return assessment, DisputeFile(
        assessment.round.year, criteria_set.title, criteria_set.is_unofficial, assessment.department.name, disputes
    )


def proof_of(row: CriterionProof) -> Proof:
    """The particulars of a proof as documents print them; of one with personal data only that it is there."""
    if row.is_restricted:
        return Proof("", None, "", RESTRICTED, "", "")
    return Proof(row.number, row.issued_on, row.issuer, row.abstract, row.page, row.file_name)


def _appraised(assessment: Assessment) -> Mapping[str, CriterionScore]:
    """By criterion, the points to which the body answers: the newest that no dispute has won."""
    rows = CriterionScore.objects.filter(assessment=assessment, stage=Stage.APPRAISED.value).order_by("id")
    return {row.criterion: row for row in rows.exclude(reason=ReasonCode.ACCEPTED_DISPUTE.value)}


def _dispute(row: DisputeRow, criterion: Criterion, behind: _Behind) -> Dispute:
    appraised = behind.appraised.get(criterion.code)
    known = ((fact, behind.facts[fact]) for fact in criterion.facts if fact in behind.facts)
    return Dispute(
        code=criterion.code,
        title=criterion.title,
        max=criterion.max,
        rule=criterion_sentence(criterion, behind.names),
        own_points=behind.own[criterion.code] or Decimal(0),
        appraised_points=(appraised.points if appraised else None) or Decimal(0),
        asked_points=row.asked_points,
        reason=reason_of(appraised) if appraised else "",
        answer=row.words,
        facts=tuple(
            StatedFact(behind.names[fact], fact_value(one.value), one.source, one.as_of) for fact, one in known
        ),
        proofs=tuple(HashedProof(proof_of(proof), proof.sha256) for proof in behind.proofs.get(criterion.code, ())),
    )


def reason_of(row: CriterionScore) -> str:
    """Why points differ from the stage before: the reason's title and what was written to it."""
    title = REASON_TITLES[ReasonCode(row.reason)] if row.reason else ""
    return ": ".join(text for text in (title, row.words) if text)
