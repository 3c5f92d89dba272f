"""Where the targets of plans stand, with every figure behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dondoc.core.indicators import Standing, Verdict, asked_text, figure_text, standing
from dondoc.core.permissions import Viewer
from dondoc.models import Obligation, Plan, Target, Unit
from dondoc.queries.answers import Latest, figure_of, latest, seen_obligations, seen_units
from dondoc.queries.obligations import Forebears


@dataclass(frozen=True)
class TargetFigure:
    """One unit's figure for a target, and where the unit alone stands; `answer is None` means not reported."""

    obligation_id: int
    unit: Unit
    answer: Latest | None
    standing: Standing
    text: str


@dataclass(frozen=True)
class TargetRow:
    """A target, where it stands by the newest counted figures, and the figures."""

    target: Target
    standing: Standing
    figures: tuple[TargetFigure, ...]

    @property
    def asked(self) -> str:
        """What is asked: `≥ 80 %`."""
        return asked_text(self.target.comparator, self.target.value, self.target.unit)

    @property
    def text(self) -> str:
        """The figure: `8/9 · 88,9 %`, or a word where there is none."""
        return figure_text(self.standing, self.target.unit)

    @property
    def is_provisional(self) -> bool:
        """Whether a figure is there while some unit has still to give its own."""
        return bool(self.standing.missing) and self.standing.numerator is not None

    @property
    def is_short(self) -> bool:
        return self.standing.verdict is Verdict.NOT_MET

    @property
    def missing(self) -> tuple[TargetFigure, ...]:
        """The units that have not reported."""
        return tuple(f for f in self.figures if f.standing.verdict is Verdict.MISSING)

    @property
    def behind(self) -> tuple[TargetFigure, ...]:
        """The units whose own figure does not reach the target."""
        return tuple(f for f in self.figures if f.standing.verdict is Verdict.NOT_MET)

    @property
    def length(self) -> Decimal | None:
        """How far the figure has come, in percent of the bar; `None` where there is nothing to draw."""
        stands = self.standing
        if stands.numerator is None:
            return None
        if self.target.unit == "%":
            return stands.value
        whole = stands.denominator or self.target.value
        return stands.numerator * 100 / whole if whole else None

    @property
    def goal(self) -> Decimal:
        """Where on the bar the target lies, in percent."""
        return self.target.value if self.target.unit == "%" else Decimal(100)


def standings(viewer: Viewer, *plans: Plan, before: Forebears | None = None) -> Sequence[TargetRow]:
    """The targets of plans in their order; a unit's people see the targets and figures of their own units."""
    answers = latest(viewer, *plans, of_targets=True, before=before)
    duties: dict[int, list[Obligation]] = {}
    found = seen_obligations(viewer, *plans, of_targets=True).select_related("unit")
    for duty in found.order_by("unit__position", "unit_id"):
        duties.setdefault(duty.target_id or 0, []).append(duty)
    targets = Target.objects.filter(plan__in=plans, dropped_by=None).order_by("plan__year", "plan_id", "position")
    everything = seen_units(viewer) is None
    return [_row(t, duties.get(t.pk, []), answers) for t in targets if everything or t.pk in duties]


def by_verdict(rows: Sequence[TargetRow]) -> Mapping[Verdict, int]:
    """How many targets stand where."""
    counts = Counter(row.standing.verdict for row in rows)
    return {verdict: counts[verdict] for verdict in Verdict}


def _row(target: Target, duties: Sequence[Obligation], answers: Mapping[int, Latest]) -> TargetRow:
    figures = tuple(_figure(target, duty, answers.get(duty.pk)) for duty in duties)
    return TargetRow(target, _standing(target, figures=[(f.unit.name, f.answer) for f in figures]), figures)


def _figure(target: Target, duty: Obligation, answer: Latest | None) -> TargetFigure:
    stands = _standing(target, figures=[(duty.unit.name, answer)])
    return TargetFigure(duty.pk, duty.unit, answer, stands, figure_text(stands, target.unit))


def _standing(target: Target, *, figures: Sequence[tuple[str, Latest | None]]) -> Standing:
    return standing(
        [figure_of(unit_name, answer) for unit_name, answer in figures],
        comparator=target.comparator,
        target=target.value,
        unit=target.unit,
    )
