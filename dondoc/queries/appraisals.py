"""The appraiser's bench: what waits by points at risk, one criterion across all bodies, second readings.

Not here: what is objected to (core/scoring), giving points (actions/scores), a round as such (rounds).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Information
from dondoc.core.scoring.objections import Brief, Objection
from dondoc.core.scoring.opponents import objections
from dondoc.core.scoring.queues import (
    Contradiction,
    Submission,
    Waiting,
    contradiction_text,
    contradictions,
    queue,
    scored_figures,
)
from dondoc.core.scoring.samples import Agreement, agreement
from dondoc.core.scoring.step_texts import FactName, value_text
from dondoc.models import Assessment, CriterionProof, CriterionScore, Dispute, ReadingSample, ScoringRound
from dondoc.queries import assessments, criteria_sets
from dondoc.queries.assessments import SHOWN_TO_APPRAISER, Rows
from dondoc.queries.briefs import briefs_of, measures_of


@dataclass(frozen=True)
class BodyAtBench:
    """A body given to the appraiser: how many of its criteria have appraised points; None before it has signed."""

    assessment: Assessment
    given_count: int | None
    of_count: int
    at_risk: Decimal

    @property
    def is_ready(self) -> bool:
        """Whether every criterion is appraised, so that the points can be told."""
        return self.given_count == self.of_count and State(self.assessment.state) is State.SUBMITTED


@dataclass(frozen=True)
class CriterionAtBench:
    """A criterion of the set: in how many bodies it waits, and the points at risk there."""

    criterion: Criterion
    waiting_count: int
    at_risk: Decimal


@dataclass(frozen=True)
class BenchRow:
    """One line of the queue: the criterion of a body that waits."""

    assessment: Assessment
    criterion: Criterion
    waiting: Waiting


@dataclass(frozen=True)
class Bench:
    """A round as its appraiser works through it; `queue` has most points at risk first."""

    scoring_round: ScoringRound
    criteria_set: CriteriaSet
    bodies: tuple[BodyAtBench, ...]
    queue: tuple[BenchRow, ...]
    criteria: tuple[CriterionAtBench, ...]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True)
class Figure:
    """A fact as the body reports it, in words; `origin` is the source, empty when unknown."""

    title: str
    text: str
    as_of: object
    origin: str
    is_typed: bool


@dataclass(frozen=True)
class Case:
    """One criterion of one body: figures, points of each stage, proof, what speaks against it.

    `standing` are the points that the body has signed; `given` the appraised ones unless those changed since.
    """

    assessment: Assessment
    criterion: Criterion
    figures: tuple[Figure, ...]
    own: CriterionScore | None
    standing: CriterionScore | None
    given: CriterionScore | None
    second: CriterionScore | None
    proofs: tuple[CriterionProof, ...]
    objections: tuple[Objection, ...]
    contradictions: tuple[str, ...]
    dispute: Dispute | None
    at_risk: Decimal

    @property
    def waits(self) -> bool:
        """Whether it is still to be appraised."""
        return self.given is None and State(self.assessment.state) is State.SUBMITTED

    @property
    def waits_for_decision(self) -> bool:
        """Whether what the body answers is still to be decided on."""
        sent = self.dispute is not None and self.dispute.sent_at is not None and not self.dispute.outcome
        return sent and State(self.assessment.state) is State.DISPUTED


@dataclass(frozen=True)
class CriterionPage:
    """One criterion across the bodies that have signed; `unsigned` have not yet."""

    scoring_round: ScoringRound
    criteria_set: CriteriaSet
    criterion: Criterion
    names: Mapping[str, FactName]
    cases: tuple[Case, ...]
    unsigned: tuple[Assessment, ...]
    before: Criterion | None
    after: Criterion | None

    @property
    def first_waiting(self) -> Case | None:
        """The case that matters most now."""
        waiting = [case for case in self.cases if case.waits]
        return max(waiting, key=lambda case: (case.at_risk, _points(case.standing)), default=None)


@dataclass(frozen=True)
class Reading:
    """A criterion of a sample with both readings; `is_own_first`: the viewer gave the first points."""

    case_key: str
    assessment: Assessment
    criterion: Criterion
    standing: CriterionScore | None
    first: CriterionScore | None
    second: CriterionScore | None
    is_own_first: bool


@dataclass(frozen=True)
class SamplePage:
    """The samples of a round, one of them opened, and how far its two readings agree."""

    scoring_round: ScoringRound
    samples: tuple[ReadingSample, ...]
    sample: ReadingSample | None
    readings: tuple[Reading, ...]
    agreement: Agreement
    drawable_count: int


def bench_rounds(viewer: Viewer) -> Sequence[ScoringRound]:
    """The rounds with bodies given to the viewer, those not published first. Raises NotAllowed for no appraiser."""
    if not viewer.appraised_ids:
        check(viewer, Act.APPRAISAL_WRITE)
    found = assessments.rounds(viewer).filter(assessments__department__in=viewer.appraised_ids).distinct()
    return sorted(found, key=lambda each: (each.published_at is not None, -each.year, -each.pk))


def bench(viewer: Viewer, scoring_round: ScoringRound) -> Bench:
    """What waits in a round for its appraiser. Raises NotAllowed; the same number of statements for any size."""
    bodies = _bodies(viewer, scoring_round)
    open_ones = [each for each in bodies if State(each.state) is State.SUBMITTED]
    rows, briefs = assessments.scores_of_all(bodies), briefs_of(open_ones)
    sheets = assessments.sheets_of(open_ones, Stage.CHECK)
    submissions = [
        Submission(str(each.pk), sheets[each.pk], objections(briefs[each.pk]), frozenset(_appraised(rows[each.pk])))
        for each in open_ones
    ]
    by_body = {str(each.pk): each for each in open_ones}
    criteria_set = criteria_sets.set_of(scoring_round.adopted_set)
    lines = tuple(
        BenchRow(by_body[each.body], criteria_set.criterion(each.criterion), each) for each in queue(submissions)
    )
    return Bench(
        scoring_round,
        criteria_set,
        tuple(_body(each, rows[each.pk], lines) for each in bodies),
        lines,
        tuple(_criterion(each, lines) for each in criteria_set.criteria if not isinstance(each.rule, Information)),
        tuple(_disputes(bodies)),
    )


def criterion_page(viewer: Viewer, round_id: int, code: str) -> CriterionPage:
    """One criterion across the bodies given. Raises NotVisible (round, criterion), NotAllowed."""
    scoring_round = assessments.round_of(viewer, round_id)
    bodies = _bodies(viewer, scoring_round)
    criteria_set = criteria_sets.set_of(scoring_round.adopted_set)
    scored = [each for each in criteria_set.criteria if not isinstance(each.rule, Information)]
    place = next((n for n, each in enumerate(scored) if each.code == code), None)
    if place is None:
        raise NotVisible
    criterion = scored[place]
    bodies = [each for each in bodies if criterion in criteria_set.criteria_of(each.profile)]
    signed = [each for each in bodies if State(each.state) in SHOWN_TO_APPRAISER]
    return CriterionPage(
        scoring_round,
        criteria_set,
        criterion,
        criteria_sets.fact_names(scoring_round.adopted_set),
        _cases(signed, criterion),
        tuple(each for each in bodies if each not in signed),
        scored[place - 1] if place else None,
        scored[place + 1] if place + 1 < len(scored) else None,
    )


def sample_page(viewer: Viewer, round_id: int, asked: str = "") -> SamplePage:
    """The samples drawn in a round, the newest or the one of that number opened. Raises NotVisible, NotAllowed."""
    scoring_round = assessments.round_of(viewer, round_id)
    bodies = {each.pk: each for each in _bodies(viewer, scoring_round)}
    samples = tuple(ReadingSample.objects.filter(round=scoring_round).select_related("drawn_by"))
    sample = next((each for each in samples if asked in ("", str(each.pk))), None)
    if sample is None and asked:
        raise NotVisible
    drawn = [(bodies[pk], code) for pk, code in (sample.drawn if sample else ()) if pk in bodies]
    rows = assessments.scores_of_all({each.pk: each for each, _code in drawn}.values())
    criteria_set = criteria_sets.set_of(scoring_round.adopted_set)
    readings = tuple(_reading(viewer, each, criteria_set.criterion(code), rows[each.pk]) for each, code in drawn)
    return SamplePage(
        scoring_round,
        samples,
        sample,
        readings,
        agreement(
            {each.case_key: each.first.points for each in readings if each.first},
            {each.case_key: each.second.points for each in readings if each.second},
        ),
        _drawable(bodies.values(), criteria_set),
    )


def _bodies(viewer: Viewer, scoring_round: ScoringRound) -> list[Assessment]:
    """The bodies of a seen round that are given to the viewer. Raises NotAllowed where none is."""
    found = list(assessments.bodies_of(viewer, scoring_round).filter(department__in=viewer.appraised_ids))
    if not found:
        check(replace(viewer, grants=frozenset()), Act.APPRAISAL_WRITE)
    return found


def _appraised(rows: Rows) -> Mapping[str, CriterionScore]:
    """By criterion, the appraised points that are not older than what the body has signed."""
    return assessments.since(rows[Stage.APPRAISED], assessments.standing_of(rows, Stage.CHECK))


def _body(assessment: Assessment, rows: Rows, lines: Collection[BenchRow]) -> BodyAtBench:
    scored = [each for each in assessments.criteria_of(assessment) if not isinstance(each.rule, Information)]
    is_signed = State(assessment.state) in SHOWN_TO_APPRAISER
    given = _appraised(rows) if is_signed else {}
    at_risk = sum((line.waiting.at_risk for line in lines if line.assessment == assessment), Decimal(0))
    count = sum(each.code in given for each in scored) if is_signed else None
    return BodyAtBench(assessment, count, len(scored), at_risk)


def _criterion(criterion: Criterion, lines: Collection[BenchRow]) -> CriterionAtBench:
    own = [line.waiting for line in lines if line.criterion == criterion]
    return CriterionAtBench(criterion, len(own), sum((each.at_risk for each in own), Decimal(0)))


def _disputes(bodies: Collection[Assessment]) -> Sequence[Dispute]:
    """What is still to be decided on, body by body."""
    asked = [each for each in bodies if State(each.state) is State.DISPUTED]
    found = Dispute.objects.filter(assessment__in=asked, outcome="", sent_at__isnull=False)
    return list(found.select_related("assessment__department").order_by("assessment__department__name", "id"))


def _cases(signed: Sequence[Assessment], criterion: Criterion) -> tuple[Case, ...]:
    rows, briefs, measures = assessments.scores_of_all(signed), briefs_of(signed), measures_of(signed)
    proofs: dict[int, list[CriterionProof]] = {each.pk: [] for each in signed}
    found = CriterionProof.objects.filter(assessment__in=proofs, criterion=criterion.code, withdrawn_at=None)
    for proof in found.select_related("evidence"):
        proofs[proof.assessment_id].append(proof)
    disputes = {
        each.assessment_id: each
        for each in Dispute.objects.filter(
            assessment__in=proofs, criterion=criterion.code, sent_at__isnull=False
        ).select_related("written_by", "decided_by")
    }
    return tuple(
        _case(
            each,
            criterion,
            rows[each.pk],
            briefs[each.pk],
            measures[each.pk],
            proofs[each.pk],
            disputes.get(each.pk),
        )
        for each in signed
    )


def _case(
    assessment: Assessment,
    criterion: Criterion,
    rows: Rows,
    brief: Brief,
    measures: Mapping[str, str],
    proofs: Sequence[CriterionProof],
    dispute: Dispute | None,
) -> Case:
    alone = replace(brief, criteria_set=replace(brief.criteria_set, criteria=(criterion,)))
    against = objections(alone)
    standing = assessments.standing_of(rows, Stage.CHECK).get(criterion.code)
    most = max((each.at_risk for each in against), default=Decimal(0))
    return Case(
        assessment=assessment,
        criterion=criterion,
        figures=tuple(_figure(fact, brief) for fact in criterion.facts),
        own=rows[Stage.SELF].get(criterion.code),
        standing=standing,
        given=_appraised(rows).get(criterion.code),
        second=rows[Stage.SECOND].get(criterion.code),
        proofs=tuple(proofs),
        objections=against,
        contradictions=_contradictions(criterion, brief, measures),
        dispute=dispute,
        at_risk=min(most, _points(standing)),
    )


def _figure(fact: str, brief: Brief) -> Figure:
    name, origin = brief.names[fact], brief.origins.get(fact)
    text = value_text(brief.facts.values.get(fact), name)
    if origin is None:
        return Figure(name.title, text, None, "", is_typed=False)
    return Figure(name.title, text, origin.as_of, origin.source, origin.is_typed)


def _contradictions(criterion: Criterion, brief: Brief, measures: Mapping[str, str]) -> tuple[str, ...]:
    """Figures of the body that cannot all be right, as far as the criterion is scored by one of them."""
    told = [replace(each, fact=measures.get(each.fact, each.fact)) for each in brief.figures]
    found = contradictions([*scored_figures(brief.criteria_set, brief.facts, measures), *told])
    called = {measures.get(fact, fact): brief.names[fact] for fact in criterion.facts}
    return tuple(_told(each, called) for each in found if each.fact in called)


def _told(contradiction: Contradiction, called: Mapping[str, FactName]) -> str:
    return contradiction_text(contradiction, called[contradiction.fact])


def _reading(viewer: Viewer, assessment: Assessment, criterion: Criterion, rows: Rows) -> Reading:
    first = _appraised(rows).get(criterion.code)
    return Reading(
        f"{assessment.pk}/{criterion.code}",
        assessment,
        criterion,
        assessments.standing_of(rows, Stage.CHECK).get(criterion.code),
        first,
        rows[Stage.SECOND].get(criterion.code),
        first is not None and first.scored_by_id == viewer.user_id,
    )


def _drawable(bodies: Collection[Assessment], criteria_set: CriteriaSet) -> int:
    """How many criteria can be drawn now: those with points in the bodies that wait for appraisal."""
    return sum(
        not isinstance(criterion.rule, Information)
        for each in bodies
        if State(each.state) is State.SUBMITTED
        for criterion in criteria_set.criteria_of(each.profile)
    )


def _points(row: CriterionScore | None) -> Decimal:
    return row.points if row is not None and row.points is not None else Decimal(0)
