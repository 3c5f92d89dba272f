"""Proof of an answer: a file with the particulars of the document it holds."""

from django.db import models

from dondoc.models.people import User
from dondoc.models.reports import Answer


class Evidence(models.Model):
    """The file is stored under a made-up name; the name it came with is kept as text only."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="evidence/")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    number = models.CharField(max_length=60, blank=True, help_text="số, ký hiệu")
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    abstract = models.TextField(blank=True, help_text="trích yếu")
    page = models.CharField(max_length=40, blank=True, help_text="where in the document the proof stands")
    is_restricted = models.BooleanField(default=False, help_text="holds personal data: every look is recorded")
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, help_text="empty: by a signed link"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["answer", "sha256"], name="evidence_file_once_an_answer")]

    def __str__(self) -> str:
        return self.number or self.file_name
