"""Tasks of a plan, their checkpoints, what they rest on, and who owes what: the obligations."""

from django.db import models

from dondoc.core.progress import CLOSING_TITLES, ClosingRule
from dondoc.models.departments import Unit
from dondoc.models.people import User
from dondoc.models.plans import Amendment, Plan
from dondoc.models.targets import Target


class Task(models.Model):
    """One task as printed, with its last day. `folded` is the text for searching.

    A task that an amendment dropped keeps its answers and is asked no more.
    """

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
    dropped_by = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, related_name="dropped_tasks", null=True, blank=True
    )
    folded = models.TextField(editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], condition=models.Q(dropped_by__isnull=True), name="task_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Checkpoint(models.Model):
    """A day by which a step of a task should stand; set where the plan's own deadline is vague."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="checkpoints")
    text = models.CharField(max_length=300)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "due_on", "text"], name="checkpoint_once_a_task")]

    def __str__(self) -> str:
        return f"{self.text} ({self.due_on:%d/%m/%Y})"


class Basis(models.Model):
    """Whether a task of the department's plan rests on a task of a superior plan, as somebody decided."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="bases")
    superior_task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="grounded")
    is_confirmed = models.BooleanField(help_text="false: proposed and turned down, not to be proposed again")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["task__position", "superior_task__position"]
        constraints = [models.UniqueConstraint(fields=["task", "superior_task"], name="basis_once")]

    def __str__(self) -> str:
        return f"{self.task} ← {self.superior_task}"


class Obligation(models.Model):
    """One unit's duty: to carry out a task, or to give the figure of a target.

    A reorganisation ends it and names the duty of the unit that takes over; its answers stay where they were given.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligations")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="obligations", null=True, blank=True)
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="obligations", null=True, blank=True)
    began_on = models.DateField(null=True, blank=True, help_text="first day on which the unit owes it; empty: always")
    ended_on = models.DateField(null=True, blank=True, help_text="last day on which the unit owed it")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, related_name="predecessors", null=True, blank=True)

    class Meta:
        ordering = ["unit__position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(task__isnull=False, target__isnull=True)
                | models.Q(task__isnull=True, target__isnull=False),
                name="obligation_for_a_task_or_a_target",
            ),
            models.UniqueConstraint(
                fields=["unit", "task"], condition=models.Q(ended_on__isnull=True), name="obligation_once_a_task"
            ),
            models.UniqueConstraint(
                fields=["unit", "target"], condition=models.Q(ended_on__isnull=True), name="obligation_once_a_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.task or self.target}"
