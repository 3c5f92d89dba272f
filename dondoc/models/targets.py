"""Measurable targets of a plan."""

from django.db import models

from dondoc.models.plans import Amendment, Plan


class Target(models.Model):
    """`value` in `unit` (`%` or a noun), reached as `comparator` says. One that was dropped is asked no more."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    comparator = models.CharField(max_length=2, choices=[("=", "="), (">=", "≥"), ("<=", "≤")])
    value = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=100)
    where = models.CharField(max_length=100, blank=True)
    dropped_by = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, related_name="dropped_targets", null=True, blank=True
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], condition=models.Q(dropped_by__isnull=True), name="target_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text
