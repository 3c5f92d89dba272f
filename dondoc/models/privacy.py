"""Personal data: what people asked about their own, and what went wrong with it. Identity numbers are kept sealed."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User
from dondoc.models.sealed import SealedText


class SubjectRequest(models.Model):
    """A person's request about the own personal data (Law 91/2025/QH15, Decree 356/2025)."""

    class Kind(models.TextChoices):
        VIEW = "view", "Xem, chỉnh sửa, cung cấp"
        RESTRICT = "restrict", "Rút đồng ý, hạn chế, phản đối"
        ERASE = "erase", "Xóa"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="subject_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person_name = models.CharField(max_length=100)
    identity_number = SealedText(blank=True, help_text="số định danh cá nhân")
    contact = models.CharField(max_length=200, blank=True)
    content = models.TextField()
    received_on = models.DateField()
    has_processor = models.BooleanField(default=False, help_text="a processor takes part: the longer term holds")
    acknowledged_on = models.DateField(null=True, blank=True)
    extended_because = models.TextField(blank=True)
    extended_to = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on:%d/%m/%Y}"


class Incident(models.Model):
    """An incident of security or of personal data: its clocks run from the minute it was found."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="incidents")
    title = models.CharField(max_length=200)
    description = models.TextField()
    found_at = models.DateTimeField()
    is_serious = models.BooleanField(default=False, help_text="a first notice is owed within 24 hours")
    touches_personal_data = models.BooleanField(default=False, help_text="a notice is owed within 72 hours")
    first_notice_at = models.DateTimeField(null=True, blank=True)
    full_notice_at = models.DateTimeField(null=True, blank=True)
    measures = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at", "-id"]

    def __str__(self) -> str:
        return self.title
