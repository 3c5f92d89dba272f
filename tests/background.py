"""The database worker, run until nothing waits. Used by tests of what happens in the background."""

import signal

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult


def work_off() -> list[object]:
    """Does all jobs that wait and returns their outcomes, the oldest first; a job that broke raises."""
    waiting = list(DBTaskResult.objects.ready().order_by("enqueued_at").values_list("pk", flat=True))
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    done = {job.pk: job for job in DBTaskResult.objects.filter(pk__in=waiting)}
    assert [done[pk].traceback for pk in waiting] == [""] * len(waiting)
    return [done[pk].return_value for pk in waiting]
