"""Letters that a job sends: tried again, a few times and later each time, when the mail server does not take one.

Not here: what a letter says and to whom it goes (passwords).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django_tasks import TaskContext
from django_tasks.base import Task

# After each try that failed, how long until the next; after the last the letter is given up.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))


def moment_of(context: TaskContext, asked_at: str) -> datetime:
    """When a job runs, by the clock by which it was asked for, which may stand on another day than the machine's."""
    job, at = context.task_result, datetime.fromisoformat(asked_at)
    return at + (job.started_at - job.enqueued_at) if job.started_at and job.enqueued_at else at


def deliver(
    send: Callable[[], None], context: TaskContext, again: Task[Any, Any], *, asked_at: str, tries: int, **given: Any
) -> bool:
    """Sends a letter, or has the job `again` done later with the same `given`; `False` once that is given up."""
    try:
        send()
    except (SMTPException, OSError):
        if tries == len(WAITS):
            return False
        started = context.task_result.started_at
        later = started + WAITS[tries] if started else None
        asked_again = (moment_of(context, asked_at)).isoformat()
        again.using(run_after=later).enqueue(**given, asked_at=asked_again, tries=tries + 1)
    return True
