"""Where a target stands: figures of the obliged units, with numerator and denominator, against the target.

Missing, zero and not applicable are three different things. Not here: points of an index (scoring).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dondoc.core.vietnamese import number_text, percent_text

COMPARATOR_SIGNS = {"=": "", ">=": "≥ ", "<=": "≤ "}


@dataclass(frozen=True)
class Figure:
    """What one unit reports for one target.

    A `%` target has numerator and denominator; any other target has a count in `numerator` alone.
    `numerator is None` means not reported; `not_applicable` means that the unit has nothing to measure.
    """

    unit_name: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False

    @property
    def is_missing(self) -> bool:
        return self.numerator is None and not self.not_applicable


class Verdict(StrEnum):
    """Whether the target is met by what is known."""

    MET = "met"
    NOT_MET = "not_met"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


VERDICT_TITLES = {
    Verdict.MET: "Đạt",
    Verdict.NOT_MET: "Chưa đạt",
    Verdict.MISSING: "Chưa có số liệu",
    Verdict.NOT_APPLICABLE: "Không phát sinh",
}


@dataclass(frozen=True)
class Standing:
    """The department's figure for a target: `numerator`/`denominator`, `value` in the target's unit.

    For a `%` target `value` is numerator / denominator × 100. For a count asked of several units, numerator is the
    number of units that reach the count and denominator the number of units asked; `value` is then `None`.
    `missing` names the units that have not reported; while it is not empty the figure is provisional.
    """

    verdict: Verdict
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: tuple[str, ...]


def reaches(value: Decimal, *, comparator: str, target: Decimal) -> bool:
    """Whether a value satisfies `=`, `>=` or `<=` the target; for `=` a plan means at least that much."""
    return value <= target if comparator == "<=" else value >= target


def standing(figures: Sequence[Figure], *, comparator: str, target: Decimal, unit: str) -> Standing:
    """Where the target stands by the figures of every unit asked for one.

    With a unit still missing, the verdict is MET or NOT_MET by the known figures only when at least one is known.
    """
    missing = tuple(figure.unit_name for figure in figures if figure.is_missing)
    known = [f for f in figures if f.numerator is not None and not f.not_applicable]
    if not known:
        nothing_to_measure = bool(figures) and not missing
        verdict = Verdict.NOT_APPLICABLE if nothing_to_measure else Verdict.MISSING
        return Standing(verdict, None, None, None, missing)
    if unit == "%":
        return _percent_standing(known, missing, comparator, target)
    return _count_standing(known, missing, comparator, target)


def _percent_standing(known: Sequence[Figure], missing: tuple[str, ...], comparator: str, target: Decimal) -> Standing:
    numerator = sum((f.numerator or Decimal(0) for f in known), Decimal(0))
    denominator = sum((f.denominator or Decimal(0) for f in known), Decimal(0))
    if not denominator:
        return Standing(Verdict.NOT_APPLICABLE, numerator, denominator, None, missing)
    # Compared without dividing: no figure turns over at the last digit of a quotient.
    met = reaches(numerator * 100, comparator=comparator, target=target * denominator)
    value = numerator * 100 / denominator
    return Standing(Verdict.MET if met else Verdict.NOT_MET, numerator, denominator, value, missing)


def _count_standing(known: Sequence[Figure], missing: tuple[str, ...], comparator: str, target: Decimal) -> Standing:
    counts = [f.numerator for f in known if f.numerator is not None]
    if len(known) + len(missing) == 1:
        met = reaches(counts[0], comparator=comparator, target=target)
        return Standing(Verdict.MET if met else Verdict.NOT_MET, counts[0], None, counts[0], missing)
    reached = sum(reaches(count, comparator=comparator, target=target) for count in counts)
    met = reached == len(counts)
    asked = Decimal(len(counts) + len(missing))
    return Standing(Verdict.MET if met else Verdict.NOT_MET, Decimal(reached), asked, None, missing)


def asked_text(comparator: str, value: Decimal, unit: str) -> str:
    """What is asked, as the pages and the reports print it: `≥ 80 %`, `100 %`, `≥ 2 công chức`."""
    return f"{COMPARATOR_SIGNS[comparator]}{number_text(value)} {unit}"


def figure_text(stands: Standing, unit: str) -> str:
    """The figure as the pages and the reports print it.

    `8/9 · 88,9 %` for a rate, `7/9 đơn vị đạt` for a count asked of several units, `2 công chức` for one count,
    and a word where there is none.
    """
    if stands.numerator is None:
        return VERDICT_TITLES[stands.verdict]
    if stands.denominator is None:
        return f"{number_text(stands.numerator)} {unit}"
    ratio = f"{number_text(stands.numerator)}/{number_text(stands.denominator)}"
    if unit != "%":
        return f"{ratio} đơn vị đạt"
    return f"{ratio} · {percent_text(stands.value)}" if stands.value is not None else f"{ratio} · không phát sinh"
