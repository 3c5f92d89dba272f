"""Tasks of a plan, and who owes what: the obligations."""

from django.db import models

from dondoc.core.progress import CLOSING_TITLES, ClosingRule
from dondoc.models.departments import Unit
from dondoc.models.plans import Plan
from dondoc.models.targets import Target


class Task(models.Model):
    """One task as printed, with its last day. `folded` is the text for searching."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    group = models.TextField(null=True, blank=True)
    text = models.TextField()
    solutions = models.JSONField(default=list)
    due_text = models.TextField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    lead = models.JSONField(default=list, help_text="as printed, one entry a body")
    unmatched_lead = models.JSONField(default=list, help_text="printed leads that no unit answers to yet")
    cooperating = models.JSONField(default=list)
    products = models.JSONField(default=list)
    closing_rule = models.CharField(
        max_length=3, choices=[(r.value, t) for r, t in CLOSING_TITLES.items()], default=ClosingRule.ALL.value
    )
    where = models.CharField(max_length=100, blank=True)
    folded = models.TextField(editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="task_position_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Obligation(models.Model):
    """One unit's duty: to carry out a task, or to give the figure of a target."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligations")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="obligations", null=True, blank=True)
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="obligations", null=True, blank=True)

    class Meta:
        ordering = ["unit__position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(task__isnull=False, target__isnull=True)
                | models.Q(task__isnull=True, target__isnull=False),
                name="obligation_for_a_task_or_a_target",
            ),
            models.UniqueConstraint(fields=["unit", "task"], name="obligation_once_a_task"),
            models.UniqueConstraint(fields=["unit", "target"], name="obligation_once_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.task or self.target}"
