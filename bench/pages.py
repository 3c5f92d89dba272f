"""Every list page with 2,000 tasks: its query count, and its time as a ratio to an empty page in the same process.

The empty page passes the same middleware and answers nothing; medians of alternating runs. Its database is made for
the run and thrown away.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="dondoc-bench-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DONDOC_DATA_DIR": FOLDER.name}
os.environ.pop("DONDOC_DATABASE_URL", None)
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from config import urls  # noqa: E402
from dondoc.models import User  # noqa: E402

TASKS, TARGETS, RUNS = 2000, 30, 7


def empty(request: HttpRequest) -> HttpResponse:
    """The peer: a page with nothing on it."""
    return HttpResponse("")


def main() -> None:
    """Builds the department, measures each page, prints a table."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from factories import approve, confirmed, found_department, give_targets, plan_of, write  # after the set-up above

    urls.urlpatterns.append(path("bench-empty/", empty))
    organisation = found_department()
    people, units = organisation.people, organisation.units
    plan = confirmed(plan_of(TASKS, TARGETS), actor=people.coordinator)
    give_targets(plan, [units.division, units.other_division], actor=people.coordinator)
    period = plan.periods.get(code="2026Q1")
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    office, reporter = _signed_in(people.coordinator.user_id), _signed_in(people.other_reporter.user_id)
    pages = [
        ("home", office, reverse("home")),
        ("plans", office, reverse("plans")),
        ("plan", office, reverse("plan", args=[plan.pk])),
        ("plan, late, page 9", office, reverse("plan", args=[plan.pk]) + "?state=late&page=9"),
        ("matrix", office, reverse("plan_matrix", args=[plan.pk])),
        ("targets", office, reverse("plan_targets", args=[plan.pk])),
        ("assign", office, reverse("plan_assign", args=[plan.pk])),
        ("drafts", office, reverse("draft_upload")),
        ("periods", office, reverse("periods")),
        ("period", office, reverse("period", args=[period.pk])),
        ("calendar", office, reverse("calendar")),
        ("people", office, reverse("people")),
        ("home of a unit", reporter, reverse("home")),
        ("reports of a unit", reporter, reverse("reports")),
        ("report of a unit", reporter, reverse("report", args=[period.pk, units.other_division.pk])),
    ]
    print(f"{TASKS} tasks, {TARGETS} targets; time is the median of {RUNS}, ratio to an empty page in the same process")
    print(f"{'page':<20} {'queries':>7} {'KB':>7} {'ms':>8} {'ratio':>7}")
    for name, client, url in pages:
        _measure(name, client, url)


def _signed_in(user_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


def _measure(name: str, client: Client, url: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        query_count = len(queries)
    if response.status_code != 200:
        print(f"{name:<20} answered {response.status_code}")
        return
    times: dict[str, list[float]] = {url: [], "/bench-empty/": []}
    for _ in range(RUNS):
        for address, taken in times.items():
            started = time.perf_counter()
            client.get(address)
            taken.append(time.perf_counter() - started)
    page, peer = (statistics.median(taken) for taken in times.values())
    kilobytes = len(response.content) / 1000
    print(f"{name:<20} {query_count:>7} {kilobytes:>7.0f} {page * 1000:>8.1f} {page / peer:>7.1f}")


if __name__ == "__main__":
    main()
