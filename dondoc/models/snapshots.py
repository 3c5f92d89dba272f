"""A closed period as it was: the figures and the report made from them."""

from django.db import models

from dondoc.models.reports import ReportingPeriod


class Snapshot(models.Model):
    """`figures` is the consolidation as data; `document` the official report, rebuilt byte for byte from it."""

    period = models.OneToOneField(ReportingPeriod, on_delete=models.PROTECT, related_name="snapshot")
    figures = models.JSONField()
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.period}"
