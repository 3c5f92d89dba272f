"""The index for serving citizens and businesses, as far as dossiers give its figures. Unofficial, as its set says.

Not here: the rates (dossiers), how points come from facts (core/scoring), the set (rules/criteria/qd-766-2022.toml).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from dondoc.core.dossier_gaps import Rate
from dondoc.core.scoring.criteria import CriteriaSet, Criterion, Pillar
from dondoc.core.scoring.facts import Facts, Quotient
from dondoc.core.scoring.scores import score
from dondoc.criteriafile import read_set, shipped_sets
from dondoc.queries import dossiers
from dondoc.queries.dossiers import Asked, Seen

SET = "qd-766-2022"
# By fact of the set, the measure whose numerator and denominator it is.
_FACTS = {
    "dossiers_on_time": "on_time_rate",
    "dossiers_paid_online": "online_payment_rate",
    "results_electronic": "electronic_result_rate",
    "dossiers_digitised": "input_digitised_rate",
    "results_stored": "stored_result_rate",
}
# Of these the portal alone gives the points: from which rate on they are full is not confirmed. The rate is known.
_POINTS_OF_PORTAL = {
    "reused_data_points": "data_reused_rate",
    "satisfaction_points": "satisfaction_rate",
}


@dataclass(frozen=True)
class IndexRow:
    """A criterion whose figures dossiers give; `points` only where the set says how they come from the rate."""

    criterion: Criterion
    measure: str
    rate: Rate
    points: Decimal | None


@dataclass(frozen=True)
class IndexGroup:
    """A group of the index: `max` of all its criteria, and the rows that dossiers give."""

    pillar: Pillar
    max: Decimal
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True)
class ServiceIndex:
    """The groups in order, those without rows too; `points` of `max` are those told here, `scale` is the whole."""

    title: str
    groups: tuple[IndexGroup, ...]
    points: Decimal
    max: Decimal
    scale: Decimal


def service_index(seen: Seen, asked: Asked) -> ServiceIndex:
    """The index in the period, by the dossiers within sight."""
    criteria_set = _criteria_set()
    found = dossiers.monthly(seen, asked)
    measures = _FACTS | _POINTS_OF_PORTAL
    rates = {fact: dossiers.rate_in(found.get(name, {}), asked.period) for fact, name in measures.items()}
    points = _points(criteria_set, rates, asked.period.year)
    groups = tuple(
        IndexGroup(
            pillar,
            sum((each.max for each in _criteria(criteria_set, pillar)), Decimal(0)),
            tuple(
                IndexRow(each, measures[fact], rates[fact], points.get(each.code))
                for each in _criteria(criteria_set, pillar)
                for fact in each.facts
                if fact in measures
            ),
        )
        for pillar in criteria_set.pillars
    )
    scored = [row for group in groups for row in group.rows if row.points is not None]
    return ServiceIndex(
        criteria_set.title,
        groups,
        sum((row.points for row in scored if row.points is not None), Decimal(0)),
        sum((row.criterion.max for row in scored), Decimal(0)),
        criteria_set.scale,
    )


def _points(criteria_set: CriteriaSet, rates: Mapping[str, Rate], year: int) -> Mapping[str, Decimal]:
    """By code of a criterion, the points that the set's own rule gives for these rates."""
    values = {
        fact: Quotient(Decimal(rates[fact].numerator), Decimal(rates[fact].denominator))
        for fact in _FACTS
        if rates[fact].denominator
    }
    sheet = score(criteria_set, Facts("", year, criteria_set.profiles[0], values))
    asking = {each.code for each in criteria_set.criteria if any(fact in values for fact in each.facts)}
    return {row.code: row.points for row in sheet.criteria if row.code in asking and row.points is not None}


def _criteria(criteria_set: CriteriaSet, pillar: Pillar) -> list[Criterion]:
    return [each for each in criteria_set.criteria if each.pillar == pillar.code]


@lru_cache(maxsize=1)
def _criteria_set() -> CriteriaSet:
    return read_set(next(path for path in shipped_sets() if path.stem == SET))
