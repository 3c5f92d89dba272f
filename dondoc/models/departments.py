"""The department that runs plans, its units with their lives, and the changes that made them.

Not here: how a reorganisation moves duties (actions/reorganisations).
"""

from django.conf import settings
from django.db import models

from dondoc.core.leads import UnitKind


class Department(models.Model):
    """A body such as a Department of Justice; everything stored belongs to one."""

    code = models.CharField(max_length=35, unique=True, help_text="canonical form of Decision 20/2020/QĐ-TTg")
    raw_code = models.CharField(max_length=60, blank=True, help_text="as it was given")
    name = models.CharField(max_length=200)
    symbol = models.CharField(max_length=20, help_text="abbreviation in document symbols, e.g. STP")
    parent_body = models.CharField(max_length=200, help_text="as printed over the name, province included")
    place = models.CharField(max_length=100, help_text="địa danh before the date of a document")
    reports_to = models.JSONField(default=list, help_text="Kính gửi of the consolidated report, one body a line")

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit of the department (phòng, đơn vị), the Office included.

    It lives from `valid_from` to `valid_to`, both days included; empty means from the start, or without end.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=35)
    raw_code = models.CharField(max_length=60, blank=True, help_text="as it was given")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list, help_text="other spellings found in plans")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in UnitKind])
    handles_procedures = models.BooleanField(default=False, help_text="handles administrative procedures (TTHC)")
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "code"], name="unit_code_once_a_department"),
            models.UniqueConstraint(
                fields=["department"],
                condition=models.Q(kind=UnitKind.OFFICE.value, valid_to__isnull=True),
                name="one_office_a_department",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """A name that a unit bore earlier, to its last day."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="earlier_names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    valid_to = models.DateField()

    class Meta:
        ordering = ["valid_to"]
        constraints = [models.UniqueConstraint(fields=["unit", "valid_to"], name="unit_name_once_a_day")]

    def __str__(self) -> str:
        return self.name


class Reorganisation(models.Model):
    """One change of the department's units, with the decision behind it: rename, merge, split, end."""

    class Kind(models.TextChoices):
        RENAME = "rename", "Đổi tên"
        MERGE = "merge", "Sáp nhập, hợp nhất"
        SPLIT = "split", "Chia, tách"
        END = "end", "Giải thể"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="reorganisations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    effective_on = models.DateField(help_text="first day of the new order")
    decision = models.CharField(max_length=100, help_text="number of the decision")
    note = models.TextField(blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class Succession(models.Model):
    """Of a reorganisation: which unit follows which; a unit that keeps itself under a new name follows itself."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "predecessor", "successor"], name="succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or '–'}"
