"""The trail: one row an act, in its transaction; kept by triggers; verified from the database; heads day by day.

Checks 70 to 74. How a chain is judged: tests/core/test_verifications. Pages and exports: tests/web/test_audit_pages.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from account_rows import ACCOUNT_ROWS
from action_rows import ROWS, Row, World
from assessing import brought, case_of
from assessment_rows import ASSESSMENT_ROWS
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.test.utils import CaptureQueriesContext
from factories import AT, LATER, Organisation
from keepsakes import state
from rights import link, newcomer
from test_rights import world  # noqa: F401  # a fixture

from dondoc.actions import audit
from dondoc.actions.audit import Entry, record, record_each, record_outside
from dondoc.cli import main
from dondoc.core.assessments import State
from dondoc.core.chains import ERASURE
from dondoc.core.permissions import Origin, Role, Viewer
from dondoc.core.verifications import Cause, Fault, Head
from dondoc.management.commands.audit_heads import space_warning
from dondoc.management.timesources import time_source
from dondoc.models import AuditChain, AuditHead, AuditRow, Plan, Snapshot, guards
from dondoc.queries.audit import chains, judged, lines_of

DAY = timedelta(days=1)


def execute(statement: str, *values: object) -> int:
    """Raw SQL with the application's own database role; the number of rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def settle() -> None:
    """PostgreSQL alters and truncates no table whose foreign keys are still to be checked."""
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def without_guards() -> Iterator[None]:
    """As somebody who owns the database and takes its triggers off would have it."""
    editor = _Editor()
    settle()
    guards.remove(None, editor)
    yield
    guards.install(None, editor)


class _Editor:
    connection = connection


@contextmanager
def audit_refused() -> Iterator[None]:
    """No audit row can be written."""
    if connection.vendor == "postgresql":
        execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE unique_violation; END $$")
        execute("CREATE TRIGGER refuse BEFORE INSERT ON dondoc_auditrow FOR EACH ROW EXECUTE FUNCTION refuse()")
        yield
        execute("DROP TRIGGER refuse ON dondoc_auditrow")
        execute("DROP FUNCTION refuse()")
    else:
        execute("CREATE TRIGGER refuse BEFORE INSERT ON dondoc_auditrow BEGIN SELECT RAISE(ABORT, 'full'); END")
        yield
        execute("DROP TRIGGER refuse")


# ---- 70: one row, in the same transaction


ALL_ROWS = [*ROWS, *ACCOUNT_ROWS, *ASSESSMENT_ROWS]
# The small set names no default sources; none of these people appraises the other body.
LEAVING_NOTHING = {"criteria_sets.bind_defaults", "rounds.add_body"}
DOING = [row for row in ALL_ROWS if not row.only_looks and row.name not in LEAVING_NOTHING]
LOOKING = [row for row in ALL_ROWS if row.only_looks]
# One action that is several acts, on so many objects: each has its row.
SEVERAL_ACTS = (
    ["report.begin", "answer.write"],
    ["closing.confirm", "period.close"],
    ["session.end-all", "second-factor.reset"],
    ["session.end-all", "single-sign-on.untie"],
)


def doer_of(row: Row, world: World) -> Viewer:  # noqa: F811
    """One who may do it: of the department's people, from outside, or without account."""
    people = world.organisation.people
    if row.doer == Role.LINK:
        return link(people.coordinator, world.period.pk, world.duty_id)
    return getattr(people, row.doer, None) or newcomer(world.organisation, Role(row.doer))


@pytest.mark.parametrize("row", DOING, ids=str)
def test_check_70_every_action_writes_exactly_one_row_and_without_it_changes_nothing(world: World, row: Row):  # noqa: F811
    actor = doer_of(row, world)
    act = row.arrange(world)
    before, count = state(), AuditRow.objects.count()
    settle()

    with audit_refused(), pytest.raises(IntegrityError):
        act(actor)
    assert state() == before

    act(actor)
    acts = [row.act for row in AuditRow.objects.order_by("id")[count:]]
    assert len(acts) == 1 or acts in SEVERAL_ACTS, acts


@pytest.mark.parametrize("row", LOOKING, ids=str)
def test_check_70_looking_ahead_writes_nothing(world: World, row: Row):  # noqa: F811
    actor, act = doer_of(row, world), row.arrange(world)
    before = state()
    act(actor)
    assert state() == before


@pytest.mark.parametrize("count", [1, 40])
def test_rows_of_an_act_take_four_statements_however_many(organisation: Organisation, count: int):
    actor, units = organisation.people.coordinator, [organisation.units.office] * count
    with CaptureQueriesContext(connection) as captured:
        made = record_each(
            "unit.write", [Entry(unit, None, {"n": n}) for n, unit in enumerate(units)], actor=actor, at=AT
        )
    statements = [query["sql"].split()[0] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT", "INSERT", "INSERT", "UPDATE"]
    assert [row.after for row in AuditRow.objects.filter(act="unit.write")] == [{"n": n} for n in range(count)]
    assert [row.number for row in made] == list(range(made[0].number, made[0].number + count))
    assert judged(actor.department_id).fault is None


def test_act_on_nothing_writes_nothing(organisation: Organisation):
    before = AuditRow.objects.count()
    assert record_each("unit.write", [], actor=organisation.people.coordinator, at=AT) == []
    assert AuditRow.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_rows_written_at_once_follow_one_another():
    def write(_: int) -> None:
        try:
            for _n in range(10):
                record_outside("sign-in", actor_name="?", origin=Origin("page"), at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))

    numbers = list(AuditRow.objects.order_by("number").values_list("number", flat=True))
    assert (numbers, AuditChain.objects.count()) == (list(range(1, 41)), 1)
    assert judged(None).fault is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads an SQLite file")
def test_inspectors_script_reads_the_file_of_an_installation(organisation: Organisation):
    last = AuditRow.objects.latest("number").number
    script = Path(__file__).parents[2] / "deploy" / "verify_audit.py"

    def run() -> tuple[int, list[str]]:
        command = [sys.executable, "-I", str(script), str(connection.settings_dict["NAME"])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    assert run() == (0, ["-: sound until row 0", f"H99.13: sound until row {last}"])
    with without_guards():
        row_id = AuditRow.objects.get(number=4).pk
        execute("UPDATE dondoc_auditdetail SET after = '{}' WHERE row_id = %s", row_id)
    code, lines = run()
    assert (code, lines[1]) == (1, "H99.13: the detail of row 4 was changed; sound until row 3")


# ---- 71: what is bent is found (the thousand ways: tests/core/test_verifications)


def test_check_71_rows_bent_in_the_database_are_found_by_their_number(organisation: Organisation, plan: Plan):
    code, chain_id = organisation.department.code, organisation.department.pk
    last = AuditRow.objects.filter(department=chain_id).latest("number")
    assert (judged(chain_id).fault, judged(chain_id).last_number) == (None, last.number)
    bent = {
        "UPDATE dondoc_auditrow SET actor_name = 'Ai' WHERE number = 5": Fault(5, Cause.CHANGED, 5),
        "UPDATE dondoc_auditdetail SET reason = 'x' WHERE row_id = (SELECT id FROM dondoc_auditrow WHERE number = 6)": (
            Fault(6, Cause.DETAIL_CHANGED, 6)
        ),
        "DELETE FROM dondoc_auditdetail WHERE row_id = (SELECT id FROM dondoc_auditrow WHERE number = 6)": (
            Fault(6, Cause.DETAIL_GONE, 6)
        ),
        "UPDATE dondoc_auditrow SET number = number + 100000 WHERE number = 7": Fault(7, Cause.MISSING, 7),
        f"UPDATE dondoc_auditchain SET last_number = {last.number - 1}, last_hash = '{last.previous_hash}'": (
            Fault(last.number, Cause.ADDED, last.number)
        ),
        f"UPDATE dondoc_auditchain SET last_number = {last.number + 2}": (
            Fault(last.number + 1, Cause.CUT, last.number + 2)
        ),
    }
    found = {}
    for statement in bent:
        with without_guards(), transaction.atomic():
            assert execute(statement) == 1, statement
            found[statement] = judged(chain_id).fault
            transaction.set_rollback(True)
    assert found == bent
    assert judged(chain_id).fault is None
    assert chains() == {"-": None, code: chain_id}


def test_check_71_tail_cut_with_its_end_is_found_through_a_head_kept_elsewhere(organisation: Organisation, plan: Plan):
    chain_id = organisation.department.pk
    last = AuditRow.objects.filter(department=chain_id).latest("number")
    kept = Head(last.number, last.hash, "2026-03-10")
    with without_guards():
        execute("DELETE FROM dondoc_auditdetail WHERE row_id = %s", last.pk)
        execute("DELETE FROM dondoc_auditrow WHERE id = %s", last.pk)
        execute("UPDATE dondoc_auditchain SET last_number = %s, last_hash = %s", last.number - 1, last.previous_hash)

    assert judged(chain_id).fault is None
    assert judged(chain_id, heads=(kept,)).fault == Fault(last.number, Cause.CUT, last.number)


def test_tail_is_judged_by_itself(organisation: Organisation, plan: Plan):
    verdict = judged(organisation.department.pk, last=3)
    assert (verdict.row_count, verdict.fault) == (3, None)
    assert judged(organisation.department.pk, last=10_000).row_count == verdict.last_number


def test_command_verifies_every_chain_and_names_the_first_bad_row(
    organisation: Organisation, plan: Plan, tmp_path: Path
):
    record_outside("sign-in", actor_name="?", origin=Origin("page", "10.0.0.9"), at=AT)
    last = AuditRow.objects.filter(department=organisation.department).latest("number")
    heads = tmp_path / "heads.txt"
    heads.write_text(f"H99.13 2026-03-10 {last.number} {last.hash[:16]}\n", encoding="utf-8")

    out = StringIO()
    call_command("audit_verify", "--heads", heads, stdout=out)
    assert out.getvalue() == (
        f"Nhật ký chung: nguyên vẹn đến dòng 1.\nNhật ký H99.13: nguyên vẹn đến dòng {last.number}.\n"
    )

    with without_guards():
        execute("UPDATE dondoc_auditrow SET act = 'plan.read' WHERE number = 3")
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("audit_verify", "--format", "json", stdout=out)
    assert refused.value.returncode == 1
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"chain": "-", "rows": 1, "sound_until": 1, "first_bad_row": None, "until": None, "cause": None},
        {"chain": "H99.13", "rows": last.number, "sound_until": 2, "first_bad_row": 3, "until": 3, "cause": "changed"},
    ]


def test_command_line_verifies_and_exports(
    organisation: Organisation, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    last, file = AuditRow.objects.latest("number").number, tmp_path / "trail.jsonl"

    assert main(["audit", "verify"]) == 0
    sentences = ["Nhật ký chung: nguyên vẹn đến dòng 0.", f"Nhật ký H99.13: nguyên vẹn đến dòng {last}."]
    assert capfd.readouterr().out.splitlines() == sentences
    assert main(["audit", "export", "--department", "H99.13", "--out", str(file)]) == 0
    assert capfd.readouterr().out == f"Đã xuất {last + 1} dòng nhật ký: {file}\n"

    with without_guards():
        execute("DELETE FROM dondoc_auditdetail WHERE row_id = (SELECT id FROM dondoc_auditrow WHERE number = 2)")
        execute("DELETE FROM dondoc_auditrow WHERE number = 2")
    assert main(["audit", "verify", "--format", "json"]) == 1
    out, err = capfd.readouterr()
    assert (json.loads(out.splitlines()[1])["first_bad_row"], err) == (2, "Nhật ký không còn nguyên vẹn.\n")
    assert main(["audit", "verify", "--heads", str(tmp_path / "none")]) == 2


@pytest.mark.parametrize("text", ["", "H99.13 2026-03-10 x\n", "H01.1 2026-03-10 1 " + "a" * 16])
def test_command_refuses_a_list_of_heads_that_says_nothing_of_these_chains(
    organisation: Organisation, tmp_path: Path, text: str
):
    heads = tmp_path / "heads.txt"
    heads.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("audit_verify", "--heads", heads)
    assert refused.value.returncode == 2


# ---- 72: triggers


@pytest.fixture
def everything(answered, people, organisation) -> list[Model]:
    """A row of each table that is kept: the installation has a head, a closed period and a signed assessment."""
    signed = brought(case_of(organisation), State.SUBMITTED).assessment
    assessed = [signed.facts.first(), signed.scores.first(), signed.snapshots.first()]
    audit.keep_heads(until=AT.date(), time_source="đã đồng bộ")
    snapshot = Snapshot.objects.create(period=answered.period, figures={}, document=b"x", sha256="0" * 64)
    row = AuditRow.objects.latest("id")
    return [row, row.detail, AuditHead.objects.get(), AuditChain.objects.get(), snapshot, *assessed]


REFUSED = [
    "UPDATE dondoc_auditrow SET act = act",
    "UPDATE dondoc_auditrow SET at = at WHERE number = 1",
    "UPDATE dondoc_auditrow SET number = number + 1000000",
    "DELETE FROM dondoc_auditrow",
    "DELETE FROM dondoc_auditrow WHERE number = 1",
    "UPDATE dondoc_auditdetail SET reason = ''",
    "UPDATE dondoc_auditdetail SET folded = ''",
    "DELETE FROM dondoc_auditdetail",
    "UPDATE dondoc_audithead SET hash = 'x'",
    "UPDATE dondoc_audithead SET number = 1",
    "UPDATE dondoc_audithead SET day = '2026-01-01'",
    "UPDATE dondoc_audithead SET department_id = NULL",
    "UPDATE dondoc_audithead SET time_source = 'x'",
    "DELETE FROM dondoc_audithead",
    "UPDATE dondoc_auditchain SET last_number = 1",
    "UPDATE dondoc_auditchain SET last_hash = 'x'",
    "UPDATE dondoc_auditchain SET department_id = NULL, last_number = last_number + 1",
    "DELETE FROM dondoc_auditchain",
    "UPDATE dondoc_snapshot SET sha256 = 'x'",
    "UPDATE dondoc_snapshot SET figures = figures",
    "DELETE FROM dondoc_snapshot",
    "UPDATE dondoc_assessmentfact SET value = NULL",
    "DELETE FROM dondoc_assessmentfact",
    "UPDATE dondoc_criterionscore SET points = 0",
    "DELETE FROM dondoc_criterionscore",
    "UPDATE dondoc_scoresnapshot SET sha256 = 'x'",
    "DELETE FROM dondoc_scoresnapshot",
]
OF_SQLITE = [
    "INSERT OR REPLACE INTO dondoc_auditrow SELECT * FROM dondoc_auditrow WHERE number = 1",
    "INSERT OR REPLACE INTO dondoc_auditdetail SELECT * FROM dondoc_auditdetail LIMIT 1",
    "INSERT OR REPLACE INTO dondoc_audithead SELECT * FROM dondoc_audithead LIMIT 1",
    "INSERT OR REPLACE INTO dondoc_auditchain SELECT * FROM dondoc_auditchain LIMIT 1",
    "INSERT OR REPLACE INTO dondoc_snapshot SELECT * FROM dondoc_snapshot LIMIT 1",
    "INSERT OR REPLACE INTO dondoc_criterionscore SELECT * FROM dondoc_criterionscore LIMIT 1",
    "UPDATE OR REPLACE dondoc_auditrow SET number = 2 WHERE number = 1",
    "UPDATE OR IGNORE dondoc_auditrow SET act = 'x'",
]
OF_POSTGRESQL = [
    *(f"TRUNCATE {table} CASCADE" for table in guards.TABLES),
    "SET LOCAL session_replication_role = replica; DELETE FROM dondoc_auditdetail",
    "INSERT INTO dondoc_auditrow SELECT * FROM dondoc_auditrow ON CONFLICT (id) DO UPDATE SET act = 'x'",
]


def kept_tables() -> dict[str, list[tuple]]:
    """What stands in the tables that are kept."""
    found = {}
    for table in guards.TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def test_check_72_raw_sql_changes_and_deletes_nothing_that_is_kept(everything: list[Model]):
    settle()
    before = kept_tables()
    assert all(before.values())
    tried = [*REFUSED, *(OF_POSTGRESQL if connection.vendor == "postgresql" else OF_SQLITE)]
    answers = {}
    for statement in tried:
        try:
            with transaction.atomic():
                answers[statement] = execute(statement)
        except IntegrityError as refused:
            answers[statement] = "is refused: what stands in dondoc_" in str(refused)
    assert {statement: answer for statement, answer in answers.items() if answer is not True} == {}
    assert kept_tables() == before


def test_check_72_models_change_and_delete_nothing_either(everything: list[Model]):
    before = kept_tables()
    for row in everything:
        if isinstance(row, AuditHead):
            row.hash = "x"
        for act in (row.save, row.delete):
            with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
                act()
    assert kept_tables() == before


def test_check_72_head_may_be_marked_as_mailed(everything: list[Model]):
    audit.note_mailed([head.pk for head in AuditHead.objects.all()], at=LATER)
    assert AuditHead.objects.get().mailed_at == LATER


def test_check_72_detail_goes_only_after_a_row_that_names_it(organisation: Organisation, elsewhere: Organisation):
    actor = organisation.people.administrator
    row = AuditRow.objects.filter(department=organisation.department).first()
    others = AuditRow.objects.filter(department=elsewhere.department).first()
    erased = "DELETE FROM dondoc_auditdetail WHERE row_id = %s"

    record("plan.write", row, actor=actor, at=AT)
    record_outside(
        ERASURE, actor_name="", origin=Origin(), at=AT, department_id=actor.department_id, is_refused=True,
        object_kind="auditrow", object_id=row.pk,
    )  # fmt: skip
    record(ERASURE, others, actor=actor, at=AT)  # names a row of another chain
    for row_id in (row.pk, others.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(erased, row_id)

    record(ERASURE, row, actor=actor, at=AT, reason="Đề nghị của người liên quan")
    assert execute(erased, row.pk) == 1
    verdict = judged(organisation.department.pk)
    assert verdict.fault is None
    bare = AuditRow.objects.get(pk=row.pk)
    assert (bare.before, bare.after, bare.reason) == (None, None, "")


def test_every_guard_stands_after_all_migrations(db: None):
    """SQLite forgets the triggers of a table that a migration builds anew."""
    if connection.vendor == "postgresql":
        found = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
        also = "TRUNCATE"
    else:
        found, also = "SELECT name FROM sqlite_master WHERE type = 'trigger'", "INSERT"
    with connection.cursor() as cursor:
        cursor.execute(found)
        names = {name for (name,) in cursor.fetchall()}
    wanted = [*((table, event) for table, event, _ in guards.REFUSED), *((table, also) for table in guards.TABLES)]
    assert names == {f"{table}_keeps_{event.lower()}" for table, event in wanted}


# ---- 73: what somebody typed stays in its line

ODD = [
    "một\r\nhai\nba",
    "\x1b[31mđỏ\x1b[0m \x9b2J",
    "x" * 1_000_000,
    '"}]}\n{"act":"forged"}',
    "\u2028\u2029\u202e\u2066\ufeff\x85",
    "\\u0000 \\\\ \\n",
    "null\0byte",
]


@pytest.mark.parametrize("text", ODD, ids=["lines", "ansi", "long", "json", "invisible", "backslashes", "null"])
def test_check_73_odd_text_is_one_line_of_json_and_the_chain_holds(organisation: Organisation, text: str):
    actor = organisation.people.coordinator
    odd = Viewer(actor.user_id, actor.department_id, text, actor.grants, Origin("page", text))
    made = record(
        text, organisation.department, actor=odd, at=AT, before={text: [text]}, after={"share": 0.5}, reason=text
    )

    row = AuditRow.objects.get(pk=made.pk)
    assert judged(actor.department_id).fault is None
    assert [len(row.actor_name), len(row.address), len(row.act)] == [
        min(len(text), 150), min(len(text), 60), min(len(text), 40)
    ]  # fmt: skip
    line = list(lines_of(actor.department_id))[-1]
    assert line.splitlines() == [line]
    assert not set(line) & {chr(n) for n in [*range(32), *range(127, 160), 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF]}
    told = json.loads(line)
    kept = text.replace("\0", "\ufffd")
    assert told["detail"] | {"salt": ""} == {
        "salt": "", "before": {kept: [kept]}, "after": {"share": "0.5"}, "reason": kept,
    }  # fmt: skip


# ---- 74: what a row says; what is kept how long


def test_check_74_row_says_who_from_where_what_when_and_how_it_ended(organisation: Organisation):
    actor = organisation.people.coordinator
    from_page = Viewer(actor.user_id, actor.department_id, actor.full_name, actor.grants, Origin("page", "10.0.0.5"))
    record("plan.write", organisation.units.office, actor=from_page, at=AT, before=1, after={"a": 2}, reason="Vì sao")

    told = json.loads(list(lines_of(actor.department_id))[-1])
    assert {name: told[name] for name in sorted(told.keys() - {"salt", "detail_digest", "hash", "previous_hash"})} | {
        "detail": told["detail"] | {"salt": ""}
    } == {
        "act": "plan.write",
        "actor_id": actor.user_id,
        "actor_name": "Nguyễn Thị Mẫu An",
        "address": "10.0.0.5",
        "at": "2026-03-10T09:00:00.000000+07:00",
        "chain": "H99.13",
        "department_id": actor.department_id,
        "detail": {"salt": "", "before": 1, "after": {"a": 2}, "reason": "Vì sao"},
        "is_refused": False,
        "number": AuditRow.objects.count(),
        "object_id": organisation.units.office.pk,
        "object_kind": "unit",
        "origin": "page",
        "row_id": AuditRow.objects.latest("id").pk,
    }


def test_check_74_rows_of_years_ago_are_kept(organisation: Organisation):
    actor = organisation.people.coordinator
    old = record("plan.write", organisation.department, actor=actor, at=datetime(2020, 1, 1, tzinfo=AT.tzinfo))
    audit.keep_heads(until=AT.date(), time_source="")
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("DELETE FROM dondoc_auditrow WHERE at < %s", AT - 5 * 365 * DAY)
    assert AuditRow.objects.filter(pk=old.pk).exists()


def test_check_74_disk_that_fills_up_is_told_from_eighty_percent_on(tmp_path: Path):
    assert space_warning(tmp_path, 79.9) == ""
    assert space_warning(tmp_path, 80) == (
        "Ổ đĩa chứa dữ liệu đã dùng 80 %: cần thêm chỗ trước khi nhật ký không ghi được nữa."
    )
    assert isinstance(space_warning(tmp_path), str)


def test_check_74_time_source_stands_in_the_head(organisation: Organisation):
    [head] = audit.keep_heads(until=AT.date(), time_source=time_source(date(2026, 3, 18)))
    assert AuditHead.objects.get(pk=head.pk).time_source == "ngày trình diễn 18/03/2026, không phải giờ thật"
    assert time_source().split(",")[0] in {"đã đồng bộ", "đồng hồ máy"}


# ---- daily heads


@pytest.fixture
def act_at(organisation: Organisation) -> Callable[[datetime], AuditRow]:
    actor = organisation.people.coordinator
    return lambda at: record("plan.write", organisation.department, actor=actor, at=at)


def heads(department_id: int | None) -> list[tuple[str, int]]:
    found = AuditHead.objects.filter(department_id=department_id).order_by("day")
    return [(f"{head.day:%d/%m}", head.number) for head in found]


def test_heads_are_kept_for_each_day_with_rows_but_today(organisation: Organisation, act_at):
    first = AuditRow.objects.count()  # on 10 March
    act_at(AT + 2 * DAY)
    late = act_at(AT.replace(hour=23, minute=59) + 2 * DAY)
    act_at(AT + 3 * DAY)
    record_outside("sign-in", actor_name="?", origin=Origin("page"), at=AT)

    made = audit.keep_heads(until=date(2026, 3, 12), time_source="")

    own = organisation.department.pk
    assert (heads(own), heads(None)) == ([("10/03", first), ("12/03", first + 2)], [("10/03", 1)])
    assert {head.hash for head in made} >= {late.hash}
    assert audit.keep_heads(until=date(2026, 3, 12), time_source="") == []
    audit.keep_heads(until=date(2026, 3, 13), time_source="")
    assert heads(own)[-1] == ("13/03", first + 3)
    assert judged(own).fault is None


def test_head_covers_rows_that_a_clock_set_back_put_after_it(organisation: Organisation, act_at):
    own, first = organisation.department.pk, AuditRow.objects.count()
    act_at(AT + 5 * DAY)
    act_at(AT + 1 * DAY)
    audit.keep_heads(until=date(2026, 3, 15), time_source="")
    assert heads(own) == [("10/03", first), ("11/03", first + 2), ("15/03", first + 2)]

    act_at(AT + 2 * DAY)  # comes to a day that is past its head
    audit.keep_heads(until=date(2026, 3, 16), time_source="")
    assert heads(own)[-1] == ("16/03", first + 3)
    assert judged(own).fault is None


def test_heads_are_printed_and_mailed_once(organisation: Organisation, settings):
    settings.PRETEND_TODAY = date(2026, 3, 11)
    settings.AUDIT_MAIL = ["thanhtra@example.vn"]
    last = AuditRow.objects.latest("number")
    line = f"H99.13 2026-03-10 {last.number} {last.hash}"

    out = StringIO()
    call_command("audit_heads", "--mail", stdout=out, stderr=StringIO())
    call_command("audit_heads", "--mail", stdout=out, stderr=StringIO())

    assert out.getvalue() == f"{line}\nKhông có ngày nào thiếu mã cuối ngày.\n"
    [letter] = [letter for letter in mail.outbox if line in letter.body]
    assert (letter.subject, letter.to) == ("Mã cuối ngày của nhật ký", ["thanhtra@example.vn"])
    assert "Nguồn giờ: ngày trình diễn 11/03/2026, không phải giờ thật." in letter.body
    assert AuditHead.objects.get().mailed_at is not None


def test_heads_are_not_mailed_where_nobody_is_named(organisation: Organisation, settings):
    settings.PRETEND_TODAY, settings.AUDIT_MAIL = date(2026, 3, 11), []
    err = StringIO()
    call_command("audit_heads", "--mail", stdout=StringIO(), stderr=err)
    assert "Chưa đặt DONDOC_AUDIT_MAIL: không gửi thư." in err.getvalue()
    assert (mail.outbox, AuditHead.objects.get().mailed_at) == ([], None)


def test_export_of_a_chain_at_the_machine_is_recorded_and_whole(organisation: Organisation, tmp_path: Path):
    file = tmp_path / "trail.jsonl"
    call_command("audit_export", "--department", "H99.13", "--out", file, stdout=StringIO())

    row = AuditRow.objects.latest("id")
    assert (row.act, row.origin, row.department_id, row.actor_id) == (
        "audit.export", "command", organisation.department.pk, None
    )  # fmt: skip
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, row.number + 1))
    with pytest.raises(CommandError):
        call_command("audit_export", "--department", "H00", "--out", file)
