"""An assessment moved along its way, with what each move asks and leaves behind; owners of criteria, what applies.

Not here: points and facts (scores, facts), a whole round (rounds).
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from dondoc.actions.audit import record
from dondoc.actions.scores import rescore
from dondoc.core.assessments import (
    MOVE_ACTS,
    MOVE_TITLES,
    MOVES,
    STAGE_TITLES,
    Move,
    Stage,
    State,
    check_writable,
    state_after,
)
from dondoc.core.chains import canonical
from dondoc.core.permissions import Act, Viewer, check_second_person
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.plain_facts import facts_object
from dondoc.core.scoring.sheets import CriterionState, sheet_object
from dondoc.core.vietnamese import date_text, normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, AssessmentMove, CriterionOwner, CriterionScore, Dispute, ScoreSnapshot, Unit
from dondoc.queries import assessments

# The sheets that a move leaves behind as they were then.
_SNAPSHOTS = {
    Move.SIGN: (Stage.SELF, Stage.CHECK),
    Move.RELEASE: (Stage.APPRAISED,),
    Move.CONCLUDE: (Stage.FINAL,),
    Move.PUBLISH: (Stage.FINAL,),
}


@transaction.atomic
def move(assessment_id: int, *, move: Move, actor: Viewer, at: datetime, reason: str = "") -> Assessment:
    """Makes one move of an assessment.

    Raises NotVisible, NotAllowed, OwnWork (whoever scored or checked does not sign, whoever wrote a dispute does not
    send it), WrongState, ReasonMissing, and
    Faulty with every criterion that the move waits for (the field is its code): to hand in, one without a figure and
    without an explanation; for the Director, one not checked; to release, one not appraised; to conclude, a dispute
    not decided. What the body has written and not sent holds the conclusion until the last day of the round for
    disputes has passed; after it, or where the round has no such day, it is left as it is. A whole round is published
    at once (rounds.publish).
    """
    found = assessments.located(actor, assessment_id)
    found.check(MOVE_ACTS[move])
    assessment = _locked(found.assessment)
    said, before = normalise(reason), State(assessment.state)
    if before in MOVES[move][0]:
        _check_second(assessment, move, found.viewer)
    state_after(before, move, reason=said)
    if move is Move.PUBLISH:
        raise WrongState("Điểm được công bố cho cả đợt đánh giá cùng một lúc.", lifted_by="Người thẩm định")
    _prepare(assessment, move, found.viewer, at)
    pass_on(assessment, move, reason=said, actor=found.viewer, at=at)
    return assessment


def pass_on(assessment: Assessment, move: Move, *, reason: str, actor: Viewer, at: datetime) -> None:
    """Writes a move found right: the new state, the rows of the way and the trail, the sheets. Part of a move."""
    before = State(assessment.state)
    assessment.state = state_after(before, move, reason=reason).value
    assessment.save(update_fields=["state", "rank"])
    AssessmentMove.objects.create(
        assessment=assessment,
        move=move.value,
        state_before=before.value,
        state_after=assessment.state,
        reason=reason,
        moved_by_id=actor.person_id,
        moved_at=at,
    )
    after: dict[str, object] = {"state": assessment.state, "move": move.value}
    after |= {"rank": assessment.rank} if move is Move.PUBLISH else {}
    before_it = {"state": before.value}
    record(MOVE_ACTS[move], assessment, actor=actor, at=at, before=before_it, after=after, reason=reason)
    _keep_sheets(assessment, _SNAPSHOTS.get(move, ()), at)


@transaction.atomic
def set_owners(assessment_id: int, *, owners: Mapping[str, int | None], actor: Viewer, at: datetime) -> Assessment:
    """Gives criteria to units of the body, or to none; those not named stay as they are.

    Raises NotVisible (the assessment, a criterion, a unit), NotAllowed, WrongState (the Director has signed).
    """
    found = assessments.located(actor, assessment_id)
    found.check(Act.CHECK_WRITE)
    assessment = _locked(found.assessment)
    if State(assessment.state) not in {State.SELF, State.CHECK}:
        check_writable(State(assessment.state), Stage.CHECK)
    known = {each.code for each in assessments.set_in(assessment).criteria}
    wanted = {unit_id for unit_id in owners.values() if unit_id is not None}
    units = Unit.objects.filter(department=assessment.department_id, valid_to=None, pk__in=wanted)
    if not known.issuperset(owners) or units.count() != len(wanted):
        raise NotVisible
    now = {code: unit.pk for code, unit in assessments.owners_of(assessment).items()}
    changed = {code: unit_id for code, unit_id in owners.items() if now.get(code) != unit_id}
    CriterionOwner.objects.filter(assessment=assessment, criterion__in=changed).delete()
    given = {code: unit_id for code, unit_id in changed.items() if unit_id is not None}
    CriterionOwner.objects.bulk_create(
        [CriterionOwner(assessment=assessment, criterion=code, unit_id=unit_id) for code, unit_id in given.items()]
    )
    if changed:
        was = {code: now.get(code) for code in changed}
        record("score.set-owners", assessment, actor=found.viewer, at=at, before=was, after=changed)
    return assessment


@transaction.atomic
def set_applicable(
    assessment_id: int, *, profile: str, not_applicable: Collection[str], actor: Viewer, at: datetime
) -> Assessment:
    """Says under which profile the body is scored and which criteria do not apply to it; scores again.

    Raises NotVisible, NotAllowed, WrongState (no longer self-scoring), Faulty.
    """
    found = assessments.located(actor, assessment_id)
    found.check(Act.CHECK_WRITE)
    assessment = _locked(found.assessment)
    check_writable(State(assessment.state), Stage.SELF)
    criteria_set = assessments.set_in(assessment)
    known = {each.code for each in criteria_set.criteria}
    faults = [] if profile in criteria_set.profiles else [Fault("profile", "Hãy chọn một nhóm đơn vị của bộ chỉ số.")]
    faults += [Fault("not_applicable", f"Không có chỉ số {code}.") for code in sorted({*not_applicable} - known)]
    refuse_faulty(faults)
    before = {"profile": assessment.profile, "not_applicable": assessment.not_applicable}
    assessment.profile, assessment.not_applicable = profile, sorted(not_applicable)
    after = {"profile": profile, "not_applicable": assessment.not_applicable}
    if after != before:
        assessment.save(update_fields=["profile", "not_applicable"])
        rescore(assessment, actor=found.viewer, at=at)
        record("score.set-applicable", assessment, actor=found.viewer, at=at, before=before, after=after)
    return assessment


def _locked(assessment: Assessment) -> Assessment:
    """The same as it stands now, held until the transaction ends."""
    now = Assessment.objects.select_for_update().get(pk=assessment.pk)
    now.round, now.department = assessment.round, assessment.department
    return now


def _keep_sheets(assessment: Assessment, stages: Collection[Stage], at: datetime) -> None:
    """Keeps the sheets of these stages as they are now, with the facts and the digest of the set."""
    facts = facts_object(assessments.facts_of(assessment)) if stages else {}
    criteria_set = assessments.set_in(assessment)
    for stage in stages:
        sheet = sheet_object(assessments.sheet_of(assessment, stage), criteria_set)
        sheet |= {"rank": assessment.rank} if assessment.rank else {}
        ScoreSnapshot.objects.create(
            assessment=assessment,
            stage=stage.value,
            facts=facts,
            sheet=sheet,
            set_sha256=assessment.round.adopted_set.sha256,
            sha256=hashlib.sha256(canonical([facts, sheet]).encode()).hexdigest(),
            made_at=at,
        )


def _prepare(assessment: Assessment, move: Move, actor: Viewer, at: datetime) -> None:
    """What a move asks before it is made, and the rows that it writes."""
    match move:
        case Move.HAND_IN:
            rescore(assessment, actor=actor, at=at)
            refuse_faulty(_unexplained(assessment))
        case Move.CHECKED | Move.RELEASE:
            stage = Stage.CHECK if move is Move.CHECKED else Stage.APPRAISED
            rows = assessments.scores_of_all([assessment])[assessment.pk]
            open_ones = assessments.unread(assessment, rows, stage)
            refuse_faulty([Fault(code, _no_points(code, stage)) for code in open_ones])
        case Move.DISPUTE:
            if not Dispute.objects.filter(assessment=assessment).update(sent_at=at):
                raise WrongState("Chưa viết giải trình cho chỉ số nào.", lifted_by="Chuyên viên Văn phòng Sở")
        case Move.CONCLUDE:
            _check_heard(assessment, on=localtime(at).date())
            waiting = assessment.disputes.filter(outcome="").exclude(sent_at=None)
            refuse_faulty([Fault(each.criterion, _undecided(each.criterion)) for each in waiting])
            _make_final(assessment, actor, at)


def _check_second(assessment: Assessment, move: Move, actor: Viewer) -> None:
    """Raises OwnWork for the director who has done what is to be signed or sent."""
    if move is Move.SIGN:
        rows = assessments.scores_of_all([assessment])[assessment.pk]
        doers = assessments.writers(rows) | assessments.movers(assessment, Move.CHECKED)
        check_second_person(actor, doers, doing="ký phiếu đánh giá")
    if move is Move.DISPUTE:
        writers = set(assessment.disputes.values_list("written_by_id", flat=True))
        check_second_person(actor, writers, doing="gửi giải trình")


def _check_heard(assessment: Assessment, *, on: date) -> None:
    """Raises WrongState while the body can still send what it has written to the points told."""
    last_day = assessment.round.dispute_due_on
    if State(assessment.state) is not State.RELEASED or last_day is None or on > last_day:
        return
    if assessment.disputes.filter(sent_at=None).exists():
        raise WrongState(
            f"Chưa “{MOVE_TITLES[Move.CONCLUDE]}” được: cơ quan được đánh giá có giải trình đã viết, chưa gửi, và còn "
            f"được gửi đến hết ngày {date_text(last_day)}. Hãy chờ Giám đốc của cơ quan gửi, Văn phòng Sở "
            "bỏ giải trình, hoặc hết hạn.",
            lifted_by="Giám đốc hoặc Văn phòng Sở của cơ quan được đánh giá",
        )


def _unexplained(assessment: Assessment) -> list[Fault]:
    scored = assessments.scores_of(assessment, Stage.SELF)
    codes = [each.code for each in assessments.criteria_of(assessment)]
    return [
        Fault(code, f"Chỉ số {code} chưa có số liệu: hãy nhập số liệu hoặc giải trình vì sao chưa có.")
        for code in codes
        if scored[code].state == CriterionState.MISSING and not scored[code].words
    ]


def _make_final(assessment: Assessment, actor: Viewer, at: datetime) -> None:
    rows = assessments.scores_of(assessment, Stage.APPRAISED)
    CriterionScore.objects.bulk_create(
        [
            CriterionScore(
                assessment=assessment,
                criterion=code,
                stage=Stage.FINAL.value,
                points=row.points,
                state=row.state,
                reason=row.reason,
                words=row.words,
                scored_by_id=actor.person_id,
                scored_at=at,
            )
            for code, row in rows.items()
        ]
    )


def _no_points(code: str, stage: Stage) -> str:
    return f"Chỉ số {code} chưa có điểm ở cột “{STAGE_TITLES[stage]}”."


def _undecided(code: str) -> str:
    return f"Giải trình của chỉ số {code} chưa được trả lời nên chưa “{MOVE_TITLES[Move.CONCLUDE]}” được."
