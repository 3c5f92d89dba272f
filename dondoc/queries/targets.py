"""Where the targets of a plan stand, with every figure behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from dondoc.core.indicators import Standing, standing
from dondoc.core.permissions import Viewer
from dondoc.models import Plan, Target, Unit
from dondoc.queries.answers import Latest, figure_of, latest, seen_obligations, seen_units


@dataclass(frozen=True)
class TargetFigure:
    """One unit's figure for a target; `answer is None` means not reported."""

    obligation_id: int
    unit: Unit
    answer: Latest | None


@dataclass(frozen=True)
class TargetRow:
    """A target, where it stands by the newest counted figures, and the figures."""

    target: Target
    standing: Standing
    figures: tuple[TargetFigure, ...]


def standings(viewer: Viewer, plan: Plan) -> Sequence[TargetRow]:
    """The targets of a plan in its order; a unit's people see the targets and figures of their own units."""
    answers = latest(viewer, plan)
    figures: dict[int, list[TargetFigure]] = {}
    duties = seen_obligations(viewer, plan, of_targets=True).select_related("unit")
    for duty in duties.order_by("unit__position", "unit_id"):
        figure = TargetFigure(duty.pk, duty.unit, answers.get(duty.pk))
        figures.setdefault(duty.target_id or 0, []).append(figure)
    everything = seen_units(viewer) is None
    targets = [target for target in plan.targets.all() if everything or target.pk in figures]
    return [_row(target, figures.get(target.pk, [])) for target in targets]


def _row(target: Target, figures: Sequence[TargetFigure]) -> TargetRow:
    stands = standing(
        [figure_of(figure.unit.name, figure.answer) for figure in figures],
        comparator=target.comparator,
        target=target.value,
        unit=target.unit,
    )
    return TargetRow(target, stands, tuple(figures))
