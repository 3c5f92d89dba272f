"""Criteria sets that a department works with, drafts of imported ones, and where each fact comes from.

Not here: what a set says (core/scoring/criteria reads it from the text kept here).
"""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User
from dondoc.models.targets import Target
from dondoc.models.tasks import Task


class AdoptedSet(models.Model):
    """A set as it was taken into use: its text is kept whole, so that old rounds can be scored again."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="adopted_sets")
    set_id = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    decision = models.CharField(max_length=200, help_text="`unofficial` for a sample")
    content = models.TextField(help_text="the TOML text, as adopted")
    sha256 = models.CharField(max_length=64)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, related_name="later", null=True, blank=True)
    pairs = models.JSONField(default=list, help_text="[code of the earlier set, code here] where a criterion goes on")
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["-adopted_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["department", "sha256"], name="adopted_once")]

    def __str__(self) -> str:
        return self.title


class SetDraft(models.Model):
    """A set read from a table, while a person confirms its rules; `content` are its rows with what was proposed."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="set_drafts")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    adopted = models.ForeignKey(AdoptedSet, on_delete=models.PROTECT, related_name="drafts", null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class FactBinding(models.Model):
    """Where a department takes one fact of a set from. A typed fact has neither target nor task."""

    adopted_set = models.ForeignKey(AdoptedSet, on_delete=models.PROTECT, related_name="bindings")
    fact = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    measure = models.CharField(max_length=40, blank=True, help_text="the measure of dossiers behind the fact")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["adopted_set", "fact"], name="fact_bound_once")]

    def __str__(self) -> str:
        return self.fact
