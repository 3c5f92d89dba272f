"""Assessments for a viewer: which are seen and how far, and what stands in one: facts, points, proofs, disputes, moves.

Not here: what the appraiser works through (appraisals), criteria sets (criteria_sets).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.files import FieldFile

from dondoc.calendarfile import holiday_table
from dondoc.core.assessments import SHOWN_TO_UNITS, Move, Stage, State
from dondoc.core.calendars import countdown
from dondoc.core.permissions import Act, Role, Viewer, check, reached_units, reaches_department
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Information
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.given_points import GivenPoints, sheet_of_points
from dondoc.core.scoring.plain_facts import fact_values
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionState, ScoreSheet
from dondoc.models import (
    Assessment,
    AssessmentFact,
    AssessmentMove,
    CriterionOwner,
    CriterionProof,
    CriterionScore,
    Dispute,
    ScoringRound,
    Unit,
)
from dondoc.queries.criteria_sets import set_of
from dondoc.queries.people import as_appraiser

# The states in which an appraiser reads what the body has signed.
SHOWN_TO_APPRAISER = frozenset({State.SUBMITTED, *SHOWN_TO_UNITS})
# Whoever may do one of these sees the assessment: throughout the body, or the criteria of the own units.
_SEEING = (Act.SCORE_READ, Act.SCORE_WRITE, Act.CHECK_READ)
_STAGE_ACTS = {
    Stage.SELF: (Act.SCORE_READ, Act.SCORE_WRITE),
    Stage.CHECK: (Act.CHECK_READ,),
    Stage.APPRAISED: (Act.APPRAISAL_READ,),
    Stage.SECOND: (Act.APPRAISAL_WRITE,),
    Stage.FINAL: (Act.APPRAISAL_READ,),
}

# The newest points by stage and criterion.
Rows = Mapping[Stage, Mapping[str, CriterionScore]]


class Located(NamedTuple):
    """An assessment that is seen, who the viewer is in its body, and the criteria seen of it (`None`: all)."""

    assessment: Assessment
    viewer: Viewer
    codes: frozenset[str] | None

    def check(self, act: Act, criterion: str = "") -> None:
        """Raises NotVisible for a criterion out of sight, NotAllowed unless the viewer may do this with it.

        Without a criterion the act is one on the whole: a right in a unit alone does not reach it.
        """
        if criterion and self.codes is not None and criterion not in self.codes:
            raise NotVisible
        unit_ids = reached_units(self.viewer, act) if criterion and self.codes is not None else ()
        owned = self.assessment.owners.filter(criterion=criterion, unit__in=unit_ids) if unit_ids else None
        owner = owned.first() if owned is not None else None
        check(self.viewer, act, unit_id=owner.unit_id if owner else None)


@dataclass(frozen=True)
class LocatedPage:
    """What every page of one assessment begins with: where it is seen from, and its set."""

    located: Located
    criteria_set: CriteriaSet

    @property
    def assessment(self) -> Assessment:
        return self.located.assessment

    @property
    def is_whole(self) -> bool:
        """Whether every criterion is seen, so that totals say something."""
        return self.located.codes is None


class Due(NamedTuple):
    """The last day of what an assessment waits for, and how far off it is: `còn 3 ngày làm việc`."""

    day: date
    countdown: str
    is_late: bool


def due_of(assessment: Assessment, *, today: date) -> Due | None:
    """Until when the step in which it stands is to be done; None where no day was set, or nothing is waited for."""
    found = assessment.round
    days = {State.SUBMITTED: found.appraisal_due_on} | dict.fromkeys(
        (State.RELEASED, State.DISPUTED), found.dispute_due_on
    )
    ended = {State.FINAL, State.PUBLISHED}
    state = State(assessment.state)
    day = None if state in ended else days.get(state, found.self_due_on)
    if day is None:
        return None
    holidays = holiday_table(range(min(today, day).year, max(today, day).year + 1))
    return Due(day, countdown(today, day, holidays), today > day)


def visible_to(viewer: Viewer) -> QuerySet[Assessment]:
    """Assessments within sight: of the own department, a unit's people where a criterion is theirs; to an appraiser
    those of the bodies given, once their directors have signed."""
    signed = [state.value for state in SHOWN_TO_APPRAISER]
    given = Q(department__in=viewer.appraised_ids, state__in=signed)
    return _joined(Assessment.objects.filter(_of_own_body(viewer) | given))


def one(viewer: Viewer, assessment_id: int) -> Assessment:
    """One assessment with its round, set and body. Raises NotVisible."""
    found = visible_to(viewer).filter(pk=assessment_id).first()
    if found is None:
        raise NotVisible
    return found


def located(viewer: Viewer, assessment_id: int) -> Located:
    """The assessment, the viewer as somebody of its body or as its appraiser, and the criteria seen. Raises NotVisible.

    What is done with that viewer stands in the trail of the body.
    """
    assessment = one(viewer, assessment_id)
    return Located(assessment, acting(viewer, assessment), seen_criteria(viewer, assessment))


def acting(viewer: Viewer, assessment: Assessment) -> Viewer:
    """Who the viewer is in the body of a seen assessment; no appraiser before it is signed. Raises NotVisible."""
    if assessment.department_id != viewer.department_id:
        return as_appraiser(viewer, assessment.department_id)
    return viewer if State(assessment.state) in SHOWN_TO_APPRAISER else _of_body(viewer)


def seen_criteria(viewer: Viewer, assessment: Assessment) -> frozenset[str] | None:
    """Codes of the criteria of a seen assessment that the viewer sees; `None` stands for all."""
    if sees_whole(viewer, assessment):
        return None
    found = assessment.owners.filter(unit__in=_own_units(acting(viewer, assessment)))
    return frozenset(found.values_list("criterion", flat=True))


def sees_whole(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether every criterion of a seen assessment is seen."""
    here = acting(viewer, assessment)
    return any(reaches_department(here, act) for act in _SEEING)


def seen_stages(viewer: Viewer, assessment: Assessment) -> frozenset[Stage]:
    """The columns of a seen assessment that the viewer sees; a unit the appraised ones once they are released."""
    here = acting(viewer, assessment)
    released = State(assessment.state) in SHOWN_TO_UNITS
    return frozenset(
        stage
        for stage, acts in _STAGE_ACTS.items()
        if any(reaches_department(here, act) for act in acts)
        or (any(reached_units(here, act) for act in acts) and (released or stage in {Stage.SELF, Stage.CHECK}))
    )


def rounds(viewer: Viewer) -> QuerySet[ScoringRound]:
    """Rounds in which an assessment is seen, and to an appraiser those of the bodies given from their start."""
    own = Assessment.objects.filter(_of_own_body(viewer) | Q(department__in=viewer.appraised_ids))
    return ScoringRound.objects.filter(pk__in=own.values("round")).select_related("adopted_set", "department")


def round_of(viewer: Viewer, round_id: int) -> ScoringRound:
    """One of these rounds. Raises NotVisible."""
    found = rounds(viewer).filter(pk=round_id).first()
    if found is None:
        raise NotVisible
    return found


def bodies_of(viewer: Viewer, scoring_round: ScoringRound) -> QuerySet[Assessment]:
    """The assessments of a seen round, as far as the viewer may know of them; an appraiser's from the start."""
    own = _of_own_body(viewer) | Q(department__in=viewer.appraised_ids)
    return _joined(Assessment.objects.filter(own, round=scoring_round))


def set_in(assessment: Assessment) -> CriteriaSet:
    """The set by which it is scored."""
    return set_of(assessment.round.adopted_set)


def criteria_of(assessment: Assessment) -> tuple[Criterion, ...]:
    """The criteria that it is scored on, in the order of the set."""
    return set_in(assessment).criteria_of(assessment.profile)


def facts_of(assessment: Assessment) -> Facts:
    """The newest value of each fact."""
    return facts_of_all([assessment])[assessment.pk]


def facts_of_all(assessments: Collection[Assessment]) -> Mapping[int, Facts]:
    """By assessment id, the newest value of each fact; two statements however many."""
    plain: dict[int, dict[str, object]] = {each.pk: {} for each in assessments}
    newest = AssessmentFact.objects.filter(assessment__in=plain).order_by("id")
    for assessment_id, fact, value in newest.values_list("assessment_id", "fact", "value"):
        plain[assessment_id][fact] = value
    return {
        each.pk: Facts(
            body=each.department.code,
            year=each.round.year,
            profile=each.profile,
            values=fact_values(plain[each.pk]),
            not_applicable=frozenset(each.not_applicable),
        )
        for each in assessments
    }


def fact_rows(assessment: Assessment) -> Mapping[str, AssessmentFact]:
    """By fact, its newest row: the value with its day and source."""
    found = AssessmentFact.objects.filter(assessment=assessment).select_related("entered_by").order_by("id")
    return {row.fact: row for row in found}


def fact_history(assessment: Assessment, fact: str) -> QuerySet[AssessmentFact]:
    """All values that a fact had, the newest first."""
    return AssessmentFact.objects.filter(assessment=assessment, fact=fact).select_related("entered_by").order_by("-id")


def scores_of(assessment: Assessment, stage: Stage) -> Mapping[str, CriterionScore]:
    """By criterion, the newest points of the stage."""
    return scores_of_all([assessment])[assessment.pk][stage]


def scores_of_all(assessments: Iterable[Assessment]) -> Mapping[int, Rows]:
    """By assessment id, stage and criterion, the newest points; one statement however many."""
    found: dict[int, dict[Stage, dict[str, CriterionScore]]] = {
        each.pk: {stage: {} for stage in Stage} for each in assessments
    }
    for row in CriterionScore.objects.filter(assessment__in=found).select_related("scored_by").order_by("id"):
        found[row.assessment_id][Stage(row.stage)][row.criterion] = row
    return found


def score_history(viewer: Viewer, assessment: Assessment, code: str) -> QuerySet[CriterionScore]:
    """All points that a criterion was given in the stages within sight, the newest first."""
    stages = [stage.value for stage in seen_stages(viewer, assessment)]
    found = CriterionScore.objects.filter(assessment=assessment, criterion=code, stage__in=stages)
    return found.select_related("scored_by").order_by("-id")


def sheet_of(assessment: Assessment, stage: Stage) -> ScoreSheet:
    """The sheet of a stage: the body's own by the rules from its facts, the others from the points given.

    What the Office has not checked since it changed stands in its sheet as the body scored it; in the others' sheets
    a criterion without points is missing.
    """
    return sheets_of([assessment], stage)[assessment.pk]


def sheets_of(assessments: Collection[Assessment], stage: Stage) -> Mapping[int, ScoreSheet]:
    """By assessment id, the sheet of a stage; as many statements as for one."""
    facts = facts_of_all(assessments)
    if stage is Stage.SELF:
        return {each.pk: score(set_in(each), facts[each.pk]) for each in assessments}
    rows = scores_of_all(assessments)
    return {
        each.pk: sheet_of_points(set_in(each), facts[each.pk], _given(standing_of(rows[each.pk], stage)))
        for each in assessments
    }


def standing_of(rows: Rows, stage: Stage) -> Mapping[str, CriterionScore]:
    """By criterion, the points that count in the sheet of a stage, of the newest of every stage."""
    if stage is not Stage.CHECK:
        return rows[stage]
    own, checked = rows[Stage.SELF], rows[Stage.CHECK]
    return {**own, **since(checked, own)}


def stage_before(stage: Stage) -> Stage:
    """The stage whose points are looked at when those of this one are given."""
    return Stage.SELF if stage is Stage.CHECK else Stage.CHECK


def since(own: Mapping[str, CriterionScore], before: Mapping[str, CriterionScore]) -> Mapping[str, CriterionScore]:
    """Of the points of a stage, those given since the points before them changed."""
    return {code: row for code, row in own.items() if code not in before or row.pk > before[code].pk}


def unread(assessment: Assessment, rows: Rows, stage: Stage) -> list[str]:
    """Codes, in the order of the set, of what has no points of the stage since those of the stage before changed."""
    given = since(rows[stage], standing_of(rows, stage_before(stage)))
    scored = (each for each in criteria_of(assessment) if not isinstance(each.rule, Information))
    return [each.code for each in scored if each.code not in given]


def writers(rows: Rows) -> frozenset[int]:
    """Ids of those who gave the points that now count as the body's own and as checked."""
    return frozenset(row.scored_by_id for stage in (Stage.SELF, Stage.CHECK) for row in rows[stage].values())


def insiders(assessment: Assessment, rows: Rows) -> frozenset[int]:
    """Ids of those who scored or checked in the body, or passed its sheet on for it: they do not judge it."""
    return writers(rows) | movers(assessment, Move.CHECKED, Move.SIGN, Move.DISPUTE)


def movers(assessment: Assessment, *moves: Move) -> frozenset[int]:
    """Ids of those who have ever made one of these moves."""
    found = assessment.moves.filter(move__in=[each.value for each in moves])
    return frozenset(found.values_list("moved_by_id", flat=True))


def owners_of(assessment: Assessment) -> Mapping[str, Unit]:
    """By criterion, the unit that answers for it."""
    found = CriterionOwner.objects.filter(assessment=assessment).select_related("unit")
    return {row.criterion: row.unit for row in found}


def proofs_of(assessment: Assessment) -> Mapping[str, Sequence[CriterionProof]]:
    """By criterion, what proves it now, in the order in which it was added."""
    found: dict[str, list[CriterionProof]] = {}
    rows = CriterionProof.objects.filter(assessment=assessment, withdrawn_at=None)
    for row in rows.select_related("evidence", "added_by"):
        found.setdefault(row.criterion, []).append(row)
    return found


def proof(viewer: Viewer, proof_id: int) -> CriterionProof:
    """One proof of a criterion within sight, to be opened. Raises NotVisible."""
    found = CriterionProof.objects.filter(pk=proof_id, withdrawn_at=None, assessment__in=visible_to(viewer))
    row = found.select_related("assessment__department", "evidence").first()
    codes = seen_criteria(viewer, row.assessment) if row else frozenset()
    if row is None or (codes is not None and row.criterion not in codes):
        raise NotVisible
    return row


def proof_file(viewer: Viewer, proof_id: int) -> FieldFile:
    """The file of a proof, to be handed out, also to the appraiser.

    Raises NotVisible, and NotAllowed for one with personal data, which is opened at its own place with a record.
    """
    row = proof(viewer, proof_id)
    if row.evidence is None:
        return row.file
    if row.is_restricted:
        raise NotAllowed(
            "Tệp này có dữ liệu cá nhân, chỉ mở được ở trang minh chứng của cơ quan đã nộp.",
            lifted_by="Văn phòng Sở của cơ quan đã nộp",
        )
    return row.evidence.file


def disputes_of(assessment: Assessment) -> Mapping[str, Dispute]:
    """By criterion, what the body answers and what was decided."""
    found = Dispute.objects.filter(assessment=assessment).select_related("written_by", "decided_by")
    return {row.criterion: row for row in found}


def seen_disputes(located: Located) -> Mapping[str, Dispute]:
    """Of these, what the viewer reads: who is none of the body only what the director has sent."""
    found = disputes_of(located.assessment)
    if _of_body(located.viewer).grants:
        return found
    return {code: row for code, row in found.items() if row.sent_at is not None}


def moves_of(assessment: Assessment) -> QuerySet[AssessmentMove]:
    """Its way so far."""
    return assessment.moves.select_related("moved_by")


def _given(rows: Mapping[str, CriterionScore]) -> dict[str, GivenPoints]:
    return {code: GivenPoints(row.points, CriterionState(row.state), row.words) for code, row in rows.items()}


def _joined(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return found.select_related("round__adopted_set", "department")


def _of_own_body(viewer: Viewer) -> Q:
    """Of assessments, those of the viewer's department that are seen without being its appraiser."""
    here = _of_body(viewer)
    own = Q(department_id=viewer.department_id)
    if any(reaches_department(here, act) for act in _SEEING):
        return own
    owned = CriterionOwner.objects.filter(assessment=OuterRef("pk"), unit__in=_own_units(here))
    return own & Q(Exists(owned))


def _of_body(viewer: Viewer) -> Viewer:
    """The viewer without what an appraiser is given."""
    return replace(viewer, grants=frozenset(grant for grant in viewer.grants if grant.role is not Role.APPRAISER))


def _own_units(viewer: Viewer) -> frozenset[int]:
    return frozenset().union(*(reached_units(viewer, act) for act in _SEEING))
