"""Dossier files that were loaded, the units they name, and the small tables of counts that the pages show.

Not here: the dossiers themselves, which stay in the store of the department (analytics/stores).
"""

from django.db import models

from dondoc.models.departments import Department, Unit
from dondoc.models.keys import ApiToken
from dondoc.models.people import User
from dondoc.models.targets import Target


class DossierLoad(models.Model):
    """One file given to be loaded. The counts are final once it is `done`; `rows_read` grows while it is running."""

    WAITING, RUNNING, DONE, REFUSED = "waiting", "running", "done", "refused"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="dossier_loads")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    via = models.CharField(max_length=8, help_text="page, api or command")
    state = models.CharField(max_length=8, default=WAITING)
    rows_read = models.BigIntegerField(default=0)
    rows_stored = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    remarks = models.JSONField(default=dict, help_text="columns passed over, personal, absent; the refusal")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="the number of the load in the store")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    requested_with = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class DossierUnit(models.Model):
    """A unit as the files write it; `unit` is the one of the organisation it stands for, once that is known.

    An empty `name` stands for dossiers that name no unit.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="dossier_units")
    name = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when a person said which unit it is, or none")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="dossier_unit_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        """Whether it is known which unit it stands for, or that it stands for none."""
        return self.unit_id is not None or self.settled_at is not None


class DossierFigures(models.Model):
    """The counts of a department as computed last: from which load on, as of which day. Replaced whole."""

    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="dossier_figures")
    last_load = models.ForeignKey(DossierLoad, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(help_text="open dossiers due before that day are overdue")
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.department}, {self.as_of}"


class _Count(models.Model):
    """Numerator and denominator of one measure in one month of one calendar; without a denominator there is no row."""

    figures = models.ForeignKey(DossierFigures, on_delete=models.CASCADE)
    calendar = models.CharField(max_length=8, help_text="calendar or cutoff")
    unit = models.ForeignKey(DossierUnit, on_delete=models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure} {self.month}: {self.numerator}/{self.denominator}"


class UnitMonth(_Count):
    """By unit and month, all procedures together."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figures", "calendar", "unit", "month", "measure"], name="unit_month_once")
        ]


class ProcedureMonth(_Count):
    """By unit, procedure and month. An empty code stands for dossiers that name no procedure."""

    procedure_code = models.CharField(max_length=100, blank=True)
    field = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figures", "calendar", "unit", "procedure_code", "field", "month", "measure"],
                name="procedure_month_once",
            )
        ]


class OverdueCount(models.Model):
    """Open dossiers past their due day, by unit and procedure, and the oldest of those days."""

    figures = models.ForeignKey(DossierFigures, on_delete=models.CASCADE, related_name="overdue")
    unit = models.ForeignKey(DossierUnit, on_delete=models.CASCADE, related_name="+")
    procedure_code = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField()
    oldest_due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figures", "unit", "procedure_code"], name="overdue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.procedure_code}: {self.count}"


class MeasuredTarget(models.Model):
    """A target whose figures come from the dossiers: the measure that gives them."""

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="measured")
    measure = models.CharField(max_length=40)
    bound_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    bound_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.measure
