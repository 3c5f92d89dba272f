"""What needs two people: asked for by one, confirmed or turned down by another; and glass broken in an emergency."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User


class ConfirmationRequest(models.Model):
    """An act that one person asks for and another decides; `detail` is what the act needs, as plain values."""

    class Kind(models.TextChoices):
        CLOSING = "closing", "Chốt số kỳ báo cáo"
        RESTORE = "restore", "Khôi phục dữ liệu"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="confirmation_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True, help_text="empty while it waits")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="why it was turned down")

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind", "object_id"],
                condition=models.Q(is_confirmed__isnull=True),
                name="one_request_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="decided_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.requested_at:%d/%m/%Y}"


class BrokenGlass(models.Model):
    """A right taken in an emergency, with its reason, for thirty minutes."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="broken_glasses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="broken_glasses")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seen_by = models.ManyToManyField(User, related_name="+", help_text="who was told of it and said so")

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.opened_at:%d/%m/%Y %H:%M}"
