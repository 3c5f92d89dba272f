"""An uploaded plan file and what was read in it, from upload to confirmation."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User


class PlanLevel(models.TextChoices):
    """Whose plan a document is: the department's own, or one from above that its tasks rest on."""

    OWN = "own", "Kế hoạch của đơn vị"
    SUPERIOR = "superior", "Kế hoạch cấp trên"


class Draft(models.Model):
    """The file is kept as it came; `as_read` never changes, `content` carries the corrections.

    Both are objects of the plan contract. `source` is the text line by line, `places` says where each field stands.
    While a long reading goes on in the background all four are empty.
    """

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        FAILED = "failed", "Không đọc được"
        OPEN = "open", "Chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        DISCARDED = "discarded", "Đã bỏ"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="drafts")
    file = models.FileField(upload_to="plans/")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    as_read = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    source = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    page_count = models.PositiveSmallIntegerField(default=0, help_text="pages that can be pictured")
    page_shapes = models.JSONField(default=list, help_text="the height of each page in widths")
    pages_read = models.PositiveSmallIntegerField(default=0, help_text="progress of a reading in the background")
    conversion = models.JSONField(null=True, help_text="the old encoding that the text was converted from, samples")
    refusal = models.TextField(blank=True, help_text="why a reading in the background failed, as shown")
    level = models.CharField(max_length=10, choices=PlanLevel.choices, default=PlanLevel.OWN)
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
