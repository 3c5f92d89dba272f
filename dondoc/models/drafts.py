"""An uploaded plan file and what was read in it, from upload to confirmation."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User


class Draft(models.Model):
    """The file is kept as it came; `as_read` never changes, `content` carries the corrections.

    Both are objects of the plan contract. `source` is the text line by line, `places` says where each field stands.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        DISCARDED = "discarded", "Đã bỏ"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="drafts")
    file = models.FileField(upload_to="plans/")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    as_read = models.JSONField()
    content = models.JSONField()
    source = models.JSONField()
    places = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "sha256"],
                condition=~models.Q(state="discarded"),
                name="plan_file_once_a_department",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
