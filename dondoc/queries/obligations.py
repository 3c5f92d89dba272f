"""What units are asked for: now, and in a period that was closed before an amendment changed the plan."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from dondoc.models import Amendment, Obligation, ReportingPeriod


def standing(path: str = "", *, closed_at: datetime | F | None = None) -> Q:
    """Of obligations (reached by `path`), those still asked for, or in a period closed at `closed_at` asked then.

    An amendment ends what it drops; a period that was closed before keeps it.
    """
    still = Q(**{f"{path}task__dropped_by__isnull": True, f"{path}target__dropped_by__isnull": True})
    if closed_at is None:
        return still
    since = {f"{path}{kind}__dropped_by__confirmed_at__gt": closed_at for kind in ("task", "target")}
    return still | Q(*since.items(), _connector=Q.OR)


def asked_in(period: ReportingPeriod) -> QuerySet[Obligation]:
    """What the period asks, or when it is closed asked, of all units; without what an amendment added since."""
    duties = Obligation.objects.filter(Q(task__plan=period.plan_id) | Q(target__plan=period.plan_id))
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
    found = {period.pk: now.get(period.plan_id, {}) for period in periods}
    for period in closed:
        if period.closed_at and period.plan_id in last and last[period.plan_id] > period.closed_at:
            found[period.pk] = _counts(asked_in(period), {period.plan_id}, units).get(period.plan_id, {})
    return found


def _counts(
    duties: QuerySet[Obligation], plan_ids: Collection[int], units: Collection[int] | None
) -> dict[int, dict[int, int]]:
    """By plan id and unit id."""
    duties = duties.filter(Q(task__plan__in=plan_ids) | Q(target__plan__in=plan_ids))
    if units is not None:
        duties = duties.filter(unit_id__in=units)
    counts: dict[int, dict[int, int]] = {}
    owning = duties.order_by().annotate(plan_id=Coalesce("task__plan_id", "target__plan_id"))
    for plan_id, unit_id, count in owning.values_list("plan_id", "unit_id").annotate(count=Count("id")):
        counts.setdefault(plan_id, {})[unit_id] = count
    return counts
