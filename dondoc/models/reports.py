"""Reporting periods of a plan and the report of each unit, with its answers, proof and moves."""

from django.db import models

from dondoc.core.progress import AnswerState
from dondoc.core.workflow import MOVE_TITLES, STATE_TITLES, ReportState
from dondoc.models.departments import Unit
from dondoc.models.people import User
from dondoc.models.plans import Plan
from dondoc.models.tasks import Obligation


class ReportingPeriod(models.Model):
    """One report that the plan asks for; the dates are those of the reporting calendar."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods")
    code = models.CharField(max_length=7, help_text="2026-05, 2026Q1, 2026H1 or 2026")
    frequency = models.CharField(max_length=10)
    window_from = models.DateField()
    window_to = models.DateField()
    printed_due_on = models.DateField()
    due_on = models.DateField()
    shifted_because = models.CharField(max_length=100, null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["due_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="period_once_a_plan"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class UnitReport(models.Model):
    """What one unit answers for one period; made when the unit first writes."""

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(
        max_length=10, choices=[(s.value, t) for s, t in STATE_TITLES.items()], default=ReportState.DRAFT.value
    )
    submitted_on = models.DateField(null=True, blank=True, help_text="day of the latest submission")

    class Meta:
        ordering = ["unit__position", "id"]
        constraints = [models.UniqueConstraint(fields=["period", "unit"], name="report_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"


class Answer(models.Model):
    """One unit's answer to one obligation in one period. A figure left empty is missing, not zero."""

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="answers")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="answers")
    words = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in AnswerState], null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    not_applicable = models.BooleanField(default=False)
    source = models.CharField(
        max_length=300, blank=True, help_text="where a computed figure was taken from; empty: typed"
    )
    difficulties = models.TextField(blank=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, help_text="empty: by a signed link"
    )
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["obligation_id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "obligation"], name="answer_once"),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(percent__range=(0, 100)), name="percent_0_to_100"
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__isnull=True) | models.Q(numerator__gte=0), name="numerator_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__isnull=True) | models.Q(denominator__gte=0),
                name="denominator_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(not_applicable=False) | models.Q(numerator__isnull=True, denominator__isnull=True),
                name="not_applicable_has_no_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.obligation_id}"


class ReportMove(models.Model):
    """One move of a unit's report: who, when, from where to where, why. Rows are only ever added."""

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=10, choices=[(m.value, t) for m, t in MOVE_TITLES.items()])
    state_before = models.CharField(max_length=10)
    state_after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at", "id"]

    def __str__(self) -> str:
        return f"{self.report}: {self.move}"
