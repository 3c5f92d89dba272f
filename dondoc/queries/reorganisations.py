"""The department's units through its reorganisations: names on a day, who follows whom, what a change would do.

Not here: doing it (actions/reorganisations).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.reorganisations import heirs, name_on
from dondoc.models import Answer, Obligation, Plan, Position, ReportingPeriod, Succession, Unit, UnitName


@dataclass(frozen=True)
class Duty:
    """A duty that a reorganisation gives away, by the number of its task or target, and how many answers it has."""

    obligation_id: int
    unit: Unit
    plan_year: int
    is_target: bool
    number: str
    text: str
    answer_count: int


@dataclass(frozen=True)
class OpenPeriod:
    """An open period whose data window reaches beyond the effective day: what was written in it is carried over."""

    period: ReportingPeriod
    unit: Unit
    answer_count: int

    @property
    def title(self) -> str:
        """`Quý I/2026`."""
        return Period.parse(self.period.code).title


@dataclass(frozen=True)
class Outlook:
    """What ending these units on a day would touch: their duties, the answers under way, the people."""

    duties: tuple[Duty, ...]
    carried: tuple[OpenPeriod, ...]
    positions: tuple[Position, ...]


def names_on(units: Collection[Unit], day: date) -> Mapping[int, str]:
    """By id, the name that each of these units bore on that day."""
    earlier: dict[int, list[tuple[date, str]]] = {}
    rows = UnitName.objects.filter(unit__in=units, valid_to__gte=day).values_list("unit_id", "valid_to", "name")
    for unit_id, valid_to, name in rows:
        earlier.setdefault(unit_id, []).append((valid_to, name))
    return {unit.pk: name_on(day, earlier.get(unit.pk, ()), unit.name) for unit in units}


def followed_by(department_id: int, unit_ids: Collection[int]) -> frozenset[int]:
    """Ids of the ended units that these follow, through all reorganisations."""
    pairs = Succession.objects.filter(
        reorganisation__department=department_id, successor__isnull=False, predecessor__valid_to__isnull=False
    )
    known = [(old, new) for old, new in pairs.values_list("predecessor_id", "successor_id") if new is not None]
    return heirs(known, list(unit_ids)) if known else frozenset()


def successions_of(viewer: Viewer) -> QuerySet[Succession]:
    """The successions of the department's units, the oldest first."""
    found = Succession.objects.filter(reorganisation__department_id=viewer.department_id)
    return found.select_related("reorganisation__done_by", "predecessor", "successor").order_by(
        "reorganisation__effective_on", "reorganisation_id", "predecessor__position", "successor__position"
    )


def running_duties(department_id: int, units: Collection[int] | QuerySet[Any], day: date) -> QuerySet[Obligation]:
    """What these units still owe in the plans at work on that day."""
    still_open = ReportingPeriod.objects.filter(closed_at__isnull=True).values("plan")
    running = Plan.objects.filter(Q(year__gte=day.year) | Q(pk__in=still_open), department_id=department_id)
    undropped = Q(task__dropped_by__isnull=True, target__dropped_by__isnull=True)
    of_plans = Q(task__plan__in=running) | Q(target__plan__in=running)
    return Obligation.objects.filter(of_plans, undropped, unit__in=units, ended_on__isnull=True)


def held_after(department_id: int, units: Collection[int], day: date) -> QuerySet[Position]:
    """The positions in these units that are held on that day or later."""
    found = Position.objects.filter(department_id=department_id, unit__in=units)
    found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return found.select_related("user", "unit").order_by("unit__position", "id")


def outlook(viewer: Viewer, units: Collection[Unit], *, effective_on: date) -> Outlook:
    """What ending these units would touch. Raises NotAllowed."""
    check(viewer, Act.PEOPLE_WRITE)
    ids = [unit.pk for unit in units]
    duties = running_duties(viewer.department_id, ids, effective_on).select_related(
        "unit", "task__plan", "target__plan"
    )
    # Tasks before targets, on every database.
    of_targets = F("target__plan_id").asc(nulls_first=True)
    order = ("unit__position", of_targets, "target__position", "task__plan_id", "task__position", "id")
    ordered = list(duties.order_by(*order))
    counts: dict[int, int] = {}
    for duty_id in Answer.objects.filter(obligation__in=ordered).values_list("obligation_id", flat=True):
        counts[duty_id] = counts.get(duty_id, 0) + 1
    return Outlook(
        duties=tuple(_duty(duty, counts.get(duty.pk, 0)) for duty in ordered),
        carried=tuple(_carried(ordered, effective_on)),
        positions=tuple(held_after(viewer.department_id, ids, effective_on)),
    )


def _duty(duty: Obligation, answer_count: int) -> Duty:
    row = duty.task or duty.target
    assert row is not None
    number = duty.task.number if duty.task else str(row.position)
    return Duty(duty.pk, duty.unit, row.plan.year, duty.task is None, number, row.text, answer_count)


def _carried(duties: Sequence[Obligation], effective_on: date) -> Sequence[OpenPeriod]:
    found = Answer.objects.filter(
        obligation__in=duties, report__period__closed_at__isnull=True, report__period__window_to__gte=effective_on
    )
    counts: dict[tuple[int, int], int] = {}
    answers = list(found.select_related("report__period__plan", "report__unit").order_by("report__period__due_on"))
    for answer in answers:
        key = (answer.report.period_id, answer.report.unit_id)
        counts[key] = counts.get(key, 0) + 1
    firsts = {(a.report.period_id, a.report.unit_id): a.report for a in answers}
    return [OpenPeriod(report.period, report.unit, counts[key]) for key, report in firsts.items()]


def last_day_before(effective_on: date) -> date:
    """The last day of the old order."""
    return effective_on - timedelta(days=1)
