"""Counting requests of one minute, so that all processes of the installation count together.

Not here: how many are served (core/keys). Kept as files and not in the database: to look must not write a row.
"""

import hashlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from dondoc.core.keys import minute_of


def count(subject: str, *, at: datetime) -> int:
    """Counts one request of the subject and returns how many it has made in this minute, this one included.

    A file a subject and minute grows by one byte a request, which the operating system does in one step.
    """
    folder = Path(settings.DATA_DIR) / "rates" / minute_of(at)
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder.parent, before=minute_of(at - timedelta(minutes=1)))
    file = os.open(folder / hashlib.sha256(subject.encode()).hexdigest(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, b".")
        return os.fstat(file).st_size
    finally:
        os.close(file)


def _clear(folder: Path, *, before: str) -> None:
    """Takes away the minutes that nobody counts in any more."""
    for minute in folder.iterdir():
        if minute.name < before:
            shutil.rmtree(minute, ignore_errors=True)
