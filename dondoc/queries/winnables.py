"""Points that a body can still win: the step of each criterion in words, the days left, the tasks behind it.

Not here: which step wins what (core/scoring/winnable), the plan drafted from it (improvements).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dondoc.core.permissions import Viewer
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import ScoreSheet
from dondoc.core.scoring.step_texts import OBSTACLE_TEXTS, step_text
from dondoc.core.scoring.winnable import CAUSE_TITLES, ProofNeed, Winnable, proof_needed, winnable
from dondoc.models import Assessment, FactBinding, Obligation, Unit
from dondoc.queries import assessments, briefs, dossier_years, fact_sources
from dondoc.queries.assessments import LocatedPage
from dondoc.queries.criteria_sets import fact_names


@dataclass(frozen=True)
class Duty:
    """A task or target that serves a criterion: what it is called, its page, the units asked for it now."""

    title: str
    path: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class WinnableRow:
    """A criterion that lost points; `step` and `full` are sentences, `full` only where it is another step.

    `hindrance` says why there is no step; `owner` is the unit that answers for the criterion.
    """

    winnable: Winnable
    step: str
    full: str
    hindrance: str
    causes: tuple[str, ...]
    owner: Unit | None
    duties: tuple[Duty, ...]

    @property
    def can_win(self) -> Decimal:
        """Points of the full step; 0 without one."""
        return self.winnable.full.points if self.winnable.full else Decimal(0)

    @property
    def values(self) -> Mapping[str, object]:
        """The values of facts that the next step asks for, reports of missing figures left out."""
        changes = self.winnable.step.changes if self.winnable.step else ()
        return {each.fact: each.after for each in changes if each.after is not None}


@dataclass(frozen=True)
class WinnablePage(LocatedPage):
    """What the viewer sees of an assessment's lost points; days left to the end of the self-score may be negative."""

    sheet: ScoreSheet
    rows: tuple[WinnableRow, ...]
    proof_needs: tuple[ProofNeed, ...]
    days_left: int

    @property
    def steps(self) -> tuple[WinnableRow, ...]:
        """The rows with a step, most points per effort first."""
        return tuple(row for row in self.rows if row.winnable.step)

    @property
    def others(self) -> tuple[WinnableRow, ...]:
        """The rows that the body cannot move itself."""
        return tuple(row for row in self.rows if not row.winnable.step)

    @property
    def lost(self) -> Decimal:
        return sum((row.winnable.lost for row in self.rows), Decimal(0))

    @property
    def can_win(self) -> Decimal:
        return sum((row.can_win for row in self.rows), Decimal(0))


def page(viewer: Viewer, assessment_id: int, *, on: date) -> WinnablePage:
    """The points still winnable by the body's own facts, as far as the viewer sees its criteria. Raises NotVisible."""
    located = assessments.located(viewer, assessment_id)
    assessment = located.assessment
    criteria_set, facts = assessments.set_in(assessment), assessments.facts_of(assessment)
    sheet = score(criteria_set, facts)
    owners, duties = assessments.owners_of(assessment), _duties(assessment)
    days_left = (assessment.round.self_due_on - on).days
    found = winnable(
        criteria_set,
        facts,
        sheet,
        days_left=days_left,
        owners={code: unit.name for code, unit in owners.items()},
        tasks={
            each.code: [duty.title for fact in each.facts for duty in duties.get(fact, ())]
            for each in criteria_set.criteria
        },
    )
    needs = proof_needed(criteria_set, sheet, briefs.proofs_of([assessment])[assessment.pk])
    names = fact_names(assessment.round.adopted_set)
    return WinnablePage(
        located,
        criteria_set,
        sheet,
        tuple(
            WinnableRow(
                winnable=each,
                step=step_text(each.step, names) if each.step else "",
                full=step_text(each.full, names) if each.full and each.full != each.step else "",
                hindrance=OBSTACLE_TEXTS[each.obstacle] if each.obstacle else "",
                causes=tuple(CAUSE_TITLES[cause] for cause in each.causes),
                owner=owners.get(each.criterion.code),
                duties=tuple(dict.fromkeys(duty for fact in each.criterion.facts for duty in duties.get(fact, ()))),
            )
            for each in found
            if located.codes is None or each.criterion.code in located.codes
        ),
        tuple(need for need in needs if located.codes is None or need.criterion.code in located.codes),
        days_left,
    )


def _duties(assessment: Assessment) -> Mapping[str, Sequence[Duty]]:
    """By fact, the tasks, targets and measures of dossiers of the body to which it is bound."""
    bindings = fact_sources.bound(assessment)
    task_ids = {each.task_id for each in bindings if each.task_id is not None}
    target_ids = {each.target_id for each in bindings if each.target_id is not None}
    units: dict[tuple[int | None, int | None], list[str]] = {}
    asked = Obligation.objects.filter(task__in=task_ids) | Obligation.objects.filter(target__in=target_ids)
    for duty in asked.filter(ended_on=None).select_related("unit"):
        units.setdefault((duty.task_id, duty.target_id), []).append(duty.unit.short_name)
    return {each.fact: [_duty(each, tuple(units.get((each.task_id, each.target_id), ())))] for each in bindings}


def _duty(binding: FactBinding, units: tuple[str, ...]) -> Duty:
    if binding.task is not None:
        task = binding.task
        return Duty(f"Nhiệm vụ {task.number}. {task.text}", f"/plans/{task.plan_id}/tasks/{task.pk}/", units)
    if binding.measure:
        return Duty(f"Hồ sơ: {dossier_years.measure_title(binding.measure)}", "/dossiers/", ())
    assert binding.target is not None
    target = binding.target
    return Duty(f"Chỉ tiêu {target.position}. {target.text}", f"/plans/{target.plan_id}/targets/", units)
