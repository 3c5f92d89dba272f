"""Accounts and the positions their owners hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dondoc.core.permissions import ROLE_TITLES, Role
from dondoc.models.departments import Department, Unit


class User(AbstractUser):
    """A person who signs in. Rights come from positions alone, never from the account itself."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=100)

    REQUIRED_FIELDS = ["full_name", "email"]

    def __str__(self) -> str:
        return self.full_name or self.username


class Position(models.Model):
    """One role held by one person, in a unit where the role belongs to one."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="positions")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions", null=True, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, title) for role, title in ROLE_TITLES.items()])
    title = models.CharField(max_length=100, help_text="chức vụ, as printed in documents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="position_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(unit__isnull=True), name="position_without_unit_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=[Role.REPORTER.value, Role.HEAD.value]) | models.Q(unit__isnull=False),
                name="unit_roles_have_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.user})"
