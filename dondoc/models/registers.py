"""The register of documents that plans cite, one row for each number."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.drafts import Draft
from dondoc.models.people import User


class RegisteredDocument(models.Model):
    """What the department knows of a cited document. `key` is the number as compared: capitals, no spaces.

    It begins with the first plan that cites it (`origin`); somebody settles what plans say differently.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="registered_documents")
    number = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, null=True, blank=True)
    title = models.TextField(null=True, blank=True)
    origin = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="registered_document_once")]

    def __str__(self) -> str:
        return self.number
