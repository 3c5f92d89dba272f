"""What units are asked for: now, in a period closed before an amendment, and before and after a reorganisation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from dondoc.core.reorganisations import is_asked
from dondoc.models import Amendment, Obligation, Plan, ReportingPeriod

# By plan id: unit id, first and last day of the duties, and how many there are of these days.
_Counts = Mapping[int, Sequence[tuple[int, date | None, date | None, int]]]


@dataclass(frozen=True)
class Forebear:
    """A duty that a reorganisation ended, with the unit that had it; another one took over from it."""

    obligation_id: int
    unit_id: int
    unit_name: str
    ended_on: date


def standing(path: str = "", *, closed_at: datetime | F | None = None) -> Q:
    """Of obligations (reached by `path`), those still asked for, or in a period closed at `closed_at` asked then.

    An amendment ends what it drops; a period that was closed before keeps it.
    """
    still = Q(**{f"{path}task__dropped_by__isnull": True, f"{path}target__dropped_by__isnull": True})
    if closed_at is None:
        return still
    since = {f"{path}{kind}__dropped_by__confirmed_at__gt": closed_at for kind in ("task", "target")}
    return still | Q(*since.items(), _connector=Q.OR)


def owed(path: str = "", *, window_to: date | F) -> Q:
    """Of obligations (reached by `path`), those asked in a period with this last day of its data window.

    As `core.reorganisations.is_asked` says it: a window that ended before a reorganisation still asks the old unit.
    """
    begun = Q(**{f"{path}began_on__isnull": True}) | Q(**{f"{path}began_on__lte": window_to})
    return begun & (Q(**{f"{path}ended_on__isnull": True}) | Q(**{f"{path}ended_on__gte": window_to}))


# By obligation id, the duties that it took over from.
Forebears = Mapping[int, Sequence[Forebear]]


def forebears(*plans: Plan) -> Forebears:
    """By obligation id, the duties of these plans that it took over from in a reorganisation."""
    found: dict[int, list[Forebear]] = {}
    ended = Obligation.objects.filter(Q(task__plan__in=plans) | Q(target__plan__in=plans), successor__isnull=False)
    fields = ended.values_list("successor_id", "id", "unit_id", "unit__name", "ended_on")
    for successor_id, duty_id, unit_id, unit_name, ended_on in fields:
        if successor_id is not None and ended_on is not None:
            found.setdefault(successor_id, []).append(Forebear(duty_id, unit_id, unit_name, ended_on))
    return found


def asked_in(period: ReportingPeriod) -> QuerySet[Obligation]:
    """What the period asks, or when it is closed asked, of all units; without what an amendment added since."""
    duties = Obligation.objects.filter(
        Q(task__plan=period.plan_id) | Q(target__plan=period.plan_id), owed(window_to=period.window_to)
    )
    if period.closed_at is None:
        return duties.filter(standing())
    asked = duties.filter(standing(closed_at=period.closed_at))
    since = Amendment.objects.filter(plan=period.plan_id, confirmed_at__gt=period.closed_at)
    for added in since.values_list("changes__added", flat=True):
        asked = asked.exclude(task__in=added["tasks"]).exclude(target__in=added["targets"])
    return asked


def asked_counts(periods: Sequence[ReportingPeriod], units: Collection[int] | None) -> Mapping[int, Mapping[int, int]]:
    """By period id and unit id, how many obligations are asked; of these units only, when given.

    One read, one more when a period is closed, and one for each closed period whose plan was amended since.
    """
    now = _counts(Obligation.objects.filter(standing()), {period.plan_id for period in periods}, units)
    closed = [period for period in periods if period.closed_at is not None]
    amended = Amendment.objects.filter(plan__in={period.plan_id for period in closed}).order_by()
    last = dict(amended.values_list("plan_id").annotate(last=Max("confirmed_at"))) if closed else {}
    found = {period.pk: _asked(now, period) for period in periods}
    for period in closed:
        if period.closed_at and period.plan_id in last and last[period.plan_id] > period.closed_at:
            found[period.pk] = _asked(_counts(asked_in(period), {period.plan_id}, units), period)
    return found


def _counts(duties: QuerySet[Obligation], plan_ids: Collection[int], units: Collection[int] | None) -> _Counts:
    duties = duties.filter(Q(task__plan__in=plan_ids) | Q(target__plan__in=plan_ids))
    if units is not None:
        duties = duties.filter(unit_id__in=units)
    counts: dict[int, list[tuple[int, date | None, date | None, int]]] = {}
    owning = duties.order_by().annotate(plan_id=Coalesce("task__plan_id", "target__plan_id"))
    grouped = owning.values_list("plan_id", "unit_id", "began_on", "ended_on").annotate(count=Count("id"))
    for plan_id, unit_id, began_on, ended_on, count in grouped:
        counts.setdefault(plan_id, []).append((unit_id, began_on, ended_on, count))
    return counts


def _asked(counts: _Counts, period: ReportingPeriod) -> dict[int, int]:
    """By unit id, how many of the duties are asked in the period."""
    found: dict[int, int] = {}
    for unit_id, began_on, ended_on, count in counts.get(period.plan_id, ()):
        if is_asked(period.window_to, began_on=began_on, ended_on=ended_on):
            found[unit_id] = found.get(unit_id, 0) + count
    return found
