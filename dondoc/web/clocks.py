"""The day and the moment as the site sees them: the only place below config that asks a clock."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment; in the demonstration, this time of the day that it pretends to be."""
    moment = timezone.localtime()
    if settings.PRETEND_TODAY is None:
        return moment
    return timezone.make_aware(
        datetime.combine(settings.PRETEND_TODAY, time(moment.hour, moment.minute, moment.second))
    )


def today() -> date:
    """This day in Vietnam."""
    return now().date()
