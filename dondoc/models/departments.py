"""The department that runs plans, and its units."""

from django.db import models

from dondoc.core.leads import UnitKind


class Department(models.Model):
    """A body such as a Department of Justice; everything stored belongs to one."""

    code = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=200)
    symbol = models.CharField(max_length=20, help_text="abbreviation in document symbols, e.g. STP")
    parent_body = models.CharField(max_length=200, help_text="as printed over the name, province included")
    place = models.CharField(max_length=100, help_text="địa danh before the date of a document")
    reports_to = models.JSONField(default=list, help_text="Kính gửi of the consolidated report, one body a line")

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit of the department (phòng, đơn vị), the Office included."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list, help_text="other spellings found in plans")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in UnitKind])
    handles_procedures = models.BooleanField(default=False, help_text="handles administrative procedures (TTHC)")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "code"], name="unit_code_once_a_department"),
            models.UniqueConstraint(
                fields=["department"], condition=models.Q(kind=UnitKind.OFFICE.value), name="one_office_a_department"
            ),
        ]

    def __str__(self) -> str:
        return self.name
