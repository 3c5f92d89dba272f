"""The audit trail's pages: who sees which rows and what of them, filters, exports, refusals, the process log.

Not here: how rows are written and kept (tests/actions/test_audit_trail).
"""

import ast
import io
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, PASSWORD, TODAY, Organisation
from page_texts import text_of
from python_calamine import CalamineWorkbook
from rights import newcomer
from role_pages import ROWS

from dondoc.actions import audit, glass
from dondoc.actions.audit import record, record_outside
from dondoc.core import assessments, reorganisations
from dondoc.core.permissions import Act, Origin, Role
from dondoc.core.workflow import MOVE_ACTS
from dondoc.models import AuditRow, ConfirmationRequest, SignInTry, User
from dondoc.queries import drafts
from dondoc.queries.audit import KINDS_OF_WORK
from dondoc.queries.passwords import MAIL_FAILED
from dondoc.web.audit_words import ACT_TITLES, KIND_TITLES, REFUSED_TITLES, acts_said
from dondoc.web.logs import JsonLines

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def auditor(client: Client, organisation: Organisation, sign_in) -> Client:
    """The browser of an auditor."""
    return sign_in(client, newcomer(organisation, Role.AUDITOR))


@pytest.fixture
def as_role(organisation: Organisation, sign_in) -> Callable[[str], Client]:
    return lambda role: sign_in(Client(), getattr(organisation.people, role))


def numbers(response) -> list[int]:
    """The rows in the list, in its order."""
    return [int(n) for n in re.findall(r'<th scope="row"><a href="/audit/(\d+)/">', response.content.decode())]


def newest() -> AuditRow:
    return AuditRow.objects.latest("id")


# ---- who sees what


@pytest.mark.parametrize("name", ["audit", "audit_heads"])
def test_trail_is_open_to_four_roles(name: str, auditor: Client, as_role, period):
    answers = {role: as_role(role).get(reverse(name)).status_code for role in (
        "administrator", "coordinator", "director", "head", "reporter")}  # fmt: skip
    assert answers == {"administrator": 200, "coordinator": 200, "director": 200, "head": 403, "reporter": 403}
    assert auditor.get(reverse(name)).status_code == 200


def test_coordinator_follows_the_work_and_not_the_accounts(as_role, period, organisation: Organisation):
    own = AuditRow.objects.filter(department=organisation.department)
    of_work = set(own.filter(object_kind__in=KINDS_OF_WORK).values_list("number", flat=True))
    account = own.filter(object_kind="user").first()
    office, administrator = as_role("coordinator"), as_role("administrator")

    assert set(numbers(office.get(reverse("audit")))) == of_work
    assert set(numbers(administrator.get(reverse("audit")))) == set(own.values_list("number", flat=True))
    assert office.get(reverse("audit_row", args=[account.number])).status_code == 404
    assert administrator.get(reverse("audit_row", args=[account.number])).status_code == 200


def test_administrator_sees_who_did_what_and_not_what_changed(as_role, auditor: Client, organisation: Organisation):
    record(
        "plan.write", organisation.department, actor=organisation.people.coordinator, at=AT,
        before={"title": "Tên cũ"}, after={"title": "Tên mới"}, reason="Theo kết luận họp",
    )  # fmt: skip
    address = reverse("audit_row", args=[newest().number])

    for browser in (auditor, as_role("director"), as_role("coordinator")):
        text = text_of(browser.get(address))
        assert all(words in text for words in ("Xác nhận kế hoạch", "Tên cũ", "Tên mới", "Theo kết luận họp"))
    text = text_of(as_role("administrator").get(address))
    assert "Xác nhận kế hoạch" in text
    assert "không xem nội dung thay đổi" in text
    assert not any(words in text for words in ("Tên cũ", "Tên mới", "Theo kết luận họp"))


def test_text_that_may_not_be_seen_is_not_found_either(as_role, auditor: Client, organisation: Organisation):
    actor = organisation.people.administrator
    record("people.write", organisation.units.office, actor=actor, at=AT, reason="Chữ dấu kín")
    unit_row = newest()
    head = User.objects.get(pk=organisation.people.head.user_id)
    record("people.write", head, actor=actor, at=AT, reason="Chữ dấu kín")
    asked = reverse("audit") + "?text=chu+dau+kin"

    assert numbers(auditor.get(asked)) == [newest().number, unit_row.number]
    assert numbers(as_role("coordinator").get(asked)) == [unit_row.number]
    assert numbers(as_role("administrator").get(asked)) == []


def test_another_departments_rows_are_nowhere(auditor: Client, elsewhere: Organisation):
    for _ in range(3):
        record("plan.write", elsewhere.department, actor=elsewhere.people.coordinator, at=AT, reason="Dấu riêng")
    assert numbers(auditor.get(reverse("audit") + "?text=dau+rieng")) == []
    assert newest().number not in numbers(auditor.get(reverse("audit")))
    assert auditor.get(reverse("audit_row", args=[newest().number])).status_code == 404


# ---- filters


@pytest.fixture
def three(organisation: Organisation) -> list[int]:
    """An act of the reporter on the division, the next day; a refusal and an act of the head, the day after."""
    people, units = organisation.people, organisation.units
    made = [
        record("answer.write", units.division, actor=people.reporter, at=AT + timedelta(days=1), reason="Đã rà soát"),
        record_outside(
            "report_move", actor_name=people.head.full_name, user_id=people.head.user_id, origin=Origin("page", "::1"),
            at=AT + timedelta(days=2), department_id=people.head.department_id, is_refused=True,
            object_kind="reportingperiod", object_id=units.division.pk, reason="Không được phép",
        ),
        record("report.approve", units.office, actor=people.head, at=AT.replace(hour=23) + timedelta(days=2)),
    ]  # fmt: skip
    return [row.number for row in made]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("from_on=12/3/2026", [2, 1]),
        ("from_on=11/3/2026&to_on=11/03/2026", [0]),
        ("from_on=2026-03-12&outcome=done", [2]),
        ("outcome=refused", [1]),
        ("act=answer.write", [0]),
        ("from_on=11/3/2026&person={head}", [2, 1]),
        ("from_on=11/3/2026&kind=unit", [2, 0]),
        ("kind=unit&object={division}", [0]),
        ("text=ra+soat", [0]),
        ("text=Đã rà soát", [0]),
        ("text=duyet+hoac+tra", [2]),
        ("from_on=11/3/2026&text=le thi mau chi", [2, 1]),
        ("text=khong co dau vet", []),
    ],
)
def test_filter_finds(auditor: Client, organisation: Organisation, three: list[int], asked: str, found: list[int]):
    ids = {"head": organisation.people.head.user_id, "division": organisation.units.division.pk}
    response = auditor.get(f"{reverse('audit')}?{asked.format(**ids)}")
    assert numbers(response) == [three[index] for index in found]


def test_faulty_day_is_said_beside_its_field_and_the_rest_still_filters(auditor: Client, three: list[int]):
    response = auditor.get(reverse("audit") + "?from_on=32/1/2026&outcome=refused&object=x&kind=zz")
    assert response.status_code == 200
    assert numbers(response) == [three[1]]
    assert 'value="32/1/2026"' in response.content.decode()
    assert 'id="id_from_on_error"' in response.content.decode()


def test_nothing_found_says_what_to_do(auditor: Client):
    assert "Không có dòng nào khớp." in text_of(auditor.get(reverse("audit") + "?text=khong co dau vet"))


def test_rows_come_by_fifty_newest_first_whatever_their_time(auditor: Client, organisation: Organisation):
    for n in range(60):
        record("plan.write", organisation.department, actor=organisation.people.coordinator, at=AT - timedelta(days=n))
    last = newest().number

    assert numbers(auditor.get(reverse("audit"))) == list(range(last, last - 50, -1))
    assert numbers(auditor.get(reverse("audit") + "?page=2"))[0] == last - 50
    second = auditor.get(reverse("audit") + "?act=plan.write&page=2")
    assert len(numbers(second)) == 10
    assert "act=plan.write" in re.search(r'rel="prev" href="([^"]*)"', second.content.decode())[1]


def test_object_has_its_history(auditor: Client, three: list[int], organisation: Organisation):
    page = auditor.get(reverse("audit_row", args=[three[0]])).content.decode()
    address = f"/audit/?kind=unit&amp;object={organisation.units.division.pk}"
    assert f'href="{address}"' in page
    assert numbers(auditor.get(address.replace("&amp;", "&"))) == [three[0]]


@pytest.mark.parametrize("name", ["audit", "audit_heads"])
def test_list_takes_as_many_queries_for_thirty_rows_as_for_one(auditor: Client, organisation: Organisation, name: str):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert auditor.get(reverse(name)).status_code == 200
        return len(captured)

    audit.keep_heads(until=AT.date(), time_source="")
    one = queries()
    for n in range(30):
        record("plan.write", organisation.department, actor=organisation.people.head, at=AT + timedelta(days=n))
    audit.keep_heads(until=AT.date() + timedelta(days=40), time_source="")
    assert queries() == one <= 20


# ---- verification and heads


def test_page_says_how_far_the_chain_is_whole_and_how_long_it_took(auditor: Client):
    last = newest().number
    looked = text_of(auditor.get(reverse("audit")))
    assert re.search(rf"Chuỗi nguyên vẹn đến dòng {last}; vừa kiểm tra {last} dòng cuối trong \d+ mili giây\.", looked)
    whole = text_of(auditor.post(reverse("audit_verify")))
    assert re.search(rf"Chuỗi nguyên vẹn đến dòng {last}; đã kiểm tra toàn bộ trong \d+ mili giây\.", whole)


def test_heads_are_shown_in_groups_that_can_be_typed(auditor: Client, organisation: Organisation):
    assert "Chưa có mã cuối ngày nào" in text_of(auditor.get(reverse("audit_heads")))
    [head] = audit.keep_heads(until=AT.date(), time_source="đã đồng bộ, chrony")
    text = text_of(auditor.get(reverse("audit_heads")))
    groups = " ".join(head.hash[at : at + 8] for at in range(0, 64, 8))
    assert f"10/3/2026 {head.number} {groups} đã đồng bộ, chrony –" in text.replace("<code>", "").replace("</code>", "")


# ---- exports


def test_check_74_export_is_open_to_the_auditor_alone_and_recorded(auditor: Client, as_role, three: list[int]):
    for role in ("administrator", "coordinator", "director", "head"):
        assert as_role(role).post(reverse("audit_export"), {"form": "jsonl"}).status_code == 403
        assert "audit/export" not in as_role("director").get(reverse("audit")).content.decode()
    refused = newest()
    assert (refused.act, refused.is_refused) == ("audit_export", True)

    response = auditor.post(reverse("audit_export"), {"form": "jsonl"})

    lines = [json.loads(line) for line in b"".join(response).decode().splitlines()]
    assert response["Content-Disposition"] == 'attachment; filename="nhat-ky-H99.13-20260310.jsonl"'
    made = newest()
    assert (made.act, made.is_refused, made.object_kind, made.after) == (
        "audit.export", False, "department", {"form": "jsonl"}
    )  # fmt: skip
    assert [line["number"] for line in lines] == list(range(1, made.number + 1))
    assert lines[-1]["hash"] == made.hash


def test_sheet_holds_the_rows_that_are_looked_at_and_no_formula(auditor: Client, organisation: Organisation):
    record(
        "plan.write", organisation.department, actor=organisation.people.coordinator, at=AT,
        after=["=1+1"], reason="=HYPERLINK(1)",
    )  # fmt: skip
    response = auditor.post(reverse("audit_export"), {"form": "xlsx", "act": "plan.write", "text": "hyperlink"})

    assert newest().after == {"form": "xlsx", "acts": ["plan.write", "draft_confirm"], "text": "hyperlink"}
    [heads, row] = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response))).get_sheet_by_index(0).to_python()
    assert heads[:3] == ["Số", "Thời điểm", "Người"]
    assert row[1:12] == [
        "2026-03-10T09:00:00.000+07:00", "Nguyễn Thị Mẫu An", "Lệnh trên máy chủ", "", "Xác nhận kế hoạch", "Đã làm",
        "Cơ quan", float(organisation.department.pk), "=HYPERLINK(1)", "", '["=1+1"]',
    ]  # fmt: skip


# ---- sign-ins, broken glass, refusals


def test_check_74_sign_ins_right_and_wrong_and_broken_glass_are_rows(auditor: Client, organisation: Organisation):
    people, before = organisation.people, AuditRow.objects.count()
    username = User.objects.get(pk=people.head.user_id).username
    for password in ("sai-mat-khau", PASSWORD):
        Client().post(reverse("sign_in"), {"username": username, "password": password}, REMOTE_ADDR="10.0.0.7")
    glass.break_glass(reason="Máy chủ hỏng, cần xem minh chứng", actor=people.administrator, at=AT)

    rows = AuditRow.objects.order_by("id")[before:]
    assert [(row.act, row.is_refused, row.address, row.object_kind) for row in rows] == [
        ("sign-in.wrong", True, "10.0.0.7", "user"),
        ("sign-in", False, "10.0.0.7", "user"),
        ("glass.break", False, "", "brokenglass"),
    ]
    assert (rows[1].actor_name, rows[1].department_id) == ("Lê Thị Mẫu Chi", people.head.department_id)
    text = text_of(auditor.get(reverse("audit")))
    assert all(words in text for words in ("Đăng nhập sai", "Đăng nhập", "Mở quyền khẩn cấp", "10.0.0.7"))


def test_check_74_refused_change_is_recorded_after_all_it_did_is_undone(as_role, period, units):
    before = AuditRow.objects.count()
    reader = as_role("director")
    address = reverse("report_move", args=[period.pk, units.division.pk])

    response = reader.post(address, {"move": "submit"})

    [row] = AuditRow.objects.order_by("id")[before:]
    assert (row.act, row.is_refused, row.object_kind, row.object_id) == ("report_move", True, "unit", units.division.pk)
    assert (row.origin, row.address, row.actor_name) == ("page", "127.0.0.1", "Vũ Văn Mẫu Giang")
    assert row.after == {"path": address, "status": response.status_code}
    assert response.status_code in (403, 404)
    assert row.reason
    assert row.reason in text_of(response)


def test_refused_look_goes_to_the_process_log_and_writes_nothing(as_role, caplog):
    before = AuditRow.objects.count()
    with caplog.at_level(logging.INFO, logger="dondoc.refusals"):
        assert as_role("reporter").get(reverse("audit")).status_code == 403
    assert AuditRow.objects.count() == before
    [line] = [entry.getMessage() for entry in caplog.records if entry.name == "dondoc.refusals"]
    assert re.fullmatch(r"403 \d+ /audit/: .+", line)


# ---- 73: the process log


@pytest.mark.parametrize(
    "text",
    ["một\r\nhai", "\x1b[31mđỏ\x9b2J", '"}\n{"level":"forged"', "\u2028\u202e\x85", "x" * 1_000_000],
    ids=["lines", "ansi", "json", "invisible", "long"],
)
def test_check_73_log_line_stays_one_line_of_json(text: str):
    entry = logging.LogRecord("dondoc", logging.WARNING, "", 0, "Tên: %s", (text,), None)
    line = JsonLines().format(entry)
    assert line.splitlines() == [line]
    assert line.isprintable()
    told = json.loads(line)
    assert sorted(told) == ["at", "level", "logger", "message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00", told["at"])
    if len(text) < 8000:
        assert told["message"] == f"Tên: {text}"
    else:
        assert len(line) < 10_000


def test_check_73_what_goes_wrong_is_one_line_too(settings):
    try:
        raise ValueError("hai\ndòng")
    except ValueError as error:
        entry = logging.LogRecord("x", logging.ERROR, "", 0, "hỏng", (), (ValueError, error, error.__traceback__))
    line = JsonLines().format(entry)
    assert line.splitlines() == [line]
    assert json.loads(line)["trace"].endswith("ValueError: hai\ndòng")
    assert settings.LOGGING["formatters"]["line"] == {"()": "dondoc.web.logs.JsonLines"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]


# ---- words


# The acts whose names are put together: what the code writes, and what may come of it.
PUT_TOGETHER = {
    "f'organisation.{order.kind.value}'": {f"organisation.{kind}" for kind in reorganisations.Kind},
    "f'{kind}.request'": {f"{kind}.request" for kind in ConfirmationRequest.Kind},
    "f'{asked.kind}.withdraw'": {f"{kind}.withdraw" for kind in ConfirmationRequest.Kind},
    "f\"{asked.kind}.{('confirm' if confirmed else 'turn-down')}\"": {
        f"{kind}.{answer}" for kind in ConfirmationRequest.Kind for answer in ("confirm", "turn-down")
    },
    "f'sign-in.{outcome.value}'": {f"sign-in.{SignInTry.Outcome.WRONG}", f"sign-in.{SignInTry.Outcome.REFUSED}"},
    "f'second-factor.{change}'": {"second-factor.added", "second-factor.removed"},
    "MOVE_ACTS[move]": {str(act) for act in (*MOVE_ACTS.values(), *assessments.MOVE_ACTS.values())},
    "_STAGE_ACTS[stage]": {str(Act.CHECK_WRITE), str(Act.APPRAISAL_WRITE)},
    "drafts.READ_AGAIN": {drafts.READ_AGAIN},
    "MAIL_FAILED": {MAIL_FAILED},
    # the address or the operation that was refused
    "request.resolver_match.url_name or ''": set(),
    "BY_URL_NAME[found.url_name].act": {"figure.write"},
}
RECORDING = {"record": 0, "record_each": 0, "record_outside": 0, "_record_of": 1}


def acts_in(given: ast.expr, near: ast.AST) -> set[str]:
    """The acts that this expression may be; a name is followed to where it is set in the same function."""
    match given:
        case ast.Constant(value=str(act)):
            return {act}
        case ast.IfExp(body=yes, orelse=no):
            return acts_in(yes, near) | acts_in(no, near)
        case ast.Attribute(value=ast.Name(id="Act"), attr=name):
            return {str(Act[name])}
        case ast.Name(id=name) if name not in PUT_TOGETHER:
            if name == "act" and getattr(near, "name", "") in RECORDING:
                return set()  # handed on: whoever calls has it
            found = [each.value for each in ast.walk(near) if isinstance(each, ast.Assign) and set_in(each) == {name}]
            assert found, f"where does {name} come from?"
            return set().union(*(acts_in(each, near) for each in found))
    return PUT_TOGETHER[ast.unparse(given)]


def set_in(assigned: ast.Assign) -> set[str]:
    return {target.id for target in assigned.targets if isinstance(target, ast.Name)}


def recorded_acts() -> set[str]:
    """Every act that the code writes into the trail."""
    found = set()
    for path in (ROOT / "dondoc").rglob("*.py"):
        functions = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)]
        for function in functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING:
                    found |= acts_in(node.args[RECORDING[node.func.id]], function)
    return found


def test_every_recorded_act_has_words_and_every_word_an_act():
    assert recorded_acts() == ACT_TITLES.keys()


def test_every_address_at_which_a_change_can_be_refused_has_words():
    own = {"sign_out", "set_language", "department", "sessions_end_others", "answer", "lint"}  # refuse nobody
    asked = {row.asking.name for row in ROWS if row.asking.sent is not None and row.answers != 405}
    assert asked - own - REFUSED_TITLES.keys() - ACT_TITLES.keys() == set()


def test_act_is_offered_once_and_found_done_or_refused(auditor: Client, organisation: Organisation):
    office = organisation.people.coordinator
    made = record("plan.write", organisation.department, actor=office, at=AT)
    refused = record_outside(
        "draft_confirm", actor_name="?", origin=Origin("page"), at=AT, department_id=office.department_id,
        is_refused=True,
    )  # fmt: skip
    page = auditor.get(reverse("audit") + "?act=plan.write")
    choice = re.search(r'<select name="act".*?</select>', page.content.decode(), re.S)[0]
    offered = re.findall(r"<option[^>]*>([^<]+)</option>", choice)
    assert offered.count("Xác nhận kế hoạch") == 1
    assert len(offered) == len(set(offered))
    assert numbers(page) == [refused.number, made.number]


def test_every_kind_that_a_coordinator_follows_has_words():
    assert KINDS_OF_WORK - KIND_TITLES.keys() <= {"citation"}


def test_acts_are_found_by_their_words():
    assert set(acts_said("chot so")) == {
        "period.close", "period_close", "closing.request", "closing.confirm", "closing.turn-down", "closing.withdraw"
    }  # fmt: skip
    assert acts_said("  ") == ()
    assert REFUSED_TITLES["period_close"] == "Đề nghị chốt số"
