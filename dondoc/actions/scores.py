"""Points of an assessment's criteria, stage by stage: computed from facts, explained, checked, appraised, read again.

Rows are only added; the newest of a stage counts. Not here: facts (facts), what is asked before a move (assessments).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.assessments import STAGE_TITLES, ReasonCode, Stage, State, check_writable
from dondoc.core.permissions import Act, Viewer, check_second_person
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.criteria import Criterion, Information
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionState
from dondoc.core.vietnamese import normalise
from dondoc.models import Assessment, CriterionScore
from dondoc.queries import assessments
from dondoc.queries.assessments import Located, Rows

_STAGE_ACTS = {
    Stage.SELF: Act.SCORE_WRITE,
    Stage.CHECK: Act.CHECK_WRITE,
    Stage.APPRAISED: Act.APPRAISAL_WRITE,
    Stage.SECOND: Act.APPRAISAL_WRITE,
}
_LONGEST = 4000


@dataclass(frozen=True)
class Given:
    """Points that somebody gives a criterion; None for "does not apply". A reason is asked where they differ."""

    criterion: str
    points: Decimal | None
    reason: ReasonCode | None = None
    words: str = ""


@transaction.atomic
def explain(assessment_id: int, *, words: Mapping[str, str], actor: Viewer, at: datetime) -> Assessment:
    """Keeps what the body says of its own points, by criterion; an empty text takes the words back.

    Raises NotVisible, NotAllowed, WrongState (no longer self-scoring), Faulty (the field is the criterion's code).
    """
    found = _opened(assessment_id, Stage.SELF, words, actor)
    texts = {code: normalise(text) for code, text in words.items()}
    refuse_faulty([Fault(code, _too_long()) for code, text in texts.items() if len(text) > _LONGEST])
    rescore(found.assessment, actor=found.viewer, at=at)
    now = assessments.scores_of(found.assessment, Stage.SELF)
    changed = {code: text for code, text in texts.items() if now[code].words != text}
    rows = [_again(now[code], words=text, actor=found.viewer, at=at) for code, text in changed.items()]
    CriterionScore.objects.bulk_create(rows)
    if rows:
        before = {code: now[code].words for code in changed}
        record("score.explain", found.assessment, actor=found.viewer, at=at, before=before, after=changed)
    return found.assessment


def check(assessment_id: int, *, given: Sequence[Given], actor: Viewer, at: datetime) -> Assessment:
    """The Office agrees with the body's own points or gives others, with a reason; all or none.

    Raises NotVisible, NotAllowed, WrongState, Faulty (every fault; the field is `<code>.points`, `.reason`, `.words`).
    """
    return _give(assessment_id, Stage.CHECK, given, actor, at)


def appraise(assessment_id: int, *, given: Sequence[Given], actor: Viewer, at: datetime) -> Assessment:
    """The appraiser agrees with what the body's Office has left standing, or gives other points, with a reason.

    Raises as `check` does, and OwnWork for whoever scored or checked in the body.
    """
    return _give(assessment_id, Stage.APPRAISED, given, actor, at)


def read_again(assessment_id: int, *, given: Sequence[Given], actor: Viewer, at: datetime) -> Assessment:
    """A second appraiser gives points without regard to the first ones. Raises as `check` does, and OwnWork for
    whoever gave the first ones."""
    return _give(assessment_id, Stage.SECOND, given, actor, at)


@transaction.atomic
def agree_all(
    assessment_id: int, *, stage: Stage, actor: Viewer, at: datetime, codes: Collection[str] | None = None
) -> Assessment:
    """Agrees, for the Office or the appraiser, with the stage before wherever this one has no points yet.

    `codes` are the criteria meant, otherwise all. Raises as `check` and `appraise` do.
    """
    found = _opened(assessment_id, stage, codes or (), actor)
    rows = assessments.scores_of_all([found.assessment])[found.assessment.pk]
    meant = [code for code in assessments.unread(found.assessment, rows, stage) if codes is None or code in codes]
    before = assessments.standing_of(rows, assessments.stage_before(stage))
    given = [Given(code, before[code].points) for code in meant if code in before]
    return _give(assessment_id, stage, given, actor, at)


def rescore(assessment: Assessment, *, actor: Viewer, at: datetime) -> int:
    """Adds the body's own points where its facts give others than before, the words kept; how many it added.

    Part of the acts that change facts or what applies.
    """
    sheet = score(assessments.set_in(assessment), assessments.facts_of(assessment))
    now = assessments.scores_of(assessment, Stage.SELF)
    rows = [
        CriterionScore(
            assessment=assessment,
            criterion=row.code,
            stage=Stage.SELF.value,
            points=row.points,
            state=row.state.value,
            words=now[row.code].words if row.code in now else "",
            scored_by_id=actor.person_id,
            scored_at=at,
        )
        for row in sheet.criteria
        if row.code not in now or (now[row.code].points, now[row.code].state) != (row.points, row.state.value)
    ]
    CriterionScore.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def _give(assessment_id: int, stage: Stage, given: Sequence[Given], actor: Viewer, at: datetime) -> Assessment:
    found = _opened(assessment_id, stage, [each.criterion for each in given], actor)
    assessment = found.assessment
    rows = assessments.scores_of_all([assessment])[assessment.pk]
    _check_other_person(found, stage, given, rows)
    before = {} if stage is Stage.SECOND else assessments.standing_of(rows, assessments.stage_before(stage))
    criteria = {each.code: each for each in assessments.criteria_of(assessment)}
    decimals = assessments.set_in(assessment).criterion_decimals
    said = [replace(each, words=normalise(each.words)) for each in given]
    refuse_faulty(
        [
            fault
            for each in said
            for fault in _faults(each, criteria[each.criterion], decimals, before.get(each.criterion))
        ]
    )
    new = [_row(assessment, stage, each, before.get(each.criterion), found.viewer, at) for each in said]
    standing = rows[stage] if stage is Stage.SECOND else assessments.since(rows[stage], before)
    new = [row for row in new if row.criterion not in standing or _said(standing[row.criterion]) != _said(row)]
    CriterionScore.objects.bulk_create(new)
    if new:
        was = {row.criterion: _told(rows[stage].get(row.criterion)) for row in new}
        now = {"stage": stage.value, "points": {row.criterion: _told(row) for row in new}}
        record(_STAGE_ACTS[stage], assessment, actor=found.viewer, at=at, before=was, after=now)
    return assessment


def _opened(assessment_id: int, stage: Stage, codes: Collection[str], actor: Viewer) -> Located:
    """The assessment, locked, when the actor may write points of the stage for these criteria now."""
    found = assessments.located(actor, assessment_id)
    known = {each.code for each in assessments.criteria_of(found.assessment)}
    if not known.issuperset(codes):
        raise NotVisible
    for code in [*codes] if found.codes is not None else [""]:
        found.check(_STAGE_ACTS[stage], code)
    if not codes:
        found.check(_STAGE_ACTS[stage])
    locked = Assessment.objects.select_for_update().get(pk=assessment_id)
    check_writable(State(locked.state), stage)
    return found


def _check_other_person(found: Located, stage: Stage, given: Sequence[Given], rows: Rows) -> None:
    """Appraising and reading again are for somebody outside the body, and of one criterion for two people."""
    if stage not in {Stage.APPRAISED, Stage.SECOND}:
        return
    doing = "thẩm định" if stage is Stage.APPRAISED else "đọc lần hai"
    check_second_person(found.viewer, assessments.insiders(found.assessment, rows), doing=doing)
    signed = assessments.standing_of(rows, Stage.CHECK)
    others = assessments.since(rows[Stage.SECOND if stage is Stage.APPRAISED else Stage.APPRAISED], signed)
    readers = {others[each.criterion].scored_by_id for each in given if each.criterion in others}
    check_second_person(found.viewer, readers, doing=doing)


def _faults(given: Given, criterion: Criterion, decimals: int, before: CriterionScore | None) -> list[Fault]:
    if isinstance(criterion.rule, Information):
        return [Fault(f"{given.criterion}.points", f"Chỉ số {criterion.code} chỉ để biết, không có điểm.")]
    found = []
    if given.points is not None and not _suits(given.points, criterion.max, decimals):
        sentence = (
            f"Chỉ số {criterion.code}: điểm phải từ 0 đến {criterion.max}, nhiều nhất {decimals} chữ số thập phân."
        )
        found.append(Fault(f"{given.criterion}.points", sentence))
    differs = before is not None and before.points != given.points
    if differs and given.reason is None:
        sentence = f"Chỉ số {criterion.code}: điểm khác cột “{STAGE_TITLES[Stage(before.stage)]}”, hãy chọn lý do."  # type: ignore[union-attr]
        found.append(Fault(f"{given.criterion}.reason", sentence))
    if given.reason is ReasonCode.OTHER and not given.words:
        found.append(Fault(f"{given.criterion}.words", f"Chỉ số {criterion.code}: hãy ghi rõ lý do khác là gì."))
    if len(given.words) > _LONGEST:
        found.append(Fault(f"{given.criterion}.words", _too_long()))
    return found


def _suits(points: Decimal, maximum: Decimal, decimals: int) -> bool:
    return points.is_finite() and 0 <= points <= maximum and points == round(points, decimals)


def _row(
    assessment: Assessment, stage: Stage, given: Given, before: CriterionScore | None, actor: Viewer, at: datetime
) -> CriterionScore:
    agrees = before is not None and before.points == given.points
    outside = CriterionState.NOT_APPLICABLE if given.points is None else CriterionState.SCORED
    return CriterionScore(
        assessment=assessment,
        criterion=given.criterion,
        stage=stage.value,
        points=given.points,
        state=before.state if before is not None and agrees else outside.value,
        reason=given.reason.value if given.reason else "",
        words=given.words,
        scored_by_id=actor.person_id,
        scored_at=at,
    )


def _again(row: CriterionScore, *, words: str, actor: Viewer, at: datetime) -> CriterionScore:
    return CriterionScore(
        assessment_id=row.assessment_id,
        criterion=row.criterion,
        stage=row.stage,
        points=row.points,
        state=row.state,
        words=words,
        scored_by_id=actor.person_id,
        scored_at=at,
    )


def _said(row: CriterionScore) -> tuple[object, ...]:
    return (row.points, row.state, row.reason, row.words)


def _told(row: CriterionScore | None) -> str | None:
    return None if row is None or row.points is None else format(row.points.normalize(), "f")


def _too_long() -> str:
    return f"Lời ghi dài quá {_LONGEST} ký tự: hãy rút gọn hoặc đính kèm tệp."
