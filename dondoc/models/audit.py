"""Who did what: one row for each act, written in the act's own transaction."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User


class AuditRow(models.Model):
    """One act on one object, with what changed and why. Rows are only ever added."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act} {self.object_kind} {self.object_id}"
