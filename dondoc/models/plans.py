"""A running plan and the documents it cites."""

from django.db import models

from dondoc.models.departments import Department, Unit
from dondoc.models.drafts import Draft, PlanLevel
from dondoc.models.people import User


class Plan(models.Model):
    """The plan as confirmed; the words of the document stay in its draft, the newest one after an amendment.

    A superior plan is only read and rested on: it has no obligations and no reporting periods here.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="plans")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="plan")
    level = models.CharField(max_length=10, choices=PlanLevel.choices, default=PlanLevel.OWN)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=60, null=True, blank=True)
    symbol = models.CharField(max_length=40, null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=100, null=True, blank=True)
    issuer = models.CharField(max_length=200, null=True, blank=True)
    title = models.TextField()
    year = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signer_position = models.CharField(max_length=100, null=True, blank=True)
    signer_name = models.CharField(max_length=100, null=True, blank=True)
    recipients = models.JSONField(default=list)
    reporting = models.JSONField(default=list, help_text="reporting rules, as in the plan contract")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-confirmed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    @property
    def heading(self) -> str:
        """`Kế hoạch số 27/KH-STP`, or the kind with its title while the number is blank."""
        return f"{self.kind} số {self.number}" if self.number else f"{self.kind} {self.title}"


class Amendment(models.Model):
    """A later version of a plan, taken over by a running plan. `changes` is what was confirmed, for reading again."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="amendments")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="amendment")
    previous_draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["confirmed_at", "id"]

    def __str__(self) -> str:
        return f"{self.plan} ({self.confirmed_at:%d/%m/%Y})"


class Citation(models.Model):
    """A legal basis of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="citation_position_once")]

    def __str__(self) -> str:
        return self.number
