"""Fixtures shared by all tests. What an action can make is made through it (factories.py)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from itertools import count
from os import environ, getpid
from pathlib import Path
from shutil import copyfile
from typing import Any

import keepsakes
import pytest
import pytest_django
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from factories import (
    AT,
    TODAY,
    Organisation,
    People,
    Units,
    approve,
    confirmed,
    confirmed_superior,
    found_department,
    give_targets,
    plan_of,
    sample_plan,
    superior_plan,
    write,
)
from keepsakes import kept

from dondoc import planfile
from dondoc.core.permissions import Viewer
from dondoc.models import Department, Plan, ReportingPeriod, UnitReport, User, guards
from dondoc.planfile.readings import Reading

# Python looks for rings of objects less often: with the whole product loaded, that took a tenth of the time.
gc.set_threshold(50_000, 10, 10)
_folders = count()
# What the workers and the programs that tests start have compiled is kept for the next one, as by default.
environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many cells of the tables of rights were asked, and how long that took."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.getreports(name)]
    cells = {report.nodeid: dict(report.user_properties).get("cells", 0) for report in reports}
    asking = [report for report in reports if cells[report.nodeid] and report.when == "call"]
    if asking:
        number, seconds = sum(cells[report.nodeid] for report in asking), sum(report.duration for report in asking)
        terminalreporter.write_line(f"Rights: {number:,} cells asked in {seconds:.0f} s, {len(asking)} tests.")


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path | None:
    """Where a run leaves the tables that the migrations made, for the next one whose migrations read alike."""
    if not connections["default"].settings_dict["ENGINE"].endswith("sqlite3") or not hasattr(pytestconfig, "cache"):
        return None
    # What makes the tables: the migrations, what these take from the models and the core, the packages.
    root = pytestconfig.rootpath
    modules = sorted(file for floor in ("models", "core") for file in (root / "dondoc" / floor).rglob("*.py"))
    sources = [root / "uv.lock", *modules]
    digest = sha256(b"\0".join(str(file).encode() + b"\0" + file.read_bytes() for file in sources))
    return Path(pytestconfig.cache.mkdir("migrated")) / f"{digest.hexdigest()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory, migrated: Path | None
) -> None:
    """Each run has an SQLite file of its own, so that two runs on one machine do not meet."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        with suppress(FileNotFoundError):
            copyfile(migrated or "", database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Migrations go on from the tables that an earlier run left."""
    database = connections["default"].settings_dict
    return database["ENGINE"].endswith("sqlite3") and Path(database["TEST"]["NAME"]).exists()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, migrated: Path | None
) -> None:
    """Leaves the migrated tables for the next run; those that no run will ask for any more go."""
    if migrated is None or migrated.exists():
        return
    begun = migrated.with_suffix(f".{getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(begun)])
    for old in migrated.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    begun.replace(migrated)


@pytest.fixture(scope="session", autouse=True)
def readings_remembered() -> Iterator[None]:
    """The sample texts are read by a real child process once a run; the same bytes again give that very reading.

    A process for each of some thousand uploads took half of the suite's time. The child itself is tested in planfile.
    """
    remembered: dict[tuple[bytes, str], Reading] = {}
    read = planfile.read_in_child

    def read_once(data: bytes, *, name: str, **how: Any) -> Reading:
        if not name.endswith(".txt") or how.get("on_page"):
            return read(data, name=name, **how)
        if (data, name) not in remembered:
            remembered[data, name] = read(data, name=name, **how)
        return remembered[data, name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planfile, "read_in_child", read_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def emptied_without_guards() -> Iterator[None]:
    """A test that commits has the tables emptied after it: the triggers that keep the trail stand aside for that."""

    def without_guards(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            guards.remove(None, editor)
        keepsakes.empty()
        with connection.schema_editor() as editor:
            guards.install(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_guards)
        yield


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test. Its number is known: pytest's own looks for a free one among those of thousands before."""
    return tmp_path_factory.mktemp(f"test-{next(_folders)}", numbered=False)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Where files are kept in this test; no collected static files, none listed for each browser; quick passwords."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return settings.MEDIA_ROOT


@pytest.fixture
def at() -> datetime:
    """The moment of every act: 10 March 2026, 9:00 in Vietnam."""
    return AT


@pytest.fixture
def today() -> date:
    """The day of every test: 10 March 2026, before the first quarter is due."""
    return TODAY


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The department with its units and people."""
    return kept("organisation", found_department)


@pytest.fixture
def department(organisation: Organisation) -> Department:
    """An Office and three units."""
    return organisation.department


@pytest.fixture
def units(organisation: Organisation) -> Units:
    """`office`, `division` (handles procedures), `other_division` (does not), `attached` (does)."""
    return organisation.units


@pytest.fixture
def people(organisation: Organisation) -> People:
    """`coordinator`, `reporter`, `head`, `other_reporter`, `other_head`, `director`, `administrator`."""
    return organisation.people


@pytest.fixture
def elsewhere(organisation: Organisation) -> Organisation:
    """Another department in the same database, all names alike."""
    return kept("elsewhere", lambda: found_department("H99.14"))


@pytest.fixture
def sign_in() -> Callable[[Client, Viewer], Client]:
    """`sign_in(client, viewer)`: the client with that person signed in."""

    def sign(client: Client, viewer: Viewer) -> Client:
        client.force_login(User.objects.get(pk=viewer.user_id))
        return client

    return sign


@pytest.fixture
def plan(units: Units, people: People) -> Plan:
    """The running sample plan; division and attached unit are asked for the figures of its three targets."""

    def make() -> Plan:
        made = confirmed(sample_plan(), actor=people.coordinator)
        give_targets(made, [units.division, units.attached], actor=people.coordinator)
        return made

    return kept("plan", make)


@pytest.fixture
def make_plan(units: Units, people: People) -> Callable[..., Plan]:
    """`make_plan(task_count=30, target_count=30)`: a running plan of that size, figures asked of two divisions."""

    def make(*, task_count: int = 1, target_count: int = 1) -> Plan:
        made = confirmed(plan_of(task_count, target_count), actor=people.coordinator)
        if target_count:
            give_targets(made, [units.division, units.other_division], actor=people.coordinator)
        return made

    return make


@pytest.fixture
def superior(people: People) -> Plan:
    """The plan of the province above the sample plan."""
    return kept("superior", lambda: confirmed_superior(superior_plan(), actor=people.coordinator))


@pytest.fixture
def period(plan: Plan) -> ReportingPeriod:
    """The first quarter of 2026, due on 16 March."""
    return plan.periods.get(code="2026Q1")


@pytest.fixture
def answered(period: ReportingPeriod, units: Units, people: People) -> UnitReport:
    """The division's report of the first quarter, filled, handed in and approved; the Office has not taken it over."""

    def make() -> UnitReport:
        write(period, units.division, actor=people.reporter)
        return approve(period, units.division, reporter=people.reporter, head=people.head)

    return kept("answered", make)
