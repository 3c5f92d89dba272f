"""The interface as a whole: what it serves stands in its table, and every refusal has one shape."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import AT, PDF, Organisation, People, Units, approve, close_period, duties_of, write
from programs import ALL, accept, ask, bearer, figure_duty, put, token_of

from dondoc.actions import evidence, keys, reports
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft
from dondoc.api.entrance import api
from dondoc.api.operations import OPERATIONS, url_name
from dondoc.api.urls import urlpatterns
from dondoc.core.keys import SCOPE_TITLES, TOKEN_REQUESTS
from dondoc.core.permissions import POLICY, Act, Reach, Role
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.models import ApiToken, AuditRow, Plan, ReportingPeriod, User
from dondoc.web import clocks

LISTS = ["tasks", "targets", "periods", "obligations", "answers", "evidence", "figures", "reports"]


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


@pytest.fixture
def taken(period: ReportingPeriod, units: Units, people: People) -> ReportingPeriod:
    """The first quarter with the division's report taken over."""
    accept(period, units.division, reporter=people.reporter, head=people.head, people=people)
    return period


def described() -> dict[str, dict]:
    """By operation id, what the OpenAPI description says of it."""
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {found["operationId"]: found for methods in paths.values() for found in methods.values()}


def test_description_is_the_table() -> None:
    found = described()

    assert set(found) == set(OPERATIONS)
    assert {name: told["x-act"] for name, told in found.items()} == {n: s.act for n, s in OPERATIONS.items()}
    assert {
        name: {part["name"] for part in told.get("parameters", []) if part["in"] == "query"}
        for name, told in found.items()
    } == {name: set(served.parameters) for name, served in OPERATIONS.items()}
    assert {pattern.name for pattern in urlpatterns} == {url_name(name) for name in [*OPERATIONS, "description"]}


def test_scopes_on_offer_are_the_acts_served_and_those_of_the_matrix() -> None:
    of_matrix = {act for act, reaches in POLICY.items() if reaches.get(Role.TOKEN) is Reach.SCOPE}
    assert set(SCOPE_TITLES) == {served.act for served in OPERATIONS.values()}
    assert of_matrix - set(SCOPE_TITLES) == {Act.FIGURE_BEGIN}  # goes with writing a figure


def test_description_is_open_and_of_version_3_1(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    assert "/api/v1/plans/{plan_id}/figures/" in answer.json()["paths"]
    assert client.get("/api/v1/docs").status_code == 404


def test_list_pages_by_fifty_with_the_total(make_plan, people: People) -> None:
    plan = make_plan(task_count=51)
    secret = token_of(people)

    first, second, third = (ask(f"plans/{plan.pk}/tasks/", secret, page=page).json() for page in (1, 2, 3))

    assert (first["page"], first["total"], len(first["items"])) == (1, 51, 50)
    assert (second["page"], second["total"], [row["number"] for row in second["items"]]) == (2, 51, ["51"])
    assert third == {"page": 3, "total": 51, "items": []}


@pytest.mark.parametrize("kind", ["plans", *LISTS])
def test_list_asks_the_database_equally_for_one_row_and_thirty(kind: str, make_plan, people: People) -> None:
    counts = []
    for size in (1, 30):
        plan = make_plan(task_count=size, target_count=size)
        secret = token_of(people, *ALL)
        address = "plans/" if kind == "plans" else f"plans/{plan.pk}/{kind}/"
        ask(address, secret)
        with CaptureQueriesContext(connection) as captured:
            assert ask(address, secret).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 20


def test_what_is_served_of_a_period_taken_over(taken: ReportingPeriod, units: Units, people: People) -> None:
    secret, plan = token_of(people, *ALL), taken.plan
    duty = figure_duty(taken, units.division)

    answers = ask(f"plans/{plan.pk}/answers/", secret, period_id=taken.pk).json()
    figures = ask(f"plans/{plan.pk}/figures/", secret).json()
    targets = ask(f"plans/{plan.pk}/targets/", secret).json()

    assert answers["total"] == 6
    assert [row["words"] for row in answers["items"] if row["task_id"]] == ["Đã làm được một nửa"] * 3
    assert figures["items"][0] == {
        "period_id": taken.pk,
        "unit": {"id": units.division.pk, "code": "HCTP", "name": "Phòng Hành chính tư pháp"},
        "obligation_id": duty.pk,
        "target_id": duty.target_id,
        "numerator": "8",
        "denominator": "9",
        "not_applicable": False,
        "updated_at": figures["items"][0]["updated_at"],
    }
    assert targets["items"][0]["value"] == "80"
    assert ask(f"plans/{plan.pk}/answers/", secret, period_id=taken.pk + 1).json()["total"] == 0


def test_answers_that_wait_are_not_served_to_programs(
    period: ReportingPeriod, answered: object, people: People, sign_in
) -> None:
    secret = token_of(people, *ALL)

    for kind in ("answers", "figures", "evidence"):
        assert ask(f"plans/{period.plan_id}/{kind}/", secret).json()["total"] == 0
    by_session = sign_in(Client(), people.coordinator).get(f"/api/v1/plans/{period.plan_id}/answers/")
    assert by_session.json()["total"] == 6


def test_check_05_unknown_and_reaching_parameters_are_refused(taken: ReportingPeriod, people: People) -> None:
    secret = token_of(people, *ALL)
    tricks = (
        "fields", "expand", "order", "ordering", "filter", "depth", "limit", "format", "unit__users__password",
        "owner__email", "report__unit__name", "created_by__password", "page__gt", "include",
    )  # fmt: skip
    for kind in ["", *(f"{taken.plan_id}/{kind}/" for kind in LISTS)]:
        for trick in tricks:
            answer = ask(f"plans/{kind}", secret, **{trick: "x"})
            assert (answer.status_code, set(answer.json())) == (400, {"sentence", "lifted_by"}), (kind, trick)
    for value in ("0", "-1", "x", "1e3", "99999999999999999999", ""):
        assert ask("plans/", secret, page=value).status_code == 400


def test_check_05_nothing_secret_is_ever_served(taken: ReportingPeriod, people: People) -> None:
    secret, plan_id = token_of(people, *ALL), taken.plan_id
    hashes = [*User.objects.values_list("password", flat=True), *ApiToken.objects.values_list("sha256", flat=True)]
    served = [ask(f"plans/{plan_id}/{kind}/", secret).content.decode() for kind in LISTS]
    served += [ask("plans/", secret).content.decode(), Client().get("/api/v1/openapi.json").content.decode()]

    for text in served:
        assert not any(hashed in text for hashed in [*hashes, secret])
        for name in ("password", "sha256", "token", "prefix", "updated_by", "created_by", "folded", "email"):
            assert f'"{name}"' not in text


def test_check_06_nothing_beside_the_figure_can_be_written(
    period: ReportingPeriod, units: Units, people: People
) -> None:
    secret, duty = token_of(people, Act.FIGURE_WRITE), figure_duty(period, units.division)
    address = f"periods/{period.pk}/figures/{duty.pk}/"
    figure = {"numerator": 8, "denominator": 9}

    for extra in (
        "id", "unit", "unit_id", "owner", "department", "status", "state", "score", "approved_by", "is_staff",
        "period", "period_id", "version", "created_at", "updated_by", "words", "percent", "report", "obligation_id",
    ):  # fmt: skip
        answer = put(address, {**figure, extra: 1}, secret)
        assert (answer.status_code, set(answer.json())) == (422, {"sentence", "lifted_by"}), extra
    assert not period.reports.exists()
    assert put(address, figure, secret).status_code == 200


def test_figure_is_written_into_an_open_period_and_what_is_said_beside_it_stays(
    period: ReportingPeriod, units: Units, people: People
) -> None:
    secret, duty = token_of(people, Act.FIGURE_WRITE), figure_duty(period, units.division)
    address = f"periods/{period.pk}/figures/{duty.pk}/"

    first = put(address, {"numerator": "8", "denominator": "9"}, secret)
    assert (first.status_code, first.json()["numerator"], first.json()["denominator"]) == (200, "8", "9")
    answer = period.reports.get().answers.get()
    assert (answer.updated_by_id, answer.obligation_id) == (None, duty.pk)
    answer.words = "Theo hệ thống một cửa"
    answer.save()
    again = put(address, {"numerator": 9.5, "denominator": 9.5}, secret)
    same = put(address, {"numerator": 9.5, "denominator": 9.5}, secret)

    answer.refresh_from_db()
    assert (again.status_code, same.status_code) == (200, 200)
    assert (str(answer.numerator), answer.words) == ("9.5000", "Theo hệ thống một cửa")


def test_figure_that_cannot_be_is_told_in_one_sentence(period: ReportingPeriod, units: Units, people: People) -> None:
    secret, duty = token_of(people, Act.FIGURE_WRITE), figure_duty(period, units.division)
    address = f"periods/{period.pk}/figures/{duty.pk}/"
    for sent in (
        {"numerator": 10, "denominator": 9}, {"numerator": 1}, {"numerator": -1, "denominator": 1},
        {"numerator": "NaN", "denominator": 1}, {"numerator": "1e999", "denominator": "1e999"},
        {"numerator": "a"}, {"numerator": 1, "denominator": 1, "not_applicable": True}, [], "8", None,
    ):  # fmt: skip
        answer = put(address, json.dumps(sent), secret)
        assert (answer.status_code, set(answer.json())) == (422, {"sentence", "lifted_by"}), sent
    broken = put(address, "{", secret)
    assert (broken.status_code, broken.json()["sentence"]) == (400, "Nội dung gửi lên không phải JSON đúng dạng.")
    assert not period.reports.exists()


def test_figure_is_refused_where_the_state_or_the_place_is_wrong(
    taken: ReportingPeriod, units: Units, people: People, elsewhere: Organisation
) -> None:
    secret, duty = token_of(people, Act.FIGURE_WRITE), figure_duty(taken, units.division)
    task_duty = next(d for d in units.division.obligations.all() if d.task_id)
    figure = {"numerator": 1, "denominator": 2}

    assert put(f"periods/{taken.pk}/figures/{duty.pk}/", figure, secret).status_code == 409
    assert put(f"periods/{taken.pk}/figures/{task_duty.pk}/", figure, secret).status_code == 404
    assert put(f"periods/{taken.pk + 999}/figures/{duty.pk}/", figure, secret).status_code == 404
    other = token_of(elsewhere.people, Act.FIGURE_WRITE)
    assert put(f"periods/{taken.pk}/figures/{duty.pk}/", figure, other).status_code == 404
    reader = token_of(people, Act.FIGURE_READ)
    assert put(f"periods/{taken.pk}/figures/{duty.pk}/", figure, reader).status_code in {403, 404}


def test_refusals_have_one_shape(plan: Plan, people: People) -> None:
    secret = token_of(people)
    refused = {
        400: ask("plans/", secret, order="id"),
        401: ask("plans/"),
        403: ask(f"plans/{plan.pk}/answers/", secret),
        404: ask("plans/999999/", secret),
    }
    for status, answer in refused.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"sentence", "lifted_by"}
        assert answer.json()["sentence"]
    assert refused[401]["WWW-Authenticate"] == "Bearer"
    assert refused[403]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["plans/", "openapi.json"])
def test_method_that_is_not_served_is_refused_in_the_same_shape(address: str, plan: Plan, people: People) -> None:
    answer = Client().post(f"/api/v1/{address}", headers=bearer(token_of(people)))
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json() == {"sentence": "Địa chỉ này chỉ nhận: GET.", "lifted_by": ""}


def test_refused_writing_stands_in_the_trail_and_a_refused_look_does_not(
    taken: ReportingPeriod, units: Units, people: People, sign_in
) -> None:
    duty = figure_duty(taken, units.division)
    address = f"periods/{taken.pk}/figures/{duty.pk}/"
    reader, writer = token_of(people, Act.FIGURE_READ), token_of(people, Act.FIGURE_WRITE)
    before = AuditRow.objects.count()

    assert ask(f"plans/{taken.plan_id}/answers/", reader).status_code == 403
    assert AuditRow.objects.count() == before
    assert put(address, {"numerator": 1}, reader).status_code in {403, 404}
    conflict = put(address, {"numerator": 1, "denominator": 2}, writer)
    assert conflict.status_code == 409

    rows = AuditRow.objects.order_by("number")[before:]
    assert [(row.act, row.is_refused, row.object_kind, row.object_id) for row in rows] == [
        ("figure.write", True, "obligation", duty.pk)
    ] * 2
    assert rows[1].actor_name.startswith("Khóa API Kho dữ liệu mẫu")
    assert rows[1].detail.reason == conflict.json()["sentence"]


def test_check_22_token_is_known_by_its_header_alone(plan: Plan, people: People, caplog) -> None:
    secret = token_of(people)

    for name in ("token", "access_token", "api_key", "key", "authorization", "Bearer"):
        answer = ask("plans/", **{name: secret})
        assert answer.status_code == 400
        assert secret not in answer.content.decode()
    for header in (
        secret,
        f"Token {secret}",
        f"Basic {secret}",
        "Bearer",
        f"Bearer {secret}x",
        "Bearer " + secret[:12],
    ):
        assert Client().get("/api/v1/plans/", headers={"Authorization": header}).status_code == 401
    assert ask("plans/", secret).status_code == 200
    assert secret not in caplog.text
    assert ApiToken.objects.get().last_used_at == AT


def test_check_22_token_ends_with_its_day_and_when_it_is_taken_back(
    plan: Plan, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = token_of(people)
    assert ask("plans/", secret).status_code == 200
    monkeypatch.setattr(clocks, "now", lambda: AT + timedelta(days=31))
    assert ask("plans/", secret).status_code == 401

    monkeypatch.setattr(clocks, "now", lambda: AT)
    keys.revoke_token(ApiToken.objects.get().pk, actor=people.administrator, at=AT)
    assert ask("plans/", secret).status_code == 401


def test_check_22_token_of_one_plan_reaches_nothing_of_the_department(
    taken: ReportingPeriod, make_plan, units: Units, people: People
) -> None:
    other = make_plan(target_count=1)
    secret = token_of(people, *ALL, plan=taken.plan)

    assert ask("plans/", secret).status_code == 403
    assert ask(f"plans/{taken.plan_id}/", secret).status_code == 200
    assert ask(f"plans/{other.pk}/", secret).status_code == 404
    for kind in LISTS:
        assert ask(f"plans/{taken.plan_id}/{kind}/", secret).status_code == 200
        assert ask(f"plans/{other.pk}/{kind}/", secret).status_code == 404
    assert ask(f"plans/{taken.plan_id}/answers/", secret).json()["total"] == 6
    period = other.periods.get(code="2026Q1")
    duty = figure_duty(period, units.division)
    sent = put(f"periods/{period.pk}/figures/{duty.pk}/", {"numerator": 1, "denominator": 2}, secret)
    assert sent.status_code == 404


@pytest.mark.parametrize("scope", sorted(ALL - {Act.PLAN_READ, Act.FIGURE_WRITE}))
def test_check_22_token_reads_what_its_scopes_say(scope: Act, taken: ReportingPeriod, people: People) -> None:
    secret = token_of(people, scope)
    opened = {kind for kind in LISTS if ask(f"plans/{taken.plan_id}/{kind}/", secret).status_code == 200}
    of_scope = {name for name, served in OPERATIONS.items() if served.act in {scope, Act.PLAN_READ}}
    assert opened == of_scope & set(LISTS)


def test_token_of_another_department_sees_nothing_here(plan: Plan, elsewhere: Organisation) -> None:
    secret = token_of(elsewhere.people, *ALL)

    assert ask("plans/", secret).json()["total"] == 0
    unknown = ask("plans/999999/tasks/", secret)
    for kind in LISTS:
        hidden = ask(f"plans/{plan.pk}/{kind}/", secret)
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


def test_session_reads_as_its_person_and_writes_with_the_form_token_alone(
    taken: ReportingPeriod, units: Units, people: People, sign_in
) -> None:
    address = f"/api/v1/plans/{taken.plan_id}/obligations/"
    by_coordinator = sign_in(Client(), people.coordinator).get(address).json()["total"]
    own = sign_in(Client(), people.head).get(address).json()
    assert own["total"] < by_coordinator
    assert {row["unit"]["id"] for row in own["items"]} == {units.division.pk}
    assert sign_in(Client(), people.administrator).get(address).status_code == 403

    careful = sign_in(Client(enforce_csrf_checks=True), people.reporter)
    duty = figure_duty(taken, units.division)
    sent = careful.put(
        f"/api/v1/periods/{taken.pk}/figures/{duty.pk}/", {"numerator": 1}, content_type="application/json"
    )
    assert sent.status_code == 403
    assert "X-CSRFToken" in sent.json()["sentence"]


def test_token_is_served_three_hundred_times_a_minute(plan: Plan, people: People, monkeypatch) -> None:
    secret = token_of(people)
    monkeypatch.setattr("dondoc.actions.rates.count", lambda subject, at: TOKEN_REQUESTS + 1)

    answer = Client().get("/api/v1/plans/", headers=bearer(secret))

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert set(answer.json()) == {"sentence", "lifted_by"}


def test_session_without_its_second_factor_reads_nothing(plan: Plan, people: People, sign_in, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    assert sign_in(Client(), people.coordinator).get("/api/v1/plans/").status_code == 401
    assert sign_in(Client(), people.reporter).get("/api/v1/plans/").status_code == 200


def test_issued_report_is_served_as_it_was_kept(
    taken: ReportingPeriod, units: Units, people: People, elsewhere: Organisation
) -> None:
    plan_id, secret = taken.plan_id, token_of(people, Act.SNAPSHOT_READ)
    assert ask(f"plans/{plan_id}/reports/", secret).json()["total"] == 0
    assert ask(f"plans/{plan_id}/reports/{taken.pk}/", secret).status_code == 404
    snapshot = close_period(taken, people)

    listed = ask(f"plans/{plan_id}/reports/", secret).json()
    one = ask(f"plans/{plan_id}/reports/{taken.pk}/", secret).json()
    document = ask(f"plans/{plan_id}/reports/{taken.pk}/document/", secret)

    assert [(row["period_id"], row["code"], row["title"]) for row in listed["items"]] == [
        (taken.pk, "2026Q1", "Quý I/2026")
    ]
    assert set(listed["items"][0]) == {"period_id", "code", "title", "closed_at"}
    assert one["figures"] == snapshot.figures
    assert hashlib.sha256(document.content).hexdigest() == snapshot.sha256
    assert document["Content-Disposition"] == 'attachment; filename="bao-cao-2026Q1.docx"'
    for there in ("", f"{taken.pk}/", f"{taken.pk}/document/"):
        other = ask(f"plans/{plan_id}/reports/{there}", token_of(elsewhere.people, *ALL))
        assert other.status_code == 404


def test_proof_with_personal_data_is_named_nowhere(period: ReportingPeriod, units: Units, people: People) -> None:
    write(period, units.division, actor=people.reporter)
    duties = [duty for duty in duties_of(period, units.division) if duty.task_id]
    for duty, guarded in zip(duties, (True, False), strict=False):
        given = Particulars(number="04/BB", abstract=f"Trích yếu {guarded}", is_restricted=guarded)
        evidence.attach(
            period.pk, units.division.pk, duty.pk,
            data=PDF, name=f"Hồ sơ {guarded}.pdf", particulars=given, actor=people.reporter, at=AT,
        )  # fmt: skip
    approve(period, units.division, reporter=people.reporter, head=people.head)
    close_period(period, people)
    secret = token_of(people, *ALL)

    served = {kind: ask(f"plans/{period.plan_id}/{kind}/", secret).content.decode() for kind in LISTS}
    served["report"] = ask(f"plans/{period.plan_id}/reports/{period.pk}/", secret).content.decode()
    text = "".join(served.values())

    assert "Trích yếu False" in served["evidence"]
    assert "Hồ sơ False" in served["report"]
    assert "Trích yếu True" not in text
    assert "Hồ sơ True" not in text


def test_identity_numbers_are_served_masked(period: ReportingPeriod, units: Units, people: People) -> None:
    duty = next(duty for duty in duties_of(period, units.division) if duty.task_id)
    write(period, units.division, actor=people.reporter)
    said = AnswerDraft(
        duty.pk, words="Trả kết quả số 089204012345", state=AnswerState.DONE, percent=100, difficulties="CMND 352345678"
    )
    reports.save_answers(period.pk, units.division.pk, answers=[said], actor=people.reporter, at=AT)
    given = Particulars(
        number="01/GXN-089204012345", issuer="Bà 089204012345", abstract="Của 089204012345", page="tr. 089204012345"
    )
    evidence.attach(
        period.pk, units.division.pk, duty.pk,
        data=PDF, name="a.pdf", particulars=given, actor=people.reporter, at=AT,
    )  # fmt: skip
    approve(period, units.division, reporter=people.reporter, head=people.head)
    reports.move(period.pk, units.division.pk, move=Move.ACCEPT, on=AT.date(), actor=people.coordinator, at=AT)
    secret = token_of(people, *ALL)

    answers = ask(f"plans/{period.plan_id}/answers/", secret).json()["items"]
    [proof] = ask(f"plans/{period.plan_id}/evidence/", secret).json()["items"]

    [answer] = [row for row in answers if row["obligation_id"] == duty.pk]
    assert answer["words"] == "Trả kết quả số ********2345"
    assert answer["difficulties"] == "CMND *****5678"
    assert [proof[key] for key in ("number", "issuer", "abstract", "page")] == [
        "01/GXN-********2345", "Bà ********2345", "Của ********2345", "tr. ********2345"
    ]  # fmt: skip


def test_address_that_is_not_there_is_told_in_the_same_shape(client: Client) -> None:
    answer = client.get("/api/v1/nowhere/")

    assert (answer.status_code, set(answer.json())) == (404, {"sentence", "lifted_by"})
