"""The process log: one JSON object a line, whatever is in it. Not here: who did what (the audit trail)."""

import logging
from datetime import datetime

from django.utils import timezone

from dondoc.core.jsonlines import json_line
from dondoc.core.keys import masked

# A line beyond this is broken in two by journald.
_LONGEST = 8_000


class JsonLines(logging.Formatter):
    """Moment with offset, level, logger, message, and what went wrong if anything did."""

    def format(self, record: logging.LogRecord) -> str:
        # The machine's own clock, not the day that a demonstration pretends to be.
        at = datetime.fromtimestamp(record.created, tz=timezone.get_default_timezone())
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _clipped(masked(record.getMessage())),
        }
        if record.exc_info:
            line["trace"] = _clipped(masked(self.formatException(record.exc_info)))
        return json_line(line)


def _clipped(text: str) -> str:
    """The beginning and the end, where the message and the cause stand."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} … {text[-half:]}"
