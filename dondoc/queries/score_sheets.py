"""The score sheet of an assessment as people read it: the columns of the stages side by side, pillar by pillar.

Not here: which assessments are seen (assessments), how points come from facts (core/scoring).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.assessments import MOVE_ACTS, MOVES, STAGE_TITLES, Move, Stage, State
from dondoc.core.consolidation import Proof
from dondoc.core.permissions import Act, Viewer, check, may, reached_units, reaches_department
from dondoc.core.scoring.criteria import Criterion, Pillar
from dondoc.core.scoring.sheets import CriterionScore, CriterionState, PillarScore, ScoreSheet
from dondoc.core.vietnamese import date_text
from dondoc.models import Assessment, CriterionProof, Dispute, Unit
from dondoc.models import CriterionScore as ScoreRow
from dondoc.officialdoc.score_sheets import ScoredCriterion, ScoredPillar, Sheet, StageTotals
from dondoc.queries import assessments, disputes
from dondoc.queries.assessments import Located, LocatedPage

# The columns, in their order; a second reading is the appraiser's own business.
COLUMNS = (Stage.SELF, Stage.CHECK, Stage.APPRAISED, Stage.FINAL)


@dataclass(frozen=True)
class Cell:
    """One stage's points for one criterion; `row` is who gave them and why, `change` what was added or taken."""

    stage: Stage
    score: CriterionScore
    row: ScoreRow | None
    change: Decimal | None


@dataclass(frozen=True)
class SheetRow:
    """A criterion with its columns, its owner, what proves it, and the dispute about it."""

    criterion: Criterion
    cells: tuple[Cell, ...]
    owner: Unit | None
    proofs: Sequence[CriterionProof]
    dispute: Dispute | None

    @property
    def is_missing(self) -> bool:
        """Whether the newest column has no figure for it."""
        return bool(self.cells) and self.cells[-1].score.state is CriterionState.MISSING

    @property
    def lost(self) -> Decimal | None:
        """Points below the maximum in the newest column; None where it is not scored."""
        points = self.cells[-1].score.points if self.cells else None
        return None if points is None else self.criterion.max - points


@dataclass(frozen=True)
class SheetPillar:
    """A pillar with its rows; `totals` of each column are empty where only some criteria are seen."""

    pillar: Pillar
    totals: tuple[PillarScore, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class SheetPage(LocatedPage):
    """Everything of an assessment that the viewer sees; `moves` are those that the viewer can make now."""

    columns: tuple[Stage, ...]
    sheets: Mapping[Stage, ScoreSheet]
    pillars: tuple[SheetPillar, ...]
    moves: tuple[Move, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """What the columns are called."""
        return tuple(STAGE_TITLES[stage] for stage in self.columns)

    @property
    def totals(self) -> tuple[ScoreSheet, ...]:
        """The sheets of the columns."""
        return tuple(self.sheets[stage] for stage in self.columns)

    @property
    def missing_count(self) -> int:
        return sum(row.is_missing for row in self.rows)

    @property
    def lost_count(self) -> int:
        """How many criteria have lost points."""
        return sum(bool(row.lost) for row in self.rows)

    @property
    def newest(self) -> ScoreSheet:
        """The sheet of the last column."""
        return self.sheets[self.columns[-1]]

    @property
    def has_disputes(self) -> bool:
        return any(row.dispute for row in self.rows)

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        return tuple(row for pillar in self.pillars for row in pillar.rows)


@dataclass(frozen=True)
class Standing:
    """An assessment in a list: the newest column that the viewer sees, the sheet where every criterion is seen."""

    assessment: Assessment
    stage: Stage
    sheet: ScoreSheet | None

    @property
    def title(self) -> str:
        """What the column is called."""
        return STAGE_TITLES[self.stage]


# Whoever may do one of these anywhere has business with assessments.
ENTERING = (Act.SCORE_READ, Act.SCORE_WRITE, Act.APPRAISAL_WRITE)


def enters(viewer: Viewer) -> bool:
    """Whether the viewer has business with assessments at all."""
    return bool(viewer.appraised_ids) or any(
        reaches_department(viewer, act) or reached_units(viewer, act) for act in ENTERING
    )


def standings(viewer: Viewer) -> tuple[Standing, ...]:
    """All assessments within sight, the newest year first. Raises NotAllowed for whoever has no business with them.

    The same number of statements however many there are.
    """
    if not enters(viewer):
        check(viewer, Act.SCORE_READ)
    found = list(assessments.visible_to(viewer).order_by("-round__year", "-round_id", "department__name", "pk"))
    given = assessments.scores_of_all(found)
    newest = {each.pk: _columns(assessments.seen_stages(viewer, each), given[each.pk])[-1] for each in found}
    sheets: dict[int, ScoreSheet] = {}
    for stage in COLUMNS:
        alike = [each for each in found if newest[each.pk] is stage and assessments.sees_whole(viewer, each)]
        sheets |= assessments.sheets_of(alike, stage)
    return tuple(Standing(each, newest[each.pk], sheets.get(each.pk)) for each in found)


def page(viewer: Viewer, assessment_id: int) -> SheetPage:
    """The sheet as the viewer sees it. Raises NotVisible."""
    located = assessments.located(viewer, assessment_id)
    assessment = located.assessment
    criteria_set = assessments.set_in(assessment)
    seen = assessments.seen_stages(viewer, assessment)
    given = assessments.scores_of_all([assessment])[assessment.pk]
    columns = _columns(seen, given)
    sheets = {stage: assessments.sheet_of(assessment, stage) for stage in columns}
    rows = _rows(located, sheets, given)
    pillars = tuple(_pillar(each, columns, sheets, rows, located.codes) for each in criteria_set.pillars)
    return SheetPage(
        located,
        criteria_set,
        columns,
        sheets,
        tuple(each for each in pillars if each.rows),
        possible_moves(located),
    )


def document(page: SheetPage) -> Sheet:
    """The whole sheet as files print it, for who may take it away. Raises NotAllowed."""
    page.located.check(Act.SCORE_EXPORT)
    totals = {stage: _stage_totals(sheet) for stage, sheet in page.sheets.items()}
    return Sheet(
        body=page.assessment.department.name,
        year=page.assessment.round.year,
        set_title=page.criteria_set.title,
        is_unofficial=page.criteria_set.is_unofficial,
        pillars=tuple(
            ScoredPillar(each.pillar.code, each.pillar.title, tuple(map(_scored, each.rows))) for each in page.pillars
        ),
        own=totals.get(Stage.SELF),
        checked=totals.get(Stage.CHECK),
        appraised=totals.get(Stage.APPRAISED),
    )


def _stage_totals(sheet: ScoreSheet) -> StageTotals:
    return StageTotals(sheet.points, sheet.max, sheet.percent, sheet.scaled, sheet.band)


def _scored(row: SheetRow) -> ScoredCriterion:
    cells = {cell.stage: cell for cell in row.cells}
    points = {stage: cell.score.points for stage, cell in cells.items()}
    applies = all(cell.score.state is not CriterionState.NOT_APPLICABLE for cell in row.cells)
    reasons = [cell.row for cell in row.cells if cell.row is not None and cell.row.reason]
    own = cells[Stage.SELF].row if Stage.SELF in cells else None
    return ScoredCriterion(
        code=row.criterion.code,
        title=row.criterion.title,
        max=row.criterion.max if applies else None,
        own=points.get(Stage.SELF),
        checked=points.get(Stage.CHECK),
        appraised=points.get(Stage.APPRAISED),
        reason="\n".join(f"{STAGE_TITLES[Stage(each.stage)]}: {disputes.reason_of(each)}" for each in reasons),
        proofs=tuple(_proof_text(disputes.proof_of(each)) for each in row.proofs),
        explanation=own.words if own else "",
    )


def _proof_text(proof: Proof) -> str:
    """`12/BC-VP ngày 5/3/2026, trang 2`, or what else tells the proof."""
    dated = f" ngày {date_text(proof.issued_on)}" if proof.issued_on else ""
    place = f", {'trang ' if proof.page[:1].isdigit() else ''}{proof.page}" if proof.page else ""
    return f"{proof.number or proof.abstract or proof.file_name}{dated}{place}"


def possible_moves(located: Located) -> tuple[Move, ...]:
    """The moves that start in the assessment's state and that the viewer's rights allow."""
    state = State(located.assessment.state)
    return tuple(m for m, (starts, _) in MOVES.items() if state in starts and may(located.viewer, MOVE_ACTS[m]))


def _columns(seen: frozenset[Stage], given: Mapping[Stage, Mapping[str, ScoreRow]]) -> tuple[Stage, ...]:
    """The stages that are shown: those within sight that have points, the body's own in any case."""
    return tuple(s for s in COLUMNS if s in seen and (s is Stage.SELF or given[s])) or (Stage.SELF,)


def _rows(
    located: Located, sheets: Mapping[Stage, ScoreSheet], given: Mapping[Stage, Mapping[str, ScoreRow]]
) -> Mapping[str, SheetRow]:
    assessment = located.assessment
    owners, proofs = assessments.owners_of(assessment), assessments.proofs_of(assessment)
    disputes = assessments.seen_disputes(located)
    by_code = {stage: {score.code: score for score in sheet.criteria} for stage, sheet in sheets.items()}
    return {
        each.code: SheetRow(
            each,
            _cells(each.code, by_code, given),
            owners.get(each.code),
            proofs.get(each.code, ()),
            disputes.get(each.code),
        )
        for each in assessments.criteria_of(assessment)
        if located.codes is None or each.code in located.codes
    }


def _cells(
    code: str,
    by_code: Mapping[Stage, Mapping[str, CriterionScore]],
    given: Mapping[Stage, Mapping[str, ScoreRow]],
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for stage, scores in by_code.items():
        score, before = scores[code], cells[-1].score.points if cells else None
        change = score.points - before if score.points is not None and before is not None else None
        cells.append(Cell(stage, score, given[stage].get(code), change or None))
    return tuple(cells)


def _pillar(
    pillar: Pillar,
    columns: Sequence[Stage],
    sheets: Mapping[Stage, ScoreSheet],
    rows: Mapping[str, SheetRow],
    codes: frozenset[str] | None,
) -> SheetPillar:
    of_pillar = {stage: {each.code: each for each in sheet.pillars} for stage, sheet in sheets.items()}
    totals = tuple(of_pillar[stage][pillar.code] for stage in columns) if codes is None else ()
    return SheetPillar(pillar, totals, tuple(row for row in rows.values() if row.criterion.pillar == pillar.code))
