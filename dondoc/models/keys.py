"""Ways in without an account: signed links for one answer, tokens for programs. Only hashes are stored."""

from django.db import models

from dondoc.models.departments import Department
from dondoc.models.people import User
from dondoc.models.plans import Plan
from dondoc.models.reports import ReportingPeriod
from dondoc.models.tasks import Obligation


class SignedLink(models.Model):
    """A link to answer one obligation in one period, until a moment; 128 bits of chance, kept as SHA-256."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="links")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="links")
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.SET_NULL,
        related_name="links",
        null=True,
        help_text="empty once the unit was asked no more",
    )
    sha256 = models.CharField(max_length=64, unique=True)
    given_to = models.CharField(max_length=200, help_text="who was sent the link, in words")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.given_to}: {self.period}"


class ApiToken(models.Model):
    """A program's key: shown once, kept as SHA-256; its first letters tell keys apart."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, help_text="acts of core/permissions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tokens", null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
