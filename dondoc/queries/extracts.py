"""Rows as other programs fetch them, of a plan and of published assessments: whole rows in a fixed order, as far as
the viewer's rights reach.

A plan that the viewer does not see is NotVisible; one that is seen without the right to these rows is NotAllowed.
"""

from django.db.models import Max, Q, QuerySet

from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Act, Viewer, check, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.models import Answer, Evidence, Obligation, Plan, ReportingPeriod, ScoreSnapshot, Snapshot, Target, Task
from dondoc.queries import periods, plans
from dondoc.queries.answers import counted


def tasks(viewer: Viewer, plan_id: int) -> QuerySet[Task]:
    """The tasks at work, as the plan prints them."""
    return Task.objects.filter(plan=_plan(viewer, plan_id, Act.PLAN_READ), dropped_by=None).order_by("position")


def targets(viewer: Viewer, plan_id: int) -> QuerySet[Target]:
    """The targets at work."""
    return Target.objects.filter(plan=_plan(viewer, plan_id, Act.PLAN_READ), dropped_by=None).order_by("position")


def reporting_periods(viewer: Viewer, plan_id: int) -> QuerySet[ReportingPeriod]:
    """The periods for which the plan asks, earliest due first."""
    plan = _plan(viewer, plan_id, Act.PLAN_READ)
    return periods.visible_to(viewer).filter(plan=plan).order_by("due_on", "code")


def obligations(viewer: Viewer, plan_id: int) -> QuerySet[Obligation]:
    """Who owes what, of tasks and targets at work."""
    plan = _plan(viewer, plan_id, Act.ASSIGNMENT_READ)
    found = Obligation.objects.filter(Q(task__plan=plan) | Q(target__plan=plan))
    found = found.filter(task__dropped_by=None, target__dropped_by=None).select_related("unit")
    own = reached_units(viewer, Act.ASSIGNMENT_READ)
    if own and not reaches_department(viewer, Act.ASSIGNMENT_READ):
        found = found.filter(unit__in=own)
    return found.order_by("id")


def answers(viewer: Viewer, plan_id: int, *, period_id: int | None = None) -> QuerySet[Answer]:
    """The answers that count, oldest period first."""
    return _answers(viewer, plan_id, period_id, Act.ANSWER_READ)


def figures(viewer: Viewer, plan_id: int, *, period_id: int | None = None) -> QuerySet[Answer]:
    """The answers that count and give the figure of a target."""
    return _answers(viewer, plan_id, period_id, Act.FIGURE_READ).filter(obligation__target__isnull=False)


def evidence(viewer: Viewer, plan_id: int, *, period_id: int | None = None) -> QuerySet[Evidence]:
    """The proofs of answers that count; none that holds personal data."""
    proved = _answers(viewer, plan_id, period_id, Act.EVIDENCE_READ)
    return Evidence.objects.filter(answer__in=proved.order_by(), is_restricted=False).order_by("id")


def reports(viewer: Viewer, plan_id: int) -> QuerySet[Snapshot]:
    """The reports of closed periods, without figures and document."""
    plan = _plan(viewer, plan_id, Act.SNAPSHOT_READ)
    found = Snapshot.objects.filter(period__plan=plan, period__closed_at__isnull=False).select_related("period")
    return found.defer("figures", "document").order_by("period__due_on", "period__code")


def report(viewer: Viewer, plan_id: int, period_id: int) -> Snapshot:
    """The report of one closed period. Raises NotVisible, NotAllowed."""
    found = reports(viewer, plan_id).defer(None).filter(period_id=period_id).first()
    if found is None:
        raise NotVisible
    return found


def published_sheets(viewer: Viewer) -> QuerySet[ScoreSnapshot]:
    """The sheets of published assessments of the department, and of the bodies given to an appraiser, as they were
    published; the newest year first. Raises NotAllowed."""
    if not reached_units(viewer, Act.APPRAISAL_READ):
        check(viewer, Act.APPRAISAL_READ)
    final = ScoreSnapshot.objects.filter(
        stage=Stage.FINAL.value,
        assessment__state=State.PUBLISHED.value,
        assessment__department__in={viewer.department_id, *viewer.appraised_ids},
    )
    newest = final.order_by().values("assessment").annotate(newest=Max("id")).values("newest")
    found = ScoreSnapshot.objects.filter(pk__in=newest)
    found = found.select_related("assessment__department", "assessment__round__adopted_set").defer("facts")
    return found.order_by("-assessment__round__year", "assessment__department__name", "assessment_id")


def published_sheet(viewer: Viewer, assessment_id: int) -> ScoreSnapshot:
    """The published sheet of one assessment. Raises NotAllowed, NotVisible."""
    found = published_sheets(viewer).filter(assessment=assessment_id).first()
    if found is None:
        raise NotVisible
    return found


def _answers(viewer: Viewer, plan_id: int, period_id: int | None, act: Act) -> QuerySet[Answer]:
    found = counted(viewer, _plan(viewer, plan_id, act), act=act).select_related("report__unit", "obligation")
    if period_id is not None:
        found = found.filter(report__period=period_id)
    return found.order_by("report__period__window_to", "report__period__code", "id")


def _plan(viewer: Viewer, plan_id: int, act: Act) -> Plan:
    """A plan of which the viewer may do this act, at least for some unit. Raises NotVisible, NotAllowed."""
    plan = plans.one(viewer, plan_id)
    if not reached_units(viewer, act):
        check(viewer, act, plan_id=plan.pk)
    return plan
