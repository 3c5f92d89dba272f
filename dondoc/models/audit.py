"""Who did what: one row for each act, written in the act's own transaction, chained by hashes.

Not here: how a row is hashed (core/chains), how one is written (actions/audit), what refuses change (models/guards).
"""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from dondoc.models.departments import Department
from dondoc.models.people import User


def of_chain(department_id: int | None) -> models.Q:
    """The rows, heads or end of one department's chain; without department, of the installation's."""
    if department_id is None:
        return models.Q(department__isnull=True)
    return models.Q(department_id=department_id)


class AuditRow(models.Model):
    """One act on one object. Rows are only ever added; `hash` covers the row and the hash before it.

    Each department has a chain of its own, the installation one without department. What was changed and why stands
    in the row's detail, of which the row keeps the digest alone: a detail can be erased, the chain stays whole.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    number = models.PositiveBigIntegerField(help_text="place in the chain, from 1")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    actor_name = models.CharField(max_length=150, help_text="as it was then; a link, token or program by its own name")
    origin = models.CharField(max_length=10, help_text="page, api, link, command or job")
    address = models.CharField(max_length=60, blank=True, help_text="of the client")
    act = models.CharField(max_length=40)
    is_refused = models.BooleanField(default=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True, blank=True)
    detail_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="audit_by_object"),
            models.Index(fields=["department", "at"], name="audit_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="audit_number_once"),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(department__isnull=True), name="audit_number_once_installation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act} {self.object_kind} {self.object_id}"

    @property
    def before(self) -> Any:
        return self._detail_of("before")

    @property
    def after(self) -> Any:
        return self._detail_of("after")

    @property
    def reason(self) -> str:
        return self._detail_of("reason") or ""

    def _detail_of(self, field: str) -> Any:
        """A field of the detail; `None` once it is erased."""
        detail = getattr(self, "detail", None)
        return detail and getattr(detail, field)


class AuditDetail(models.Model):
    """What an act changed and why. `salt` keeps the digest from being guessed once the detail is erased."""

    row = models.OneToOneField(AuditRow, on_delete=models.PROTECT, related_name="detail", primary_key=True)
    salt = models.CharField(max_length=32)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    folded = models.TextField(blank=True, help_text="the words of the three, folded, to search in; not hashed")

    def __str__(self) -> str:
        return f"{self.row_id}"


class AuditChain(models.Model):
    """The end of one chain; locked while a row is added, so that no two follow the same one."""

    department = models.OneToOneField(Department, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    last_number = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            # Empty values are never equal to one another: the installation's chain would not be the only one.
            models.UniqueConstraint(Coalesce("department", models.Value(0)), name="audit_chain_once"),
        ]

    def __str__(self) -> str:
        return f"{self.department or '–'}: {self.last_number}"


class AuditHead(models.Model):
    """The end of a chain as it stood at the end of a day, to be kept outside the machine (mailed, printed)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    day = models.DateField()
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    time_source = models.CharField(max_length=100, blank=True, help_text="what kept the machine's clock right")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "day"], name="audit_head_once_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=models.Q(department__isnull=True), name="audit_head_once_a_day_installation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.number}"
