"""Accounts and the positions their owners hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dondoc.core.passwords import entered
from dondoc.core.permissions import HELD_ROLES, ROLE_TITLES, UNIT_ROLES
from dondoc.models.departments import Department, Unit


class User(AbstractUser):
    """A person who signs in. Rights come from positions alone, never from the account itself."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=100)
    password_set_at = models.DateTimeField(null=True, blank=True)
    password_until = models.DateTimeField(
        null=True, blank=True, help_text="a first password, to be changed at the first sign-in, holds until then"
    )
    password_needs_factor = models.BooleanField(
        default=False, help_text="the password is good enough only with a second factor behind it"
    )
    earlier_passwords = models.JSONField(default=list, help_text="hashes of the last ones, newest first")
    reopened_on = models.DateField(null=True, blank=True, help_text="the idle days count again from here")
    off_reason = models.CharField(max_length=200, blank=True, help_text="why the account is switched off")

    REQUIRED_FIELDS = ["full_name", "email"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Hashes the password however its letters were composed; `check_password` reads it the same way."""
        super().set_password(None if raw_password is None else entered(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else entered(raw_password))


class Position(models.Model):
    """One role held by one person, in a unit where the role belongs to one, from day to day (both included).

    An appraiser holds one in each department given to that appraiser.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="positions")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions", null=True, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, ROLE_TITLES[role]) for role in HELD_ROLES])
    title = models.CharField(max_length=100, help_text="chức vụ, as printed in documents")
    decision = models.CharField(max_length=100, blank=True, help_text="number of the document that appoints")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_analyst = models.BooleanField(default=False, help_text="a coordinator who may see rows of dossiers, masked")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"], condition=models.Q(valid_to__isnull=True), name="position_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=models.Q(unit__isnull=True, valid_to__isnull=True),
                name="position_without_unit_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(role.value for role in UNIT_ROLES)) | models.Q(unit__isnull=False),
                name="unit_roles_have_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.user})"


class AccountReview(models.Model):
    """The half-yearly review of accounts and rights: the list as it was, and who signed that it is right."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="account_reviews")
    listed = models.JSONField(help_text="every account with its positions, as reviewed")
    sha256 = models.CharField(max_length=64, help_text="of the list as canonical JSON")
    note = models.TextField(blank=True)
    signed_name = models.CharField(max_length=100, help_text="typed by the one who signs")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.department} {self.signed_at:%d/%m/%Y}"
