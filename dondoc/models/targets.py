"""Measurable targets of a plan."""

from django.db import models

from dondoc.models.plans import Plan


class Target(models.Model):
    """`value` in `unit` (`%` or a noun), reached as `comparator` says."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    comparator = models.CharField(max_length=2, choices=[("=", "="), (">=", "≥"), ("<=", "≤")])
    value = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=100)
    where = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="target_position_once")]

    def __str__(self) -> str:
        return self.text
