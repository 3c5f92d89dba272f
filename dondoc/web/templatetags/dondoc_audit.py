"""How rows of the audit trail are written on its pages. Not here: the words of acts and objects (audit_words)."""

from datetime import datetime

from django import template
from django.utils.timezone import localtime

from dondoc.core.vietnamese import date_text
from dondoc.web.audit_words import act_title, kind_title, origin_title

register = template.Library()
register.filter(act_title)
register.filter(kind_title)
register.filter(origin_title)


@register.filter
def second_text(moment: datetime) -> str:
    """`10/3/2026 9:05:07`, local time."""
    local = localtime(moment)
    return f"{date_text(local)} {local:%H:%M:%S}"


@register.filter
def exact_text(moment: datetime) -> str:
    """As it is hashed and exported: to the microsecond, with its offset."""
    return localtime(moment).isoformat(sep=" ", timespec="microseconds")


@register.filter
def in_groups(digits: str) -> str:
    """Groups of eight, to be read aloud and typed."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
