"""The moment at which a command acts, as the installation sees it."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def moment() -> datetime:
    """This moment in Vietnam; in the demonstration, this time of the day that it pretends to be."""
    now, day = timezone.localtime(), settings.PRETEND_TODAY
    return now.replace(year=day.year, month=day.month, day=day.day) if day else now
